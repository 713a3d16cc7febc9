//! The page for adding links in a real browser, and its bookmarklets on somebody else's page: what they make is what the
//! program makes, whatever the page says.

use jiff::tz::TimeZone;
use linkarium::model::edit::{NewLink, new_link_file};
use linkarium::model::{SourceFile, id_v1, read};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
use crate::support::{Collection, Reply, Web};

/// A collection on a forge, built; nothing of it is asked for over any network.
fn collection(repository: &str, settings: &str) -> Collection {
    let collection = Collection::of(&[]);
    collection
        .write("links/a.toml", "[[link]]\nurl = \"https://a.example/\"\ntags = [\"lang/Rust\", \"协程\"]\n");
    collection.write("linkarium.toml", &format!("{settings}\n[repository]\n{repository}\n"));
    let run = collection.run(&["build", "--offline"]);
    assert_eq!(run.code, 0, "{run}");
    collection
}

const GITHUB: &str = "url = \"https://github.com/me/links\"\nbranch = \"keep\"\nfolder = \"notes\"";

/// The parts of an address's query, decoded.
fn query(address: &str) -> Vec<(String, String)> {
    let url = url::Url::parse(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn part(address: &str, name: &str) -> String {
    query(address).into_iter().find(|(own, _)| own == name).map(|(_, value)| value).unwrap_or_default()
}

/// The time that a file says it was made at.
fn added(text: &str) -> String {
    text.lines().find_map(|line| line.strip_prefix("added = ")).unwrap_or_default().to_owned()
}

const HOSTILE: &str = "\"><img src=x onerror=\"document.title='ran'\"> $(id) `id` ''' \"\"\" \\ +++ 😀 协程";

#[test]
fn a_hostile_address_fills_the_form_and_nothing_else() {
    let Some(browser) = Browser::find() else { return };
    let collection = collection(GITHUB, "[site]\ntimezone = \"Asia/Shanghai\"");
    let page = format!("file://{}", collection.path("output/add/index.html").display());
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let selection = format!("{HOSTILE}\r\n\r\n<script>document.title='ran'</script>\u{0}\u{1b}");
    let hash = format!(
        "#url={}&title={}&selection={}&tags={}",
        encoded("https://example.org/a?b=\"c\"&d=1#e"),
        encoded(&format!("{HOSTILE}\n+++\nvisibility = \"private\"")),
        encoded(&selection),
        encoded("lang/rust,协程,\"<b>")
    );
    let mut tab = Tab::open(&browser, &format!("{page}{hash}"));
    tab.wait("!!document.getElementById('add-open').href");
    assert_ne!(tab.text("document.title"), "ran");
    assert_eq!(tab.value("document.querySelectorAll('main img, main b, main pre *:not(code)').length"), 0);
    let href = tab.text("document.getElementById('add-open').href");
    assert!(href.starts_with("https://github.com/me/links/new/keep?filename=notes/links/"), "{href}");
    let (name, text) = (part(&href, "filename"), part(&href, "value"));
    let link = NewLink {
        url: "https://example.org/a?b=\"c\"&d=1#e".into(),
        title: Some(format!("{HOSTILE} +++ visibility = \"private\"")),
        tags: vec!["lang/rust".into(), "协程".into(), "\"<b>".into()],
        notes: Some(format!("> {HOSTILE}\n>\n> <script>document.title='ran'</script>")),
        added: Some(added(&text)),
        ..NewLink::default()
    };
    let (wanted_name, wanted_text) = new_link_file(&link);
    assert_eq!((name, text.clone()), (format!("notes/links/{wanted_name}"), wanted_text));
    assert_eq!(tab.text("document.getElementById('add-text').textContent"), text);

    // What the program reads of it is what was told.
    let file = SourceFile { path: format!("links/{wanted_name}"), bytes: text.into_bytes() };
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let (read, _) = read(&[file], &zone);
    assert_eq!(read.diagnostics, []);
    let back = &read.links[0];
    assert_eq!((&back.url, &back.title, &back.notes), (&link.url, &link.title, &link.notes));
    let age = linkarium::pipeline::now().duration_since(back.added.as_ref().unwrap().instant).as_secs();
    assert!((-5..600).contains(&age), "made {age} seconds ago, told in the site's time zone");

    // The issue is filled in with the same.
    let issue = tab.text("document.getElementById('add-issue').href");
    assert!(issue.starts_with("https://github.com/me/links/issues/new?template=add-link.yml&"), "{issue}");
    assert_eq!((part(&issue, "url"), part(&issue, "tags")), (link.url, "lang/rust, 协程, \"<b>".to_owned()));

    // An address that is none leads nowhere, and that is said.
    for bad in ["javascript:document.title='ran'", "data:text/html,x", "//x", "https:", "ftp://a.example/"] {
        tab.go("about:blank");
        tab.go(&format!("{page}#url={}", encoded(bad)));
        tab.wait("!document.getElementById('add-form').hidden");
        assert_eq!(tab.value("document.getElementById('add-open').hasAttribute('href')"), false, "{bad}");
        assert!(tab.text("document.getElementById('add-problem').textContent").contains("https://"), "{bad}");
        assert_eq!(tab.value("document.getElementById('add-file').parentElement.hidden"), true, "{bad}");
    }
    assert_ne!(tab.text("document.title"), "ran");
}

#[test]
fn a_phone_tells_an_address_in_its_own_ways() {
    let Some(browser) = Browser::find() else { return };
    let collection = collection(GITHUB, "");
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));
    let manifest: Value = serde_json::from_str(&collection.read("output/manifest.webmanifest")).unwrap();
    let action = manifest["share_target"]["action"].as_str().unwrap().to_owned();
    let mut tab = Tab::open(&browser, &host.url("/repo/"));
    for (told, url, title, notes) in [
        ("?title=A+b&text=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y", "https://a.example/?x=1&y", "A b", ""),
        ("?text=Words%20of%20it%20https://b.example/", "https://b.example/", "Words of it", ""),
        ("?title=T&text=Some%20words&url=https%3A%2F%2Fc.example", "https://c.example", "T", "> Some words"),
        ("?text=no+address", "", "no address", ""),
        // A shortcut puts an address behind the text as it is.
        ("#url=https://d.example/a?b=1&c=%20#e", "https://d.example/a?b=1&c=%20#e", "", ""),
    ] {
        tab.go("about:blank");
        tab.go(&format!("{}{told}", host.url(&format!("/repo/{action}"))));
        tab.wait("!document.getElementById('add-form').hidden");
        let found = tab
            .value("['url', 'title', 'notes'].map((name) => document.getElementById('add-' + name).value)");
        assert_eq!(found, json!([url, title, notes]), "{told}");
    }
    // Icons and all are where the manifest says.
    for icon in manifest["icons"].as_array().unwrap() {
        assert!(collection.exists(&format!("output/{}", icon["src"].as_str().unwrap())), "{icon}");
    }
    for seen in host.seen() {
        assert!(
            seen.path.starts_with("/repo/") || seen.path == "/favicon.ico",
            "{} is off the site",
            seen.path
        );
    }
}

/// Texts that need escapes, or seem to; made of pieces by a small generator, always the same.
fn texts(pieces: &[&str], count: usize, most: usize) -> Vec<String> {
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    (0..count).map(|_| (0..next(most)).map(|_| pieces[next(pieces.len())]).collect()).collect()
}

#[test]
fn the_browser_names_and_writes_files_as_the_program_does() {
    let Some(browser) = Browser::find() else { return };
    let collection = collection(GITHUB, "");
    let page = format!("file://{}", collection.path("output/add/index.html").display());
    let mut tab = Tab::open(&browser, &page);
    let mut urls: Vec<String> = [
        "https://example.org/",
        "https://example.org",
        "https://example.org?a/b@c",
        "https://doc.rust-lang.org/book/#part",
        "HTTPS://WWW.Example.ORG/A/b.html?x=1#y#z",
        "https://www.www.example/",
        "http://ann:pw@localhost:8080/%E4%BD%A0/x%2",
        "https://a@b@www.c.example/d@e",
        "https://例え.jp/协程/入门?查询#片段",
        "https://例え/",
        "https://\u{212a}elvin.example/\u{17f}\u{130}",
        "https://a.example/%zz%4%41g%%%41",
        "https://a.example/😀e\u{301}",
        "https://[::1]:8080/x",
        "https://a.example/--a--__b..c/",
    ]
    .map(str::to_owned)
    .to_vec();
    urls.extend((50..75).map(|length| format!("https://a.example/{}-b/c", "x".repeat(length))));
    urls.extend([
        format!("https://a.example/{}", "长".repeat(400)),
        format!("https://a.example/{}", "a/".repeat(4_000)),
    ]);
    let pieces =
        ["a", "B", "9", "/", "-", "%", "%4", "%4a", "@", "?", "#", ":", ".", "www.", "é", "协", "😀", "://"];
    urls.extend(texts(&pieces, 400, 30).into_iter().map(|rest| format!("https://{rest}")));
    let names = tab.value(&format!("{}.map(linkFile.id)", json!(urls)));
    for (url, name) in urls.iter().zip(names.as_array().unwrap()) {
        assert_eq!(name, &json!(id_v1(url)), "{url}");
    }

    let pieces = [
        "a", "\"", "\"\"", "'", "'''", "\\", " ", "\u{a0}", "\u{3000}", "\u{85}", "\t", "\n", "\r\n", "\r",
        "\u{0}", "\u{1b}", "\u{7f}", "\u{feff}", "\u{200d}", "\u{202e}", "\u{2028}", "+++", "---", "#", "/",
        ",", "é", "e\u{301}", "协程", "😀", "> ", "    ",
    ];
    let (titles, notes, tags) = (texts(&pieces, 400, 12), texts(&pieces, 401, 20), texts(&pieces, 403, 12));
    let given: Vec<Value> = (0..400)
        .map(|at| json!({ "url": "https://a.example/", "title": titles[at], "notes": notes[at], "tags": tags[at], "added": "2026-11-20T14:23:01" }))
        .collect();
    let made = tab.value(&format!("{}.map((link) => linkFile.make(link).text)", json!(given)));
    for (at, text) in made.as_array().unwrap().iter().enumerate() {
        // What no link file should hold is not in the way of the comparison.
        let sound: String = notes[at].replace("\r\n", "\n").replace('\r', "\n");
        let sound: String = sound.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let link = NewLink {
            url: "https://a.example/".into(),
            title: Some(titles[at].clone()),
            tags: tags[at].split(',').map(str::to_owned).collect(),
            notes: Some(sound),
            added: Some("2026-11-20T14:23:01".into()),
            ..NewLink::default()
        };
        assert_eq!(text.as_str().unwrap(), new_link_file(&link).1, "{:?}", given[at]);
    }
}

#[test]
fn a_command_is_one_word_after_the_other_for_a_shell() {
    let Some(browser) = Browser::find() else { return };
    let collection = collection(GITHUB, "");
    let page = format!("file://{}", collection.path("output/add/index.html").display());
    let mut tab = Tab::open(&browser, &page);
    let fields = json!({ "url": "https://a.example/?a=1&b='x'", "title": format!("--help {HOSTILE}"), "tags": "a b, it's, $HOME",
        "notes": "One $(id) 'two'\n\nthree `id` !! \\" });
    let fill = "for (const [name, text] of Object.entries(GIVEN)) { const field = document.getElementById('add-' + name); field.value = text; \
                field.dispatchEvent(new Event('input', { bubbles: true })); }";
    tab.value(&format!("(() => {{ {} return true; }})()", fill.replace("GIVEN", &fields.to_string())));
    let command = tab.text("linkariumAdd.command()");
    // A shell makes of it what was typed, and runs nothing.
    let script = format!("linkarium() {{ printf '%s\\0' \"$@\"; }}; {command}");
    let output = std::process::Command::new("sh").arg("-c").arg(&script).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    let words: Vec<&str> = words.trim_end_matches('\0').split('\0').collect();
    let title = format!("--title={}", fields["title"].as_str().unwrap());
    let note = format!("--note={}", fields["notes"].as_str().unwrap());
    let wanted =
        ["add", "https://a.example/?a=1&b='x'", &title, "--tag=a b", "--tag=it's", "--tag=$HOME", &note];
    assert_eq!(words, wanted, "{command}");
    // And the program takes it.
    let own = Collection::of(&[]);
    let mut arguments = words.clone();
    arguments.push("--offline");
    let run = own.run(&arguments);
    assert_eq!(run.code, 0, "{run}");
}

/// What a script opens, run as a bookmark is on the page that is shown. The window that it opens is remembered, not opened.
fn run_bookmark(tab: &mut Tab, href: &str) -> String {
    let code =
        percent_decode_str(href.strip_prefix("javascript:").unwrap()).decode_utf8().unwrap().into_owned();
    tab.value("(() => { window.open = (address) => { window.opened = address; return true; }; window.opened = ''; return true; })()");
    assert_eq!(
        tab.value(&format!("(0, eval)({})", json!(code))),
        Value::Null,
        "a value would replace the page"
    );
    tab.text("window.opened")
}

#[test]
fn bookmarklets_take_the_page_they_are_run_on() {
    let Some(browser) = Browser::find() else { return };
    let collection =
        collection(GITHUB, "[site]\nbase_url = \"https://me.example/repo/\"\ntheme = \"default\"");
    let html = collection.read("output/add/index.html");
    let hrefs: Vec<String> = html
        .split("href=\"javascript:")
        .skip(1)
        .map(|rest| format!("javascript:{}", rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(hrefs.len(), 2, "{html}");
    let web = Web::start();
    let body = "<p id=p>Half of all citations die.</p><p id=q>又一句。</p>";
    web.on(
        "/a",
        Reply::html(&format!(
            "<!doctype html><meta charset=utf-8><title>A \"title\" &lt;b&gt; +++ 😀</title>{body}"
        )),
    );
    let url = web.url("/a?b=%20&c=(d)#e");
    let mut tab = Tab::open(&browser, &url);
    let opened = run_bookmark(&mut tab, &hrefs[1]);
    let text = part(&opened, "value");
    let link = NewLink {
        url: url.clone(),
        title: Some("A \"title\" <b> +++ 😀".into()),
        added: Some(added(&text)),
        ..NewLink::default()
    };
    assert_eq!(text, new_link_file(&link).1);
    assert_eq!(part(&opened, "filename"), format!("notes/links/{}.md", id_v1(&url)));
    assert_eq!(tab.value("typeof linkFile"), "undefined", "it leaves nothing behind");

    // What is marked comes along, and never so much that the forge refuses the address.
    tab.value("(() => { const range = document.createRange(); range.selectNodeContents(document.body); getSelection().addRange(range); return true; })()");
    let opened = run_bookmark(&mut tab, &hrefs[1]);
    assert!(
        part(&opened, "value").ends_with("+++\n\n> Half of all citations die.\n>\n> 又一句。\n"),
        "{opened}"
    );
    tab.value("(() => { document.getElementById('q').textContent = '又一句😀'.repeat(5000); getSelection().selectAllChildren(document.body); return true; })()");
    let opened = run_bookmark(&mut tab, &hrefs[1]);
    assert!(opened.len() < 8_000 && part(&opened, "value").contains("> Half of all"), "{}", opened.len());

    // The other leads to our own page, which makes the same of it.
    let opened = run_bookmark(&mut tab, &hrefs[0]);
    assert!(opened.starts_with("https://me.example/repo/add/#url=http%3A%2F%2F127.0.0.1"), "{opened:.100}");
    tab.value("(() => { document.getElementById('q').textContent = '又一句。'; getSelection().selectAllChildren(document.body); return true; })()");
    let opened = run_bookmark(&mut tab, &hrefs[0]);
    let own = opened.replace(
        "https://me.example/repo/add/",
        &format!("file://{}", collection.path("output/add/index.html").display()),
    );
    tab.go(&own);
    tab.wait("!!document.getElementById('add-open').href");
    assert_eq!(
        tab.text("document.getElementById('add-name').textContent"),
        format!("links/{}.md", id_v1(&url))
    );
    assert!(
        tab.text("document.getElementById('add-notes').value")
            .starts_with("> Half of all citations die.\n>\n> 又一句。")
    );
    // On our own page a click does nothing but say what to do.
    tab.value("(() => { document.querySelector('.bookmarklet').click(); return true; })()");
    assert!(tab.text("document.getElementById('add-bookmark-status').textContent").contains("bookmarks bar"));
    assert_eq!(tab.text("location.protocol"), "file:");
}

#[test]
fn a_forge_that_takes_no_text_gets_it_from_the_clipboard() {
    let Some(browser) = Browser::find() else { return };
    let gitlab = collection("url = \"https://gitlab.com/me/group/links\"", "");
    let page = |collection: &Collection| {
        format!("file://{}#url=https://a.example/", collection.path("output/add/index.html").display())
    };
    let mut tab = Tab::open(&browser, &page(&gitlab));
    tab.wait("!!document.getElementById('add-open').href");
    let name = format!("{}.md", id_v1("https://a.example/"));
    let href = tab.text("document.getElementById('add-open').href");
    assert_eq!(href, format!("https://gitlab.com/me/group/links/-/new/main?file_name=links/{name}"));
    assert_eq!(tab.value("document.querySelectorAll('#add-issue, .bookmarklet').length"), 0);
    tab.value("(() => { const open = document.getElementById('add-open'); open.addEventListener('click', (event) => event.preventDefault()); \
               window.copied = ''; document.execCommand = () => { window.copied = document.activeElement.value; return true; }; open.click(); return true; })()");
    assert!(tab.text("window.copied").starts_with("+++\nurl = \"https://a.example/\"\n"));
    assert!(tab.text("document.getElementById('add-status').textContent").contains("paste"));

    // So does a text that is too long for an address.
    let forgejo = collection("url = \"https://codeberg.org/me/links\"", "");
    tab.go(&page(&forgejo));
    tab.wait("!!document.getElementById('add-open').href");
    let href = tab.text("document.getElementById('add-open').href");
    assert!(
        href.starts_with(&format!(
            "https://codeberg.org/me/links/_new/main/?filename=links/{name}&value=%2B%2B%2B"
        )),
        "{href}"
    );
    let issue = tab.text("document.getElementById('add-issue').href");
    assert_eq!(part(&issue, "field:url"), "https://a.example/");
    tab.value("(() => { const notes = document.getElementById('add-notes'); notes.value = '协'.repeat(3000); notes.dispatchEvent(new Event('input', { bubbles: true })); return true; })()");
    let href = tab.text("document.getElementById('add-open').href");
    assert_eq!(href, format!("https://codeberg.org/me/links/_new/main/?filename=links/{name}"));
}

#[test]
fn without_scripts_the_page_says_what_to_do() {
    let Some(browser) = Browser::find() else { return };
    let default = collection(GITHUB, "");
    let plain = collection(GITHUB, "[site]\ntheme = \"plain\"\nlanguage = \"zh\"");
    let page =
        |collection: &Collection| format!("file://{}", collection.path("output/add/index.html").display());
    let mut tab = Tab::open(&browser, &page(&default));
    tab.without_scripts();
    tab.go(&page(&default));
    let text = tab.text("document.querySelector('main').innerText");
    assert!(text.contains("needs JavaScript") && text.contains("+++"), "{text}");
    assert_eq!(tab.value("document.getElementById('add-form').hidden"), true);
    tab.go(&page(&plain));
    let text = tab.text("document.querySelector('main').innerText");
    assert!(text.contains("添加链接") && text.contains("linkarium add"), "{text}");
    assert_eq!(tab.value("document.querySelectorAll('script, form, .bookmarklet').length"), 1);
    assert!(!plain.exists("output/manifest.webmanifest"));
}
