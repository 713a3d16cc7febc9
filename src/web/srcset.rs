//! The `srcset` attribute: image candidates and their descriptors, as the HTML standard reads them ("parse a srcset
//! attribute"). A candidate that the standard calls an error is left out, as browsers leave it out.

use std::fmt::Write as _;

/// One picture that a browser may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As written: neither resolved nor unescaped; never empty, without white space, no comma at either end.
    pub url: String,
    /// `2x`, `640w`, `640w 480h`, or nothing.
    pub descriptors: String,
}

/// Reads a `srcset` attribute (or `imagesrcset`), in linear time.
pub fn parse(attribute: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut rest = attribute;
    loop {
        rest = rest.trim_start_matches(|c| is_space(c) || c == ',');
        if rest.is_empty() {
            return candidates;
        }
        let (url, behind) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        rest = behind;
        let trimmed = url.trim_end_matches(',');
        let mut descriptors = Vec::new();
        if trimmed.len() == url.len() {
            (descriptors, rest) = split_descriptors(rest);
        }
        if are_valid(&descriptors) {
            candidates.push(Candidate { url: trimmed.to_owned(), descriptors: descriptors.join(" ") });
        }
    }
}

/// Writes candidates so that [`parse`] reads them back. White space in a URL, and a comma at its ends, are
/// percent-encoded.
pub fn serialise(candidates: &[Candidate]) -> String {
    let mut out = String::new();
    for candidate in candidates {
        if !out.is_empty() {
            out.push_str(", ");
        }
        let inner = candidate.url.trim_matches(',');
        let leading = candidate.url.len() - candidate.url.trim_start_matches(',').len();
        let trailing = candidate.url.len() - inner.len() - leading;
        out.push_str(&"%2C".repeat(leading));
        for c in inner.chars() {
            if is_space(c) {
                // Writing to a string does not fail.
                let _ = write!(out, "%{:02X}", c as u32);
            } else {
                out.push(c);
            }
        }
        out.push_str(&"%2C".repeat(trailing));
        if !candidate.descriptors.is_empty() {
            out.push(' ');
            out.push_str(&candidate.descriptors);
        }
    }
    out
}

/// ASCII whitespace as the Infra standard has it.
fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0C' | '\r' | ' ')
}

/// The standard's "descriptor tokenizer": white space separates, a comma outside parentheses ends.
fn split_descriptors(text: &str) -> (Vec<&str>, &str) {
    let mut descriptors = Vec::new();
    let mut start = 0;
    let mut in_parens = false;
    for (at, c) in text.char_indices() {
        let ends = !in_parens && (is_space(c) || c == ',');
        if ends {
            descriptors.extend(text.get(start..at).filter(|d| !d.is_empty()));
            start = at + c.len_utf8();
        }
        match c {
            ',' if !in_parens => return (descriptors, text.get(start..).unwrap_or_default()),
            '(' => in_parens = true,
            ')' => in_parens = false,
            _ => {}
        }
    }
    descriptors.extend(text.get(start..).filter(|d| !d.is_empty()));
    (descriptors, "")
}

/// The standard's steps over the descriptors of one candidate.
fn are_valid(descriptors: &[&str]) -> bool {
    let (mut width, mut density, mut height) = (false, false, false);
    for descriptor in descriptors {
        let Some((last, unit)) = descriptor.char_indices().next_back() else { return false };
        let number = descriptor.get(..last).unwrap_or_default();
        let fine = match unit {
            'w' => !width && !density && is_positive_integer(number) && !std::mem::replace(&mut width, true),
            'h' => {
                !height && !density && is_positive_integer(number) && !std::mem::replace(&mut height, true)
            }
            'x' => {
                !(width || density || height) && is_density(number) && !std::mem::replace(&mut density, true)
            }
            _ => false,
        };
        if !fine {
            return false;
        }
    }
    !height || width
}

fn is_positive_integer(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && number.bytes().any(|b| b != b'0')
}

/// A "valid floating-point number" that is not below zero.
fn is_density(number: &str) -> bool {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (number, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let negative = mantissa.starts_with('-');
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let mantissa_fits = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole.is_empty() || digits(whole)) && digits(fraction),
        None => digits(unsigned),
    };
    let is_zero = !unsigned.bytes().any(|b| matches!(b, b'1'..=b'9'));
    mantissa_fits
        && (!negative || is_zero)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['-', '+']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(attribute: &str) -> Vec<(String, String)> {
        parse(attribute).into_iter().map(|c| (c.url, c.descriptors)).collect()
    }

    fn expect(attribute: &str, wanted: &[(&str, &str)]) {
        let wanted: Vec<_> = wanted.iter().map(|(u, d)| ((*u).to_owned(), (*d).to_owned())).collect();
        assert_eq!(pairs(attribute), wanted, "{attribute}");
    }

    #[test]
    fn candidates_are_separated_by_commas_that_end_a_url_or_follow_descriptors() {
        expect("a.png", &[("a.png", "")]);
        expect(" a.png 1x , b.png 2x ", &[("a.png", "1x"), ("b.png", "2x")]);
        expect("a.png, b.png 2x", &[("a.png", ""), ("b.png", "2x")]);
        expect("a.png 1x,b.png 2x", &[("a.png", "1x"), ("b.png", "2x")]);
        expect("a.png,b.png", &[("a.png,b.png", "")]);
        expect(",,, a.png ,,,", &[("a.png", "")]);
        expect("a.png,,, b.png", &[("a.png", ""), ("b.png", "")]);
        expect("", &[]);
        expect(" , ,", &[]);
    }

    #[test]
    fn commas_inside_urls_belong_to_them() {
        expect(
            "data:image/png;base64,AAAA 1x, /w_10,h_20/b.jpg 300w",
            &[("data:image/png;base64,AAAA", "1x"), ("/w_10,h_20/b.jpg", "300w")],
        );
    }

    #[test]
    fn parentheses_hide_commas_and_spaces_and_their_candidate_is_an_error() {
        expect("a.png (x, y z) 1x, b.png 2x", &[("b.png", "2x")]);
        expect("a.png 1x(, b.png 2x", &[]);
        expect("a.png 1x), b.png 2x", &[("b.png", "2x")]);
    }

    #[test]
    fn wrong_descriptors_lose_their_candidate_only() {
        for wrong in
            ["0w", "-1w", "1.5w", "+5w", "w", "1y", "1x 2x", "1x 300w", "300w 1x", "300w 300w", "10h", "-1x"]
        {
            expect(&format!("a.png {wrong}, b.png 2x"), &[("b.png", "2x")]);
        }
        for right in ["1x", ".5x", "1.5e2x", "-0x", "0x", "300w", "300w 200h", "200h 300w"] {
            expect(&format!("a.png {right}"), &[("a.png", right)]);
        }
    }

    #[test]
    fn writing_encodes_what_would_be_read_otherwise() {
        let candidates = [
            Candidate { url: ",a b,c,".into(), descriptors: "1x".into() },
            Candidate { url: "d".into(), descriptors: String::new() },
        ];
        assert_eq!(serialise(&candidates), "%2Ca%20b,c%2C 1x, d");
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "[ \t,()a-c0-2xwh.]{0,60}", noise in any::<String>()) {
            crate::proof::srcset(&text);
            crate::proof::srcset(&noise);
        }
    }
}
