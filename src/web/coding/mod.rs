//! Content codings undone, piece by piece, by us: so that a record can tell what was sent, and a bomb stops at a limit
//! instead of filling the memory.

mod gzip;
mod stage;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use stage::Stage;

/// More codings than this on one body are no honest server's.
const MAX_CODINGS: usize = 4;

/// The largest piece handed out at once, in bytes.
pub const PIECE: usize = 64 * 1024;

/// Why a body could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodingError {
    /// The body ended before its coding did.
    #[error("the compressed body ended before its end")]
    Truncated,
    /// The body is not in the coding that it claims, or is damaged.
    #[error("the compressed body is damaged")]
    Corrupt,
    /// A coding that we do not know (browsers show such a body as it is), or more than four.
    #[error("the content coding `{0}` is not supported")]
    Unsupported(String),
    /// The callback said stop.
    #[error("stopped")]
    Stopped,
}

/// Undoes the codings of one body, in constant memory: at most 24 MB for each coding, and usually far less.
#[derive(Debug)]
pub struct Decoder {
    /// In the order of undoing.
    stages: Vec<Stage>,
}

impl Decoder {
    /// Takes the value of a Content-Encoding header: `gzip`, `x-gzip`, `deflate` (with or without the zlib wrapper, as
    /// both are out there), `br`, `zstd`, `identity`, or a list in the order in which they were applied. Empty is
    /// identity.
    pub fn new(content_encoding: &str) -> Result<Self, CodingError> {
        let names = content_encoding.split(',').map(|name| name.trim().to_ascii_lowercase());
        let mut stages = Vec::new();
        for name in names.filter(|name| !name.is_empty() && name != "identity") {
            if stages.len() == MAX_CODINGS {
                return Err(CodingError::Unsupported(content_encoding.to_owned()));
            }
            stages.push(Stage::new(&name).ok_or(CodingError::Unsupported(name))?);
        }
        stages.reverse();
        Ok(Self { stages })
    }

    /// Decodes the next bytes of the body, handing out what they yield in pieces of at most [`PIECE`] bytes. `out` keeps
    /// the limits: once it breaks, nothing more is decoded. After an error the decoder is of no more use.
    pub fn write(
        &mut self,
        chunk: &[u8],
        out: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), CodingError> {
        pump(&mut self.stages, chunk, out)
    }

    /// Says whether the body was whole: [`CodingError::Truncated`] when a coding has not come to its end. A body of no
    /// bytes at all is whole, as servers send it with answers that have none.
    pub fn finish(self) -> Result<(), CodingError> {
        if self.stages.iter().all(Stage::is_whole) { Ok(()) } else { Err(CodingError::Truncated) }
    }
}

/// Calls itself once for each coding, so at most [`MAX_CODINGS`] times.
fn pump(
    stages: &mut [Stage],
    mut input: &[u8],
    out: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> Result<(), CodingError> {
    let Some((stage, rest)) = stages.split_first_mut() else {
        for piece in input.chunks(PIECE) {
            if out(piece).is_break() {
                return Err(CodingError::Stopped);
            }
        }
        return Ok(());
    };
    let mut buffer = stage.take_buffer();
    let mut idle_steps = 0;
    loop {
        let step = stage.step(input, &mut buffer)?;
        input = input.get(step.consumed..).unwrap_or_default();
        pump(rest, buffer.get(..step.produced).unwrap_or_default(), out)?;
        // A full buffer may mean that more is waiting.
        let wants_input = step.produced < buffer.len();
        if input.is_empty() && wants_input {
            break;
        }
        // A step may do no more than move the decoder on to another state, but not time and again.
        idle_steps = if step.consumed == 0 && step.produced == 0 { idle_steps + 1 } else { 0 };
        if idle_steps > 2 {
            return Err(CodingError::Corrupt);
        }
    }
    stage.return_buffer(buffer);
    Ok(())
}
