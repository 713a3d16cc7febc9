//! A text of TOML, cut into what stands on its lines. Only for texts that a parser has found sound: what is not
//! understood here makes the whole `None`.

use std::ops::Range;

/// What stands on a line, or on the lines of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Blank,
    /// A comment alone.
    Comment,
    /// `[name]` or `[[name]]`.
    Header,
    /// `key = value`: where the key stands; the value is the code behind the sign.
    Pair(Range<usize>),
}

/// A line, or the lines of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// All of it, with its line ending.
    pub(super) range: Range<usize>,
    /// The header, or the value.
    pub(super) code: Range<usize>,
    /// The comment, also the one behind a value, without blanks at its end.
    pub(super) comment: Range<usize>,
}

/// Cuts a text.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at + blanks(text.get(at..)?);
        let (kind, from) = match text.as_bytes().get(start) {
            None | Some(b'\n' | b'\r') => (Kind::Blank, start),
            Some(b'#') => (Kind::Comment, start),
            Some(b'[') => (Kind::Header, start),
            Some(_) => {
                let sign = sign(text, start)?;
                let key = text.get(start..sign)?.trim_end().len();
                (Kind::Pair(start..start + key), sign + 1)
            }
        };
        let end = code_end(text, from)?;
        let line_end = super::super::patch::line_end(text, end);
        let code = trimmed(text, from..end)?;
        let comment = trimmed(text, end..line_end)?;
        let next = super::super::patch::next_line(text, end);
        found.push(Piece { kind, range: at..next, code, comment });
        at = next;
    }
    Some(found)
}

/// The code without blanks before the ends of its lines; what stands in strings stays.
pub(super) fn without_blanks(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut at = 0;
    while let Some(byte) = code.as_bytes().get(at) {
        let end = match byte {
            b'"' | b'\'' => string_end(code, at).unwrap_or(code.len()),
            b'\n' => {
                let kept = out.trim_end_matches('\r').trim_end_matches([' ', '\t']).len();
                let ending = if out.ends_with('\r') { "\r\n" } else { "\n" };
                out.truncate(kept);
                out.push_str(ending);
                at += 1;
                continue;
            }
            b'#' => super::super::patch::line_end(code, at),
            _ => code.ceil_char_boundary(at + 1),
        };
        out.push_str(code.get(at..end).unwrap_or(""));
        at = end.max(at + 1);
    }
    out
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let written = text.get(range.clone())?;
    let start = range.start + written.len() - written.trim_start_matches([' ', '\t', '\r']).len();
    Some(start..start + written.trim_matches([' ', '\t', '\r']).len())
}

/// Where the `=` of a key stands.
fn sign(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match text.as_bytes().get(at)? {
            b'=' => return Some(at),
            b'\n' | b'#' => return None,
            b'"' | b'\'' => at = string_end(text, at)?,
            _ => at += 1,
        }
    }
}

/// Where the code that begins at `from` ends: at a comment or the end of a line, outside of strings and brackets.
fn code_end(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    loop {
        let Some(byte) = text.as_bytes().get(at) else { return (depth == 0).then_some(at) };
        match byte {
            b'"' | b'\'' => {
                at = string_end(text, at)?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            b'\n' | b'#' if depth == 0 => return Some(at),
            b'#' => {
                at = super::super::patch::line_end(text, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// The end of the string that begins at `at`.
fn string_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(at)?;
    let many = bytes.get(at..at + 3) == Some(&[quote; 3]);
    let mut at = if many { at + 3 } else { at + 1 };
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if byte == quote && !many {
            return Some(at + 1);
        } else if byte == quote && bytes.get(at..at + 3) == Some(&[quote; 3]) {
            // Up to two quotes may stand right before the three that close it.
            let more = bytes.iter().skip(at + 3).take(2).take_while(|next| **next == quote).count();
            return Some(at + 3 + more);
        } else if byte == b'\n' && !many {
            return None;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let part = |range: &Range<usize>| text[range.clone()].to_owned();
        let show = |piece: &Piece| {
            let code = part(&piece.code);
            let comment = part(&piece.comment);
            match &piece.kind {
                Kind::Pair(key) => format!("{} | {code} | {comment}", part(key)),
                other => format!("{other:?} | {code} | {comment}"),
            }
        };
        let pieces = pieces(text).unwrap();
        assert_eq!(pieces.iter().map(|piece| part(&piece.range)).collect::<String>(), text);
        pieces.iter().map(show).collect()
    }

    #[test]
    fn lines_are_told_apart() {
        let text = "# a \r\n  \n[[ link ]] # h\nurl='x#y'#c\n \"a = b\" . c  =  [ # in\n  ']',  \n] # out\n\
            n = '''\n# no\n[[link]]''''' # y\nm = \"\"\"\\\"\"\" \"\"\"\nt = { a = 1, b = [2] }";
        insta::assert_snapshot!(shown(text).join("\n"), @r##"
        Comment |  | # a
        Blank |  | 
        Header | [[ link ]] | # h
        url | 'x#y' | #c
        "a = b" . c | [ # in
          ']',  
        ] | # out
        n | '''
        # no
        [[link]]''''' | # y
        m | """\""" """ | 
        t | { a = 1, b = [2] } | 
        "##);
        assert!(pieces("a = [\n").is_none() && pieces("words\n").is_none() && pieces("a = ']\n").is_none());
        assert_eq!(pieces("a=''").map(|all| all.len()), Some(1));
    }

    #[test]
    fn blanks_go_outside_of_strings() {
        assert_eq!(
            without_blanks("[ \t\r\n  'a', # c \n '''x  \n''',  \n]"),
            "[\r\n  'a', # c\n '''x  \n''',\n]"
        );
    }
}
