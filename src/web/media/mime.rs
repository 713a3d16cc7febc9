//! Media types as the MIME Sniffing standard parses them.

/// A parsed Content-Type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MimeType {
    /// `type/subtype`, lower-case.
    pub essence: String,
    /// The first `charset` parameter, as written.
    pub charset: Option<String>,
}

impl MimeType {
    /// Parses a header value (MIME Sniffing, "parse a MIME type"); `None` where the standard says failure, such as for
    /// an empty value or one without a slash.
    pub fn parse(value: &str) -> Option<Self> {
        let mut parts = Parts { rest: value.trim_matches(is_http_space) };
        let essence = parts.take_until(';');
        let (kind, subtype) = essence.split_once('/')?;
        let subtype = subtype.trim_end_matches(is_http_space);
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let essence = format!("{kind}/{subtype}").to_ascii_lowercase();
        let mut charset = None;
        while let Some((name, value)) = parts.parameter() {
            if charset.is_none() && name.eq_ignore_ascii_case("charset") && !value.is_empty() {
                charset = Some(value);
            }
        }
        Some(Self { essence, charset })
    }
}

struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes what stands before `end`; `end` itself stays.
    fn take_until(&mut self, end: char) -> &'a str {
        let (before, rest) = self.rest.split_at(self.rest.find(end).unwrap_or(self.rest.len()));
        self.rest = rest;
        before
    }

    fn parameter(&mut self) -> Option<(&'a str, String)> {
        self.rest = self.rest.strip_prefix(';')?.trim_start_matches(is_http_space);
        let end = self.rest.find([';', '=']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let Some(rest) = rest.strip_prefix('=') else { return Some((name, String::new())) };
        self.rest = rest;
        if let Some(quoted) = rest.strip_prefix('"') {
            let value = self.quoted(quoted);
            self.take_until(';');
            return Some((name, value));
        }
        Some((name, self.take_until(';').trim_end_matches(is_http_space).to_owned()))
    }

    fn quoted(&mut self, text: &'a str) -> String {
        let mut value = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => value.push(chars.next().unwrap_or('\\')),
                _ => value.push(c),
            }
        }
        self.rest = chars.as_str();
        value
    }
}

fn is_http_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' ')
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(value: &str) -> Option<(String, Option<String>)> {
        MimeType::parse(value).map(|m| (m.essence, m.charset))
    }

    #[test]
    fn types_and_charsets_are_read_as_browsers_read_them() {
        for (value, essence, charset) in [
            ("text/html", "text/html", None),
            (" Text/HTML ; Charset=GBK ", "text/html", Some("GBK")),
            ("text/html;charset=\"a\\\"b\";x", "text/html", Some("a\"b")),
            ("text/html;x=1;;charset=b;charset=c", "text/html", Some("b")),
            ("text/html;charset=;charset=c", "text/html", Some("c")),
            ("text/html;charset", "text/html", None),
            ("text/html;charset=\"unclosed", "text/html", Some("unclosed")),
            ("text/html;charset=\"a\"b;charset=c", "text/html", Some("a")),
            ("image/svg+xml;q=\";charset=no\"", "image/svg+xml", None),
        ] {
            assert_eq!(parsed(value), Some((essence.to_owned(), charset.map(str::to_owned))), "{value}");
        }
        for value in
            ["", "text", "/html", "text/", "text/ht ml", "te xt/html", "text/html, text/html", "text /html"]
        {
            assert_eq!(parsed(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_parsed_without_panic(value in any::<String>(), near in "[a/;=\"\\\\ charset]{0,40}") {
            let _ = MimeType::parse(&value);
            let _ = MimeType::parse(&format!("text/html;{near}"));
        }
    }
}
