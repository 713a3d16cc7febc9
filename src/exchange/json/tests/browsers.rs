//! Trees of browsers.

use super::trial::assert_reads;
use super::*;

#[test]
fn firefox() {
    let text = r#"{"guid":"root________","title":"","typeCode":2,"type":"text/x-moz-place-container","root":"placesRoot",
      "children":[
        {"guid":"menu________","title":"menu","typeCode":2,"type":"text/x-moz-place-container","root":"bookmarksMenuFolder",
         "children":[
          {"guid":"a","title":"A","typeCode":1,"type":"text/x-moz-place","uri":"https://example.org/a","tags":"x,y z",
           "dateAdded":1388166091544000,"lastModified":1388166091545000,"keyword":"k","iconUri":"https://example.org/i",
           "annos":[{"name":"bookmarkProperties/description","value":"Says"},{"name":"sync/guid","value":"q"}]},
          {"typeCode":3,"type":"text/x-moz-place-separator"},
          {"title":"Deep","typeCode":2,"type":"text/x-moz-place-container","dateAdded":1388166091544000,"children":[
            {"title":"B","typeCode":1,"type":"text/x-moz-place","uri":"place:sort=8"},
            {"title":"No address","typeCode":1,"type":"text/x-moz-place"}]},
          {"title":"Behind","typeCode":1,"type":"text/x-moz-place","uri":"https://example.org/c"}]},
        {"guid":"unfiled_____","title":"Autres","typeCode":2,"children":[]}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: Says
         tags: x + y z
         folders: Bookmarks Menu
         added: 2013-12-27T17:41:31.544Z
         updated: 2013-12-27T17:41:31.545Z
         place:sort=8
         title: B
         folders: Bookmarks Menu + Deep
         https://example.org/c
         title: Behind
         folders: Bookmarks Menu
         ! No address: has no address
         - 1 annotations of Firefox
         - 1 dates of folders
         - 1 icons
         - 1 ids
         - 1 search keywords",
    );
}

#[test]
fn firefox_of_old_has_tags_as_folders() {
    let text = r#"{"title":"","root":"placesRoot","type":"text/x-moz-place-container","children":[
      {"title":"Tags","root":"tagsFolder","type":"text/x-moz-place-container","children":[
        {"title":"rust","type":"text/x-moz-place-container","children":[
          {"type":"text/x-moz-place","uri":"https://example.org/a"}]}]},
      {"title":"Menu","root":"bookmarksMenuFolder","type":"text/x-moz-place-container","children":[
        {"title":"A","type":"text/x-moz-place","uri":"https://example.org/a"}]}]}"#;
    assert_reads(&read_text(text), "https://example.org/a\ntitle: A\ntags: rust\nfolders: Menu");
}

#[test]
fn firefox_compressed_is_refused_with_what_to_do() {
    let bytes = b"mozLz40\0\x10\0\0\0\xf0";
    assert_eq!(detect(Read { name: "bookmarks.jsonlz4", bytes }), Some(Format::Json));
    assert!(read(bytes).unwrap_err().contains("Export Bookmarks to HTML"));
}

#[test]
fn chrome() {
    let text = r#"{"checksum":"c","roots":{
      "synced":{"children":[],"name":"Mobile","type":"folder"},
      "other":{"children":[{"date_added":"0","id":"9","name":"O","type":"url","url":"https://example.org/o",
        "date_last_used":"13118850929335823","meta_info":{"k":"v"}}],"name":"Other bookmarks","type":"folder"},
      "bookmark_bar":{"children":[{"name":"In","type":"folder","date_added":"13118850929335823","children":[
        {"date_added":"13118850929335823","name":"A","type":"url","url":"https://example.org/a"}]}],
        "name":"Bookmarks bar","type":"folder"},
      "sync_transaction_version":"7"},"version":1}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         folders: Bookmarks bar + In
         added: 2016-09-20T13:15:29.335823Z
         https://example.org/o
         title: O
         folders: Other bookmarks
         - 1 dates of folders
         - 1 further details
         - 1 ids
         - 1 last visits",
    );
}

#[test]
fn what_extensions_get() {
    let text = r#"[{"id":"0","title":"","children":[{"id":"1","parentId":"0","title":"Bar","dateAdded":1600322788000,
      "children":[{"id":"2","parentId":"1","title":"A","url":"https://example.org/a","dateAdded":1600322788000,"index":0}]}]}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         folders: Bar
         added: 2020-09-17T06:06:28Z
         - 1 dates of folders
         - 2 ids",
    );
}

#[test]
fn a_deep_tree_is_refused_and_not_climbed() {
    let text = format!("{}{}", r#"{"children":["#.repeat(100_000), "]}".repeat(100_000));
    assert!(read(text.as_bytes()).unwrap_err().starts_with("is not sound JSON"));
}
