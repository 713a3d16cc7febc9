//! Attributes of words and blocks: a short list, each with a value that is what it should be.

use jiff::civil;

use super::build::fragment;
use super::fold::folded;
use super::line::Builder;
use super::{Page, SLOT, language};
use crate::web::dom::{Attr, Element, NodeId};

/// The attributes of an element within a line.
pub(super) fn attributes(builder: &Builder<'_>, element: &Element, name: &str) -> Vec<Attr> {
    let mut attrs = Vec::new();
    match name {
        "a" => {
            let slot = element.attr(SLOT).and_then(|n| n.parse::<usize>().ok());
            if let Some(slot) = slot.filter(|slot| *slot < builder.page.slots.len()) {
                attrs.push(Attr::new(SLOT, slot.to_string()));
            } else if let Some(fragment) = element.attr("href").and_then(fragment) {
                attrs.push(Attr::new("href", format!("#{fragment}")));
            } else {
                return attrs;
            }
        }
        "abbr" | "dfn" => {
            let title =
                element.attr("title").map(|title| folded(title, 200)).filter(|title| !title.is_empty());
            attrs.extend(title.map(|title| Attr::new("title", title)));
        }
        "time" => match element.attr("datetime").map(str::trim).filter(|value| is_time(value)) {
            Some(value) => attrs.push(Attr::new("datetime", value)),
            None => return attrs,
        },
        "bdo" => {
            let direction = element.attr("dir").map(str::to_ascii_lowercase);
            match direction.filter(|dir| matches!(dir.as_str(), "ltr" | "rtl")) {
                Some(direction) => attrs.push(Attr::new("dir", direction)),
                None => return attrs,
            }
        }
        _ => {}
    }
    if name != "bdo" {
        language::own(element).differs(builder.voice(), &mut attrs);
    }
    attrs
}

/// The attributes of a block.
pub(super) fn block_attributes(element: &Element, name: &str) -> Vec<Attr> {
    let number = |attr: &str| {
        let value = element.attr(attr)?.trim().parse::<i32>().ok()?;
        Some(Attr::new(attr, value.to_string()))
    };
    let mut attrs = Vec::new();
    match name {
        "ol" => {
            attrs.extend(number("start"));
            attrs.extend(element.has("reversed").then(|| Attr::new("reversed", "")));
            let style = element.attr("type").filter(|style| matches!(*style, "a" | "A" | "i" | "I"));
            attrs.extend(style.map(|style| Attr::new("type", style)));
        }
        "li" => attrs.extend(number("value")),
        "details" => attrs.extend(element.has("open").then(|| Attr::new("open", ""))),
        _ => {}
    }
    attrs
}

/// The programming language of a block of code, as its own class or one around it says.
pub(super) fn code_class(page: &Page<'_>, source: NodeId) -> Option<Attr> {
    let inner = page.dom.child_named(source, "code");
    let around = page.dom.ancestors(source).take(3);
    let elements = inner.into_iter().chain([source]).chain(around).filter_map(|id| page.dom.element(id));
    let name =
        elements.filter_map(|e| e.attr("class")).flat_map(str::split_ascii_whitespace).find_map(|word| {
            let prefixes = ["language-", "lang-", "highlight-source-", "sourceCode-"];
            let name = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix))?.to_ascii_lowercase();
            let plain =
                name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'#' | b'.'));
            (plain && (1..=20).contains(&name.len())).then_some(name)
        })?;
    Some(Attr::new("class", format!("language-{name}")))
}

/// Whether a value is a date, or a date and a time of day, that exists.
fn is_time(value: &str) -> bool {
    let (date, time) = value.split_once(['T', ' ']).map_or((value, None), |(date, time)| (date, Some(time)));
    let year = date.split('-').next().is_some_and(|year| year.len() == 4);
    let date = date.len() == 10 && year && date.parse::<civil::Date>().is_ok();
    let zoned = |time: &str| {
        let (clock, zone) = match time.find(['Z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => (time, ""),
        };
        let zone = match zone.as_bytes() {
            [] | b"Z" => true,
            [_, h1, h2, b':', m1, m2] | [_, h1, h2, m1, m2] => {
                let digits = [h1, h2, m1, m2].iter().all(|c| c.is_ascii_digit());
                digits && (*h1 < b'2') && *m1 < b'6'
            }
            _ => false,
        };
        let shape = matches!(clock.len(), 5 | 8)
            || clock.len() > 9 && clock.len() <= 12 && clock.as_bytes()[8] == b'.';
        let plain = clock.bytes().all(|c| c.is_ascii_digit() || matches!(c, b':' | b'.'));
        zone && shape && plain && clock.parse::<civil::Time>().is_ok() && !clock.ends_with(":60")
    };
    date && time.is_none_or(zoned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_that_exist() {
        for good in ["2026-01-31", "2026-01-31T10:20", "2026-01-31 10:20:30Z", "2026-01-31T10:20:30.5+08:00"]
        {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "2026",
            "2026-02-30",
            "yesterday",
            "2026-01-31T",
            "2026-01-31T25:00",
            "2026-01-31T10:20+99",
            "+02026-01-31",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
