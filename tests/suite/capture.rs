//! What a capture brings in, and how often it asks.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;

use crate::support::{Collection, PIXEL, Reply, Web};

#[test]
fn everything_a_page_needs_is_stored() {
    let web = Web::start();
    let head = r#"<!doctype html><html><head><title>All of it</title>
        <link rel="stylesheet" href="/look/one.css"><link rel="icon" href="/icon.png">
        <style>h1 { background: url(/style-element.png) }</style><script src="/run.js"></script></head><body>"#;
    let body = r#"<h1 style="border-image: url('/style-attribute.png')">Title</h1>
        <img src="plain.png" srcset="small.png 300w, large.png 900w">
        <picture><source srcset="wide.png 1x, wider.png 2x"><img src="narrow.png"></picture>
        <video poster="poster.png" src="film.mp4"></video><iframe src="/frame/"></iframe>
        <svg><image href="drawn.png"/><use href="/signs.svg#a"/></svg></body></html>"#;
    web.on("/page/", Reply::html(&format!("{head}{body}")));
    web.on("/look/one.css", Reply::css("@import 'two.css'; body { background: url(one.png) }"));
    web.on("/look/two.css", Reply::css("@font-face { font-family: f; src: url(\"type.woff2\") }"));
    web.on("/look/type.woff2", Reply::of("font/woff2", "a font, as far as the server goes"));
    web.on("/run.js", Reply::of("text/javascript", "document.title = 'ran'"));
    web.on("/frame/", Reply::page("<p>framed</p><img src=inner.png>"));
    web.on(
        "/signs.svg",
        Reply::of("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><symbol id='a'/></svg>"),
    );
    let pictures = [
        "/look/one.png",
        "/icon.png",
        "/style-element.png",
        "/style-attribute.png",
        "/page/plain.png",
        "/page/small.png",
        "/page/large.png",
        "/page/wide.png",
        "/page/wider.png",
        "/page/narrow.png",
        "/page/poster.png",
        "/frame/inner.png",
        "/page/drawn.png",
    ];
    for path in pictures {
        web.on(path, Reply::png());
    }
    let collection = Collection::linking(&web, &["/page/"]);
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/page/")), "captured", "{run}");

    let others =
        ["/page/", "/look/one.css", "/look/two.css", "/look/type.woff2", "/run.js", "/frame/", "/signs.svg"];
    for path in pictures.iter().chain(&others) {
        assert_eq!(web.hits(path), 1, "{path}");
    }
    assert_eq!(web.hits("/page/film.mp4"), 0, "media bodies are by setting");
    assert_eq!(web.total(), pictures.len() + others.len(), "{:?}", web.seen());

    let record = collection.record(&web.url("/page/"));
    assert_eq!(record["version"], 1);
    let exchanges = record["exchanges"].as_array().unwrap();
    for path in pictures.iter().chain(&others) {
        let exchange = exchanges.iter().find(|exchange| exchange["url"] == web.url(path));
        let blob = exchange.unwrap_or_else(|| panic!("{path} is not recorded"))["blob"].as_str();
        assert!(blob.is_some(), "{path} has no blob");
    }
    let stored = collection.tree("snapshots");
    let bodies: Vec<&Vec<u8>> =
        stored.files().iter().filter(|(name, _)| name.starts_with("blobs/")).map(|(_, b)| b).collect();
    assert!(bodies.iter().any(|body| body.as_slice() == PIXEL), "the picture's own bytes");
    assert!(bodies.iter().any(|body| body.starts_with(b"document.title")), "the script is kept");
}

#[test]
fn what_pages_share_is_fetched_once() {
    let web = Web::start();
    let paths = ["/1/", "/2/", "/3/", "/4/", "/5/", "/6/"];
    for path in paths {
        web.on(path, Reply::page("<link rel=stylesheet href=/shared.css><img src=/shared.png>"));
    }
    // Late answers, so that every page asks while the first request is still under way.
    let late = Duration::from_millis(150);
    web.on("/shared.css", Reply::css("body { background: url(/deep.png) }").after(late));
    web.on("/shared.png", Reply::png().after(late)).on("/deep.png", Reply::png());
    let collection = Collection::linking(&web, &paths);
    let run = collection.report(&["capture"]);
    assert_eq!(run.total("captured"), 6, "{run}");
    for path in ["/shared.css", "/shared.png", "/deep.png"] {
        assert_eq!(web.hits(path), 1, "{path}");
    }
    assert_eq!(run.total("requests"), 9, "{run}");
}

#[test]
fn pages_are_fetched_at_the_same_time() {
    let web = Web::start();
    // None of the four is answered before all four are asked for: one after the other would never end.
    let barrier = Arc::new(Barrier::new(4));
    let paths = ["/1/", "/2/", "/3/", "/4/"];
    for path in paths {
        web.on(path, Reply::page(path).together(&barrier));
    }
    let run = Collection::linking(&web, &paths).report(&["capture"]);
    assert_eq!(run.total("captured"), 4, "{run}");
}

#[test]
fn no_host_is_asked_more_at_once_than_allowed() {
    let web = Web::start();
    let paths: Vec<String> = (0..12).map(|n| format!("/{n}.png")).collect();
    for path in &paths {
        web.on(path, Reply::png().after(Duration::from_millis(30)));
    }
    web.on("/", Reply::page(&format!("<img src={}>", paths.join("><img src="))));
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("per_host = 2");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    assert!(web.peak() <= 2, "{} requests at once", web.peak());
}

#[test]
fn redirects_are_followed_and_kept() {
    let (web, other) = (Web::start(), Web::start());
    web.on("/old", Reply::redirect("/newer")).on("/newer", Reply::redirect(&other.url("/newest/?a=1")));
    other.on("/newest/?a=1", Reply::page("<img src=picture.png>")).on("/newest/picture.png", Reply::png());
    let collection = Collection::of(&[&web, &other]);
    collection.links(&[web.url("/old")]);
    let run = collection.report(&["capture"]);
    let link = run.link(&web.url("/old"));
    assert_eq!((link["outcome"].as_str(), link["status"].as_u64()), (Some("captured"), Some(200)), "{run}");
    assert_eq!(link["final_url"], other.url("/newest/?a=1"));
    let record = collection.record(&web.url("/old"));
    let exchanges = record["exchanges"].as_array().unwrap();
    assert_eq!(exchanges[0]["redirect"], web.url("/newer"));
    assert_eq!(exchanges[0]["status"], 302);
    assert!(exchanges.iter().any(|exchange| exchange["url"] == other.url("/newest/picture.png")));
}

#[test]
fn cookies_stay_within_one_visit() {
    let web = Web::start();
    web.on_each("/wall", |seen| {
        if seen.header("cookie").contains("pass=secret-7") {
            Reply::page("behind the wall")
        } else {
            Reply::redirect("/wall").header("set-cookie", "pass=secret-7; Path=/")
        }
    });
    web.on("/other", Reply::page("another page"));
    let collection = Collection::linking(&web, &["/wall", "/other"]);
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/wall")), "captured", "{run}");
    for seen in web.seen().iter().filter(|seen| seen.path == "/other") {
        assert_eq!(seen.header("cookie"), "", "a cookie went over into another visit");
    }
    assert!(collection.tree("snapshots").holding("secret-7").is_empty(), "a cookie lies in the store");
}

#[test]
fn what_is_not_a_page_is_kept_as_what_it_is() {
    let web = Web::start();
    web.on("/paper.pdf", Reply::of("application/pdf", "%PDF-1.4\n% a paper\n"));
    web.on("/notes.txt", Reply::of("text/plain; charset=utf-8", "Notes, with a <b>tag</b> and an é\n"));
    web.on("/picture.png", Reply::png());
    web.on("/tool.bin", Reply::of("application/octet-stream", vec![0, 159, 146, 150, 0, 1, 2]));
    let paths = ["/paper.pdf", "/notes.txt", "/picture.png", "/tool.bin"];
    let collection = Collection::linking(&web, &paths);
    let run = collection.build();
    for path in paths {
        assert_eq!(run.outcome(&web.url(path)), "captured", "{path}\n{run}");
        assert!(collection.exists(&format!("output/{}", run.page(&web.url(path)))), "{path}\n{run}");
    }
    let text = collection.read(&format!("output/{}", run.page(&web.url("/notes.txt"))));
    assert!(text.contains("&lt;b&gt;tag") && text.contains('é'), "{text}");
    let assets = collection.tree("output/assets");
    assert!(assets.files().values().any(|bytes| bytes.starts_with(b"%PDF-1.4")), "the PDF is published");
}

#[test]
fn links_that_say_so_are_left_alone() {
    let web = Web::start();
    web.on("/kept", Reply::page("kept"));
    let collection = Collection::of(&[&web]);
    let text = format!(
        "[[link]]\nurl = \"{}\"\n[[link]]\nurl = \"{}\"\narchive = false\n",
        web.url("/kept"),
        web.url("/left")
    );
    collection.write("links/a.toml", &text);
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/left")), "skipped", "{run}");
    assert_eq!(web.hits("/left"), 0);
    assert!(
        !collection.tree("output/links").holding(&web.url("/left")).is_empty(),
        "it is a link all the same"
    );
}

#[test]
fn capture_takes_only_what_it_is_asked_for() {
    let web = Web::start();
    for path in ["/a", "/b", "/c"] {
        web.on(path, Reply::page(path));
    }
    let collection = Collection::of(&[&web]);
    let tables = [("/a", "one"), ("/b", "two/deep"), ("/c", "two")];
    let text = tables
        .map(|(path, tag)| format!("[[link]]\nurl = \"{}\"\ntags = [\"{tag}\"]\n", web.url(path)))
        .concat();
    collection.write("links/a.toml", &text);
    assert_eq!(collection.run(&["capture", &web.url("/a")]).code, 0);
    assert_eq!((web.hits("/a"), web.hits("/b"), web.hits("/c")), (1, 0, 0));
    assert_eq!(collection.run(&["capture", "--tag", "two"]).code, 0);
    assert_eq!((web.hits("/a"), web.hits("/b"), web.hits("/c")), (1, 1, 1));
    assert!(!collection.exists("output/index.html"), "capture renders nothing");
}

#[test]
fn a_refresh_adds_a_capture_and_a_worse_one_replaces_nothing() {
    let web = Web::start();
    web.in_turn("/", vec![Reply::page("first words"), Reply::page("second words"), Reply::status(500)]);
    let collection = Collection::linking(&web, &["/"]);
    collection.build();
    let run = collection.report(&["capture", "--refresh"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    assert_eq!(collection.records().len(), 2);
    let run = collection.report(&["capture", "--refresh"]);
    assert_eq!(run.outcome(&web.url("/")), "failed", "{run}");
    let run = collection.report(&["build", "--offline"]);
    let page = collection.read(&format!("output/{}", run.page(&web.url("/"))));
    assert!(page.contains("second words"), "{page}");
    assert_eq!(
        collection.tree("output/archive").holding("first words").len(),
        1,
        "the older one stays readable"
    );
}

#[test]
fn the_same_file_may_be_a_picture_here_and_a_document_there() {
    let web = Web::start();
    web.on("/part", Reply::html("<img src=/p.png>")).on("/p.png", Reply::png());
    web.on("/one", Reply::html("<img src=/part>"));
    web.on("/two", Reply::html("<link rel=icon href=/part><object data=/part></object>"));
    let collection = Collection::linking(&web, &["/one", "/two"]);
    collection.report(&["capture"]);
    let record = collection.record(&web.url("/two"));
    let asked: Vec<(&str, &str)> = record["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["url"].as_str().unwrap().rsplit('/').next().unwrap(), e["role"].as_str().unwrap()))
        .collect();
    for wanted in [("part", "icon"), ("part", "other"), ("p.png", "image")] {
        assert!(asked.contains(&wanted), "{wanted:?} in {asked:?}");
    }
}

#[test]
fn not_modified_counts_only_for_the_address_that_was_kept() {
    let web = Web::start();
    web.on("/", Reply::redirect("/old"));
    web.on("/old", Reply::page("the old page").header("last-modified", "Wed, 01 Jul 2026 00:00:00 GMT"));
    let collection = Collection::linking(&web, &["/"]);
    collection.report(&["capture"]);
    web.on("/", Reply::redirect("/new"));
    // A server that answers 304 to whoever asks whether anything has changed since July.
    web.on_each("/new", |seen| match seen.header("if-modified-since") {
        "" => Reply::page("a wholly different page"),
        _ => Reply::status(304),
    });
    let run = collection.report(&["capture", "--refresh"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    web.on("/", Reply::redirect("/old"));
    let run = collection.report(&["capture", "--refresh"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
}

#[test]
fn a_body_that_nobody_wants_is_not_waited_for() {
    let web = Web::start();
    web.on("/", Reply::page("found"));
    let stalling = stalling_redirect(&web.url("/"));
    let mut collection = Collection::of(&[&web]);
    collection.setting(&format!("allow_private = [\"{}\", \"{stalling}\"]", web.host()));
    collection.setting("resource_timeout = \"1m\"");
    collection.links(&[format!("http://{stalling}/")]);
    let run = collection.report(&["capture"]);
    assert_eq!(run.total("captured"), 1, "{run}");
    assert!(run.link(&format!("http://{stalling}/"))["millis"].as_u64().unwrap() < 30_000, "{run}");
}

/// A server that redirects, promises a body, and never sends it.
fn stalling_redirect(to: &str) -> std::net::SocketAddr {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 1000\r\n\r\nwait");
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = socket.read(&mut request);
        socket.write_all(answer.as_bytes()).unwrap();
        std::thread::sleep(std::time::Duration::from_mins(1));
    });
    address
}

#[test]
fn a_page_that_its_scripts_put_together_is_not_blank() {
    let web = Web::start();
    let words: Vec<String> = (0..90).map(|n| format!("word{n}")).collect();
    let body = format!("<p>It begins.</p><p>{}</p><img src=x onerror=alert(1)>", words.join(" "))
        .replace('/', "\\/");
    web.on(
        "/app",
        Reply::html(&format!(
            "<!doctype html><html lang=zh><title>t</title><div id=root></div><script id=__NEXT_DATA__ \
             type=application/json>{{\"props\":{{\"post\":{{\"html\":\"{body}\"}}}}}}</script>"
        )),
    );
    let collection = Collection::linking(&web, &["/app"]);
    let run = collection.build();
    let page = collection.read(&format!("output/{}", run.page(&web.url("/app"))));
    assert!(page.contains("It begins.") && page.contains("word0 word1 word2"), "{page}");
    assert!(
        page.contains("存档里不运行脚本") && !page.contains("onerror") && !page.contains("<script"),
        "{page}"
    );
}

#[test]
fn data_and_feeds_are_readable() {
    let web = Web::start();
    web.on("/a.json", Reply::of("application/json", "{\"a\":[1,{\"b\":\"<script>x</script>\"}]}"));
    web.on(
        "/a.xml",
        Reply::of("application/xml", "<?xml version='1.0'?><a><b>words</b><script>alert(1)</script></a>"),
    );
    let feed = "<rss version='2.0'><channel><title>A feed</title><item><title>First &lt;b&gt;entry&lt;/b&gt;</title>\
                <link>javascript:alert(1)</link></item><item><title>Second</title><link>/second</link></item></channel></rss>";
    web.on("/feed", Reply::of("application/rss+xml", feed));
    let collection = Collection::linking(&web, &["/a.json", "/a.xml", "/feed"]);
    let run = collection.build();
    let page = |path: &str| collection.read(&format!("output/{}", run.page(&web.url(path))));
    assert!(
        page("/a.json").contains("{\n  \"a\": [\n    1,\n    {\n      \"b\": \"&lt;script&gt;x"),
        "{}",
        page("/a.json")
    );
    assert!(page("/a.xml").contains("&lt;b&gt;words&lt;/b&gt;\n"), "{}", page("/a.xml"));
    let feed = page("/feed");
    assert!(feed.contains("First entry") && !feed.contains("javascript:"), "{feed}");
    assert!(feed.contains(&format!("href=\"{}\"", web.url("/second"))), "{feed}");
}
