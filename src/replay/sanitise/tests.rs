use super::*;
use crate::web::dom::Budget;

/// The names of elements mean the same in what is written, whatever is taken out around them.
#[test]
fn prefixes_cannot_change_hands() {
    let text = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:p="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml">
        <a><text>x</text><h:object xmlns:p="http://www.w3.org/1999/xhtml"><p:animate attributeName="href" values="javascript:x"/></h:object></a>
        <h:div xmlns:p="http://www.w3.org/1999/xhtml"><p:rect mask="url(http://e.example/m#m)" cursor="url(http://e.example/c),auto"/></h:div></svg>"#;
    crate::proof::svg(text);
    let mut dom = Dom::parse_xml(text, &Budget::default()).expect("well-formed");
    sanitise(&mut dom, Place::Asset);
    let again = Dom::parse_xml(&dom.to_xml(), &Budget::default()).expect("well-formed");
    let names: Vec<String> = again
        .descendants(Dom::DOCUMENT)
        .filter_map(|id| again.element(id))
        .filter(|element| element.is_svg())
        .map(|element| element.local().to_owned())
        .collect();
    assert_eq!(names, ["svg", "a", "text"], "{}", dom.to_xml());
}

/// The body's contents after sanitising.
fn body(html: &str) -> String {
    let whole = clean(html);
    let start = whole.find("<body>").map_or(0, |at| at + 6);
    let end = whole.find("</body>").unwrap_or(whole.len());
    whole[start..end].to_owned()
}

fn clean(html: &str) -> String {
    let mut dom = Dom::parse(html, &Budget::default()).expect("small");
    sanitise(&mut dom, Place::Page);
    dom.to_html()
}

fn own(extension: &str) -> String {
    format!("../../../../assets/ab/ab{}.{extension}", "0".repeat(62))
}

#[test]
fn scripts_go_in_every_spelling() {
    for html in [
        "<script>x</script>",
        "<SCRIPT SRC=x></SCRIPT>",
        "<svg><script>x</script></svg>",
        "<svg><script href=x /></svg>",
        "<math><script>x</script></math>",
        "<template><script>x</script></template>",
        "<table><script>x</script></table>",
        "<noscript><script>x</script></noscript>",
        "<select><script>x</script></select>",
        "<svg><foreignObject><script>x</script></foreignObject></svg>",
        "<div><template shadowrootmode=open><script>x</script></template></div>",
        "<xmp><script>x</script></xmp>",
        "<noembed><script>x</script></noembed>",
    ] {
        assert!(!clean(html).to_ascii_lowercase().contains("<script"), "{html}");
    }
}

#[test]
fn handlers_and_active_urls_go() {
    for html in [
        "<p onclick=x>",
        "<p ONCLICK=x>",
        "<svg onload=x></svg>",
        "<svg><g onbegin=x></g></svg>",
        "<math onfocus=x></math>",
        "<a href='javascript:x'>a</a>",
        "<a href=' java\tscript:x'>a</a>",
        "<a href='https://e.example/'>a</a>",
        "<p foo='javascript:x'>",
        "<svg><a xlink:href='javascript:x'>a</a></svg>",
        "<math href='javascript:x'><mi xlink:href='javascript:x'></mi></math>",
        "<form action=x><button formaction='javascript:x'></form>",
        "<iframe src='javascript:x'></iframe><iframe srcdoc='<script>x</script>'></iframe>",
        "<a ping=http://e.example/ href=#x>a</a>",
        "<img src=http://e.example/ srcset='http://e.example/ 2x'>",
        "<video src=//e.example/ poster=//e.example/></video>",
        "<body background=http://e.example/>",
        "<p style='background:url(http://e.example/)'>",
        "<svg><rect fill='url(http://e.example/#a)'/><use href='http://e.example/#a'/></svg>",
    ] {
        let out = clean(html).to_ascii_lowercase();
        for bad in ["onclick", "onload", "onbegin", "onfocus", "script:", "e.example", "srcdoc", "action"] {
            assert!(!out.contains(bad), "{html} gave {out}");
        }
    }
}

#[test]
fn attributes_that_no_list_knows_name_nothing() {
    for (html, wanted) in [
        ("<p x-data='{ a: 1 }' v-cloak>", "<p x-data=\"\" v-cloak=\"\"></p>"),
        ("<p loadsrc=//e.example/>", "<p loadsrc=\"\"></p>"),
        ("<x-a variant='large primary' to=./x>", "<x-a variant=\"large primary\" to=\"./x\"></x-a>"),
        (
            "<p data-x=//e.example/ title=//e.example/>",
            "<p data-x=\"//e.example/\" title=\"//e.example/\"></p>",
        ),
    ] {
        assert_eq!(body(html), wanted);
    }
}

#[test]
fn what_navigates_or_hints_goes() {
    for html in [
        "<meta http-equiv=refresh content='0;url=x'>",
        "<meta http-equiv=' Refresh ' content=0>",
        "<meta http-equiv=set-cookie content=a=b>",
        "<meta http-equiv=content-security-policy content=x>",
        "<meta charset=big5><meta http-equiv=content-type content='text/html;charset=big5'>",
        "<meta name=referrer content=unsafe-url>",
        "<base href=//e.example/ target=_top>",
        "<link rel=preconnect href=//e.example><link rel=dns-prefetch href=//e.example>",
        "<link rel=prefetch href=//e.example><link rel=manifest href=m><link rel='stylesheet' href=//e.example/>",
        "<object data=x></object><embed src=x><applet code=x></applet><portal src=x></portal>",
    ] {
        let out = clean(html);
        assert_eq!(out.replace("<html><head></head><body></body></html>", ""), "", "{html}");
    }
}

#[test]
fn animations_cannot_change_links() {
    for html in [
        "<svg><a><animate attributeName=href values=javascript:x /></a></svg>",
        "<svg><a><set attributeName=xlink:href to=x /></a></svg>",
        "<svg><g><animate attributeName=fill values='url(http://e.example/#x)'/></g></svg>",
    ] {
        let out = clean(html);
        assert!(!out.contains("<animate") && !out.contains("<set"), "{out}");
    }
    assert!(clean("<svg><g><animate attributeName=x values=0;1 /></g></svg>").contains("<animate"));
}

#[test]
fn animations_bring_no_address() {
    for value in
        ["image-set('http:x/a.png' 1x)", "image-set(\"a.png\" 1x)", "https:x", "url(http://x/)", "\\75rl(x)"]
    {
        let out = clean(&format!(
            "<svg><rect><set attributeName=mask to='{}'/></rect></svg>",
            value.replace('\'', "&#39;")
        ));
        assert!(!out.contains("<set"), "{out}");
    }
    for value in ["0 0;1 1", "url(#a)", "M0 0L1 1", "#fff;rgb(1,2,3)", "100%"] {
        assert!(
            clean(&format!("<svg><rect><animate attributeName=x values='{value}'/></rect></svg>"))
                .contains("<animate")
        );
    }
}

#[test]
fn frames_hold_nothing() {
    assert!(!clean("<iframe><img src=x onerror=y></iframe>").contains("onerror"));
}

#[test]
fn what_is_seen_stays() {
    let sheet = own("css");
    let picture = own("png");
    for html in [
        format!("<link rel=\"stylesheet\" href=\"{sheet}\" media=\"print\">"),
        format!("<img src=\"{picture}#x\" alt=\"javascript: the good parts\" srcset=\"{picture} 2x\">"),
        "<img src=\"data:image/png;base64,AA\">".to_owned(),
        "<a href=\"#x\" name=\"y\">z</a>".to_owned(),
        "<x-a data-v-1=\"\" aria-label=\"l\" _ngcontent-c0=\"\" class=\"c\" hidden=\"\">y</x-a>".to_owned(),
        "<details open=\"\"><summary>s</summary>t</details>".to_owned(),
        "<dialog open=\"\">d</dialog>".to_owned(),
        "<font color=\"red\" size=\"7\">f</font><center>c</center><marquee>m</marquee>".to_owned(),
        "<ruby>a<rp>(</rp><rt>b</rt></ruby>".to_owned(),
        "<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>".to_owned(),
        format!(
            "<svg viewBox=\"0 0 1 1\"><use href=\"{picture}#a\"></use><path d=\"M0 0\" fill=\"url(#g)\"></path></svg>"
        ),
        "<svg><foreignObject><p>x</p></foreignObject></svg>".to_owned(),
        "<div><template shadowrootmode=\"open\"><slot></slot></template>x</div>".to_owned(),
        "<table><tbody><tr><td width=\"1\">x</td></tr></tbody></table>".to_owned(),
        "<p style=\"color:red\">x</p>".to_owned(),
    ] {
        let out = clean(&html);
        assert!(out.contains(&html), "{html} gave {out}");
    }
}

#[test]
fn elements_change_into_what_shows_the_same() {
    assert_eq!(
        body("<p><noscript>a<b>c</b></noscript>"),
        "<p><linkarium-noscript>a<b>c</b></linkarium-noscript></p>"
    );
    assert!(
        clean("<head><noscript><style>a{}</style></noscript>").contains("<head><style>a{}</style></head>")
    );
    assert_eq!(body("<body><xmp><b></xmp><plaintext></b>"), "<pre>&lt;b&gt;</pre><pre>&lt;/b&gt;</pre>");
    assert_eq!(body("<body><object data=x><p>f</p></object>"), "<p>f</p>");
    assert_eq!(
        body("<body><form action=x method=post><input name=a></form>"),
        "<form method=\"dialog\"><input name=\"a\"></form>"
    );
    assert!(
        body("<body><iframe src=page-frame-1.html allow=camera name=x>")
            .contains("<iframe src=\"page-frame-1.html\" sandbox=\"allow-same-origin")
    );
}

#[test]
fn styles_cannot_end_early_or_ask() {
    let out =
        clean("<style>a{b:url(http://e.example/)} @import 'x'; c::after{content:'<\\/style><img>'}</style>");
    assert!(!out.contains("e.example") && !out.contains("@import") && !out.contains("<img"), "{out}");
    let out = clean("<svg><style>a{b:url(//e.example)}&lt;img src=x></style></svg>");
    assert!(!out.contains("e.example") && !out.contains("<img"), "{out}");
    let out = clean("<svg><style><a title='</style><img src=x onerror=y>'></a></style></svg>");
    assert!(!out.contains("onerror"), "{out}");
}

#[test]
fn comments_and_instructions_go() {
    assert_eq!(body("<body><!-- a --><? b ?>c<!--[if IE]><p>d<![endif]-->"), "c");
}

#[test]
fn svg_files_are_cleaned_as_xml() {
    let text = r##"<?xml-stylesheet href="x"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"
        xmlns:i="http://inkscape" xmlns:h="http://www.w3.org/1999/xhtml" i:label="l" onload="x()" viewBox="0 0 1 1"><i:view/>
        <script>x</script><x:script/><h:script>x</h:script><h:iframe src="x"/><a x:href="http://e.example"><rect id="r"/></a>
        <image x:href="http://e.example/p.png"/><use x:href="#r"/><style>@import "x"; rect{fill:red}</style>
        <foreignObject><h:p onclick="x">t</h:p></foreignObject></svg>"##;
    let mut dom = Dom::parse_xml(text, &Budget::default()).expect("well-formed");
    sanitise(&mut dom, Place::Asset);
    let out = dom.to_xml();
    for bad in ["script", "onload", "onclick", "e.example", "iframe", "@import", "label=", "src=", "<?"] {
        assert!(!out.contains(bad), "{bad}: {out}");
    }
    for good in [
        "viewBox=\"0 0 1 1\"",
        "<use xlink:href=\"#r\" xmlns:xlink=",
        "<rect id=\"r\"/>",
        "rect{fill:red}",
        "<p xmlns=\"http://www.w3.org/1999/xhtml\">t</p>",
    ] {
        assert!(out.contains(good), "{good}: {out}");
    }
}

fn fragment() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let names = "(p|div|a|svg|math|style|title|table|tr|td|select|option|template|noscript|textarea|script|iframe|img|form|b|mtext|mglyph|annotation-xml|foreignObject|desc|use|animate|xmp|plaintext|noembed|body|frameset|link|meta|object|embed|base|input|pre|svg><style|math><mi|table><a|!--|/style|/svg|/table|/p|/a|/title|/template)";
    let attrs = "( (onclick=x|href=javascript:e.example|src=//e.example/|style=a:url\\(//e.example\\)|title='</style><img src=x onerror=y>'|srcdoc=<script>|http-equiv=refresh|rel=stylesheet|xlink:href=javascript:x|attributeName=href|encoding=text/html|shadowrootmode=open|action=x|data=x|name='--><img onerror=x>'))?";
    let text = "(x|<|&lt;img onerror=x&gt;|-->|]]>|</|\\n)?";
    prop::collection::vec((names, attrs, text).prop_map(|(n, a, t)| format!("<{n}{a}>{t}")), 0..14)
        .prop_map(|parts| parts.concat())
}

proptest::proptest! {
    #[test]
    fn nothing_forbidden_survives(html in fragment()) {
        crate::proof::html(&html);
        crate::proof::svg(&format!("<svg xmlns='http://www.w3.org/2000/svg'>{html}</svg>"));
    }
}
