//! Content codings undone.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linkarium::proof::coding(bytes));
