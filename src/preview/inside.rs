//! Files of one folder, and nothing that a symbolic link leads to outside of it.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// A backend of `ServeDir` that opens only what truly lies below `root`.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    /// Canonical: without links or `..`.
    root: Arc<PathBuf>,
}

impl Inside {
    /// `root` must be canonical.
    pub(super) fn new(root: Arc<PathBuf>) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The file that `path` leads to once links are followed; `NotFound` when it lies outside.
    async fn resolve(self, path: PathBuf) -> io::Result<PathBuf> {
        let path = tokio::fs::canonicalize(path).await?;
        if path.starts_with(&*self.root) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

type Promise<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for Inside {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Promise<TokioFile>;
    type MetadataFuture = Promise<std::fs::Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let inside = self.clone();
        Box::pin(async move { TokioBackend.open(inside.resolve(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let inside = self.clone();
        Box::pin(async move { TokioBackend.metadata(inside.resolve(path).await?).await })
    }
}
