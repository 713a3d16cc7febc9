//! What the commands that keep links take: adding, finding, changing, bringing in and out.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::FolderChoice;

/// The text of a query, which may begin with `-`. An option where one was forgotten is none.
fn query(text: &str) -> Result<String, String> {
    let is_option =
        text.starts_with("--") || text.strip_prefix('-').is_some_and(|rest| rest.chars().count() <= 1);
    if is_option { Err("a query is missing before this option".to_owned()) } else { Ok(text.to_owned()) }
}

/// `add`
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    /// What to keep; `-`, or nothing where something is piped in: one a line on standard input
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Keep what an issue asks for that was made with the form `add-link.yml` of `init`; FILE is the event that a
    /// workflow is given ($GITHUB_EVENT_PATH), or the issue, as JSON
    #[arg(long, value_name = "FILE", conflicts_with_all = ["urls", "title", "tags", "note", "selection"])]
    pub from_issue: Option<PathBuf>,
    /// Your own title [default: the page's]
    #[arg(long)]
    pub title: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Give it those of the collection's own tags, too, that suit its words and its site; without this, they are only named
    #[arg(long)]
    pub suggested: bool,
    /// A note, in Markdown
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// What was selected on the page: it begins the notes, as a quotation
    #[arg(long, value_name = "TEXT")]
    pub selection: Option<String>,
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
    /// Only these: addresses or ids
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,
    /// Only links with this tag or one below it
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Only links that a query finds: `tag:rust -tag:video is:unread host:github.com added:2026 "exact words"`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true, value_parser = query)]
    pub r#where: Option<String>,
    /// Also say why: which rules of linkarium.toml are for a link and what they do, and what the next build does with it
    #[arg(long)]
    pub why: bool,
    /// One JSON document
    #[arg(long)]
    pub json: bool,
}

/// `edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Which links: a query, as for `list --where`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true, value_parser = query)]
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
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true, value_parser = query)]
    pub r#where: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show the difference, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `fmt`
#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Link files, or folders of them; all below links/ when none is named
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write nothing: list the files that are not in this form, and exit with 1 when there is one
    #[arg(long, conflicts_with_all = ["yes", "dry_run"])]
    pub check: bool,
    /// Also put links in order, within each list of a Markdown file, and between comments that stand alone in a TOML file
    #[arg(long, value_enum, value_name = "BY")]
    pub sort: Option<SortBy>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show the difference, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What `fmt` puts links in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SortBy {
    /// When they were kept, the oldest first
    Added,
    /// Title
    Title,
    /// Address
    Url,
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
    /// Their format, when it is not found out: netscape, html, json, csv, posts, xbel, opml, atom, urls, markdown, yaml, url, webloc
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Take folders as paths below links/, as tags, or both [default: that of linkarium.toml, else paths]
    #[arg(long, value_enum, value_name = "HOW")]
    pub folders: Option<FolderChoice>,
    /// Take every link in the prose of notes (.md, .markdown, .txt, .org): FILE may be a folder, whose folders are taken, too
    #[arg(long, conflicts_with = "format")]
    pub harvest: bool,
    /// Write nothing: show which files would be written
    #[arg(long)]
    pub dry_run: bool,
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
