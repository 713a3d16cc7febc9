//! Console sessions: a story in Markdown, whose commands are run and whose output is compared.
//!
//! In a block of kind `console`, a line that begins with `$ ` is a command, and what follows is what it prints, both
//! streams together. `&` at its end leaves it running to the end of the story. Two commands are the story's own: `cd`, and
//! `look PATH WORDS`, which waits until the served page holds the words. The web of the story, `http://reading.example`,
//! is one of the test's. With `UPDATE_SESSIONS=1` the stories are written anew from what was printed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::collection::program;
use crate::support::git::isolate;
use crate::support::{Reply, Web};

const HOST: &str = "reading.example";
const DATE: &str = "2026-11-20";

struct Session {
    web: Web,
    folder: tempfile::TempDir,
    here: PathBuf,
    running: Vec<(Child, PathBuf)>,
    /// Today and tomorrow: a story may be told at midnight.
    dates: [String; 2],
}

impl Session {
    fn new(web: Web) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        fs_err::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(program().get_program(), bin.join("linkarium")).unwrap();
        let here = folder.path().join("home");
        fs_err::create_dir(&here).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the program has no other clock")]
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let dates = [today.to_string(), today.tomorrow().unwrap().to_string()];
        Self { web, folder, here, running: Vec::new(), dates }
    }

    /// The story's words as the machine needs them.
    fn real(&self, text: &str) -> String {
        text.replace(HOST, &self.web.host()).replace("reading-example", &self.slug())
    }

    /// What the machine prints in the story's words.
    fn told(&self, text: &str) -> String {
        let text = text.replace(&self.web.host(), HOST).replace(&self.slug(), "reading-example");
        let text = text.replace(&self.here.display().to_string(), ".");
        let text = self.dates.iter().fold(text, |text, date| at_one_time(&text, date));
        let text = text.replace(&self.folder.path().join("home").display().to_string(), "~");
        plain(&text)
    }

    fn slug(&self) -> String {
        self.web.host().replace(['.', ':'], "-")
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).current_dir(&self.here).stdin(Stdio::null());
        isolate(&mut command);
        for (name, value) in program().get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        command.env("PATH", path).env("LINKARIUM_CAPTURE_ALLOW_PRIVATE", self.web.host());
        command.env("LINKARIUM_CAPTURE_RETRIES", "0").env("BROWSER", "true").env("COLUMNS", "100");
        command
    }

    fn run(&mut self, line: &str) -> String {
        let line = self.real(line);
        if let Some(folder) = line.strip_prefix("cd ") {
            self.here = fs_err::canonicalize(self.here.join(folder)).unwrap();
            return String::new();
        }
        if let Some((path, words)) = line.strip_prefix("look ").and_then(|rest| rest.split_once(' ')) {
            return self.look(path, words);
        }
        if let Some(line) = line.strip_suffix(" &") {
            let log = self.folder.path().join(format!("log-{}", self.running.len()));
            let line = format!("exec {line} > '{0}' 2>&1", log.display());
            let child = self.command(&line).spawn().unwrap();
            self.running.push((child, log.clone()));
            let patience = Instant::now() + Duration::from_secs(30);
            loop {
                let said = fs_err::read_to_string(&log).unwrap_or_default();
                if said.contains("built in") {
                    return said;
                }
                assert!(Instant::now() < patience, "{said}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let output = self.command(&format!("{{ {line}\n}} 2>&1")).output().unwrap();
        let mut said = String::from_utf8(output.stdout).unwrap();
        if !output.status.success() {
            let _ = writeln!(said, "[exit {}]", output.status.code().unwrap());
        }
        said
    }

    /// Waits until a page of the served site holds some words; says which line it is.
    fn look(&self, path: &str, words: &str) -> String {
        let said = fs_err::read_to_string(&self.running.last().unwrap().1).unwrap();
        let base = said.split_ascii_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let host = base.trim_start_matches("http://").trim_end_matches('/');
        let pattern = path.trim_start_matches('/');
        let patience = Instant::now() + Duration::from_secs(30);
        loop {
            let path = glob(&self.here.join("output"), pattern);
            let page = path.map(|path| get(host, &path)).unwrap_or_default();
            if page.contains(words) {
                return format!("{words}\n");
            }
            assert!(Instant::now() < patience, "{words} is not on {pattern}\n{page}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for (child, _) in &mut self.running {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// The one folder that a pattern with `*` in its last part means, as a path on the server.
fn glob(root: &Path, pattern: &str) -> Option<String> {
    let Some((before, after)) = pattern.split_once('*') else { return Some(format!("/{pattern}")) };
    let (folder, start) = before.rsplit_once('/').unwrap_or(("", before));
    let entries = std::fs::read_dir(root.join(folder)).ok()?;
    let mut names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = names.find(|name| name.starts_with(start))?;
    Some(format!("/{folder}/{name}{after}"))
}

fn get(host: &str, path: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A date, with the time behind it where there is one, as the story has it.
fn at_one_time(text: &str, date: &str) -> String {
    let mut parts = text.split(date);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(DATE);
        let time = |length: usize| {
            let (time, rest) = part.split_at_checked(length)?;
            let digits = time
                .bytes()
                .skip(1)
                .enumerate()
                .all(|(at, b)| if at % 3 == 2 { b == b':' } else { b.is_ascii_digit() });
            (time.starts_with(['T', ' ']) && digits).then(|| (&time[..1], rest))
        };
        match (time(9), time(6)) {
            (Some((first, rest)), _) => drop(write!(out, "{first}18:30:00{rest}")),
            (None, Some((first, rest))) => drop(write!(out, "{first}18:30{rest}")),
            _ => out.push_str(part),
        }
    }
    out
}

/// Without what differs from run to run: durations, ports, the hexadecimal ends of names.
fn plain(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for at in 1..words.len() {
            let unit = words[at].trim_end_matches([')', ':', ',']);
            let number =
                words[at - 1].chars().all(|c| c.is_ascii_digit() || c == '.') && !words[at - 1].is_empty();
            if matches!(unit, "ms" | "s") && number {
                words[at] = words[at].replacen(unit, "ms", 1);
                "12".clone_into(&mut words[at - 1]);
            }
        }
        let words: Vec<String> = words.into_iter().map(without_hash).collect();
        let line = match words.join(" ").split_once("next try of what failed: ") {
            Some((before, after)) => {
                format!("{before}next try of what failed: tomorrow{}", &after[after.find(';').unwrap()..])
            }
            None => words.join(" "),
        };
        if !line.starts_with("(port 4000 is taken") {
            lines.push(line.trim_end().to_owned());
        }
    }
    let text = lines.join("\n");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("http://127.0.0.1:") {
        let _ = write!(out, "{before}http://127.0.0.1:4000");
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// `…-1a2b3c4d.md…` as `…-0123abcd.md…`.
fn without_hash(word: String) -> String {
    let Some(end) = word.find(".md") else { return word };
    let Some(start) = end.checked_sub(9).filter(|start| word.is_char_boundary(*start)) else { return word };
    let hash = &word[start..end];
    if hash.starts_with('-') && hash[1..].bytes().all(|b| b.is_ascii_hexdigit()) {
        return format!("{}-0123abcd{}", &word[..start], &word[end..]);
    }
    word
}

/// Runs a story; the story with what was printed now.
fn play(session: &mut Session, story: &str) -> String {
    let mut out = String::new();
    let mut console = false;
    for line in story.lines() {
        if line.starts_with("```") {
            console = line == "```console";
        } else if console && !line.starts_with("$ ") {
            continue;
        }
        let _ = writeln!(out, "{line}");
        if let Some(command) = line.strip_prefix("$ ").filter(|_| console) {
            let said = session.run(command);
            out.push_str(&session.told(&said));
        }
    }
    out
}

/// Plays a story; `files` of its folder lie where it begins.
fn check(name: &str, web: Web, files: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions").join(name);
    let story = fs_err::read_to_string(&path).unwrap();
    let mut session = Session::new(web);
    for file in files {
        fs_err::copy(path.with_file_name(file), session.here.join(file)).unwrap();
    }
    let now = play(&mut session, &story);
    if std::env::var_os("UPDATE_SESSIONS").is_some() {
        fs_err::write(&path, now).unwrap();
    } else {
        for (at, (told, printed)) in story.lines().zip(now.lines()).enumerate() {
            assert_eq!(told, printed, "{name}:{}\n--- printed now\n{now}", at + 1);
        }
        assert_eq!(story.lines().count(), now.lines().count(), "{name}\n--- printed now\n{now}");
    }
}

#[test]
fn a_first_day() {
    let web = Web::start();
    let article = |title: &str, more: &str, body: &str| {
        Reply::html(&format!(
            "<!doctype html><html lang=en><head><title>{title}</title>{more}</head><body><h1>{title}</h1>{body}</body></html>"
        ))
    };
    let meta = "<meta name=description content='Half of all citations die.'><meta name=author content='Mara Ellison'>\
                <meta property=article:published_time content=2024-05-17T09:00:00Z>";
    web.on("/rot", article("On link rot", meta, "<p>Addresses wither.</p><img src=/leaf.png>"));
    web.on("/greenlets", article("Greenlets in an hour", "", "<p>They switch.</p>"));
    web.on("/uris", article("Names that last", "", "<p>Choose them well.</p>"));
    web.on("/pools", article("Pools and queues", "", "<p>Not too many at once.</p>"));
    web.on("/loops", article("A tale of loops", "", "<p>Round and round.</p>"));
    web.on("/leaf.png", Reply::png());
    check("first-day.md", web, &[]);
}

#[test]
fn moving_in() {
    check("moving-in.md", Web::start(), &["bookmarks.html"]);
}
