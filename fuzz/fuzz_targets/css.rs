//! A style sheet through the rewriter.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| linkarium::proof::css(text));
