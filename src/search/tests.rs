//! The index as a whole.

use super::*;

/// Files of an index over `entries`, and what it says of itself.
fn index(entries: &[Entry<'_>]) -> (Vec<(String, String)>, Written) {
    let mut files = Vec::new();
    let mut sink = |route: &str, bytes: Vec<u8>| {
        files.push((route.to_owned(), String::from_utf8(bytes).unwrap()));
        Ok::<(), ()>(())
    };
    let mut builder = Builder::new(Options::default(), &mut sink);
    for entry in entries {
        builder.add(entry).unwrap();
    }
    builder.words(&serde_json::json!({ "all": "All" })).unwrap();
    let written = builder.finish().unwrap();
    (files, written)
}

/// The data of a file.
fn data(files: &[(String, String)], name: &str) -> serde_json::Value {
    let route = format!("static/search/{name}.js");
    let script = &files.iter().find(|(known, _)| *known == route).unwrap().1;
    let start = format!("linkariumIndex(\"{name}\",");
    let (data, mark) = script.strip_prefix(&start).unwrap().rsplit_once(',').unwrap();
    assert_eq!(mark.len(), "\"ab\")\n".len(), "{mark}");
    serde_json::from_str(data).unwrap()
}

/// Whether a term is there.
fn has(files: &[(String, String)], term: &str) -> bool {
    let count = files.iter().filter(|(route, _)| route.starts_with("static/search/t")).count();
    (0..count).any(|number| {
        let shard = data(files, &format!("t{number}"));
        shard["t"].as_str().unwrap().split(' ').step_by(2).any(|known| known == term)
    })
}

#[test]
fn everything_can_be_found() {
    let tags = [TagName { key: "协程", title: "协程" }, TagName { key: "lang/rust", title: "Rust" }];
    let entry = Entry {
        title: "The Captured Pages",
        href: "links/a/index.html",
        url: "https://example.org/%E5%8D%8F/greenlets?x=1",
        host: "example.org",
        tags: &tags,
        tag_closure: &tags,
        description: Some("Halves of a C++ thing"),
        notes: Some("檔案館"),
        text: "Node.js текст 한국어",
        ..Entry::default()
    };
    let (files, written) = index(&[entry]);
    for term in [
        "captur",
        "page",
        "greenlet",
        "exampl",
        "协程",
        "程",
        "rust",
        "lang",
        "~xiecheng",
        "^xc",
        "halv",
        "c++",
        "档案",
        "案馆",
        "js",
        "текст",
        "한국",
    ] {
        assert!(has(&files, term), "{term}");
    }
    assert_eq!(written.documents, 1);
    assert_eq!(written.files, files.len());
    let record = &data(&files, "d0")[0];
    assert_eq!((record["t"].as_str(), record["n"].as_str()), (Some("The Captured Pages"), Some("檔案館")));
}

#[test]
fn the_same_links_give_the_same_bytes() {
    let texts: Vec<String> =
        (0..300).map(|n| format!("word{n} shared 中文{n} {}", "filler ".repeat(n))).collect();
    let entries: Vec<Entry<'_>> =
        texts.iter().map(|text| Entry { title: text.get(..8).unwrap(), text, ..Entry::default() }).collect();
    let (first, second) = (index(&entries), index(&entries));
    assert_eq!(first, second);
    let other = index(&entries[1..]);
    assert_ne!(first.1.hash, other.1.hash);
    let directory = data(&first.0, "index");
    assert_eq!(directory["hash"], first.1.hash.as_str());
    // Each file says what the directory says of it.
    for (kind, marks) in directory["marks"].as_object().unwrap() {
        let marks = marks.as_str().unwrap();
        let mut files: Vec<(usize, &str)> = first
            .0
            .iter()
            .filter_map(|(route, script)| {
                let name = route.strip_prefix("static/search/")?.strip_suffix(".js")?;
                let number = name.strip_prefix(kind.as_str())?;
                let number = if number.is_empty() { 0 } else { number.parse().ok()? };
                Some((number, script.as_str()))
            })
            .collect();
        files.sort_unstable();
        assert_eq!(files.len() * 2, marks.len(), "{kind}");
        for (at, (_, script)) in files.iter().enumerate() {
            assert!(script.ends_with(&format!(",\"{}\")\n", &marks[at * 2..at * 2 + 2])), "{kind} {at}");
        }
    }
}

#[test]
fn hostile_text_stays_data() {
    let hostile =
        "</script><script>alert(1)</script>\u{2028}\u{2029}\u{0}\u{1b}\u{301}\u{feff}\u{202e}`${x}` \\\" ";
    let long = format!("{hostile}{}", "é".repeat(1_000_000));
    let entry = Entry {
        title: hostile,
        host: hostile,
        description: Some(hostile),
        notes: Some(hostile),
        text: &long,
        language: Some("</script>"),
        kind: "<",
        ..Entry::default()
    };
    let (files, _) = index(&[entry]);
    for (route, script) in &files {
        assert!(!script.contains(['<', '\u{2028}', '\u{0}', '\u{202e}']), "{route}");
        assert!(script.len() < 200_000, "{route}");
        data(&files, route.strip_prefix("static/search/").unwrap().strip_suffix(".js").unwrap());
    }
}

#[test]
fn an_empty_site_has_an_index() {
    let (files, written) = index(&[]);
    assert_eq!(written.documents, 0);
    assert_eq!(data(&files, "index")["terms"], "");
    assert_eq!(data(&files, "words")["all"], "All");
    assert_eq!(data(&files, "facets")["blocks"], 0);
}

#[test]
fn errors_of_the_sink_come_back() {
    let mut sink = |_: &str, _: Vec<u8>| Err("full");
    let builder = Builder::new(Options::default(), &mut sink);
    assert_eq!(builder.finish().unwrap_err(), "full");
}
