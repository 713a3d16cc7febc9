//! The media feature `scripting` (Media Queries 5, "Scripting Media Features"), answered: nothing runs in a snapshot, but
//! a browser that shows one outside of its viewer, as a page of its own, says that scripts are enabled.

use std::ops::Range;

use cssparser::Token;

/// What a browser without scripts says of `(scripting: none)`, and of the other values.
const ALWAYS: &str = "min-width:0";
const NEVER: &str = "max-width:-1px";

/// How far a feature has been read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// Not in the conditions of `@media` or `@import`.
    #[default]
    None,
    /// In such conditions.
    Conditions,
    /// After `(`.
    Open,
    /// After its name, which begins here.
    Name(usize),
    /// After the colon.
    Value(usize),
}

impl Feature {
    /// Reads the next token; `first`: a statement begins with it. Returns what stands for a feature that ends with it.
    pub(super) fn read(
        &mut self,
        token: &Token,
        range: &Range<usize>,
        first: bool,
    ) -> Option<(Range<usize>, &'static str)> {
        let mut answer = None;
        *self = match (*self, token) {
            (feature, Token::WhiteSpace(_) | Token::Comment(_)) => feature,
            (Self::None, Token::AtKeyword(name))
                if first && (name.eq_ignore_ascii_case("media") || name.eq_ignore_ascii_case("import")) =>
            {
                Self::Conditions
            }
            (Self::None, _) | (_, Token::CurlyBracketBlock | Token::Semicolon) => Self::None,
            (_, Token::ParenthesisBlock) => Self::Open,
            (Self::Open, Token::Ident(name)) if name.eq_ignore_ascii_case("scripting") => {
                Self::Name(range.start)
            }
            (Self::Name(start), Token::Colon) => Self::Value(start),
            (Self::Name(start), Token::CloseParenthesis) => {
                answer = Some((start..range.start, NEVER));
                Self::Conditions
            }
            (Self::Value(start), Token::Ident(value)) => {
                let none = value.eq_ignore_ascii_case("none");
                answer = Some((start..range.end, if none { ALWAYS } else { NEVER }));
                Self::Conditions
            }
            _ => Self::Conditions,
        };
        answer
    }
}
