//! Orders other than that of listings: by title, and by the day a page was published.

use super::packing::{pack, zigzag};
use super::{fold, pinyin, texts};

/// What the orders compare, a link at a time.
#[derive(Debug, Default)]
pub(super) struct Orders {
    titles: Vec<Box<str>>,
    published: Vec<Box<str>>,
}

impl Orders {
    /// Takes in a link: its title and the day it was published.
    pub(super) fn add(&mut self, title: &str, published: Option<&str>) {
        self.titles.push(order_key(title).into());
        self.published.push(published.map_or("", texts::day).into());
    }

    /// Documents from A to Z, then in other scripts. Equal titles stay in the order of listings.
    pub(super) fn by_title(&self) -> String {
        let mut order: Vec<u32> = (0..self.titles.len() as u32).collect();
        order.sort_by_key(|&document| self.titles.get(document as usize));
        pack_order(&order)
    }

    /// Documents by day, the newest first, those without one last.
    pub(super) fn by_published(&self) -> String {
        let mut order: Vec<u32> = (0..self.published.len() as u32).collect();
        order.sort_by_key(|&document| std::cmp::Reverse(self.published.get(document as usize)));
        pack_order(&order)
    }

    /// Whether any link has a day of publication.
    pub(super) fn has_published(&self) -> bool {
        self.published.iter().any(|day| !day.is_empty())
    }
}

/// Steps from one document to the next.
fn pack_order(order: &[u32]) -> String {
    let mut last = 0;
    pack(order.iter().map(|&document| {
        let step = i64::from(document) - last;
        last = i64::from(document);
        zigzag(step)
    }))
}

/// What titles are sorted by. Signs in front do not count; figures and Latin letters come first, Han by its sound among what follows them.
pub fn order_key(title: &str) -> String {
    const LONGEST: usize = 60;
    let mut folded = String::new();
    fold::fold(title.get(..title.floor_char_boundary(LONGEST * 2)).unwrap_or(title), &mut folded);
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut key = match bare.chars().next() {
        Some(first) if first.is_ascii() => String::from("0"),
        Some('\u{3400}'..='\u{9fff}') => String::from("1"),
        Some(_) => String::from("2"),
        None => String::from("3"),
    };
    key.push_str(&pinyin::spell(bare));
    key.truncate(key.floor_char_boundary(LONGEST));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_then_han_by_sound() {
        let mut orders = Orders::default();
        for (title, published) in [
            ("协程", Some("2020-01-01")),
            ("“Éclair”", None),
            ("10 things", Some("2024-05")),
            ("apple", Some("2022-01-01T10:00:00Z")),
            ("Ελλάδα", None),
            ("爱", None),
            ("…", None),
        ] {
            orders.add(title, published);
        }
        let expected = |order: [u32; 7]| pack_order(&order);
        assert_eq!(orders.by_title(), expected([2, 3, 1, 5, 0, 4, 6]));
        assert_eq!(orders.by_published(), expected([2, 3, 0, 1, 4, 5, 6]));
    }
}
