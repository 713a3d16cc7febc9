//! The layout of front matter between `---` lines: as much YAML as is read here.

use super::super::patch::{line_end, next_line};
use super::super::syntax::without_comment;
use super::fields::{Field, Rank, ending, in_order};

/// Lays front matter out. With `rank`, its fields are put in order, and blank lines between them go.
pub(super) fn lay_out(text: &str, newline: &str, rank: Option<Rank>) -> String {
    let mut head = String::new();
    // Comments and blank lines above what comes next.
    let mut above = String::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut blank = false;
    let mut at = 0;
    while at < text.len() {
        let next = next_line(text, at);
        let whole = text.get(at..next).unwrap_or("");
        let bare = text.get(at..line_end(text, at)).unwrap_or("").trim_end();
        let end = ending(whole, newline);
        at = next;
        if bare.is_empty() {
            if fields.is_empty() {
                head.push_str(&std::mem::take(&mut above));
            }
            blank = true;
            continue;
        }
        if blank && rank.is_none() && !(fields.is_empty() && head.is_empty()) {
            above.push_str(newline);
        }
        blank = false;
        if bare.trim_start().starts_with('#') {
            above.push_str(bare);
            above.push_str(end);
        } else if !bare.starts_with([' ', '\t', '-']) {
            let (name, text) = pair(bare);
            let rank = rank.map_or(0, |rank| rank(name));
            fields.push(Field { lead: std::mem::take(&mut above), rank, text: text + end });
        } else if let Some(field) = fields.last_mut() {
            // An item of a list; a comment within one stays there.
            field.text.push_str(&std::mem::take(&mut above));
            field.text.push_str(bare);
            field.text.push_str(end);
        } else {
            above.push_str(bare);
            above.push_str(end);
        }
    }
    [head, in_order(fields), above].concat()
}

/// `key: value # comment`, one space apart each, and the key.
fn pair(line: &str) -> (&str, String) {
    let Some((name, rest)) = line.split_once(':') else { return (line, line.to_owned()) };
    let name = name.trim_end();
    let written = rest.trim_start();
    let value = without_comment(written, 0..written.len()).end;
    let (value, comment) = if written.starts_with('#') { ("", written) } else { written.split_at(value) };
    let comment = comment.trim_start();
    let parts = [value, comment].into_iter().filter(|part| !part.is_empty());
    let out = parts.fold(format!("{name}:"), |out, part| format!("{out} {part}"));
    (name, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_put_in_order_with_their_comments() {
        let text = "# all\n\ntags:   # which\n  - a \n  # b\n  - 'b'\n\n# t\ntitle :  \"A: # b\"   # c\r\nurl: https://a/#x\nodd: 1";
        assert_eq!(
            lay_out(text, "\n", Some(super::super::fields::of_link)),
            "# all\nurl: https://a/#x\n# t\ntitle: \"A: # b\" # c\r\ntags: # which\n  - a\n  # b\n  - 'b'\nodd: 1\n"
        );
        assert_eq!(lay_out("\n# x\n\n\ntags:  [a]\n", "\n", None), "# x\n\ntags: [a]\n");
    }
}
