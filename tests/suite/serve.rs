//! The preview, as somebody who writes sees it: in a browser that nobody reloads.

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
use crate::support::live::Live;
use crate::support::{Collection, Reply, Web};

fn long_note(words: &str) -> String {
    let paragraphs: Vec<String> = (0..80).map(|n| format!("Paragraph {n} of a long note.\n\n")).collect();
    let paragraphs = paragraphs.concat();
    format!(
        "+++\nurl = \"https://one.example/\"\nid = \"one\"\n+++\n[a first link](https://f.example/)\n\n{words}\n\n{paragraphs}[a last link](https://l.example/)\n"
    )
}

#[test]
fn notes_are_seen_as_they_are_saved_and_place_and_focus_stay() {
    let Some(browser) = Browser::find() else { return };
    let collection = Collection::of(&[]);
    collection.write("links/one.md", &long_note("the first words"));
    let serve = Live::serve(&collection, &["--offline"]);
    let mut tab = Tab::open(&browser, &serve.url("links/one/index.html"));
    tab.wait("document.body.innerText.includes('the first words')");
    tab.value("scrollTo({ top: 900, behavior: 'instant' }); document.querySelector('a[href=\"https://l.example/\"]').focus({ preventScroll: true })");
    tab.value("window.untouched = true");
    let at = tab.value("scrollY");
    assert!(at.as_f64().unwrap() > 500.0, "{at}");

    collection.write("links/one.md", &long_note("the second words"));
    tab.wait("document.body.innerText.includes('the second words') && document.readyState === 'complete'");
    assert_eq!(tab.value("scrollY"), at);
    assert_eq!(tab.text("document.activeElement.href"), "https://l.example/");
    assert_eq!(tab.value("window.untouched === undefined"), true, "the page was not loaded anew");

    // What comes above moves the page, not its reader.
    tab.value("document.activeElement.blur()");
    let place = "[...document.querySelectorAll('p')].find((p) => p.textContent.includes('Paragraph 40 ')).getBoundingClientRect().top";
    tab.value(&format!("scrollBy({{ top: {place} - 20, behavior: 'instant' }})"));
    let before = tab.value(place).as_f64().unwrap();
    let more: Vec<String> = (0..9).map(|n| format!("New {n}.\n\n")).collect();
    collection.write("links/one.md", &long_note(&format!("the third words\n\n{}", more.concat())));
    tab.wait("document.body.innerText.includes('the third words') && document.readyState === 'complete'");
    let after = tab.value(place).as_f64().unwrap();
    assert!((before - after).abs() < 2.0, "{before} and {after}");

    // Another page's change is nothing to this one.
    tab.value("window.untouched = true");
    let before = serve.builds();
    collection.write("links/two.md", "- <https://two.example/>\n");
    serve.builds_after(before, 1);
    assert_eq!(tab.value("window.untouched === true"), true, "an unchanged page was loaded anew");
    tab.value("location.href = '../../index.html'");
    tab.wait("document.body.innerText.includes('two.example')");
}

#[test]
fn mistakes_are_shown_on_the_page_and_go_away() {
    let Some(browser) = Browser::find() else { return };
    let collection = Collection::of(&[]);
    collection.write("links/one.md", "- <https://one.example/>\n");
    let serve = Live::serve(&collection, &["--offline"]);
    let mut tab = Tab::open(&browser, &serve.url(""));
    let panel = "(document.querySelector('linkarium-problems')?.shadowRoot.textContent ?? '')";
    assert_eq!(tab.text(panel), "");

    let template = "themes/default/templates/home.html";
    collection.write(
        template,
        "{% extends \"default/home.html\" %}\n{% block footer %}{{ nothing }}{% endblock footer %}",
    );
    tab.wait(&format!("{panel}.includes('{template}:2:22')"));
    assert!(tab.text(panel).contains("could not be built"), "{}", tab.text(panel));
    assert!(tab.value("document.body.innerText.includes('one.example')") == true, "the last good page stays");
    // The page's policy forbids styles that are not its own, and yet the panel has its looks.
    let fixed = "getComputedStyle(document.querySelector('linkarium-problems').shadowRoot.querySelector('section')).position";
    assert_eq!(tab.text(fixed), "fixed");
    collection.write(
        template,
        "{% extends \"default/home.html\" %}\n{% block footer %}mended{% endblock footer %}",
    );
    tab.wait(&format!("{panel} === '' && document.body.innerText.includes('mended')"));

    collection.write("links/two.toml", "[[link]]\nurl = \"javascript:<b>x</b>\"\n");
    tab.wait(&format!("{panel}.includes('links/two.toml:2:7')"));
    assert_eq!(
        tab.value("document.querySelector('linkarium-problems').shadowRoot.querySelector('b')"),
        serde_json::Value::Null
    );
    tab.value("document.querySelector('linkarium-problems').shadowRoot.querySelector('button').click()");
    assert_eq!(tab.text(panel), "");
    fs_err::remove_file(collection.path("links/two.toml")).unwrap();
    let before = serve.builds();
    collection.write("links/two.toml", "[[link]]\nurl = \"https://two.example/\"\n");
    serve.wait(|_| serve.builds() > before);
    tab.wait("document.body.innerText.includes('two.example')");
    assert_eq!(tab.text(panel), "");
}

#[test]
fn pages_are_there_while_captures_hang() {
    let web = Web::start();
    let paths: Vec<String> = (0..40).map(|n| format!("/never/{n}")).collect();
    for path in &paths {
        web.on(path, Reply::never());
    }
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut collection = Collection::linking(&web, &names);
    collection.setting("per_host = 40");
    collection.write("links/note.md", "- <https://note.example/> - the first words\n");
    collection.write(
        "linkarium.toml",
        &format!(
            "{}\n[[rule]]\nmatch = \"note.example\"\narchive = false\n",
            collection.read("linkarium.toml")
        ),
    );
    let serve = Live::serve(&collection, &[]);
    while web.total() < 40 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(serve.get("/").contains("the first words"));
    collection.write("links/note.md", "- <https://note.example/> - the second words\n");
    serve.wait(|_| serve.get("/").contains("the second words"));
    assert_eq!(collection.records().len(), 0, "the captures have ended: this proves nothing");
}

#[test]
fn the_site_stands_where_it_will_stand() {
    let collection = Collection::of(&[]);
    collection.write("linkarium.toml", "[site]\nbase_url = \"https://keeper.example/repo/\"\n");
    collection.write("links/one.md", "- <https://one.example/> #tag\n");
    let serve = Live::serve(&collection, &["--offline"]);
    assert!(serve.url("").ends_with("/repo/"), "{}", serve.url(""));
    let root = serve.get("/");
    assert!(root.starts_with("HTTP/1.1 307") && root.contains("location: /repo/\r\n"), "{root}");
    assert!(serve.get("/repo").contains("location: /repo/\r\n"));
    assert!(serve.get("/repo/tags").contains("location: /repo/tags/\r\n"));
    assert!(serve.get("/repo/tags/").starts_with("HTTP/1.1 200"));
    for missing in ["/repo/nothing", "/tags/", "/elsewhere"] {
        let answer = serve.get(missing);
        assert!(
            answer.starts_with("HTTP/1.1 404") && answer.contains("href=\"/repo/index.html\"")
                || answer.contains("href=\"/repo/\""),
            "{missing}: {answer}"
        );
    }
    // What is published has nothing of this.
    let output = collection.tree("output");
    assert!(output.holding("linkarium/events").is_empty() && output.holding("connect-src").is_empty());
    assert!(serve.get("/repo/").contains("/.linkarium/events"));
}

#[test]
fn archived_pages_are_served_as_they_are_published() {
    let web = Web::start();
    web.on("/", Reply::page("<p>words</p><iframe src=/frame></iframe>")).on("/frame", Reply::page("framed"));
    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    let serve = Live::serve(&collection, &["--offline"]);
    let page = run.page(&web.url("/")).replace('+', "%2B");
    for name in [page.clone(), page.replace("page.html", "page-frame-1.html")] {
        let answer = serve.get(&format!("/{name}"));
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(body, collection.read(&format!("output/{}", name.replace("%2B", "+"))), "{name}");
    }
    assert!(
        serve.get(&format!("/{}", page.replace("page.html", "index.html"))).contains("/.linkarium/events")
    );
}

#[test]
fn a_taken_port_is_no_reason_to_give_up() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let collection = Collection::of(&[]);
    let serve = Live::serve_at(&collection, &port, &["--offline"]);
    assert!(!serve.url("").contains(&format!(":{port}/")), "{}", serve.url(""));
    assert!(serve.said().iter().any(|line| line.contains("taken")), "{:?}", serve.said());
}
