use std::path::Path;

use super::*;
use crate::exchange::fields::trial::{self, assert_reads};
use proptest::prelude::*;

fn read_text(text: &str) -> Parsed {
    read(text.as_bytes()).unwrap()
}

fn is_csv(name: &str, text: &str) -> bool {
    detect(Read { name, bytes: text.as_bytes() }).is_some()
}

#[test]
fn pocket_of_both_ages() {
    let wanted = "https://example.org/a
         title: A, B
         tags: x + two words
         added: 2020-09-17T06:06:28Z
         status: unread
         https://example.org/b
         added: 2020-09-17T06:06:28Z
         status: read";
    let new = "title,url,time_added,tags,status\n\"A, B\",https://example.org/a,1600322788,x|two words,unread\n\
               ,https://example.org/b,1600322788,,archive";
    assert_reads(&read_text(new), wanted);
    let old = "title,url,time_added,cursor,tags,status\r\n\"A, B\",https://example.org/a,1600322788,c,x|two words,unread\r\n\
               ,https://example.org/b,1600322788,,,archive\r\n";
    assert_reads(&read_text(old), &format!("{wanted}\n- 1 places in lists"));
    assert!(is_csv("", new));
}

#[test]
fn instapaper() {
    let text = "URL,Title,Selection,Folder,Timestamp,Tags\n\
                https://example.org/a,A,,Archive,1600322788,\"[\"\"coding\"\", \"\"two, words\"\"]\"\n\
                https://example.org/b,B,a selected quote,Unread,1600322788,[]\n\
                https://example.org/c,C,,Starred,1600322788,[]\n\
                https://example.org/d,D,,On / off,1600322788,\n";
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         tags: coding + two, words
         added: 2020-09-17T06:06:28Z
         status: read
         https://example.org/b
         title: B
         notes: > a selected quote
         added: 2020-09-17T06:06:28Z
         status: unread
         https://example.org/c
         title: C
         added: 2020-09-17T06:06:28Z
         starred
         https://example.org/d
         title: D
         folders: On / off
         added: 2020-09-17T06:06:28Z",
    );
}

#[test]
fn raindrop() {
    let text = "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n\
                1,A,\"N1\nN2\",D,https://example.org/a,Research / Go,\"reading, go\",2024-01-02T03:04:05.123Z,c.jpg,\
                \"Highlight:one\nNote:said\nHighlight:two\",true\n\
                2,,,,https://example.org/b,Unsorted,,2024-01-02T03:04:06.000Z,,,false\n";
    let parsed = read_text(text);
    assert_reads(
        &parsed,
        "https://example.org/a
         title: A
         description: D
         notes: N1⏎N2⏎⏎> one⏎⏎said⏎⏎> two
         tags: reading + go
         folders: Research + Go
         added: 2024-01-02T03:04:05.123Z
         starred
         https://example.org/b
         added: 2024-01-02T03:04:06Z
         - 2 ids
         - 1 pictures",
    );
    assert_eq!(parsed.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [Some(2), Some(6)]);
}

#[test]
fn readwise_reader() {
    let text = "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n\
                A,https://example.org/a,01h,\"['x', \"\"it's\"\"]\",2022-12-20 19:47:00.442000+00:00,0.5,archive,True\n\
                B,https://example.org/b,01i,,2022-12-15 00:16:25+00:00,0,shortlist,False\n";
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         tags: x + it's
         added: 2022-12-20T19:47:00.442Z
         status: read
         https://example.org/b
         title: B
         added: 2022-12-15T00:16:25Z
         status: unread
         - 2 ids
         - 1 marks of what was seen
         - 1 reading positions",
    );
}

#[test]
fn matter() {
    let text = "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,\
                Last Interaction Date,File Id\n\
                A,Ada,Example,https://example.org/a,x;two words,900,True,True,False,2,2023-01-02 03:04:05,7\n\
                B,,,https://example.org/b,,0,False,False,True,0,2023-01-02,8\n";
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         author: Ada
         tags: x + two words
         updated: 2023-01-02T03:04:05Z
         starred
         status: unread
         https://example.org/b
         title: B
         updated: 2023-01-02
         status: read
         - 2 ids
         - 1 names of sites
         - 1 numbers of highlights
         - 1 word counts",
    );
}

#[test]
fn columns_of_any_program() {
    let text = "\u{feff}Name;Address;Comment;Label;Saved At;Is Favorite;Mood;Public\r\n\
                A;https://example.org/a;N;x, y z;2024-05-06;yes;good;no\r\n\
                Nowhere;;N;;;;;\r\n\
                \r\n\
                B;https://example.org/b;;;;;;;extra\r\n";
    let parsed = read_text(text);
    assert_reads(
        &parsed,
        "https://example.org/a
         title: A
         notes: N
         tags: x + y z
         added: 2024-05-06
         starred
         visibility: Private
         https://example.org/b
         title: B
         ! Nowhere: has no address (line 3)
         - 1 `Mood`
         - 1 `column 9`",
    );
    assert!(is_csv("", text));
}

#[test]
fn the_sign_of_tags_is_that_of_the_column() {
    let text = "url,tags\nhttps://example.org/a,\"a;b, c\"\nhttps://example.org/b,d;e\n";
    let tags: Vec<Vec<String>> = read_text(text).entries.into_iter().map(|entry| entry.tags).collect();
    assert_eq!(tags, [vec!["a", "b, c"], vec!["d", "e"]]);
}

#[test]
fn tables_of_other_signs() {
    assert_reads(
        &read_text("url\ttitle\nhttps://example.org/a\tA, B\n"),
        "https://example.org/a\ntitle: A, B",
    );
    let parsed = read_text("sep=;\r\nTitle;Url\r\nA;https://example.org/a\r\n");
    assert_reads(&parsed, "https://example.org/a\ntitle: A");
    assert_eq!(parsed.entries.first().and_then(|entry| entry.line), Some(3));
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("Url\tTitle\nhttps://example.org/é\té\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_reads(&read(&wide).unwrap(), "https://example.org/é\ntitle: é");
}

#[test]
fn tables_without_names_or_with_strange_ones() {
    assert_reads(
        &read_text("A title,https://example.org/a,2024-05-06,17\nB,https://example.org/b,2024-05-07,\n"),
        "https://example.org/a
         title: A title
         added: 2024-05-06
         https://example.org/b
         title: B
         added: 2024-05-07
         - 1 `column 4`",
    );
    assert_reads(
        &read_text("Adresse,Titre\nhttps://example.org/a,A\n"),
        "https://example.org/a
         - 1 `Titre`",
    );
    assert!(read(b"a,b\n1,2\n").unwrap_err().contains("without a column of addresses"));
    assert_eq!(read(b"\n\n").unwrap_err(), "is empty");
}

#[test]
fn names_that_come_again_are_no_link() {
    assert_reads(
        &read_text("url,title\nhttps://example.org/a,A\nurl,title\nhttps://example.org/b,B\n"),
        "https://example.org/a\ntitle: A\nhttps://example.org/b\ntitle: B",
    );
}

#[test]
fn detection() {
    assert!(is_csv("", "Title;URL\n"));
    assert!(is_csv("x.csv", "https://example.org,a\n"));
    assert!(is_csv("x.TSV", "a\tb"));
    for text in
        ["", "url\nhttps://example.org\n", "A link, and more: link\n", "# Links\n- a", "https://a.org/x,y\n"]
    {
        assert!(!is_csv("", text), "{text}");
    }
}

#[test]
fn ours_is_a_table_that_people_can_read() {
    let entry = Entry {
        title: Some("=1+1".into()),
        tags: vec!["a".into(), "b c".into()],
        folders: vec!["Top".into(), "Inner".into()],
        aliases: vec!["https://example.org/b".into()],
        ..Entry::new("https://example.org/a")
    };
    let odd = Entry { tags: vec!["a, b".into()], folders: vec!["TCP/IP".into()], ..entry.clone() };
    let text = trial::on_ground(|ground| write(&[entry, odd], ground));
    assert!(is_csv("", &text));
    assert_eq!(
        text,
        "url,title,description,notes,tags,folder,added,updated,published,author,language,via,starred,status,visibility,\
         archive,aliases,id\n\
         https://example.org/a,=1+1,,,\"a, b c\",Top / Inner,,,,,,,,,,,https://example.org/b,\n\
         https://example.org/a,=1+1,,,\"[\"\"a, b\"\"]\",\"[\"\"TCP/IP\"\"]\",,,,,,,,,,,https://example.org/b,\n"
    );
}

/// Files of other projects, where they are at hand; they are not part of this one.
#[test]
fn samples_give_all_their_links() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !folder.is_dir() {
        return;
    }
    // File, links, refused, and how often something was dropped.
    let wanted = [
        ("shiori/pocket-new.csv", 1, 0, 0),
        ("shiori/pocket-old.csv", 1, 0, 0),
        ("synthetic/instapaper-2024.csv", 2, 0, 0),
        ("synthetic/raindrop-export.csv", 2, 0, 3),
        ("synthetic/raindrop-import-form.csv", 2, 0, 0),
        ("wallabag/instapaper-export.csv", 4, 0, 0),
        ("wallabag/pocket.csv", 7, 0, 0),
    ];
    for (name, links, refused, dropped) in wanted {
        let bytes = fs_err::read(folder.join(name)).unwrap();
        let file = Read { name: name.rsplit('/').next().unwrap(), bytes: &bytes };
        assert_eq!(Format::detect(file), Some(Format::Csv), "{name}");
        let parsed = read(&bytes).unwrap();
        let found = (parsed.entries.len(), parsed.refused.len(), parsed.dropped.values().sum::<usize>());
        assert_eq!(found, (links, refused, dropped), "{name}: {:?}", parsed.dropped);
    }
}

proptest! {
    #[test]
    fn ours_holds_all(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write, read, holds)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        text in "(url|title|tags|https://a\\.org|[,;\t|\"\n]|sep=|é){0,30}",
    ) {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (detect(Read { name: "", bytes }), read(bytes));
        }
    }
}
