//! The steps of a workflow of GitHub Actions, run as its runner does: `bash -e`, with the files that it promises.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::Run;
use super::collection::program;
use super::git::isolate;

/// A workflow's scripts, by the names of their steps, and a runner for them.
pub(crate) struct Workflow {
    text: String,
    folder: TempDir,
    env: BTreeMap<String, String>,
}

impl Workflow {
    /// Reads a workflow. Its runner has `linkarium` where the workflow's own installation would fetch it from.
    pub(crate) fn read(file: &Path) -> Self {
        let text = fs_err::read_to_string(file).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut env = BTreeMap::new();
        let block =
            text.lines().skip_while(|line| *line != "env:").skip(1).take_while(|line| line.starts_with("  "));
        for line in block.map(str::trim).filter(|line| !line.starts_with('#')) {
            let (key, value) = line.split_once(": ").unwrap();
            env.insert(key.to_owned(), value.trim_matches('"').to_owned());
        }
        let this = Self { text, folder, env };
        for name in ["home", "temp", "bin"] {
            fs_err::create_dir(this.place(name)).unwrap();
        }
        // What would be downloaded is the program under test; what is asked for is remembered.
        let binary = program().get_program().to_owned();
        let script = format!(
            "#!/bin/sh\nfor last; do :; done\necho \"$last\" >> \"$RUNNER_TEMP/urls\"\n\
             while [ \"$1\" != -o ]; do shift; done\ncp '{}' \"$2\"\n",
            binary.display()
        );
        this.tool("curl", &script);
        this
    }

    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that the steps find before the machine's own.
    pub(crate) fn tool(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.place("bin").join(name);
        fs_err::write(&path, script).unwrap();
        fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Sets a variable of the environment.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    /// The script of the step with this name.
    pub(crate) fn script(&self, step: &str) -> String {
        let after =
            self.text.split(&format!("- name: {step}\n")).nth(1).unwrap_or_else(|| panic!("no step {step}"));
        let mut lines = after.lines().skip_while(|line| !line.trim_start().starts_with("run:"));
        let run = lines.next().unwrap();
        let indent = run.len() - run.trim_start().len();
        let inline = run.trim_start().trim_start_matches("run:").trim();
        if inline != "|" {
            return inline.to_owned();
        }
        let body =
            lines.take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(indent + 1)));
        body.map(|line| line.get(indent + 2..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
    }

    /// Runs a step in a folder, as the runner would.
    pub(crate) fn run(&self, step: &str, folder: &Path) -> Run {
        let script = self.place("step.sh");
        fs_err::write(&script, self.script(step)).unwrap();
        let mut command = Command::new("bash");
        command.arg("-e").arg(&script).current_dir(folder).envs(&self.env);
        isolate(&mut command);
        let own = self.place("home").join(".local/bin");
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{}:{path}", self.place("bin").display(), own.display()));
        command.env("HOME", self.place("home")).env("RUNNER_TEMP", self.place("temp"));
        command.env_remove("XDG_CACHE_HOME").env("GITHUB_REF_NAME", "main");
        for (name, file) in [("GITHUB_PATH", "path"), ("GITHUB_STEP_SUMMARY", "summary.md")] {
            command.env(name, self.place("temp").join(file));
        }
        Run::of(&mut command)
    }

    /// Runs a step and insists that it ends well.
    pub(crate) fn done(&self, step: &str, folder: &Path) -> Run {
        let run = self.run(step, folder);
        assert_eq!(run.code, 0, "{step}\n{run}");
        run
    }

    /// What the job shows of itself.
    pub(crate) fn summary(&self) -> String {
        fs_err::read_to_string(self.place("temp/summary.md")).unwrap_or_default()
    }
}
