//! A small file of each program that keeps links, in the shape that its own exporter or interface gives.

use super::trial::assert_reads;
use super::*;

#[test]
fn pinboard() {
    assert_reads(
        &read_text(
            r#"[{"href":"https://example.org/a","description":"A","extended":"Two\nlines","meta":"m","hash":"h",
            "time":"2016-10-31T15:57:56Z","shared":"no","toread":"yes","tags":"a, [b] c"}]"#,
        ),
        "https://example.org/a
         title: A
         notes: Two⏎lines
         tags: a, + [b] + c
         added: 2016-10-31T15:57:56Z
         status: unread
         visibility: Private
         - 2 checksums",
    );
}

#[test]
fn delicious_in_both_forms() {
    let now = r#"[{"title":"A","tags":["x",""],"url":"https://example.org/a","description":"D","created":"1358531607",
        "others":9,"owner":"o","private":"1"}]"#;
    let wanted = "https://example.org/a
         title: A
         description: D
         tags: x
         added: 2013-01-18T17:53:27Z";
    assert_reads(
        &read_text(now),
        &format!("{wanted}\nvisibility: Private\n- 1 names of accounts\n- 1 numbers of other keepers"),
    );
    let short =
        r#"[{"u":"https://example.org/a","d":"A","n":"D","t":["x"],"dt":"2013-01-18T17:53:27Z","a":"o"}]"#;
    assert_reads(&read_text(short), &format!("{wanted}\n- 1 names of accounts"));
}

#[test]
fn karakeep() {
    let text = r#"{"bookmarks":[
      {"createdAt":1735689600,"title":"A","tags":["rust"],"lists":["smart","l2","l1"],"archived":true,"favourited":true,
       "note":"my *note*","content":{"type":"link","url":"https://example.org/a"}},
      {"createdAt":1735689601,"title":null,"tags":[],"content":{"type":"text","text":"a thought"},"archived":false},
      {"createdAt":1735689602,"title":"A paper","tags":[],"content":null},
      {"createdAt":1735689603,"title":"Circle","lists":["c1"],"content":{"type":"link","url":"https://example.org/b"}}],
     "lists":[{"id":"l1","name":"Projects","icon":"x","type":"manual","parentId":null},
      {"id":"l2","name":"Inbox","description":"d","type":"manual","parentId":"l1"},
      {"id":"c1","name":"One","type":"manual","parentId":"c2"},{"id":"c2","name":"Two","type":"manual","parentId":"c1"},
      {"id":"smart","name":"Recent","type":"smart","query":"x","parentId":null}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         notes: my *note*
         tags: rust
         folders: Projects + Inbox
         added: 2025-01-01T00:00:00Z
         starred
         status: read
         https://example.org/b
         title: Circle
         folders: Two + One
         added: 2025-01-01T00:00:03Z
         ! a thought: a text without an address
         ! A paper: a file without an address
         - 1 descriptions of folders
         - 1 icons
         - 1 places in further lists
         - 1 smart lists",
    );
}

#[test]
fn linkwarden() {
    let text = r##"{"name":"Me","email":"me@example.org","theme":"dark","collections":[
      {"id":1,"name":"Unorganized","description":"","color":"#0ea5e9","parentId":null,"isPublic":false,"links":[
       {"id":10,"name":"A","type":"url","description":"D","url":"https://example.org/a","collectionId":1,
        "textContent":"long","preview":"p.png","image":null,"pdf":"x.pdf","readable":"unavailable","monolith":null,
        "lastPreserved":"2024-02-01T00:00:00.000Z","importDate":null,"createdAt":"2024-01-02T03:04:05.000Z",
        "updatedAt":"2024-01-03T03:04:05.000Z","tags":[{"id":3,"name":"two words","ownerId":1}],"pinnedBy":[{"id":1}],
        "highlights":[{"id":1,"color":"yellow","comment":"yes","text":"marked"}]}]},
      {"id":2,"name":"Inner","parentId":1,"links":[
       {"id":11,"name":"Moved","type":"url","url":"https://example.org/b","importDate":"2020-01-01T00:00:00.000Z",
        "createdAt":"2024-01-02T03:04:05.000Z","tags":[]},
       {"id":12,"name":"A paper","type":"pdf","url":null,"createdAt":"2024-01-02T03:04:05.000Z","tags":[]}],
       "rssSubscriptions":[{"url":"https://example.org/feed"}]}],
     "pinnedLinks":[{"id":11,"url":"https://example.org/b"}],"whitelistedUsers":[]}"##;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         notes: > marked⏎⏎yes
         tags: two words
         folders: Unorganized
         added: 2024-01-02T03:04:05Z
         updated: 2024-01-03T03:04:05Z
         starred
         https://example.org/b
         title: Moved
         folders: Unorganized + Inner
         added: 2020-01-01T00:00:00Z
         starred
         ! A paper: a file without an address
         - 1 `createdAt`
         - 1 colours
         - 2 copies of pages
         - 1 dates of archiving
         - 1 feed addresses
         - 4 ids
         - 1 pictures
         - 3 settings of the account
         - 1 texts of articles",
    );
}

#[test]
fn shaarli() {
    let text = r#"[{"id":1,"url":"https://example.org/a","shorturl":"abc","title":"A","description":"**D**\n\nmore",
      "tags":["x","y"],"private":true,"created":"2015-05-05T12:30:00+03:00","updated":""}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         notes: **D**⏎⏎more
         tags: x + y
         added: 2015-05-05T09:30:00Z
         visibility: Private
         - 1 ids
         - 1 short addresses",
    );
}

#[test]
fn linkding() {
    let text = r#"{"count":1,"next":null,"previous":null,"results":[{"id":1,"url":"https://example.org/a","title":"",
      "description":"","notes":"N","website_title":"Page","website_description":"P","is_archived":false,"unread":false,
      "shared":false,"tag_names":["x"],"date_added":"2020-09-26T09:46:23.006313Z",
      "date_modified":"2020-09-26T16:01:14.275335Z"}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: Page
         notes: N
         tags: x
         added: 2020-09-26T09:46:23.006313Z
         updated: 2020-09-26T16:01:14.275335Z
         visibility: Private
         - 1 descriptions of pages
         - 1 ids",
    );
}

#[test]
fn raindrop() {
    let text = r#"{"result":true,"count":1,"items":[{"_id":1,"link":"https://example.org/a","title":"A","excerpt":"D",
      "note":"N","type":"article","cover":"c","media":[{"link":"c"}],"tags":["x"],"important":true,
      "created":"2024-01-02T03:04:05.123Z","lastUpdate":"2024-01-03T03:04:05.123Z","domain":"example.org",
      "collectionId":-1,"highlights":[{"_id":"h","text":"marked","note":"said","color":"red"}],"reminder":null}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         notes: N⏎⏎> marked⏎⏎said
         tags: x
         added: 2024-01-02T03:04:05.123Z
         updated: 2024-01-03T03:04:05.123Z
         starred
         - 2 ids
         - 1 kinds
         - 1 names of sites
         - 2 pictures",
    );
}

#[test]
fn toby_and_tab_session_manager() {
    let text = r#"{"version":3,"lists":[{"title":"Read","labels":["x"],"cards":[
      {"title":"Page","url":"https://example.org/a","customTitle":"Mine","customDescription":"N"},
      {"title":"B","url":"https://example.org/b","customTitle":"","customDescription":""}]}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: Mine
         notes: N
         tags: x
         folders: Read
         https://example.org/b
         title: B
         tags: x
         folders: Read
         - 1 `title`",
    );
    let text = r#"[{"name":"Monday","date":1600322788000,"windows":{"1":{"2":{"url":"https://example.org/a","title":"A",
      "lastAccessed":1600322788000}}}}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a\ntitle: A\nfolders: Monday\nadded: 2020-09-17T06:06:28Z\n- 1 states of tabs",
    );
}
