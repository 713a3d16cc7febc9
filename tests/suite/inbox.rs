//! Copies that a person saved, by `attach` and through the inbox, with the real program on real files.

use crate::support::collection::Collection;
use crate::support::git::{commit, git};
use crate::support::{Run, Web};

const SINGLE: &str = "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://single.example/page \n \
    saved date: Fri Nov 20 2020 14:23:01 GMT+0100 (Central European Standard Time)\n--><meta charset=utf-8><title>A single file</title>\
    <body><h1>Words</h1><p>ümlaut</p>";
const SHORTCUT: &str = "[InternetShortcut]\r\nURL=https://papers.example/paper.pdf\r\n";
const PDF: &str = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n";
const BOOKMARKS: &str = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF=\"https://a.example/\" ADD_DATE=\"1600322788\">A</A>\n\
    <DT><A HREF=\"http://192.168.1.1/\">Router</A>\n</DL><p>\n";

/// A page with a sheet, a picture and a frame, as Chromium saves it.
fn mhtml() -> Vec<u8> {
    let text = "From: <Saved by Blink>\nSnapshot-Content-Location: https://mhtml.example/a/page\nSubject: x\n\
        Date: Sat, 21 Nov 2020 10:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\";\n\t\
        boundary=\"----MultipartBoundary--abc----\"\n\n\n------MultipartBoundary--abc----\nContent-Type: text/html\n\
        Content-ID: <frame-1@mhtml.blink>\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://mhtml.example/a/page\n\n\
        <!DOCTYPE html><html><head><meta http-equiv=3D\"Content-Type\" content=3D\"text/html; charset=3DUT=\nF-8\"><title>A saved page</title>\
        <link rel=3D\"stylesheet\" href=3D\"cid:css-7@mhtml.blink\"></head><body><img src=3D\"pic.gif\">\
        <iframe src=3D\"cid:frame-2@mhtml.blink\"></iframe><p>gr=C3=BC=C3=9Fe</p></body></html>\n\
        ------MultipartBoundary--abc----\nContent-Type: text/css\nContent-Location: cid:css-7@mhtml.blink\n\n\
        body { background: url(\"https://mhtml.example/a/pic.gif\") }\n\
        ------MultipartBoundary--abc----\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\nContent-Location: https://mhtml.example/a/pic.gif\n\n\
        R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAAB\nAAEAAAIBRAA7\n\
        ------MultipartBoundary--abc----\nContent-Type: text/html\nContent-ID: <frame-2@mhtml.blink>\nContent-Location: https://frame.example/\n\n\
        <p>framed words\n------MultipartBoundary--abc------\n";
    text.replace('\n', "\r\n").into_bytes()
}

fn collection() -> Collection {
    Collection::of(&[])
}

/// Files below the inbox.
fn inbox(collection: &Collection) -> Vec<String> {
    collection.tree("inbox").files().keys().cloned().collect()
}

/// The only file of a folder of the site whose name ends so.
fn page(collection: &Collection, folder: &str, end: &str) -> String {
    let tree = collection.tree(&format!("output/archive/{folder}"));
    let mut found = tree.files().iter().filter(|(name, _)| name.ends_with(end));
    let (_, bytes) = found.next().unwrap_or_else(|| panic!("no {end} in {folder}"));
    String::from_utf8(bytes.clone()).unwrap()
}

fn build(collection: &Collection) -> Run {
    let run = collection.run(&["build", "--offline"]);
    assert_eq!(run.code, 0, "{run}");
    run
}

#[test]
fn a_single_file_becomes_a_capture_and_its_link_is_kept() {
    let collection = collection();
    collection.write("inbox/single.html", SINGLE);
    let run = build(&collection);
    assert!(
        run.stderr.contains("inbox/single.html is now a capture of https://single.example/page"),
        "{run}"
    );
    assert_eq!(inbox(&collection), Vec::<String>::new(), "its bytes are in the store");
    let record = collection.record("https://single.example/page");
    assert_eq!(record["engine"], "singlefile");
    assert_eq!(
        (&record["outcome"], &record["started"]),
        (&"captured".into(), &"2020-11-20T13:23:01Z".into())
    );
    assert_eq!(record["supplied"]["length"], SINGLE.len());
    let exchange = &record["exchanges"][0];
    assert_eq!(exchange["headers"], serde_json::json!([["content-type", "text/html; charset=utf-8"]]));
    assert!(
        exchange["status"].is_null() && exchange["method"].is_null(),
        "nothing was requested: {exchange}"
    );
    let digest = exchange["blob"].as_str().unwrap();
    assert_eq!(collection.read(&format!("snapshots/blobs/{}/{digest}", &digest[..2])), SINGLE);

    let links = collection.tree("links");
    let (_, link) = links.files().iter().next().unwrap();
    assert_eq!(
        String::from_utf8_lossy(link),
        "+++\nurl = \"https://single.example/page\"\ntitle = \"A single file\"\nlanguage = \"en\"\nadded = 2020-11-20T13:23:01\n+++\n"
    );
    assert!(page(&collection, "single.example", "Z/page.html").contains("ümlaut"));
    for theme in ["default", "plain"] {
        collection.write("linkarium.toml", &format!("[site]\ntheme = \"{theme}\"\n"));
        build(&collection);
        let viewer = page(&collection, "single.example", "Z/index.html");
        assert!(viewer.contains("supplied by hand"), "{theme}: {viewer}");
    }
    assert_eq!(collection.run(&["verify"]).code, 0);

    // The same file again makes no second snapshot, and neither does another build change anything.
    let before = (collection.tree("links"), collection.tree("snapshots"));
    collection.write("inbox/again.html", SINGLE);
    let run = build(&collection);
    assert!(run.stderr.contains("is a capture already of"), "{run}");
    build(&collection);
    let after = (collection.tree("links"), collection.tree("snapshots"));
    assert!(before.0.files() == after.0.files() && before.1.files() == after.1.files());
    assert_eq!(inbox(&collection), Vec::<String>::new());
}

#[test]
fn an_mhtml_file_is_shown_with_its_parts() {
    let collection = collection();
    collection.write_bytes("inbox/a/page.mhtml", &mhtml());
    build(&collection);
    let record = collection.record("https://mhtml.example/a/page");
    assert_eq!((&record["engine"], &record["outcome"]), (&"mhtml".into(), &"captured".into()), "{record:#}");
    assert_eq!((&record["resources"]["found"], &record["resources"]["captured"]), (&3.into(), &3.into()));
    let shown = page(&collection, "mhtml.example", "Z/page.html");
    assert!(shown.contains("grüße") && shown.contains("src=\"page-frame-1.html\""), "{shown}");
    assert!(
        shown.contains("<img src=\"../../../../assets/") && shown.contains("rel=\"stylesheet\""),
        "{shown}"
    );
    assert!(!shown.contains("cid:"), "{shown}");
    assert!(page(&collection, "mhtml.example", "page-frame-1.html").contains("framed words"));
    let sheets = collection.tree("output/assets");
    let sheet = sheets.files().iter().find(|(name, _)| name.ends_with(".css")).unwrap().1;
    assert!(String::from_utf8_lossy(sheet).contains(".gif\")"), "{}", String::from_utf8_lossy(sheet));
    // The file itself is nowhere else: it is put aside, where neither a build nor git looks.
    assert_eq!(inbox(&collection), ["done/.gitignore", "done/a/page.mhtml"]);
    let run = build(&collection);
    assert!(!run.stderr.contains("inbox"), "{run}");
}

#[test]
fn addresses_may_stand_beside_files() {
    let collection = collection();
    collection.write("inbox/paper.pdf", PDF);
    collection.write("inbox/paper.url", SHORTCUT);
    collection.write("inbox/plain.html", "<!doctype html><title>Plain</title><img src=gone.png>");
    collection.write("inbox/plain.html.txt", "https://plain.example/a\n");
    collection.write("inbox/short.url", "[InternetShortcut]\nURL=https://short.example/\n");
    build(&collection);
    let paper = collection.record("https://papers.example/paper.pdf");
    assert_eq!(
        (&paper["engine"], &paper["exchanges"][0]["media_type"]),
        (&"file".into(), &"application/pdf".into())
    );
    let plain = collection.record("https://plain.example/a");
    assert_eq!(
        (&plain["outcome"], &plain["resources"]["skipped"]),
        (&"partial".into(), &1.into()),
        "{plain:#}"
    );
    let reason = &plain["skipped"][0];
    assert_eq!(
        *reason,
        serde_json::json!(["https://plain.example/gone.png", "not in the copy that was supplied"])
    );
    assert_eq!(collection.records().len(), 2, "a shortcut alone is a link");
    assert!(collection.read("links/imported.toml").contains("https://short.example/"));
    assert!(!collection.read("links/imported.toml").contains("papers.example"));
    assert_eq!(
        inbox(&collection),
        ["done/.gitignore", "done/paper.url", "done/plain.html.txt", "done/short.url"]
    );
}

#[test]
fn what_cannot_be_taken_in_stays_and_stops_nothing() {
    let web = Web::start();
    web.on("/", crate::support::Reply::page("<p>words"));
    let collection = Collection::linking(&web, &["/"]);
    collection.write("inbox/README.md", "What this folder is for: https://nobody.example/\n");
    collection.write("inbox/unknown.bin", "\0\u{1}\u{2}");
    collection.write("inbox/orphan.pdf", PDF);
    collection.write(
        "inbox/page.html",
        "<!doctype html><link rel=canonical href=https://claimed.example/><a href=https://x.example/>x</a>",
    );
    collection.write("inbox/broken.mhtml", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n--x\n");
    collection.write("inbox/whole.html", "<!-- saved from url=(0022)https://whole.example/ -->\n<p>x");
    collection.write("inbox/whole_files/a.png", "x");
    collection.write("outside.html", SINGLE);
    std::os::unix::fs::symlink(collection.path("outside.html"), collection.path("inbox/link.html")).unwrap();
    let before = collection.tree("inbox");
    let run = collection.report_any(&["build"]);
    assert_eq!((run.code, run.outcome(&web.url("/"))), (3, "captured"), "{run}");
    for wanted in [
        "inbox/unknown.bin is of no format that is known",
        "inbox/orphan.pdf does not say which address it is a copy of",
        "inbox/page.html does not say which address",
        "(the page itself names https://claimed.example/)",
        "inbox/broken.mhtml does not say how its parts are divided",
        "inbox/whole.html was saved together with a folder",
        "inbox/link.html is a symbolic link, which is not followed",
        "6 files in the inbox",
    ] {
        assert!(run.stderr.contains(wanted), "{wanted}\n{run}");
    }
    assert!(!run.stderr.contains("README") && !run.stderr.contains("a.png"), "{run}");
    assert_eq!(collection.tree("inbox").files(), before.files());
    assert_eq!(collection.records().len(), 1);
    let again = collection.run(&["build", "--offline"]);
    assert_eq!((again.code, again.stderr.matches("warning[inbox]").count()), (3, 6), "{again}");
    assert_eq!(collection.run(&["build", "--offline", "--strict"]).code, 1);
    assert_eq!(collection.run(&["lint"]).code, 0, "lint reads nothing there");
    // Neither does a capture of one link.
    assert_eq!(collection.run(&["capture", &web.url("/")]).code, 0);
}

#[test]
fn private_links_stay_out_where_they_cannot_be_kept() {
    let collection = collection();
    collection.write("links/private/mine.toml", "[[link]]\nurl = \"https://mine.example/\"\n");
    collection.write("inbox/bookmarks.html", BOOKMARKS);
    collection.write("inbox/nas.html", &SINGLE.replace("https://single.example/page", "http://nas.local/"));
    collection.write("inbox/mine.html", &SINGLE.replace("single.example/page", "mine.example/"));
    let run = collection.run(&["build", "--offline", "--skip-private"]);
    assert_eq!(run.code, 3, "{run}");
    assert!(run.stderr.contains("inbox/bookmarks.html holds 1 link of a private look"), "{run}");
    assert_eq!(inbox(&collection), ["bookmarks.html", "mine.html", "nas.html"]);
    assert!(collection.read("links/imported.toml").contains("https://a.example/"));
    assert!(!collection.exists("links/private/imported.toml") && collection.records().is_empty());
    let before = collection.tree("links");
    assert_eq!(collection.run(&["build", "--offline", "--skip-private"]).code, 3);
    assert_eq!(collection.tree("links").files(), before.files());
    // At home.
    build(&collection);
    assert!(collection.read("links/private/imported.toml").contains("http://192.168.1.1/"));
    let records = collection.records();
    assert!(
        records.len() == 2 && records.iter().all(|(name, _)| name.starts_with("private/")),
        "{records:?}"
    );
    let private = collection.tree("links/private").files().keys().cloned().collect::<Vec<_>>().join(" ");
    assert!(
        private.contains("nas-local")
            && !collection.tree("output").files().keys().any(|name| name.contains("nas"))
    );
    assert_eq!(inbox(&collection), ["done/.gitignore", "done/bookmarks.html"]);
}

#[test]
fn what_git_has_is_deleted_and_what_it_has_not_is_put_aside() {
    let collection = collection();
    let root = collection.root();
    collection.write("inbox/tracked.html", BOOKMARKS);
    collection.write("inbox/changed.html", BOOKMARKS);
    git(root, &["init", "--quiet"]);
    commit(root, "An upload");
    collection.write("inbox/changed.html", &BOOKMARKS.replace("a.example", "b.example"));
    collection.write("inbox/new.html", &BOOKMARKS.replace("a.example", "c.example"));
    let run = collection.run(&["capture"]);
    assert_eq!(inbox(&collection), ["done/.gitignore", "done/changed.html", "done/new.html"], "{run}");
    let links = collection.read("links/imported.toml");
    assert!(
        ["a", "b", "c"].iter().all(|host| links.contains(&format!("https://{host}.example/"))),
        "{links}"
    );
    let untracked = git(root, &["status", "--porcelain"]);
    assert!(!untracked.contains("done"), "{untracked}");
    // One of the same name, with other bytes.
    collection.write("inbox/new.html", &BOOKMARKS.replace("a.example", "d.example"));
    build(&collection);
    assert!(inbox(&collection).contains(&"done/new-2.html".to_owned()));
}

#[test]
fn an_inbox_that_is_a_link_is_not_read_and_an_empty_one_costs_nothing() {
    let collection = collection();
    build(&collection);
    let before = collection.tree("");
    fs_err::create_dir(collection.path("inbox")).unwrap();
    build(&collection);
    assert_eq!(collection.tree("").files(), before.files(), "nothing is written");
    fs_err::remove_dir(collection.path("inbox")).unwrap();
    collection.write("elsewhere/single.html", SINGLE);
    std::os::unix::fs::symlink(collection.path("elsewhere"), collection.path("inbox")).unwrap();
    let run = collection.run(&["build", "--offline"]);
    assert!(run.code == 3 && run.stderr.contains("inbox is a symbolic link"), "{run}");
    assert!(collection.exists("elsewhere/single.html") && collection.records().is_empty());
}

#[test]
fn attach_takes_a_copy_for_a_link_that_is_kept() {
    let collection = collection();
    collection.links(&["https://a.example/".to_owned(), "https://www.b.example/".to_owned()]);
    collection.write("copy.html", SINGLE);
    collection.write("notes.txt", "Some words.\n");
    let attach = |url: &str, file: &str| collection.run(&["attach", url, file]);
    let run = attach("https://a.example/#x", "copy.html");
    assert_eq!(run.code, 0, "{run}");
    assert!(
        run.stdout.starts_with("a.example/index-")
            && run.stdout.contains("copy.html is now a capture of https://a.example/"),
        "{run}"
    );
    assert!(run.stderr.contains("saved from another address: https://single.example/page"), "{run}");
    assert!(collection.exists("copy.html"), "what was attached stays where it is");
    let record = collection.record("https://a.example/");
    assert_eq!(record["final_url"], "https://single.example/page");
    assert!(attach("https://a.example/", "copy.html").stdout.contains("is a capture already of"));
    assert_eq!(collection.records().len(), 1);
    assert_eq!(attach("https://a.example/", "notes.txt").code, 0);
    assert_eq!(collection.records().len(), 2);
    // Nothing is due any more for what a copy was supplied of.
    let run = collection.report(&["build", "--offline"]);
    assert_eq!(
        (run.outcome("https://a.example/"), run.outcome("https://www.b.example/")),
        ("present", "skipped")
    );

    let run = attach("https://no.example/", "copy.html");
    assert!(run.code == 2 && run.stderr.contains("linkarium add https://no.example/"), "{run}");
    for (file, why) in [("links", "is a folder"), ("gone.html", "gone.html"), ("linkarium.bin", "is no page")]
    {
        collection.write("linkarium.bin", "\0\u{1}");
        let run = attach("https://a.example/", file);
        assert!(run.code == 1 && run.stderr.contains(why), "{file}\n{run}");
    }
}

#[test]
fn sizes_are_bounded() {
    let mut collection = collection();
    collection.setting("max_snapshot_bytes = 1000");
    collection.write("inbox/large.html", &format!("{SINGLE}{}", "x".repeat(1000)));
    collection.links(&["https://a.example/".to_owned()]);
    let run = collection.run(&["build", "--offline"]);
    assert!(run.code == 3 && run.stderr.contains("inbox/large.html is larger than"), "{run}");
    let run = collection.run(&["attach", "https://a.example/", "inbox/large.html"]);
    assert!(run.code == 1 && run.stderr.contains("max_snapshot_bytes"), "{run}");
}
