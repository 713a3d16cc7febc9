//! Every way in which a page can name what it shows: one small page each, looked at in Chromium, live and captured.
//!
//! A page is right when a large green field is seen and nothing red. Live, it is shown without scripts, as a snapshot is;
//! rows marked [`Seen::Captured`] are pages that only a script would have shown, and red there until then.

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
use crate::support::{Collection, Reply, Web};

const GREEN: [u8; 3] = [0x20, 0xa0, 0x40];
const RED: [u8; 3] = [0xd0, 0x30, 0x10];

/// Where the green field is seen.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    /// On the live page and in its capture.
    Both,
    /// Only in the capture: the live page needs a script for it.
    Captured,
}
use Seen::{Both, Captured};

/// What a row is made of: its name, where it is seen, its page, and further files as (path, media type, text).
type Row = (&'static str, Seen, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const CSS: &str = "text/css";
const SVG: &str = "image/svg+xml";
const HTML: &str = "text/html; charset=utf-8";

/// The green field of most pages.
const BOX: &str = "<div class=box></div>";
const FILLED: &str = ".box { background: url(green.gif) }";

/// Pages begin with this, unless they begin with `<!`, `<html` or `<?`.
const HEAD: &str = "<!doctype html><html><head><meta charset=utf-8><title>t</title>\
    <style>body { margin: 0 } .box { width: 600px; height: 400px; background: #d03010 } img, svg, iframe, input, object, \
    embed, video { display: block; border: 0; width: 600px; height: 400px }</style>";

const ROWS: &[Row] = &[
    // Of a picture with several sources, one is enough.
    (
        "picture-of-which-one-is-there",
        Both,
        "<img src=none.png srcset='green.gif 1x, none.gif 2x' class=box>",
        &[],
    ),
    (
        "picture-of-which-a-source-is-there",
        Both,
        "<picture><source srcset=green.gif><img src=none.png class=box></picture>",
        &[],
    ),
    // CSS: every way in which it names a URL.
    ("link", Both, "<link rel=stylesheet href=a.css>BOX", &[("a.css", CSS, FILLED)]),
    ("style-element", Both, "<style>.box { background: url(green.gif) }</style>BOX", &[]),
    ("style-attribute", Both, "<div class=box style=\"background: url('green.gif')\"></div>", &[]),
    ("import-url", Both, "<style>@import url(a.css);</style>BOX", &[("a.css", CSS, FILLED)]),
    ("import-string", Both, "<style>@import 'a.css';</style>BOX", &[("a.css", CSS, FILLED)]),
    (
        "import-media",
        Both,
        "<style>@import url('a.css') screen and (min-width: 1px); @import 'b.css' print;</style>BOX",
        &[("a.css", CSS, FILLED), ("b.css", CSS, ".box { display: none }")],
    ),
    (
        "import-layer",
        Both,
        "<style>@import url(a.css) layer(below); .none { color: red }</style><div style='width:600px;height:400px' class=field></div>",
        &[("a.css", CSS, ".field { background: url(green.gif) }")],
    ),
    (
        "import-supports",
        Both,
        "<style>@import 'a.css' supports(display: grid); @import 'b.css' supports(display: nonsense);</style>BOX",
        &[("a.css", CSS, FILLED), ("b.css", CSS, ".box { display: none }")],
    ),
    (
        "import-chain",
        Both,
        "<link rel=stylesheet href=one/a.css>BOX",
        &[
            ("one/a.css", CSS, "@import '../two/b.css';"),
            ("two/b.css", CSS, "@import url(./three/c.css);"),
            ("two/three/c.css", CSS, ".box { background: url(../../green.gif) }"),
        ],
    ),
    (
        "import-cycle",
        Both,
        "<link rel=stylesheet href=a.css>BOX",
        &[
            ("a.css", CSS, "@import 'b.css'; .box { background: url(green.gif) }"),
            ("b.css", CSS, "@import 'a.css'; .box { background: #d03010 }"),
        ],
    ),
    ("url-escapes", Both, "<style>.box { background: url(gr\\65 en.gif) }</style>BOX", &[]),
    ("url-string-escapes", Both, "<style>.box { background: url(\"gr\\000065en\\.gif\") }</style>BOX", &[]),
    ("url-odd-case", Both, "<style>.box { BACKGROUND: URL( green.gif ) }</style>BOX", &[]),
    (
        "custom-property",
        Both,
        "<style>:root { --picture: url(green.gif) } .box { background: var(--picture) }</style>BOX",
        &[],
    ),
    (
        "image-set-strings",
        Both,
        "<style>.box { background: image-set(\"green.gif\" 1x, \"green.gif\" 2x) }</style>BOX",
        &[],
    ),
    (
        "image-set-urls",
        Both,
        "<style>.box { background: image-set(url(green.gif) 1x, url('green.gif') 2x type('image/gif')) }</style>BOX",
        &[],
    ),
    (
        "image-set-prefixed",
        Both,
        "<style>.box { background: -webkit-image-set(url(green.gif) 1x) }</style>BOX",
        &[],
    ),
    ("nested-rules", Both, "<style>body { & .box { &.box { background: url(green.gif) } } }</style>BOX", &[]),
    (
        "supports",
        Both,
        "<style>@supports (display: grid) { .box { background: url(green.gif) } }</style>BOX",
        &[],
    ),
    (
        "container",
        Both,
        "<style>body { container-type: inline-size } @container (min-width: 1px) { .box { background: url(green.gif) } }</style>BOX",
        &[],
    ),
    (
        "layer",
        Both,
        "<style>@layer a, b; @layer b { .field { background: url(green.gif) } } @layer a { .field { background: #d03010 } }</style><div class=field style='width:600px;height:400px'></div>",
        &[],
    ),
    (
        "media",
        Both,
        "<style>@media (min-width: 1px) { .box { background: url(green.gif) } } @media print { .box { display: none } }</style>BOX",
        &[],
    ),
    (
        "mask",
        Both,
        "<style>.box { background: #20a040; mask: url(full.svg); -webkit-mask: url(full.svg) }</style>BOX",
        &[(
            "full.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400'/></svg>",
        )],
    ),
    (
        "before-content",
        Both,
        "<style>.b::before { content: url(green.svg); display: block; height: 400px }</style><div class=b></div>",
        &[(
            "green.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#20a040'/></svg>",
        )],
    ),
    (
        "border-image",
        Both,
        "<style>.box { box-sizing: border-box; border: 200px solid #d03010; border-image: url(green.gif) 1 fill / 200px; background: #20a040 }</style>BOX",
        &[],
    ),
    (
        "list-style",
        Both,
        "<style>ul { margin: 0; padding: 0; list-style: inside url(green.svg) }</style><ul><li></ul>",
        &[(
            "green.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#20a040'/></svg>",
        )],
    ),
    (
        "namespace",
        Both,
        "<style>@namespace url(http://www.w3.org/1999/xhtml); .box { background: url(green.gif) }</style>BOX",
        &[],
    ),
    (
        "charset-rule",
        Both,
        "<link rel=stylesheet href=a.css>BOX",
        &[(
            "a.css",
            CSS,
            "@charset \"utf-8\"; .box { background: url(green.gif) } .box::after { content: '协程' }",
        )],
    ),
    (
        "broken-css",
        Both,
        "<style>.a { color: ; } } @nonsense; .b { x: ] } .box { background: url(green.gif) </style>BOX",
        &[],
    ),
    (
        "print-sheet",
        Both,
        "<link rel=stylesheet media=print href=a.css><style>.box { background: url(green.gif) }</style>BOX",
        &[("a.css", CSS, ".box { display: none }")],
    ),
    (
        "alternate-sheet",
        Both,
        "<link rel='alternate stylesheet' title=other href=a.css><style>.box { background: url(green.gif) }</style>BOX",
        &[("a.css", CSS, ".box { display: none }")],
    ),
    (
        "data-sheet",
        Both,
        "<link rel=stylesheet href=\"data:text/css,.box%7Bbackground:%2320a040%7D\">BOX",
        &[],
    ),
    (
        "sheet-redirect",
        Both,
        "<link rel=stylesheet href=moved.css>BOX",
        &[
            ("moved.css", "redirect", "far/a.css"),
            ("far/a.css", CSS, ".box { background: url(../green.gif) }"),
        ],
    ),
    (
        "sheet-type-lies",
        Both,
        "<link rel=stylesheet href=a.css><style>.box { background: url(green.gif) }</style>BOX",
        &[("a.css", "text/plain", ".box { display: none }")],
    ),
    (
        "sheet-type-lies-in-quirks",
        Both,
        "<html><head><link rel=stylesheet href=a.css></head><body>BOX",
        &[(
            "a.css",
            "text/plain",
            "body { margin: 0 } .box { width: 600px; height: 400px; background: url(green.gif) }",
        )],
    ),
    (
        "integrity-kept",
        Both,
        "<link rel=stylesheet href=a.css integrity='sha256-EzB33tyTdwI8yPtxkNDYTyaTq5q9QtVx737g2h8oYYg='>BOX",
        &[("a.css", CSS, FILLED)],
    ),
    (
        "integrity-broken",
        Both,
        "<link rel=stylesheet href=a.css integrity='sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='><style>.box { background: url(green.gif) }</style>BOX",
        &[("a.css", CSS, ".box { display: none }")],
    ),
    (
        "consent-banner",
        Captured,
        "<body style='overflow:hidden'><img src=green.gif><div id=CybotCookiebotDialog style='position:fixed;inset:0;background:#d03010'>We value your privacy</div>",
        &[],
    ),
    // HTML.
    ("base", Both, "<base href=deep/er/><img src=g.gif>", &[("deep/er/g.gif", "image/gif", "GREEN")]),
    ("image", Both, "<img src=green.gif>", &[]),
    ("image-redirect", Both, "<img src=moved.gif>", &[("moved.gif", "redirect", "green.gif")]),
    ("image-type-lies", Both, "<img src=odd>", &[("odd", "text/plain", "GREEN")]),
    ("image-octets", Both, "<img src=odd.bin>", &[("odd.bin", "application/octet-stream", "GREEN")]),
    ("srcset-density", Both, "<img src=red.gif srcset='green.gif 1x, green.gif 2x'>", &[]),
    ("srcset-width", Both, "<img src=red.gif sizes=100vw srcset='green.gif 100w, green.gif 2000w'>", &[]),
    ("srcset-commas", Both, "<img src=red.gif srcset='green.gif?a,b 1x,green.gif?c 2x'>", &[]),
    (
        "picture-media",
        Both,
        "<picture><source media='(max-width: 1px)' srcset=red.gif><source srcset=green.gif><img src=red.gif></picture>",
        &[],
    ),
    (
        "picture-type",
        Both,
        "<picture><source type=image/nonsense srcset=red.gif><img src=green.gif></picture>",
        &[],
    ),
    ("input-image", Both, "<form><input type=image src=green.gif></form>", &[]),
    ("body-background", Both, "<html><head><title>t</title></head><body background=green.gif>", &[]),
    (
        "table-background",
        Both,
        "<table cellpadding=0 cellspacing=0 background=green.gif><tr><td width=600 height=400></table>",
        &[],
    ),
    (
        "cell-background",
        Both,
        "<table cellpadding=0 cellspacing=0><tr><td width=600 height=400 background=green.gif></table>",
        &[],
    ),
    ("poster", Both, "<video poster=green.gif></video>", &[]),
    (
        "data-image",
        Both,
        "<img src=\"data:image/gif;base64,R0lGODlhAQABAIAAACCgQAAAACwAAAAAAQABAAACAkQBADs=\">",
        &[],
    ),
    ("object-image", Both, "<object data=green.gif type=image/gif><div class=box></div></object>", &[]),
    (
        "object-svg",
        Both,
        "<object data=green.svg type=image/svg+xml><div class=box></div></object>",
        &[(
            "green.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#20a040'/></svg>",
        )],
    ),
    (
        "object-html",
        Both,
        "<object data=in.html type=text/html><div class=box></div></object>",
        &[("in.html", HTML, "<!doctype html><body style='background:#20a040'>")],
    ),
    (
        "object-fallback",
        Both,
        "<object data=none.xyz type=application/x-nonsense><img src=green.gif></object>",
        &[],
    ),
    (
        "embed-svg",
        Both,
        "<embed src=green.svg>",
        &[(
            "green.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#20a040'/></svg>",
        )],
    ),
    (
        "frame",
        Both,
        "<iframe src=in.html></iframe>",
        &[("in.html", HTML, "<!doctype html><style>body { background: url(green.gif) }</style>")],
    ),
    (
        "frame-in-frame",
        Both,
        "<iframe src=in.html></iframe>",
        &[
            (
                "in.html",
                HTML,
                "<!doctype html><style>body { margin: 0 } iframe { border: 0; width: 600px; height: 400px }</style><iframe src=deep/er.html></iframe>",
            ),
            ("deep/er.html", HTML, "<!doctype html><body style='background:#20a040'>"),
        ],
    ),
    ("srcdoc", Both, "<iframe srcdoc=\"<style>body{background:url(green.gif)}</style>\"></iframe>", &[]),
    (
        "frameset",
        Both,
        "<html><head><title>t</title></head><frameset cols='*,1' border=0><frame src=in.html><frame src=in.html></frameset></html>",
        &[("in.html", HTML, "<!doctype html><body style='background:#20a040'>")],
    ),
    ("template-is-not-shown", Both, "<template><div class=box></div></template><img src=green.gif>", &[]),
    (
        "shadow-root",
        Both,
        "<div><template shadowrootmode=open><style>.in { width: 600px; height: 400px; background: url(green.gif) }</style><div class=in></div></template></div>",
        &[],
    ),
    (
        "shadow-root-sheet",
        Both,
        "<div><template shadowrootmode=open><link rel=stylesheet href=a.css><div class=in></div><slot></slot></template></div>",
        &[("a.css", CSS, ".in { width: 600px; height: 400px; background: url(green.gif) }")],
    ),
    ("noscript-image", Both, "<noscript><img src=green.gif></noscript>", &[]),
    (
        "noscript-style",
        Both,
        "<noscript><style>.box { background: url(green.gif) }</style></noscript></head><body>BOX",
        &[],
    ),
    (
        "noscript-sheet",
        Both,
        "<noscript><link rel=stylesheet href=a.css></noscript></head><body>BOX",
        &[("a.css", CSS, FILLED)],
    ),
    (
        "canvas-fallback",
        Both,
        "<canvas width=600 height=400 style='background:#d03010'><img src=green.gif></canvas>",
        &[],
    ),
    // SVG.
    (
        "svg-inline-image",
        Both,
        "<svg><image href=green.gif width=600 height=400 preserveAspectRatio=none /></svg>",
        &[],
    ),
    (
        "svg-xlink-image",
        Both,
        "<svg><image xlink:href=green.gif width=600 height=400 preserveAspectRatio=none /></svg>",
        &[],
    ),
    (
        "svg-use",
        Both,
        "<svg><defs><rect id=r width=600 height=400 fill=#20a040 /></defs><use href=#r /></svg>",
        &[],
    ),
    (
        "svg-use-file",
        Both,
        "<svg><use href=s.svg#r /></svg>",
        &[(
            "s.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg'><symbol id='r' viewBox='0 0 6 4'><rect width='6' height='4' fill='#20a040'/></symbol></svg>",
        )],
    ),
    (
        "svg-use-file-gradient",
        Both,
        "<svg><use href=s.svg#r /></svg>",
        &[(
            "s.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg'><defs><linearGradient id='g'><stop stop-color='#20a040'/></linearGradient></defs><g id='r'><rect width='600' height='400' fill='url(#g)'/></g></svg>",
        )],
    ),
    (
        "svg-gradient",
        Both,
        "<svg><defs><linearGradient id=g><stop stop-color=#20a040 /></linearGradient></defs><rect width=600 height=400 fill=url(#g) /></svg>",
        &[],
    ),
    (
        "svg-pattern",
        Both,
        "<svg><defs><pattern id=p width=600 height=400 patternUnits=userSpaceOnUse><image href=green.gif width=600 height=400 preserveAspectRatio=none /></pattern></defs><rect width=600 height=400 fill=url(#p) /></svg>",
        &[],
    ),
    (
        "svg-fe-image",
        Both,
        "<svg><filter id=f x=0 y=0 width=1 height=1><feImage href=green.gif preserveAspectRatio=none /></filter><rect width=600 height=400 fill=#d03010 filter=url(#f) /></svg>",
        &[],
    ),
    (
        "svg-style",
        Both,
        "<svg><style>rect { fill: #20a040 }</style><rect width=600 height=400 fill=#d03010 /></svg>",
        &[],
    ),
    (
        "svg-file",
        Both,
        "<img src=a.svg>",
        &[(
            "a.svg",
            SVG,
            "<?xml version='1.0'?><?xml-stylesheet href='none.css'?><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 6 4'><style>rect{fill:#20a040}</style><rect width='6' height='4'/></svg>",
        )],
    ),
    (
        "svg-file-data",
        Both,
        "<img src=a.svg>",
        &[(
            "a.svg",
            SVG,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 6 4'><image href='data:image/gif;base64,R0lGODlhAQABAIAAACCgQAAAACwAAAAAAQABAAACAkQBADs=' width='6' height='4' preserveAspectRatio='none'/></svg>",
        )],
    ),
    (
        "svg-foreign-object",
        Both,
        "<svg><foreignObject width=600 height=400><div xmlns='http://www.w3.org/1999/xhtml' class=box style='background:url(green.gif)'></div></foreignObject></svg>",
        &[],
    ),
    // As written.
    (
        "xhtml",
        Both,
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>t</title><style>/*<![CDATA[*/ body > div { width: 600px; height: 400px; background: url(green.gif) } /*]]>*/</style></head><body><div/></body></html>",
        &[],
    ),
    (
        "quirks",
        Both,
        "<html><head><style>body { margin: 0 } .box { width: 600; height: 400; background: url(green.gif) }</style></head><body>BOX",
        &[],
    ),
    (
        "limited-quirks",
        Both,
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd'><html><head><style>body, td { margin: 0; padding: 0 } table { border-collapse: collapse } .a { background: #20a040; width: 600px } .a img { width: 600px; height: 400px }</style></head><body><table><tr><td class=a><img src=green.gif></td></tr></table>",
        &[],
    ),
    (
        "standards-ignores-bare-lengths",
        Both,
        "<style>.box { width: 10 !important; background: url(green.gif) }</style>BOX",
        &[],
    ),
    (
        "vertical",
        Both,
        "<style>body { writing-mode: vertical-rl } .box { background: url(green.gif) }</style>BOX",
        &[],
    ),
    ("right-to-left", Both, "<body dir=rtl><style>.box { background: url(green.gif) }</style>BOX", &[]),
    (
        "no-js-class",
        Both,
        "<style>.js .box { background: #d03010 } .no-js .box { background: url(green.gif) }</style><script>document.documentElement.className = 'js'</script><body class=no-js>BOX",
        &[],
    ),
    (
        "not-js",
        Both,
        "<style>html:not(.js) .box { background: url(green.gif) }</style><script>document.documentElement.className = 'js'</script>BOX",
        &[],
    ),
    (
        "scripting-none",
        Both,
        "<style>@media (scripting: none) { .box { background: url(green.gif) } }</style>BOX",
        &[],
    ),
    (
        "scripting-in-attribute",
        Both,
        "<style>.box { background: url(green.gif) }</style><style media='(scripting)'>.box { background: #d03010 }</style>BOX",
        &[],
    ),
    // What scripts would have shown.
    (
        "waiting-aos",
        Captured,
        "<style>.box { background: url(green.gif) } [data-aos] { opacity: 0; transition: opacity 1s }</style>\
         <script>1</script><div class=box data-aos=fade></div>",
        &[],
    ),
    (
        "waiting-elementor",
        Captured,
        "<style>.box { background: url(green.gif) } .elementor-invisible { visibility: hidden }</style>\
         <script>1</script><div class='box elementor-invisible'></div>",
        &[],
    ),
    (
        "waiting-motion",
        Captured,
        "<style>.box { background: url(green.gif) }</style><script>1</script>\
         <div class=box style='opacity:0;transform:translateX(900px)'></div>",
        &[],
    ),
    (
        "lazy-fading-in",
        Captured,
        "<style>.lazyload { opacity: 0 } .lazyloaded { opacity: 1 }</style><img class='box lazyload' data-src=green.gif>",
        &[],
    ),
    ("lazy-data-src", Captured, "<img class=box data-src=green.gif>", &[]),
    (
        "lazy-placeholder",
        Captured,
        "<img class=box src=\"data:image/gif;base64,R0lGODlhAQABAIAAANAwEAAAACwAAAAAAQABAAACAkQBADs=\" data-src=green.gif>",
        &[],
    ),
    (
        "lazy-data-original",
        Captured,
        "<img class=box src=blank.gif data-original=green.gif>",
        &[("blank.gif", "image/gif", "RED")],
    ),
    ("lazy-data-lazy-src", Captured, "<img class=box data-lazy-src=green.gif>", &[]),
    ("lazy-srcset", Captured, "<img class=box data-srcset='green.gif 1x, green.gif 2x'>", &[]),
    (
        "lazy-picture",
        Captured,
        "<picture><source data-srcset=green.gif><img class=box data-src=green.gif></picture>",
        &[],
    ),
    ("lazy-background", Captured, "<div class=box data-bg=green.gif></div>", &[]),
    (
        "lazy-frame",
        Captured,
        "<iframe class=box data-src=in.html></iframe>",
        &[("in.html", HTML, "<!doctype html><body style='background:#20a040'>")],
    ),
    (
        "lazy-noscript",
        Both,
        "<img style='display:none' data-src=green.gif><noscript><img src=green.gif></noscript>",
        &[],
    ),
    ("lazy-native", Both, "<img loading=lazy src=green.gif>", &[]),
    (
        "late-sheet",
        Captured,
        "<link rel=preload as=style href=a.css onload=\"this.rel='stylesheet'\">BOX",
        &[("a.css", CSS, FILLED)],
    ),
    (
        "late-sheet-by-media",
        Captured,
        "<link rel=stylesheet media=print href=a.css onload=\"this.media='all'\">BOX",
        &[("a.css", CSS, FILLED)],
    ),
];

/// A picture of one pixel (GIF89a).
fn gif([r, g, b]: [u8; 3]) -> Vec<u8> {
    let mut bytes = b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec();
    bytes.extend([r, g, b, 0, 0, 0]);
    bytes.extend(b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b");
    bytes
}

fn serve(web: &Web, (name, _, page, files): &Row) {
    let page = page.replace("BOX", BOX);
    let whole = page.starts_with("<!") || page.starts_with("<html") || page.starts_with("<?");
    let html = if whole { page } else { format!("{HEAD}{page}") };
    let kind = if html.starts_with("<?") { "application/xhtml+xml" } else { HTML };
    web.on(&format!("/{name}/"), Reply::of(kind, html));
    for colour in [("green.gif", GREEN), ("red.gif", RED)] {
        for query in ["", "?a,b", "?c"] {
            web.on(&format!("/{name}/{}{query}", colour.0), Reply::of("image/gif", gif(colour.1)));
        }
    }
    for (path, kind, text) in *files {
        let reply = match (*kind, *text) {
            ("redirect", to) => Reply::redirect(to),
            (kind, "GREEN") => Reply::of(kind, gif(GREEN)),
            (kind, "RED") => Reply::of(kind, gif(RED)),
            (kind, text) => Reply::of(kind, text),
        };
        web.on(&format!("/{name}/{path}"), reply);
    }
}

#[test]
fn every_construct_is_kept() {
    let Some(browser) = Browser::find() else { return };
    let web = Web::start();
    for row in ROWS {
        serve(&web, row);
    }
    let paths: Vec<String> = ROWS.iter().map(|(name, ..)| format!("/{name}/")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let collection = Collection::linking(&web, &paths);
    let run = collection.build();
    let host = Web::start();
    host.folder("/", &collection.path("output"));

    let mut tab = Tab::open(&browser, &host.url("/"));
    tab.without_scripts();
    // Whoever opens a snapshot by itself has scripts enabled; the viewer's frame, as the first browser, has none.
    let mut reader = Tab::open(&browser, &host.url("/"));
    let mut wrong = Vec::new();
    for (name, seen, ..) in ROWS {
        let url = web.url(&format!("/{name}/"));
        let live = tab.picture(&url);
        let captured = reader.picture(&host.url(&format!("/{}", run.page(&url).replace('+', "%2B"))));
        let is_right = |picture: &crate::support::picture::Picture| {
            picture.share(GREEN) > 0.35 && picture.share(RED) < 0.001
        };
        let viewed = tab.picture(&host.url(&format!("/{}", run.page(&url).replace('+', "%2B"))));
        if !is_right(&viewed) {
            wrong.push(format!("{name}: not as meant in the viewer"));
        }
        if is_right(&live) != (*seen == Both) {
            wrong.push(format!("{name}: the live page is not as meant"));
        }
        if !is_right(&captured) {
            let (green, red) = (captured.share(GREEN) * 100.0, captured.share(RED) * 100.0);
            wrong.push(format!("{name}: {green:.0} % green, {red:.0} % red"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{run}", wrong.join("\n"));
}

#[test]
fn the_viewer_marks_missing_pictures_quietly() {
    let Some(browser) = Browser::find() else { return };
    let web = Web::start();
    web.on(
        "/",
        Reply::of(
            HTML,
            "<!doctype html><title>t</title><style>body { margin: 0; padding-top: 110px; font: 20px/1.5 monospace }</style>\
         Before <img src=none.png alt='a few words of it'> between <img src=none.png width=60 height=30> after",
        ),
    );
    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    let host = Web::start();
    host.folder("/", &collection.path("output"));
    let page = run.page(&web.url("/")).replace('+', "%2B");
    let mut tab = Tab::open(&browser, &host.url("/"));
    let opened = tab.picture(&host.url(&format!("/{page}")));
    tab.go(&host.url(&format!("/{}", page.replace("page.html", "index.html"))));
    tab.wait("document.querySelector('iframe')?.contentDocument?.querySelector('img') != null");
    let style =
        "getComputedStyle(document.querySelector('iframe').contentDocument.querySelector('img'), '::after')";
    assert_eq!(tab.text(&format!("{style}.content")), "\"a few words of it\"");
    assert_eq!(tab.text(&format!("{style}.visibility")), "visible");
    // The frame runs no scripts; neither does this tab.
    tab.without_scripts();
    let live = tab.picture(&web.url("/"));
    let marked = tab.picture(&host.url(&format!("/{page}")));
    // The browser's own sign is coloured. Opened by itself, the page is what it was.
    assert!(live.coloured() > 0.0 && marked.coloured() == 0.0, "{}", marked.coloured());
    assert!(live.difference(&opened) <= 0.0);
    // Nothing but the two signs, 16 by 16 pixels each, may differ.
    let signs = 2.0 * 16.0 * 16.0 / (live.width * live.height) as f64;
    assert!(live.difference(&marked) <= signs, "{}", live.difference(&marked));
}
