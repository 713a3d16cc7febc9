//! The HTML standard's "prescan a byte stream to determine its encoding": `<meta>` found without parsing.

use encoding_rs::Encoding;

use super::internal_label;

/// Looks for a `<meta>` that declares an encoding. `head` is the first 1024 bytes; an element cut off by their end
/// declares nothing.
pub(super) fn meta(head: &[u8]) -> Option<&'static Encoding> {
    scan(head).unwrap_or(None)
}

fn scan(head: &[u8]) -> Result<Option<&'static Encoding>, EndOfBytes> {
    let mut scan = Scan { rest: head };
    while let Some(&byte) = scan.rest.first() {
        if byte != b'<' {
            scan.skip(1);
        } else if scan.rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment: its end may overlap its beginning.
            scan.skip(2);
            scan.skip_past(b"-->")?;
        } else if scan.at_meta() {
            scan.skip(5);
            if let Some(encoding) = scan.meta_element()? {
                return Ok(Some(encoding));
            }
        } else if scan.at_tag() {
            scan.skip_while(|b| !is_space(b) && b != b'>');
            while scan.attribute()?.is_some() {}
        } else if matches!(scan.rest.get(1), Some(b'!' | b'/' | b'?')) {
            scan.skip_past(b">")?;
        } else {
            scan.skip(1);
        }
    }
    Ok(None)
}

/// The bytes ended in the middle of something: nothing is declared.
struct EndOfBytes;

struct Scan<'a> {
    rest: &'a [u8],
}

/// Name and value of an attribute, in lower case.
type Attribute = (Vec<u8>, Vec<u8>);

impl Scan<'_> {
    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_while(&mut self, mut matches: impl FnMut(u8) -> bool) {
        let count = self.rest.iter().position(|&b| !matches(b)).unwrap_or(self.rest.len());
        self.skip(count);
    }

    fn skip_past(&mut self, end: &[u8]) -> Result<(), EndOfBytes> {
        let at = self.rest.windows(end.len()).position(|w| w == end).ok_or(EndOfBytes)?;
        self.skip(at + end.len());
        Ok(())
    }

    fn peek(&self) -> Result<u8, EndOfBytes> {
        self.rest.first().copied().ok_or(EndOfBytes)
    }

    fn at_meta(&self) -> bool {
        self.rest.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
            && self.rest.get(5).is_some_and(|&b| is_space(b) || b == b'/')
    }

    fn at_tag(&self) -> bool {
        let name = if self.rest.get(1) == Some(&b'/') { self.rest.get(2) } else { self.rest.get(1) };
        name.is_some_and(u8::is_ascii_alphabetic)
    }

    /// Reads the attributes of a `<meta>`: what they declare, if anything.
    fn meta_element(&mut self) -> Result<Option<&'static Encoding>, EndOfBytes> {
        let (mut http_equiv, mut content, mut charset) = (None, None, None);
        while let Some((name, value)) = self.attribute()? {
            // The first of several with the same name counts.
            let slot = match name.as_slice() {
                b"http-equiv" => &mut http_equiv,
                b"content" => &mut content,
                b"charset" => &mut charset,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        if let Some(label) = charset {
            return Ok(internal_label(&label));
        }
        let is_pragma = http_equiv.is_some_and(|value| value == b"content-type");
        Ok(content.filter(|_| is_pragma).and_then(|content| internal_label(charset_in(&content)?)))
    }

    /// "Get an attribute"; `None` when the tag ends.
    fn attribute(&mut self) -> Result<Option<Attribute>, EndOfBytes> {
        self.skip_while(|b| is_space(b) || b == b'/');
        if self.peek()? == b'>' {
            return Ok(None);
        }
        let mut name = Vec::new();
        loop {
            let byte = self.peek()?;
            match byte {
                b'=' if !name.is_empty() => break,
                b'/' | b'>' => return Ok(Some((name, Vec::new()))),
                _ if is_space(byte) => break,
                _ => name.push(byte.to_ascii_lowercase()),
            }
            self.skip(1);
        }
        self.skip_while(is_space);
        if self.peek()? != b'=' {
            return Ok(Some((name, Vec::new())));
        }
        self.skip(1);
        self.skip_while(is_space);
        let quote = self.peek()?;
        let quoted = matches!(quote, b'"' | b'\'');
        if quoted {
            self.skip(1);
        }
        let mut value = Vec::new();
        loop {
            let byte = self.peek()?;
            if quoted && byte == quote {
                self.skip(1);
                break;
            }
            if !quoted && (is_space(byte) || byte == b'>') {
                break;
            }
            value.push(byte.to_ascii_lowercase());
            self.skip(1);
        }
        Ok(Some((name, value)))
    }
}

/// "Extracting a character encoding from a meta element": the label behind `charset=` in a `content` in lower case.
fn charset_in(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        let at = rest.windows(7).position(|w| w == b"charset")?;
        rest = trim_start(rest.get(at + 7..)?);
        if let Some(behind) = rest.strip_prefix(b"=") {
            rest = trim_start(behind);
            break;
        }
    }
    let (&first, behind) = rest.split_first()?;
    if matches!(first, b'"' | b'\'') {
        // An opening quote without its partner declares nothing.
        return behind.get(..behind.iter().position(|&b| b == first)?);
    }
    let end = rest.iter().position(|&b| is_space(b) || b == b';').unwrap_or(rest.len());
    rest.get(..end)
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.get(bytes.iter().position(|&b| !is_space(b)).unwrap_or(bytes.len())..).unwrap_or_default()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}
