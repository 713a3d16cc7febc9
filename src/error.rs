//! The one error type of the program: what stops a run, said so that a person knows what to do next.
//!
//! Problems that stop only one link, one file or one page are not errors of this kind: they are
//! [`crate::diagnostic::Diagnostic`]s or [`crate::store::record::Failure`]s.

use std::path::PathBuf;

/// What stops a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The disk said no. fs-err names the path in its message.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// No collection here.
    #[error(
        "no collection found: neither {start} nor a folder above it holds linkarium.toml or links/\n  help: `linkarium init` makes one here; or name the collection with --root DIR"
    )]
    NoCollection {
        /// Where the search began.
        start: PathBuf,
    },
    /// `--root` names no collection.
    #[error(
        "{root} is no collection: it holds neither linkarium.toml nor links/\n  help: name the folder that holds one of them; --root does not look further up"
    )]
    NotACollection {
        /// What was named.
        root: PathBuf,
    },
    /// `linkarium.toml` or the environment has errors; they have been drawn already.
    #[error("the settings have errors: mend them and run again")]
    Settings,
    /// Another build is running.
    #[error(
        "another linkarium is at work in {root}\n  help: try again when it has ended, or stop it; the lock goes away with its process"
    )]
    Locked {
        /// The collection.
        root: PathBuf,
    },
    /// The output folder belongs to somebody else.
    #[error(
        "{path} is not empty and was not written by linkarium\n  help: choose another folder with --output, or empty it"
    )]
    ForeignOutput {
        /// The folder.
        path: PathBuf,
    },
    /// A template or theme is broken; the diagnostic has been drawn already.
    #[error("the theme has errors: mend them and run again")]
    Theme,
    /// Ctrl-C or SIGTERM.
    #[error("stopped; every finished capture was kept, the next run does the rest")]
    Interrupted,
    /// The arguments cannot be used together, or name something that is not there.
    #[error("{0}")]
    Usage(String),
    /// Problems under `--strict`.
    #[error("{0}")]
    Strict(String),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// The exit code of INTERFACE: 2 for wrong usage, 1 for everything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            _ => 1,
        }
    }
}

/// Results of this program.
pub type Result<T, E = Error> = std::result::Result<T, E>;
