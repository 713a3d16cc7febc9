//! `init`: a new collection, with everything that a repository on a forge needs to publish it.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::Ending;
use crate::cli::{Global, InitArgs};
use crate::config::Config;
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::folders;
use crate::pipeline;
use crate::store::layout::hex;

/// A file that is written as it is.
type Template = (&'static str, &'static str);

const SETTINGS: Template = ("linkarium.toml", include_str!("init/files/linkarium.toml"));
const EXAMPLES: [Template; 4] = [
    ("links/example.toml", include_str!("init/files/links/example.toml")),
    ("links/example-one.md", include_str!("init/files/links/example-one.md")),
    ("links/example-list.md", include_str!("init/files/links/example-list.md")),
    ("links/tags.toml", include_str!("init/files/links/tags.toml")),
];
const WORKFLOWS: [Template; 5] = [
    (".github/workflows/linkarium.yml", include_str!("init/files/publish.yml")),
    (".github/workflows/linkarium-weekly.yml", include_str!("init/files/weekly.yml")),
    (".github/workflows/linkarium-pull-request.yml", include_str!("init/files/pull-request.yml")),
    (".github/workflows/linkarium-add.yml", include_str!("init/files/add.yml")),
    (".github/ISSUE_TEMPLATE/add-link.yml", include_str!("init/files/add-link.yml")),
];
/// Files of git, which may be there already: what they lack is added to them.
const OF_GIT: [Template; 2] = [
    (".gitignore", include_str!("init/files/gitignore")),
    (".gitattributes", include_str!("init/files/gitattributes")),
];

/// Runs the command.
pub fn execute(args: &InitArgs, global: &Global, console: &Console) -> Result<Ending> {
    if global.root.is_some() {
        return Err(Error::Usage(
            "init makes a collection: name its folder with `linkarium init DIR`".into(),
        ));
    }
    let root = std::path::absolute(&args.dir)?;
    if root.exists() && !root.is_dir() {
        return Err(Error::Usage(format!("{} is a file, not a folder", root.display())));
    }
    if let Some(outer) = root.ancestors().skip(1).find(|folder| folder.join(SETTINGS.0).is_file()) {
        return Err(Error::Usage(format!(
            "{} lies inside the collection {}\n  help: `linkarium add URL` keeps a link there; a collection of its own wants \
             a folder outside",
            root.display(),
            outer.display()
        )));
    }
    // Forges read workflows at the root of a repository only.
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let publishes = repository.is_none_or(|repository| repository == root);
    let links = root.join("links");
    let empty = !links.exists() || fs_err::read_dir(&links)?.next().is_none();
    let mut new: Vec<Template> = vec![SETTINGS];
    new.extend(EXAMPLES.iter().filter(|_| empty));
    new.extend(WORKFLOWS.iter().filter(|_| publishes));
    refuse_to_overwrite(&root, &new)?;

    let fill = Fill::new();
    folders::create(&root, &root)?;
    for (path, text) in &new {
        let target = place(&root, path)?;
        folders::write_new(&target, fill.fill(text).as_bytes())?;
        console.say(&format!("  new  {path}"));
    }
    for (path, text) in OF_GIT {
        let target = place(&root, path)?;
        match complete(&target, text)? {
            Done::New => console.say(&format!("  new  {path}")),
            Done::Added => console.say(&format!("  more {path}")),
            Done::Nothing => {}
        }
    }
    if !empty {
        console.say("links/ holds files already, so no examples were added");
    }
    if let Some(repository) = repository.filter(|_| !publishes) {
        console.say(&format!(
            "no workflows were written: GitHub reads them at the root of the repository, {}; docs/publishing.md helps",
            repository.display()
        ));
    }
    say_what_next(args, repository.is_some(), publishes, console);
    Ok(Ending::Done)
}

/// Writes nothing at all where something is in the way.
fn refuse_to_overwrite(root: &Path, new: &[Template]) -> Result<()> {
    let there: Vec<&str> =
        new.iter().map(|(path, _)| *path).filter(|path| root.join(path).symlink_metadata().is_ok()).collect();
    if there.is_empty() {
        return Ok(());
    }
    let help = if there.contains(&SETTINGS.0) {
        "this is a collection already: `linkarium add URL` keeps a link, `linkarium serve` shows it"
    } else {
        "move what is in the way, or name another folder"
    };
    Err(Error::Usage(format!(
        "{} has {} already; nothing was written\n  help: {help}",
        root.display(),
        there.join(", ")
    )))
}

/// Where a file is to stand, its folder made, through no symbolic link.
fn place(root: &Path, path: &str) -> Result<PathBuf> {
    let target = folders::own(root, Path::new(path))?;
    folders::create(root, target.parent().unwrap_or(root))?;
    Ok(target)
}

enum Done {
    New,
    Added,
    Nothing,
}

/// Adds to a file the lines of `wanted` that it does not have; what is there stays as it is.
fn complete(path: &Path, wanted: &str) -> Result<Done> {
    let old = match fs_err::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            folders::write_new(path, wanted.as_bytes())?;
            return Ok(Done::New);
        }
        Err(error) => return Err(error.into()),
    };
    let known: Vec<&str> = old.lines().map(str::trim).collect();
    let missing: Vec<&str> = wanted.lines().filter(|line| !known.contains(line)).collect();
    if missing.iter().all(|line| line.starts_with('#')) {
        return Ok(Done::Nothing);
    }
    let gap = if old.is_empty() || old.ends_with('\n') { "\n" } else { "\n\n" };
    super::append(path, &format!("{gap}{}\n", missing.join("\n")))?;
    Ok(Done::Added)
}

/// What the templates leave open.
struct Fill {
    version: &'static str,
    repository: &'static str,
    checksum: String,
    today: String,
}

impl Fill {
    fn new() -> Self {
        let zone = Config::default().site.zone();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            repository: env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/"),
            checksum: checksum_of_release(),
            today: pipeline::now().to_zoned(zone).date().to_string(),
        }
    }

    fn fill(&self, template: &str) -> String {
        template
            .replace("@INSTALL@\n", install_step())
            .replace("@VERSION@", self.version)
            .replace("@REPOSITORY@", self.repository)
            .replace("@SHA256@", &self.checksum)
            .replace("@TODAY@", &self.today)
    }
}

/// The step that installs the program, which several workflows have: it stands in the first.
fn install_step() -> &'static str {
    let publish = WORKFLOWS[0].1;
    let between = |from: &str, to: &str| {
        let start = publish.find(from)? + from.len();
        publish.get(start..start + publish.get(start..)?.find(to)?)
    };
    between("      # install: begin\n", "      # install: end\n").unwrap_or_default()
}

/// SHA-256 of the Linux program of this release, as the workflows pin it. The release's build says what it is; that
/// program itself, which cannot contain its own hash, is told to look. Empty for a program that is of no release: then
/// the workflow verifies where the program comes from, and says what to pin.
fn checksum_of_release() -> String {
    match option_env!("LINKARIUM_LINUX_SHA256") {
        Some("self") => std::env::current_exe()
            .and_then(fs_err::read)
            .map(|program| hex(&Sha256::digest(program)))
            .unwrap_or_default(),
        known => known.unwrap_or_default().to_owned(),
    }
}

fn say_what_next(args: &InitArgs, repository: bool, publishes: bool, console: &Console) {
    let here = args.dir == Path::new(".");
    let folder = args.dir.display().to_string();
    let folder = if folder.contains(' ') { format!("\"{folder}\"") } else { folder };
    let folder = if folder.starts_with('-') { format!("./{folder}") } else { folder };
    let all = if publishes { "keep it all; pushed to GitHub, it publishes itself" } else { "keep it all" };
    let cd = if here { String::new() } else { format!("cd {folder} && ") };
    let git = if repository { "" } else { "git init && " };
    let next = [
        (format!("{cd}linkarium serve --open"), "see it, and each change as you make it"),
        ("linkarium add https://example.org/".to_owned(), "keep a link"),
        (format!("{git}git add . && git commit -m \"My links\""), all),
    ];
    console.say("\nnext:");
    let width = next.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    for (command, what) in next {
        let padded = format!("{command:width$}");
        console.say(&format!("  {}   {what}", console.paint(Paint::Strong, &padded)));
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::diagnostic::short;
    use crate::model::{self, SourceFile};

    fn read(text: &str) -> Config {
        let (config, problems, sources) =
            Config::read(Some(("linkarium.toml", text.as_bytes())), std::iter::empty());
        let problems: Vec<String> = problems.iter().map(|problem| short(problem, &sources)).collect();
        assert_eq!(problems, Vec::<String>::new(), "{text}");
        config
    }

    #[test]
    fn the_settings_are_the_defaults_and_each_line_can_be_used() {
        assert_eq!(read(SETTINGS.1), Config::default());
        let bare = |line: &str| {
            line.strip_prefix("# ")
                .filter(|rest| rest.contains(" = ") || *rest == "[[rule]]")
                .map(str::to_owned)
        };
        let with = |text: &str, wanted: &dyn Fn(&str) -> bool| -> String {
            let lines = text
                .lines()
                .map(|line| bare(line).filter(|_| wanted(line)).unwrap_or_else(|| line.to_owned()) + "\n");
            lines.collect()
        };
        assert_eq!(read(&with(SETTINGS.1, &|_| true)).rules.len(), 1);
        let without_rules = SETTINGS.1.split("# [[rule]]").next().unwrap();
        assert_eq!(read(&with(without_rules, &|line| !line.contains("an example"))), Config::default());
    }

    #[test]
    fn the_examples_are_without_fault_and_of_every_form() {
        let fill = Fill::new();
        let files: Vec<SourceFile> = EXAMPLES
            .iter()
            .map(|(path, text)| SourceFile { path: (*path).to_owned(), bytes: fill.fill(text).into_bytes() })
            .collect();
        let (collection, sources) = model::read(&files, &TimeZone::UTC);
        let problems: Vec<String> = collection.diagnostics.iter().map(|p| short(p, &sources)).collect();
        assert_eq!(problems, Vec::<String>::new());
        for (file, links) in
            [("links/example.toml", 2), ("links/example-one.md", 1), ("links/example-list.md", 2)]
        {
            let count = collection.links.iter().filter(|link| link.source.file == file).count();
            assert_eq!(count, links, "{file}");
        }
    }

    #[test]
    fn nothing_is_left_open_in_the_templates() {
        let fill = Fill::new();
        for (path, text) in WORKFLOWS.iter().chain(&EXAMPLES) {
            let text = fill.fill(text);
            assert!(
                !text.contains("@VERSION@") && !text.contains("@TODAY@") && !text.contains("@INSTALL@"),
                "{path}"
            );
        }
        assert!(install_step().contains("sha256sum --check"));
        for workflow in [WORKFLOWS[2], WORKFLOWS[3]] {
            assert!(fill.fill(workflow.1).contains("sha256sum --check"), "{}", workflow.0);
        }
    }

    /// What somebody else writes must never become part of a command.
    #[test]
    fn no_expression_stands_in_a_command() {
        for (path, text) in WORKFLOWS {
            let mut indent = None;
            for line in text.lines() {
                let own = line.len() - line.trim_start().len();
                if indent.is_some_and(|indent| own <= indent && !line.trim().is_empty()) {
                    indent = None;
                }
                assert!(indent.is_none() || !line.contains("${{"), "{path}: {line}");
                if let Some(run) = line.trim_start().strip_prefix("run:") {
                    assert!(!run.contains("${{"), "{path}: {line}");
                    indent = Some(own);
                }
            }
        }
    }

    #[test]
    fn the_form_has_the_fields_that_are_read() {
        let labels: Vec<&str> =
            WORKFLOWS[4].1.lines().filter_map(|line| line.trim().strip_prefix("label: ")).collect();
        assert_eq!(labels, crate::commands::add::ISSUE_HEADINGS);
        assert!(WORKFLOWS[4].0.ends_with(crate::site::add::ISSUE_FORM));
        assert!(WORKFLOWS[3].1.contains(&format!("'### {}'", labels[0])));
    }

    #[test]
    fn files_of_git_are_completed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".gitignore");
        fs_err::write(&path, "/target/\n/output/").unwrap();
        let wanted = "# ours\n/output/\n/.linkarium/\n";
        assert!(matches!(complete(&path, wanted).unwrap(), Done::Added));
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "/target/\n/output/\n\n# ours\n/.linkarium/\n");
        assert!(matches!(complete(&path, wanted).unwrap(), Done::Nothing));
    }
}
