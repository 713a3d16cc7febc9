//! One run of the program: how it ended, what it printed, what it reported.

use std::fmt;
use std::process::Command;

use serde_json::Value;

/// A finished run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The report, or null.
    pub(crate) report: Value,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            // A signal has no code; no test expects this one.
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            report: Value::Null,
        }
    }

    /// The report's entry of a URL.
    pub(crate) fn link(&self, url: &str) -> &Value {
        let links = self.report["links"].as_array().unwrap_or_else(|| panic!("no report\n{self}"));
        links
            .iter()
            .find(|link| link["url"] == url)
            .unwrap_or_else(|| panic!("{url} is not reported\n{self}"))
    }

    /// How a URL fared.
    pub(crate) fn outcome(&self, url: &str) -> &str {
        self.link(url)["outcome"].as_str().unwrap()
    }

    /// The class of a URL's failure, or nothing.
    pub(crate) fn error(&self, url: &str) -> &str {
        self.link(url)["error"]["kind"].as_str().unwrap_or_default()
    }

    /// The safe page of a URL, below the output folder.
    pub(crate) fn page(&self, url: &str) -> &str {
        self.link(url)["page"].as_str().unwrap_or_else(|| panic!("{url} has no page\n{self}"))
    }

    /// One of the report's sums.
    pub(crate) fn total(&self, name: &str) -> u64 {
        self.report["totals"][name].as_u64().unwrap_or_else(|| panic!("no total `{name}`\n{self}"))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "exit {}\n--- stdout\n{}\n--- stderr\n{}\n--- report\n{:#}",
            self.code, self.stdout, self.stderr, self.report
        )
    }
}
