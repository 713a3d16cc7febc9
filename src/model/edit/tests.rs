//! Changes in place, over files as people write them.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{Change, Edit, change};
use crate::model::{Meaning, SourceFile, read};

fn at(line: usize, column: usize, changes: Vec<Change>) -> Edit {
    Edit { line, column, changes, partly: false }
}

fn changed(path: &str, text: &str, edits: &[Edit]) -> String {
    let edited = change(path, text.as_bytes(), edits).unwrap();
    assert_eq!(edited.refused, []);
    String::from_utf8(edited.bytes.unwrap_or_default()).unwrap()
}

#[test]
fn fields_of_a_table_are_changed_in_their_place() {
    let text = "\u{feff}# mine\r\n\r\n[[link]]\r\nurl   = 'https://a/'  # odd\r\ntitle = \"A\" # t\r\n\r\n# next\r\n[[link]]\r\nurl = 'https://b/'\r\n";
    let edits = [
        at(
            3,
            1,
            vec![
                Change::Set(Meaning::Title, "B \"b\"".into()),
                Change::AddTags(vec!["x".into(), "协程".into()]),
            ],
        ),
        at(
            8,
            1,
            vec![
                Change::Set(Meaning::Status, "read".into()),
                Change::Set(Meaning::Added, "2026-11-20".into()),
            ],
        ),
    ];
    let wanted = text
        .replace("title = \"A\" # t\r\n", "title = 'B \"b\"' # t\r\ntags  = [\"x\", \"协程\"]\r\n")
        .replace("'https://b/'\r\n", "'https://b/'\r\nadded = 2026-11-20\r\nstatus = \"read\"\r\n");
    let got = changed("links/a.toml", text, &edits);
    // Two new fields below one line stand in the order in which they were named.
    let other = wanted.replace(
        "added = 2026-11-20\r\nstatus = \"read\"\r\n",
        "status = \"read\"\r\nadded = 2026-11-20\r\n",
    );
    assert!(got == wanted || got == other, "{got}");
}

#[test]
fn a_new_address_leaves_the_old_one_as_alias() {
    let text = "[[link]]\nurl = 'https://a/x'\n";
    let wanted = "[[link]]\nurl = \"https://b/x\"\naliases = [\"https://a/x\"]\n";
    assert_eq!(changed("links/a.toml", text, &[at(1, 1, vec![Change::Url("https://b/x".into())])]), wanted);
}

#[test]
fn front_matter_and_its_notes() {
    let yaml = "---\nurl: https://a/ # here\ntags: [x]\n---\n\nOld.\n";
    let edits = [at(
        1,
        1,
        vec![
            Change::AddTags(vec!["y".into()]),
            Change::AddNotes("New.".into()),
            Change::Set(Meaning::Starred, "true".into()),
        ],
    )];
    let wanted = "---\nurl: https://a/ # here\ntags: [x, \"y\"]\nstarred: true\n---\n\nOld.\n\nNew.\n";
    assert_eq!(changed("links/a.md", yaml, &edits), wanted);
    let gone = change("links/a.md", yaml.as_bytes(), &[at(1, 1, vec![Change::Remove])]).unwrap();
    assert_eq!(gone.bytes, None);
}

#[test]
fn items_of_a_list() {
    let text = "# Reading\n\n- [A](https://a/) - Words. #x\n  notes\n- [ ] <https://b/>\n";
    let edits = [
        at(
            3,
            1,
            vec![
                Change::Set(Meaning::Title, "New *title*".into()),
                Change::AddTags(vec!["two words".into()]),
                Change::RemoveTag("x".into()),
                Change::AddNotes("more".into()),
            ],
        ),
        at(
            5,
            1,
            vec![
                Change::Set(Meaning::Status, "read".into()),
                Change::Set(Meaning::Added, "2026-11-20".into()),
            ],
        ),
    ];
    let wanted = "# Reading\n\n- [New \\*title\\*](https://a/) - Words. <!-- tags: two words -->\n  notes\n\n  more\n- [x] 2026-11-20 <https://b/>\n";
    assert_eq!(changed("links/a.md", text, &edits), wanted);
    assert_eq!(
        changed("links/a.md", text, &[at(3, 1, vec![Change::Remove])]),
        "# Reading\n\n- [ ] <https://b/>\n"
    );
}

#[test]
fn what_has_no_place_is_refused_and_the_rest_is_done() {
    let text = "- <https://a/>\n- <https://b/>\n";
    let edits = [
        at(1, 1, vec![Change::Set(Meaning::Author, "Ann".into())]),
        at(2, 1, vec![Change::AddTags(vec!["x".into()])]),
    ];
    let edited = change("links/a.md", text.as_bytes(), &edits).unwrap();
    assert_eq!(edited.bytes.as_deref(), Some("- <https://a/>\n- <https://b/> #x\n".as_bytes()));
    assert!(edited.refused.len() == 1 && edited.refused[0].1.contains("author"), "{:?}", edited.refused);
    let inherited = "tags = ['x']\n[[link]]\nurl = 'https://a/'\n";
    let edited =
        change("links/a.toml", inherited.as_bytes(), &[at(2, 1, vec![Change::RemoveTag("x".into())])])
            .unwrap();
    assert!(edited.refused[0].1.contains("links/a.toml:1"), "{:?}", edited.refused);
    let wrong = [at(2, 1, vec![Change::Set(Meaning::Language, "no language".into())])];
    assert!(change("links/a.toml", inherited.as_bytes(), &wrong).unwrap().refused.len() == 1);
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        "\\PC{0,20}".prop_map(|text| Change::Set(Meaning::Title, text)),
        "\\PC{0,20}".prop_map(|text| Change::Set(Meaning::Description, text)),
        "(?s)[\\PC\n]{0,20}".prop_map(|text| Change::Set(Meaning::Notes, text)),
        Just(Change::Set(Meaning::Status, "unread".into())),
        Just(Change::Set(Meaning::Added, "2026-11-20".into())),
        "\\PC{1,10}".prop_map(|tag| Change::AddTags(vec![tag])),
        Just(Change::RemoveTag("x".into())),
        Just(Change::Url("https://new.example/?a=1&b".into())),
        Just(Change::Unset(Meaning::Title)),
        Just(Change::Remove),
    ]
}

proptest! {
    /// Whatever is changed in the second of three links, the lines of the others stay byte for byte.
    #[test]
    fn every_other_byte_stays(
        head in "(# [^\r\n]{0,9}\n|\n|tags = \\['x', \"y\"\\] # z\n){0,3}",
        odd in "(title  =  'A \"b\"'  # c\n|tags=[ \"x\" , 'z',]\n|notes = '''\n\\[\\[link\\]\\]\n'''\n|# inside\n){0,3}",
        one in any_change(),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        markdown in any::<bool>(),
    ) {
        let (before, middle, after) = if markdown {
            (
                "# H <!-- tags: y -->\n\n* <https://a.example/>   #x #q\n".to_owned(),
                "* [Two  \\[b\\]](https://b.example/)  -  Words *of* it #x #z\n  notes\n".to_owned(),
                "* 2026-01-02  <https://c.example/>\n\tnotes\n\n\n## End".to_owned(),
            )
        } else {
            (
                format!("{head}\n[[link]]\n  url='https://a.example/'\n"),
                format!("\n[[link]]\nurl = \"https://b.example/\" # b\n{odd}"),
                "\n# next\n[[link]]\nurl = 'https://c.example/'   \n\n# end".to_owned(),
            )
        };
        let even = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
        let mark = if bom { "\u{feff}" } else { "" };
        let (before, middle, after) = (format!("{mark}{}", even(&before)), even(&middle), even(&after));
        let path = if markdown { "links/a.md" } else { "links/a.toml" };
        let text = [before.as_str(), &middle, &after].concat();
        let file = SourceFile { path: path.into(), bytes: text.clone().into_bytes() };
        let (old, _) = read(&[file], &TimeZone::UTC);
        let Some(link) = old.links.iter().find(|link| link.url == "https://b.example/") else { return Ok(()) };
        let edit = at(link.source.line, link.source.column, vec![one]);
        if let Ok(edited) = change(path, text.as_bytes(), &[edit]) {
            let new = String::from_utf8(edited.bytes.unwrap()).unwrap();
            prop_assert!(new.starts_with(before.trim_end()), "{:?}", new);
            prop_assert!(new.ends_with(after.trim_start()), "{:?}", new);
            if !edited.refused.is_empty() {
                prop_assert_eq!(new, text);
            }
        }
    }
}
