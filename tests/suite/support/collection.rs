//! A collection in a folder of its own, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::{Run, Tree, Web};

/// The program, without whatever settings the environment of the test has.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkarium"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LINKARIUM_") {
            command.env_remove(name);
        }
    }
    // The secret of the cache is made once for all tests, away from the user's own.
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A collection; its folder goes with it.
pub(crate) struct Collection {
    folder: TempDir,
    /// Lines of `[capture]`.
    settings: Vec<String>,
}

impl Collection {
    /// An empty collection that may fetch from these webs, without any retry.
    pub(crate) fn of(webs: &[&Web]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hosts: Vec<String> = webs.iter().map(|web| format!("\"{}\"", web.host())).collect();
        let settings = vec![format!("allow_private = [{}]", hosts.join(", ")), "retries = 0".to_owned()];
        let mut collection = Self { folder, settings };
        fs_err::create_dir(collection.path("links")).unwrap();
        collection.setting("");
        collection
    }

    /// The same for one web and links to some of its paths, in `links/links.toml`.
    pub(crate) fn linking(web: &Web, paths: &[&str]) -> Self {
        let collection = Self::of(&[web]);
        let urls: Vec<String> = paths.iter().map(|path| web.url(path)).collect();
        collection.links(&urls);
        collection
    }

    /// One more line of `[capture]`; it replaces an earlier one with the same key.
    pub(crate) fn setting(&mut self, line: &str) {
        let key = line.split('=').next().unwrap_or_default();
        self.settings.retain(|old| old.split('=').next() != Some(key));
        self.settings.push(line.to_owned());
        self.write("linkarium.toml", &format!("[capture]\n{}\n", self.settings.join("\n")));
    }

    /// Writes `links/links.toml` with these URLs.
    pub(crate) fn links(&self, urls: &[String]) {
        let tables: Vec<String> = urls.iter().map(|url| format!("[[link]]\nurl = \"{url}\"\n\n")).collect();
        self.write("links/links.toml", &tables.concat());
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.write_bytes(name, text.as_bytes());
    }

    pub(crate) fn write_bytes(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, bytes).unwrap();
    }

    /// A file below the root, as text.
    pub(crate) fn read(&self, name: &str) -> String {
        let bytes = fs_err::read(self.path(name)).unwrap();
        String::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is not UTF-8"))
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// All files below a folder of the collection.
    pub(crate) fn tree(&self, name: &str) -> Tree {
        Tree::of(&self.path(name))
    }

    /// The program with `--root` and these arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.arg("--root").arg(self.root()).args(arguments).current_dir(self.root());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Runs `build` or `capture` with more arguments, reads its report, and insists on exit code 0.
    pub(crate) fn report(&self, arguments: &[&str]) -> Run {
        let run = self.report_any(arguments);
        assert_eq!(run.code, 0, "{run}");
        run
    }

    /// Runs `build` or `capture` with more arguments and reads its report, whatever the exit code.
    pub(crate) fn report_any(&self, arguments: &[&str]) -> Run {
        let file = self.root().with_extension("report.json");
        let path = file.to_str().unwrap();
        let mut run = self.run(&[arguments, &["--report", path]].concat());
        run.report = fs_err::read(&file).map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).unwrap());
        // The report of an earlier run must not be taken for that of a later one.
        drop(fs_err::remove_file(&file));
        run
    }

    /// `build`, all well.
    pub(crate) fn build(&self) -> Run {
        self.report(&["build"])
    }

    /// Every capture record: path below `snapshots/` and content, in path order.
    pub(crate) fn records(&self) -> Vec<(String, Value)> {
        let mut records: Vec<(String, Value)> = Vec::new();
        for (name, bytes) in self.tree("snapshots").files() {
            if name.contains("captures/") && Path::new(name).extension().is_some_and(|end| end == "json") {
                records.push((name.clone(), serde_json::from_slice(bytes).unwrap()));
            }
        }
        records
    }

    /// The only record of a URL.
    pub(crate) fn record(&self, url: &str) -> Value {
        let mut records = self.records();
        records.retain(|(_, record)| record["url"] == url);
        assert_eq!(records.len(), 1, "records of {url}: {records:#?}");
        records.remove(0).1
    }
}
