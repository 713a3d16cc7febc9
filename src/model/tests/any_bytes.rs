use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Source, github, json, render};

/// Reads bytes as a file of each kind, and checks what must hold for any input.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let paths = ["links/a.md", "links/b.toml", "links/tags.toml"];
    let files = paths.map(|path| SourceFile { path: path.into(), bytes: bytes.to_vec() });
    let (collection, sources) = read(&files, &TimeZone::UTC);
    for diagnostic in &collection.diagnostics {
        for span in diagnostic.primary.iter().chain(diagnostic.related.iter().map(|(span, _)| span)) {
            let text = sources.get(&span.file).map(Source::text);
            prop_assert!(text.is_some_and(|text| text.get(span.range.clone()).is_some()), "{:?}", diagnostic);
        }
        let drawn = render(diagnostic, &sources, false)
            + &short(diagnostic, &sources)
            + &github(diagnostic, &sources);
        prop_assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'), "{:?}", drawn);
        let _ = json(diagnostic, &sources).to_string();
    }
    let mut ids = std::collections::HashSet::new();
    for link in &collection.links {
        prop_assert!(ids.insert(&link.id), "{:?}", link.id);
        prop_assert!(crate::model::address::check(&link.url).is_ok());
        prop_assert!(link.tags.iter().all(|key| collection.tags.tags.contains_key(key)));
    }
    let mut slugs = std::collections::HashSet::new();
    for tag in collection.tags.tags.values() {
        prop_assert!(slugs.insert(&tag.slug));
        prop_assert!(
            tag.parents.iter().chain(&tag.related).all(|key| collection.tags.tags.contains_key(key))
        );
    }
    Ok(())
}

/// Pieces that link files are made of, so that random texts get deep into the readers.
const PIECES: [&str; 58] = [
    "[[link]]",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "[[tag]]",
    "url = ",
    "'https://a.example/'",
    "\"https://b.example/x\"",
    "tags = ",
    "['a', 'b/c']",
    "\"\"\"",
    "'''",
    "added = ",
    "2026-11-20",
    "name = ",
    "'a'",
    "'b/c'",
    "aliases = ",
    "parents = ",
    "related = ",
    "slug = ",
    "visibility = 'private'",
    "- ",
    "* ",
    "1. ",
    "  ",
    "\t",
    "> ",
    "## ",
    "[Title]",
    "(https://c.example)",
    "<https://d.example>",
    "https://e.example/_x_",
    " #tag",
    " #c++",
    " - ",
    " — ",
    "<!-- tags: a, b -->",
    "<!--",
    "-->",
    "+++\n",
    "---\n",
    "```\n",
    "[ ] ",
    "[x] ",
    "**",
    "`",
    "协程",
    "e\u{301}",
    "\u{feff}",
    "\u{1b}[31m",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> x\n",
    "\\",
    "words",
    "key: [a, 'b']\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text_of_pieces_is_read(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().map(|index| PIECES[index]).collect();
        check(text.as_bytes())?;
        check(format!("+++\n{text}").as_bytes())?;
    }
}

#[test]
fn twenty_thousand_links_are_read_in_no_time() {
    use std::fmt::Write as _;
    let (mut toml, mut markdown) = (String::new(), String::new());
    for n in 0..10_000 {
        let _ = write!(
            toml,
            "[[link]]\nurl = 'https://a.example/{n}'\ntitle = 'T {n}'\ntags = ['a', 'lang/{}']\nadded = 2026-11-20\n",
            n % 50
        );
        let _ = writeln!(
            markdown,
            "- [Title {n}](https://b.example/{n}) - Words of a description. #a #lang/{}\n  A note.",
            n % 50
        );
    }
    // One unsound entry makes the whole file take the slow way.
    toml.push_str("[[link]]\nurl = broken\n");
    let start = std::time::Instant::now();
    let (collection, _) = read_files(&[("links/a.toml", &toml), ("links/b.md", &markdown)]);
    assert_eq!(collection.links.len(), 20_000);
    // Without optimisation, and with room for a busy machine.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
