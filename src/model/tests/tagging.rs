use super::*;

const LINKS: (&str, &str) = (
    "links/a.toml",
    "[[link]]\nurl = 'https://a.example'\ntags = ['JS/React', 'C', 'c++', 'C#', 'Lang/Rust', 'golang']\n",
);

#[test]
fn tags_toml_describes_aliases_and_hierarchy() {
    let (collection, sources) = read_files(&[
        (
            "links/tags.toml",
            "[[tag]]\nname = 'JavaScript'\ntitle = 'The JavaScript language'\ndescription = '''\nWords.\n'''\naliases = ['js', 'ecma script']\n\
             parents = ['Web']\nrelated = ['lang/rust']\n[[tag]]\nname = 'go'\naliases = 'golang'\nslug = 'go-lang'\n",
        ),
        LINKS,
    ]);
    assert_eq!(problems(&collection, &sources), [] as [&str; 0]);
    assert_eq!(collection.links[0].tags, ["javascript/react", "c", "c++", "c#", "lang/rust", "go"]);
    let tags = &collection.tags.tags;
    let js = &tags["javascript"];
    assert_eq!((js.name.as_str(), js.title.as_str()), ("JavaScript", "The JavaScript language"));
    assert_eq!(js.description.as_deref(), Some("Words."));
    assert_eq!(
        (&js.aliases[..], &js.parents[..]),
        (&["js".to_owned(), "ecma script".into()][..], &["web".to_owned()][..])
    );
    assert_eq!(
        (&js.children[..], &js.related[..]),
        (&["javascript/react".to_owned()][..], &["lang/rust".to_owned()][..])
    );
    assert_eq!(tags["javascript/react"].name, "JavaScript/React");
    assert_eq!(tags["lang"].name, "Lang");
    assert_eq!(tags["go"].slug, "go-lang");
    let slugs: Vec<_> = ["c", "c++", "c#"].iter().map(|key| tags[*key].slug.as_str()).collect();
    assert_eq!(slugs, ["c", "c-plus-plus", "c-sharp"]);
    assert!(tags.keys().is_sorted());
    assert_eq!(collection.tags.resolve("js/vue"), "javascript/vue");
}

#[test]
fn mistakes_in_tags_name_both_places() {
    let (collection, sources) = read_files(&[
        (
            "links/tags.toml",
            "[[tag]]\nname = 'a'\naliases = ['x', 'b']\nparents = ['c']\n[[tag]]\nname = 'b'\naliases = ['X']\nparents = ['a', 'b']\n\
             [[tag]]\nname = 'c'\nparents = ['b']\nslug = 'C D'\nrelated = ['nowhere']\n[[tag]]\nname = 'A'\n[[tag]]\ntitle = 'x'\n\
             [[tag]]\nname = 'c-sharp'\ncolour = 'red'\n",
        ),
        LINKS,
    ]);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.toml:3:33: error[slug-collision]",
            "links/tags.toml:3:17: error[alias-clash]",
            "links/tags.toml:7:12: error[alias-clash]",
            "links/tags.toml:8:17: error[parent-cycle]",
            "links/tags.toml:10:8: warning[unknown-tag]",
            "links/tags.toml:11:12: error[parent-cycle]",
            "links/tags.toml:12:8: error[bad-slug]",
            "links/tags.toml:15:8: error[duplicate-tag]",
            "links/tags.toml:16:1: error[missing-name]",
            "links/tags.toml:20:1: warning[unknown-field]",
        ]
    );
    let both = ["slug-collision", "alias-clash", "parent-cycle", "duplicate-tag"];
    assert!(collection.diagnostics.iter().filter(|d| both.contains(&d.code)).all(|d| d.related.len() == 1));
    let tags = &collection.tags.tags;
    let slugs: std::collections::HashSet<_> = tags.values().map(|tag| &tag.slug).collect();
    assert_eq!(slugs.len(), tags.len(), "slugs stay unique");
    assert_eq!(tags["c-sharp"].slug, "c-sharp", "the declared tag keeps its slug");
}

#[test]
fn cycles_through_aliases_and_levels_end() {
    let (collection, _) = read_files(&[
        (
            "links/tags.toml",
            "[[tag]]\nname = 'x/a'\naliases = ['y']\n[[tag]]\nname = 'y/b'\naliases = ['x']\n[[tag]]\nname = 'lang'\nparents = ['lang/rust']\n\
             [[tag]]\nname = 'b/a'\naliases = ['a']\n[[tag]]\nname = 'a/b'\naliases = ['b']\n",
        ),
        (
            "links/a.toml",
            "[[link]]\nurl = 'https://a.example'\ntags = ['x/y/x', 'y', 'a/b/a', 'b', 'lang/rust']\n",
        ),
    ]);
    assert!(collection.diagnostics.iter().any(|d| d.code == "parent-cycle"));
    for start in collection.tags.tags.keys() {
        let mut waiting = vec![start.as_str()];
        for _ in 0..10_000 {
            let Some(key) = waiting.pop() else { break };
            waiting.extend(collection.tags.tags[key].parents.iter().map(String::as_str));
        }
        assert!(waiting.is_empty(), "a cycle above {start}");
    }
}

#[test]
fn a_private_spelling_is_not_shown() {
    let (collection, _) = read_files(&[
        ("links/a.toml", "[[link]]\nurl = 'https://a.example'\ntags = ['SECRET Name/X']\nprivate = true\n"),
        ("links/b.toml", "[[link]]\nurl = 'https://b.example'\ntags = ['secret name/x']\n"),
    ]);
    assert_eq!(collection.tags.tags["secret name/x"].name, "secret name/x");
    assert_eq!(collection.tags.tags["secret name"].title, "secret name");
}

#[test]
fn a_tag_beyond_the_limit_is_left_out() {
    let long = format!("[[link]]\nurl = 'https://a.example'\ntags = ['{}', 'ok']\n", "a/".repeat(5_000));
    let (collection, _) = read_files(&[("links/a.toml", &long)]);
    assert_eq!(collection.links[0].tags, ["ok"]);
    assert_eq!(collection.diagnostics[0].code, "bad-tag");
}
