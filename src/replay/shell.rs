//! Pages that arrive as empty shells: their text stands in the state that their scripts would have drawn (JSON,
//! JSON-LD, assignments such as `window.__INITIAL_STATE__ = …`). It is looked for in string literals, whatever is around
//! them, and shown below the shell, as text: a snapshot of such a page is never blank.

use super::meta::words_of;
use crate::web::dom::{Attr, Budget, Dom, NodeId, html_name};

/// A page with this many words of its own is no shell.
const FULL: usize = 60;
/// Words that a text must have to be taken for what the page is about.
const LEAST: usize = 60;
/// Bytes of scripts that are looked through.
const SCRIPTS: usize = 8 << 20;
/// Bytes of one literal that are looked at.
const LONGEST: usize = 1 << 20;
/// Paragraphs that are shown.
const PARAGRAPHS: usize = 2_000;

/// The paragraphs of a shell's text; none for a page that has words of its own.
pub(super) fn text(dom: &Dom, words: usize, budget: &Budget) -> Vec<String> {
    if words >= FULL {
        return Vec::new();
    }
    let mut left = SCRIPTS;
    let mut best: (usize, Vec<String>) = (0, Vec::new());
    let scripts =
        dom.descendants(Dom::DOCUMENT).filter(|id| dom.element(*id).is_some_and(|e| e.local() == "script"));
    for id in scripts {
        let script = dom.text_content(id);
        let Some(rest) = left.checked_sub(script.len()) else { break };
        left = rest;
        for literal in literals(&script) {
            let paragraphs = paragraphs(&literal, budget);
            let count = paragraphs.iter().map(|paragraph| words_of(paragraph)).sum();
            if count > best.0 && is_prose(&paragraphs) {
                best = (count, paragraphs);
            }
        }
    }
    if best.0 >= LEAST.max(words * 2) { best.1 } else { Vec::new() }
}

/// Puts the text of a shell at the end of its page.
pub(super) fn show(dom: &mut Dom, paragraphs: &[String], language: Option<&str>) {
    let Some(body) = dom.body() else { return };
    let chinese = language.is_some_and(|tag| tag.to_ascii_lowercase().starts_with("zh"));
    let words = if chinese {
        "这个网页要由脚本拼出来，而存档里不运行脚本。下面是服务器随网页一起发来的文字："
    } else {
        "This page is put together by scripts, which do not run here. Its text, as its server sent it along:"
    };
    let style = "all: initial; display: block; box-sizing: border-box; max-width: 42rem; margin: 2rem auto; \
                 padding: 1.5rem; font: 1.05rem/1.7 Georgia, 'Noto Serif', serif; color: #222; background: #fff";
    let section = element(dom, "section", style);
    let note = element(dom, "p", "margin: 0 0 1.5rem; font: 0.85rem/1.5 system-ui, sans-serif; color: #555");
    add_text(dom, note, words);
    dom.append(section, note);
    for paragraph in paragraphs {
        let p = element(dom, "p", "margin: 0 0 1em; white-space: pre-wrap; overflow-wrap: anywhere");
        add_text(dom, p, paragraph);
        dom.append(section, p);
    }
    dom.append(body, section);
}

fn element(dom: &mut Dom, name: &str, style: &str) -> NodeId {
    dom.create_element(html_name(name), vec![Attr::new("style", style)])
}

fn add_text(dom: &mut Dom, parent: NodeId, text: &str) {
    let text = dom.create_text(text);
    dom.append(parent, text);
}

/// String literals of JSON and of scripts that may hold a text, unescaped. What is in a literal is looked at once more:
/// state is often JSON within a string.
fn literals(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![script.to_owned()];
    for depth in 0..2 {
        let mut inner = Vec::new();
        for text in std::mem::take(&mut open) {
            let bytes = text.as_bytes();
            let mut at = 0;
            while at < bytes.len() {
                let quote = bytes[at];
                at += 1;
                if !matches!(quote, b'"' | b'\'' | b'`') {
                    continue;
                }
                let start = at;
                while at < bytes.len() && bytes[at] != quote {
                    // A line's end closes what was no literal, such as an apostrophe in a comment.
                    if bytes[at] == b'\n' && quote != b'`' {
                        break;
                    }
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let end = at.min(bytes.len());
                let Some(literal) = text.get(start..end).filter(|l| (LEAST..=LONGEST).contains(&l.len()))
                else {
                    at = end + 1;
                    continue;
                };
                at = end + 1;
                let literal = unescape(literal);
                if depth == 0 && literal.trim_start().starts_with(['{', '[']) {
                    inner.push(literal);
                } else {
                    found.push(literal);
                }
            }
        }
        open = inner;
    }
    found
}

/// Undoes the escapes of JSON (RFC 8259, section 7) and of script literals.
fn unescape(literal: &str) -> String {
    let mut out = String::with_capacity(literal.len());
    let mut chars = literal.chars();
    let mut high: Option<u32> = None;
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            high = None;
            continue;
        }
        let Some(escape) = chars.next() else { break };
        let digits = match escape {
            'u' => 4,
            'x' => 2,
            'n' => {
                out.push('\n');
                continue;
            }
            't' => {
                out.push('\t');
                continue;
            }
            'r' | 'b' | 'f' | 'v' => continue,
            other => {
                out.push(other);
                continue;
            }
        };
        let text: String = chars.clone().take(digits).collect();
        let Some(code) = u32::from_str_radix(&text, 16).ok().filter(|_| text.chars().count() == digits)
        else {
            continue;
        };
        chars.nth(digits - 1);
        match (high.take(), code) {
            (_, 0xd800..=0xdbff) => high = Some(code),
            (Some(first), 0xdc00..=0xdfff) => {
                out.extend(char::from_u32(0x10000 + ((first - 0xd800) << 10) + (code - 0xdc00)));
            }
            _ => out.extend(char::from_u32(code)),
        }
    }
    out
}

/// The paragraphs of a text, or of HTML.
fn paragraphs(text: &str, budget: &Budget) -> Vec<String> {
    let is_html = ["</p>", "<br", "</div>", "</li>", "</h2>", "</span>"].iter().any(|tag| text.contains(tag));
    let plain = if is_html {
        let Ok(dom) = Dom::parse(text, budget) else { return Vec::new() };
        blocks(&dom)
    } else {
        text.to_owned()
    };
    let lines = plain.split('\n').map(str::trim_end).filter(|line| !line.trim().is_empty());
    lines.take(PARAGRAPHS).map(str::to_owned).collect()
}

/// The text of a tree, each block on lines of its own.
fn blocks(dom: &Dom) -> String {
    let mut out = String::new();
    let mut at = Some(Dom::DOCUMENT);
    while let Some(id) = at {
        if let Some(element) = dom.element(id) {
            if matches!(element.local(), "script" | "style" | "template" | "noscript" | "title") {
                at = dom.after(id, Dom::DOCUMENT);
                continue;
            }
            let inline = [
                "a", "b", "i", "em", "strong", "code", "span", "sub", "sup", "u", "s", "small", "mark",
                "font",
            ];
            if !inline.contains(&element.local()) {
                out.push('\n');
            }
        } else if let Some(text) = dom.text(id) {
            let pre = dom.ancestors(id).any(|a| dom.element(a).is_some_and(|e| e.is("pre")));
            let text = if pre { text.to_owned() } else { text.replace('\n', " ") };
            out.push_str(&text);
        }
        at = dom.following(id, Dom::DOCUMENT);
    }
    out
}

/// Whether a text is for people: words, and not code, data, or names.
fn is_prose(paragraphs: &[String]) -> bool {
    let (mut letters, mut signs, mut all, mut longest) = (0_usize, 0_usize, 0_usize, 0_usize);
    for paragraph in paragraphs {
        for c in paragraph.chars() {
            all += 1;
            letters += usize::from(c.is_alphabetic());
            signs += usize::from(matches!(c, '{' | '}' | ';' | '=' | '<' | '>' | '|' | '\\' | '&' | '$'));
        }
        let ascii = paragraph.split(|c: char| c.is_whitespace() || !c.is_ascii());
        longest = longest.max(ascii.map(str::len).max().unwrap_or(0));
    }
    // Code samples may stand in an article; a picture as base64 is one long word.
    letters * 2 > all && signs * 12 < all && longest < 400
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(html: &str) -> Vec<String> {
        let dom = Dom::parse(html, &Budget::default()).unwrap();
        text(&dom, 0, &Budget::default())
    }

    fn prose(words: usize) -> String {
        (0..words).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn text_is_found_in_whatever_state_it_lies() {
        let long = prose(80);
        let html = format!("<p>First {long}</p><p>Second \\u534f\\u7a0b</p>").replace('"', "\\\"");
        let pages = [
            format!(
                "<div id=app></div><script id=__NEXT_DATA__ type=application/json>{{\"a\":[\"{html}\"]}}</script>"
            ),
            format!(
                "<script type='application/ld+json'>{{\"articleBody\":\"First {long}\\nSecond \\u534f\\u7a0b\"}}</script>"
            ),
            format!("<script>window.__INITIAL_STATE__ = {{ post: {{ body: '{html}' }} }};</script>"),
            format!(
                "<script>window.__NUXT__=(function(a,b){{return {{c:a}}}}(\"\\u003Cp\\u003EFirst {long}\\u003C\\u002Fp\\u003E\\u003Cp\\u003ESecond \\u534f\\u7a0b\\u003C\\u002Fp\\u003E\",1))</script>"
            ),
            format!(
                "<script>var state = \"{{\\\"html\\\":\\\"First {long}\\\\nSecond \\\\u534f\\\\u7a0b\\\"}}\"</script>"
            ),
        ];
        for page in pages {
            assert_eq!(of(&page), [format!("First {long}"), "Second 协程".to_owned()], "{page}");
        }
    }

    #[test]
    fn code_and_data_are_no_text() {
        let code = "if (a) { b = c; } else { d = e; } ".repeat(60);
        let data = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(60);
        assert!(of(&format!("<script>x('{code}', \"data:image/png;base64,{data}\")</script>")).is_empty());
        assert!(of(&format!("<script>x = 'short'; // it's\n y = '{}'</script>", prose(20))).is_empty());
    }

    #[test]
    fn a_page_with_words_of_its_own_is_left_alone() {
        let page = format!("<script>x = '{}'</script>", prose(200));
        let dom = Dom::parse(&page, &Budget::default()).unwrap();
        assert!(text(&dom, 500, &Budget::default()).is_empty());
        assert!(!text(&dom, 5, &Budget::default()).is_empty());
    }

    #[test]
    fn surrogates_are_joined_and_broken_escapes_are_no_panic() {
        assert_eq!(unescape("\\ud83e\\udd80 \\x41\\/\\q\\"), "🦀 A/q");
        assert_eq!(unescape("\\ud83e \\u12 \\uzzzz"), " 12 zzzz");
    }

    proptest! {
        #[test]
        fn any_script_is_read(script in "(?s)[\\PC\"'`\\\\\n]{0,300}") {
            literals(&script);
            unescape(&script);
        }
    }
}
