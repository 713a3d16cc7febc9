use encoding_rs::*;
use proptest::prelude::*;

use super::*;

/// Some sentences of our own in the script that an encoding is for.
const SAMPLES: [(&Encoding, &str, &str); 11] = [
    (GB18030_NAME, "gb18030", CHINESE),
    (GBK, "gbk", CHINESE),
    (
        BIG5,
        "big5",
        "這個網站收藏了許多舊的網頁，讓我們在五十年以後還可以閱讀它們。每一頁都保存了原來的樣子。",
    ),
    (SHIFT_JIS, "shift_jis", JAPANESE),
    (EUC_JP, "euc-jp", JAPANESE),
    (EUC_KR, "euc-kr", "이 사이트는 오래된 웹 페이지를 모아 두어 오십 년 뒤에도 읽을 수 있게 합니다."),
    (WINDOWS_1250, "windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, a proto se stránka uchovala."),
    (
        WINDOWS_1251,
        "windows-1251",
        "Этот сайт хранит старые страницы, чтобы их можно было прочитать и через пятьдесят лет.",
    ),
    (
        WINDOWS_1252,
        "iso-8859-1",
        "Ce site conserve les pages passées, pour qu’un été elles soient relues où qu’on les ait trouvées.",
    ),
    (WINDOWS_1256, "windows-1256", "هذا الموقع يحفظ الصفحات القديمة لكي تبقى مقروءة بعد خمسين سنة"),
    (UTF_8, "utf-8", "Grüße, 你好, こんにちは, 안녕하세요, Привет, مرحبا 🙂"),
];
const GB18030_NAME: &Encoding = GB18030;
const CHINESE: &str =
    "这个网站收藏了许多旧的网页，让我们在五十年以后还可以阅读它们。每一页都保存了原来的样子。";
const JAPANESE: &str = "このサイトは古いページを集めて、五十年後にも読めるように元のまま保存しています。";

fn page(head: &str, text: &str) -> String {
    format!("<!DOCTYPE html>\n<html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>")
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, failed) = encoding.encode(text);
    assert!(!failed, "{} cannot hold its sample", encoding.name());
    bytes.into_owned()
}

fn check(bytes: &[u8], header: Option<&str>, hint: Hint, text: &str, source: Source) {
    let decoded = decode(bytes, header, hint);
    assert_eq!(
        (decoded.text.as_str(), decoded.source, decoded.replaced),
        (text, source, false),
        "{:?}",
        decoded.encoding
    );
}

#[test]
fn every_encoding_is_read_by_header_by_meta_and_by_its_bytes() {
    for (encoding, label, sample) in SAMPLES {
        let text = page("", sample);
        let bytes = encoded(encoding, &text);
        check(&bytes, Some(&format!("text/html; charset=\"{label}\"")), Hint::Html, &text, Source::Http);
        check(&bytes, None, Hint::Html, &text, Source::Detected);
        check(&encoded(encoding, sample), Some("text/plain"), Hint::Text, sample, Source::Detected);
        for meta in [
            format!("<meta charset={label}>"),
            format!("<META content='text/html; charset = {label} ; x' HTTP-EQUIV=Content-Type />"),
        ] {
            let text = page(&meta, sample);
            check(&encoded(encoding, &text), Some("text/html"), Hint::Html, &text, Source::Meta);
        }
    }
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

#[test]
fn utf_16_is_read_by_mark_by_header_and_by_its_zeros() {
    let text = page("", "Grüße, 你好");
    for (little, label) in [(true, "utf-16le"), (false, "utf-16be")] {
        let bytes = utf16(&text, little);
        check(
            &utf16(&format!("\u{FEFF}{text}"), little),
            Some("text/html;charset=gbk"),
            Hint::Html,
            &text,
            Source::Bom,
        );
        check(&bytes, Some(&format!("text/html;charset={label}")), Hint::Html, &text, Source::Http);
        check(&bytes, None, Hint::Html, &text, Source::Detected);
        check(&bytes, None, Hint::Text, &text, Source::Detected);
        let xml = utf16("<?xml version='1.0'?><x>é</x>", little);
        check(&xml, None, Hint::Xml, "<?xml version='1.0'?><x>é</x>", Source::XmlDeclaration);
        check(&xml, None, Hint::Html, "<?xml version='1.0'?><x>é</x>", Source::XmlDeclaration);
    }
    check(b"<meta charset=utf-16>\xC3\xA9", None, Hint::Html, "<meta charset=utf-16>é", Source::Meta);
}

#[test]
fn a_mark_beats_the_header_and_the_header_beats_the_page() {
    check(
        b"\xEF\xBB\xBF<meta charset=gbk>\xC3\xA9",
        Some("a/b;charset=gbk"),
        Hint::Html,
        "<meta charset=gbk>é",
        Source::Bom,
    );
    check(
        b"<meta charset=gbk>\xC3\xA9",
        Some("a/b;charset=utf8"),
        Hint::Html,
        "<meta charset=gbk>é",
        Source::Http,
    );
    check(
        b"<meta charset=utf-8>\xC3\xA9",
        Some("a/b;charset=nonsense"),
        Hint::Html,
        "<meta charset=utf-8>é",
        Source::Meta,
    );
}

#[test]
fn a_wrong_declaration_is_obeyed() {
    let decoded = decode(b"\xE9t\xE9", Some("text/html; charset=utf-8"), Hint::Html);
    assert_eq!((decoded.text.as_str(), decoded.replaced), ("\u{FFFD}t\u{FFFD}", true));
}

#[test]
fn metas_are_found_as_the_standard_finds_them() {
    for (html, wanted) in [
        ("<meta charset=big5>", Some(BIG5)),
        ("<meta/charset='big5'/>", Some(BIG5)),
        ("<MeTa\tx\tCHARSET = \"Big5\" >", Some(BIG5)),
        ("<meta charset=big5 charset=gbk>", Some(BIG5)),
        ("<meta charset=nonsense><meta charset=gbk>", Some(GBK)),
        ("<meta charset=x-user-defined>", Some(WINDOWS_1252)),
        ("<meta charset=utf-16be>", Some(UTF_8)),
        ("<!-- <meta charset=big5> --><meta charset=gbk>", Some(GBK)),
        ("<!--><meta charset=big5>", Some(BIG5)),
        ("<!doctype html \"<\"><?php <meta charset=gbk> ?><meta charset=big5>", Some(BIG5)),
        ("<a title='<meta charset=gbk>'><meta charset=big5>", Some(BIG5)),
        ("</p x=\"<meta charset=gbk>\"><meta charset=big5>", Some(BIG5)),
        ("</<meta charset=gbk><meta charset=big5>", Some(BIG5)),
        ("< <meta charset=big5>", Some(BIG5)),
        ("<metal charset=big5>", None),
        ("<meta charset=big5", None),
        ("<!-- <meta charset=big5>", None),
        ("<meta content='text/html; charset=big5'>", None),
        ("<meta http-equiv=refresh content='charset=big5'>", None),
        ("<meta http-equiv=content-type content='charset; charset=\"big5\"'>", Some(BIG5)),
        ("<meta http-equiv=content-type content='charset=\"big5'>", None),
        ("<meta http-equiv=content-type content='charset'>", None),
        ("<meta http-equiv=content-type content='charset=big5;x' charset=gbk>", Some(GBK)),
        ("<meta http-equiv=content-type content='xcharset=big5'>", Some(BIG5)),
    ] {
        assert_eq!(prescan::meta(html.as_bytes()), wanted, "{html}");
    }
    let late = format!("{}<meta charset=big5>", " ".repeat(PRESCAN_LENGTH - 3));
    assert_eq!(decode(late.as_bytes(), None, Hint::Html).source, Source::Default);
}

#[test]
fn xml_declarations_count() {
    for (xml, wanted) in [
        ("<?xml version='1.0' encoding='big5'?>", Some(BIG5)),
        ("<?xml version='1.0' encoding = \"big5\" ?>", Some(BIG5)),
        ("<?xml encoding='utf-16'?>", Some(UTF_8)),
        ("<?xml version='1.0'?><x encoding='big5'/>", None),
        ("<?xml encoding='big5", None),
        ("<?xml encoding=big5?>", None),
        (" <?xml encoding='big5'?>", None),
    ] {
        assert_eq!(declared::xml(xml.as_bytes()), wanted, "{xml}");
    }
    check(b"<x>\xC3\xA9</x>", Some("text/xml"), Hint::Xml, "<x>\u{E9}</x>", Source::Default);
    assert_eq!(decode(b"<?xml encoding='gbk'?>", None, Hint::Html).source, Source::XmlDeclaration);
}

#[test]
fn style_sheets_take_after_their_document() {
    let environment = Hint::Css { environment: Some(BIG5) };
    let none = Hint::Css { environment: None };
    for (css, header, hint, wanted, source) in [
        ("a{}", None, none, UTF_8, Source::Default),
        ("a{}", None, environment, BIG5, Source::Environment),
        ("@charset \"gbk\";", None, environment, GBK, Source::CssCharset),
        ("@charset \"utf-16\";", None, environment, UTF_8, Source::CssCharset),
        ("@charset 'gbk';", None, environment, BIG5, Source::Environment),
        ("@charset \"gbk\" ;", None, environment, BIG5, Source::Environment),
        ("@charset \"gbk\";", Some("text/css;charset=euc-kr"), environment, EUC_KR, Source::Http),
        ("\u{FEFF}@charset \"gbk\";", Some("text/css;charset=euc-kr"), environment, UTF_8, Source::Bom),
    ] {
        let decoded = decode(css.as_bytes(), header, hint);
        assert_eq!((decoded.encoding, decoded.source), (wanted, source), "{css} {header:?}");
    }
}

#[test]
fn a_body_cut_inside_a_character_is_still_utf_8() {
    let decoded = decode("你好你".as_bytes().get(..8).unwrap(), None, Hint::Text);
    assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replaced), ("你好\u{FFFD}", UTF_8, true));
    check(b"plain", None, Hint::Text, "plain", Source::Default);
    check(b"\x1B$B%F%9%H\x1B(B", None, Hint::Text, "テスト", Source::Detected);
}

proptest! {
    #[test]
    fn any_bytes_are_decoded(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        tags in "(<meta |charset=|http-equiv=content-type |content=|'|\"|>|<!--|-->|gbk|<a |</|<\\?xml encoding=| |@charset |;){0,20}",
        header in prop::option::of("text/html;charset=[a-z0-9-]{0,9}"),
    ) {
        let bytes = [tags.as_bytes(), &bytes].concat();
        crate::proof::charset(&[header.unwrap_or_default().as_bytes(), b"\n", &bytes].concat());
    }

    #[test]
    fn utf_8_is_always_found(text in "[a-zé漢\u{4e00}-\u{4e80}🙂 ]{1,80}") {
        let decoded = decode(text.as_bytes(), None, Hint::Text);
        prop_assert_eq!(decoded.text, text);
    }
}
