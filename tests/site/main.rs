//! The site of a made-up collection: what must be true of every page, what is on some, and what a hostile collection
//! cannot do. With `LINKARIUM_PREVIEW=DIR` the made-up site is also written to DIR, to be looked at.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]
#![expect(clippy::assigning_clones, reason = "made-up data may be written plainly")]

mod adding;
mod attack;
mod browsing;
mod html;
mod pages;
mod sample;
mod whole;

use std::collections::BTreeMap;

use linkarium::diagnostic::Diagnostic;
use linkarium::render::{RenderError, Theme, render_site};
use linkarium::site::SiteInput;

/// A rendered site, by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Renders with the default theme.
pub(crate) fn render(input: &SiteInput<'_>) -> (Files, Vec<Diagnostic>) {
    render_with(input, &Theme::load("default", Vec::new()).unwrap()).unwrap()
}

/// Renders with a theme.
pub(crate) fn render_with(
    input: &SiteInput<'_>,
    theme: &Theme,
) -> Result<(Files, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut files = Files::new();
    let outcome =
        render_site::<String>(input, theme, &mut |path, bytes| match files.insert(path.to_owned(), bytes) {
            None => Ok(()),
            Some(_) => Err(format!("{path} is written twice")),
        });
    match outcome {
        Ok(diagnostics) => Ok((files, diagnostics)),
        Err(RenderError::Template(problem)) => Err(problem),
        Err(RenderError::Emit(problem)) => panic!("{problem}"),
    }
}

/// A file as text.
pub(crate) fn text<'f>(files: &'f Files, path: &str) -> &'f str {
    let bytes =
        files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys().collect::<Vec<_>>()));
    std::str::from_utf8(bytes).unwrap()
}
