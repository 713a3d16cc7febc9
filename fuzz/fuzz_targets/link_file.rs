//! A link file of each kind.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linkarium::proof::link_file(bytes));
