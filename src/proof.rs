//! What must hold for any input, as functions that panic where it does not. The property tests hand them generated
//! input, the fuzz targets (`fuzz/`) whatever a fuzzer finds. Compiled for those two alone.
#![expect(clippy::missing_panics_doc, reason = "to panic is what they are for")]

mod data;
mod pages;
mod reader;
mod supplied;
mod texts;

pub use data::{link_file, record};
pub use pages::{article, html, page, svg, what_asks};
pub use reader::reader;
pub use supplied::supplied;
pub use texts::{charset, coding, css, notes, srcset};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    const RECORD: &str = r#"{"version":1,"url":"https://a.example/","outcome":"captured","engine":"http","program":"t",
        "started":"2026-01-01T00:00:00Z","finished":"2026-01-01T00:00:01Z","resources":{"found":0,"captured":0,"failed":0,
        "skipped":0,"bytes":0},"exchanges":[{"by":null,"role":"document","url":"https://a.example/","method":"GET","status":200,
        "headers":[["Content-Type","text/html"]],"blob":"00","redirect":null,"started":"2026-01-01T00:00:00Z","millis":1},
        {"by":0,"role":"image","url":"https://a.example/<img src=x onerror=y>","method":"GET","status":302,
        "redirect":"https://a.example/","started":"2026-01-01T00:00:00Z","millis":1}]}"#;

    proptest! {
        /// A sound record with a piece of it replaced by another.
        #[test]
        fn any_record_is_derived(from in 0..RECORD.len(), length in 0_usize..40, by in "[0-9]{1,3}|null|\"[a-z:/.]{0,9}\"|\\PC{0,4}") {
            let mut text = RECORD.to_owned();
            let to = (from + length).min(text.len());
            text.replace_range(from..to, &by);
            super::record(text.as_bytes());
            super::record(RECORD.as_bytes());
        }
    }

    /// Pages of other people's suites, as JSON lines with a field `html`, in the file that `HOSTILE_VECTORS` names;
    /// `.ci/run` names one where it has one.
    #[test]
    fn pages_of_other_suites() {
        let Some(path) = std::env::var_os("HOSTILE_VECTORS") else {
            println!("skipped: HOSTILE_VECTORS names no file");
            return;
        };
        let lines = fs_err::read_to_string(path).expect("the file that HOSTILE_VECTORS names");
        let mut count = 0;
        for line in lines.lines() {
            let vector: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let html = vector["html"].as_str().expect("a field `html`");
            super::html(html);
            super::page(html.as_bytes());
            super::article(html);
            count += 1;
        }
        assert!(count > 0, "no page at all");
        println!("{count} pages");
    }
}
