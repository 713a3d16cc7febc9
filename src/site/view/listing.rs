//! Pages of a long list: by month, and numbered.

use serde::Serialize;

use super::Card;
use crate::site::plan::Plan;
use crate::site::{routes, text};

/// Links of one month, or another stretch of a listing that has something in common.
#[derive(Debug, Serialize)]
pub struct Month<'a> {
    /// `2026-11`; `None` for links without any date, and for a stretch that is no month.
    pub month: Option<String>,
    /// What the links have in common when that is no month: a host.
    pub label: Option<String>,
    /// Its links on this page.
    pub links: Vec<Card<'a>>,
}

/// The links at `indexes` as cards, cut where the month changes.
pub(crate) fn months<'a>(
    plan: &Plan<'a>,
    indexes: impl Iterator<Item = usize>,
    root: &str,
) -> Vec<Month<'a>> {
    cut(plan, indexes, root, |index| (plan.month(index), None))
}

/// The links at `indexes` as cards, cut where the host changes.
pub(crate) fn by_host<'a>(
    plan: &Plan<'a>,
    indexes: impl Iterator<Item = usize>,
    root: &str,
) -> Vec<Month<'a>> {
    cut(plan, indexes, root, |index| {
        (None, plan.link(index).map(|link| text::host(&link.url).to_lowercase()))
    })
}

/// The links at `indexes` as cards, in one stretch without a name.
pub(crate) fn whole<'a>(plan: &Plan<'a>, indexes: impl Iterator<Item = usize>, root: &str) -> Vec<Month<'a>> {
    cut(plan, indexes, root, |_| (None, Some(String::new())))
}

fn cut<'a>(
    plan: &Plan<'a>,
    indexes: impl Iterator<Item = usize>,
    root: &str,
    name: impl Fn(usize) -> (Option<String>, Option<String>),
) -> Vec<Month<'a>> {
    let mut stretches: Vec<Month<'_>> = Vec::new();
    for index in indexes {
        let (month, label) = name(index);
        let Some(card) = Card::new(plan, index, root) else { continue };
        match stretches.last_mut() {
            Some(last) if last.month == month && last.label == label => last.links.push(card),
            _ => stretches.push(Month { month, label, links: vec![card] }),
        }
    }
    stretches
}

/// One entry of the row of page numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageNumber {
    /// The number; `None` stands for the pages left out between two others.
    pub number: Option<usize>,
    /// Href of the page; `None` for the current one and for a gap.
    pub href: Option<String>,
}

/// Where in a listing a page is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pagination {
    /// This page, from 1.
    pub current: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// Links in the whole listing.
    pub total: usize,
    /// Number of the first link on this page, from 1; 0 when there is none.
    pub first: usize,
    /// Number of the last link on this page.
    pub last: usize,
    /// Href of the newer page.
    pub previous: Option<String>,
    /// Href of the older page.
    pub next: Option<String>,
    /// First, last, and those around this one.
    pub numbers: Vec<PageNumber>,
}

/// Which part of a listing a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// This page, from 1.
    pub page: usize,
    /// Links on a full page, at least 1.
    pub size: usize,
    /// Links in the whole listing.
    pub total: usize,
}

impl Stretch {
    /// How many pages a listing of `total` links has: at least one, so that an empty listing can say so.
    pub fn pages(total: usize, size: usize) -> usize {
        total.div_ceil(size.max(1)).max(1)
    }

    /// Positions in the listing, from 0.
    pub fn range(self) -> std::ops::Range<usize> {
        let start = (self.page.saturating_sub(1)).saturating_mul(self.size).min(self.total);
        start..start.saturating_add(self.size).min(self.total)
    }

    /// The row of page numbers; `route` gives the route of a page.
    pub fn pagination(self, root: &str, route: impl Fn(usize) -> String) -> Pagination {
        let pages = Self::pages(self.total, self.size);
        let href = |page: usize| routes::href(root, &route(page));
        let range = self.range();
        let mut numbers = Vec::new();
        let mut before = 0;
        for page in shown(self.page, pages) {
            if page > before + 1 {
                numbers.push(PageNumber { number: None, href: None });
            }
            let link = (page != self.page).then(|| href(page));
            numbers.push(PageNumber { number: Some(page), href: link });
            before = page;
        }
        Pagination {
            current: self.page,
            pages,
            total: self.total,
            first: if range.is_empty() { 0 } else { range.start + 1 },
            last: range.end,
            previous: (self.page > 1).then(|| href(self.page - 1)),
            next: (self.page < pages).then(|| href(self.page + 1)),
            numbers,
        }
    }
}

/// The page numbers that are worth showing: the ends, and two on each side of the current one. A gap of a single
/// page is filled: a number takes no more room than the dots.
fn shown(current: usize, pages: usize) -> Vec<usize> {
    let mut low = current.saturating_sub(2).max(1);
    let mut high = (current + 2).min(pages);
    if low <= 3 {
        low = 1;
    }
    if high + 2 >= pages {
        high = pages;
    }
    let ends = [1, pages];
    let mut numbers: Vec<usize> = ends.into_iter().chain(low..=high).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_listing_has_one_page() {
        let stretch = Stretch { page: 1, size: 50, total: 0 };
        let row = stretch.pagination("", routes::home);
        assert_eq!((row.pages, row.first, row.last, row.next), (1, 0, 0, None));
        assert_eq!(stretch.range(), 0..0);
    }

    #[test]
    fn the_last_page_holds_the_rest() {
        assert_eq!(Stretch::pages(100, 50), 2);
        assert_eq!(Stretch::pages(101, 50), 3);
        let row = Stretch { page: 3, size: 50, total: 101 }.pagination("../../", routes::home);
        assert_eq!((row.first, row.last), (101, 101));
        assert_eq!(row.previous.as_deref(), Some("../../page/2/index.html"));
        assert_eq!(row.next, None);
    }

    #[test]
    fn a_size_of_nothing_is_one() {
        assert_eq!(Stretch::pages(3, 0), 3);
    }

    #[test]
    fn numbers_keep_the_ends_and_the_neighbours() {
        assert_eq!(shown(1, 1), [1]);
        assert_eq!(shown(1, 7), [1, 2, 3, 7]);
        assert_eq!(shown(5, 9), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(shown(10, 20), [1, 8, 9, 10, 11, 12, 20]);
        assert_eq!(shown(20, 20), [1, 18, 19, 20]);
        let row = Stretch { page: 10, size: 1, total: 20 }.pagination("", routes::home);
        assert_eq!(row.numbers.iter().filter(|n| n.number.is_none()).count(), 2);
    }
}
