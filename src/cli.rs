//! What was typed: the command line. Nothing below `commands` sees a raw flag.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::config;
use crate::console::{ColorChoice, ProblemFormat, ProgressChoice};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; pages that could not be captured stand in the summary and the report
  1  failed; with --strict, also when a page or an entry of a link file was lost
  2  wrong usage
  3  done, but link files have errors: what could be read was used\n";

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
    /// Capture no private links: for a machine that cannot keep what it captures of them
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

/// `add`
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    /// What to keep; `-`, or nothing where something is piped in: one a line on standard input
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Keep what an issue asks for that was made with the form `add-link.yml` of `init`; FILE is the event that a
    /// workflow is given ($GITHUB_EVENT_PATH), or the issue, as JSON
    #[arg(long, value_name = "FILE", conflicts_with_all = ["urls", "title", "tags", "note"])]
    pub from_issue: Option<PathBuf>,
    /// Your own title [default: the page's]
    #[arg(long)]
    pub title: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A note, in Markdown
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Add to this TOML or Markdown list below links/, made when it is not there [default: a new file for each link]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// Capture it right away
    #[arg(long)]
    pub capture: bool,
    /// Do not ask the page for its title, description, author, date and language
    #[arg(long, conflicts_with = "capture")]
    pub offline: bool,
}

/// `list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only links with this tag or one below it
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Only links that a query finds: `tag:rust -tag:video is:unread host:github.com added:2026 "exact words"`
    #[arg(long, value_name = "QUERY")]
    pub r#where: Option<String>,
    /// One JSON document
    #[arg(long)]
    pub json: bool,
}

/// `edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Which links: a query, as for `list --where`
    #[arg(long, value_name = "QUERY")]
    pub r#where: String,
    /// Give a field a value; without one, take it out
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Add a tag
    #[arg(long = "add-tag", value_name = "TAG")]
    pub add_tags: Vec<String>,
    /// Take a tag out
    #[arg(long = "remove-tag", value_name = "TAG")]
    pub remove_tags: Vec<String>,
    /// Move addresses from one host to another; the old ones become aliases, so that captures follow
    #[arg(long, value_name = "OLD=NEW")]
    pub replace_host: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show the difference, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `rm`
#[derive(Debug, Args)]
pub struct RmArgs {
    /// Addresses or ids
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Also all links that a query finds
    #[arg(long, value_name = "QUERY")]
    pub r#where: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show the difference, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `open`
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// An address, an id, or a query as for `list --where`
    #[arg(value_name = "WHAT")]
    pub what: String,
}

/// `tag`
#[derive(Debug, Args)]
pub struct TagArgs {
    /// What to do
    #[command(subcommand)]
    pub action: TagAction,
}

/// What `tag` does.
#[derive(Debug, Subcommand)]
pub enum TagAction {
    /// All tags, with the number of their links
    List {
        /// Only those that look alike: `tutorial` and `tutorials`
        #[arg(long, conflicts_with = "json")]
        similar: bool,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Spell a tag, and those below it, differently in all link files
    Rename {
        /// The tag
        old: String,
        /// Its new name
        new: String,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
        /// Show the difference, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Make one tag of several: the last
    Merge {
        /// The tags that go, and the one that stays
        #[arg(required = true, num_args = 2..)]
        tags: Vec<String>,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
        /// Show the difference, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// `import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files of other programs, also in a .zip; the format is found out
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Their format, when it is not found out: netscape, html, json, csv, posts, xbel, opml, atom, urls, markdown, url, webloc
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Take folders as paths below links/, as tags, or both
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub folders: FolderChoice,
    /// Write nothing: show which files would be written
    #[arg(long)]
    pub dry_run: bool,
}

/// What becomes of the folders of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FolderChoice {
    /// Folders below `links/`.
    #[default]
    Paths,
    /// Tags, with `/` between the levels.
    Tags,
    /// Both.
    Both,
}

/// `export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where to; standard output when it is not named
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// netscape, pinboard, csv, json, opml, xbel, markdown, atom or urls
    #[arg(long, value_name = "FORMAT")]
    pub format: String,
    /// Only links that anybody may see
    #[arg(long)]
    pub public: bool,
}

/// `merge-driver`
#[derive(Debug, Args)]
pub struct MergeDriverArgs {
    /// The common ancestor (%O)
    pub base: PathBuf,
    /// This branch's version (%A), which is replaced by the outcome
    pub ours: PathBuf,
    /// The other branch's version (%B)
    pub theirs: PathBuf,
    /// Where the file lies in the repository (%P)
    pub path: String,
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
