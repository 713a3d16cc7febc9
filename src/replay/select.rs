//! The CSS selectors of `remove` rules: types, `#id`, `.class`, attributes, descendant and child combinators, lists.
//! Other selectors are not understood, and said to be.

use crate::web::dom::{Dom, Element, NodeId};

/// One condition on an element.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Type(String),
    Id(String),
    Class(String),
    Attribute { name: String, test: Test, value: String },
}

/// How an attribute's value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Exists,
    Equals,
    Word,
    Prefix,
    Suffix,
    Contains,
    Dash,
}

/// Compounds from the subject outwards, each with whether the next one must be the parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selector {
    subject: Vec<Part>,
    around: Vec<(bool, Vec<Part>)>,
}

/// Reads a list of selectors. `None` when any part of it is not understood.
pub(super) fn parse(text: &str) -> Option<Vec<Selector>> {
    let mut reader = Reader { rest: text.trim() };
    let mut list = Vec::new();
    loop {
        list.push(reader.selector()?);
        reader.space();
        if reader.rest.is_empty() {
            return Some(list);
        }
        reader.take(",")?;
        reader.space();
    }
}

/// The elements that match, in document order, none inside another.
pub(super) fn all(dom: &Dom, selectors: &[Selector]) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut at = Some(Dom::DOCUMENT);
    while let Some(id) = at {
        if matches(dom, selectors, id) {
            found.push(id);
            at = dom.after(id, Dom::DOCUMENT);
        } else {
            at = dom.following(id, Dom::DOCUMENT);
        }
    }
    found
}

/// Whether an element matches one of them.
pub(super) fn matches(dom: &Dom, selectors: &[Selector], id: NodeId) -> bool {
    selectors.iter().any(|selector| selector.matches(dom, id))
}

impl Selector {
    fn matches(&self, dom: &Dom, id: NodeId) -> bool {
        let fits =
            |id: NodeId, parts: &[Part]| dom.element(id).is_some_and(|e| parts.iter().all(|p| p.matches(e)));
        if !fits(id, &self.subject) {
            return false;
        }
        // Every place at which the compounds so far can end; descendants make more than one possible.
        let mut places = vec![id];
        for (child, parts) in &self.around {
            let mut next: Vec<NodeId> = Vec::new();
            for place in places {
                let limit = if *child { 1 } else { usize::MAX };
                let fitting = dom.ancestors(place).take(limit).filter(|a| fits(*a, parts));
                next.extend(fitting);
            }
            next.sort_unstable();
            next.dedup();
            places = next;
        }
        !places.is_empty()
    }
}

impl Part {
    fn matches(&self, element: &Element) -> bool {
        match self {
            Self::Type(name) => name == "*" || element.local().eq_ignore_ascii_case(name),
            Self::Id(id) => element.attr("id") == Some(id),
            Self::Class(class) => {
                element.attr("class").is_some_and(|c| c.split_ascii_whitespace().any(|c| c == class))
            }
            Self::Attribute { name, test, value } => element.attr(name).is_some_and(|found| match test {
                Test::Exists => true,
                Test::Equals => found == value,
                Test::Word => found.split_ascii_whitespace().any(|w| w == value),
                Test::Prefix => !value.is_empty() && found.starts_with(value.as_str()),
                Test::Suffix => !value.is_empty() && found.ends_with(value.as_str()),
                Test::Contains => !value.is_empty() && found.contains(value.as_str()),
                Test::Dash => {
                    found == value || found.strip_prefix(value.as_str()).is_some_and(|r| r.starts_with('-'))
                }
            }),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn space(&mut self) -> bool {
        let trimmed = self.rest.trim_start();
        let skipped = trimmed.len() != self.rest.len();
        self.rest = trimmed;
        skipped
    }

    fn take(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn selector(&mut self) -> Option<Selector> {
        let mut compounds = vec![self.compound()?];
        let mut children = Vec::new();
        loop {
            let spaced = self.space();
            if self.rest.is_empty() || self.rest.starts_with(',') {
                break;
            }
            let child = self.take(">").is_some();
            if !child && !spaced {
                return None;
            }
            self.space();
            children.push(child);
            compounds.push(self.compound()?);
        }
        let subject = compounds.pop()?;
        let around = children.into_iter().zip(compounds).rev().collect();
        Some(Selector { subject, around })
    }

    fn compound(&mut self) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        if self.take("*").is_some() {
            parts.push(Part::Type("*".to_owned()));
        } else if self.rest.starts_with(|c: char| c.is_alphabetic()) {
            parts.push(Part::Type(self.name()?));
        }
        loop {
            if self.take("#").is_some() {
                parts.push(Part::Id(self.name()?));
            } else if self.take(".").is_some() {
                parts.push(Part::Class(self.name()?));
            } else if self.take("[").is_some() {
                parts.push(self.attribute()?);
            } else {
                return (!parts.is_empty()).then_some(parts);
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            if c == '\\' {
                name.push(chars.next()?.1);
            } else if c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii() {
                name.push(c);
            } else {
                end = at;
                break;
            }
        }
        self.rest = self.rest.get(end..)?;
        (!name.is_empty()).then_some(name)
    }

    fn attribute(&mut self) -> Option<Part> {
        self.space();
        let name = self.name()?.to_ascii_lowercase();
        self.space();
        if self.take("]").is_some() {
            return Some(Part::Attribute { name, test: Test::Exists, value: String::new() });
        }
        let tests = [
            ("~=", Test::Word),
            ("^=", Test::Prefix),
            ("$=", Test::Suffix),
            ("*=", Test::Contains),
            ("|=", Test::Dash),
            ("=", Test::Equals),
        ];
        let test = tests.into_iter().find_map(|(sign, test)| self.take(sign).map(|()| test))?;
        self.space();
        let value = match self.rest.chars().next()? {
            quote @ ('"' | '\'') => {
                let (value, rest) = self.rest.get(1..)?.split_once(quote)?;
                let value = value.to_owned();
                self.rest = rest;
                value
            }
            _ => self.name()?,
        };
        self.space();
        self.take("]")?;
        Some(Part::Attribute { name, test, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::dom::Budget;

    fn ids(selector: &str) -> Vec<String> {
        let html = r#"<div id=a class="x y"><p id=b data-k="one two"><i id=c></i></p></div><p id=d lang=en-GB><b id=e></b></p>"#;
        let dom = Dom::parse(html, &Budget::default()).expect("small");
        let selectors = parse(selector).unwrap_or_else(|| panic!("{selector}"));
        all(&dom, &selectors)
            .into_iter()
            .filter_map(|id| Some(dom.element(id)?.attr("id")?.to_owned()))
            .collect()
    }

    #[test]
    fn finds_what_is_meant() {
        for (selector, want) in [
            ("p", "b d"),
            ("#c, #e", "c e"),
            (".x.y", "a"),
            ("div.x#a", "a"),
            ("div i", "c"),
            ("div > i", ""),
            ("body>div>p i", "c"),
            ("* > p > *", "c e"),
            ("[data-k]", "b"),
            ("[data-k~=two]", "b"),
            ("[data-k='one two' ]", "b"),
            ("p[data-k^=\"one\"][data-k$=two][data-k*=' ']", "b"),
            ("[lang|=en]", "d"),
            ("P", "b d"),
        ] {
            assert_eq!(ids(selector).join(" "), want, "{selector}");
        }
    }

    #[test]
    fn says_what_it_does_not_understand() {
        for bad in ["", ",", "a,", "a:hover", "a + b", "a ~ b", ">a", "a >", "[x", "[x=]", "#", "a..b", "a{}"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
