//! Every setting: its section, its key, and how its value is read.

use std::time::Duration;

use super::Config;
use super::given::{Given, Problem, inner_folder};
use super::{FolderChoice, private, repository};
use crate::text::is_language_tag;

/// One setting.
pub(super) struct Setting {
    pub(super) section: &'static str,
    pub(super) key: &'static str,
    /// Reads the value into the settings.
    pub(super) set: fn(&mut Config, &Given<'_>) -> Result<(), Problem>,
}

const MILLISECOND: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// All of them, in the order in which docs/format.md lists them.
pub(super) const SETTINGS: &[Setting] = &[
    Setting { section: "site", key: "title", set: |c, g| put(&mut c.site.title, g.line()) },
    Setting {
        section: "site",
        key: "description",
        set: |c, g| put(&mut c.site.description, g.line().map(Some)),
    },
    Setting { section: "site", key: "author", set: |c, g| put(&mut c.site.author, g.line().map(Some)) },
    Setting {
        section: "site",
        key: "base_url",
        set: |c, g| put(&mut c.site.base_url, base_url(g).map(Some)),
    },
    Setting { section: "site", key: "language", set: |c, g| put(&mut c.site.language, language(g)) },
    Setting { section: "site", key: "theme", set: |c, g| put(&mut c.site.theme, theme(g)) },
    Setting { section: "site", key: "timezone", set: |c, g| put(&mut c.site.timezone, timezone(g)) },
    Setting {
        section: "capture",
        key: "concurrency",
        set: |c, g| count(&mut c.capture.concurrency, g, 1..=10_000),
    },
    Setting { section: "capture", key: "per_host", set: |c, g| count(&mut c.capture.per_host, g, 1..=1_000) },
    Setting {
        section: "capture",
        key: "delay",
        set: |c, g| put(&mut c.capture.delay, g.duration(Duration::ZERO..=HOUR)),
    },
    Setting {
        section: "capture",
        key: "connect_timeout",
        set: |c, g| put(&mut c.capture.connect_timeout, g.duration(MILLISECOND..=HOUR)),
    },
    Setting {
        section: "capture",
        key: "resource_timeout",
        set: |c, g| put(&mut c.capture.resource_timeout, g.duration(MILLISECOND..=DAY)),
    },
    Setting {
        section: "capture",
        key: "timeout",
        set: |c, g| put(&mut c.capture.timeout, g.duration(MILLISECOND..=DAY)),
    },
    Setting {
        section: "capture",
        key: "retries",
        set: |c, g| put(&mut c.capture.retries, g.number(0..=20).map(|number| number as u32)),
    },
    Setting {
        section: "capture",
        key: "user_agent",
        set: |c, g| put(&mut c.capture.user_agent, user_agent(g)),
    },
    Setting {
        section: "capture",
        key: "max_page_bytes",
        set: |c, g| put(&mut c.capture.max_page_bytes, g.size()),
    },
    Setting {
        section: "capture",
        key: "max_resource_bytes",
        set: |c, g| put(&mut c.capture.max_resource_bytes, g.size()),
    },
    Setting {
        section: "capture",
        key: "max_snapshot_bytes",
        set: |c, g| put(&mut c.capture.max_snapshot_bytes, g.size()),
    },
    Setting {
        section: "capture",
        key: "max_redirects",
        set: |c, g| count(&mut c.capture.max_redirects, g, 0..=50),
    },
    Setting { section: "capture", key: "media", set: |c, g| put(&mut c.capture.media, g.flag()) },
    Setting {
        section: "capture",
        key: "allow_private",
        set: |c, g| put(&mut c.capture.allow_private, allow_private(g)),
    },
    Setting {
        section: "store",
        key: "path",
        set: |c, g| {
            let help = "name one inside of it; to work on another collection, use `--root DIR`";
            put(&mut c.store.path, g.line().and_then(|path| inner_folder(&path, help)))
        },
    },
    Setting {
        section: "build",
        key: "output",
        set: |c, g| {
            let help = "to build elsewhere, use the command-line flag `--output DIR`";
            put(&mut c.build.output, g.line().and_then(|path| inner_folder(&path, help)))
        },
    },
    Setting { section: "build", key: "banners", set: |c, g| put(&mut c.build.banners, g.flag()) },
    Setting { section: "build", key: "page_size", set: |c, g| count(&mut c.build.page_size, g, 1..=10_000) },
    Setting { section: "build", key: "search", set: |c, g| put(&mut c.build.search, g.flag()) },
    Setting { section: "build", key: "search_text", set: |c, g| put(&mut c.build.search_text, g.size()) },
    Setting { section: "build", key: "minify", set: |_, g| only_off(g) },
    Setting { section: "import", key: "folders", set: |c, g| put(&mut c.import.folders, folder_choice(g)) },
    Setting {
        section: "repository",
        key: "url",
        set: |c, g| put(&mut c.repository.url, repository::address(g).map(Some)),
    },
    Setting {
        section: "repository",
        key: "forge",
        set: |c, g| put(&mut c.repository.forge, repository::forge(g).map(Some)),
    },
    Setting {
        section: "repository",
        key: "branch",
        set: |c, g| put(&mut c.repository.branch, repository::branch(g)),
    },
    Setting {
        section: "repository",
        key: "folder",
        set: |c, g| put(&mut c.repository.folder, repository::folder(g)),
    },
];

/// A setting whose `true` this version cannot keep: saying `false` says what is, saying `true` must not be ignored.
fn only_off(given: &Given<'_>) -> Result<(), Problem> {
    if given.flag()? {
        return Err(
            Problem::new("this version cannot do this yet").help("write `false`, or leave the line out")
        );
    }
    Ok(())
}

fn put<T>(place: &mut T, value: Result<T, Problem>) -> Result<(), Problem> {
    *place = value?;
    Ok(())
}

fn count(place: &mut usize, given: &Given<'_>, range: std::ops::RangeInclusive<u64>) -> Result<(), Problem> {
    put(place, given.number(range).map(|number| number as usize))
}

fn base_url(given: &Given<'_>) -> Result<String, Problem> {
    base_url_of(&given.line()?)
        .map_err(|why| Problem::new(why).help("write it as \"https://example.org/links/\""))
}

/// The address of a site, ending in `/`; or, in words, why it is none.
pub(super) fn base_url_of(text: &str) -> Result<String, &'static str> {
    let url = url::Url::parse(text).map_err(|_| "this is not an absolute URL")?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err("the site's address begins with `https://` or `http://` and a host");
    }
    if url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err("the site's address has neither query, fragment nor user name");
    }
    let text = url.to_string();
    Ok(if text.ends_with('/') { text } else { text + "/" })
}

fn language(given: &Given<'_>) -> Result<String, Problem> {
    let tag = given.line()?;
    if is_language_tag(&tag) {
        return Ok(tag);
    }
    Err(Problem::new("this is not a language tag").help("write one such as \"en\", \"zh-Hans\" or \"pt-BR\""))
}

fn theme(given: &Given<'_>) -> Result<String, Problem> {
    let name = given.line()?;
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return Ok(name);
    }
    Err(Problem::new("a theme's name is made of letters, digits, `-` and `_`")
        .help("it names a folder below themes/"))
}

fn timezone(given: &Given<'_>) -> Result<String, Problem> {
    let name = given.line()?;
    if jiff::tz::TimeZone::get(&name).is_ok() {
        return Ok(name);
    }
    Err(Problem::new("this time zone is not known")
        .help("write an IANA name such as \"Europe/Berlin\" or \"UTC\""))
}

fn user_agent(given: &Given<'_>) -> Result<String, Problem> {
    let name = given.line()?;
    if name.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Ok(name);
    }
    Err(Problem::new("a user agent is made of ASCII characters"))
}

fn allow_private(given: &Given<'_>) -> Result<Vec<String>, Problem> {
    given
        .list()?
        .into_iter()
        .map(|(written, at)| private::entry(&written).map_err(|problem| Problem { at, ..problem }))
        .collect()
}

fn folder_choice(given: &Given<'_>) -> Result<FolderChoice, Problem> {
    let word = given.line()?;
    match word.as_str() {
        "paths" => Ok(FolderChoice::Paths),
        "tags" => Ok(FolderChoice::Tags),
        "both" => Ok(FolderChoice::Both),
        _ => Err(Problem::new("folders become `paths`, `tags` or `both`").help("write `folders = \"tags\"`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_lists_every_setting() {
        let specification = include_str!("../../docs/format.md");
        let settings = specification.split("## Settings").nth(1).unwrap();
        for setting in SETTINGS {
            assert!(settings.contains(&format!("`{}`", setting.key)), "{}", setting.key);
        }
    }

    #[test]
    fn no_setting_is_listed_twice() {
        let mut names: Vec<_> = SETTINGS.iter().map(|setting| (setting.section, setting.key)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
