use super::*;

#[test]
fn a_broken_entry_loses_itself_and_never_the_file() {
    let text = "tags = ['t']\n\
        [[link]]\nurl = 'https://a.example'\n\
        [[link]]\nurl = https://b.example\n\
        [[link]]\nurl = 'https://c.example'\nnotes = \"\"\"\n[[link]]\nurl = 'not an entry'\n\"\"\"\n\
        [[link\nurl = 'https://d.example'\n\
        [[link]]\ntitle = 'no url'\n\
        [[link]]\nurl = 'https://e.example'\ntags = ['x',\n\
        [[link]]\nurl = 'https://f.example'\n";
    let (collection, sources) = read_files(&[("links/a.toml", text)]);
    assert_eq!(
        urls(&collection),
        ["https://a.example", "https://c.example", "https://e.example", "https://f.example"]
    );
    assert!(collection.links.iter().all(|link| link.tags == ["t"]));
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.toml:5:7: error[toml-syntax]",
            "links/a.toml:12:7: error[toml-syntax]",
            "links/a.toml:14:1: error[missing-url]",
            "links/a.toml:18:13: error[toml-syntax]",
        ]
    );
}

#[test]
fn an_unclosed_string_does_not_swallow_the_rest() {
    let text = "[[link]]\nurl = 'https://a.example'\nnotes = \"\"\"\nnever closed\n\
        [[link]]\nurl = 'https://b.example'\n[[link]]\nurl = 'https://c.example'\nnotes = \"\"\"\nclosed\n\"\"\"\n\
        [[link]]\nurl = 'https://d.example'\n";
    let (collection, _) = read_files(&[("links/a.toml", text)]);
    assert_eq!(urls(&collection), ["https://b.example", "https://c.example", "https://d.example"]);
    assert_eq!(errors(&collection), 1);
}

#[test]
fn git_conflicts_are_named_and_both_sides_are_read() {
    let toml = "[[link]]\nurl = 'https://a.example'\n<<<<<<< HEAD\n[[link]]\nurl = 'https://b.example'\nprivate = true\n\
        ||||||| base\n=======\n[[link]]\nurl = 'https://b.example'\n>>>>>>> other\n";
    let markdown = "<<<<<<< ours\n- <https://c.example>\n=======\n- <https://d.example>\n>>>>>>> theirs\n";
    let (collection, sources) = read_files(&[("links/a.toml", toml), ("links/b.md", markdown)]);
    assert_eq!(
        urls(&collection),
        ["https://a.example", "https://b.example", "https://c.example", "https://d.example"]
    );
    assert_eq!(collection.links[1].visibility, Visibility::Private);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.toml:3:1: error[git-conflict]",
            "links/a.toml:10:7: warning[duplicate-link]",
            "links/b.md:1:1: error[git-conflict]",
        ]
    );
    assert_eq!(collection.diagnostics[0].related.len(), 2);
}

#[test]
fn other_encodings_are_said_so() {
    let files = [
        SourceFile {
            path: "links/a.toml".into(),
            bytes: b"[[link]]\nurl = 'https://a.example'\ntitle = 'caf\xE9'\n".to_vec(),
        },
        SourceFile { path: "links/b.md".into(), bytes: b"\xFF\xFE-\0 \0".to_vec() },
        SourceFile { path: "links/c.md".into(), bytes: b"- https://c.example\n".to_vec() },
    ];
    let (collection, sources) = read(&files, &TimeZone::UTC);
    assert_eq!(urls(&collection), ["https://c.example"]);
    assert_eq!(
        problems(&collection, &sources),
        ["links/a.toml:3:13: error[not-utf8]", "links/b.md:1:1: error[not-utf8]"]
    );
    assert_eq!(collection.diagnostics[0].message, "not UTF-8: byte 0xE9 at offset 47");
    assert!(collection.diagnostics[1].help.as_deref().unwrap().contains("UTF-16"));
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let files = [SourceFile { path: "links/a.md".into(), bytes: vec![b'-'; 20_000_001] }];
    let (collection, _) = read(&files, &TimeZone::UTC);
    assert_eq!(collection.diagnostics[0].code, "too-large");
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = format!("{}<https://a.example>\n", "- ".repeat(5_000));
    let quotes = format!("{}x\n\n- <https://b.example>\n", ">".repeat(5_000));
    let array =
        format!("a = {}{}\n[[link]]\nurl = 'https://c.example'\n", "[".repeat(5_000), "]".repeat(5_000));
    let dotted = format!("{} = 1\n[[link]]\nurl = 'https://d.example'\n", vec!["a"; 5_000].join("."));
    let (collection, _) = read_files(&[
        ("links/a.md", &deep),
        ("links/b.md", &quotes),
        ("links/c.toml", &array),
        ("links/d.toml", &dotted),
    ]);
    assert!(urls(&collection).contains(&"https://b.example"));
    assert!(collection.diagnostics.iter().filter(|d| d.code == "nested-too-deeply").count() == 2);
}

#[test]
fn refused_addresses_name_their_place() {
    let (collection, sources) = read_files(&[(
        "links/a.md",
        "- [a](javascript:alert%281%29)\n- <mailto:a@example.org>\n- [b](example.org/page)\n- [c](<https://a b/>)\n\
         - [ok](https://ann:secret@example.org/)\n- <ann@example.org>\n",
    )]);
    assert_eq!(urls(&collection), ["https://ann:secret@example.org/"]);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.md:1:7: error[unsupported-scheme]",
            "links/a.md:2:4: error[unsupported-scheme]",
            "links/a.md:3:7: error[bad-url]",
            "links/a.md:4:8: error[bad-url]",
            "links/a.md:5:8: warning[credentials-in-url]",
            "links/a.md:6:4: error[unsupported-scheme]",
        ]
    );
    assert!(collection.diagnostics.iter().all(|d| !d.message.contains("secret")));
}
