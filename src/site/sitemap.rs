//! `sitemap.xml` (sitemaps.org protocol 0.9): our own public pages. Archived copies of other people's pages are not in it.

use std::fmt::Write;

use super::plan::Plan;
use super::routes;

/// Addresses in one file; the protocol allows no more.
const LIMIT: usize = 50_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The sitemap, or an index of several when one file may not hold them all; nothing without a base URL.
pub fn files(plan: &Plan<'_>) -> Vec<(String, Vec<u8>)> {
    files_of(plan, LIMIT)
}

fn files_of(plan: &Plan<'_>, limit: usize) -> Vec<(String, Vec<u8>)> {
    let Some(base) = plan.base() else { return Vec::new() };
    let mut parts = vec![String::new()];
    let mut count = 0;
    for (route, changed) in plan.addresses() {
        if count == limit {
            parts.push(String::new());
            count = 0;
        }
        count += 1;
        if let Some(part) = parts.last_mut() {
            let changed =
                changed.map(|instant| format!("<lastmod>{instant:.0}</lastmod>")).unwrap_or_default();
            let address = escape(&routes::absolute(base, &route));
            // Writing to a String cannot fail.
            let _ = writeln!(part, "  <url><loc>{address}</loc>{changed}</url>");
        }
    }
    if parts.len() == 1 {
        let only = parts.pop().unwrap_or_default();
        return vec![("sitemap.xml".to_owned(), document("urlset", &only))];
    }
    let mut index = String::new();
    let mut files = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let route = format!("sitemap-{}.xml", number + 1);
        let _ =
            writeln!(index, "  <sitemap><loc>{}</loc></sitemap>", escape(&routes::absolute(base, &route)));
        files.push((route, document("urlset", part)));
    }
    files.push(("sitemap.xml".to_owned(), document("sitemapindex", &index)));
    files
}

fn document(element: &str, content: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"{NAMESPACE}\">\n{content}</{element}>\n").into_bytes()
}

/// Routes are percent-encoded, but a base URL may hold an ampersand or an apostrophe.
fn escape(address: &str) -> String {
    address.replace('&', "&amp;").replace('\'', "&apos;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::Collection;
    use crate::site::SiteInput;

    #[test]
    fn too_many_addresses_are_divided() {
        let mut config = Config::default();
        let collection = Collection::default();
        let unset = config.clone();
        let input = |config| SiteInput {
            config,
            collection: &collection,
            entries: Vec::new(),
            pages: Vec::new(),
            texts: &crate::site::NoTexts,
            search: true,
        };
        let without = input(&unset);
        assert!(files(&Plan::new(&without, jiff::tz::TimeZone::UTC)).is_empty());
        config.site.base_url = Some("https://a.example/r&d/".to_owned());
        let input = input(&config);
        let plan = Plan::new(&input, jiff::tz::TimeZone::UTC);
        assert_eq!(files(&plan).len(), 1);
        // Home, tags, browse and statistics.
        let parts = files_of(&plan, 2);
        let names: Vec<&str> = parts.iter().map(|(route, _)| route.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        let index = String::from_utf8(parts[2].1.clone()).unwrap();
        assert!(index.contains("<loc>https://a.example/r&amp;d/sitemap-2.xml</loc>"), "{index}");
    }
}
