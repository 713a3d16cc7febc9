//! Style sheets: every URL replaced, every other byte as it was.

use encoding_rs::Encoding;
use url::Url;

use super::assets::Workshop;
use super::embedded;
use super::own::{Place, scheme};
use super::resources::Found;
use crate::store::record::Role;
use crate::web::charset::{self, Hint};
use crate::web::css::{self, CssUrl, Replacement, UrlKind};
use crate::web::media::{self, Class};
use crate::web::references::role_of;

/// Levels of `@import`.
const DEPTH: usize = 16;

/// Where CSS stands.
#[derive(Clone, Copy)]
pub(super) struct Setting<'s> {
    /// What its URLs resolve against.
    pub(super) base: &'s Url,
    /// Where the derived text lies.
    pub(super) place: Place,
    /// The encoding that sheets named here inherit.
    pub(super) encoding: &'static Encoding,
    /// In a document in quirks mode, where a sheet of the same origin may have any type.
    pub(super) quirks: bool,
}

/// Sheets being derived at the moment, outermost first, to find cycles.
#[derive(Default)]
pub(super) struct Chain {
    open: Vec<usize>,
    /// Whether an `@import` was dropped because of what is open: the result then holds for this chain only.
    cut: bool,
}

impl Workshop<'_> {
    /// The text of a sheet or `style` element with its URLs replaced.
    pub(super) fn style_sheet(&mut self, text: &str, setting: Setting<'_>, chain: &mut Chain) -> String {
        css::rewrite_without_scripts(text, &mut |url| self.replace(url, setting, chain))
    }

    /// The declarations of a `style` attribute with their URLs replaced.
    pub(super) fn declarations(&mut self, text: &str, setting: Setting<'_>) -> String {
        let mut chain = Chain::default();
        css::rewrite_declarations(text, &mut |url| self.replace(url, setting, &mut chain))
    }

    fn replace(&mut self, found: &CssUrl, setting: Setting<'_>, chain: &mut Chain) -> Replacement {
        if scheme(&found.value).as_deref() == Some("data") {
            return self.replace_data(found, setting, chain);
        }
        let Some(url) = self.resources.resolve(setting.base, &found.value) else { return Replacement::Drop };
        let role = role_of(found.kind);
        let outcome = match found.kind {
            UrlKind::Import => self.sheet(&url, setting, chain),
            UrlKind::Other => return Replacement::Drop,
            UrlKind::Font | UrlKind::Image => self.asset(&url, role),
        };
        match outcome {
            Ok(path) => {
                Replacement::Url(setting.place.url_of(&path, fragment(setting.base, &found.value).as_deref()))
            }
            Err(reason) => {
                self.miss(&url, role, reason);
                Replacement::Drop
            }
        }
    }

    fn replace_data(&mut self, found: &CssUrl, setting: Setting<'_>, chain: &mut Chain) -> Replacement {
        if found.kind == UrlKind::Import {
            let path = self.data_sheet(&found.value, setting, chain);
            return path
                .map_or(Replacement::Drop, |path| Replacement::Url(setting.place.url_of(&path, None)));
        }
        if !found.value.to_ascii_lowercase().contains("svg") {
            return Replacement::Keep;
        }
        match embedded::safe_svg_url(&found.value, &self.budget) {
            Some(safe) if safe == *found.value => Replacement::Keep,
            Some(safe) => Replacement::Url(safe),
            None => Replacement::Drop,
        }
    }

    /// The path of the sheet in a `data:` URL.
    pub(super) fn data_sheet(
        &mut self,
        url: &str,
        setting: Setting<'_>,
        chain: &mut Chain,
    ) -> Option<String> {
        let data = embedded::read(url)?;
        if chain.open.len() >= DEPTH || data.media_type.split(';').next()?.trim() != "text/css" {
            return None;
        }
        let hint = Hint::Css { environment: Some(setting.encoding) };
        let decoded = charset::decode(&data.body, Some(&data.media_type), hint);
        // Nothing relative can be named from within a data: URL.
        let base = Url::parse("data:text/css,").ok()?;
        let inner = Setting { base: &base, place: Place::Asset, encoding: decoded.encoding, ..setting };
        chain.open.push(usize::MAX);
        let text = self.style_sheet(&decoded.text, inner, chain);
        chain.open.pop();
        Some(self.publish_bytes(text.into_bytes(), "css"))
    }

    /// The path of the derived sheet at `url`, or why there is none; no reason is given for the end of a cycle.
    pub(super) fn sheet(
        &mut self,
        url: &Url,
        setting: Setting<'_>,
        chain: &mut Chain,
    ) -> Result<String, String> {
        let found = self.resources.find(url)?;
        if chain.open.contains(&found.index) {
            chain.cut = true;
            return Err(String::new());
        }
        let key = (found.index, setting.encoding.name(), setting.quirks);
        if let Some(known) = self.sheets.get(&key) {
            return known.clone();
        }
        if chain.open.len() >= DEPTH || self.sheets_left == 0 {
            chain.cut = true;
            self.notice("some style sheets are left out: too many imports");
            return Err("imported too deeply".to_owned());
        }
        self.sheets_left -= 1;
        let before = std::mem::take(&mut chain.cut);
        chain.open.push(found.index);
        let outcome = self.derive_sheet(found, url, setting, chain);
        chain.open.pop();
        if !chain.cut || chain.open.is_empty() {
            self.sheets.insert(key, outcome.clone());
        }
        chain.cut |= before;
        outcome
    }

    fn derive_sheet(
        &mut self,
        found: Found<'_>,
        asked: &Url,
        setting: Setting<'_>,
        chain: &mut Chain,
    ) -> Result<String, String> {
        let bytes = self.bytes(found)?;
        let media = Self::classify(found, &bytes, Role::Stylesheet);
        let url = found.url().unwrap_or_else(|| asked.clone());
        let lenient = setting.quirks && !found.nosniff() && url.origin() == setting.base.origin();
        if media.class != Class::Css && !lenient {
            return Err(format!("what came is {}", media.essence));
        }
        if !lenient && !media::is_declared_css(found.content_type()) {
            // No browser applies it either (HTML section 4.6.7.20): nothing is missing without it.
            return Err(String::new());
        }
        let hint = Hint::Css { environment: Some(setting.encoding) };
        // A sheet within a circle is derived once for each way into it: what that costs is its bytes.
        self.sheet_bytes_left = self
            .sheet_bytes_left
            .checked_sub(bytes.len())
            .ok_or_else(|| "the page's style sheets are too much".to_owned())?;
        let decoded = charset::decode(&bytes, found.content_type(), hint);
        let inner = Setting { base: &url, place: Place::Asset, encoding: decoded.encoding, quirks: false };
        let text = self.style_sheet(&decoded.text, inner, chain);
        Ok(self.publish_bytes(text.into_bytes(), "css"))
    }
}

/// The fragment of a URL as a browser would write it.
pub(super) fn fragment(base: &Url, text: &str) -> Option<String> {
    let url = base.join(text.trim_matches(|c: char| c <= ' ')).ok()?;
    url.fragment().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_come_encoded() {
        let base = Url::parse("https://e.example/a").expect("url");
        assert_eq!(fragment(&base, " x.svg#a b ").as_deref(), Some("a%20b"));
        assert_eq!(fragment(&base, "f.eot?#iefix").as_deref(), Some("iefix"));
        assert_eq!(fragment(&base, "x"), None);
    }
}
