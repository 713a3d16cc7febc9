//! One link as the index sees it.

/// A tag by its identity and its shown title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagName<'a> {
    /// Case-folded key: what a filter names.
    pub key: &'a str,
    /// What readers see.
    pub title: &'a str,
}

/// One link with everything that can be searched, shown or filtered by. Outside text may be as it comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry<'a> {
    /// Shown title.
    pub title: &'a str,
    /// Language of the title, where known.
    pub title_lang: Option<&'a str>,
    /// Href of the link's own page, below the site's root, percent-encoded.
    pub href: &'a str,
    /// Href of the newest good snapshot or of its reader view, where there is one.
    pub reader: Option<&'a str>,
    /// Href of a small picture.
    pub thumbnail: Option<&'a str>,
    /// The address as written; its words can be found, it is not shown.
    pub url: &'a str,
    /// Host as shown.
    pub host: &'a str,
    /// The day it was kept, `YYYY-MM-DD` (a longer date is cut).
    pub date: Option<&'a str>,
    /// The day the page was published, `YYYY-MM-DD` or the start of one.
    pub published: Option<&'a str>,
    /// The tags on the link itself, as its card shows them.
    pub tags: &'a [TagName<'a>],
    /// These tags and all above them: a filter by `lang` finds `lang/rust`.
    pub tag_closure: &'a [TagName<'a>],
    /// One or two sentences.
    pub description: Option<&'a str>,
    /// What the keeper wrote, without markup.
    pub notes: Option<&'a str>,
    /// Text of the snapshot.
    pub text: &'a str,
    /// Language of the text, where known.
    pub language: Option<&'a str>,
    /// What the snapshot is: `page`, `pdf`, …; empty when there is none.
    pub kind: &'a str,
    /// `captured`, `partial`, `failed`, `waiting`, `off`.
    pub state: &'a str,
    /// `none`, `unread`, `read`.
    pub status: &'a str,
    /// A favourite.
    pub starred: bool,
}
