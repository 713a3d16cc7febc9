//! What a captured body is: by its Content-Type where a browser trusts that, by its bytes where a browser looks.

mod mime;
mod sniff;
#[cfg(test)]
mod tests;

pub use mime::MimeType;

use crate::store::record::Role;

/// What a body is, as far as this program treats bodies differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// `text/html`.
    Html,
    /// `application/xhtml+xml`.
    Xhtml,
    /// Other XML.
    Xml,
    /// `image/svg+xml`.
    Svg,
    /// A style sheet.
    Css,
    /// JavaScript.
    Script,
    /// A raster picture.
    Image,
    /// A font.
    Font,
    /// A PDF, by its bytes.
    Pdf,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// JSON.
    Json,
    /// RSS or Atom.
    Feed,
    /// Other text.
    Text,
    /// WebVTT.
    Track,
    /// Anything else.
    Binary,
}

/// The type of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The media type that a browser acts on, lower-case, without parameters.
    pub essence: String,
    /// What it is to us.
    pub class: Class,
}

/// Tells what a body is (MIME Sniffing standard).
///
/// `content_type` is the whole header value, `nosniff` whether `X-Content-Type-Options: nosniff` was sent, and `expected`
/// what the body was asked for as: a browser looks at the bytes of pictures, fonts and media whatever was claimed, and
/// shows an error page in a frame but not in an `<img>`. Of `bytes` the first two kilobytes or more are needed.
pub fn classify(content_type: Option<&str>, nosniff: bool, bytes: &[u8], expected: Role) -> Media {
    let claimed = content_type.and_then(MimeType::parse).map(|mime| mime.essence);
    let claimed = claimed.filter(|essence| !is_unknown(essence));
    let essence = match expected {
        Role::Image | Role::Icon => picture(claimed.as_deref(), bytes),
        Role::Font => {
            sniff::font(bytes).map_or_else(|| not_a(&["font/"], claimed.as_deref(), bytes), str::to_owned)
        }
        // Players look at the bytes even where told not to.
        Role::Media => general(
            claimed.or_else(|| sniff::audio_or_video(bytes).map(str::to_owned)),
            false,
            bytes,
            content_type,
        ),
        Role::Track if sniff::is_webvtt(bytes) => "text/vtt".to_owned(),
        Role::Stylesheet => style_sheet(claimed, nosniff, bytes, content_type),
        Role::Script => script(claimed, nosniff, bytes),
        Role::Track | Role::Document | Role::Frame | Role::Other => {
            general(claimed, nosniff, bytes, content_type)
        }
    };
    let class = class_of(&essence, bytes);
    Media { essence, class }
}

/// Whether a document that is not in quirks mode applies a sheet with this `Content-Type`: CSS, or nothing said.
pub fn is_declared_css(content_type: Option<&str>) -> bool {
    let claimed = content_type.and_then(MimeType::parse).map(|mime| mime.essence);
    claimed.is_none_or(|essence| essence == "text/css" || is_unknown(&essence))
}

/// The file name extension under which a body may be published: from a fixed list, none of which a server takes for a
/// document but `svg` (to be sanitised first). Everything else is `bin`, and so are pictures, fonts and PDFs whose bytes
/// are not what they claim.
pub fn extension(media: &Media) -> &'static str {
    match (media.class, media.essence.as_str()) {
        (Class::Css, _) => "css",
        (Class::Svg, _) => "svg",
        (Class::Pdf, _) => "pdf",
        (Class::Track, _) => "vtt",
        (Class::Text, _) => "txt",
        (Class::Image, "image/png") => "png",
        (Class::Image, "image/jpeg") => "jpg",
        (Class::Image, "image/gif") => "gif",
        (Class::Image, "image/webp") => "webp",
        (Class::Image, "image/avif") => "avif",
        (Class::Image, "image/x-icon") => "ico",
        (Class::Image, "image/bmp") => "bmp",
        (Class::Font, "font/woff2") => "woff2",
        (Class::Font, "font/woff") => "woff",
        (Class::Font, "font/ttf") => "ttf",
        (Class::Font, "font/otf") => "otf",
        (Class::Video, "video/mp4") => "mp4",
        (Class::Audio | Class::Video, "audio/webm" | "video/webm") => "webm",
        (Class::Audio, "audio/mpeg") => "mp3",
        (Class::Audio | Class::Video, "audio/ogg" | "video/ogg" | "application/ogg") => "ogg",
        (Class::Audio, "audio/wave") => "wav",
        (Class::Audio, "audio/mp4") => "m4a",
        (Class::Audio, "audio/flac") => "flac",
        _ => "bin",
    }
}

/// Types that say nothing.
fn is_unknown(essence: &str) -> bool {
    matches!(
        essence,
        "unknown/unknown" | "application/unknown" | "application/x-unknown-content-type" | "*/*"
    )
}

/// The standard's "MIME type sniffing algorithm", as for a document.
fn general(claimed: Option<String>, nosniff: bool, bytes: &[u8], content_type: Option<&str>) -> String {
    let Some(claimed) = claimed else { return sniff::unknown(bytes, !nosniff).to_owned() };
    if nosniff || is_xml_type(&claimed) {
        return claimed;
    }
    let sniffed = if claimed == "text/html" {
        sniff::feed(bytes)
    } else if claimed == "text/plain" && is_server_default(content_type) {
        // Servers that know no type of a file send one of these, so browsers do not trust them.
        sniff::is_binary(bytes).then(|| {
            sniff::image(bytes).or_else(|| sniff::audio_or_video(bytes)).unwrap_or("application/octet-stream")
        })
    } else if claimed.starts_with("image/") {
        sniff::image(bytes)
    } else if claimed.starts_with("audio/") || claimed.starts_with("video/") || claimed == "application/ogg" {
        sniff::audio_or_video(bytes)
    } else {
        None
    };
    match sniffed {
        Some(sniffed) if !same_container(&claimed, sniffed) => sniffed.to_owned(),
        _ => claimed,
    }
}

/// Whether a claim names the container that was found, and may know better whether it holds sound or pictures.
fn same_container(claimed: &str, sniffed: &str) -> bool {
    let container = |essence: &str| {
        let (kind, name) = essence.split_once('/')?;
        matches!(kind, "audio" | "video").then(|| name.to_owned())
    };
    container(claimed).is_some_and(|name| container(sniffed) == Some(name))
}

/// The values for which the standard sets its "check-for-apache-bug flag", compared byte for byte.
fn is_server_default(content_type: Option<&str>) -> bool {
    matches!(
        content_type,
        Some(
            "text/plain"
                | "text/plain; charset=ISO-8859-1"
                | "text/plain; charset=iso-8859-1"
                | "text/plain; charset=UTF-8"
        )
    )
}

/// In an `<img>` only the bytes count, except for XML.
fn picture(claimed: Option<&str>, bytes: &[u8]) -> String {
    match claimed {
        Some("image/svg+xml") => "image/svg+xml".to_owned(),
        _ => sniff::image(bytes).map_or_else(|| not_a(&["image/"], claimed, bytes), str::to_owned),
    }
}

/// A body whose bytes are not what was asked for: a claim of that kind is not believed.
fn not_a(kinds: &[&str], claimed: Option<&str>, bytes: &[u8]) -> String {
    let unbelieved = claimed.is_none_or(|c| kinds.iter().any(|k| c.starts_with(k)) && is_verifiable(c));
    match claimed {
        Some(claimed) if !unbelieved => claimed.to_owned(),
        _ if sniff::is_html(bytes) => "text/html".to_owned(),
        None => sniff::unknown(bytes, true).to_owned(),
        Some(_) => "application/octet-stream".to_owned(),
    }
}

/// Whether [`sniff`] would have recognised this type. Others (JPEG XL, TIFF) may well be what they claim.
fn is_verifiable(essence: &str) -> bool {
    essence.starts_with("font/")
        || matches!(
            essence,
            "image/png"
                | "image/jpeg"
                | "image/jpg"
                | "image/gif"
                | "image/webp"
                | "image/avif"
                | "image/bmp"
                | "image/x-icon"
                | "image/vnd.microsoft.icon"
        )
}

/// Browsers take anything that is not clearly something else for a style sheet, unless told not to.
fn style_sheet(claimed: Option<String>, nosniff: bool, bytes: &[u8], content_type: Option<&str>) -> String {
    match claimed.as_deref() {
        Some("text/css") => "text/css".to_owned(),
        None if !sniff::is_html(bytes) && !sniff::is_binary(bytes) => "text/css".to_owned(),
        Some(
            "text/plain"
            | "application/octet-stream"
            | "text/x-css"
            | "application/x-css"
            | "content/unknown",
        ) if !nosniff && !sniff::is_html(bytes) && !sniff::is_binary(bytes) => "text/css".to_owned(),
        _ => general(claimed, nosniff, bytes, content_type),
    }
}

/// Browsers run any type as a script but the few that the Fetch standard blocks.
fn script(claimed: Option<String>, nosniff: bool, bytes: &[u8]) -> String {
    match claimed {
        Some(essence) if is_script_type(&essence) => essence,
        Some(essence)
            if nosniff
                || essence == "text/csv"
                || ["audio/", "image/", "video/"].iter().any(|kind| essence.starts_with(kind)) =>
        {
            essence
        }
        _ if sniff::is_html(bytes) => "text/html".to_owned(),
        Some(essence) if essence.ends_with("json") => essence,
        _ => "text/javascript".to_owned(),
    }
}

fn is_xml_type(essence: &str) -> bool {
    essence.ends_with("+xml") || matches!(essence, "text/xml" | "application/xml")
}

fn is_script_type(essence: &str) -> bool {
    let Some((kind, name)) = essence.split_once('/') else { return false };
    matches!(kind, "text" | "application")
        && (matches!(
            name,
            "javascript" | "ecmascript" | "x-javascript" | "x-ecmascript" | "jscript" | "livescript"
        ) || name.starts_with("javascript1."))
}

fn class_of(essence: &str, bytes: &[u8]) -> Class {
    let is = |kind: &str| essence.starts_with(kind);
    match essence {
        "text/html" => Class::Html,
        "application/xhtml+xml" => Class::Xhtml,
        "image/svg+xml" => Class::Svg,
        "text/css" => Class::Css,
        "text/vtt" => Class::Track,
        "application/pdf" | "text/pdf" | "application/x-pdf" if sniff::is_pdf(bytes) => Class::Pdf,
        "application/rss+xml" | "application/atom+xml" => Class::Feed,
        "application/ogg" => Class::Audio,
        _ if is_script_type(essence) => Class::Script,
        _ if essence.ends_with("+json") || matches!(essence, "application/json" | "text/json") => Class::Json,
        _ if is_xml_type(essence) && sniff::feed(bytes).is_some() => Class::Feed,
        _ if is_xml_type(essence) => Class::Xml,
        _ if is("image/") && is_verifiable(essence) && sniff::image(bytes) != Some(essence) => Class::Binary,
        _ if is("image/") => Class::Image,
        _ if is("font/") && sniff::font(bytes) != Some(essence) => Class::Binary,
        _ if is("font/") => Class::Font,
        _ if is("audio/") => Class::Audio,
        _ if is("video/") => Class::Video,
        _ if is("text/") => Class::Text,
        _ => Class::Binary,
    }
}
