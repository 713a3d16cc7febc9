//! `manifest.webmanifest` (W3C Web Application Manifest, and Web Share Target): what a phone needs to know to install
//! the site, and to offer it when a page is shared.

use serde_json::{Value, json};

use super::Theme;
use crate::site::routes;
use crate::site::view::SiteView;

/// Icons that a theme may replace, with their edges in pixels.
const ICONS: [(&str, u32); 2] = [("icon-192.png", 192), ("icon-512.png", 512)];
/// Characters of a name below an icon.
const SHORT: usize = 12;

/// The manifest's bytes. All addresses are relative: it holds wherever the site stands.
pub(super) fn to_json(site: &SiteView, theme: &Theme) -> Vec<u8> {
    let icons = ICONS.iter().filter_map(|(path, edge)| {
        let src = routes::encode(theme.assets().href(path)?);
        Some(json!({ "src": src, "sizes": format!("{edge}x{edge}"), "type": "image/png" }))
    });
    let short: String = site.title.chars().take(SHORT).collect();
    let mut document = json!({
        "name": site.title,
        "short_name": short.trim(),
        "lang": site.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#fbfaf6",
        "theme_color": "#fbfaf6",
        "icons": icons.collect::<Vec<Value>>(),
        "share_target": {
            "action": routes::encode(routes::ADD),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": { "title": "title", "text": "text", "url": "url" },
        },
    });
    if let (Some(description), Some(map)) = (&site.description, document.as_object_mut()) {
        map.insert("description".to_owned(), json!(description));
    }
    // Plain data with string keys: serialising it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
