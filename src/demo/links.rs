//! The tour's collection: links to the built-in web in all three forms, with tags that are described.
//!
//! The texts lie in `collection/` as anyone would write them; `{{margin}}` and its like stand for the roots of the
//! sites, which are known only once they listen.

use super::Site;

/// File name relative to the collection's root, and text with places for the addresses.
const FILES: [(&str, &str); 6] = [
    ("linkarium.toml", include_str!("collection/linkarium.toml")),
    ("links/tags.toml", include_str!("collection/tags.toml")),
    ("links/essays.toml", include_str!("collection/essays.toml")),
    ("links/atlas.md", include_str!("collection/atlas.md")),
    ("links/reading-room.md", include_str!("collection/reading-room.md")),
    ("links/station.md", include_str!("collection/station.md")),
];

/// The collection as files: name relative to the root, and text.
pub(super) fn collection(sites: &[Site]) -> Vec<(String, String)> {
    let allowed: Vec<String> = sites.iter().map(|site| format!("\"{}\"", host(&site.base_url))).collect();
    let allowed = allowed.join(", ");
    let mut files = Vec::with_capacity(FILES.len());
    for (name, text) in FILES {
        let mut text = text.replace("{{allowed}}", &allowed);
        for site in sites {
            text = text.replace(&format!("{{{{{}}}}}", site.name), &site.base_url);
        }
        files.push((name.to_owned(), text));
    }
    files
}

/// `HOST:PORT` of an http address without a path.
fn host(base_url: &str) -> &str {
    base_url.trim_start_matches("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites() -> Vec<Site> {
        ["margin", "room", "station", "commons"]
            .into_iter()
            .zip(1..)
            .map(|(name, n)| Site { name, base_url: format!("http://127.0.0.{n}:4000") })
            .collect()
    }

    #[test]
    fn every_address_is_filled_in() {
        for (name, text) in collection(&sites()) {
            assert!(!text.contains("{{"), "{name} has a place left open");
            assert!(name == "linkarium.toml" || name.starts_with("links/"), "{name} lies elsewhere");
        }
    }

    #[test]
    fn private_addresses_are_allowed_by_host_and_port_alone() {
        let files = collection(&sites());
        let settings: toml::Table = files[0].1.parse().unwrap();
        let allowed: Vec<&str> = settings["capture"]["allow_private"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|v| v.as_str())
            .collect();
        assert_eq!(allowed, ["127.0.0.1:4000", "127.0.0.2:4000", "127.0.0.3:4000", "127.0.0.4:4000"]);
    }

    #[test]
    fn all_three_forms_are_there() {
        let files = collection(&sites());
        let text = |name: &str| files.iter().find(|(n, _)| n == name).unwrap().1.clone();
        assert!(text("links/essays.toml").contains("[[link]]"));
        assert!(text("links/atlas.md").starts_with("+++\nurl"));
        assert!(text("links/reading-room.md").contains("\n- ["));
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".toml")) {
            assert!(text.parse::<toml::Table>().is_ok(), "{name} is no TOML");
        }
    }
}
