//! Text comes out right whatever encoding it came in, declared or not.

use crate::support::browser::Browser;
use crate::support::devtools::Tab;
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

/// A language in an encoding: the encoding's label, and a text that it can hold.
const TEXTS: [(&str, &str); 12] = [
    ("utf-8", "灯下读旧信，窗外有雨。 Ünïcödé"),
    ("utf-16le", "灯下读旧信，窗外有雨。 Ünïcödé"),
    ("utf-16be", "灯下读旧信，窗外有雨。 Ünïcödé"),
    ("gb18030", "灯下读旧信，窗外有雨，桌上的茶已经凉了，而信里的人还在路上。"),
    ("big5", "燈下讀舊信，窗外有雨，桌上的茶已經涼了，而信裡的人還在路上。"),
    ("shift_jis", "灯りの下で古い手紙を読んでいると、窓の外では雨が降り出した。"),
    ("euc-jp", "灯りの下で古い手紙を読んでいると、窓の外では雨が降り出した。"),
    ("iso-2022-jp", "灯りの下で古い手紙を読んでいると、窓の外では雨が降り出した。"),
    ("euc-kr", "등불 아래에서 오래된 편지를 읽는데 창밖에는 비가 내리기 시작했다."),
    ("windows-1251", "При свете лампы я перечитываю старые письма, а за окном идёт дождь."),
    ("windows-1252", "À la lueur de la lampe, je relis de vieilles lettres; dehors, il pleut déjà."),
    ("koi8-r", "При свете лампы я перечитываю старые письма, а за окном идёт дождь."),
];

fn encoded(label: &str, text: &str) -> Vec<u8> {
    match label {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
    }
}

#[test]
fn the_same_text_in_twelve_encodings() {
    let Some(browser) = Browser::find() else { return };
    let web = Web::start();
    let mut rows = Vec::new();
    for (label, text) in TEXTS {
        let page = |head: &str| {
            encoded(
                label,
                &format!(
                    "<!doctype html><html><head>{head}<title>t</title></head><body><p>{text}</p><p>{text}</p></body></html>"
                ),
            )
        };
        let meta = format!("<meta charset={label}>");
        let typed = |label: &str| format!("text/html; charset={label}");
        // By its header, by its meta (which UTF-16 cannot have), with a byte order mark, not at all, and wrongly.
        let mut add = |how: &str, kind: &str, body: Vec<u8>| {
            let path = format!("/{label}/{how}");
            web.on(&path, Reply::of(kind, body));
            rows.push((path, how.to_owned(), text));
        };
        add("header", &typed(label), page(""));
        if label.starts_with("utf-16") {
            let mark: &[u8] = if label == "utf-16le" { b"\xff\xfe" } else { b"\xfe\xff" };
            add("mark", "text/html", [mark, &page("")].concat());
        } else {
            add("meta", "text/html", page(&meta));
            add("header-over-meta", &typed(label), page("<meta charset=windows-1253>"));
            add("undeclared", "text/html", page(""));
        }
        add("wrong", &typed("windows-1250"), page(""));
    }
    let paths: Vec<&str> = rows.iter().map(|(path, ..)| path.as_str()).collect();
    let collection = Collection::linking(&web, &paths);
    let run = collection.build();
    let host = Web::start();
    host.folder("/", &collection.path("output"));
    let mut tab = Tab::open(&browser, &host.url("/"));
    let mut wrong = Vec::new();
    for (path, how, text) in &rows {
        let url = web.url(path);
        tab.go(&url);
        let live = tab.text("document.querySelector('p').innerText");
        tab.go(&host.url(&format!("/{}", run.page(&url).replace('+', "%2B"))));
        let captured = tab.text("document.querySelector('p').innerText");
        // Where nothing is declared, browsers guess by the reader's own language: the text itself is what counts.
        let wanted = if how == "undeclared" { (*text).to_owned() } else { live };
        if captured != wanted || (how != "wrong" && captured != *text) {
            wrong.push(format!("{path}: {captured} instead of {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
