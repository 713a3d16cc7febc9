//! Copies as programs write them, and what nobody should have written.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::store::record::Outcome;

fn read(name: &str, bytes: &[u8]) -> Result<Copy, String> {
    super::read(name, &Bytes::copy_from_slice(bytes))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const SINGLE: &str = "<!DOCTYPE html> <html lang=en data-x=1><!--\n Page saved with SingleFile \n url: https://example.org/a?b=c#d \n \
    saved date: Fri Nov 20 2026 14:23:01 GMT+0100 (Central European Standard Time)\n--><meta charset=utf-8><title>Ü</title>";

#[test]
fn what_programs_write_at_the_top_of_a_page() {
    let cases: [(&str, &str, Option<&str>, Option<&str>); 8] = [
        (SINGLE, "singlefile", Some("https://example.org/a?b=c#d"), Some("2026-11-20T13:23:01Z")),
        (
            "<!DOCTYPE html><html><!--\n Archive processed by SingleFile \n url: https://example.org/ \n saved date: Fri Nov 20 2026 14:23:01 GMT+0000 (UTC)\n--><p>x",
            "singlefile",
            Some("https://example.org/"),
            Some("2026-11-20T14:23:01Z"),
        ),
        (
            "<!-- Saved from https://example.org/ at 2026-11-20T14:23:01Z using monolith v2.8.1 -->\n<!DOCTYPE html><p>x",
            "monolith",
            Some("https://example.org/"),
            Some("2026-11-20T14:23:01Z"),
        ),
        (
            "<!DOCTYPE html>\n<!-- saved from url=(0020)https://example.org/ -->\n<html><p>x",
            "file",
            Some("https://example.org/"),
            None,
        ),
        ("<!-- saved from url=(0014)about:internet -->\n<html><p>x", "file", None, None),
        (
            "<!DOCTYPE html><p><!--\n Page saved with SingleFile \n url: https://evil.example/ \n-->",
            "file",
            None,
            None,
        ),
        (
            "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: javascript:x \n saved date: never\n--><p>x",
            "singlefile",
            None,
            None,
        ),
        ("<!DOCTYPE html><link rel=canonical href=https://evil.example/><p>x", "file", None, None),
    ];
    for (text, engine, address, saved) in cases {
        let copy = read("page.html", text.as_bytes()).unwrap();
        assert_eq!((copy.engine, copy.address.as_deref()), (engine, address), "{text}");
        assert_eq!(copy.saved, saved.map(at), "{text}");
        assert_eq!(copy.parts[0].body, text.as_bytes(), "the bytes stay as they are");
    }
    let packed = SINGLE.replace("data-x=1", "data-sfz");
    assert_eq!(kind_of("x", packed.as_bytes()), Kind::Compressed);
    assert!(read("x", packed.as_bytes()).unwrap_err().contains("script"));
    assert_eq!(claimed_address(cases[7].0.as_bytes()).as_deref(), Some("https://evil.example/"));
}

#[test]
fn files_as_they_came() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let cases: [(&str, &[u8], Option<&str>); 9] = [
        ("a.pdf", b"%PDF-1.4\n", Some("application/pdf")),
        ("a", b"%PDF-1.4\n", Some("application/pdf")),
        ("a.pdf", b"words", None),
        ("a.png", png, Some("image/png")),
        ("a.html", png, Some("image/png")),
        ("a.html", b"words", Some("text/html")),
        ("a.txt", b"words", Some("text/plain")),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Some("image/svg+xml")),
        ("a.bin", b"\0\x01\x02", None),
    ];
    for (name, bytes, wanted) in cases {
        let found = read(name, bytes).ok().and_then(|copy| copy.parts[0].content_type.clone());
        assert_eq!(found.as_deref(), wanted, "{name} {bytes:?}");
    }
}

#[test]
fn addresses_beside_files() {
    let names = beside::names("Paper.PDF", true);
    assert_eq!(&names[..2], ["paper.pdf.url", "paper.pdf.webloc"]);
    assert!(
        names.contains(&"paper.txt".to_owned())
            && !beside::names("a.txt", false).contains(&"a.url".to_owned())
    );
    assert!(!beside::names("a.txt", true).contains(&"a.txt".to_owned()));
    let cases: [(&str, &[u8], Option<&str>); 6] = [
        ("a.url", b"[InternetShortcut]\r\nURL=https://a.example/\r\n", Some("https://a.example/")),
        ("a.url", b"https://a.example/\n", Some("https://a.example/")),
        ("a.txt", b"\xEF\xBB\xBF\n https://a.example/x \nA title\n", Some("https://a.example/x")),
        ("a.txt", b"https://a.example/\nhttps://b.example/\n", None),
        ("a.txt", b"words about https://a.example/\n", None),
        ("a.txt", b"javascript:alert(1)\n", None),
    ];
    for (name, bytes, wanted) in cases {
        assert_eq!(beside::address(name, bytes).as_deref(), wanted, "{name} {bytes:?}");
    }
}

/// A message with these parts; lines end as they do on the wire.
pub(super) fn mhtml(top: &str, parts: &[&str]) -> Vec<u8> {
    let parts: Vec<String> = parts.iter().map(|part| format!("--b=_1\n{part}\n")).collect();
    let text = format!(
        "{top}MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\"; boundary=\"b=_1\"\n\nnobody's\n{}--b=_1--\nnobody's\n",
        parts.concat()
    );
    text.replace('\n', "\r\n").into_bytes()
}

const TOP: &str =
    "Snapshot-Content-Location: https://example.org/a/page\nDate: Fri, 20 Nov 2026 14:23:01 -0000\n";
const PAGE: &str = "Content-Type: text/html; charset=utf-8\nContent-ID: <p@x>\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://example.org/a/page\n\n<p style=3D\"x\">gr=C3=BC=\n=C3=9Fe = a =zz";

#[test]
fn mhtml_becomes_its_parts() {
    let css = "Content-Type: text/css\nContent-Location: cid:css@x\nContent-Transfer-Encoding: 8bit\n\nb{}\n";
    let picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: ../p\n .png\n\niVBO\nRw0K";
    let named = "Content-Type: image/gif\nContent-ID: <g@x>\n\nGIF89a";
    let nameless = "Content-Type: image/gif\n\nGIF89a";
    let copy = read("a.mhtml", &mhtml(TOP, &[PAGE, css, picture, named, nameless])).unwrap();
    assert_eq!(copy.address.as_deref(), Some("https://example.org/a/page"));
    assert_eq!(copy.saved, Some(at("2026-11-20T14:23:01Z")));
    assert_eq!(copy.parts[0].body, "<p style=\"x\">grüße = a =zz");
    let urls: Vec<_> = copy.parts.iter().map(|part| part.url.clone().unwrap()).collect();
    assert_eq!(urls, ["https://example.org/a/page", "cid:css@x", "https://example.org/p.png", "cid:g@x"]);
    assert_eq!(copy.parts[1].body, "b{}\r\n");
    assert_eq!(copy.parts[2].body, b"\x89PNG\r\n".as_slice());
    assert_eq!(copy.lost, []);
    // The page need not be the first.
    let start = TOP.to_owned() + "X: y\n";
    let moved = mhtml(&start, &[named, PAGE]);
    assert_eq!(read("a", &moved).unwrap().parts[0].content_id.as_deref(), Some("p@x"));
    let text = String::from_utf8(moved).unwrap().replace("type=\"text/html\"", "start=\"<g@x>\"");
    assert_eq!(read("a", text.as_bytes()).unwrap().parts[0].content_id.as_deref(), Some("g@x"));
    // Within another multipart.
    let inner = "Content-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\nwords\n--i\nContent-Type: text/html\n\n<p>x\n--i--";
    assert_eq!(read("a", &mhtml(TOP, &[inner])).unwrap().parts[0].body, "<p>x");
    // Without any parts.
    let single = b"Snapshot-Content-Location: https://example.org/\r\nContent-Type: text/html\r\n\r\n<p>x";
    assert_eq!(read("a.mht", single).unwrap().parts[0].body, "<p>x");
}

#[test]
fn damage_loses_itself() {
    let bad = "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://example.org/bad.png\n\n!!!!";
    let odd = "Content-Type: image/png\nContent-Transfer-Encoding: x-uuencode\nContent-Location: https://example.org/odd.png\n\nx";
    let whole = mhtml(TOP, &[PAGE, bad, odd, "no header", PAGE]);
    let copy = read("a.mht", &whole).unwrap();
    assert_eq!((copy.parts.len(), copy.lost.len()), (2, 3), "{:?}", copy.lost);
    let record = record_of(&copy, "https://example.org/a/page", copy.saved.unwrap(), &whole);
    assert_eq!((record.outcome, record.resources.skipped), (Outcome::Partial, 3));
    assert!(record.skipped.iter().any(|(url, why)| url.ends_with("bad.png") && why.contains("base64")));
    // Cut in the middle of a picture: the page is there, the picture is not.
    let cut =
        mhtml(TOP, &[PAGE, "Content-Type: image/png\nContent-Location: https://example.org/c.png\n\nabcdef"]);
    let cut = &cut[..cut.len() - 25];
    let copy = read("a.mht", cut).unwrap();
    assert_eq!((copy.parts.len(), copy.lost.len()), (1, 1), "{:?}", copy.lost);
    // Cut in the middle of the page: there is nothing to keep.
    assert!(read("a.mht", &mhtml(TOP, &[PAGE])[..400]).unwrap_err().contains("save it again"));
}

#[test]
fn hostile_messages_end_quickly() {
    let unbounded = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--x\r\n";
    assert!(read("a.mht", unbounded).unwrap_err().contains("boundary"));
    assert!(read("a.mht", &mhtml(TOP, &[])).is_err());
    // Nested deeper than anybody needs, each level with the same boundary.
    let mut nested = String::from("Content-Type: multipart/related; boundary=x\n\n");
    for _ in 0..20_000 {
        nested.push_str("--x\nContent-Type: multipart/mixed; boundary=x\n\n");
    }
    assert!(read("a.mht", nested.as_bytes()).is_err());
    // Many boundaries.
    let mut many = String::from("Content-Type: multipart/related; boundary=x\n\n");
    many.push_str(&"--x\n\n".repeat(200_000));
    assert!(read("a.mht", many.as_bytes()).is_err_and(|why| !why.is_empty()));
    // Headers without end.
    let huge =
        format!("Content-Type: multipart/related; boundary=x\r\nX: {}\r\n\r\n--x--\r\n", "y".repeat(200_000));
    assert_eq!(kind_of("a.mht", huge.as_bytes()), Kind::Plain(Class::Text));
    let many = format!("{}Content-Type: multipart/related; boundary=x\r\n\r\n", "A: b\r\n".repeat(10_000));
    assert_ne!(kind_of("a.mht", many.as_bytes()), Kind::Mhtml);
}

proptest! {
    #[test]
    fn any_bytes_are_read(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "(--b=_1|--|\r\n|\n|Content-Type: |text/html|multipart/related; boundary=|b=_1|Content-Location: |https://e\\.example/|cid:|=|=3D|<!--|-->|Page saved with SingleFile\n url: |saved from url=\\(|\"|;|:| |<html |>|\\PC){0,60}",
        at in 0_usize..900,
    ) {
        crate::proof::supplied(&bytes);
        crate::proof::supplied(text.as_bytes());
        let mut whole = mhtml(TOP, &[PAGE, "Content-ID: <a@b>\n\nx"]);
        let at = at.min(whole.len());
        whole.splice(at..at, text.bytes());
        crate::proof::supplied(&whole);
        whole.truncate(at);
        crate::proof::supplied(&whole);
    }
}
