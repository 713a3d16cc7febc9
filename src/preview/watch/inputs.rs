//! What a build reads, and where it is.

use std::path::{Path, PathBuf};

use crate::pipeline::{Context, inbox};
use crate::project::Project;
use crate::store::Store;

/// Where what a build reads and writes is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// The snapshot store.
    pub(super) store: PathBuf,
    /// The built site.
    pub(super) output: PathBuf,
    /// The name of the theme.
    pub(super) theme: String,
    /// Where its folder really is, when it is there: it may be a link to another folder of the collection.
    theme_folder: Option<PathBuf>,
    /// Files of the keeper's own pages, relative to the collection.
    pages: Vec<String>,
}

impl Places {
    /// Where things are when no setting says otherwise.
    pub(super) fn usual(root: &Path) -> Self {
        Self {
            store: root.join("snapshots"),
            output: root.join("output"),
            theme: "default".into(),
            theme_folder: None,
            pages: Vec::new(),
        }
    }

    /// Where the settings say that things are; `output` is the one that was found.
    pub(super) fn of(context: &Context, output: &Path) -> Self {
        Self {
            store: context.store.root().to_path_buf(),
            output: output.to_path_buf(),
            theme: context.config.site.theme.clone(),
            theme_folder: fs_err::canonicalize(
                context.project.root.join("themes").join(&context.config.site.theme),
            )
            .ok(),
            pages: context.config.pages.iter().map(|page| page.file.clone()).collect(),
        }
    }

    /// Folders that are watched by themselves, so that it is heard when something appears in them or goes: all from the
    /// collection down to the store's captures, and to the output.
    pub(super) fn folders(&self, root: &Path) -> Vec<PathBuf> {
        let mut folders = vec![root.to_path_buf()];
        let [public, private] = Store::new(self.store.clone()).capture_folders();
        for end in [&public, &private, &self.output] {
            let above = end.ancestors().skip(1).take_while(|folder| *folder != root);
            // A store that the command line names may lie elsewhere.
            folders.extend(above.filter(|folder| folder.starts_with(root)).map(Path::to_path_buf));
        }
        for page in &self.pages {
            let above = Path::new(page).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            folders.extend(above.map(|folder| root.join(folder)));
        }
        folders
    }

    /// Folders that are watched with all that is in them.
    pub(super) fn trees(&self, root: &Path) -> Vec<PathBuf> {
        let mut trees = ["links", "themes", inbox::FOLDER].map(|name| root.join(name)).to_vec();
        trees.extend(self.theme_folder.clone().filter(|real| !real.starts_with(root.join("themes"))));
        trees.extend(Store::new(self.store.clone()).capture_folders());
        trees
    }

    /// What a build depends on, as one hash: the bytes of settings, links and theme, and the names of what lies in the
    /// inbox and in the store, which is only ever added to. `None` when something cannot be read: then nothing is known.
    pub(super) fn fingerprint(&self, project: &Project) -> Option<[u8; 32]> {
        let mut hasher = blake3::Hasher::new();
        let mut add = |name: &str, bytes: &[u8]| {
            for part in [name.as_bytes(), bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        };
        add("linkarium.toml", &project.settings_file().ok()?.unwrap_or_default());
        let sources = project.source_files().ok()?;
        for file in &sources.files {
            add(&file.path, &file.bytes);
        }
        for (path, why) in &sources.unread {
            add(path, why.as_bytes());
        }
        for (path, bytes) in project.theme_files(&self.theme).ok()? {
            add(&path, &bytes);
        }
        for page in &self.pages {
            let text = project.own_text(page).unwrap_or_else(|why| why);
            add(page, text.as_bytes());
        }
        add(inbox::FOLDER, &inbox::state(project));
        for folder in Store::new(self.store.clone()).capture_folders() {
            for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten() {
                if entry.file_type().is_file() {
                    let size = entry.metadata().ok()?.len();
                    add(&entry.path().to_string_lossy(), &size.to_le_bytes());
                }
            }
        }
        Some(*hasher.finalize().as_bytes())
    }
}
