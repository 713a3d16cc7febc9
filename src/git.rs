//! Asking git, by its own program. Nothing here changes what a repository holds; [`Git::set`] changes a setting of the clone.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::{Error, Result};

/// A repository's work tree, or a folder in it.
#[derive(Debug)]
pub struct Git {
    folder: PathBuf,
}

/// A file of some revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Relative to the folder, `/`-separated.
    pub path: String,
    /// Its object.
    object: String,
    /// Length in bytes.
    pub length: u64,
}

/// What a commit holds below some paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Plain files.
    pub files: Vec<Blob>,
    /// Symbolic links and modules: path, and object.
    pub opaque: Vec<(String, String)>,
}

impl Git {
    /// Git as seen from `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// When there is no such commit here, no repository, or no git.
    pub fn commit(&self, revision: &str) -> Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let found = self.text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        found.map(|id| id.trim().to_owned()).map_err(|error| match error {
            Error::Other(why) if why.contains("not a git repository") => Error::Usage(format!(
                "{} is in no git repository: there is nothing to compare with",
                self.folder.display()
            )),
            Error::Other(why) if why.is_empty() => Error::Usage(format!(
                "there is no commit `{revision}` here\n  help: fetch it first; in CI, check out with the whole history \
                 (`fetch-depth: 0`)"
            )),
            other => other,
        })
    }

    /// The last commit that two have in common; the first itself when they have none.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn fork_point(&self, commit: &str, other: &str) -> Result<String> {
        match self.text(&["merge-base", commit, other]) {
            Ok(base) => Ok(base.trim().to_owned()),
            Err(Error::Other(why)) if why.is_empty() => Ok(commit.to_owned()),
            Err(error) => Err(error),
        }
    }

    /// What a commit holds below some paths of the folder.
    ///
    /// # Errors
    /// When git cannot be run or the commit cannot be read.
    pub fn files(&self, commit: &str, below: &[&str]) -> Result<Listing> {
        let arguments = [&["ls-tree", "-r", "-l", "-z", commit, "--"], below].concat();
        let listing = self.run(&arguments, None)?;
        let mut found = Listing::default();
        for entry in String::from_utf8_lossy(&listing).split('\0') {
            // MODE SP TYPE SP OBJECT SP+ SIZE TAB PATH
            let Some((meta, path)) = entry.split_once('\t') else { continue };
            let meta: Vec<&str> = meta.split_ascii_whitespace().collect();
            let [mode, _, object, length] = meta[..] else { continue };
            let (path, object) = (path.to_owned(), object.to_owned());
            if mode.starts_with("100") {
                let length = length.parse().unwrap_or(u64::MAX);
                found.files.push(Blob { path, object, length });
            } else {
                found.opaque.push((path, object));
            }
        }
        Ok(found)
    }

    /// The bytes of one object, such as the target of a symbolic link.
    ///
    /// # Errors
    /// When git cannot be run or does not have it.
    pub fn object(&self, object: &str) -> Result<Vec<u8>> {
        self.run(&["cat-file", "blob", object], None)
    }

    /// Where the folder lies in its repository: empty for the root, else a path that ends with `/`.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn prefix(&self) -> Result<String> {
        Ok(self.text(&["rev-parse", "--show-prefix"])?.trim_end_matches('\n').to_owned())
    }

    /// The bytes of some files, in their order.
    ///
    /// # Errors
    /// When git cannot be run or an object is not there.
    pub fn contents(&self, files: &[Blob]) -> Result<Vec<Vec<u8>>> {
        let wanted: Vec<&str> = files.iter().flat_map(|file| [file.object.as_str(), "\n"]).collect();
        let answer = self.run(&["cat-file", "--batch"], Some(wanted.concat()))?;
        let mut rest = &answer[..];
        let mut contents = Vec::with_capacity(files.len());
        for file in files {
            // OBJECT SP TYPE SP SIZE LF CONTENTS LF
            let odd = || Error::Other(format!("git did not give the contents of {}", file.path));
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(odd)?;
            let head = String::from_utf8_lossy(&rest[..end]);
            let length: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(odd)?;
            let start = end + 1;
            contents.push(rest.get(start..start + length).ok_or_else(odd)?.to_vec());
            rest = rest.get(start + length + 1..).unwrap_or_default();
        }
        Ok(contents)
    }

    /// The files of the whole repository that differ between a commit and the work tree, those included that git does
    /// not know yet and does not ignore: `A` for added, `D` for removed, `M` and others for changed, and the path relative
    /// to the repository's root.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn changed(&self, commit: &str) -> Result<Vec<(char, String)>> {
        let arguments =
            ["diff", "--name-status", "--no-renames", "--no-relative", "--no-ext-diff", "-z", commit, "--"];
        let tracked = self.run(&arguments, None)?;
        let tracked = String::from_utf8_lossy(&tracked);
        let mut parts = tracked.split('\0');
        let mut files = Vec::new();
        while let (Some(status), Some(path)) =
            (parts.next().and_then(|status| status.chars().next()), parts.next())
        {
            files.push((status, path.to_owned()));
        }
        let arguments = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"];
        let others = self.run(&arguments, None)?;
        let others = String::from_utf8_lossy(&others);
        files.extend(others.split('\0').filter(|name| !name.is_empty()).map(|name| ('A', name.to_owned())));
        files.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(files)
    }

    /// Files below some paths of the folder that git ignores and does not know. Relative to the folder.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn ignored(&self, below: &[&str]) -> Result<Vec<String>> {
        let arguments =
            [&["ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--"], below].concat();
        let names = self.run(&arguments, None)?;
        let names = String::from_utf8_lossy(&names);
        Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// Sets something for this clone alone.
    ///
    /// # Errors
    /// When git cannot be run, or the folder is in no repository.
    pub fn set(&self, key: &str, value: &str) -> Result<()> {
        self.run(&["config", "--local", key, value], None).map(drop).map_err(|error| match error {
            Error::Other(why) if why.contains("not in a git directory") || why.contains("not a git repository") => {
                Error::Usage(format!(
                    "{} is in no git repository\n  help: `git init` makes one there; run this again in each clone of it",
                    self.folder.display()
                ))
            }
            other => other,
        })
    }

    /// Merges three versions of a file of this name line by line, as `git merge` does. The flag says whether the answer has
    /// conflict markers. No repository is needed.
    ///
    /// # Errors
    /// When git cannot be run, or refuses.
    pub fn merge_lines(base: &[u8], ours: &[u8], theirs: &[u8], name: &str) -> Result<(Vec<u8>, bool)> {
        let folder = tempfile::tempdir()?;
        for (file, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            fs_err::write(folder.path().join(file), bytes)?;
        }
        let (ours, theirs) = (format!("ours: {name}"), format!("theirs: {name}"));
        let labels = ["merge-file", "-p", "-L", &ours, "-L", "base", "-L", &theirs];
        let output =
            Self::new(folder.path()).output(&[&labels[..], &["ours", "base", "theirs"]].concat(), None)?;
        match output.status.code() {
            Some(0) => Ok((output.stdout, false)),
            // The number of conflicts; 128 and above are errors.
            Some(1..=127) => Ok((output.stdout, true)),
            _ => Err(Error::Other(format!("git: {}", String::from_utf8_lossy(&output.stderr).trim()))),
        }
    }

    fn text(&self, arguments: &[&str]) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.run(arguments, None)?).into_owned())
    }

    /// What git prints. When it fails: what it says on stderr, which may be nothing.
    fn run(&self, arguments: &[&str], input: Option<String>) -> Result<Vec<u8>> {
        let output = self.output(arguments, input)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Other(if why.is_empty() { why } else { format!("git: {why}") }))
    }

    /// How git ended, and what it printed.
    fn output(&self, arguments: &[&str], input: Option<String>) -> Result<Output> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(arguments);
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| {
            Error::Other(format!("git cannot be run: {error}\n  help: install git, or put it on the path"))
        })?;
        let stdin = child.stdin.take();
        // On a thread of its own: git answers while it is still being asked.
        let writer = std::thread::spawn(move || {
            if let (Some(mut stdin), Some(input)) = (stdin, input) {
                // A git that ends early says so itself.
                let _ = stdin.write_all(input.as_bytes());
            }
        });
        let output = child.wait_with_output()?;
        let _ = writer.join();
        Ok(output)
    }
}
