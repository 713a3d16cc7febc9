//! `opensearch.xml` (OpenSearch 1.1): lets a browser's address bar search the archive. It needs absolute addresses.

use super::plan::Plan;
use super::{routes, text};

/// Where it lands below `output/`.
pub const ROUTE: &str = "opensearch.xml";

/// Characters that a short name may have.
const SHORT: usize = 16;
/// Characters that a long name may have.
const LONG: usize = 48;
/// Characters that a description may have.
const DESCRIPTION: usize = 1_024;

/// The description; nothing without a base URL or without search.
pub fn file(plan: &Plan<'_>) -> Option<(String, Vec<u8>)> {
    let base = plan.base().filter(|_| plan.input().search)?;
    let site = plan.site();
    let cut = |words: &str, most: usize| escape(words.chars().take(most).collect::<String>().trim());
    let description = site.description.as_deref().unwrap_or(&site.title);
    let address = escape(&routes::absolute(base, routes::SEARCH));
    let own = escape(&routes::absolute(base, ROUTE));
    let language = text::language(&site.language).unwrap_or_else(|| "*".to_owned());
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n  \
         <ShortName>{}</ShortName>\n  \
         <LongName>{}</LongName>\n  \
         <Description>{}</Description>\n  \
         <Url type=\"text/html\" template=\"{address}?q={{searchTerms}}\"/>\n  \
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{own}\"/>\n  \
         <Language>{language}</Language>\n  \
         <InputEncoding>UTF-8</InputEncoding>\n  \
         <OutputEncoding>UTF-8</OutputEncoding>\n\
         </OpenSearchDescription>\n",
        cut(&site.title, SHORT),
        cut(&site.title, LONG),
        cut(description, DESCRIPTION),
    );
    Some((ROUTE.to_owned(), xml.into_bytes()))
}

/// Text for XML. Braces would be read as parameters of a template; a title has no use for them.
fn escape(text: &str) -> String {
    let text = text.replace(['{', '}'], "");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
