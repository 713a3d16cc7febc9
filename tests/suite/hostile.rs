//! Hostile pages in a real browser: each of three layers by itself, and all of them together. Nothing of an archived page
//! may run, ask, submit or go anywhere, whether its viewer is opened, or itself, or a file that it uses.

mod vectors;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
use crate::support::{Collection, Reply, Web};
use vectors::{Live, VECTORS};

const HTML: &str = "text/html; charset=utf-8";

/// What a reader may do by accident: everything is pointed at, clicked, focused and typed at, in frames too. Links that
/// lead to another page are not followed: what they lead to is no part of the archive.
const POKE: &str = r"(() => {
    const runs = url => /^(javascript|vbscript|data):/i.test(String(url).replace(/[\0- ]/g, ''));
    const poke = doc => {
        doc.addEventListener('click', event => {
            const link = event.composedPath().find(node => node.nodeType === 1 && node.matches('a, area'));
            const href = link && (link.getAttribute('href') || link.getAttribute('xlink:href') || '');
            if (link && !runs(href) && !runs(link.href?.animVal ?? link.href)) event.preventDefault();
        }, true);
        const view = doc.defaultView;
        for (const element of [...doc.querySelectorAll('*')].slice(0, 300)) {
            try {
                element.focus?.();
                for (const kind of ['pointerover', 'pointerdown', 'mouseover', 'click', 'keydown']) {
                    const of = kind.startsWith('key') ? view.KeyboardEvent
                        : kind.startsWith('pointer') ? view.PointerEvent : view.MouseEvent;
                    element.dispatchEvent(new of(kind, { bubbles: true, cancelable: true, composed: true, view }));
                }
                if (element.localName === 'details') element.open = !element.open;
                if (element.contentDocument) poke(element.contentDocument);
            } catch {}
        }
    };
    poke(document);
    return true;
})()";

/// The sandbox of the viewer's frame.
const SANDBOX: &str =
    "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// The canary: whoever tells it something has run, or has asked.
struct Canary {
    web: Web,
    heard: usize,
}

impl Canary {
    fn new() -> Self {
        Self { web: Web::start(), heard: 0 }
    }

    /// A vector's page.
    fn page(&self, name: &str, html: &str) -> String {
        let foreign = self.web.url(&format!("/{name}"));
        let host = foreign.strip_prefix("http://").unwrap().to_owned();
        let run = format!("void((new/**/Image).src=`{foreign}/ran`)");
        html.replace("RUN", &run).replace("FOREIGN", &foreign).replace("HOST", &host)
    }

    /// The vectors that have told it something since it was asked last.
    fn told(&mut self) -> BTreeSet<String> {
        // What is under way arrives.
        std::thread::sleep(Duration::from_millis(300));
        let seen = self.web.seen();
        let new = seen[self.heard..].iter().map(|seen| &seen.path);
        let names = new.filter_map(|path| path.split('/').nth(1)).filter(|name| *name != "favicon.ico");
        let names = names.map(str::to_owned).collect();
        self.heard = seen.len();
        names
    }
}

/// Opens a page and pokes it.
fn visit(tab: &mut Tab, url: &str) {
    tab.go_anywhere(url);
    let _ = tab.value(POKE);
    std::thread::sleep(Duration::from_millis(40));
    // Whoever went away is brought back by the next visit.
}

fn none() -> BTreeSet<String> {
    BTreeSet::new()
}

#[test]
fn every_layer_holds_by_itself() {
    let Some(browser) = Browser::find() else { return };
    let (web, mut canary) = (Web::start(), Canary::new());
    for (name, _, html) in VECTORS {
        web.on(&format!("/{name}/"), Reply::of(HTML, canary.page(name, html)));
    }
    let mut tab = Tab::open(&browser, &web.url("/none"));

    // Live, each does what it is here for.
    for (name, ..) in VECTORS {
        visit(&mut tab, &web.url(&format!("/{name}/")));
    }
    let told = canary.told();
    let acting =
        VECTORS.iter().filter(|(_, live, _)| *live == Live::Acts).map(|(name, ..)| (*name).to_owned());
    let silent: Vec<String> = acting.filter(|name| !told.contains(name)).collect();
    assert!(silent.is_empty(), "these pages do nothing by themselves, and prove nothing: {silent:?}");

    let paths: Vec<String> = VECTORS.iter().map(|(name, ..)| format!("/{name}/")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let collection = Collection::linking(&web, &paths);
    let run = collection.build();
    assert_eq!(canary.told(), none(), "the capture asked an address that is not allowed");
    let output = collection.path("output");
    let host = Web::start();
    host.folder("/repo/", &output);
    let page_of = |name: &str| run.page(&web.url(&format!("/{name}/"))).to_owned();

    // All layers, in the viewer and by itself.
    for (name, ..) in VECTORS {
        let page = page_of(name).replace('+', "%2B");
        visit(&mut tab, &host.url(&format!("/repo/{}", page.replace("page.html", "index.html"))));
        visit(&mut tab, &host.url(&format!("/repo/{page}")));
    }
    assert_eq!(canary.told(), none(), "told by a snapshot");

    // The sanitiser alone: the same files without their policies, opened by themselves.
    let bare = Web::start();
    bare.folder("/", &output);
    for entry in walkdir::WalkDir::new(&output) {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "html") {
            let name = entry.path().strip_prefix(&output).unwrap().to_str().unwrap().to_owned();
            let html = fs_err::read_to_string(entry.path()).unwrap();
            bare.on(&format!("/{name}"), Reply::of(HTML, without_policy(&html)));
        }
    }
    for (name, ..) in VECTORS {
        let page = format!("/{}", page_of(name));
        visit(&mut tab, &bare.url(&page));
        assert!(bare.hits(&page) > 0, "{page} was not opened");
    }
    assert_eq!(canary.told(), none(), "the sanitiser alone lets these through");

    // The policy alone: the pages as they came, with nothing but our policy before them. Going away by `refresh` is beyond
    // any policy of a page.
    let policy = policy_of(&fs_err::read_to_string(output.join(page_of("script"))).unwrap());
    let guarded = Web::start();
    let is_beyond = |name: &str| name.starts_with("refresh");
    for (name, _, html) in VECTORS {
        guarded.on(&format!("/{name}/"), Reply::of(HTML, format!("{policy}{}", canary.page(name, html))));
        visit(&mut tab, &guarded.url(&format!("/{name}/")));
    }
    let told: Vec<String> = canary.told().into_iter().filter(|name| !is_beyond(name)).collect();
    assert_eq!(told, Vec::<String>::new(), "the policy alone lets these through");

    // The sandbox alone: the pages as they came, in a frame like the viewer's. It stops what runs, not what asks.
    let boxed = Web::start();
    for (name, _, html) in VECTORS {
        boxed.on(&format!("/{name}/page"), Reply::of(HTML, canary.page(name, html)));
        boxed.on(
            &format!("/{name}/"),
            Reply::of(HTML, format!("<!doctype html><iframe sandbox='{SANDBOX}' src=page></iframe>")),
        );
        visit(&mut tab, &boxed.url(&format!("/{name}/")));
    }
    std::thread::sleep(Duration::from_millis(300));
    let ran: BTreeSet<String> = canary.web.seen()[canary.heard..]
        .iter()
        .filter(|seen| seen.path.ends_with("/ran"))
        .map(|seen| seen.path.clone())
        .collect();
    assert_eq!(ran, none(), "the sandbox alone lets these run");
}

fn without_policy(html: &str) -> String {
    let policy = policy_of(html);
    html.replace(&policy, "")
}

/// The element that holds our policy.
fn policy_of(html: &str) -> String {
    let start = html
        .find("<meta http-equiv=\"Content-Security-Policy\"")
        .unwrap_or_else(|| panic!("no policy: {html}"));
    let length = html[start..].find('>').unwrap() + 1;
    html[start..start + length].to_owned()
}

/// Files that a page may use, or a link may lead to: path, media type, body.
const FILES: &[(&str, &str, &str)] = &[
    (
        "a.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='RUN'><script>RUN</script>\
        <foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='javascript:RUN'/></foreignObject>\
        <a href='javascript:RUN'><text y='20'>x</text></a><image href='FOREIGN/i.png'/><style>@import 'FOREIGN/s.css';</style></svg>",
    ),
    (
        "entity.svg",
        "image/svg+xml",
        "<!DOCTYPE svg [<!ENTITY x '<script xmlns=\"http://www.w3.org/2000/svg\">RUN</script>'>]>\
        <svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
    ),
    (
        "prefix.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:p='http://www.w3.org/2000/svg' xmlns:h='http://www.w3.org/1999/xhtml'>\
        <a><text y='50'>click</text><h:object xmlns:p='http://www.w3.org/1999/xhtml'><p:animate attributeName='href' values='#x;javascript:RUN' \
        begin='0s' dur='0.001s' fill='freeze'/></h:object></a><h:div xmlns:p='http://www.w3.org/1999/xhtml'>\
        <p:rect width='9' height='9' mask='url(FOREIGN/m#m)' cursor='url(FOREIGN/c.png),auto'/></h:div></svg>",
    ),
    (
        "sheet.svg",
        "image/svg+xml",
        "<?xml-stylesheet href='FOREIGN/s.css'?><?xml-stylesheet type='text/xsl' href='FOREIGN/x.xsl'?>\
        <svg xmlns='http://www.w3.org/2000/svg'/>",
    ),
    ("page.png", "image/png", "<script>RUN</script><img src=FOREIGN/i.png>"),
    ("gif.html", "image/gif", "GIF89a<script>RUN</script>"),
    (
        "a.css",
        "text/css",
        "</style><script>RUN</script> p{background:url(FOREIGN/p.png)} @import 'FOREIGN/s.css';",
    ),
    ("a.xml", "text/xml", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>RUN</x:script>"),
    (
        "a.xhtml",
        "application/xhtml+xml",
        "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body onload='RUN'><script>RUN</script></body></html>",
    ),
    ("xslt.xml", "application/xml", "<?xml-stylesheet type='text/xsl' href='FOREIGN/x.xsl'?><x/>"),
    (
        "a.rss",
        "application/rss+xml",
        "<rss version='2.0'><channel><title>&lt;script>RUN&lt;/script></title><item><title>x</title>\
        <link>javascript:RUN</link><description>&lt;img src=x onerror=RUN></description></item></channel></rss>",
    ),
    ("a.json", "application/json", "{\"a\": \"</pre><script>RUN</script>\"}"),
    ("a.txt", "text/plain", "</pre><script>RUN</script><img src=FOREIGN/i.png>"),
    ("a.js", "text/javascript", "RUN"),
    ("a.hta", "application/hta", "<script>RUN</script>"),
    ("a.swf", "application/x-shockwave-flash", "FWS<script>RUN</script>"),
    ("a.mht", "message/rfc822", "Content-Type: text/html\n\n<script>RUN</script>"),
    ("a.bin", "", "<!doctype html><script>RUN</script>"),
    ("a.pdf", "application/pdf", "%PDF-1.4 <script>RUN</script>"),
];

#[test]
fn no_file_of_the_site_runs_when_it_is_opened_by_itself() {
    let Some(browser) = Browser::find() else { return };
    let (web, mut canary) = (Web::start(), Canary::new());
    let mut paths = vec!["/".to_owned()];
    let mut page = "<!doctype html><title>t</title>".to_owned();
    for (name, kind, body) in FILES {
        web.on(&format!("/{name}"), Reply::of(kind, canary.page(name, body)));
        paths.push(format!("/{name}"));
        let _ = write!(
            page,
            "<img src={name}><link rel=stylesheet href={name}><link rel=icon href={name}><iframe src={name}></iframe>\
             <object data={name}></object><embed src={name}><video src={name} poster={name}></video><svg><use href={name}#x /></svg>\
             <style>@font-face{{font-family:f;src:url({name})}}</style><script src={name}></script>"
        );
    }
    web.on("/", Reply::of(HTML, page));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut collection = Collection::linking(&web, &paths);
    collection.setting("media = true");
    collection.build();
    assert_eq!(canary.told(), none(), "the capture asked an address that is not allowed");
    assert!(opened(&browser, &collection) > FILES.len() * 2);
    assert_eq!(canary.told(), none());
}

/// Opens every file of the output by itself, as a static host serves it; how many there were.
fn opened(browser: &Browser, collection: &Collection) -> usize {
    let output = collection.path("output");
    let host = Web::start();
    host.folder("/repo/", &output);
    let mut tab = Tab::open(browser, &host.url("/repo/"));
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&output).sort_by_file_name() {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(&output).unwrap().to_str().unwrap().to_owned();
        let is_script = entry.path().extension().is_some_and(|extension| extension == "js");
        // The theme's own, and the index of search.
        let ours = name.starts_with("static/js/") || name.starts_with("static/search/");
        assert!(!is_script || ours, "{name}");
        // What a browser would only offer to keep is never shown by it.
        let shown = ["html", "svg", "css", "xml", "json", "txt", "png", "gif"];
        if entry.path().extension().is_none_or(|e| !shown.contains(&e.to_str().unwrap())) {
            continue;
        }
        let address = name.replace('%', "%25").replace('+', "%2B").replace('#', "%23").replace('?', "%3F");
        visit(&mut tab, &host.url(&format!("/repo/{address}")));
        count += 1;
    }
    for seen in host.seen() {
        assert!(seen.path.starts_with("/repo/") || seen.path == "/favicon.ico", "{} lies outside", seen.path);
    }
    count
}

/// What a hostile link file, or a hostile page's title, may hold.
const TEXTS: &[&str] = &[
    "\"><script>RUN</script>",
    "'><img src=x onerror=RUN>",
    "</title></textarea></style><svg onload=RUN>",
    "\" onmouseover=RUN onfocus=RUN autofocus x=\"",
    "]]>--><script>RUN</script><!--",
    "{{ 7 * 7 }}{% include 'home.html' %}<b>",
    "[x](javascript:RUN) ![x](FOREIGN/i.png) <img src=FOREIGN/i.png> <iframe src=FOREIGN/f></iframe>",
    "<style>@import 'FOREIGN/s.css'</style><link rel=stylesheet href=FOREIGN/l.css><meta http-equiv=refresh content='0;url=FOREIGN/r'>",
    "javascript:RUN",
    "../../../../tmp/x",
];

#[test]
fn a_collection_of_attacks_is_a_site_in_which_nothing_runs() {
    let Some(browser) = Browser::find() else { return };
    let (web, mut canary) = (Web::start(), Canary::new());
    let collection = Collection::of(&[&web]);
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let mut links = String::new();
    let mut tags = String::new();
    for (number, text) in TEXTS.iter().enumerate() {
        let text = canary.page("text", text);
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let page = format!(
            "<!doctype html><title>{html}</title><meta name=description content=\"{html}\"><meta name=author content=\"{html}\">\
             <meta property=og:site_name content=\"{html}\"><html lang=\"{html}\"><p>words"
        );
        web.on(&format!("/{number}"), Reply::of(HTML, page));
        let url = web.url(&format!("/{number}"));
        let q = quoted(&text);
        // One link as people write it, one whose words are all taken from the page, one whose address is the attack.
        let _ = write!(
            links,
            "[[link]]\nurl = \"{url}\"\ntitle = {q}\ndescription = {q}\nauthor = {q}\nnotes = {q}\nvia = {q}\ntags = [{q}, \"t\"]\nadded = 2026-11-20\n\
             [[link]]\nurl = \"{url}?bare\"\n[[link]]\nurl = {q}\n[[link]]\nurl = {}\ntags = [\"t\"]\narchive = false\n",
            quoted(&format!("https://example.org/{text}#{text}"))
        );
        web.on(
            &format!("/{number}?bare"),
            Reply::of(HTML, format!("<!doctype html><title>{html}</title><p>words")),
        );
        let _ = write!(tags, "[[tag]]\nname = {q}\ntitle = {q}\ndescription = {q}\naliases = [{q}]\n");
    }
    collection.write("links/links.toml", &links);
    collection.write("links/tags.toml", &tags);
    // File names too: a folder's name may become a tag, a path is named in messages.
    #[cfg(unix)]
    collection.write("links/<img src=x onerror=alert(1)>/\"x'.md", "- [x](https://example.org/named) #t\n");
    let settings = fs_err::read_to_string(collection.path("linkarium.toml")).unwrap();
    let title = quoted(&canary.page("site", TEXTS[0]));
    collection.write(
        "linkarium.toml",
        &format!("{settings}\n[site]\ntitle = {title}\ndescription = {title}\nauthor = {title}\n"),
    );
    let run = collection.report_any(&["build"]);
    assert_eq!(canary.told(), none(), "the build asked an address that is not allowed");
    assert!(collection.exists("output/index.html"), "{run}");
    assert!(opened(&browser, &collection) > TEXTS.len() * 4, "{run}");
    assert_eq!(canary.told(), none());
}
