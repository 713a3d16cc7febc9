//! Names of attributes of which it is known what a browser does with them: it draws, or describes, and no more.

/// HTML, its obsolete parts included (HTML sections 3 to 4 and 16); microdata and RDFa, which only describe.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "abbr", "about", "accept", "accept-charset", "accesskey", "align", "alink", "alt", "axis", "background",
    "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "char", "charoff", "checked", "class",
    "clear", "color", "cols", "colspan", "compact", "content", "controls", "coords", "datatype", "datetime",
    "decoding", "default", "dir", "dirname", "disabled", "draggable", "enctype", "enterkeyhint", "exportparts",
    "face", "for", "form", "frame", "frameborder", "headers", "height", "hidden", "high", "href", "hreflang",
    "hspace", "http-equiv", "id", "inert", "inputmode", "is", "ismap", "itemid", "itemprop", "itemref",
    "itemscope", "itemtype", "kind", "label", "lang", "leftmargin", "link", "list", "loop", "low",
    "marginheight", "marginwidth", "max", "maxlength", "media", "method", "min", "minlength", "multiple", "muted",
    "name", "nohref", "noresize", "noshade", "novalidate", "nowrap", "open", "optimum", "part", "pattern",
    "placeholder", "playsinline", "popover", "poster", "prefix", "preload", "property", "readonly", "rel",
    "required", "resource", "rev", "reversed", "role", "rows", "rowspan", "rules", "scope", "scrolling",
    "selected", "shadowrootclonable", "shadowrootdelegatesfocus", "shadowrootmode", "shadowrootserializable",
    "shape", "size", "sizes", "slot", "span", "spellcheck", "src", "srclang", "srcset", "start", "step", "style",
    "summary", "tabindex", "text", "title", "topmargin", "translate", "type", "typeof", "usemap", "valign",
    "value", "valuetype", "vlink", "vocab", "vspace", "width", "wrap",
];

/// SVG 1.1 and 2: lower-case, as names are compared without case.
#[rustfmt::skip]
const SVG: &[&str] = &[
    "accumulate", "additive", "alignment-baseline", "alphabetic", "amplitude", "arabic-form", "ascent",
    "attributename", "attributetype", "azimuth", "basefrequency", "baseline-shift", "baseprofile", "bbox",
    "begin", "bias", "by", "calcmode", "cap-height", "clip", "clip-path", "clip-rule", "clippathunits",
    "color-interpolation", "color-interpolation-filters", "color-profile", "color-rendering", "cursor", "cx",
    "cy", "d", "descent", "diffuseconstant", "direction", "display", "divisor", "dominant-baseline", "dur", "dx",
    "dy", "edgemode", "elevation", "enable-background", "end", "exponent", "fill", "fill-opacity", "fill-rule",
    "filter", "filterres", "filterunits", "flood-color", "flood-opacity", "font-family", "font-size",
    "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight", "format", "fr", "from", "fx",
    "fy", "g1", "g2", "glyph-name", "glyph-orientation-horizontal", "glyph-orientation-vertical", "glyphref",
    "gradienttransform", "gradientunits", "hanging", "horiz-adv-x", "horiz-origin-x", "horiz-origin-y",
    "ideographic", "image-rendering", "in", "in2", "intercept", "k", "k1", "k2", "k3", "k4", "kernelmatrix",
    "kernelunitlength", "kerning", "keypoints", "keysplines", "keytimes", "lengthadjust", "letter-spacing",
    "lighting-color", "limitingconeangle", "local", "marker", "marker-end", "marker-mid", "marker-start",
    "markerheight", "markerunits", "markerwidth", "mask", "maskcontentunits", "maskunits", "mask-type",
    "mathematical", "mode", "numoctaves", "offset", "opacity", "operator", "order", "orient", "orientation",
    "origin", "overflow", "overline-position", "overline-thickness", "paint-order", "panose-1", "path",
    "pathlength", "patterncontentunits", "patterntransform", "patternunits", "pointer-events", "points",
    "pointsatx", "pointsaty", "pointsatz", "preservealpha", "preserveaspectratio", "primitiveunits", "r",
    "radius", "refx", "refy", "rendering-intent", "repeatcount", "repeatdur", "requiredextensions",
    "requiredfeatures", "restart", "result", "rotate", "rx", "ry", "scale", "seed", "shape-rendering", "side",
    "slope", "spacing", "specularconstant", "specularexponent", "spreadmethod", "startoffset", "stddeviation",
    "stemh", "stemv", "stitchtiles", "stop-color", "stop-opacity", "strikethrough-position",
    "strikethrough-thickness", "string", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "surfacescale", "systemlanguage",
    "tablevalues", "targetx", "targety", "text-anchor", "text-decoration", "text-overflow", "text-rendering",
    "textlength", "to", "transform", "transform-origin", "u1", "u2", "underline-position",
    "underline-thickness", "unicode", "unicode-bidi", "unicode-range", "units-per-em", "v-alphabetic",
    "v-hanging", "v-ideographic", "v-mathematical", "values", "vector-effect", "version", "vert-adv-y",
    "vert-origin-x", "vert-origin-y", "viewbox", "viewtarget", "visibility", "white-space", "widths",
    "word-spacing", "writing-mode", "x", "x-height", "x1", "x2", "xchannelselector", "y", "y1", "y2",
    "ychannelselector", "z", "zoomandpan",
];

/// MathML 3 and Core.
#[rustfmt::skip]
const MATHML: &[&str] = &[
    "accent", "accentunder", "close", "columnalign", "columnlines", "columnspacing", "columnspan", "denomalign", "depth",
    "displaystyle", "fence", "framespacing", "largeop", "length", "linethickness", "lquote", "lspace",
    "mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation",
    "numalign", "rowalign", "rowlines", "rowspacing", "rquote", "rspace", "scriptlevel", "scriptminsize",
    "scriptsizemultiplier", "selection", "separator", "separators", "shift", "stretchy", "subscriptshift",
    "superscriptshift", "symmetric", "voffset",
];

/// Whether it is known what browsers do with an attribute of this (lower-case) name.
pub(super) fn is_known(name: &str) -> bool {
    name.starts_with("data-")
        || name.starts_with("aria-")
        || [HTML, SVG, MATHML].iter().any(|names| names.contains(&name))
}

/// Whether a value is mere words: neither an address elsewhere nor code can be written with letters, digits and a few
/// signs.
pub(super) fn is_word(value: &str) -> bool {
    value.chars().all(|c| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '%' | ',' | '.' | '!' | '?' | '+' | '*' | '\'')
    })
}
