//! Headless Chromium, where there is one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::picture::Picture;

/// A browser program. Every page is opened with a fresh profile.
pub(crate) struct Browser {
    program: PathBuf,
}

impl Browser {
    /// The browser that `CHROMIUM` names, or one of the usual names in `PATH`. Without one, the test says that it is
    /// skipped and goes on with the next; where `CI` is set, it fails instead.
    pub(crate) fn find() -> Option<Self> {
        let named = std::env::var_os("CHROMIUM").filter(|name| !name.is_empty()).map(PathBuf::from);
        let program = named.or_else(|| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
            std::env::split_paths(&path)
                .flat_map(|folder| names.map(|name| folder.join(name)))
                .find(|program| program.is_file())
        });
        if program.is_none() {
            assert!(std::env::var_os("CI").is_none(), "no browser: set CHROMIUM or install chromium");
            eprintln!("skipped: no browser");
        }
        program.map(|program| Self { program })
    }

    /// The document after its scripts and timers, if any ran, have had some seconds.
    pub(crate) fn dom(&self, url: &str) -> String {
        String::from_utf8(self.run(&["--virtual-time-budget=5000", "--dump-dom", url])).unwrap()
    }

    /// What it looks like, `width` by 800 pixels.
    pub(crate) fn picture(&self, url: &str, width: u32) -> Picture {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("picture.png");
        let (shot, size) = (format!("--screenshot={}", file.display()), format!("--window-size={width},800"));
        self.run(&["--hide-scrollbars", "--virtual-time-budget=5000", &size, &shot, url]);
        Picture::decode(&fs_err::read(&file).unwrap())
    }

    /// What every browser of the tests is started with.
    pub(super) const FLAGS: [&str; 10] = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A shared memory folder that is too small, as in containers, would end it.
        "--disable-dev-shm-usage",
        "--force-color-profile=srgb",
    ];

    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new(&self.program)
            .args(Self::FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}
