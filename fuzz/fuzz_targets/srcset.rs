//! A `srcset` attribute.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| linkarium::proof::srcset(text));
