//! `[repository]`: where the collection lies on a forge. The site's page for adding links leads there.

use std::ops::Range;

use super::Config;
use super::given::{Given, Problem};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::shorten;

/// A kind of forge: how its form for a new file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Forge {
    /// github.com, or GitHub Enterprise Server.
    GitHub,
    /// gitlab.com, or a GitLab of one's own.
    GitLab,
    /// Codeberg, any other Forgejo, or Gitea.
    Forgejo,
}

/// `[repository]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositorySettings {
    /// Its http(s) address, without a slash or `.git` at the end. Without one, the site has no page for adding links.
    pub url: Option<String>,
    /// What stands there; without it, the host of the address tells.
    pub forge: Option<Forge>,
    /// The branch that new links go to. Default `main`.
    pub branch: String,
    /// The collection's folder in the repository, without slashes at its ends. Default: none, it is the repository.
    pub folder: String,
}

impl Default for RepositorySettings {
    fn default() -> Self {
        Self { url: None, forge: None, branch: "main".into(), folder: String::new() }
    }
}

impl RepositorySettings {
    /// What stands at the address: as the settings say, else as the host tells. `None` for a host that tells nothing.
    pub fn forge(&self) -> Option<Forge> {
        self.forge.or_else(|| {
            let url = url::Url::parse(self.url.as_deref()?).ok()?;
            match url.host_str()?.trim_start_matches("www.") {
                "github.com" => Some(Forge::GitHub),
                "gitlab.com" => Some(Forge::GitLab),
                "codeberg.org" => Some(Forge::Forgejo),
                _ => None,
            }
        })
    }
}

/// The address of a repository's page.
pub(super) fn address(given: &Given<'_>) -> Result<String, Problem> {
    let written = given.line()?;
    let wrong = |why: &str| {
        Err(Problem::new(why).help("write the address of its page, such as \"https://github.com/me/links\""))
    };
    let Ok(url) = url::Url::parse(&written) else { return wrong("this is not an absolute URL") };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return wrong("a repository's address begins with `https://` or `http://` and a host");
    }
    let bare = url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return wrong("a repository's address has neither query, fragment nor user name");
    }
    let text = url.to_string();
    let text = text.trim_end_matches('/');
    let text = text.strip_suffix(".git").unwrap_or(text).trim_end_matches('/');
    let named = url.path_segments().is_some_and(|parts| parts.filter(|part| !part.is_empty()).count() >= 2);
    if !named {
        return wrong("a repository's address names its owner and its name");
    }
    Ok(text.to_owned())
}

/// What stands at the address.
pub(super) fn forge(given: &Given<'_>) -> Result<Forge, Problem> {
    match given.line()?.to_ascii_lowercase().as_str() {
        "github" => Ok(Forge::GitHub),
        "gitlab" => Ok(Forge::GitLab),
        "forgejo" | "gitea" | "codeberg" => Ok(Forge::Forgejo),
        other => Err(Problem::new(format!("`{}` is no forge that is known here", shorten(other, 60)))
            .help("write \"github\", \"gitlab\" or \"forgejo\" (which is also for Codeberg and Gitea)")),
    }
}

/// A branch (git-check-ref-format, as far as a mistake is likely).
pub(super) fn branch(given: &Given<'_>) -> Result<String, Problem> {
    let name = given.line()?;
    let odd = |c: char| c.is_whitespace() || "~^:?*[\\".contains(c);
    let parts = |part: &str| part.is_empty() || part.starts_with('.');
    if name.contains(odd) || name.starts_with('-') || name.contains("..") || name.split('/').any(parts) {
        return Err(Problem::new("this is no name of a branch").help("write one such as \"main\""));
    }
    Ok(name)
}

/// A folder of the repository; none when the collection is the whole of it.
pub(super) fn folder(given: &Given<'_>) -> Result<String, Problem> {
    let written = given.text()?;
    let parts: Vec<&str> = written.trim().split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let odd = written.chars().any(|c| c.is_control() || c == '\\');
    if odd || written.starts_with('/') || parts.contains(&"..") {
        return Err(Problem::new("this is no folder of the repository")
            .help("write its path from the repository's root, such as \"notes/links\""));
    }
    Ok(parts.join("/"))
}

/// A host that does not tell what stands there leaves the page without a form to lead to.
pub(super) fn unknown_forge(config: &Config, at: Option<(&str, Range<usize>)>) -> Option<Diagnostic> {
    let url = config.repository.url.as_deref()?;
    if config.repository.forge().is_some() {
        return None;
    }
    let message = format!("[repository] lacks `forge`: {} does not tell what stands there", shorten(url, 80));
    let problem = Diagnostic::error("bad-setting", message)
        .help("add `forge = \"github\"`, `\"gitlab\"` or `\"forgejo\"` below `[repository]`");
    Some(match at {
        Some((file, range)) => problem.at(Span::new(file, range)),
        None => problem,
    })
}
