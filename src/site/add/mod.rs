//! What the page for adding links needs to know of the repository: the addresses of its forge's forms, and bookmarklets
//! that lead there.

mod bookmarklet;

use std::borrow::Cow;

use serde::Serialize;

use super::plan::Plan;
use super::{routes, text};
use crate::config::{Forge, RepositorySettings};

/// Name of the issue form that `init` writes.
pub const ISSUE_FORM: &str = "add-link.yml";

/// The page for adding links: the context of its template.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct AddView<'a> {
    /// What the repository lies on.
    pub forge: Forge,
    /// Address of the repository.
    pub repository: &'a str,
    /// Address of the form for a new link file, which is empty.
    pub new_file: String,
    /// The same up to the file's name, which a script appends to it.
    pub form: String,
    /// What stands between the name and the text of the file; none where the forge takes no text.
    pub form_text: Option<&'static str>,
    /// Address of the form for an issue that becomes a link, where there is one.
    pub issue: Option<String>,
    /// What the name of a field begins with, when an address fills that form in.
    pub issue_field: &'static str,
    /// Tags of the collection, as spelled.
    pub tags: Vec<Cow<'a, str>>,
    /// Time zone of the dates in link files.
    pub zone: Cow<'a, str>,
    /// Absolute address of this page, where the site knows its own.
    pub address: Option<String>,
    /// A bookmarklet that opens this page, filled in: where the site knows its own address.
    pub bookmark_page: Option<String>,
    /// A bookmarklet that opens the form for a new link file, filled in: where the forge takes a text.
    pub bookmark_file: Option<String>,
}

impl<'a> AddView<'a> {
    /// Nothing where the settings name no repository.
    pub fn new(plan: &Plan<'a>) -> Option<Self> {
        let settings = &plan.input().config.repository;
        let (repository, forge) = (settings.url.as_deref()?, settings.forge()?);
        let zone = text::clean(&plan.input().config.site.timezone);
        let form = form(settings, repository, forge);
        let form_text = match forge {
            Forge::GitHub | Forge::Forgejo => Some("&value="),
            // It has a parameter `content`, which its editor does not read (gitlab-org/gitlab, issue 594214).
            Forge::GitLab => None,
        };
        let address = plan.base().map(|base| routes::absolute(base, routes::ADD));
        Some(Self {
            forge,
            repository,
            new_file: new_file(settings, repository, forge),
            issue: issue(repository, forge),
            issue_field: if forge == Forge::Forgejo { "field:" } else { "" },
            tags: plan.tags().all().map(|tag| text::clean(&tag.name)).collect(),
            bookmark_page: address.as_deref().map(bookmarklet::of_page),
            bookmark_file: form_text.map(|between| bookmarklet::of_file(&form, between, &zone)),
            zone,
            form,
            form_text,
            address,
        })
    }
}

/// The form for a new file on a branch, without anything filled in.
fn on_branch(settings: &RepositorySettings, repository: &str, forge: Forge) -> String {
    let way = match forge {
        Forge::GitHub => "new",
        Forge::GitLab => "-/new",
        Forge::Forgejo => "_new",
    };
    format!("{repository}/{way}/{}", routes::encode(&text::clean(&settings.branch)))
}

/// The folder of the link files in the repository, ending in `/`.
fn folder(settings: &RepositorySettings) -> String {
    let outer = text::clean(&settings.folder);
    let outer = if outer.is_empty() { String::new() } else { format!("{}/", routes::encode(&outer)) };
    format!("{outer}links/")
}

fn new_file(settings: &RepositorySettings, repository: &str, forge: Forge) -> String {
    let folder = folder(settings);
    format!("{}/{}", on_branch(settings, repository, forge), folder.trim_end_matches('/'))
}

fn form(settings: &RepositorySettings, repository: &str, forge: Forge) -> String {
    let name = match forge {
        Forge::GitHub | Forge::Forgejo => "filename",
        Forge::GitLab => "file_name",
    };
    // Forgejo and Gitea know a form in a folder alone, be it the root's.
    let slash = if forge == Forge::Forgejo { "/" } else { "" };
    format!("{}{slash}?{name}={}", on_branch(settings, repository, forge), folder(settings))
}

/// Forms of issues are named by their file, in Forgejo by its path.
fn issue(repository: &str, forge: Forge) -> Option<String> {
    let template = match forge {
        Forge::GitHub => ISSUE_FORM.to_owned(),
        Forge::Forgejo => format!(".github/ISSUE_TEMPLATE/{ISSUE_FORM}"),
        Forge::GitLab => return None,
    };
    Some(format!("{repository}/issues/new?template={template}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(branch: &str, folder: &str) -> RepositorySettings {
        let (url, forge) = (Some("https://x.example/me/links".to_owned()), None);
        RepositorySettings { url, forge, branch: branch.to_owned(), folder: folder.to_owned() }
    }

    #[test]
    fn addresses_of_forms() {
        let plain = settings("main", "");
        let odd = settings("keep/ä b", "my notes/链接");
        let form = |settings: &RepositorySettings, forge| form(settings, "https://x.example/me/links", forge);
        assert_eq!(form(&plain, Forge::GitHub), "https://x.example/me/links/new/main?filename=links/");
        assert_eq!(form(&plain, Forge::GitLab), "https://x.example/me/links/-/new/main?file_name=links/");
        assert_eq!(form(&plain, Forge::Forgejo), "https://x.example/me/links/_new/main/?filename=links/");
        assert_eq!(
            form(&odd, Forge::GitHub),
            "https://x.example/me/links/new/keep/%C3%A4%20b?filename=my%20notes/%E9%93%BE%E6%8E%A5/links/"
        );
        assert_eq!(
            new_file(&odd, "https://x.example/me/links", Forge::Forgejo),
            "https://x.example/me/links/_new/keep/%C3%A4%20b/my%20notes/%E9%93%BE%E6%8E%A5/links"
        );
        assert_eq!(issue("https://x.example/a/b", Forge::GitLab), None);
    }
}
