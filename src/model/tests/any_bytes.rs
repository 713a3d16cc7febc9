use proptest::prelude::*;

use super::*;
use crate::proof::link_file;

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
        link_file(&bytes);
    }

    #[test]
    fn any_text_of_pieces_is_read(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().map(|index| PIECES[index]).collect();
        link_file(text.as_bytes());
        link_file(format!("+++\n{text}").as_bytes());
    }
}

#[test]
fn twenty_thousand_links_are_read() {
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
    let (collection, _) = read_files(&[("links/a.toml", &toml), ("links/b.md", &markdown)]);
    assert_eq!(collection.links.len(), 20_000);
}
