//! The one table of what an attribute's value refers to. Discovery reads it to fetch, replay reads it to rewrite:
//! what one of them sees, the other sees too.

use markup5ever::ns;

use crate::store::record::Role;
use crate::web::dom::{Dom, Element, NodeId};

/// What the value of an attribute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The URL of something that is shown (or run) as part of the page.
    Url(Role),
    /// A list of picture candidates (HTML section 4.8.4.3.4, "srcset attributes").
    Srcset,
    /// The URL of a document in a frame.
    Frame,
    /// A whole document for a frame.
    Srcdoc,
    /// CSS declarations.
    Style,
    /// The value of the CSS property that has the attribute's name (SVG presentation attributes).
    Property,
    /// The URL that a reader goes to by a click.
    Link,
}

/// One attribute that refers to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Index among the element's attributes.
    pub attr: usize,
    /// What its value is.
    pub value: Value,
    /// Only a script would have used it: a lazy picture's real address.
    pub lazy: bool,
}

/// HTML attributes whose meaning depends on nothing but the element: element (`*`: any), attribute, meaning.
const HTML: &[(&str, &str, Value)] = &[
    ("a", "href", Value::Link),
    ("area", "href", Value::Link),
    ("img", "src", Value::Url(Role::Image)),
    ("img", "srcset", Value::Srcset),
    ("body", "background", Value::Url(Role::Image)),
    ("table", "background", Value::Url(Role::Image)),
    ("thead", "background", Value::Url(Role::Image)),
    ("tbody", "background", Value::Url(Role::Image)),
    ("tfoot", "background", Value::Url(Role::Image)),
    ("tr", "background", Value::Url(Role::Image)),
    ("td", "background", Value::Url(Role::Image)),
    ("th", "background", Value::Url(Role::Image)),
    ("video", "poster", Value::Url(Role::Image)),
    ("video", "src", Value::Url(Role::Media)),
    ("audio", "src", Value::Url(Role::Media)),
    ("track", "src", Value::Url(Role::Track)),
    ("script", "src", Value::Url(Role::Script)),
    ("iframe", "src", Value::Frame),
    ("iframe", "srcdoc", Value::Srcdoc),
    ("frame", "src", Value::Frame),
    ("object", "data", Value::Url(Role::Other)),
    ("embed", "src", Value::Url(Role::Other)),
    ("*", "style", Value::Style),
];

/// Attributes from which scripts load pictures and frames late.
const LAZY: &[(&str, &str, Value)] = &[
    ("img", "data-src", Value::Url(Role::Image)),
    ("img", "data-original", Value::Url(Role::Image)),
    ("img", "data-original-src", Value::Url(Role::Image)),
    ("img", "data-actualsrc", Value::Url(Role::Image)),
    ("img", "data-lazy-src", Value::Url(Role::Image)),
    ("img", "data-lazy", Value::Url(Role::Image)),
    ("img", "data-echo", Value::Url(Role::Image)),
    ("img", "data-srcset", Value::Srcset),
    ("img", "data-lazy-srcset", Value::Srcset),
    ("source", "data-srcset", Value::Srcset),
    ("source", "data-lazy-srcset", Value::Srcset),
    ("video", "data-poster", Value::Url(Role::Image)),
    ("iframe", "data-src", Value::Frame),
    ("*", "data-bg", Value::Url(Role::Image)),
    ("*", "data-background-image", Value::Url(Role::Image)),
];

/// SVG attributes that are CSS properties and may hold `url()`.
const PRESENTATION: &[&str] = &[
    "clip-path",
    "cursor",
    "fill",
    "filter",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
];

/// The attributes of an element that refer to something, in their order.
pub fn uses(dom: &Dom, id: NodeId) -> Vec<Use> {
    let Some(element) = dom.element(id) else { return Vec::new() };
    let mut found = Vec::new();
    for (index, attr) in element.attrs.iter().enumerate() {
        let local = &*attr.name.local;
        let plain = attr.name.ns == ns!();
        let href = local == "href" && (plain || attr.name.ns == ns!(xlink));
        let (value, lazy) = if element.is_html() {
            if !plain {
                continue;
            }
            match html(dom, id, element, local) {
                Some(value) => (Some(value), false),
                None => (look_up(LAZY, element.local(), local), true),
            }
        } else if plain && local == "style" {
            (Some(Value::Style), false)
        } else if element.is_svg() {
            (svg(element.local(), local, plain, href), false)
        } else {
            // MathML: any element may be a link. Other XML: XLink only.
            (href.then_some(Value::Link), false)
        };
        if let Some(value) = value {
            found.push(Use { attr: index, value, lazy });
        }
    }
    found
}

fn look_up(table: &[(&str, &str, Value)], element: &str, attr: &str) -> Option<Value> {
    table.iter().find(|(e, a, _)| (*e == element || *e == "*") && *a == attr).map(|(_, _, value)| *value)
}

fn html(dom: &Dom, id: NodeId, element: &Element, attr: &str) -> Option<Value> {
    match (element.local(), attr) {
        ("link", "href") => link(element).map(Value::Url),
        ("input", "src") if element.attr("type").is_some_and(|t| t.eq_ignore_ascii_case("image")) => {
            Some(Value::Url(Role::Image))
        }
        ("source", "srcset" | "src") => {
            let parent = dom.parent(id).and_then(|p| dom.element(p));
            let medium = parent.is_some_and(|p| p.is("audio") || p.is("video"));
            match (attr, medium) {
                ("src", true) => Some(Value::Url(Role::Media)),
                ("srcset", false) => Some(Value::Srcset),
                _ => None,
            }
        }
        ("meta", "content") => is_preview(element).then_some(Value::Url(Role::Image)),
        (name, attr) => look_up(HTML, name, attr),
    }
}

fn svg(element: &str, attr: &str, plain: bool, href: bool) -> Option<Value> {
    match element {
        "a" if href => Some(Value::Link),
        "script" if href => Some(Value::Url(Role::Script)),
        _ if href => Some(Value::Url(Role::Image)),
        _ => (plain && PRESENTATION.contains(&attr)).then_some(Value::Property),
    }
}

/// Whether one of the space-separated words of `list` is `word`, without case.
fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word))
}

/// What a `link` element loads, by its `rel` (HTML section 4.6.7, "Link types").
pub fn link(element: &Element) -> Option<Role> {
    let rel = element.attr("rel")?;
    if has_word(rel, "stylesheet") {
        return is_css(element).then_some(Role::Stylesheet);
    }
    let icon = ["icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"];
    if icon.iter().any(|name| has_word(rel, name)) {
        return Some(Role::Icon);
    }
    // The usual way to load a sheet without blocking: a script makes it a style sheet.
    let late =
        has_word(rel, "preload") && element.attr("as").is_some_and(|a| a.eq_ignore_ascii_case("style"));
    late.then_some(Role::Stylesheet)
}

/// Whether the `type` of a `link` or `style` element leaves CSS possible.
pub fn is_css(element: &Element) -> bool {
    element.attr("type").is_none_or(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.is_empty() || essence.eq_ignore_ascii_case("text/css")
    })
}

/// Whether a `meta` element names the page's preview picture.
fn is_preview(element: &Element) -> bool {
    let name = element.attr("property").or_else(|| element.attr("name")).unwrap_or_default();
    ["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}
