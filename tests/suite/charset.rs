//! Text comes out right whatever encoding it came in, declared or not.

use crate::support::{Collection, Reply, Web};

/// Encodes a page; `declared` goes into a meta element when it is not empty.
fn page(encoding: &'static encoding_rs::Encoding, meta: &str, text: &str) -> Vec<u8> {
    let meta = if meta.is_empty() { String::new() } else { format!("<meta charset={meta}>") };
    let html = format!(
        "<!doctype html><html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"
    );
    let (bytes, _, lossy) = encoding.encode(&html);
    assert!(!lossy, "{text} does not go into {}", encoding.name());
    bytes.into_owned()
}

#[test]
fn pages_in_old_encodings_are_published_as_utf_8() {
    let chinese = "旧书店的灯还亮着,门口的猫在等最后一个读者";
    let traditional = "舊書店的燈還亮著,門口的貓在等最後一個讀者";
    let japanese = "古本屋の灯りはまだついていて、猫が最後の客を待っている";
    let korean = "헌책방의 불은 아직 켜져 있고 고양이가 마지막 손님을 기다린다";
    let russian = "В старой книжной лавке ещё горит свет, и кошка ждёт последнего читателя";
    let french = "L'été, à la librairie, le chat attend près de la fenêtre où l'on dépose les œuvres";
    let arabic = "ما زال ضوء المكتبة القديمة مضاء والقطة تنتظر آخر قارئ";
    // Path, encoding, charset of the header, charset of the meta element, text.
    let cases = [
        ("/gb-header", encoding_rs::GB18030, "gb18030", "", chinese),
        ("/gb-meta", encoding_rs::GB18030, "", "gb2312", chinese),
        ("/gb-unsaid", encoding_rs::GB18030, "", "", chinese),
        ("/big5-unsaid", encoding_rs::BIG5, "", "", traditional),
        ("/sjis-header", encoding_rs::SHIFT_JIS, "Shift_JIS", "", japanese),
        ("/sjis-unsaid", encoding_rs::SHIFT_JIS, "", "", japanese),
        ("/euc-meta", encoding_rs::EUC_KR, "", "euc-kr", korean),
        ("/1251-unsaid", encoding_rs::WINDOWS_1251, "", "", russian),
        ("/latin-header", encoding_rs::WINDOWS_1252, "ISO-8859-1", "", french),
        ("/1256-meta", encoding_rs::WINDOWS_1256, "", "windows-1256", arabic),
        // The header wins over the meta element.
        ("/header-wins", encoding_rs::GB18030, "gb18030", "utf-8", chinese),
        ("/utf8-unsaid", encoding_rs::UTF_8, "", "", french),
    ];
    let web = Web::start();
    for (path, encoding, header, meta, text) in cases {
        let content_type =
            if header.is_empty() { "text/html".into() } else { format!("text/html; charset={header}") };
        web.on(path, Reply::of(&content_type, page(encoding, meta, text)));
    }
    // A byte order mark wins over everything.
    let marked = [b"\xef\xbb\xbf".to_vec(), page(encoding_rs::UTF_8, "", japanese)].concat();
    web.on("/marked", Reply::of("text/html; charset=iso-8859-1", marked));

    let paths: Vec<&str> = cases.iter().map(|case| case.0).chain(["/marked"]).collect();
    let collection = Collection::linking(&web, &paths);
    let run = collection.build();
    let texts = cases.iter().map(|(path, _, _, _, text)| (*path, *text)).chain([("/marked", japanese)]);
    for (path, text) in texts {
        let html = collection.read(&format!("output/{}", run.page(&web.url(path))));
        // An apostrophe may be written as a reference in the page.
        let html = html.replace("&#39;", "'").replace("&#x27;", "'").replace("&apos;", "'");
        assert!(html.contains(text), "{path} came out wrong:\n{html}");
    }
}

#[test]
fn style_sheets_are_decoded_as_well() {
    let web = Web::start();
    web.on("/", Reply::page("<link rel=stylesheet href=gb.css><p>text</p>"));
    let (css, ..) = encoding_rs::GB18030.encode("@charset \"gb18030\"; p::before { content: \"灯下\" }");
    web.on("/gb.css", Reply::of("text/css", css.into_owned()));
    let collection = Collection::linking(&web, &["/"]);
    collection.build();
    assert_eq!(collection.tree("output/assets").holding("灯下").len(), 1);
}
