//! Files as people write them, tidied.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::tidy;
use crate::model::edit::Order;

fn tidied(path: &str, text: &str, order: Option<Order>) -> String {
    let bytes =
        tidy(path, text.as_bytes(), order, &TimeZone::UTC).unwrap_or_else(|why| panic!("{why}\n{text}"));
    let new = bytes.map_or_else(|| text.to_owned(), |bytes| String::from_utf8(bytes).unwrap());
    let again = tidy(path, new.as_bytes(), order, &TimeZone::UTC);
    assert_eq!(again.map(|bytes| bytes.map(|bytes| String::from_utf8(bytes).unwrap())), Ok(None), "{new}");
    new
}

fn refused(path: &str, text: &str) -> String {
    tidy(path, text.as_bytes(), None, &TimeZone::UTC).unwrap_err().to_string()
}

#[test]
fn a_file_of_tables() {
    let text = "\n\n# mine\n\n\ntags=[ 'x','y', 'X' ]# all\n  visibility   =   'public'\n# the first\n[[ link ]]   # h\n  \
        # why\n  title='A'  \n\n  url = \"https://a/\"#u\n# titles\n\n\n# Part two  \n\n\n\n[[link]]\n\n# of all\n\nnotes = '''\nwords  \n\n\n[[link]]\n'''\n\
        odd.more   = 1\ntags = [\n  'a',  \n  'b', # b\n  'A',\n  # last\n  'b', # again\n]\nurl='https://b/'\n[link.extra]\n\n\n  k=1\n# after\n\n# end\n";
    insta::assert_snapshot!(tidied("links/a.toml", text, None), @r##"
    # mine

    tags = [ 'x','y' ] # all
    visibility = 'public'

    # the first
    [[link]] # h
    url = "https://a/" #u
    # why
    title = 'A'
    # titles

    # Part two

    [[link]]
    # of all
    url = 'https://b/'
    tags = [
      'a',
      'b', # b
      # last
      'b', # again
    ]
    notes = '''
    words  


    [[link]]
    '''
    odd.more = 1
    [link.extra]

    k = 1
    # after

    # end
    "##);
}

#[test]
fn front_matter_of_one_link() {
    let toml = "+++  \ntags = ['a', 'a']\n\n# it\nurl='https://a/' # u\n+++\n\nNotes  \nhere.  \n\n\n";
    let wanted = "+++\n# it\nurl = 'https://a/' # u\ntags = ['a']\n+++\n\nNotes  \nhere.  \n";
    assert_eq!(tidied("links/a.md", toml, None), wanted);
    let yaml = "---\r\ntags:\r\n  - a\r\n  - b\r\n  - A\r\nurl:   https://a/   # u\r\n---\r\nNotes";
    let wanted = "---\r\nurl: https://a/ # u\r\ntags:\r\n  - a\r\n  - b\r\n---\r\nNotes\r\n";
    assert_eq!(tidied("links/a.md", yaml, None), wanted);
    let list = "+++\nvisibility='unlisted'\n\n\ntags=['a']\n+++\n- <https://a/>  \n";
    let wanted = "+++\nvisibility = 'unlisted'\n\ntags = ['a']\n+++\n- <https://a/>\n";
    assert_eq!(tidied("links/a.md", list, None), wanted);
}

#[test]
fn lists_and_their_prose() {
    let text = "# H <!-- tags: a, b, a -->  \n\nProse  \n\n\n\n- <https://a/> #x words #x here #X #y  \n- <https://b/>  \n  notes  \n\n\tcode  \n\n\n";
    let wanted = "# H <!-- tags: a, b -->  \n\nProse  \n\n\n\n- <https://a/> #x words #x here #y\n- <https://b/>  \n  notes  \n\n\tcode  \n";
    assert_eq!(tidied("links/a.md", text, None), wanted);
}

#[test]
fn what_is_added_has_this_form() {
    let link = crate::model::edit::NewLink {
        url: "https://example.org/".into(),
        title: Some("A \"title\"".into()),
        description: Some("Words".into()),
        author: Some("Ann".into()),
        language: Some("en".into()),
        published: Some("2026-11-20".into()),
        tags: vec!["a".into(), "b c".into()],
        added: Some("2026-11-20T14:23:01".into()),
        notes: Some("One.\n\nTwo.".into()),
        visibility: crate::model::Visibility::Unlisted,
        more: crate::model::edit::More {
            id: Some("x".into()),
            via: Some("there".into()),
            updated: Some("2026-11-21".into()),
            starred: true,
            status: crate::model::Status::Read,
            unarchived: true,
            aliases: vec!["https://example.org/old".into()],
        },
    };
    let (name, one) = crate::model::edit::new_link_file(&link);
    assert_eq!(tidied(&format!("links/{name}"), &one, None), one);
    for path in ["links/a.toml", "links/a.md"] {
        let text = String::from_utf8(crate::model::edit::append(path, b"", &link).unwrap()).unwrap();
        assert_eq!(tidied(path, &text, None), text);
    }
}

#[test]
fn tables_are_put_in_order_between_comments_that_stand_alone() {
    let text = "[[link]]\nurl = 'https://c/'\n# b\n[[link]]\nurl = 'https://b/' # b\n\n# Part\n\n[[link]]\nurl = 'https://z/'\n\n[[link]]\nurl = 'no'\n\n[[link]]\nurl = 'https://y/'\n\n[[link]]\nurl = 'https://x/'\n";
    let wanted = "# b\n[[link]]\nurl = 'https://b/' # b\n\n[[link]]\nurl = 'https://c/'\n\n# Part\n\n[[link]]\nurl = 'https://z/'\n\n[[link]]\nurl = 'no'\n\n[[link]]\nurl = 'https://x/'\n\n[[link]]\nurl = 'https://y/'\n";
    assert_eq!(tidied("links/a.toml", text, Some(Order::Url)), wanted);
    let text = "[[link]]\nurl = 'https://a/'\n\n[[link]]\nurl = 'https://b/'\nadded = 2026-02-01\n\n[[link]]\nurl = 'https://c/'\nadded = 2026-01-01T10:00:00+08:00\n";
    let sorted = tidied("links/a.toml", text, Some(Order::Added));
    let at = |url: &str| sorted.find(url).unwrap();
    assert!(at("https://c/") < at("https://b/") && at("https://b/") < at("https://a/"));
}

#[test]
fn items_are_put_in_order_within_their_list() {
    let text = "- [B](https://b/)\n  notes\n\n  - [Z](https://z/)\n  - [Y](https://y/)\n\n- [a](https://a/)\n* [d](https://d/)\n* [c](https://c/)\n\n## H\n\n* [b](https://b2/)\n* words\n* [a](https://a2/)";
    let wanted = "- [a](https://a/)\n\n- [B](https://b/)\n  notes\n\n  - [Z](https://z/)\n  - [Y](https://y/)\n* [c](https://c/)\n* [d](https://d/)\n\n## H\n\n* [b](https://b2/)\n* words\n* [a](https://a2/)\n";
    assert_eq!(tidied("links/a.md", text, Some(Order::Title)), wanted);
    let numbers: String = (1..=11)
        .flat_map(|n| {
            let notes = if n > 9 { "\n    notes\n" } else { "\n   notes\n" };
            [format!("{n}. [{:02}](https://a/{n})\n", 12 - n), notes.to_owned()]
        })
        .collect();
    let sorted = tidied("links/a.md", &numbers, Some(Order::Title));
    assert!(sorted.starts_with("1. [01](https://a/11)\n\n   notes\n2. [02]"), "{sorted}");
    assert!(
        sorted.ends_with("10. [10](https://a/2)\n\n    notes\n11. [11](https://a/1)\n\n    notes\n"),
        "{sorted}"
    );
}

#[test]
fn what_is_not_sound_is_left_alone() {
    let why = refused("links/a.toml", "[[link]]\nurl = 'https://a/'\ntitle = 'x\n");
    assert!(why.starts_with("links/a.toml:3:11: not TOML: "), "{why}");
    assert!(refused("links/a.md", "---\nurl: https://a/\nnotes: |\n  x\n---\n").starts_with("links/a.md:3:"));
    assert!(
        refused("links/a.toml", "<<<<<<< ours\n[[link]]\nurl='https://a/'\n=======\n>>>>>>> x\n")
            .contains("conflict")
    );
    assert!(tidy("links/a.toml", b"# \xff", None, &TimeZone::UTC).is_err());
}

#[test]
fn tags_are_tidied_as_well() {
    let text = "[[tag]]\nslug='js' # s\naliases = ['js', 'es', 'ES']\nname='JavaScript'\n";
    let wanted = "[[tag]]\nname = 'JavaScript'\naliases = ['js', 'es']\nslug = 'js' # s\n";
    assert_eq!(tidied("links/tags.toml", text, None), wanted);
}

/// Lines as people write them, and some that nobody should.
fn any_line() -> impl Strategy<Value = String> {
    let toml = prop_oneof![
        "url *= *['\"]https://[a-z]{1,2}/['\"] {0,2}(# [a-z'\"\\[]{0,3} ?)?",
        "(title|added|id|odd|odd\\.a|\"odd b\"|notes|unread|starred) {0,2}= {0,2}('[a-z# ]{0,5}'|\"[a-z# ]{0,5}\"|true|2026-01-0[1-9])",
        Just("[[link]]".to_owned()),
        Just(" [[ link ]]  # c".to_owned()),
        Just("[link.more]".to_owned()),
        Just("tags = [ 'a',\n\t'b', # b  \n\n 'A' , # a\n'a']".to_owned()),
        Just("tags = ['a', 'a', \"a\", 'b', 'a']".to_owned()),
        Just("labels = 'a, b, A'".to_owned()),
        Just("notes = '''\n# no  \n\n[[link]]\n'''  # n".to_owned()),
        Just("description = \"\"\"a \\\n  \\\"\"\"  \"\"\"".to_owned()),
        Just("more = { a = 1, b = [ { c = 'x' } ] }".to_owned()),
        Just("link = [{ url = 'https://i/' }]".to_owned()),
    ];
    let markdown = prop_oneof![
        " {0,4}([-*+]|1[.)]|10\\.|\\[ \\]) (2026-01-0[1-9] )?(<https://[a-z]{1,2}/>|\\[[a-z]\\]\\(https://[a-z]{1,2}/\\)|words)( #[ab]| word){0,3} {0,2}",
        Just("## H <!-- tags: a, b, a -->".to_owned()),
        "( {2}|\t)[a-z]{0,3} {0,2}",
        Just("```".to_owned()),
        Just("+++".to_owned()),
        Just("---".to_owned()),
        "(url: https://[a-z]/|tags: *\\[a, a\\]|tags:|  - a|title: *['\"]?a['\"]? *# c)",
        Just("[r]: https://r/".to_owned()),
        Just("<div>".to_owned()),
        Just("> quote".to_owned()),
    ];
    prop_oneof![3 => toml, 3 => markdown, 1 => "( |\t){0,2}", 1 => "#[ a-z]{0,4} ?"]
}

proptest! {
    /// A tidy file is tidy; it has the byte order mark and the line endings that it had, and no fewer comments.
    #[test]
    fn what_is_tidy_stays(
        lines in proptest::collection::vec(any_line(), 0..14),
        kind in 0..4_usize,
        crlf in any::<bool>(),
        bom in any::<bool>(),
        last in any::<bool>(),
        order in proptest::option::of(prop_oneof![Just(Order::Added), Just(Order::Title), Just(Order::Url)]),
    ) {
        let mut lines = lines;
        match kind {
            1 => { lines.insert(0, "+++".into()); lines.insert(lines.len().min(4), "+++".into()); }
            2 => { lines.insert(0, "---".into()); lines.insert(lines.len().min(4), "---".into()); }
            _ => {}
        }
        let mut text = lines.join("\n");
        if last { text.push('\n'); }
        if crlf { text = text.replace('\n', "\r\n"); }
        if bom { text.insert(0, '\u{feff}'); }
        let path = if kind == 3 { "links/a.toml" } else { "links/a.md" };
        if let Err(why) = tidy(path, text.as_bytes(), order, &TimeZone::UTC) { prop_assert!(!why.to_string().contains("left as it is: tidied"), "{} {:?}", why, text); }
        if let Ok(Some(bytes)) = tidy(path, text.as_bytes(), order, &TimeZone::UTC) {
            let new = String::from_utf8(bytes).unwrap();
            let again = tidy(path, new.as_bytes(), order, &TimeZone::UTC);
            prop_assert_eq!(again.map(|bytes| bytes.map(|bytes| String::from_utf8(bytes).unwrap())), Ok(None), "{:?} became {:?}", text, new);
            prop_assert_eq!(new.starts_with('\u{feff}'), bom);
            prop_assert!(!text.contains('\r') || new.matches('\n').count() == new.matches("\r\n").count(), "{:?}", new);
            prop_assert!(crlf || !new.contains('\r'));
            prop_assert!(new.ends_with('\n'));
        }
    }

    /// Files of sound tables are tidied, whatever stands between.
    #[test]
    fn sound_tables_are_never_refused(
        tables in proptest::collection::vec(
            ("( *# [a-z]{0,3} *\n|\n| \n){0,3}", "( *title *= *'[a-z#]{1,3}' *(# t *)?\n|\n|# c\n){0,1}", "[a-z]{1,2}", "(tags=\\['a', 'b','a'\\]\n|\\[link\\.x\\] # x\n\nk=1\n)?"),
            0..6,
        ),
        order in proptest::option::of(prop_oneof![Just(Order::Title), Just(Order::Url)]),
    ) {
        let text: String = tables.iter().flat_map(|(above, title, host, rest)| [above, "[[link]]\n", title, "  url='https://", host, "/'\n", rest]).collect();
        let new = tidied("links/a.toml", &text, order);
        let comments = |text: &str| {
            let mut all: Vec<String> = text.lines().filter_map(|line| line.split_once('#')).map(|(_, rest)| rest.split_whitespace().collect::<String>()).collect();
            all.sort();
            all
        };
        prop_assert_eq!(comments(&text), comments(&new));
        prop_assert!(!new.contains("\n\n\n") && !new.contains(" \n") && !new.starts_with('\n'));
    }
}
