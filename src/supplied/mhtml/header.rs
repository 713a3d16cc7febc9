//! Headers of MIME (RFC 5322, RFC 2045).

/// The most bytes of a header block.
const BLOCK: usize = 64 << 10;
/// The most headers of one.
const COUNT: usize = 200;

/// A block of headers, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads the block at the start of `bytes`, and what follows the empty line behind it.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, &[u8]), &'static str> {
        let mut headers = Self::default();
        let mut read = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            read += line.len();
            if read > BLOCK {
                return Err("has headers that are too long");
            }
            let text = String::from_utf8_lossy(line);
            let text = text.trim_end_matches(['\r', '\n']);
            if text.is_empty() {
                return Ok((headers, bytes.get(read..).unwrap_or_default()));
            }
            if text.starts_with([' ', '\t']) {
                // The rest of a header's value.
                let last = headers.0.last_mut().ok_or("begins with no header")?;
                last.1.push(' ');
                last.1.push_str(text.trim());
                continue;
            }
            let (name, value) = text.split_once(':').ok_or("has a line among its headers that is none")?;
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_name || headers.0.len() >= COUNT {
                return Err("has a line among its headers that is none");
            }
            headers.0.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        // A part may have headers alone.
        Ok((headers, &[]))
    }

    /// The first value of a header; `name` in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The media type without parameters, in lower case.
    pub(super) fn essence(&self) -> Option<String> {
        let kind = self.get("content-type")?.split(';').next()?.trim().to_ascii_lowercase();
        kind.contains('/').then_some(kind)
    }
}

/// A parameter of a header's value, without its quotes.
pub(super) fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, behind) = rest.split_once('=')?;
        let name = name.trim();
        let behind = behind.trim_start();
        let (value, next) = if let Some(quoted) = behind.strip_prefix('"') {
            let (mut text, mut escaped, mut end) = (String::new(), false, quoted.len());
            for (at, c) in quoted.char_indices() {
                match c {
                    '\\' if !escaped => escaped = true,
                    '"' if !escaped => {
                        end = at;
                        break;
                    }
                    _ => {
                        text.push(c);
                        escaped = false;
                    }
                }
            }
            let behind = quoted.get(end..).unwrap_or_default();
            (text, behind.split_once(';').map_or("", |(_, next)| next))
        } else {
            let (text, next) = behind.split_once(';').unwrap_or((behind, ""));
            (text.trim().to_owned(), next)
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
}

/// An address that was folded into several lines.
pub(super) fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// `<id>` without what stands around it.
pub(super) fn without_brackets(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}
