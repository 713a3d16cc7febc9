//! A style sheet as one flat run of tokens, brackets included.
//!
//! cssparser's parser skips over a block unless it is entered by a nested call. CSS tokens do not depend on what stands
//! before them, so a new parser is started behind every opening bracket instead: no recursion, and linear time.

use std::ops::Range;

use cssparser::{Parser, Token};

/// Iterates over the tokens of a text with their byte ranges; white space and comments are tokens too.
pub(super) struct Tokens<'a> {
    text: &'a str,
    parser: Parser<'a>,
    /// Where in `text` the parser's own text begins.
    base: usize,
}

impl<'a> Tokens<'a> {
    /// Starts at the byte offset `from`, which must lie between two tokens.
    pub(super) fn new(text: &'a str, from: usize) -> Self {
        Self { text, parser: Parser::new(text.get(from..).unwrap_or_default()), base: from }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.base + self.parser.position().byte_index();
        let token = self.parser.next_including_whitespace_and_comments().ok()?.clone();
        let end = self.base + self.parser.position().byte_index();
        if matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        ) {
            *self = Self::new(self.text, end);
        }
        Some((token, start..end))
    }
}
