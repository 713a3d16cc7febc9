//! What must hold for any input, as functions that panic where it does not. The property tests hand them generated
//! input, the fuzz targets (`fuzz/`) whatever a fuzzer finds. Compiled for those two alone.
#![expect(clippy::missing_panics_doc, reason = "to panic is what they are for")]

mod data;
mod pages;
mod texts;

pub use data::{link_file, record};
pub use pages::{html, page, svg, what_asks};
pub use texts::{charset, coding, css, notes, srcset};

#[cfg(test)]
mod tests {
    /// Pages of other people's suites, as JSON lines with a field `html`, in the file that `LINKARIUM_VECTORS` names.
    #[test]
    fn pages_of_other_suites() {
        let Some(path) = std::env::var_os("LINKARIUM_VECTORS") else { return };
        let lines = fs_err::read_to_string(path).expect("the file that LINKARIUM_VECTORS names");
        let mut count = 0;
        for line in lines.lines() {
            let vector: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let html = vector["html"].as_str().expect("a field `html`");
            super::html(html);
            super::page(html.as_bytes());
            count += 1;
        }
        assert!(count > 0, "no page at all");
        println!("{count} pages");
    }
}
