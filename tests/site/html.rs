//! Reading pages back: start tags with their attributes, as a browser's tokeniser sees them.

use std::cell::RefCell;

use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A start tag: name, and attributes with their values decoded.
pub(crate) struct Start {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Start {
    /// An attribute's value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Sink {
    tags: RefCell<Vec<Start>>,
    problems: RefCell<Vec<String>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let attributes =
                    tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                self.tags.borrow_mut().push(Start { name: tag.name.to_string(), attributes });
            }
            Token::ParseError(problem) => self.problems.borrow_mut().push(problem.into_owned()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// All start tags of a page, in order; a page that the tokeniser has to repair fails the test.
pub(crate) fn start_tags(path: &str, html: &str) -> Vec<Start> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let problems = tokenizer.sink.problems.take();
    assert!(problems.is_empty(), "{path}: {problems:?}");
    tokenizer.sink.tags.take()
}

/// Whether a start tag that could do something is one that the theme writes itself: its scripts, the search form, the
/// form for adding links, drawings of the statistics, pictures out of the store.
pub(crate) fn is_the_themes(path: &str, tag: &Start) -> bool {
    let within = |name: &str, folder: &str| {
        tag.get(name).is_some_and(|value| {
            let below = value.trim_start_matches("../");
            below.starts_with(folder) && !below.contains("..")
        })
    };
    match tag.name.as_str() {
        "script" => tag.attributes.is_empty() || within("src", "static/js/"),
        "form" => {
            within("action", "search/index.html")
                || tag.get("id") == Some("finder-form")
                || path == "add/index.html"
                    && tag.get("id") == Some("add-form")
                    && tag.get("action").is_none()
        }
        "svg" => path == "statistics/index.html",
        "img" => within("src", "assets/"),
        _ => false,
    }
}
