//! The theme's own files as they are published: each under a name that changes with its content, so that servers and
//! browsers may keep it forever.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

/// Published files by their path below `static/`.
#[derive(Debug, Default)]
pub(super) struct Assets {
    files: BTreeMap<String, Published>,
}

#[derive(Debug)]
struct Published {
    /// Below `output/`, such as `static/css/site.1a2b3c4d.css`.
    route: String,
    bytes: Vec<u8>,
    /// Whether it is published although no page asks for it: what lies in the collection's own folder.
    always: bool,
    /// Whether a page, or a sheet, has asked for it.
    used: AtomicBool,
}

/// A file of a theme.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) bytes: Vec<u8>,
    /// Whether it came with the program: it is published only when something asks for it.
    pub(super) embedded: bool,
}

impl Assets {
    /// Names the files. In style sheets, relative `url(…)` that lead to other files of the theme follow their new names.
    pub(super) fn new(sources: BTreeMap<String, Source>) -> Self {
        // A sheet's bytes depend on the names it refers to. So that no order has to be found (sheets may import each
        // other in circles), a sheet's name depends on all sources.
        let mut all = Sha256::new();
        for (path, Source { bytes, .. }) in &sources {
            all.update((path.len() as u64).to_le_bytes());
            all.update(path);
            all.update((bytes.len() as u64).to_le_bytes());
            all.update(bytes);
        }
        let all = all.finalize();
        let mut routes = BTreeMap::new();
        for (path, Source { bytes, .. }) in &sources {
            let mut hash = Sha256::new();
            hash.update(bytes);
            if is_sheet(path) {
                hash.update(all);
            }
            routes.insert(path.clone(), route(path, &hash.finalize()));
        }
        let mut referred = BTreeSet::new();
        let publish = |(path, Source { bytes, embedded }): (String, Source)| {
            let route = routes.get(&path).cloned().unwrap_or_default();
            let bytes = if is_sheet(&path) { renamed(&path, bytes, &routes, &mut referred) } else { bytes };
            (path, Published { route, bytes, always: !embedded, used: AtomicBool::new(false) })
        };
        let files: BTreeMap<String, Published> = sources.into_iter().map(publish).collect();
        for file in referred.iter().filter_map(|path| files.get(path)) {
            file.used.store(true, Ordering::Relaxed);
        }
        Self { files }
    }

    /// Where the file at a path of the theme is published.
    pub(super) fn href(&self, path: &str) -> Option<&str> {
        let file = self.files.get(path)?;
        file.used.store(true, Ordering::Relaxed);
        Some(&file.route)
    }

    /// Paths of all files below `static/`.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// A file's text.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|file| std::str::from_utf8(&file.bytes).ok())
    }

    /// A file's text as it stands inside a page. A script has neither indentation nor lines of comment there: it stands on
    /// every page.
    pub(super) fn inlined(&self, path: &str) -> Option<String> {
        let text = self.text(path)?;
        if !path.ends_with(".js") {
            return Some(text.to_owned());
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Every file to write, once all pages are drawn: path below `output/`, and bytes.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let wanted = self.files.values().filter(|file| file.always || file.used.load(Ordering::Relaxed));
        wanted.map(|file| (file.route.as_str(), file.bytes.as_slice()))
    }
}

fn is_sheet(path: &str) -> bool {
    path.ends_with(".css")
}

/// `css/site.css` with a hash is `static/css/site.1a2b3c4d.css`.
fn route(path: &str, hash: &[u8]) -> String {
    use std::fmt::Write;
    let mut digits = String::new();
    for byte in hash.iter().take(4) {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    let (folder, name) =
        path.rsplit_once('/').map_or((String::new(), path), |(folder, name)| (format!("{folder}/"), name));
    match name.rsplit_once('.') {
        Some((stem, suffix)) if !stem.is_empty() => format!("static/{folder}{stem}.{digits}.{suffix}"),
        _ => format!("static/{folder}{name}.{digits}"),
    }
}

/// A sheet with its references to files of the theme renamed. It finds `url(…)` and `@import "…"` by their words alone:
/// a theme is written by its user, so that nothing worse than an unchanged reference can come of an odd sheet.
fn renamed(
    path: &str,
    bytes: Vec<u8>,
    routes: &BTreeMap<String, String>,
    referred: &mut BTreeSet<String>,
) -> Vec<u8> {
    let Ok(css) = String::from_utf8(bytes) else { return Vec::new() };
    let mut out = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some(at) = ["url(", "@import \"", "@import '"]
        .iter()
        .filter_map(|word| rest.find(word).map(|at| at + word.len()))
        .min()
    {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let lead = after.len() - after.trim_start_matches([' ', '\t', '\n', '"', '\'']).len();
        let (lead, after) = after.split_at(lead);
        out.push_str(lead);
        let end = after.find(['"', '\'', ')', ';', '\n']).unwrap_or(after.len());
        let (reference, after) = after.split_at(end);
        let target = reference.trim_end();
        let full = resolve(path, target).filter(|full| routes.contains_key(full));
        referred.extend(full.clone());
        let name = full.and_then(|full| routes.get(&full)).and_then(|route| route.rsplit('/').next());
        match (name, target.rsplit_once('/')) {
            (Some(name), Some((folder, _))) => out.extend([folder, "/", name]),
            (Some(name), None) => out.push_str(name),
            (None, _) => out.push_str(reference),
        }
        rest = after;
    }
    out.push_str(rest);
    out.into_bytes()
}

/// A relative reference as a path of the theme; `None` when it leads out.
fn resolve(sheet: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = sheet.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(files: &[(&str, &str)]) -> Assets {
        let source = |text: &str| Source { bytes: text.as_bytes().to_vec(), embedded: false };
        Assets::new(files.iter().map(|(path, text)| ((*path).to_owned(), source(text))).collect())
    }

    #[test]
    fn names_change_with_content() {
        let (a, b) = (assets(&[("x.svg", "1")]), assets(&[("x.svg", "2")]));
        assert_ne!(a.href("x.svg"), b.href("x.svg"));
        assert!(a.href("x.svg").unwrap().starts_with("static/x."));
        assert_eq!(a.href("y.svg"), None);
        assert_eq!(
            assets(&[("LICENSE", "1")]).href("LICENSE").map(str::len),
            Some("static/LICENSE.12345678".len())
        );
    }

    #[test]
    fn a_script_inside_a_page_has_no_comments() {
        let assets = assets(&[
            ("a.js", "// why\n(() => {\n  // how\n  a(); // now\n})();\n"),
            ("a.css", "a {\n  b: c }\n"),
        ]);
        assert_eq!(assets.inlined("a.js").as_deref(), Some("(() => {\na(); // now\n})();"));
        assert_eq!(assets.inlined("a.css").as_deref(), Some("a {\n  b: c }\n"));
    }

    #[test]
    fn sheets_follow_what_they_use() {
        let css = "@import \"other.css\";\na{background:url( '../img/p.png' )}b{src:url(x.woff2?v=1)}c{d:url(https://a.example/../img/p.png)}";
        let assets =
            assets(&[("css/a.css", css), ("css/other.css", "@import url(a.css)"), ("img/p.png", "P")]);
        let text = assets.text("css/a.css").unwrap();
        let name = |path: &str| assets.href(path).unwrap().rsplit('/').next().unwrap().to_owned();
        assert!(text.contains(&format!("@import \"{}\"", name("css/other.css"))), "{text}");
        assert!(
            text.contains(&format!("url( '../img/{}' )", name("img/p.png")))
                || text.contains(&format!("url( '../img/{}'", name("img/p.png"))),
            "{text}"
        );
        assert!(
            text.contains("url(x.woff2?v=1)") && text.contains("url(https://a.example/../img/p.png)"),
            "{text}"
        );
        assert!(assets.text("css/other.css").unwrap().contains(&name("css/a.css")));
    }
}
