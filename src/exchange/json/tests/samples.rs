//! Files of other projects, where they are at hand; they are not part of this one.

use std::path::Path;

use super::*;

#[test]
fn samples_give_all_their_links() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !folder.is_dir() {
        return;
    }
    // File, links, refused, and how often something was dropped.
    let wanted = [
        ("synthetic/karakeep-export.json", 1, 2, 4),
        ("wallabag/chrome-bookmarks", 1, 0, 4),
        ("wallabag/delicious_export.2021.02.06_21.10.json", 3, 0, 6),
        ("wallabag/elcurator.json", 1, 0, 0),
        ("wallabag/firefox-bookmarks.json", 2, 0, 8),
        ("wallabag/omnivore.json", 20, 0, 60),
        ("wallabag/pinboard_export", 3, 0, 6),
        ("wallabag/readability-read.json", 2, 0, 2),
        ("wallabag/readability.json", 3, 0, 0),
        ("wallabag/wallabag-v1-read.json", 3, 0, 9),
        ("wallabag/wallabag-v1.json", 2, 0, 6),
        ("wallabag/wallabag-v2-read.json", 2, 0, 10),
        ("wallabag/wallabag-v2.json", 6, 0, 31),
    ];
    for (name, links, refused, dropped) in wanted {
        let bytes = fs_err::read(folder.join(name)).unwrap();
        let file = Read { name: name.rsplit('/').next().unwrap(), bytes: &bytes };
        assert_eq!(Format::detect(file), Some(Format::Json), "{name}");
        let parsed = read(&bytes).unwrap();
        let found = (parsed.entries.len(), parsed.refused.len(), parsed.dropped.values().sum::<usize>());
        assert_eq!(found, (links, refused, dropped), "{name}: {:?}", parsed.dropped);
        assert!(parsed.dropped.keys().all(|what| !what.starts_with('`')), "{name}: {:?}", parsed.dropped);
    }
}
