//! A file of the index: one call with data, as a classic script.

use serde::Serialize;

/// The folder below `output/` that everything lands in.
pub(super) const FOLDER: &str = "static/search/";

/// The route of the file `name`.
pub(super) fn route(name: &str) -> String {
    format!("{FOLDER}{name}.js")
}

/// `linkariumIndex("name",DATA)`. `name` is one of ours: letters, digits and hyphens.
pub(super) fn write<T: Serialize>(name: &str, data: &T) -> Vec<u8> {
    let mut out = open(name);
    out.extend_from_slice(json(data).as_bytes());
    out.extend_from_slice(b")\n");
    out
}

/// The beginning of a call.
pub(super) fn open(name: &str) -> Vec<u8> {
    format!("linkariumIndex(\"{name}\",").into_bytes()
}

/// Adds a file's mark to its call.
pub(super) fn sign(script: &mut Vec<u8>, mark: &str) {
    if script.ends_with(b")\n") {
        script.truncate(script.len() - 2);
        script.extend_from_slice(format!(",\"{mark}\")\n").as_bytes());
    }
}

/// Data as JSON that may stand in a script.
pub(super) fn json<T: Serialize>(data: &T) -> String {
    // Plain data with string keys: serialising it cannot fail.
    escape(serde_json::to_string(data).unwrap_or_default())
}

/// What JSON allows and old or inlined scripts do not: line separators, and what would end a script element.
fn escape(json: String) -> String {
    if !json.contains(['<', '\u{2028}', '\u{2029}']) {
        return json;
    }
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_string() {
        let script = write("d1", &["\"</script><!--\u{2028}\u{2029}\n\0\\"]);
        let text = String::from_utf8(script).unwrap();
        let expected =
            "linkariumIndex(\"d1\",[\"\\\"\\u003c/script>\\u003c!--\\u2028\\u2029\\n\\u0000\\\\\"])\n";
        assert_eq!(text, expected);
    }
}
