//! URLs in style sheets: found, and replaced with every other byte left alone.
//!
//! No tree is built and no rule is judged: the sheet is a flat run of tokens (CSS Syntax 3, section 4), and the few
//! that can make a browser ask for something are reported. So broken sheets keep what browsers make of them, and a
//! property that nobody has invented yet is handled like all others.
//!
//! What is a URL: `url()` and `src()` anywhere, the first string or URL of a top-level `@import`, and every string in
//! `image-set()` (also prefixed) and `image()`. Not: what is in `@namespace`, `@document` and `@supports` preludes, an
//! empty URL, a mere fragment (`url(#gradient)`), and strings elsewhere (`format()`, `local()`, `type()`, `content`).
//!
//! Some things are changed by [`rewrite`] whatever the caller says, as each could make a request behind its back, in
//! Chromium at least:
//! - An `@import` that is malformed, or names nothing, is removed; one that is not at the top level is disarmed. No style
//!   engine honours them, but the preload scanners of browsers, which know neither strings nor blocks, do. For their sake
//!   the word `@import` is also broken up in comments and escaped in strings, names and URLs.
//! - A malformed `url(` becomes an empty malformed one.
//! - `var()` and other substitutions inside `image-set()`, `image()` or `src()`, which would turn a plain string from
//!   elsewhere into a URL, are disarmed.
//! - Blocks nested deeper than [`MAX_DEPTH`] are cut out.
//! - A leading `@charset` says utf-8, and what is open at the end (block, string, comment) is closed.

mod embed;
mod output;
mod scripting;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
mod walk;

use std::borrow::Cow;

use indexmap::IndexSet;

pub use embed::escape_for_style_element;
use walk::{Context, Walker};

/// Blocks nested deeper than this are cut out; no sheet made by people comes near.
pub const MAX_DEPTH: usize = 256;

/// What a URL in a style sheet stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UrlKind {
    /// Another style sheet: `@import`.
    Import,
    /// A font: anything in `@font-face`.
    Font,
    /// A picture, cursor, mask or filter, in a declaration or in a custom property.
    Image,
    /// What no browser of today asks for: `behavior`, `-moz-binding`, `@color-profile`.
    Other,
}

/// A URL as it stands in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CssUrl<'a> {
    /// CSS escapes undone; tabs, line ends and outer white space removed as the URL standard does. Never empty.
    pub value: Cow<'a, str>,
    /// What it stands for.
    pub kind: UrlKind,
}

/// What to write in place of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// The bytes as they are.
    Keep,
    /// This URL, escaped as needed.
    Url(String),
    /// Nothing that asks for anything: an `@import` rule is removed, another URL becomes `data:,`.
    Drop,
}

/// The URLs that a style sheet asks for, in order, each with its kind once.
pub fn urls(text: &str) -> Vec<(String, UrlKind)> {
    collect(text, Context::Sheet)
}

/// As [`urls`], for the declarations of a `style` attribute, where no at-rule is valid.
pub fn urls_in_declarations(text: &str) -> Vec<(String, UrlKind)> {
    collect(text, Context::Declarations)
}

/// Asks `replace` about every URL of a style sheet, in order, and returns the sheet with the answers in place; all other
/// bytes stay as they are, but for what the module's description lists.
pub fn rewrite(text: &str, replace: &mut dyn FnMut(&CssUrl) -> Replacement) -> String {
    Walker::new(text, Context::Sheet, replace).run()
}

/// As [`rewrite`]; and in the conditions of `@media` and `@import`, the media feature `scripting` is answered as where no
/// script runs.
pub fn rewrite_without_scripts(text: &str, replace: &mut dyn FnMut(&CssUrl) -> Replacement) -> String {
    Walker::new(text, Context::SheetWithoutScripts, replace).run()
}

/// As [`rewrite`], for the declarations of a `style` attribute, where no at-rule is valid.
pub fn rewrite_declarations(text: &str, replace: &mut dyn FnMut(&CssUrl) -> Replacement) -> String {
    Walker::new(text, Context::Declarations, replace).run()
}

/// The value of a `media` attribute, the feature `scripting` answered as where no script runs.
pub fn media_without_scripts(media: &str) -> Cow<'_, str> {
    if !media.to_ascii_lowercase().contains("scripting") || media.contains(['{', '}', ';']) {
        return Cow::Borrowed(media);
    }
    let rule = rewrite_without_scripts(&format!("@media {media}{{}}"), &mut |_| Replacement::Drop);
    let inner = rule.strip_prefix("@media ").and_then(|rest| rest.strip_suffix("{}"));
    inner.map_or(Cow::Borrowed(media), |inner| Cow::Owned(inner.to_owned()))
}

fn collect(text: &str, context: Context) -> Vec<(String, UrlKind)> {
    let mut found = IndexSet::new();
    let mut note = |url: &CssUrl| {
        found.insert((url.value.clone().into_owned(), url.kind));
        Replacement::Keep
    };
    Walker::new(text, context, &mut note).run();
    found.into_iter().collect()
}
