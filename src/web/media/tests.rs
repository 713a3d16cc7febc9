use proptest::prelude::*;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR";
const MP4: &[u8] = b"\0\0\0\x14ftypisom\0\0\x02\0mp41";
const AVIF: &[u8] = b"\0\0\0\x1Cftypmif1\0\0\0\0miafavif....";

fn essence(content_type: &str, bytes: &[u8], expected: Role) -> String {
    let content_type = Some(content_type).filter(|c| !c.is_empty());
    classify(content_type, false, bytes, expected).essence
}

fn published(content_type: &str, bytes: &[u8], expected: Role) -> &'static str {
    extension(&classify(Some(content_type), false, bytes, expected))
}

#[test]
fn documents_are_what_they_claim_unless_the_claim_says_nothing() {
    let cases: [(&str, &[u8], &str, Class); 22] = [
        ("text/html; charset=gbk", b"x", "text/html", Class::Html),
        ("TEXT/HTML", PNG, "text/html", Class::Html),
        (
            "text/html",
            b"<?xml version='1.0'?><!-- a > b --><rss version='2.0'>",
            "application/rss+xml",
            Class::Feed,
        ),
        ("text/html", b"<?xml version='1.0'?><html>", "text/html", Class::Html),
        ("application/xhtml+xml", b"<html/>", "application/xhtml+xml", Class::Xhtml),
        ("text/xml", b"<feed xmlns='x'>", "text/xml", Class::Feed),
        ("application/xml", b"<x/>", "application/xml", Class::Xml),
        ("image/svg+xml", b"<svg/>", "image/svg+xml", Class::Svg),
        ("", b" \n<!DOCTYPE HTML><p>", "text/html", Class::Html),
        ("", b"\xEF\xBB\xBF<body>", "text/html", Class::Html),
        ("", b"<bodyguard>", "text/plain", Class::Text),
        ("nonsense", b"%PDF-1.7", "application/pdf", Class::Pdf),
        ("*/*", PNG, "image/png", Class::Image),
        ("", b"plain \x1B words", "text/plain", Class::Text),
        ("", b"\0\x01", "application/octet-stream", Class::Binary),
        ("text/plain", b"<!doctype html>", "text/plain", Class::Text),
        ("text/plain", PNG, "image/png", Class::Image),
        ("text/plain;charset=utf-8", PNG, "text/plain", Class::Text),
        ("application/pdf", b"<html>", "application/pdf", Class::Binary),
        ("application/pdf", b"\n\n%PDF-1.4", "application/pdf", Class::Pdf),
        ("application/ld+json", b"{}", "application/ld+json", Class::Json),
        ("application/javascript", b"1", "application/javascript", Class::Script),
    ];
    for (content_type, bytes, wanted, class) in cases {
        let header = Some(content_type).filter(|c| !c.is_empty());
        let media = classify(header, false, bytes, Role::Document);
        assert_eq!((media.essence.as_str(), media.class), (wanted, class), "{content_type} {bytes:?}");
    }
}

#[test]
fn nosniff_keeps_unlabelled_bytes_from_being_documents() {
    assert_eq!(classify(None, true, b"<html>", Role::Frame).class, Class::Text);
    assert_eq!(classify(Some("text/plain"), true, PNG, Role::Frame).class, Class::Text);
}

#[test]
fn pictures_are_told_by_their_bytes() {
    for (bytes, wanted) in [
        (PNG, "image/png"),
        (b"\xFF\xD8\xFF\xE0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\x01\0", "image/x-icon"),
        (b"BM", "image/bmp"),
        (AVIF, "image/avif"),
    ] {
        for claim in ["", "text/html", "image/png", "application/octet-stream"] {
            let media = classify(Some(claim), true, bytes, Role::Image);
            assert_eq!((media.essence.as_str(), media.class), (wanted, Class::Image), "{claim}");
        }
    }
    assert_eq!(published("image/png", b"\xFF\xD8\xFF\xE0", Role::Icon), "jpg");
}

#[test]
fn what_is_no_picture_is_not_published_as_one() {
    let page = b"<!doctype html><title>Not found</title>";
    assert_eq!(classify(Some("text/html"), false, page, Role::Image).class, Class::Html);
    assert_eq!(classify(Some("image/png"), false, page, Role::Image).class, Class::Html);
    assert_eq!(classify(None, false, page, Role::Image).class, Class::Html);
    assert_eq!(classify(Some("image/png"), false, b"garbage", Role::Image).class, Class::Binary);
    assert_eq!(classify(Some("image/png"), true, b"garbage", Role::Document).class, Class::Binary);
    assert_eq!(classify(Some("image/jxl"), false, b"\xFF\x0A", Role::Image).class, Class::Image);
    assert_eq!(published("image/jxl", b"\xFF\x0A", Role::Image), "bin");
    assert_eq!(classify(Some("image/svg+xml"), false, b"<svg/>", Role::Image).class, Class::Svg);
    assert_eq!(classify(Some("text/plain"), false, b"<svg/>", Role::Image).class, Class::Text);
}

#[test]
fn fonts_are_told_by_their_bytes() {
    assert_eq!(published("application/octet-stream", b"wOF2....", Role::Font), "woff2");
    assert_eq!(published("text/plain", b"\0\x01\0\0....", Role::Font), "ttf");
    assert_eq!(published("font/woff", b"OTTO", Role::Font), "otf");
    assert_eq!(published("font/woff", b"wOF2", Role::Document), "bin");
    assert_eq!(classify(Some("font/woff"), false, b"<html>", Role::Font).class, Class::Html);
    assert_eq!(classify(Some("font/woff"), false, b"garbage", Role::Font).class, Class::Binary);
}

#[test]
fn style_sheets_may_be_mislabelled_but_not_be_pages() {
    for claim in ["", "text/css", "text/plain", "application/octet-stream"] {
        assert_eq!(essence(claim, b"a{}", Role::Stylesheet), "text/css", "{claim}");
    }
    assert_eq!(classify(Some("text/plain"), true, b"a{}", Role::Stylesheet).class, Class::Text);
    assert_eq!(classify(Some("text/html"), false, b"a{}", Role::Stylesheet).class, Class::Html);
    assert_eq!(classify(None, false, b"<html>", Role::Stylesheet).class, Class::Html);
    assert_eq!(classify(Some("text/plain"), false, PNG, Role::Stylesheet).class, Class::Image);
}

#[test]
fn scripts_and_tracks_are_known() {
    assert_eq!(classify(Some("text/plain"), false, b"1", Role::Script).class, Class::Script);
    assert_eq!(classify(Some("text/javascript1.5"), false, b"1", Role::Script).class, Class::Script);
    assert_eq!(classify(Some("text/html"), false, b"<html>", Role::Script).class, Class::Html);
    assert_eq!(classify(Some("application/json"), false, b"{}", Role::Script).class, Class::Json);
    assert_eq!(classify(Some("text/plain"), true, b"1", Role::Script).class, Class::Text);
    assert_eq!(published("text/plain", b"WEBVTT\n\n", Role::Track), "vtt");
    assert_eq!(published("text/plain", b"WEBVTTX", Role::Track), "txt");
}

#[test]
fn media_keep_the_more_telling_of_claim_and_bytes() {
    assert_eq!(essence("video/mp4", MP4, Role::Media), "video/mp4");
    assert_eq!(essence("audio/mp4", MP4, Role::Media), "audio/mp4");
    assert_eq!(essence("", MP4, Role::Media), "video/mp4");
    assert_eq!(essence("", b"\0\0\0\x10ftypM4A \0\0\0\0", Role::Document), "audio/mp4");
    assert_eq!(essence("audio/x-wav", b"RIFF\0\0\0\0WAVEfmt ", Role::Media), "audio/wave");
    assert_eq!(essence("video/mp4", b"\x1A\x45\xDF\xA3....\x42\x82\x84webm", Role::Media), "video/webm");
    assert_eq!(essence("application/ogg", b"OggS\0....\x80theora", Role::Document), "video/ogg");
    assert_eq!(essence("audio/mpeg", b"ID3\x03", Role::Document), "audio/mpeg");
    assert_eq!(essence("", b"fLaC", Role::Media), "audio/flac");
    // Two MPEG-1 layer 3 frames of 128 kbit/s at 44.1 kHz, 417 bytes apart.
    let mut frames = vec![0; 500];
    for at in [0, 417] {
        frames[at..at + 4].copy_from_slice(b"\xFF\xFB\x90\x00");
    }
    assert_eq!(essence("", &frames, Role::Media), "audio/mpeg");
    frames[417] = 0;
    assert_eq!(essence("", &frames, Role::Media), "application/octet-stream");
}

#[test]
fn nothing_is_published_under_a_name_that_a_server_takes_for_a_document() {
    for claim in [
        "text/html",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
        "application/json",
        "application/rss+xml",
        "application/wasm",
        "multipart/related",
        "message/rfc822",
        "image/png",
        "font/woff2",
    ] {
        assert_eq!(published(claim, b"<html><script>", Role::Document), "bin", "{claim}");
    }
}

proptest! {
    #[test]
    fn any_bytes_have_an_extension_from_the_list(
        claim in prop_oneof![any::<String>(), "(text|image|audio|font|application)/(html|css|png|mp4|ttf|[a-z+]{1,6})"],
        start in prop::sample::select(vec![&b""[..], PNG, MP4, AVIF, b"\xFF\xFB\x90\x00", b"<rss", b"<!--", b"OggS\0", b"wOFF"]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
        role in prop::sample::select(vec![Role::Document, Role::Image, Role::Font, Role::Media, Role::Script, Role::Stylesheet, Role::Track]),
    ) {
        let bytes = [start, &rest].concat();
        let media = classify(Some(&claim), false, &bytes, role);
        let list = "css svg png jpg gif webp avif ico bmp woff2 woff ttf otf pdf mp4 webm mp3 ogg wav m4a flac vtt txt bin";
        prop_assert!(list.split(' ').any(|e| e == extension(&media)));
    }
}
