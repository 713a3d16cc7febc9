//! What was typed: the command line. Nothing below `commands` sees a raw flag.

mod keeping;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

pub use self::keeping::{
    AddArgs, EditArgs, ExportArgs, FmtArgs, ImportArgs, ListArgs, MergeDriverArgs, OpenArgs, RmArgs, SortBy,
    TagAction, TagArgs,
};
use crate::config;
use crate::console::{ColorChoice, ProblemFormat, ProgressChoice};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; pages that could not be captured stand in the summary and the report
  1  failed; with --strict, also when a page or an entry of a link file was lost
  2  wrong usage
  3  done, but link files have errors or the inbox holds what cannot be taken in: all else was used\n";

/// Keep links alive: capture every page once, render a static archive.
#[derive(Debug, Parser)]
#[command(name = "linkarium", version, about, max_term_width = 100, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The collection [default: the nearest parent folder with linkarium.toml or links/]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print every page as it is done
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colours; `NO_COLOR` is honoured
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorChoice,
    /// How progress is shown
    #[arg(long, global = true, value_enum, default_value_t, value_name = "HOW")]
    pub progress: ProgressChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new collection
    Init(InitArgs),
    /// Keep one or more links: one new Markdown file each, or an entry in a file
    Add(AddArgs),
    /// Capture what has no snapshot yet, then render the site
    Build(BuildArgs),
    /// Capture only
    Capture(CaptureArgs),
    /// Take a copy that you saved (HTML, SingleFile, MHTML, PDF, picture, text) as the capture of a link
    Attach(AttachArgs),
    /// Rebuild on every change
    Watch(WatchArgs),
    /// Rebuild on every change, and serve the site to this machine with live reload
    Serve(ServeArgs),
    /// Print the links as read
    List(ListArgs),
    /// Take in links from other programs: bookmarks of browsers, exports, lists, feeds
    Import(ImportArgs),
    /// Write the links for other programs
    Export(ExportArgs),
    /// Change links where they stand; shows the difference first
    Edit(EditArgs),
    /// Take links out of their files; shows the difference first
    Rm(RmArgs),
    /// Bring link files into one form, on request in order; shows the difference first
    Fmt(FmtArgs),
    /// Open links in a browser
    Open(OpenArgs),
    /// List, rename and merge tags
    Tag(TagArgs),
    /// Read everything, change nothing, report problems
    Lint(LintArgs),
    /// Re-hash every blob and check every record of the snapshot store
    Verify(VerifyArgs),
    /// A tour that needs no internet
    Demo(DemoArgs),
    /// Let this clone's git merge link files without conflicts
    SetupGit,
    /// Merge link files; git calls this
    #[command(hide = true)]
    MergeDriver(MergeDriverArgs),
    /// Print a shell's completion script
    Completions(CompletionsArgs),
    /// Print the manual page, in roff
    Man(ManArgs),
}

/// `init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder; made when it is not there
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// `build`
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Render only; ask nothing of any network
    #[arg(long, conflicts_with = "retry")]
    pub offline: bool,
    /// Exit with 1 when a page could not be captured or a link file has errors
    #[arg(long)]
    pub strict: bool,
    /// Try failed links again before their time
    #[arg(long)]
    pub retry: bool,
    /// The built site [default: `output` of linkarium.toml]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Where the site will stand, for feeds, sitemap and the 404 page
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The snapshot store [default: `store.path` of linkarium.toml]
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// What a run leaves in files and logs
    #[command(flatten)]
    pub run: RunArgs,
}

/// What `build` and `capture` have in common.
#[derive(Debug, Clone, Default, Args)]
pub struct RunArgs {
    /// Stop capturing in time to end after this long, such as `20m`; what is left is due in the next run
    #[arg(long, value_name = "DURATION", value_parser = config::duration)]
    pub time_budget: Option<Duration>,
    /// Write what became of each link, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Append what became of the links to this file, in Markdown: for `$GITHUB_STEP_SUMMARY`
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Capture no private links, and take none out of the inbox: for a machine that cannot keep them
    #[arg(long)]
    pub skip_private: bool,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t)]
    pub format: ProblemFormat,
}

/// `capture`
#[derive(Debug, Args)]
pub struct CaptureArgs {
    /// Only these links of the collection
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Only links with this tag or one below it
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Make a new capture of links that have one
    #[arg(long)]
    pub refresh: bool,
    /// Try failed links again before their time
    #[arg(long)]
    pub retry: bool,
    /// Exit with 1 when a page could not be captured or a link file has errors
    #[arg(long)]
    pub strict: bool,
    /// The snapshot store [default: `store.path` of linkarium.toml]
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// What a run leaves in files and logs
    #[command(flatten)]
    pub run: RunArgs,
}

/// `attach`
#[derive(Debug, Args)]
pub struct AttachArgs {
    /// The link, which must be kept already
    #[arg(value_name = "URL")]
    pub url: String,
    /// The copy; it stays where it is
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `watch`
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Render only; ask nothing of any network
    #[arg(long)]
    pub offline: bool,
}

/// `serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port on 127.0.0.1; a later one when it is taken
    #[arg(long, default_value_t = 4000)]
    pub port: u16,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
    /// Render only; ask nothing of any network
    #[arg(long)]
    pub offline: bool,
}

/// `lint`
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Exit with 1 for warnings too; also look for tags that look alike, and for those described nowhere or in vain
    #[arg(long)]
    pub strict: bool,
    /// Judge only what has changed since this git revision, and say what the change adds
    #[arg(long, value_name = "BASE")]
    pub changed: Option<String>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t)]
    pub format: LintFormat,
    /// Append problems and changes to this file, in Markdown: for `$GITHUB_STEP_SUMMARY`
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
}

/// How `lint` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LintFormat {
    /// Drawn at their place
    #[default]
    Human,
    /// One line each
    Short,
    /// One JSON document
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// `verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// One JSON document
    #[arg(long)]
    pub json: bool,
    /// The snapshot store [default: `store.path` of linkarium.toml]
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
}

/// `demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where the demo's collection goes
    #[arg(default_value = "linkarium-demo", value_name = "DIR")]
    pub dir: PathBuf,
    /// Port of the preview
    #[arg(long, default_value_t = 4000)]
    pub port: u16,
    /// End when the site is built
    #[arg(long)]
    pub no_serve: bool,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
