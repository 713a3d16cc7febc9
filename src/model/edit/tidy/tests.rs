use proptest::prelude::*;

use super::*;

fn tidied(path: &str, text: &str, sort: Option<SortKey>) -> String {
    let bytes = tidy(path, text.as_bytes(), sort).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    bytes.map_or_else(|| text.to_owned(), |bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn a_file_is_put_in_order() {
    let text = "\u{feff}\r\n# Mine   \r\ntags=[\"all\"]\r\n[[link]]   \r\n  tags = ['x', \"y\", 'X'] # two\r\n# its name\r\ntitle   = \"A  \"\r\n\
                url='https://a.example/'\r\nnotes = \"\"\"\r\none  \r\n\r\n\r\ntwo\"\"\"\r\n\r\n\r\n\r\n# about b\r\n[[link]]\r\nurl = \"https://b.example/\"";
    let wanted = "\u{feff}# Mine\r\ntags=[\"all\"]\r\n\r\n[[link]]\r\nurl = 'https://a.example/'\r\n# its name\r\ntitle = \"A  \"\r\n\
                  tags = ['x', \"y\"] # two\r\nnotes = \"\"\"\r\none  \r\n\r\n\r\ntwo\"\"\"\r\n\r\n# about b\r\n[[link]]\r\nurl = \"https://b.example/\"\r\n";
    assert_eq!(tidied("links/a.toml", text, None), wanted);
    assert_eq!(tidied("links/a.toml", wanted, None), wanted);
}

#[test]
fn front_matter_is_and_the_words_below_are_not() {
    let text = "---\ntags:\n  - a\n  - b\n# where\nurl:   https://a.example/\ntitle: A   # t\n---\n\nWords  \nmore\n\n\n";
    let wanted = "---\n# where\nurl: https://a.example/\ntitle: A   # t\ntags:\n  - a\n  - b\n---\n\nWords  \nmore\n\n\n";
    assert_eq!(tidied("links/a.md", text, None), wanted);
    let list = "# H  \n-   [A](https://a.example/)  \n  words\n\n\n- <https://b.example/>\n";
    assert_eq!(tidied("links/l.md", list, None), list);
}

#[test]
fn links_are_sorted_on_request_and_comments_travel() {
    let text = "# head\n\n# b\n[[link]]\nurl = \"https://b.example/\"\nadded = 2026-01-02\n\n[[link]]\nurl = \"https://c.example/\"\n\n# a\n[[link]]\nurl = \"https://a.example/\"\nadded = 2026-01-01\n";
    let wanted = "# head\n\n# a\n[[link]]\nurl = \"https://a.example/\"\nadded = 2026-01-01\n\n# b\n[[link]]\nurl = \"https://b.example/\"\nadded = 2026-01-02\n\n[[link]]\nurl = \"https://c.example/\"\n";
    assert_eq!(tidied("links/a.toml", text, Some(SortKey::Added)), wanted);
    assert_eq!(tidied("links/a.toml", wanted, Some(SortKey::Url)), wanted);
    let list = "- [B](https://b.example/)\n  - [Below](https://x.example/)\n- [a](https://c.example/)\n\n# Next\n\n- <https://z.example/>\n- [C](https://c2.example/)";
    let wanted = "- [a](https://c.example/)\n- [B](https://b.example/)\n  - [Below](https://x.example/)\n\n# Next\n\n- [C](https://c2.example/)\n- <https://z.example/>";
    assert_eq!(tidied("links/l.md", list, Some(SortKey::Title)), wanted);
}

#[test]
fn what_is_not_understood_is_left_alone() {
    let no = |path: &str, text: &str| tidy(path, text.as_bytes(), None).unwrap_err().to_string();
    assert!(no("links/a.toml", "[[link]]\nurl = \"javascript:x\"\n").contains("has errors"));
    assert!(no("links/a.toml", "[[link]]\r\nurl = \"https://a.example/\"\n").contains("end in two ways"));
    // Fields that nobody knows keep their place, and all others with them.
    let text = "[[link]]\nodd = 1\ntitle = \"A\"\nurl = \"https://a.example/\"\n";
    assert_eq!(tidied("links/a.toml", text, None), text);
    let inline = "links = [{ title = \"A\", url = \"https://a.example/\" }]\n";
    assert_eq!(tidied("links/a.toml", inline, None), inline);
    assert_eq!(tidied("links/a.toml", "", None), "");
}

/// Files as people leave them.
fn any_file() -> impl Strategy<Value = (&'static str, String)> {
    let field = prop::sample::select(vec![
        "title   =   'T  '  # t\n",
        "tags=['a', 'A','b' ,  'a']\n",
        "tags = [ 'x',\n  'y', # y\n  'x',\n]\n",
        "added = 2026-01-02\n",
        "notes = '''\n a  \n\n\nb'''\n",
        "# remark  \n",
        "\n",
        "\n\n\n",
        "  starred = true\n",
        "\"description\" = \"d\" \n",
        "odd = 1\n",
        "status = 'read'\t\n",
        "tags = 'a, b, a'\n",
        "visibility='private'\n",
    ]);
    let table =
        (0..9_u8, prop::collection::vec(field, 0..6), any::<bool>()).prop_map(|(host, fields, first)| {
            let url = format!("url='https://s{host}.example/'\n");
            let mut seen = HashSetOfKeys::default();
            let fields: Vec<&str> = fields.into_iter().filter(|field| seen.is_new(field)).collect();
            if first {
                format!("[[link]]\n{url}{}", fields.concat())
            } else {
                format!("[[link]] # h\n{}{url}", fields.concat())
            }
        });
    let between = || prop::sample::select(vec!["", "\n", "\n\n\n", "# about\n", "# apart\n\n", "  \n"]);
    let toml = (between(), prop::collection::vec((table, between()), 0..5), any::<(bool, bool, bool)>())
        .prop_map(|(head, tables, (crlf, mark, ended))| {
            let mut text = format!("{head}{}", tables.into_iter().map(|(a, b)| a + b).collect::<String>());
            if !ended {
                text.truncate(text.trim_end().len());
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            ("links/a.toml", format!("{}{text}", if mark { "\u{feff}" } else { "" }))
        });
    let item = prop::sample::select(vec![
        "- [B](https://b.example/)  \n",
        "- <https://a.example/> - words #x #y\n",
        "* [c](https://c.example/)\n",
        "\n",
        "# H\n",
        "  - <https://n.example/>\n",
        "- 2026-01-02 <https://d.example/>\n\n  notes  \n",
        "words\n",
        "1. <https://one.example/>\n",
    ]);
    let list = prop::collection::vec(item, 0..9).prop_map(|items| ("links/l.md", items.concat()));
    prop_oneof![3 => toml, 1 => list]
}

/// The words of a text, sorted.
fn words(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).collect();
    all.sort_unstable();
    all
}

#[derive(Default)]
struct HashSetOfKeys(Vec<String>);

impl HashSetOfKeys {
    fn is_new(&mut self, field: &str) -> bool {
        let key = field.split('=').next().unwrap().trim().trim_matches('"').to_owned();
        let free = key.is_empty() || key.starts_with('#');
        if !free && self.0.contains(&key) {
            return false;
        }
        self.0.push(key);
        true
    }
}

proptest! {
    #[test]
    fn order_is_kept_once_made((path, text) in any_file(), sort in prop::option::of(prop::sample::select(vec![SortKey::Added, SortKey::Title, SortKey::Url]))) {
        // What it says is compared by `tidy` itself, which refuses what would be read differently: here it must not refuse.
        let Ok(first) = tidy(path, text.as_bytes(), sort) else {
            let why = tidy(path, text.as_bytes(), sort).unwrap_err().to_string();
            prop_assert!(why.contains("has errors"), "{why}\n{text}");
            return Ok(());
        };
        let once = first.unwrap_or_else(|| text.clone().into_bytes());
        let again = tidy(path, &once, sort).unwrap();
        prop_assert!(again.is_none(), "{text:?}\n{:?}\n{:?}", String::from_utf8_lossy(&once), again.map(String::from_utf8));
        // No word and no remark is lost.
        prop_assert_eq!(words(&text), words(std::str::from_utf8(&once).unwrap()));
    }

    #[test]
    fn any_text_is_put_in_order_or_refused(text in "[\\[\\]a-z=\"'# \n\r-]{0,80}|\\PC{0,40}") {
        for path in ["links/a.toml", "links/a.md"] {
            let _ = tidy(path, text.as_bytes(), Some(SortKey::Title));
        }
    }
}
