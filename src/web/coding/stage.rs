//! One coding: a decoder that turns some input into some output.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, InBuffer, Operation, OutBuffer};

use super::gzip::Gzip;
use super::{CodingError, PIECE};

/// Base-2 logarithm of the largest Zstandard window: RFC 9659 allows no more in a content coding, and browsers refuse it.
const ZSTD_WINDOW: u32 = 23;

type Brotli = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) consumed: usize,
    pub(super) produced: usize,
}

/// A decoder and its state.
pub(super) struct Stage {
    codec: Codec,
    /// Whether any byte has come.
    started: bool,
    /// Whether the coding has come to its end.
    ended: bool,
    buffer: Vec<u8>,
}

enum Codec {
    Gzip(Gzip),
    /// `deflate` of which nothing, or only the first byte, has come.
    Undecided(Option<u8>),
    Deflate(Decompress),
    Brotli {
        state: Box<Brotli>,
        total: usize,
    },
    Zstd(zstd::stream::raw::Decoder<'static>),
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.codec {
            Codec::Gzip(_) => "gzip",
            Codec::Undecided(_) | Codec::Deflate(_) => "deflate",
            Codec::Brotli { .. } => "br",
            Codec::Zstd(_) => "zstd",
        };
        f.debug_struct("Stage").field("codec", &name).field("ended", &self.ended).finish_non_exhaustive()
    }
}

impl Stage {
    /// The decoder for a coding, by its lower-case name.
    pub(super) fn new(name: &str) -> Option<Self> {
        let codec = match name {
            "gzip" | "x-gzip" => Codec::Gzip(Gzip::new()),
            "deflate" => Codec::Undecided(None),
            "br" => {
                let alloc = StandardAlloc::default;
                // "Strict": without the large windows of up to 1 GB that are not part of the content coding.
                Codec::Brotli { state: Box::new(Brotli::new_strict(alloc(), alloc(), alloc())), total: 0 }
            }
            "zstd" => {
                let mut decoder = zstd::stream::raw::Decoder::new().ok()?;
                decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW)).ok()?;
                Codec::Zstd(decoder)
            }
            _ => return None,
        };
        Some(Self { codec, started: false, ended: false, buffer: Vec::new() })
    }

    /// The output buffer, of [`PIECE`] bytes, to be given back.
    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.resize(PIECE, 0);
        buffer
    }

    pub(super) fn return_buffer(&mut self, buffer: Vec<u8>) {
        self.buffer = buffer;
    }

    /// Whether the body may end here.
    pub(super) fn is_whole(&self) -> bool {
        self.ended || !self.started
    }

    /// Decodes some of `input` into `output`. Bytes behind the end are swallowed, as browsers swallow them.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, CodingError> {
        self.started |= !input.is_empty();
        match &mut self.codec {
            Codec::Gzip(gzip) => {
                let step = gzip.step(input, output)?;
                self.ended = gzip.is_whole();
                Ok(step)
            }
            Codec::Zstd(decoder) => {
                let step = zstd(decoder, input, output, &mut self.ended)?;
                Ok(step)
            }
            _ if self.ended => Ok(Step { consumed: input.len(), produced: 0 }),
            Codec::Undecided(first) => {
                let first = *first;
                self.decide_deflate(first, input)
            }
            Codec::Deflate(inflate) => {
                let (step, ended) = run_inflate(inflate, input, output)?;
                self.ended = ended;
                Ok(step)
            }
            Codec::Brotli { state, total } => {
                let (mut left, mut consumed) = (input.len(), 0);
                let (mut space, mut produced) = (output.len(), 0);
                let result = BrotliDecompressStream(
                    &mut left,
                    &mut consumed,
                    input,
                    &mut space,
                    &mut produced,
                    output,
                    total,
                    state,
                );
                match result {
                    BrotliResult::ResultFailure => return Err(CodingError::Corrupt),
                    BrotliResult::ResultSuccess => self.ended = true,
                    BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
                }
                Ok(Step { consumed, produced })
            }
        }
    }

    /// `deflate` means the zlib format, but some servers send bare DEFLATE: the first two bytes tell.
    fn decide_deflate(&mut self, first: Option<u8>, input: &[u8]) -> Result<Step, CodingError> {
        let (Some(first), Some(&second)) = (first, input.first()) else {
            self.codec = Codec::Undecided(first.or(input.first().copied()));
            return Ok(Step { consumed: input.len().min(1), produced: 0 });
        };
        let is_zlib =
            first & 0x0F == 8 && first >> 4 <= 7 && (u16::from(first) << 8 | u16::from(second)) % 31 == 0;
        let mut inflate = Decompress::new(is_zlib);
        // One byte of DEFLATE yields nothing yet.
        let (step, ended) = run_inflate(&mut inflate, &[first], &mut [])?;
        if step.consumed != 1 || ended {
            return Err(CodingError::Corrupt);
        }
        self.codec = Codec::Deflate(inflate);
        Ok(Step { consumed: 0, produced: 0 })
    }
}

/// Runs DEFLATE; the flag tells whether its end was reached.
pub(super) fn run_inflate(
    inflate: &mut Decompress,
    input: &[u8],
    output: &mut [u8],
) -> Result<(Step, bool), CodingError> {
    let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
    let status =
        inflate.decompress(input, output, FlushDecompress::None).map_err(|_| CodingError::Corrupt)?;
    let consumed = (inflate.total_in() - before_in) as usize;
    let produced = (inflate.total_out() - before_out) as usize;
    Ok((Step { consumed, produced }, status == Status::StreamEnd))
}

/// Runs Zstandard, which goes on with another frame behind the end of one.
fn zstd(
    decoder: &mut zstd::stream::raw::Decoder<'static>,
    input: &[u8],
    output: &mut [u8],
    ended: &mut bool,
) -> Result<Step, CodingError> {
    if input.is_empty() && *ended {
        return Ok(Step { consumed: 0, produced: 0 });
    }
    let mut source = InBuffer::around(input);
    let mut target = OutBuffer::around(output);
    let missing = decoder.run(&mut source, &mut target).map_err(|_| CodingError::Corrupt)?;
    let step = Step { consumed: source.pos(), produced: target.pos() };
    if step.consumed > 0 || step.produced > 0 {
        *ended = missing == 0;
    }
    Ok(step)
}
