//! Names of fields, program by program, as far as they are not those of everybody.

use crate::exchange::fields::Meaning::{
    Added, Author, Collection, Description, Form, Html, Lost, Notes, Private, Public, Published, Quotes,
    Read, ReadAt, ReadOrUnread, Starred, Status, Tags, Title, Unread, Updated, Url, Via,
};
use crate::exchange::fields::{Sign, Table};

/// A program that nothing is known of.
pub(super) const ANY: &Table = &[];

pub(super) const PINBOARD: &Table = &[
    ("href", Url),
    ("description", Title),
    ("extended", Description),
    ("time", Added),
    ("shared", Public),
    ("toread", Unread),
    ("tags", Tags(Sign::Space)),
];

/// Delicious, the export of 2014 and later, and its feeds with names of one letter.
pub(super) const DELICIOUS: &Table = &[
    ("url", Url),
    ("u", Url),
    ("title", Title),
    ("d", Title),
    ("description", Description),
    ("n", Description),
    ("tags", Tags(Sign::Any)),
    ("t", Tags(Sign::Space)),
    ("created", Added),
    ("dt", Added),
    ("private", Private),
    ("others", Lost("numbers of other keepers")),
    ("owner", Lost("names of accounts")),
    ("a", Lost("names of accounts")),
];

/// wallabag 1 and 2. Version 1 wrote every field twice, the second time under its number.
pub(super) const WALLABAG: &Table = &[
    ("is_read", ReadOrUnread),
    ("is_archived", ReadOrUnread),
    ("archived_at", ReadAt),
    ("published_by", Author),
    ("origin_url", Via),
    ("annotations", Quotes),
    ("is_public", Lost("public shares")),
    ("starred_at", Lost("dates of stars")),
    ("hashed_url", Lost("checksums")),
    ("hashed_given_url", Lost("checksums")),
    ("is_not_parsed", Form),
    ("0", Form),
    ("1", Form),
    ("2", Form),
    ("3", Form),
    ("4", Form),
    ("5", Form),
    ("6", Form),
    ("7", Form),
];

/// wallabag 1 where only the numbers are there.
pub(super) const NUMBERED: &Table = &[
    ("0", Lost("ids")),
    ("1", Title),
    ("2", Url),
    ("3", ReadOrUnread),
    ("4", Starred),
    ("5", Lost("texts of articles")),
    ("6", Lost("ids")),
    ("7", Tags(Sign::Comma)),
];

pub(super) const READABILITY: &Table = &[
    ("article__url", Url),
    ("article__title", Title),
    ("article__excerpt", Html),
    ("article__author", Author),
    ("article__word_count", Lost("word counts")),
    ("archive", ReadOrUnread),
    ("date_archived", Lost("dates of reading")),
    ("date_favorited", Lost("dates of stars")),
    ("read_percent", Lost("reading positions")),
];

pub(super) const SHAARLI: &Table = &[("shorturl", Lost("short addresses"))];

pub(super) const ELCURATOR: &Table = &[("is_saved", Starred)];

/// Readwise Reader's API: `url` is the address at Readwise.
pub(super) const READWISE: &Table = &[
    ("source_url", Url),
    ("url", Lost("addresses at Readwise")),
    ("location", Status),
    ("saved_at", Added),
    ("created_at", Lost("dates of entries")),
    ("first_opened_at", Lost("dates of reading")),
    ("last_opened_at", Lost("dates of reading")),
    ("last_moved_at", Lost("dates of entries")),
    ("category", Lost("kinds")),
    ("source", Lost("ways of saving")),
];

pub(super) const GOODLINKS: &Table = &[("summary", Description), ("readAt", ReadAt), ("addedAt", Added)];

/// linkding's API.
pub(super) const LINKDING: &Table = &[
    ("title", Title),
    ("website_title", Title),
    ("description", Description),
    ("website_description", Lost("descriptions of pages")),
    ("unread", Unread),
    ("favicon_url", Lost("icons")),
    ("preview_image_url", Lost("pictures")),
    ("web_archive_snapshot_url", Lost("addresses of copies")),
];

/// Instapaper's API.
pub(super) const INSTAPAPER: &Table = &[("type", Form), ("private_source", Lost("private sources"))];

/// Raindrop's API.
pub(super) const RAINDROP: &Table = &[
    ("link", Url),
    ("excerpt", Description),
    ("note", Notes),
    ("collection", Collection),
    ("collectionId", Lost("ids")),
    ("lastUpdate", Updated),
    ("important", Starred),
    ("cover", Lost("pictures")),
    ("media", Lost("pictures")),
    ("type", Lost("kinds")),
    ("user", Lost("ids")),
    ("creatorRef", Lost("ids")),
    ("cache", Lost("states of copies")),
];

/// Pocket's API: `given_url` is what was kept, `resolved_url` where it led.
pub(super) const POCKET: &Table = &[
    ("given_url", Url),
    ("resolved_url", Url),
    ("given_title", Title),
    ("resolved_title", Title),
    ("status", ReadOrUnread),
    ("time_read", ReadAt),
    ("time_favorited", Lost("dates of stars")),
    ("has_image", Lost("pictures")),
    ("images", Lost("pictures")),
    ("has_video", Lost("films")),
    ("videos", Lost("films")),
    ("is_article", Lost("kinds")),
    ("is_index", Lost("kinds")),
    ("listen_duration_estimate", Lost("reading times")),
    ("domain_metadata", Lost("names of sites")),
];

pub(super) const OMNIVORE: &Table =
    &[("savedAt", Added), ("publishedAt", Published), ("labels", Tags(Sign::Comma))];

/// Beside what a person said, ArchiveBox writes what it derives from the address and what it did.
pub(super) const ARCHIVEBOX: &Table = &[
    ("bookmarked_at", Added),
    ("timestamp", Added),
    ("tags", Tags(Sign::Comma)),
    ("history", Lost("results of archiving")),
    ("archiveresults", Lost("results of archiving")),
    ("num_outputs", Lost("results of archiving")),
    ("num_failures", Lost("results of archiving")),
    ("latest", Lost("results of archiving")),
    ("canonical", Lost("results of archiving")),
    ("is_archived", Lost("results of archiving")),
    ("status", Lost("results of archiving")),
    ("output_size", Lost("results of archiving")),
    ("archive_size", Lost("results of archiving")),
    ("archive_path", Lost("results of archiving")),
    ("link_dir", Lost("results of archiving")),
    ("updated", Lost("dates of archiving")),
    ("updated_at", Lost("dates of archiving")),
    ("modified_at", Lost("dates of archiving")),
    ("created_at", Lost("dates of archiving")),
    ("downloaded_at", Lost("dates of archiving")),
    ("newest_archive_date", Lost("dates of archiving")),
    ("oldest_archive_date", Lost("dates of archiving")),
    ("archive_dates", Lost("dates of archiving")),
    ("bookmarked_date", Form),
    ("updated_date", Form),
    ("type", Form),
    ("schema", Form),
    ("TYPE", Form),
    ("scheme", Form),
    ("base_url", Form),
    ("path", Form),
    ("basename", Form),
    ("extension", Form),
    ("is_static", Form),
    ("url_hash", Lost("checksums")),
    ("abid", Lost("ids")),
    ("crawl_id", Lost("ids")),
    ("created_by_id", Lost("ids")),
    ("sources", Lost("names of imported files")),
];

pub(super) const KARAKEEP: &Table = &[
    ("createdAt", Added),
    ("modifiedAt", Updated),
    ("favourited", Starred),
    ("archived", Read),
    ("summary", Description),
    ("customMetadata", Lost("custom fields")),
    ("assets", Lost("files")),
];

pub(super) const LINKWARDEN: &Table = &[
    ("name", Title),
    ("importDate", Added),
    ("createdAt", Added),
    ("pinnedBy", Starred),
    ("type", Form),
    ("indexVersion", Form),
    ("aiTagged", Form),
    ("collection", Lost("ids")),
    ("collectionId", Lost("ids")),
    ("createdById", Lost("ids")),
    ("textContent", Lost("texts of articles")),
    ("image", Lost("copies of pages")),
    ("pdf", Lost("copies of pages")),
    ("readable", Lost("copies of pages")),
    ("monolith", Lost("copies of pages")),
    ("clientSide", Form),
    ("lastPreserved", Lost("dates of archiving")),
    ("color", Lost("colours")),
    ("iconWeight", Lost("icons")),
];

/// Toby's cards.
pub(super) const TOBY: &Table = &[("customTitle", Title), ("title", Title), ("customDescription", Notes)];

pub(super) const FIREFOX: &Table = &[
    ("uri", Url),
    ("dateAdded", Added),
    ("lastModified", Updated),
    ("tags", Tags(Sign::Comma)),
    ("keyword", Lost("search keywords")),
    ("postData", Lost("search keywords")),
    ("charset", Lost("character sets")),
    ("iconuri", Lost("icons")),
    ("type", Form),
    ("typeCode", Form),
    ("root", Form),
    ("parent", Form),
];

pub(super) const CHROME: &Table = &[
    ("name", Title),
    ("date_added", Added),
    ("date_modified", Updated),
    ("date_last_used", Lost("last visits")),
    ("meta_info", Lost("further details")),
    ("type", Form),
    // What extensions are handed has other names.
    ("dateGroupModified", Form),
    ("dateLastUsed", Lost("last visits")),
    ("parentId", Lost("ids")),
    ("syncing", Form),
    ("unmodifiable", Form),
];
