//! All that is printed: results to stdout; progress, problems and the summary to stderr.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::diagnostic::{self, Diagnostic, Severity, Sources};
use crate::error::{Error, Result};
use crate::text::printable;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ProgressChoice {
    /// One line on a terminal, plain lines elsewhere.
    #[default]
    Auto,
    /// One line that is drawn again and again.
    Bar,
    /// A line now and then.
    Plain,
    /// Nothing.
    None,
}

/// How problems are printed while something else is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ProblemFormat {
    /// Drawn at their place.
    #[default]
    Human,
    /// One line each.
    Short,
    /// Annotations of GitHub Actions.
    Github,
}

/// A problem that was recorded instead of printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// How bad it is.
    pub severity: Severity,
    /// Drawn, without colours.
    pub text: String,
    /// Drawn as the terminal wants it.
    pub drawn: String,
}

/// Where problems go that are not to be printed at once.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Recorded>>>);

impl Recorder {
    /// What has been recorded so far; leaves nothing behind.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, one: Recorded) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(one);
    }
}

/// What is printed and how. Cheap to clone.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer, and none excludes another")]
pub struct Console {
    quiet: bool,
    verbose: bool,
    /// Whether stderr is coloured.
    color: bool,
    /// Whether stdout is.
    result_color: bool,
    progress: ProgressChoice,
    problems: ProblemFormat,
    recorder: Option<Recorder>,
    /// Whether a runner of GitHub reads what is printed.
    runner: bool,
    /// Whether a line of progress stands on the terminal, which others must not be written behind.
    bar: Arc<AtomicBool>,
}

impl Console {
    /// Decides once, from what was typed and where stderr and stdout lead: one may be a file and the other a terminal.
    pub fn new(quiet: bool, verbose: bool, color: ColorChoice, progress: ProgressChoice) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let colored = |terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && wanted,
        };
        let (color, result_color) = (colored(terminal), colored(std::io::stdout().is_terminal()));
        let progress = match progress {
            ProgressChoice::Auto if quiet => ProgressChoice::None,
            ProgressChoice::Auto if terminal => ProgressChoice::Bar,
            ProgressChoice::Auto => ProgressChoice::Plain,
            chosen => chosen,
        };
        let problems = ProblemFormat::Human;
        let bar = Arc::default();
        let runner = std::env::var_os("GITHUB_ACTIONS").is_some();
        Self { quiet, verbose, color, result_color, progress, problems, recorder: None, runner, bar }
    }

    /// The same with problems printed in another form.
    #[must_use]
    pub fn with_problems(self, problems: ProblemFormat) -> Self {
        Self { problems, ..self }
    }

    /// The same, with problems recorded instead of printed.
    #[must_use]
    pub fn recording(self, recorder: Recorder) -> Self {
        Self { recorder: Some(recorder), ..self }
    }

    /// The same with every page printed as it is done, and no progress beside it.
    #[must_use]
    pub fn page_by_page(self) -> Self {
        Self { verbose: true, progress: ProgressChoice::None, ..self }
    }

    /// Whether problems are to be annotations of GitHub Actions.
    pub fn annotates(&self) -> bool {
        self.problems == ProblemFormat::Github
    }

    /// Whether results, which go to stdout, are coloured.
    pub fn colors_results(&self) -> bool {
        self.result_color
    }

    /// A result, to stdout. A closed pipe ends quietly, as for every tool whose output is piped into `head`.
    pub fn result(&self, text: &str) -> Result<()> {
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{}", self.harmless(text)) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// What was done, to stderr.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            let clear = if self.bar.load(Ordering::Relaxed) { "\r\u{1b}[2K" } else { "" };
            let _ = writeln!(std::io::stderr().lock(), "{clear}{}", self.harmless(text));
        }
    }

    /// A runner of GitHub obeys `##[command]` wherever it stands in a line; in an address it is no command of ours.
    fn harmless<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if (self.annotates() || self.runner) && text.contains("##[") {
            Cow::Owned(text.replace("##[", "## ["))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Details for those who asked for them.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.say(text);
        }
    }

    /// Draws problems, errors also when quiet.
    pub fn diagnostics(&self, all: &[Diagnostic], sources: &Sources) {
        for one in all {
            let drawn = self.drawn(one, sources);
            if let Some(recorder) = &self.recorder {
                let text = diagnostic::render(one, sources, false).trim_end().to_owned();
                recorder.push(Recorded { severity: one.severity, text, drawn });
            } else {
                self.problem(one.severity, &drawn);
            }
        }
    }

    /// A problem as it is printed.
    fn drawn(&self, one: &Diagnostic, sources: &Sources) -> String {
        match self.problems {
            ProblemFormat::Short => diagnostic::short(one, sources),
            ProblemFormat::Github => diagnostic::github(one, sources),
            // A notice that points at nothing is a remark: one line.
            ProblemFormat::Human if one.severity == Severity::Notice && one.primary.is_none() => {
                let help = one.help.as_deref().map(|help| format!(" ({})", printable(help)));
                let text = format!("note: {}{}", printable(&one.message), help.unwrap_or_default());
                self.paint(Paint::Quiet, &text)
            }
            ProblemFormat::Human => format!("{}\n", diagnostic::render(one, sources, self.color).trim_end()),
        }
    }

    fn problem(&self, severity: Severity, drawn: &str) {
        if !self.quiet || severity == Severity::Error {
            let _ = writeln!(std::io::stderr().lock(), "{}", self.harmless(drawn));
        }
    }

    /// A problem that was recorded, as [`Self::diagnostics`] would have printed it.
    pub fn recorded(&self, one: &Recorded) {
        self.problem(one.severity, &one.drawn);
    }

    /// What stopped the run.
    pub fn error(&self, error: &Error) {
        let label = if self.color { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        let _ = writeln!(
            std::io::stderr().lock(),
            "{label}: {}",
            self.harmless(&error.to_string().lines().map(printable).collect::<Vec<_>>().join("\n"))
        );
    }

    /// Text in a colour for stderr, where colours are wanted there.
    pub fn paint(&self, style: Paint, text: &str) -> String {
        if self.color { painted(style, text) } else { text.to_owned() }
    }

    /// The same for stdout: what goes through [`Self::result`].
    pub fn paint_result(&self, style: Paint, text: &str) -> String {
        if self.result_color { painted(style, text) } else { text.to_owned() }
    }

    /// Starts showing what `describe` says of the progress; stops when the value is dropped.
    pub fn progress(&self, describe: impl Fn() -> String + Send + 'static) -> Progress {
        let (every, bar) = match self.progress {
            ProgressChoice::Bar => (Duration::from_millis(100), true),
            ProgressChoice::Plain => (Duration::from_secs(5), false),
            _ => return Progress { stop: None, thread: None },
        };
        let drawn = Arc::clone(&self.bar);
        drawn.store(bar, Ordering::Relaxed);
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let console = self.clone();
        let thread = std::thread::spawn(move || {
            let line = bar.then(indicatif::ProgressBar::new_spinner);
            if let Some(line) = &line {
                line.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            }
            let mut last = String::new();
            while let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(every) {
                let text = describe();
                match &line {
                    Some(line) => {
                        line.set_message(text);
                        line.tick();
                    }
                    None if text != last => {
                        // Nobody may be reading any more; that ends no work.
                        let _ = writeln!(std::io::stderr().lock(), "{}", console.harmless(&text));
                        last = text;
                    }
                    None => {}
                }
            }
            if let Some(line) = line {
                line.finish_and_clear();
            }
            drawn.store(false, Ordering::Relaxed);
        });
        Progress { stop: Some(stop), thread: Some(thread) }
    }
}

fn painted(style: Paint, text: &str) -> String {
    let code = match style {
        Paint::Good => "32",
        Paint::Doubtful => "33",
        Paint::Bad => "31",
        Paint::Quiet => "2",
        Paint::Strong => "1",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// Kinds of emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// All is well.
    Good,
    /// Look at it.
    Doubtful,
    /// Something failed.
    Bad,
    /// By the way.
    Quiet,
    /// A heading.
    Strong,
}

/// Shows progress until dropped.
#[derive(Debug)]
pub struct Progress {
    stop: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A number of bytes for people: `1.3 MB`.
pub fn bytes(count: u64) -> String {
    let mut value = count as f64;
    for unit in ["B", "KB", "MB", "GB"] {
        if value < 1000.0 || unit == "GB" {
            return if unit == "B" { format!("{count} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    format!("{count} B")
}

/// A duration for people: `850 ms`, `12.3 s`, `4 min 5 s`.
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_is_given_no_commands_but_ours() {
        let console = Console::new(true, false, ColorChoice::Never, ProgressChoice::None);
        let console = Console { runner: false, ..console };
        assert_eq!(console.harmless("https://a/##[add-mask]b"), "https://a/##[add-mask]b");
        let console = console.with_problems(ProblemFormat::Github);
        assert_eq!(console.harmless("https://a/##[add-mask]b"), "https://a/## [add-mask]b");
    }

    #[test]
    fn each_stream_has_its_own_colours() {
        let console = Console::new(true, false, ColorChoice::Never, ProgressChoice::None);
        // As on a terminal, with `> file`.
        let console = Console { color: true, ..console };
        assert_eq!(console.paint_result(Paint::Bad, "x"), "x");
        assert!(!console.colors_results());
        assert_eq!(console.paint(Paint::Bad, "x"), "\u{1b}[31mx\u{1b}[0m");
        let console = Console::new(true, false, ColorChoice::Always, ProgressChoice::None);
        assert_eq!(console.paint_result(Paint::Bad, "x"), console.paint(Paint::Bad, "x"));
    }
}
