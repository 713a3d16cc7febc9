//! The gzip file format (RFC 1952): one or more members, each a header, DEFLATE data, and a checksum.

use flate2::{Crc, Decompress};

use super::CodingError;
use super::stage::{Step, run_inflate};

const FLAG_HEADER_CHECKSUM: u8 = 2;
const FLAG_EXTRA: u8 = 4;
const FLAG_NAME: u8 = 8;
const FLAG_COMMENT: u8 = 16;
const FLAGS_RESERVED: u8 = 0xE0;

/// A decoder of gzip.
pub(super) struct Gzip {
    part: Part,
    inflate: Decompress,
    crc: Crc,
    /// Flags of the header at hand that are still to be acted upon.
    flags: u8,
    /// Whether one member is done: what follows and is no member is then ignored, as padding and garbage are common.
    complete: bool,
}

/// Where in a member the input stands.
enum Part {
    /// The ten fixed bytes.
    Fixed(Vec<u8>),
    /// The length of the extra field, of which perhaps one byte has come.
    ExtraLength(Vec<u8>),
    /// So many bytes to pass over.
    Skip(usize),
    /// A zero-terminated text.
    Text,
    /// DEFLATE data.
    Body,
    /// Checksum and length.
    Trailer(Vec<u8>),
    /// Garbage.
    Rest,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Fixed(Vec::new()),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            flags: 0,
            complete: false,
        }
    }

    /// Whether the input may end here: behind a member, or in what turns out to be no whole header.
    pub(super) fn is_whole(&self) -> bool {
        self.complete && matches!(self.part, Part::Fixed(_) | Part::Rest)
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, CodingError> {
        match &mut self.part {
            Part::Body => {
                let (step, ended) = run_inflate(&mut self.inflate, input, output)?;
                self.crc.update(output.get(..step.produced).unwrap_or_default());
                if ended {
                    self.part = Part::Trailer(Vec::new());
                }
                Ok(step)
            }
            Part::Rest => Ok(Step { consumed: input.len(), produced: 0 }),
            _ => {
                let consumed = self.envelope(input)?;
                Ok(Step { consumed, produced: 0 })
            }
        }
    }

    /// Reads of the header or trailer what one part of it takes.
    fn envelope(&mut self, input: &[u8]) -> Result<usize, CodingError> {
        match &mut self.part {
            Part::Fixed(bytes) => {
                let consumed = fill(bytes, input, 10);
                if !begins_header(bytes) {
                    if !self.complete {
                        return Err(CodingError::Corrupt);
                    }
                    self.part = Part::Rest;
                } else if let (10, Some(&flags)) = (bytes.len(), bytes.get(3)) {
                    self.flags = flags;
                    self.next_part();
                }
                Ok(consumed)
            }
            Part::ExtraLength(bytes) => {
                let consumed = fill(bytes, input, 2);
                if let [low, high] = bytes[..] {
                    self.part = Part::Skip(usize::from(u16::from_le_bytes([low, high])));
                }
                Ok(consumed)
            }
            Part::Skip(left) => {
                let consumed = input.len().min(*left);
                *left -= consumed;
                if *left == 0 {
                    self.next_part();
                }
                Ok(consumed)
            }
            Part::Text => {
                let end = input.iter().position(|&b| b == 0);
                if end.is_some() {
                    self.next_part();
                }
                Ok(end.map_or(input.len(), |at| at + 1))
            }
            Part::Trailer(bytes) => {
                let consumed = fill(bytes, input, 8);
                if bytes.len() == 8 {
                    let expected = [self.crc.sum().to_le_bytes(), self.crc.amount().to_le_bytes()].concat();
                    if *bytes != expected {
                        return Err(CodingError::Corrupt);
                    }
                    self.complete = true;
                    self.part = Part::Fixed(Vec::new());
                }
                Ok(consumed)
            }
            Part::Body | Part::Rest => Ok(0),
        }
    }

    /// Moves on to the next part that the header's flags announce, or to the data.
    fn next_part(&mut self) {
        let mut take = |flag: u8| {
            let set = self.flags & flag != 0;
            self.flags &= !flag;
            set
        };
        self.part = if take(FLAG_EXTRA) {
            Part::ExtraLength(Vec::new())
        } else if take(FLAG_NAME) || take(FLAG_COMMENT) {
            Part::Text
        } else if take(FLAG_HEADER_CHECKSUM) {
            Part::Skip(2)
        } else {
            self.inflate.reset(false);
            self.crc.reset();
            Part::Body
        };
    }
}

/// Whether bytes can begin a member: magic number, DEFLATE, no reserved flag.
fn begins_header(bytes: &[u8]) -> bool {
    let magic = [0x1F, 0x8B, 8];
    bytes.iter().zip(magic).all(|(have, want)| *have == want)
        && bytes.get(3).is_none_or(|flags| flags & FLAGS_RESERVED == 0)
}

/// Moves bytes over until there are `wanted`; says how many.
fn fill(bytes: &mut Vec<u8>, input: &[u8], wanted: usize) -> usize {
    let count = input.len().min(wanted.saturating_sub(bytes.len()));
    bytes.extend_from_slice(input.get(..count).unwrap_or_default());
    count
}
