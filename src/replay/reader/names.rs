//! The small vocabulary of a reader view.

use crate::web::dom::Element;

/// What an element of a page is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Goes with everything in it.
    Skip,
    /// Words within a line, under this name; `span` where only its language or its place matters.
    Inline(&'static str),
    /// A part of its own that has no meaning of its own: what is in it stays, apart from what is around.
    Division,
    /// A block under this name.
    Block(&'static str),
    /// A heading as the page counts them.
    Heading(u8),
    /// `table`, its parts, rows and cells.
    Table,
    Section(&'static str),
    Row,
    Cell(&'static str),
    Image,
    Media(&'static str),
    Frame,
    Break,
    Rule,
    Formula,
}

/// What an element of the page is.
pub(super) fn kind(element: &Element) -> Kind {
    if element.local() == "math" {
        return Kind::Formula;
    }
    if !element.is_html() {
        return Kind::Skip;
    }
    match element.local() {
        "a" => Kind::Inline("a"),
        "abbr" | "acronym" => Kind::Inline("abbr"),
        "b" => Kind::Inline("b"),
        "bdi" => Kind::Inline("bdi"),
        "bdo" => Kind::Inline("bdo"),
        "cite" => Kind::Inline("cite"),
        "code" | "tt" => Kind::Inline("code"),
        "del" => Kind::Inline("del"),
        "dfn" => Kind::Inline("dfn"),
        "em" => Kind::Inline("em"),
        "i" => Kind::Inline("i"),
        "ins" => Kind::Inline("ins"),
        "kbd" => Kind::Inline("kbd"),
        "mark" => Kind::Inline("mark"),
        "q" => Kind::Inline("q"),
        "rp" => Kind::Inline("rp"),
        "rt" => Kind::Inline("rt"),
        "ruby" => Kind::Inline("ruby"),
        "s" | "strike" => Kind::Inline("s"),
        "samp" => Kind::Inline("samp"),
        "small" => Kind::Inline("small"),
        "strong" => Kind::Inline("strong"),
        "sub" => Kind::Inline("sub"),
        "sup" => Kind::Inline("sup"),
        "time" => Kind::Inline("time"),
        "u" => Kind::Inline("u"),
        "var" => Kind::Inline("var"),
        "p" => Kind::Block("p"),
        "blockquote" => Kind::Block("blockquote"),
        "ul" | "menu" | "dir" => Kind::Block("ul"),
        "ol" => Kind::Block("ol"),
        "li" => Kind::Block("li"),
        "dl" => Kind::Block("dl"),
        "dt" => Kind::Block("dt"),
        "dd" => Kind::Block("dd"),
        "pre" | "listing" => Kind::Block("pre"),
        "figure" => Kind::Block("figure"),
        "figcaption" => Kind::Block("figcaption"),
        "details" => Kind::Block("details"),
        "summary" => Kind::Block("summary"),
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" => Kind::Heading(5),
        "h6" => Kind::Heading(6),
        "table" => Kind::Table,
        "caption" => Kind::Section("caption"),
        "thead" => Kind::Section("thead"),
        "tbody" => Kind::Section("tbody"),
        "tfoot" => Kind::Section("tfoot"),
        "tr" => Kind::Row,
        "td" => Kind::Cell("td"),
        "th" => Kind::Cell("th"),
        "img" => Kind::Image,
        "video" => Kind::Media("video"),
        "audio" => Kind::Media("audio"),
        "iframe" | "frame" => Kind::Frame,
        "br" => Kind::Break,
        "hr" => Kind::Rule,
        "address" | "article" | "aside" | "body" | "center" | "div" | "fieldset" | "footer" | "form"
        | "header" | "hgroup" | "html" | "main" | "nav" | "search" | "section" => Kind::Division,
        "head" | "script" | "style" | "template" | "input" | "select" | "textarea" | "button" | "object"
        | "embed" | "source" | "track" | "wbr" | "col" | "colgroup" | "link" | "meta" | "title" => Kind::Skip,
        _ => Kind::Inline("span"),
    }
}

/// Whether an element's own text would not stand by itself in it: it goes into paragraphs.
pub(super) fn wants_paragraphs(name: &str) -> bool {
    matches!(name, "" | "blockquote" | "details")
}

/// Whether blocks may stand in an element of the reader view.
pub(super) fn holds_blocks(name: &str) -> bool {
    matches!(
        name,
        "" | "blockquote" | "details" | "li" | "dd" | "td" | "th" | "figure" | "figcaption" | "div"
    )
}

/// Blocks of the reader view that stand between line ends in plain text.
pub(super) fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "big"
            | "acronym"
            | "img"
            | "button"
            | "data"
    )
}
