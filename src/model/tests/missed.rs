//! No link is lost without a word.

use super::*;

/// Each problem with its help, and the addresses that were collected.
fn said(text: &str) -> (Vec<String>, Vec<String>) {
    let (collection, sources) = read_files(&[("links/a.md", text)]);
    let shown = problems(&collection, &sources)
        .iter()
        .zip(&collection.diagnostics)
        .map(|(place, diagnostic)| {
            let place = place.trim_start_matches("links/a.md:");
            format!("{place} {}", diagnostic.help.as_deref().unwrap_or_default())
        })
        .collect();
    (shown, urls(&collection).into_iter().map(str::to_owned).collect())
}

#[test]
fn an_address_that_does_not_come_first_is_told() {
    let (shown, urls) = said(
        "- **Book:** [inner](http://a.example)\n- See http://b.example\n- \"quoted\" <http://c.example>\n\
         - <a href=\"HTTPS://d.example\">D</a>\n- words\n\n  [below](https://e.example)\n- [x] done, https://f.example\n\
         - outer http://g.example\n  - [H](https://h.example)\n",
    );
    let help = "put the link first: `- [Title](address) - words`";
    let places = ["1:1", "2:1", "3:1", "4:1", "5:1", "8:1", "9:1"];
    assert_eq!(shown, places.map(|place| format!("{place}: notice[not-collected] {help}")));
    assert_eq!(urls, ["https://h.example"]);
}

#[test]
fn what_is_kept_or_quoted_or_code_stays_silent() {
    let text = "- [A](https://a.example) and [B](https://b.example)\n  - see https://c.example\n\n  more https://d.example\n\
         - words\n\n  > quoted https://e.example\n\n  ```\n  https://f.example\n  ```\n- `https://g.example`\n\
         - <!-- https://h.example -->\n- [part](#part)\n- the http:// scheme\n- ![i](https://i.example/x.png)\n\n> - see https://j.example\n";
    assert_eq!(said(text), (vec![], vec!["https://a.example".to_owned()]));
}

#[test]
fn notices_are_bounded() {
    let (collection, _) = read_files(&[("links/a.md", &"- see https://a.example\n".repeat(40))]);
    assert_eq!(collection.diagnostics.len(), 11);
    assert_eq!(
        collection.diagnostics[10].message,
        "30 more items, from here on, hold an address but do not start with it"
    );
    let (collection, _) = read_files(&[("links/a.md", &"- see https://a.example\n".repeat(11))]);
    assert!(collection.diagnostics[10].message.starts_with("one more item"));
    let (collection, _) = read_files(&[("links/a.md", &"- see https://a.example\n".repeat(10))]);
    assert!(collection.diagnostics[9].message.starts_with("this item"));
}

#[test]
fn what_begins_like_a_link_and_is_none_is_a_warning() {
    let (shown, urls) = said(
        "- [wiki](http://a.example/Foo_(bar) - words\n- [sp](http://a.example/a b)\n- [ref][nope]\n\
         - [x] 2026-11-20 www.a.example/page, words\n- **[wiki](http://a.example/Foo_(bar)**\n- <http://a.example/a b>\n\
         - [open](http://a.example/a\n- [ref][]\n- <www.a.example>\n",
    );
    assert_eq!(
        shown,
        [
            "1:3: warning[broken-link] put `<` and `>` around the address, or write `%28` and `%29` for its parentheses",
            "2:3: warning[broken-link] put `<` and `>` around the address and write `%20` for the space",
            "3:3: warning[undefined-reference] define it on a line of its own: `[nope]: https://…`",
            "4:18: warning[no-scheme] write it with its scheme: `https://www.a.example/page`",
            "5:5: warning[broken-link] put `<` and `>` around the address, or write `%28` and `%29` for its parentheses",
            "6:3: warning[broken-link] write `%20` where a space belongs",
            "7:3: warning[broken-link] write it as `[Title](address)`",
            "8:3: warning[undefined-reference] define it on a line of its own, or write `[Title](address)`",
            "9:3: warning[no-scheme] write it with its scheme: `https://www.a.example`",
        ]
    );
    assert!(urls.is_empty());
}

#[test]
fn what_merely_looks_so_is_none() {
    let (shown, urls) = said(
        "- <https://a.example>\n- [[wiki]]\n- [draft] words\n- \\[ref][nope]\n- www. is a host\n- [a][^1]\n- [a](b c)\n- 1.2.3 [x](#x)\n",
    );
    assert_eq!((shown, urls), (vec![], vec!["https://a.example".to_owned()]));
}

#[test]
fn a_date_in_other_words_loses_itself_and_not_the_link() {
    let (shown, urls) = said(
        "- 20/11/2026 [a](https://a.example)\n- 11/20/2026 - https://b.example\n- 20.11.2026: <https://c.example>\n\
         - 2026-1-5 [d](https://d.example)\n- 05/06/2026 [e](https://e.example)\n- [ ] 99-99-2026 [f](https://f.example)\n\
         - 2026/11/20 **[g](https://g.example)**\n",
    );
    assert_eq!(
        shown,
        [
            "1:3: warning[bad-date] write it as 2026-11-20",
            "2:3: warning[bad-date] write it as 2026-11-20",
            "3:3: warning[bad-date] write it as 2026-11-20",
            "4:3: warning[bad-date] write it as 2026-01-05",
            "5:3: warning[bad-date] write it as 2026-06-05 or 2026-05-06",
            "6:7: warning[bad-date] write it as year-month-day, such as 2026-11-20",
            "7:3: warning[bad-date] write it as 2026-11-20",
        ]
    );
    assert_eq!(urls.len(), 7);
    let (shown, urls) = said("- 20/11/2026 was a day: https://a.example\n");
    assert_eq!((shown.len(), urls.len()), (1, 0));
    assert!(shown[0].starts_with("1:1: notice[not-collected]"), "{shown:?}");
}

#[test]
fn addresses_without_a_list_are_told_how_to_be_one() {
    let help = "a link is a list item: put `- ` before each address";
    for text in ["https://a.example/x_y_\nhttps://b.example/*z*\n", "# Mine\n\n<https://a.example>\n"] {
        assert_eq!(said(text), (vec![format!("1:1: notice[no-links] {help}")], vec![]));
    }
    for text in ["See https://a.example\n", "- words\n\nhttps://a.example\n", "```\nhttps://a.example\n```\n"]
    {
        let (shown, _) = said(text);
        assert_eq!(shown.len(), 1);
        assert!(!shown[0].contains(help), "{text}");
    }
}
