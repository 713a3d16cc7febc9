//! A small file of each program that is made to read later, in the shape that its own exporter or interface gives.

use super::trial::assert_reads;
use super::*;

#[test]
fn wallabag_of_numbers() {
    assert_reads(
        &read_text(r#"[{"0":"3","1":"A","2":"https://example.org/a","3":"1","4":"1","5":"<p>x","6":"1"}]"#),
        "https://example.org/a\ntitle: A\nstarred\nstatus: read\n- 2 ids\n- 1 texts of articles",
    );
}

#[test]
fn wallabag() {
    let text = r#"[{"id":1,"uid":null,"title":"No title found","url":"https://example.org/a","hashed_url":"h",
      "origin_url":"https://example.net/from","given_url":"https://example.org/a","is_archived":0,"is_starred":1,
      "content":"<p>x</p>","created_at":"2016-09-08T11:55:58+0200","updated_at":"2016-09-08T11:57:16+0200",
      "published_at":"2016-02-10T00:00:00+0000","published_by":["Ada","Grace"],"starred_at":"2016-09-09T00:00:00+0000",
      "annotations":[{"id":1,"quote":"marked","text":"said","ranges":[]}],"mimetype":"text/html","language":"fr_FR",
      "reading_time":4,"domain_name":"example.org","preview_picture":"p","http_status":"200","headers":{"a":"b"},
      "tags":[{"id":1,"label":"two words","slug":"two-words"}],"is_public":false}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         notes: > marked⏎⏎said
         author: Ada, Grace
         language: fr-FR
         via: https://example.net/from
         tags: two words
         added: 2016-09-08T09:55:58Z
         updated: 2016-09-08T09:57:16Z
         published: 2016-02-10T00:00:00Z
         starred
         status: unread
         - 2 answers of servers
         - 1 checksums
         - 1 dates of stars
         - 1 ids
         - 1 media types
         - 1 names of sites
         - 1 pictures
         - 1 reading times
         - 1 texts of articles",
    );
}

#[test]
fn omnivore() {
    let text = r#"[{"id":"1","slug":"a","title":"A","description":"D","author":"Ada","url":"https://example.org/a",
      "state":"Archived","readingProgress":40,"thumbnail":null,"labels":["x"],"savedAt":"2024-10-29T16:30:11.000Z",
      "updatedAt":"2024-10-31T13:01:28.320Z","publishedAt":"2024-10-28T16:30:11.000Z",
      "highlights":[{"quote":"marked","annotation":"said"}]}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         notes: > marked⏎⏎said
         author: Ada
         tags: x
         added: 2024-10-29T16:30:11Z
         updated: 2024-10-31T13:01:28.32Z
         published: 2024-10-28T16:30:11Z
         status: read
         - 2 ids
         - 1 reading positions",
    );
}

#[test]
fn readability_and_elcurator() {
    let text = r#"{"bookmarks":[{"article__excerpt":"It&#x2019;s&hellip;","favorite":1,"date_archived":null,
      "article__url":"https://example.org/a","date_added":"2016-08-25T12:05:00","article__title":"A & B","archive":false}],
      "recommendations":[]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A & B
         description: It’s…
         added: 2016-08-25T12:05:00Z
         starred
         status: unread",
    );
    let text = r#"[{"created_at":"2015-09-09 11:10:32 UTC","title":"A","url":"https://example.org/a","description":null,
      "tags":["x"],"is_saved":true}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a\ntitle: A\ntags: x\nadded: 2015-09-09T11:10:32Z\nstarred",
    );
}

#[test]
fn readwise_reader() {
    let text = r#"{"count":1,"nextPageCursor":null,"results":[{"id":"1","url":"https://read.readwise.io/read/1",
      "title":"A","author":"Ada","source":"extension","category":"article","location":"later","tags":{"x":{"name":"x"}},
      "site_name":"Example","word_count":9,"created_at":"2024-01-02T03:04:05Z","updated_at":"2024-01-03T03:04:05Z",
      "published_date":1600322788000,"summary":"D","image_url":"p","content":null,"source_url":"https://example.org/a",
      "notes":"N","parent_id":null,"reading_progress":0.5,"saved_at":"2024-01-02T03:04:05Z","first_opened_at":null}]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         notes: N
         author: Ada
         tags: x
         added: 2024-01-02T03:04:05Z
         updated: 2024-01-03T03:04:05Z
         published: 2020-09-17T06:06:28Z
         status: unread
         - 1 addresses at Readwise
         - 1 dates of entries
         - 1 ids
         - 1 kinds
         - 1 names of sites
         - 1 pictures
         - 1 reading positions
         - 1 ways of saving
         - 1 word counts",
    );
}

#[test]
fn goodlinks() {
    let text = r#"[{"url":"https://example.org/a","title":"A","summary":"D","tags":["x"],"starred":true,
      "addedAt":1600322788.25,"readAt":1600322789.5},{"url":"https://example.org/b","tags":[],"addedAt":1600322788}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         tags: x
         added: 2020-09-17T06:06:28Z
         starred
         status: read
         https://example.org/b
         added: 2020-09-17T06:06:28Z
         status: unread",
    );
}

#[test]
fn instapaper() {
    let text = r#"[{"type":"meta"},{"type":"user","user_id":1,"username":"u"},{"type":"bookmark","bookmark_id":7,
      "url":"https://example.org/a","title":"A","description":"D","time":1600322788,"starred":"1","private_source":"",
      "hash":"h","progress":0.5,"progress_timestamp":1600322788,"tags":[{"id":1,"name":"x"}]}]"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         tags: x
         added: 2020-09-17T06:06:28Z
         starred
         - 2 accounts
         - 1 checksums
         - 1 ids
         - 2 reading positions",
    );
}

#[test]
fn pocket() {
    let text = r#"{"status":1,"complete":1,"list":{"229":{"item_id":"229","resolved_id":"229",
      "given_url":"https://example.org/a","given_title":"","favorite":"1","status":"1","time_added":"1600322788",
      "time_updated":"1600322799","time_read":"1600322790","time_favorited":"0","sort_id":0,"resolved_title":"A",
      "resolved_url":"https://example.org/a?x","excerpt":"D","is_article":"1","is_index":"0","has_video":"0",
      "has_image":"1","word_count":"9","lang":"en","tags":{"x":{"item_id":"229","tag":"x"}},
      "authors":{"1":{"author_id":"1","name":"Ada"}}}},"error":null,"search_meta":{"search_type":"normal"},"since":1}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         description: D
         author: Ada
         language: en
         tags: x
         added: 2020-09-17T06:06:28Z
         updated: 2020-09-17T06:06:39Z
         starred
         status: read
         - 1 `resolved_url`
         - 2 ids
         - 1 kinds
         - 1 pictures
         - 1 word counts",
    );
}

#[test]
fn archivebox_in_a_document_and_in_lines() {
    let index = r#"{"info":"ArchiveBox index","num_links":1,"links":[{"timestamp":"1600322788.0",
      "url":"https://example.org/a","title":"A","tags":"x,two words","sources":["s.txt"],"base_url":"example.org/a",
      "hash":"h","path":"/a","domain":"example.org","is_archived":true,"history":{"wget":[{"status":"succeeded"}]},
      "updated":"2020-09-18T00:00:00+00:00"}]}"#;
    let wanted = "https://example.org/a
         title: A
         tags: x + two words
         added: 2020-09-17T06:06:28Z";
    assert_reads(
        &read_text(index),
        &format!(
            "{wanted}\n- 1 `info`\n- 1 checksums\n- 1 dates of archiving\n- 1 names of imported files\n- 1 names of sites
             - 2 results of archiving"
        ),
    );
    let lines = r#"{"type":"Snapshot","id":"1","url":"https://example.org/a","title":"A","tags":"x,two words","timestamp":"1600322788","bookmarked_at":"2020-09-17T06:06:28Z","created_at":"2021-01-01T00:00:00Z","status":"sealed"}
{"type":"ArchiveResult","id":"2","plugin":"wget","status":"succeeded"}"#;
    assert_reads(
        &read_text(lines),
        &format!("{wanted}\n- 1 dates of archiving\n- 1 ids\n- 2 results of archiving"),
    );
}
