//! The one pass over a sheet's tokens that finds and replaces URLs.

use std::ops::Range;

use cssparser::Token;

use super::output::{Mark, Output};
use super::scripting::Feature;
use super::text::{charset_rule, completion, quoted, trim_url, without_import};
use super::tokens::Tokens;
use super::{CssUrl, MAX_DEPTH, Replacement, UrlKind};

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A whole style sheet.
    Sheet,
    /// A whole style sheet, the media feature `scripting` answered as where no script runs.
    SheetWithoutScripts,
    /// The declarations of a `style` attribute.
    Declarations,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Round,
    Square,
    Curly,
}

/// An open bracket. Three bytes each: the stack of a hostile sheet costs little more than its text.
#[derive(Debug, Clone, Copy)]
struct Frame {
    bracket: Bracket,
    /// What a URL in it stands for.
    kind: UrlKind,
    /// Whether strings in it are URLs.
    strings: bool,
}

/// What the statement (at-rule, qualified rule or declaration) at hand is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statement {
    /// Nothing but white space and comments yet.
    Start,
    /// A top-level `@import`, its URL still to come; where it begins.
    Import(Mark),
    /// An `@import` elsewhere, its URL still to come.
    IgnoredImport,
    /// The prelude of an at-rule whose URLs are names or conditions.
    Unfetched,
    /// The prelude of `@font-face` and the like: what URLs in its block stand for.
    Rule(UrlKind),
    /// The first word is a property that no browser supports any more, if a colon follows.
    LegacyName,
    /// A declaration of such a property.
    Legacy,
    /// Anything else.
    Plain,
}

/// Why nothing is written or asked at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mute {
    /// An `@import` rule is being removed, up to its end.
    Rule,
    /// A block is too deep.
    Deep,
}

/// The state of the walk.
pub(super) struct Walker<'a, 'r> {
    text: &'a str,
    context: Context,
    replace: &'r mut dyn FnMut(&CssUrl) -> Replacement,
    out: Output<'a>,
    frames: Vec<Frame>,
    statement: Statement,
    feature: Feature,
    mute: Option<Mute>,
    /// Whether the last `@import` stood in the midst of a statement.
    in_midst: bool,
}

impl<'a, 'r> Walker<'a, 'r> {
    pub(super) fn new(
        text: &'a str,
        context: Context,
        replace: &'r mut dyn FnMut(&CssUrl) -> Replacement,
    ) -> Self {
        let out = Output::new(text);
        Self {
            text,
            context,
            replace,
            out,
            frames: Vec::new(),
            statement: Statement::Start,
            feature: Feature::default(),
            mute: None,
            in_midst: false,
        }
    }

    /// Walks to the end and returns the rewritten text.
    pub(super) fn run(mut self) -> String {
        let mut from = 0;
        if self.context != Context::Declarations
            && let Some((label, end)) = charset_rule(self.text)
        {
            if !self.text.get(label.clone()).is_some_and(|l| l.eq_ignore_ascii_case("utf-8")) {
                self.splice(label, "utf-8");
            }
            // What follows is read as it will be read once the label is a plain one.
            from = end;
        }
        let mut ending = "";
        for (token, range) in Tokens::new(self.text, from) {
            if range.end == self.text.len() {
                ending = completion(&token, self.text.get(range.clone()).unwrap_or_default());
            }
            if self.context == Context::SheetWithoutScripts {
                self.scripting(&token, &range);
            }
            self.token(&token, range.clone());
            self.hide_import(&token, range);
        }
        self.finish(ending)
    }

    fn token(&mut self, token: &Token<'a>, range: Range<usize>) {
        match token {
            Token::WhiteSpace(_) | Token::Comment(_) => {}
            Token::Function(name) => self.function(name, range),
            Token::ParenthesisBlock => self.open_plain(Bracket::Round, &range),
            Token::SquareBracketBlock => self.open_plain(Bracket::Square, &range),
            Token::CurlyBracketBlock => self.open_plain(Bracket::Curly, &range),
            Token::CloseParenthesis => self.close(Bracket::Round, &range),
            Token::CloseSquareBracket => self.close(Bracket::Square, &range),
            Token::CloseCurlyBracket => self.close(Bracket::Curly, &range),
            Token::Semicolon if self.at_statement_level() => self.end_statement(&range),
            Token::AtKeyword(name) => self.at_keyword(name, range),
            Token::UnquotedUrl(value) => self.url(value, range, false),
            Token::QuotedString(value) => {
                if self.strings_are_urls() || self.is_import() {
                    self.url(value, range, true);
                } else {
                    self.advance();
                }
            }
            Token::BadUrl(_) => {
                // Still malformed, so that the declaration stays invalid, but with no address in it.
                self.splice(range, "url(()");
                self.advance();
            }
            Token::Ident(name) if self.statement == Statement::Start => {
                let legacy = ["behavior", "-ms-behavior", "-moz-binding"];
                let is_legacy = legacy.iter().any(|n| name.eq_ignore_ascii_case(n));
                self.statement = if is_legacy { Statement::LegacyName } else { Statement::Plain };
            }
            Token::Colon if self.statement == Statement::LegacyName => self.statement = Statement::Legacy,
            _ => self.advance(),
        }
    }

    /// Answers the media feature `scripting`, where this token ends one.
    fn scripting(&mut self, token: &Token, range: &Range<usize>) {
        let first = self.statement == Statement::Start;
        // A comment within it may have been changed already; then it stays.
        if let Some((range, answer)) = self.feature.read(token, range, first)
            && !self.out.is_done(range.start + 1)
        {
            self.splice(range, answer);
        }
    }

    /// The preload scanners of browsers know no strings and no comments, take `@layer x/*;@import "y";*/` for an
    /// import, and ask for its URL. So the word must not stand in any token but the at-keyword itself.
    fn hide_import(&mut self, token: &Token, range: Range<usize>) {
        if self.context == Context::Declarations || self.mute.is_some() || self.out.is_done(range.end) {
            return;
        }
        // An at-keyword may be the word, but not hold it: `@\@import`.
        let range = range.start + usize::from(matches!(token, Token::AtKeyword(_)))..range.end;
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if let Some(new) = without_import(raw, matches!(token, Token::Comment(_))) {
            // The last token may still have to be completed.
            self.out.splice(range, &(new + completion(token, raw)));
        }
    }

    /// Notes that the statement at hand goes on with something of no interest.
    fn advance(&mut self) {
        match self.statement {
            Statement::Import(mark) => {
                // Malformed. To CSS it is nothing, but preload scanners read `@import //host/x;` as they like.
                self.remove_rule(mark);
                self.statement = Statement::Plain;
            }
            Statement::Start | Statement::LegacyName | Statement::IgnoredImport => {
                self.statement = Statement::Plain;
            }
            Statement::Unfetched | Statement::Rule(_) | Statement::Legacy | Statement::Plain => {}
        }
    }

    /// Leaves out the `@import` that begins at `mark`, up to where it ends.
    fn remove_rule(&mut self, mark: Mark) {
        if self.mute.is_none() {
            self.mute = Some(Mute::Rule);
            self.out.cut_from(mark);
        }
    }

    fn is_import(&self) -> bool {
        matches!(self.statement, Statement::Import(_) | Statement::IgnoredImport)
    }

    fn at_keyword(&mut self, name: &str, range: Range<usize>) {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        if is("import") {
            // Noticed wherever it stands: should a browser see a rule here after all, its URL must not slip through.
            self.in_midst = self.statement != Statement::Start;
            self.advance();
            self.statement = if self.frames.is_empty() && self.context != Context::Declarations {
                Statement::Import(self.out.mark(range.start))
            } else {
                self.splice(range, "@-import");
                Statement::IgnoredImport
            };
        } else if self.statement != Statement::Start {
            self.advance();
        } else if self.context != Context::Declarations
            && ["namespace", "supports", "document", "-moz-document"].into_iter().any(is)
        {
            self.statement = Statement::Unfetched;
        } else if is("font-face") {
            self.statement = Statement::Rule(UrlKind::Font);
        } else if is("color-profile") {
            self.statement = Statement::Rule(UrlKind::Other);
        } else {
            self.statement = Statement::Plain;
        }
    }

    fn function(&mut self, name: &str, range: Range<usize>) {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        let mut strings = self.strings_are_urls();
        if is("url") || is("src") || is("image") || is("image-set") || is("-webkit-image-set") {
            strings = true;
        } else if is("type") || is("format") {
            strings = false;
        } else if strings && (name.starts_with("--") || ["var", "attr", "env", "inherit"].into_iter().any(is))
        {
            // It could bring in a string that nobody rewrote, as it was no URL where it stands.
            self.splice(range.clone(), "none(");
        }
        if !(is("url") && self.is_import()) {
            self.advance();
        }
        self.open(Frame { bracket: Bracket::Round, kind: self.kind(), strings }, &range);
    }

    fn open_plain(&mut self, bracket: Bracket, range: &Range<usize>) {
        let kind = match self.statement {
            Statement::Rule(kind) if bracket == Bracket::Curly => kind,
            _ => self.kind(),
        };
        self.advance();
        self.open(Frame { bracket, kind, strings: self.strings_are_urls() }, range);
    }

    fn open(&mut self, frame: Frame, range: &Range<usize>) {
        self.frames.push(frame);
        if frame.bracket == Bracket::Curly {
            self.statement = Statement::Start;
        }
        if self.frames.len() > MAX_DEPTH && self.mute.is_none() {
            self.mute = Some(Mute::Deep);
            self.out.cut(range.start);
        }
    }

    fn close(&mut self, bracket: Bracket, range: &Range<usize>) {
        if self.frames.last().is_none_or(|frame| frame.bracket != bracket) {
            self.advance();
            return;
        }
        self.frames.pop();
        if self.mute == Some(Mute::Deep) && self.frames.len() == MAX_DEPTH {
            self.mute = None;
            self.out.resume(range.end);
        }
        if bracket == Bracket::Curly {
            self.end_statement(range);
        }
    }

    fn end_statement(&mut self, range: &Range<usize>) {
        self.advance();
        self.statement = Statement::Start;
        if self.mute == Some(Mute::Rule) && self.frames.is_empty() {
            self.mute = None;
            // What is left of a statement must not take in the next one.
            self.out.resume(if self.in_midst { range.start } else { range.end });
        }
    }

    /// A URL, either as a whole `url(…)` token or as a string where a URL is expected.
    fn url(&mut self, raw: &str, range: Range<usize>, is_string: bool) {
        let statement = self.statement;
        if self.is_import() {
            self.statement = Statement::Plain;
        } else {
            self.advance();
        }
        if self.mute.is_some() || statement == Statement::Unfetched {
            return;
        }
        let value = trim_url(raw);
        let nothing = value.is_empty() || value.starts_with('#');
        let write = |value: &str| if is_string { quoted(value) } else { format!("url({})", quoted(value)) };
        let new = match statement {
            Statement::IgnoredImport => (!value.is_empty()).then(String::new),
            Statement::Import(mark) => {
                self.statement = Statement::Unfetched;
                // Nothing, or a mere fragment, would name the sheet itself.
                let answer = if nothing { Replacement::Drop } else { self.ask(&value, UrlKind::Import) };
                match answer {
                    Replacement::Keep => None,
                    Replacement::Url(url) => Some(url),
                    Replacement::Drop => {
                        self.remove_rule(mark);
                        None
                    }
                }
            }
            // Browsers look for the `#` before they trim.
            _ if nothing => (raw != value).then(|| value.clone().into_owned()),
            _ => {
                let kind = if statement == Statement::Legacy { UrlKind::Other } else { self.kind() };
                match self.ask(&value, kind) {
                    Replacement::Keep => None,
                    Replacement::Url(url) => Some(url),
                    Replacement::Drop => Some("data:,".to_owned()),
                }
            }
        };
        if let Some(new) = new {
            let mut new = write(&new);
            let next = self.text.as_bytes().get(range.end);
            if matches!(statement, Statement::Import(_)) && next.is_some_and(|b| !b" \t\r\n;)".contains(b)) {
                // Preload scanners take what touches the URL (`"x"layer`) for a part of it.
                new.push(' ');
            }
            self.splice(range, &new);
        }
    }

    fn ask(&mut self, value: &str, kind: UrlKind) -> Replacement {
        (self.replace)(&CssUrl { value: value.into(), kind })
    }

    fn splice(&mut self, range: Range<usize>, new: &str) {
        if self.mute.is_none() {
            self.out.splice(range, new);
        }
    }

    fn kind(&self) -> UrlKind {
        self.frames.last().map_or(UrlKind::Image, |frame| frame.kind)
    }

    fn strings_are_urls(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.strings)
    }

    fn at_statement_level(&self) -> bool {
        self.frames.last().is_none_or(|frame| frame.bracket == Bracket::Curly)
    }

    /// Writes the rest, and closes what is open.
    fn finish(mut self, ending: &str) -> String {
        if self.is_import() {
            self.advance();
        }
        match self.mute {
            None => self.out.finish(ending),
            Some(Mute::Deep) => self.frames.truncate(MAX_DEPTH),
            Some(Mute::Rule) => self.frames.clear(),
        }
        let closers = self.frames.iter().rev().map(|frame| match frame.bracket {
            Bracket::Round => ')',
            Bracket::Square => ']',
            Bracket::Curly => '}',
        });
        self.out.into_string(closers)
    }
}
