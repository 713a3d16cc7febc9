//! A decoded body while it comes and until the store has it: in memory, or in a file when it is large.

use std::io::{Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::capture::failure::failure;
use crate::console;
use crate::store::layout::hex;
use crate::store::record::{BodyDigest, Failure, FailureKind};
use crate::store::writer::Body;

/// A decoded body larger than this goes to a file while it comes.
pub(super) const SPILL: usize = 1 << 20;

/// A whole decoded body.
#[derive(Debug)]
pub enum Content {
    /// In memory: at most 1 MiB.
    Memory(Bytes),
    /// In a file of the staging folder; removed unless handed to the store.
    File(SpillFile),
}

/// A file that is removed when nobody takes it over.
#[derive(Debug)]
pub struct SpillFile(Option<PathBuf>);

impl SpillFile {
    /// Gives the file away.
    pub fn into_path(mut self) -> PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for SpillFile {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            let _ = fs_err::remove_file(path);
        }
    }
}

impl Content {
    /// A way to read it that outlives this value's hand-over only as long as its file does.
    pub fn source(&self) -> Source {
        match self {
            Self::Memory(bytes) => Source::Memory(bytes.clone()),
            Self::File(SpillFile(path)) => Source::File(path.clone().unwrap_or_default()),
        }
    }

    /// The form in which the store takes it.
    pub fn into_body(self) -> Body {
        match self {
            Self::Memory(bytes) => Body::Memory(bytes),
            Self::File(file) => Body::File(file.into_path()),
        }
    }
}

/// A body to be read, here or on another thread.
#[derive(Debug, Clone)]
pub enum Source {
    /// In memory.
    Memory(Bytes),
    /// In a file.
    File(PathBuf),
}

impl Source {
    /// All of it.
    pub fn bytes(&self) -> std::io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => Ok(bytes.clone()),
            Self::File(path) => Ok(fs_err::read(path)?.into()),
        }
    }

    /// At most its first `length` bytes; fewer when it cannot be read.
    pub fn head(&self, length: usize) -> Bytes {
        match self {
            Self::Memory(bytes) => bytes.slice(..bytes.len().min(length)),
            Self::File(path) => {
                let mut head = Vec::new();
                let file = fs_err::File::open(path).map(|file| file.take(length as u64));
                let _ = file.and_then(|mut file| file.read_to_end(&mut head));
                head.into()
            }
        }
    }
}

/// Collects decoded bytes within a limit: in memory first, then in a file.
pub(super) struct Sink {
    limit: u64,
    length: u64,
    hash: Sha256,
    memory: Vec<u8>,
    file: Option<(fs_err::File, SpillFile)>,
    error: Option<Failure>,
}

impl Sink {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, length: 0, hash: Sha256::new(), memory: Vec::new(), file: None, error: None }
    }

    /// Takes a piece; breaks when the limit is passed or the disk refuses, and [`Sink::failure`] says which.
    pub(super) fn take(&mut self, piece: &[u8], path: impl FnOnce() -> PathBuf) -> ControlFlow<()> {
        self.length += piece.len() as u64;
        if self.length > self.limit {
            self.error = Some(failure(
                FailureKind::TooLarge,
                format!("larger than the limit of {}", console::bytes(self.limit)),
            ));
            return ControlFlow::Break(());
        }
        self.hash.update(piece);
        if self.file.is_none() && self.memory.len() + piece.len() <= SPILL {
            self.memory.extend_from_slice(piece);
            return ControlFlow::Continue(());
        }
        match self.spill(piece, path) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(failure(FailureKind::Io, error.to_string()));
                ControlFlow::Break(())
            }
        }
    }

    fn spill(&mut self, piece: &[u8], path: impl FnOnce() -> PathBuf) -> std::io::Result<()> {
        if self.file.is_none() {
            let path = path();
            let file = fs_err::File::create(&path)?;
            self.file = Some((file, SpillFile(Some(path))));
        }
        let Some((file, _)) = &mut self.file else { return Ok(()) };
        if !self.memory.is_empty() {
            file.write_all(&std::mem::take(&mut self.memory))?;
        }
        file.write_all(piece)
    }

    /// Why it broke off, once.
    pub(super) fn failure(&mut self) -> Option<Failure> {
        self.error.take()
    }

    /// The whole body and its digest.
    pub(super) fn finish(self) -> std::io::Result<(BodyDigest, Content)> {
        let digest = BodyDigest { length: self.length, sha256: hex(&self.hash.finalize()) };
        let content = match self.file {
            Some((mut file, spill)) => {
                file.flush()?;
                Content::File(spill)
            }
            None => Content::Memory(self.memory.into()),
        };
        Ok((digest, content))
    }
}
