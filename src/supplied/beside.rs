//! The address of a file that cannot hold it, in a file beside it: `paper.pdf.url` or `paper.url` for `paper.pdf`. It is
//! a shortcut (`.url`, `.webloc`), or a text (`.txt`) whose first line is the address, and its only one.

use crate::exchange::{Format, Read};
use crate::model::address;
use crate::web::charset::{self, Hint};

/// The endings of files that may hold an address, in the order in which they are looked for.
pub const ENDINGS: [&str; 3] = ["url", "webloc", "txt"];

/// The longest such file, in bytes.
const LONGEST: usize = 1 << 20;

/// Whether a file by its name may hold the address of another.
pub fn may_be(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// The names under which the address of `name` is looked for, in lower case: those that name the whole file, and, where
/// `stem` says so, those that only share its stem.
pub fn names(name: &str, stem: bool) -> Vec<String> {
    let name = name.to_lowercase();
    let mut stems = vec![name.clone()];
    stems.extend(
        name.rsplit_once('.')
            .filter(|(before, _)| stem && !before.is_empty())
            .map(|(before, _)| before.into()),
    );
    stems
        .iter()
        .flat_map(|stem| ENDINGS.map(|end| format!("{stem}.{end}")))
        .filter(|other| *other != name)
        .collect()
}

/// The address in such a file; `None` when it holds none, or something else.
pub fn address(name: &str, bytes: &[u8]) -> Option<String> {
    if bytes.len() > LONGEST {
        return None;
    }
    let file = Read { name, bytes };
    let shortcut = Format::detect(file).filter(|format| matches!(format, Format::Shortcut | Format::Webloc));
    let written =
        shortcut.and_then(|format| format.read(file).ok()?.entries.into_iter().next()).map(|entry| entry.url);
    // A `.url` file may well be made by hand, with nothing but the address in it.
    let first = || {
        let text = charset::decode(bytes, None, Hint::Text).text;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next()?.to_owned();
        // Several addresses are a list of links, and not about the file that happens to lie beside it.
        (!lines.any(|line| line.contains("://"))).then_some(first)
    };
    let url = written.or_else(first)?;
    address::check(&url).is_ok().then_some(url)
}
