use super::*;

fn parse(text: &str) -> Dom {
    Dom::parse(text, &Budget::default()).expect("within the budget")
}

fn round(text: &str) -> String {
    parse(text).to_html()
}

#[test]
fn noscript_and_template_children_are_elements() {
    let dom = parse("<!doctype html><noscript><img src=a></noscript><template><b>x</b></template>");
    let names: Vec<_> =
        dom.descendants(Dom::DOCUMENT).filter_map(|id| dom.element(id)).map(Element::local).collect();
    assert_eq!(names, ["html", "head", "noscript", "body", "img", "template", "b"]);
    let dom = parse("<body><noscript><p>x</noscript>");
    assert!(dom.to_html().contains("<noscript><p>x</p></noscript>"));
}

#[test]
fn declarative_shadow_roots_survive() {
    let text = "<html><head></head><body><x-a><template shadowrootmode=\"open\"><slot></slot></template>y</x-a></body></html>";
    assert_eq!(round(text), text);
}

#[test]
fn the_doctype_keeps_the_rendering_mode() {
    for text in [
        "<!DOCTYPE html>",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">",
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">",
        "<!DOCTYPE html SYSTEM 'about:legacy-compat'>",
        "",
    ] {
        let first = parse(text);
        let second = parse(&first.to_html());
        assert_eq!(first.quirks(), second.quirks(), "{text}");
        assert_eq!(first.doctype(), second.doctype(), "{text}");
    }
}

#[test]
fn leading_newlines_come_back() {
    assert!(round("<pre>\n\nx</pre>").contains("<pre>\n\nx</pre>"));
    assert!(round("<pre>\nx</pre>").contains("<pre>x</pre>"));
    assert!(round("<textarea>\n\nx</textarea>").contains("<textarea>\n\nx</textarea>"));
}

#[test]
fn text_is_escaped_where_it_must_be() {
    assert!(
        round("<p title='\"<&amp;lt;'>&lt;b&gt;&amp;&nbsp;")
            .contains("<p title=\"&quot;&lt;&amp;lt;\">&lt;b&gt;&amp;&nbsp;</p>")
    );
    assert!(round("<style>a>b{}</style>").contains("<style>a>b{}</style>"));
    // In foreign content style is an ordinary element.
    assert!(round("<svg><style>&lt;/svg></style></svg>").contains("<style>&lt;/svg&gt;</style>"));
}

#[test]
fn deep_nesting_is_flattened() {
    let dom = parse(&"<div>".repeat(2_000));
    let mut depth = 0;
    for id in dom.descendants(Dom::DOCUMENT) {
        depth = depth.max(dom.ancestors(id).count());
    }
    assert!((500..=513).contains(&depth), "{depth}");
    let count =
        dom.descendants(Dom::DOCUMENT).filter(|&id| dom.element(id).is_some_and(|e| e.is("div"))).count();
    assert_eq!(count, 2_000);
}

#[test]
fn bottomless_nesting_ends() {
    for name in ["div", "b", "table><tr><td", "svg", "template", "ul><li", "span", "b x"] {
        assert!(Dom::parse(&format!("<{name}>").repeat(100_000), &Budget::default()).is_err(), "{name}");
    }
    // These close the one before.
    for name in ["button", "option", "p", "a"] {
        assert!(Dom::parse(&format!("<{name}>").repeat(20_000), &Budget::default()).is_ok(), "{name}");
    }
}

#[test]
fn tangles_end() {
    let numbered = |count: usize, text: &str| {
        (0..count).fold(String::new(), |all, n| all + &text.replace('#', &n.to_string()))
    };
    let many = numbered(60_000, "<b a=#>");
    assert!(Dom::parse(&many, &Budget::default()).is_err());
    let again = numbered(3_000, "<p><b a=#>");
    assert!(Dom::parse(&again, &Budget { nodes: 100_000, ..Budget::default() }).is_err());
    let attributes = numbered(100_000, " a#=1");
    assert_eq!(Dom::parse(&format!("<p{attributes}>"), &Budget::default()).err(), Some(OverBudget::Work));
    assert_eq!(Dom::parse(&format!("<!-- --><p \">\"{attributes}>"), &Budget::default()).err(), None);
    // A long comment, or a long attribute, is no tangle.
    let words = "a b ".repeat(100_000);
    assert!(Dom::parse(&format!("<!--<p {words}-->x"), &Budget::default()).is_ok());
    assert!(Dom::parse(&format!("<p title='{words}'>x"), &Budget::default()).is_ok());
}

#[test]
fn budgets_hold() {
    assert_eq!(Dom::parse("<p>x", &Budget { bytes: 3, ..Budget::default() }).err(), Some(OverBudget::Bytes));
    let wide = "<p>x".repeat(1_000);
    assert_eq!(Dom::parse(&wide, &Budget { nodes: 500, ..Budget::default() }).err(), Some(OverBudget::Nodes));
}

#[test]
fn edits_keep_the_links_between_nodes() {
    let mut dom = parse("<body><p>a<b>c</b>d</p>");
    let b = dom.descendants(Dom::DOCUMENT).find(|&id| dom.element(id).is_some_and(|e| e.is("b"))).expect("b");
    dom.unwrap(b);
    assert!(dom.to_html().contains("<p>acd</p>"));
    let body = dom.body().expect("body");
    let i = dom.create_element(html_name("i"), vec![Attr::new("x", "1")]);
    dom.prepend(body, i);
    assert!(dom.to_html().contains("<body><i x=\"1\"></i><p>"));
    let p = dom.child_named(body, "p").expect("p");
    dom.replace(p, i, true);
    assert!(dom.to_html().contains("<body><i x=\"1\">acd</i></body>"));
}

mod xml {
    use super::*;

    fn xml(text: &str) -> Option<String> {
        Dom::parse_xml(text, &Budget::default()).ok().map(|dom| dom.to_xml())
    }

    #[test]
    fn reads_and_writes() {
        let text = "<svg xmlns=\"http://www.w3.org/2000/svg\"><a xlink:href=\"b\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"/>t</svg>";
        assert_eq!(xml(text).as_deref(), Some(text));
        let prefixed = "<y:svg xmlns:y=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\"><y:a x:href=\"b\"/>t</y:svg>";
        assert_eq!(xml(prefixed).as_deref(), Some(text));
        let dom = Dom::parse_xml(text, &Budget::default()).expect("well-formed");
        let root = dom.root().expect("root");
        assert!(dom.element(root).is_some_and(Element::is_svg));
    }

    /// Each reference once took a copy of all that follows it.
    #[test]
    fn many_references_are_read() {
        let text = format!("<g k=\"{0}\">{0}</g>", "&amp;".repeat(400_000));
        assert_eq!(xml(&text).map(|out| out.len()), Some(text.len()));
    }

    #[test]
    fn expands_entities_within_bounds() {
        let text = "<!DOCTYPE svg [<!ENTITY a \"x&#65;\"><!ENTITY b \"&a;&a;\">]><g k=\"&b;\">&b;&lt;</g>";
        assert_eq!(xml(text).as_deref(), Some("<g k=\"xAxA\">xAxA&lt;</g>"));
        let mut bomb = String::from("<!DOCTYPE g [<!ENTITY e0 \"aaaaaaaaaa\">");
        for n in 1..30 {
            let before = format!("&e{};", n - 1).repeat(8);
            bomb = format!("{bomb}<!ENTITY e{n} \"{before}\">");
        }
        bomb += "]><g>&e29;</g>";
        assert_eq!(xml(&bomb), None);
        assert_eq!(xml("<!DOCTYPE g [<!ENTITY a \"&a;\">]><g>&a;</g>"), None);
        assert_eq!(xml("<!DOCTYPE g [<!ENTITY a \"<script/>\">]><g>&a;</g>"), None);
    }

    #[test]
    fn refuses_what_is_not_well_formed() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a b=c/>",
            "<a b='1' b='2'/>",
            "<a/><b/>",
            "<x:a/>",
            "<a>&nbsp;</a>",
            "<a \u{1}/>",
            "<a>\u{1}</a>",
            "<a b='<'/>",
            "<a xmlns:x='y' xmlns:z='y' x:b='1' z:b='2'/>",
        ] {
            assert_eq!(xml(text), None, "{text}");
        }
    }
}

#[test]
fn comparing_attributes_is_work() {
    let tag: String = (0..15_000).fold("<p".to_owned(), |tag, n| tag + " a" + &n.to_string()) + ">";
    assert!(Dom::parse(&tag, &Budget::default()).is_ok());
    assert!(matches!(Dom::parse(&tag.repeat(9), &Budget::default()), Err(OverBudget::Work)));
}

proptest::proptest! {
    #[test]
    fn any_text_is_parsed(text in "[<>/=\"' !a-e\\-&;\\n]{0,200}") {
        let first = Dom::parse(&text, &Budget::default()).expect("small").to_html();
        let _ = Dom::parse(&first, &Budget::default()).expect("small").to_html();
        if let Ok(dom) = Dom::parse_xml(&text, &Budget::default()) {
            let out = dom.to_xml();
            let again = Dom::parse_xml(&out, &Budget::default()).expect("what we write is well-formed").to_xml();
            proptest::prop_assert_eq!(out, again);
        }
    }
}
