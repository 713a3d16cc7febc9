//! The archive in a real browser: nothing of a captured page runs or phones home, and it looks as it did.

use crate::support::browser::Browser;
use crate::support::{Collection, PIXEL, Reply, Web};

/// The colour of the first bar of the page whose looks are compared.
const RED: [u8; 3] = [0xd0, 0x30, 0x10];

/// A page that tries everything it can think of to run something or to reach `foreign`.
fn hostile(foreign: &str) -> String {
    let mark = |what: &str| {
        format!(
            "document.documentElement.setAttribute('data-ran','{what}');new Image().src='{foreign}/{what}'"
        )
    };
    let framed = format!("<script>new Image().src='{foreign}/srcdoc'</script><img src={foreign}/framed.png>")
        .replace('"', "&quot;");
    format!(
        r#"<!doctype html><html><head><title>hostile</title><meta http-equiv="refresh" content="1;url={foreign}/refresh">
        <base href="{foreign}/base/"><link rel="preconnect" href="{foreign}"><link rel="dns-prefetch" href="{foreign}">
        <link rel="prefetch" href="{foreign}/prefetch"><link rel="preload" as="image" href="{foreign}/preload.png">
        <link rel="stylesheet" href="{foreign}/style.css"><link rel="manifest" href="{foreign}/manifest">
        <link rel="icon" href="{foreign}/icon.png">
        <style>@import "{foreign}/import.css"; @font-face {{ font-family: x; src: url({foreign}/font) }}
        body {{ background: url({foreign}/background.png); font-family: x }}</style>
        <script>{script}</script><script src="{foreign}/script.js"></script><script type="module">{module}</script></head>
        <body onload="{onload}" background="{foreign}/body.png"><p>still readable</p>
        <img src="{foreign}/image.png" srcset="{foreign}/set.png 2x" onerror="{onerror}">
        <svg onload="{svg}"><script>{svgscript}</script><image href="{foreign}/svg.png"/><use href="{foreign}/use.svg#a"/>
        <a xlink:href="javascript:alert(1)"><text y="20">x</text></a><animate attributeName="href" to="javascript:alert(1)"/></svg>
        <iframe src="javascript:{jsframe}"></iframe><iframe src="{foreign}/frame"></iframe><iframe srcdoc="{framed}"></iframe>
        <object data="{foreign}/object"></object><embed src="{foreign}/embed"><video src="{foreign}/video" autoplay></video>
        <audio src="{foreign}/audio" autoplay></audio><form action="{foreign}/form"><button autofocus onfocus="{focus}">b</button></form>
        <input type="image" src="{foreign}/input.png"><details open ontoggle="{toggle}">d</details>
        <a href="javascript:alert(1)" ping="{foreign}/ping">c</a><math><mtext><table><mglyph><style><img src=x onerror="{mxss}"></style></table></mtext></math>
        <template><img src="{foreign}/template.png"></template><noscript><img src="{foreign}/noscript.png"></noscript></body></html>"#,
        script = mark("inline"),
        module = mark("module"),
        onload = mark("onload"),
        onerror = mark("onerror"),
        svg = mark("svg"),
        svgscript = mark("svg-script"),
        jsframe = mark("javascript-frame"),
        focus = mark("focus"),
        toggle = mark("toggle"),
        mxss = mark("mxss"),
    )
}

#[test]
fn a_hostile_page_does_nothing() {
    let Some(browser) = Browser::find() else { return };
    let (web, canary) = (Web::start(), Web::start());
    web.on("/", Reply::html(&hostile(&canary.url(""))));
    // The canary answers, so that whatever reaches it could go on from there.
    for path in ["/script.js", "/frame", "/image.png"] {
        canary.on(
            path,
            Reply::of("text/javascript", "document.documentElement.setAttribute('data-ran','foreign')"),
        );
    }
    // The live page does reach it: otherwise the rest of this test would prove nothing.
    browser.dom(&web.url("/"));
    let live = canary.total();
    assert!(live > 5, "the page is harmless by itself: {live} requests");

    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    assert_eq!(canary.total(), live, "the capture asked an address that is not allowed");
    let page = run.page(&web.url("/")).to_owned();
    let viewer = page.replace("page.html", "index.html");
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));
    for name in [&page, &viewer] {
        let file = format!("file://{}", collection.path("output").join(name).display());
        for url in [host.url(&format!("/repo/{name}")), file] {
            let dom = browser.dom(&url);
            assert!(!dom.contains("data-ran"), "{url}: something ran\n{dom}");
            assert!(dom.contains("still readable") || name == &viewer, "{url}\n{dom}");
            assert_eq!(canary.total(), live, "{url}: {:?}", &canary.seen()[live..]);
        }
    }
    let missing: Vec<String> = host
        .seen()
        .into_iter()
        .map(|seen| seen.path)
        .filter(|path| !path.starts_with("/repo/") && path != "/favicon.ico")
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "asked for outside of the site");
}

#[test]
fn a_captured_page_looks_as_it_did() {
    let Some(browser) = Browser::find() else { return };
    let web = Web::start();
    let look = "<link rel=stylesheet href=look/main.css>";
    let body = "<h1>Bars</h1><div class=a></div><div class=b></div><img class=c src=pixel.png><svg width=300 height=60>\
                <use href='signs.svg#box'/></svg><iframe src=frame/></iframe><p lang=zh>灯下</p>";
    web.on(
        "/page/",
        Reply::html(&format!("<!doctype html><meta charset=utf-8><title>t</title>{look}{body}")),
    );
    web.on(
        "/page/look/main.css",
        Reply::css(
            "@import 'a.css'; @import url(b.css) screen; @import 'print.css' print; h1 { margin: 20px }",
        ),
    );
    web.on(
        "/page/look/a.css",
        Reply::css("body { margin: 0; background: #eef } .a { height: 100px; background: #d03010 }"),
    );
    web.on("/page/look/b.css", Reply::css(".b { height: 100px; background: url(../pixel.png) 0 0 / 40px 100px } .c { width: 200px; height: 90px }"));
    web.on("/page/look/print.css", Reply::css("body { display: none }"));
    web.on("/page/pixel.png", Reply::of("image/png", PIXEL));
    let signs = "<svg xmlns='http://www.w3.org/2000/svg'><symbol id='box'><rect width='300' height='60' fill='#2040a0'/></symbol></svg>";
    web.on("/page/signs.svg", Reply::of("image/svg+xml", signs));
    web.on("/page/frame/", Reply::html("<!doctype html><style>body { background: #20a040 }</style>framed"));
    let collection = Collection::linking(&web, &["/page/"]);
    let run = collection.build();
    let page = run.page(&web.url("/page/"));
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));

    let served = host.url(&format!("/repo/{page}"));
    let on_disk = format!("file://{}", collection.path("output").join(page).display());
    for (width, url) in [(1000, served), (500, on_disk)] {
        let original = browser.picture(&web.url("/page/"), width);
        assert!(original.share(RED) > 0.05, "the page itself is not as meant");
        assert!(original.share([0x20, 0x40, 0xa0]) > 0.01, "the sprite is not shown by the page itself");
        let difference = original.difference(&browser.picture(&url, width));
        assert!(difference < 0.01, "{url} at {width}: {:.1} % of the pixels differ", difference * 100.0);
    }
    // The viewer shows the page under its bar.
    let viewer = host.url(&format!("/repo/{}", page.replace("page.html", "index.html")));
    assert!(browser.picture(&viewer, 1000).share(RED) > 0.05, "the viewer does not show the page");
}

#[test]
fn the_site_is_readable_without_a_server() {
    let Some(browser) = Browser::find() else { return };
    let web = Web::start();
    web.on("/", Reply::page("words"));
    let collection = Collection::linking(&web, &["/"]);
    collection.build();
    let requests = web.total();
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));
    let home = format!("file://{}", collection.path("output/index.html").display());
    for (url, width) in [(home, 390), (host.url("/repo/"), 1280), (host.url("/repo/tags/"), 390)] {
        let picture = browser.picture(&url, width);
        assert!(picture.commonest() < 0.995, "{url} at {width} is blank");
    }
    for seen in host.seen() {
        assert!(
            seen.path.starts_with("/repo/") || seen.path == "/favicon.ico",
            "{} is outside of the site",
            seen.path
        );
    }
    assert_eq!(web.total(), requests, "the site asks the pages' own server");
}
