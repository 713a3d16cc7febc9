//! The snapshot store: what lies where, and that damage is found.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::support::{Collection, Reply, Web};

/// A captured collection of one page with a picture.
fn captured(web: &Web) -> Collection {
    web.on("/Seite/%C3%84rger?x=1", Reply::page("<p>words enough to be found again</p><img src=/two.png>"));
    web.on("/two.png", Reply::png());
    let collection = Collection::linking(web, &["/Seite/%C3%84rger?x=1"]);
    collection.report(&["capture"]);
    collection
}

/// Path below `snapshots/` of the blob that holds a text.
fn blob(collection: &Collection, text: &str) -> String {
    let store = collection.tree("snapshots");
    let holding = store.holding(text).into_iter().find(|name| name.starts_with("blobs/"));
    format!("snapshots/{}", holding.unwrap())
}

#[test]
fn a_sound_store_is_verified() {
    let web = Web::start();
    let collection = captured(&web);
    assert_eq!(collection.run(&["verify"]).code, 0);
    let run = collection.run(&["verify", "--json"]);
    assert_eq!(run.code, 0, "{run}");
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{run}"));
}

#[test]
fn a_flipped_bit_is_found() {
    let web = Web::start();
    let collection = captured(&web);
    let name = blob(&collection, "words enough");
    let mut bytes = fs_err::read(collection.path(&name)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    collection.write_bytes(&name, &bytes);
    let run = collection.run(&["verify"]);
    let digest = name.rsplit('/').next().unwrap();
    assert_eq!(run.code, 1, "{run}");
    assert!(format!("{}{}", run.stdout, run.stderr).contains(digest), "{digest} is not named\n{run}");
}

#[test]
fn a_missing_blob_is_found() {
    let web = Web::start();
    let collection = captured(&web);
    let name = blob(&collection, "words enough");
    fs_err::remove_file(collection.path(&name)).unwrap();
    let run = collection.run(&["verify"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(format!("{}{}", run.stdout, run.stderr).contains(name.rsplit('/').next().unwrap()), "{run}");
}

#[test]
fn a_broken_record_is_found_and_hides_no_other() {
    let web = Web::start();
    let collection = captured(&web);
    web.on("/second", Reply::page("second"));
    collection.links(&[web.url("/Seite/%C3%84rger?x=1"), web.url("/second")]);
    collection.build();
    let (name, _) =
        collection.records().into_iter().find(|(_, record)| record["url"] == web.url("/second")).unwrap();
    collection.write(&format!("snapshots/{name}"), "{ \"version\": 1, \"url\": ");
    let run = collection.run(&["verify"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(format!("{}{}", run.stdout, run.stderr).contains(name.rsplit('/').next().unwrap()), "{run}");
    let run = collection.report_any(&["build", "--offline"]);
    assert_eq!(run.outcome(&web.url("/Seite/%C3%84rger?x=1")), "present", "{run}");
}

#[test]
fn names_are_what_the_format_says() {
    let web = Web::start();
    let collection = captured(&web);
    let tree = collection.tree("snapshots");
    assert!(
        tree.names().contains(&"README.md") && tree.names().contains(&".gitattributes"),
        "{:?}",
        tree.names()
    );
    assert!(collection.read("snapshots/.gitattributes").contains("-text"));
    let mut folded = BTreeSet::new();
    for (name, bytes) in tree.files() {
        assert!(name.len() <= 180 && name.is_ascii() && !name.contains([':', '?', '*', '\\']), "{name}");
        assert!(folded.insert(name.to_lowercase()), "{name} collides");
        if let Some(blob) = name.strip_prefix("blobs/") {
            let (folder, digest) = blob.split_once('/').unwrap();
            assert!(digest.starts_with(folder) && folder.len() == 2, "{name}");
            assert_eq!(digest, hex(&Sha256::digest(bytes)), "{name} is not named by its bytes");
        }
    }
    let (name, record) = collection.records().remove(0);
    let parts: Vec<&str> = name.split('/').collect();
    let [captures, host, slug, file] = parts[..] else { panic!("{name}") };
    assert_eq!((captures, host), ("captures", web.host().replace(':', "+").as_str()));
    assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{slug}");
    assert!(slug.ends_with(&hex(&Sha256::digest(web.url("/Seite/%C3%84rger?x=1")))[..8]), "{slug}");
    // 20261120T142301Z-1f3a.json
    assert!(file.len() == 26 && &file[8..9] == "T" && &file[15..17] == "Z-", "{file}");
    assert_eq!(record["program"], concat!("linkarium ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn nothing_that_lies_in_the_store_is_ever_changed() {
    let web = Web::start();
    let collection = captured(&web);
    let before = collection.tree("snapshots");
    web.on("/Seite/%C3%84rger?x=1", Reply::page("other words"));
    collection.report(&["capture", "--refresh"]);
    let after = collection.tree("snapshots");
    assert!(after.names().len() > before.names().len());
    for (name, bytes) in before.files() {
        assert_eq!(after.files().get(name), Some(bytes), "{name} was changed");
    }
}

#[test]
fn passwords_in_addresses_are_not_kept() {
    let web = Web::start();
    web.on("/", Reply::page("<p>open sesame</p>"));
    let collection = Collection::of(&[&web]);
    collection.links(&[format!("http://ali:open-up-7@{}/", web.host())]);
    collection.report_any(&["build"]);
    assert!(collection.tree("snapshots").holding("open-up-7").is_empty(), "it lies in the store");
    assert_eq!(collection.records().len(), 1);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
