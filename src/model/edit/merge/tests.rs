use super::*;

/// Stands for git: what one side alone has changed.
fn lines(base: &str, ours: &str, theirs: &str) -> Option<(String, bool)> {
    if ours == base {
        return Some((theirs.to_owned(), false));
    }
    (theirs == base).then(|| (ours.to_owned(), false))
}

fn merged(path: &str, base: &str, ours: &str, theirs: &str) -> String {
    let merged = merge(path, base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &lines).unwrap();
    assert!(!merged.conflict);
    String::from_utf8(merged.bytes).unwrap()
}

fn link(name: &str) -> String {
    format!("[[link]]\nurl = \"https://{name}.example/\"\n")
}

#[test]
fn both_add_at_the_end() {
    let base = format!("# mine\n\n{}", link("a"));
    let ours = format!("{base}\n{}", link("b"));
    let theirs = format!("{base}\n# a comment\n{}\n{}", link("c"), link("d"));
    let wanted = format!("{ours}\n# a comment\n{}\n{}", link("c"), link("d"));
    assert_eq!(merged("links/a.toml", &base, &ours, &theirs), wanted);
}

#[test]
fn both_add_at_the_top_and_below_a_heading() {
    let base = "## One\n- <https://a/>\n\n## Two\n- <https://b/>\n";
    let ours = "## One\n- <https://x/>\n- <https://a/>\n\n## Two\n- <https://b/>\n";
    let theirs = "## One\n- <https://a/>\n\n## Two\n- <https://y/> #tag\n- <https://b/>\n- <https://z/>";
    let wanted = "## One\n- <https://x/>\n- <https://a/>\n\n## Two\n- <https://y/> #tag\n- <https://b/>\n- <https://z/>\n";
    assert_eq!(merged("links/a.md", base, ours, theirs), wanted);
}

#[test]
fn a_link_of_both_is_as_strict_and_as_old_as_either_has_it() {
    let base = link("a");
    let both = |more: &str| format!("{}\n[[link]]\nurl = \"https://both.example/\"\n{more}", link("a"));
    let ours = both("title = \"T\"\nadded = 2026-11-05\nvisibility = \"public\"\n");
    let theirs = both("added = 2026-11-01\nvisibility = \"private\"\nstatus = \"unread\"\nstarred = true\n");
    let text = merged("links/a.toml", &base, &ours, &theirs);
    for wanted in [
        "title = \"T\"",
        "added = 2026-11-01",
        "visibility = \"private\"",
        "status = \"unread\"",
        "starred = true",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!text.contains("public"), "{text}");
    assert_eq!(merged("links/a.toml", &base, &theirs, &ours).matches("private").count(), 1);
}

#[test]
fn a_conflict_elsewhere_costs_no_union() {
    let titled = |title: &str| format!("[[link]]\nurl = \"https://a.example/\"\ntitle = \"{title}\"\n");
    let both = |title: &str, more: &str| {
        format!("{}\n[[link]]\nurl = \"https://both.example/\"\n{more}", titled(title))
    };
    let ours = both("A1", "tags = [\"ta\"]\nnotes = \"note A\"\n");
    let theirs = both("A2", "tags = [\"tb\"]\nnotes = \"note B\"\n");
    let conflict = |_: &str, ours: &str, theirs: &str| {
        Some((format!("<<<<<<< o\n{ours}=======\n{theirs}>>>>>>> t\n"), true))
    };
    let base = titled("A");
    let out = merge("links/a.toml", base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &conflict).unwrap();
    let text = String::from_utf8(out.bytes).unwrap();
    assert!(out.conflict);
    for wanted in ["A1", "A2", "ta", "tb", "note A", "note B"] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert_eq!(text.matches("both.example").count(), 1, "{text}");
}

#[test]
fn a_sorted_file_stays_sorted() {
    let all = |names: &[&str]| names.iter().map(|name| link(name)).collect::<Vec<_>>().join("\n");
    let base = all(&["a", "m", "z"]);
    let (ours, theirs) = (all(&["a", "f", "m", "z"]), all(&["a", "c", "h", "m", "z"]));
    assert_eq!(merged("links/a.toml", &base, &ours, &theirs), all(&["a", "c", "f", "h", "m", "z"]));
}

#[test]
fn what_both_add_is_one_link() {
    let base = link("a");
    let ours = format!("{base}\n{}tags = [\"x\"]\n", link("b"));
    let theirs = format!("{base}\n{}tags = [\"y\"]\ntitle = \"B\"\n", link("b"));
    let wanted =
        format!("{base}\n[[link]]\nurl = \"https://b.example/\"\ntitle = \"B\"\ntags = [\"x\", \"y\"]\n");
    assert_eq!(merged("links/a.toml", &base, &ours, &theirs), wanted);
}

#[test]
fn what_both_add_is_hidden_when_one_hides_it() {
    let base = link("a");
    let ours = format!("{base}\n{}\n{}", link("b"), link("c"));
    let theirs = format!(
        "{base}\n{}private = true\n\n{}added = 2026-01-02 10:00:00 # d\narchive = false\n",
        link("c"),
        link("b")
    );
    let wanted = format!(
        "{base}\n{}added = 2026-01-02 10:00:00\narchive = false\n\n{}visibility = \"private\"\n",
        link("b"),
        link("c")
    );
    assert_eq!(merged("links/a.toml", &base, &ours, &theirs), wanted);
    // An item has no place for it: a person must decide.
    let (ours, theirs) =
        ("- <https://a.example/>\n", "+++\nvisibility = 'private'\n+++\n- <https://a.example/>\n");
    let merged = merge("links/a.md", b"", ours.as_bytes(), theirs.as_bytes(), &lines);
    assert!(merged.is_none_or(|merged| String::from_utf8_lossy(&merged.bytes).contains("private")));
}

#[test]
fn what_one_removes_is_gone_and_what_one_changes_is_changed() {
    let base = [link("a"), link("b"), link("c")].join("\n");
    let ours = [link("a"), link("c"), link("d")].join("\n");
    let theirs = [link("a"), link("b"), link("c"), link("e")].join("\n");
    let wanted = [link("a"), link("c"), link("d"), link("e")].join("\n");
    assert_eq!(merged("links/a.toml", &base, &ours, &theirs), wanted);
}

#[test]
fn an_empty_base_and_other_line_ends() {
    let (ours, theirs) = (link("a").replace('\n', "\r\n"), link("b"));
    let wanted = format!("{}\r\n{}", ours, link("b").replace('\n', "\r\n"));
    let got = merged("links/a.toml", "", &ours, &theirs);
    assert!(got == wanted || got == wanted.replacen("\r\n\r\n", "\r\n", 1), "{got:?}");
}

#[test]
fn what_is_one_link_with_notes_is_left_to_git() {
    let one = "+++\nurl = 'https://a/'\n+++\n";
    assert_eq!(merge("links/a.md", b"", one.as_bytes(), one.as_bytes(), &lines), None);
}
