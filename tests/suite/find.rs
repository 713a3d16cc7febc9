//! Finding things on the finished site in a real browser, with the keyboard, over http and from disk; and reading them.

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
use crate::support::{Collection, Reply, Web};

/// A page with enough text for a reader view.
fn article(language: &str, title: &str, sentence: &str) -> Reply {
    let paragraph = format!("<p>{}</p>", format!("{sentence} ").repeat(12));
    Reply::html(&format!(
        "<!doctype html><html lang={language}><meta charset=utf-8><title>{title}</title><nav><a href=/>Home</a></nav>\
         <article><h1>{title}</h1>{}</article><footer>foot</footer>",
        paragraph.repeat(6)
    ))
}

/// A collection in two languages, built.
fn library() -> (Web, Collection) {
    let web = Web::start();
    web.on(
        "/harbour",
        article("en", "Harbour lights", "The keepers were running from lamp to lamp, and the fog came in."),
    );
    web.on("/zh", article("zh", "协程入门", "事件循环一圈一圈地转，灯塔在远处亮着。"));
    web.on("/hant", article("zh-Hant", "協程與非同步", "生成器暫停的時候，狀態保存在框架裡。"));
    web.on(
        "/plain",
        article("en", "Nothing of the kind", "A page about bread, butter and the price of salt."),
    );
    let collection = Collection::of(&[&web]);
    let link = |path: &str, tags: &str| format!("[[link]]\nurl = \"{}\"\ntags = [{tags}]\n\n", web.url(path));
    let links = [
        link("/harbour", "\"sea\", \"lang/en\""),
        link("/zh", "\"lang/zh\""),
        link("/hant", "\"lang/zh\", \"sea\""),
        link("/plain", "\"food\", \"lang/en\""),
    ];
    collection.write("links/links.toml", &links.concat());
    collection.build();
    (web, collection)
}

/// Titles in the list below the search box, once it shows the answer to what is typed.
fn found(tab: &mut Tab, query: &str, expected: &str) -> String {
    // An answer to what was typed before must not be taken for this one.
    tab.value("(() => { const q = document.getElementById('q'); q.focus(); q.value = ''; q.dispatchEvent(new Event('input')); return true; })()");
    tab.wait("document.querySelector('.search-pop').hidden");
    tab.type_text(query);
    let titles =
        "[...document.querySelectorAll('.search-option .search-title')].map((o) => o.textContent).join('; ')";
    tab.wait(&format!("({titles}).includes({expected:?})"));
    tab.text(titles)
}

#[test]
fn words_of_every_kind_are_found_from_one_box() {
    let Some(browser) = Browser::find() else { return };
    let (_web, collection) = library();
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));
    let on_disk = format!("file://{}", collection.path("output/index.html").display());
    for url in [host.url("/repo/index.html"), on_disk] {
        let mut tab = Tab::open(&browser, &url);
        tab.press("/");
        assert_eq!(tab.text("document.activeElement.id"), "q", "{url}");
        // English endings do not matter; the words stand in the page, not in its title.
        assert_eq!(found(&mut tab, "run lamps", "Harbour"), "Harbour lights", "{url}");
        // Any piece of Chinese, in either way of writing it, and by its sound.
        assert_eq!(found(&mut tab, "件循环一", "入门"), "协程入门", "{url}");
        for query in ["协程", "協程", "xiecheng"] {
            found(&mut tab, query, "入门");
            tab.wait("document.querySelector('.search-list').textContent.includes('協程與非同步')");
        }
        assert_eq!(found(&mut tab, "狀態保存", "非同步"), found(&mut tab, "状态保存", "非同步"), "{url}");
        // The keyboard alone leads there.
        found(&mut tab, "bread", "Nothing");
        tab.press("ArrowDown");
        assert_eq!(
            tab.value("!!document.querySelector('[aria-selected=true] mark')"),
            true,
            "{url}: no word is marked"
        );
        tab.press("Enter");
        tab.wait("location.pathname.includes('/links/') && document.readyState === 'complete'");
        assert_eq!(tab.text("document.querySelector('h1').textContent"), "Nothing of the kind");
    }
    for seen in host.seen() {
        assert!(
            seen.path.starts_with("/repo/") || seen.path == "/favicon.ico",
            "{} is off the site",
            seen.path
        );
        assert!(!seen.path.contains("links.json"), "the whole list was loaded");
    }
}

#[test]
fn tags_are_combined_in_place() {
    let Some(browser) = Browser::find() else { return };
    let (_web, collection) = library();
    let page = format!("file://{}?tag=lang&not=food", collection.path("output/search/index.html").display());
    let mut tab = Tab::open(&browser, &page);
    let titles = "[...document.querySelectorAll('#finder-results h3')].map((o) => o.textContent.trim()).sort().join('; ')";
    tab.wait(&format!("({titles}).includes('Harbour')"));
    assert_eq!(tab.text(titles), "Harbour lights; 协程入门; 協程與非同步");
    tab.go(&page.replace("&not=food", "&tag=sea&not=lang/zh"));
    tab.wait(&format!("({titles}).includes('Harbour')"));
    assert_eq!(tab.text(titles), "Harbour lights");
    // The same as words of a query.
    let query = page.replace("?tag=lang&not=food", "?q=tag%3Alang%20-tag%3Asea%20bread");
    tab.go(&query);
    tab.wait(&format!("({titles}).includes('Nothing')"));
    assert_eq!(tab.text(titles), "Nothing of the kind");
}

#[test]
fn without_scripts_everything_is_browsed() {
    let Some(browser) = Browser::find() else { return };
    let (_web, collection) = library();
    let page = |name: &str| format!("file://{}", collection.path(&format!("output/{name}")).display());
    let mut tab = Tab::open(&browser, &page("index.html"));
    tab.without_scripts();
    tab.go(&page("search/index.html"));
    assert!(tab.text("document.querySelector('main').innerText").contains("Search needs JavaScript"));
    tab.go(&page("browse/index.html"));
    let text = tab.text("document.querySelector('main').innerText");
    for word in ["Tags", "Sites", "Months", "A to Z", "Kinds", "Statistics"] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
}

#[test]
fn an_article_is_read_in_colours_that_are_remembered() {
    let Some(browser) = Browser::find() else { return };
    let (web, collection) = library();
    let host = Web::start();
    host.folder("/repo/", &collection.path("output"));
    let record = collection.record(&web.url("/harbour"));
    let output = collection.tree("output");
    let reader = output
        .names()
        .into_iter()
        .find(|name| name.contains("harbour") && name.ends_with("/reader.html"))
        .unwrap_or_else(|| panic!("no reader view: {record}"));
    let mut tab = Tab::open(&browser, &host.url(&format!("/repo/{reader}")));
    assert_eq!(tab.value("document.querySelectorAll('.article p').length"), 6);
    assert!(!tab.text("document.body.innerText").contains("foot"), "the page around the article");
    let paper = "getComputedStyle(document.documentElement).backgroundColor";
    let light = tab.text(paper);
    tab.value("(() => { document.querySelector('input[name=look][value=dark]').click(); return true; })()");
    let dark = tab.text(paper);
    assert_ne!(light, dark);
    tab.go(&host.url("/repo/index.html"));
    assert_eq!(tab.text(paper), dark, "another page does not remember");
    assert_eq!(tab.value("document.querySelector('input[name=look][value=dark]').checked"), true);
    // Listings take the shape that was chosen last.
    tab.value("(() => { document.querySelector('input[name=view][value=cards]').click(); return true; })()");
    tab.go(&host.url("/repo/tags/sea/index.html"));
    assert_eq!(tab.text("document.documentElement.dataset.view"), "cards");
}

/// Words of every ending that Porter's second stemmer knows, and some that only look so.
fn words() -> Vec<String> {
    let stems = [
        "run",
        "hop",
        "agree",
        "fall",
        "relat",
        "condition",
        "ration",
        "valen",
        "digit",
        "operat",
        "feudal",
        "decis",
        "hope",
        "callous",
        "formal",
        "sensitiv",
        "tripl",
        "electr",
        "good",
        "reviv",
        "allow",
        "infer",
        "airlin",
        "gyroscop",
        "adjust",
        "defens",
        "irrit",
        "replac",
        "adopt",
        "homolog",
        "communi",
        "gener",
        "arsen",
        "happ",
        "cr",
        "b",
        "sk",
        "past",
        "succ",
        "proce",
        "exce",
        "catt",
        "kindl",
        "lamp",
        "wolv",
        "ski",
        "dy",
        "ly",
        "ugl",
        "earl",
        "onl",
        "singl",
        "how",
        "herr",
        "cann",
        "out",
        "atlas",
        "cosmos",
        "bia",
    ];
    let endings = [
        "", "s", "ss", "es", "ies", "ied", "ed", "eed", "eedly", "edly", "ing", "ingly", "y", "yed", "ion",
        "ional", "ation", "ational", "ator", "izer", "ization", "alism", "aliti", "ality", "alli", "ally",
        "fulness", "ousness", "ousli", "iveness", "iviti", "biliti", "bli", "ably", "ogi", "ogy", "fulli",
        "fully", "lessli", "lessly", "li", "ly", "tional", "alize", "icate", "iciti", "ical", "ful", "ness",
        "ative", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism",
        "ate", "iti", "ous", "ive", "ize", "sion", "e", "l", "ll", "eli", "enci", "anci", "'s", "'",
    ];
    stems.iter().flat_map(|stem| endings.iter().map(move |ending| format!("{stem}{ending}"))).collect()
}

#[test]
fn the_browser_cuts_words_as_the_builder_does() {
    use linkarium::search::{fold::fold, words::Words};
    let Some(browser) = Browser::find() else { return };
    let (_web, collection) = library();
    let page = format!("file://{}", collection.path("output/search/index.html").display());
    let mut tab = Tab::open(&browser, &page);
    tab.wait("!!(window.linkarium && window.linkarium.stem && window.linkarium.text)");
    // A query with Chinese in it brings the table of Traditional characters along.
    tab.value("(() => { const q = document.getElementById('q'); q.value = '協'; q.dispatchEvent(new Event('input')); return true; })()");
    tab.wait("(() => { const f = window.linkarium.text.fold('協'); return (typeof f === 'string' ? f : f.text) === '协'; })()");
    let words = words();
    let list = serde_json::to_string(&words).unwrap();
    let stemmed = tab.value(&format!("{list}.map((word) => window.linkarium.stem(word))"));
    let builder = Words::default();
    for (word, found) in words.iter().zip(stemmed.as_array().unwrap()) {
        assert_eq!(found, builder.stem(word).as_ref(), "{word}");
    }
    let texts = [
        "ＲＵＳＴ café Ünïcödé İstanbul Straße ﬁn",
        "ｶﾞｷﾞ パー ﾊﾟ 한국어",
        "Ελληνικά ΣΊΣΥΦΟΣ",
        "ё й Щука",
        "عَرَبِيّ",
        "ไทย ၁၂ ក",
        "a\u{301}\u{323}",
        "ＡＢＣ１２３",
        "協程與非同步數據庫",
        "乾隆 著作 發髮 后後",
    ];
    for text in texts {
        let quoted = serde_json::to_string(text).unwrap();
        let mut folded = String::new();
        fold(text, &mut folded);
        let found = tab.value(&format!("(() => {{ const f = window.linkarium.text.fold({quoted}); return typeof f === 'string' ? f : f.text; }})()"));
        assert_eq!(found, folded.as_str(), "{text}");
    }
}
