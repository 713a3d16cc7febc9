//! A picture through the sanitiser.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| linkarium::proof::svg(text));
