use std::io::Write;

use flate2::Compression;
use proptest::prelude::*;

use super::*;

const CODINGS: [&str; 5] = ["gzip", "deflate", "raw deflate", "br", "zstd"];

/// Compresses by the name of the coding; "raw deflate" is sent as `deflate`.
fn encode(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    match coding {
        "gzip" => {
            let header = flate2::GzBuilder::new().filename("a name").comment("a comment").extra(vec![7; 9]);
            let mut encoder = header.write(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "raw deflate" => {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
            encoder.write_all(bytes).unwrap();
            encoder.into_inner()
        }
        _ => zstd::encode_all(bytes, 3).unwrap(),
    }
}

fn header(coding: &str) -> &str {
    coding.strip_prefix("raw ").unwrap_or(coding)
}

/// Decodes chunks; stops at `limit` bytes.
fn decode<'a>(
    header: &str,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    limit: usize,
) -> (Vec<u8>, Result<(), CodingError>) {
    let mut got = Vec::new();
    let mut decoder = Decoder::new(header).unwrap();
    for chunk in chunks {
        let result = decoder.write(chunk, &mut |piece| {
            assert!(piece.len() <= PIECE);
            got.extend_from_slice(piece);
            if got.len() > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if result.is_err() {
            return (got, result);
        }
    }
    (got, decoder.finish())
}

fn text() -> Vec<u8> {
    (0..40).flat_map(|n| format!("line {n} of {}\n", n * n).into_bytes()).collect()
}

#[test]
fn every_coding_is_undone_wherever_it_is_split() {
    let text = text();
    for coding in CODINGS {
        let coded = encode(coding, &text);
        for at in 0..=coded.len() {
            let (head, tail) = coded.split_at(at);
            assert_eq!(
                decode(header(coding), [head, tail], usize::MAX),
                (text.clone(), Ok(())),
                "{coding} at {at}"
            );
        }
        assert_eq!(decode(header(coding), coded.chunks(1), usize::MAX), (text.clone(), Ok(())), "{coding}");
    }
}

#[test]
fn what_fills_many_buffers_is_whole() {
    let long: Vec<u8> = (0_u32..300_000).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    for coding in CODINGS {
        for bytes in [&long[..], &long[..PIECE], &long[..2 * PIECE], &vec![0; 5 * PIECE], b""] {
            let coded = encode(coding, bytes);
            let (got, end) = decode(header(coding), coded.chunks(5000), usize::MAX);
            assert!(got == bytes && end.is_ok(), "{coding} {} {end:?}", bytes.len());
        }
    }
}

#[test]
fn an_early_end_is_noticed_at_every_byte() {
    let text = text();
    for coding in CODINGS {
        let coded = encode(coding, &text);
        for at in 1..coded.len() {
            let (got, end) = decode(header(coding), [&coded[..at]], usize::MAX);
            assert_eq!(end, Err(CodingError::Truncated), "{coding} at {at} of {}", coded.len());
            assert!(text.starts_with(&got));
        }
        assert_eq!(decode(header(coding), [&b""[..]], usize::MAX), (Vec::new(), Ok(())), "{coding}");
    }
}

#[test]
fn lists_are_undone_from_the_last_to_the_first() {
    let text = text();
    let coded = encode("br", &encode("gzip", &text));
    assert_eq!(decode("gzip, br", [&coded[..]], usize::MAX), (text.clone(), Ok(())));
    assert_eq!(decode(" GZIP ,identity,, Br", coded.chunks(3), usize::MAX), (text.clone(), Ok(())));
    assert_eq!(decode("gzip, br", [&coded[..coded.len() - 1]], usize::MAX).1, Err(CodingError::Truncated));
    let cut_inside = encode("br", &encode("gzip", &text)[..50]);
    assert_eq!(decode("gzip, br", [&cut_inside[..]], usize::MAX).1, Err(CodingError::Truncated));
    let four = encode("zstd", &encode("gzip", &encode("deflate", &encode("br", &text))));
    assert_eq!(decode("br, deflate, x-gzip, zstd", [&four[..]], usize::MAX), (text.clone(), Ok(())));
    for identity in ["", "identity", " , "] {
        assert_eq!(decode(identity, [&text[..]], usize::MAX), (text.clone(), Ok(())));
    }
}

#[test]
fn unknown_and_too_many_codings_are_refused() {
    let unsupported = |header: &str| match Decoder::new(header) {
        Err(CodingError::Unsupported(name)) => name,
        other => panic!("{other:?}"),
    };
    assert_eq!(unsupported("compress"), "compress");
    assert_eq!(unsupported("gzip, Foo"), "foo");
    assert_eq!(unsupported("br,br,br,br,br"), "br,br,br,br,br");
}

#[test]
fn gzip_may_have_members_and_garbage() {
    let two = [encode("gzip", b"one "), encode("gzip", b"two")].concat();
    assert_eq!(decode("gzip", two.chunks(1), usize::MAX), (b"one two".to_vec(), Ok(())));
    for garbage in [&b"\0\0\0\0"[..], b"x", b"\x1F", b"\x1F\x8B", b"\x1F\x8B\x09abcdefghijkl"] {
        let bytes = [&two[..], garbage].concat();
        assert_eq!(decode("gzip", bytes.chunks(1), usize::MAX), (b"one two".to_vec(), Ok(())), "{garbage:?}");
        assert_eq!(decode("gzip", [&bytes[..]], usize::MAX), (b"one two".to_vec(), Ok(())), "{garbage:?}");
    }
    let cut = &two[..two.len() - 9];
    assert_eq!(decode("gzip", [cut], usize::MAX).1, Err(CodingError::Truncated));
    for coding in ["deflate", "raw deflate", "br"] {
        let bytes = [&encode(coding, b"one")[..], b"garbage"].concat();
        assert_eq!(
            decode(header(coding), bytes.chunks(1), usize::MAX),
            (b"one".to_vec(), Ok(())),
            "{coding}"
        );
    }
    let two = [encode("zstd", b"one "), encode("zstd", b"two")].concat();
    assert_eq!(decode("zstd", two.chunks(1), usize::MAX), (b"one two".to_vec(), Ok(())));
}

#[test]
fn damage_is_noticed() {
    for header in ["gzip", "deflate", "br", "zstd"] {
        let (_, end) = decode(header, [&b"<!doctype html><p>This was never compressed.</p>"[..]], usize::MAX);
        assert_eq!(end, Err(CodingError::Corrupt), "{header}");
    }
    let mut coded = encode("gzip", &text());
    let at = coded.len() - 5;
    coded[at] ^= 1;
    assert_eq!(decode("gzip", [&coded[..]], usize::MAX), (text(), Err(CodingError::Corrupt)));
}

/// A gigabyte of zeros in each coding, without compressing a gigabyte: a stretch that only refers to itself is repeated.
fn bomb(coding: &str) -> Vec<u8> {
    const MEGABYTE: usize = 1 << 20;
    let zeros = vec![0; MEGABYTE];
    match coding {
        "gzip" | "zstd" => encode(coding, &zeros).repeat(1024),
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
            let mut lengths = Vec::new();
            for _ in 0..4 {
                encoder.write_all(&zeros).unwrap();
                encoder.flush().unwrap();
                lengths.push(encoder.get_ref().len());
            }
            let coded = encoder.get_ref();
            let stretch = &coded[lengths[2]..lengths[3]];
            assert_eq!(stretch, &coded[lengths[1]..lengths[2]]);
            [&coded[..], &stretch.repeat(1020)].concat()
        }
        _ => {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&zeros).unwrap();
            encoder.flush().unwrap();
            let stretch = encoder.get_ref().repeat(1024);
            if coding == "deflate" { [b"\x78\x9C", &stretch[..]].concat() } else { stretch }
        }
    }
}

#[test]
fn bombs_stop_at_the_limit() {
    for coding in CODINGS {
        let bomb = bomb(coding);
        assert!(bomb.len() < 4 << 20, "{coding} {}", bomb.len());
        let (got, end) = decode(header(coding), [&bomb[..]], 3 << 20);
        assert_eq!(end, Err(CodingError::Stopped), "{coding}");
        assert!(got.len() <= (3 << 20) + PIECE && got.iter().all(|b| *b == 0), "{coding} {}", got.len());
    }
    let nested = encode("gzip", &bomb("gzip"));
    assert!(nested.len() < 100_000);
    assert_eq!(decode("gzip, gzip", [&nested[..]], 3 << 20).1, Err(CodingError::Stopped));
}

#[test]
fn windows_too_large_are_refused() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    encoder.write_all(b"x").unwrap();
    assert_eq!(decode("zstd", [&encoder.finish().unwrap()[..]], usize::MAX).1, Err(CodingError::Corrupt));
    // The first byte announces a large window, which brotli knows outside HTTP: 30 bits, 1 GB.
    assert_eq!(decode("br", [&b"\x11\x1E\0\0\0\0\0\0"[..]], usize::MAX).1, Err(CodingError::Corrupt));
}

#[test]
fn a_decoder_may_move_between_threads() {
    fn is_send<T: Send>() {}
    is_send::<Decoder>();
}

proptest! {
    #[test]
    fn any_bytes_are_taken_without_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        size in 0_u8..40,
        start in prop::sample::select(vec![&b""[..], b"\x1F\x8B\x08", b"\x78\x9C", b"\x28\xB5\x2F\xFD", b"\x0B"]),
    ) {
        let bytes = [&[size][..], start, &bytes].concat();
        crate::proof::coding(&bytes);
    }

    #[test]
    fn damage_never_panics(at in 0_usize..300, mask in 1_u8.., size in 1_usize..300) {
        for coding in CODINGS {
            let mut coded = encode(coding, &text());
            let at = at % coded.len();
            coded[at] ^= mask;
            let _ = decode(header(coding), coded.chunks(size), 1 << 20);
        }
    }
}
