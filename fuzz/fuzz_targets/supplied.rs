//! A copy of a page that a person supplied.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linkarium::proof::supplied(bytes));
