use super::*;
use crate::config::Rule;
use crate::kind::ContentKind;
use crate::model::{Status, apply_rules};

#[test]
fn duplicates_are_merged_into_the_first() {
    let (collection, sources) = read_files(&[
        (
            "links/b.toml",
            "[[link]]\nurl = 'http://Example.org:80/a/?utm_source=x'\ntitle = 'Second'\ntags = ['two', 'ONE']\nnotes = 'Two.'\n\
             added = 2026-01-01\nprivate = true\nid = 'chosen'\nunread = true\n",
        ),
        ("links/a.md", "- [First](https://example.org/a) #one\n  One.\n"),
    ]);
    let [link] = &collection.links[..] else { panic!("one link") };
    assert_eq!(link.url, "https://example.org/a");
    assert_eq!((link.title.as_deref(), link.notes.as_deref()), (Some("First"), Some("One.\n\nTwo.")));
    assert_eq!(link.tags, ["one", "two"]);
    assert_eq!(
        (link.id.as_str(), link.visibility, link.status),
        ("chosen", Visibility::Private, Status::Unread)
    );
    assert!(link.added.is_some());
    assert_eq!(problems(&collection, &sources), ["links/b.toml:2:7: warning[duplicate-link]"]);
    let (first, _) = &collection.diagnostics[0].related[0];
    assert_eq!((&*first.file, first.range.start), ("links/a.md", 10));
}

#[test]
fn ids_are_unique() {
    let (collection, sources) = read_files(&[(
        "links/a.toml",
        "[[link]]\nurl = 'https://a.example'\nid = 'x'\n[[link]]\nurl = 'https://b.example'\nid = 'x'\n\
         [[link]]\nurl = 'https://c.example/#/one'\n[[link]]\nurl = 'https://c.example/#/two'\n",
    )]);
    assert_eq!(problems(&collection, &sources), ["links/a.toml:6:6: error[duplicate-id]"]);
    let ids: std::collections::HashSet<_> = collection.links.iter().map(|link| &link.id).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(collection.links[0].id, "x");
    assert_eq!(collection.links[1].id, crate::model::id_v1("https://b.example"));
    assert_eq!(collection.links[2].id, crate::model::id_v1("https://c.example/"));
}

#[test]
fn an_alias_that_is_a_link_is_said_so() {
    let (collection, sources) = read_files(&[(
        "links/a.toml",
        "[[link]]\nurl = 'https://a.example'\naliases = ['http://b.example/', 'nonsense', 'https://old.example']\n\
         [[link]]\nurl = 'https://b.example'\n",
    )]);
    assert_eq!(
        problems(&collection, &sources),
        ["links/a.toml:3:12: warning[alias-is-link]", "links/a.toml:3:33: error[bad-url]"]
    );
    assert_eq!(collection.links[0].aliases.len(), 2);
}

#[test]
fn files_are_read_by_path_and_others_are_passed_over() {
    let (collection, _) = read_files(&[
        ("links/z.md", "- <https://z.example>\n"),
        ("links/sub/b.TOML", "[[link]]\nurl = 'https://b.example'\n"),
        ("links/a.markdown", "- <https://a.example>\n- <https://a2.example>\n"),
        ("links/picture.png", "\u{1}"),
        ("links/sub/tags.toml", "[[link]]\nurl = 'https://t.example'\n"),
    ]);
    assert_eq!(
        urls(&collection),
        [
            "https://a.example",
            "https://a2.example",
            "https://b.example",
            "https://t.example",
            "https://z.example"
        ]
    );
    assert!(collection.diagnostics.is_empty());
}

#[test]
fn rules_add_tags_and_policies() {
    let (mut collection, _) = read_files(&[
        ("links/tags.toml", "[[tag]]\nname = 'video'\naliases = ['films']\n"),
        (
            "links/a.toml",
            "[[link]]\nurl = 'https://www.example.org/watch'\n[[link]]\nurl = 'https://other.example/'\ntags = ['lang/rust']\narchive = false\n",
        ),
    ]);
    let rules = [
        Rule {
            matches: vec!["*.example.org/*".into()],
            tags: vec!["Films".into(), "New/Tag".into()],
            archive: Some(false),
            ..Rule::default()
        },
        Rule {
            having: vec!["lang".into()],
            tags: vec!["code".into()],
            archive: Some(true),
            ..Rule::default()
        },
        Rule { having: vec!["new".into()], archive: Some(true), ..Rule::default() },
    ];
    let ruled = apply_rules(&mut collection, &rules);
    assert_eq!(collection.links[0].tags, ["video", "new/tag"]);
    assert!(collection.links[0].archive, "the last rule decides");
    assert_eq!(collection.links[1].tags, ["lang/rust", "code"]);
    assert!(!collection.links[1].archive, "the link's own word stands");
    let by = |at: usize| ruled[at].by.iter().map(|applied| applied.rule).collect::<Vec<_>>();
    assert_eq!((by(0), by(1)), (vec![0, 2], vec![1]));
    assert_eq!((ruled[0].own_tags, ruled[0].own_archive), (0, true));
    assert_eq!((ruled[1].own_tags, ruled[1].own_archive), (1, false));
    assert_eq!(ruled[0].by[0].tags, [("video".to_owned(), true), ("new/tag".to_owned(), true)]);
    let tags = &collection.tags.tags;
    assert_eq!((tags["new/tag"].name.as_str(), tags["new/tag"].slug.as_str()), ("New/Tag", "new-tag"));
    assert_eq!(
        (&tags["new"].children[..], &tags["new/tag"].parents[..]),
        (&["new/tag".to_owned()][..], &["new".to_owned()][..])
    );
    assert!(tags.keys().is_sorted());
}

#[test]
fn a_rule_means_the_tags_that_links_have() {
    let (mut collection, _) = read_files(&[
        ("links/tags.toml", "[[tag]]\nname = 'JavaScript'\naliases = ['js']\nparents = ['web']\n"),
        ("links/a.toml", "[[link]]\nurl = 'https://a.example/x.pdf'\ntags = ['js/react']\n"),
    ]);
    let rule = |wanted: &str, tag: &str| Rule {
        having: vec![wanted.into()],
        tags: vec![tag.into()],
        ..Rule::default()
    };
    let kinds = Rule { kinds: vec![ContentKind::Pdf], tags: vec!["paper".into()], ..Rule::default() };
    let early = rule("paper", "too early");
    let rules = [early, kinds, rule("js", "alias"), rule("web", "parent"), rule("paper", "later")];
    apply_rules(&mut collection, &rules);
    assert_eq!(collection.links[0].tags, ["javascript/react", "paper", "alias", "parent", "later"]);
}
