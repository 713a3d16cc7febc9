//! What the names of fields mean.

use super::Sign;

/// What a field says of its link. In the order in which fields are applied: where two fill one place, the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Meaning {
    /// The address.
    Url,
    /// A former address.
    Aliases,
    /// One line.
    Title,
    /// What other programs call description or excerpt, as plain text.
    Description,
    /// The same as HTML.
    Html,
    /// Notes in Markdown.
    Notes,
    /// Words of the page that were marked: notes, as quotes.
    Quotes,
    /// Tags, and what divides them where they are one text.
    Tags(Sign),
    /// A folder's name or path.
    Folder,
    /// A folder of Instapaper: Unread, Archive and Starred are no folders.
    Shelf,
    /// A folder of Raindrop: Unsorted is none.
    Collection,
    /// When it was kept.
    Added,
    /// When the entry changed.
    Updated,
    /// When the page was published.
    Published,
    /// Who wrote the page.
    Author,
    /// The page's language.
    Language,
    /// Where it was found.
    Via,
    /// True: a favourite.
    Starred,
    /// True: read. False says nothing.
    Read,
    /// True: read. False: unread, as programs have it that know an archive and a list of what is to be read.
    ReadOrUnread,
    /// The time at which it was read.
    ReadAt,
    /// True: unread. False says nothing.
    Unread,
    /// True: unread. False: read.
    UnreadOrRead,
    /// A word: `unread`, `archive`.
    Status,
    /// `public`, `unlisted` or `private`.
    Visibility,
    /// True: private.
    Private,
    /// False: private.
    Public,
    /// A link has no place for it; the name under which it is counted.
    Lost(&'static str),
    /// How the file is made, not what it says: the type of a node, its place among others.
    Form,
}

/// Names of fields as a program writes them.
pub(in crate::exchange) type Table = [(&'static str, Meaning)];

/// A name in the form in which names are compared: `createdAt`, `Created At` and `CREATED-AT` are `created_at`.
pub(in crate::exchange) fn plain_name(written: &str) -> String {
    let mut name = String::with_capacity(written.len() + 4);
    let mut after_small = false;
    for c in written.trim().chars() {
        if c.is_whitespace() || matches!(c, '-' | '_' | '.') {
            if !name.ends_with('_') {
                name.push('_');
            }
            after_small = false;
        } else {
            if c.is_uppercase() && after_small {
                name.push('_');
            }
            name.extend(c.to_lowercase());
            after_small = c.is_lowercase() || c.is_numeric();
        }
    }
    name
}

/// What a name means in the file of a program that we have no table for; `name` as [`plain_name`] gives it. The names of
/// docs/format.md, and those that are common elsewhere.
pub(in crate::exchange) fn meaning_of(name: &str) -> Option<Meaning> {
    Some(match name {
        "url" | "uri" | "href" | "link" | "address" | "given_url" | "resolved_url" | "web_url"
        | "page_url" | "link_url" | "original_url" | "source_url" | "bookmark_url" | "bookmark"
        | "website" => Meaning::Url,
        "aliases" | "alias" | "former_urls" => Meaning::Aliases,
        "title" | "name" | "given_title" | "resolved_title" | "page_title" | "headline" => Meaning::Title,
        "description" | "desc" | "excerpt" | "summary" | "extended" | "abstract" | "snippet" => {
            Meaning::Description
        }
        "notes" | "note" | "comment" | "comments" | "memo" | "annotation" | "remark" | "remarks" => {
            Meaning::Notes
        }
        "highlights" | "highlight" | "selection" | "quote" | "quotes" | "annotations" => Meaning::Quotes,
        "tags" | "tag" | "labels" | "label" | "keywords" | "tag_names" | "tag_list" | "document_tags"
        | "topics" => Meaning::Tags(Sign::Any),
        "folder" | "folders" | "folder_path" | "folder_name" | "category" | "categories" | "collection"
        | "collections" | "collection_name" | "list" | "lists" | "list_name" | "group" | "path" => {
            Meaning::Folder
        }
        "added" | "date" | "created" | "date_added" | "created_at" | "added_at" | "saved_at" | "saved"
        | "saved_date" | "saved_on" | "date_saved" | "timestamp" | "time" | "time_added" | "add_date"
        | "bookmarked_at" | "created_time" | "created_date" | "created_on" | "creation_date"
        | "date_created" | "inserted_at" | "added_on" => Meaning::Added,
        "updated" | "modified" | "updated_at" | "date_modified" | "date_updated" | "last_modified"
        | "modified_at" | "time_updated" | "last_updated" => Meaning::Updated,
        "published" | "date_published" | "published_at" | "published_date" | "publication_date"
        | "pub_date" | "pubdate" => Meaning::Published,
        "author" | "authors" | "by" | "byline" | "creator" => Meaning::Author,
        "language" | "lang" => Meaning::Language,
        "via" | "from" | "found_at" | "origin_url" | "referrer" => Meaning::Via,
        "starred" | "star" | "favorite" | "favourite" | "favorited" | "favourited" | "is_favorite"
        | "is_favourite" | "is_starred" | "is_fav" | "fav" | "important" | "pinned" | "is_pinned" => {
            Meaning::Starred
        }
        "archived" | "is_archived" | "archive" | "done" | "finished" => Meaning::Read,
        "read" | "is_read" => Meaning::ReadOrUnread,
        "read_at" | "date_read" | "archived_at" => Meaning::ReadAt,
        "in_queue" => Meaning::Unread,
        "unread" | "is_unread" | "toread" | "to_read" => Meaning::UnreadOrRead,
        "status" | "state" => Meaning::Status,
        "visibility" => Meaning::Visibility,
        "private" | "is_private" => Meaning::Private,
        "public" | "is_public" | "shared" => Meaning::Public,
        "content" | "content_html" | "content_text" | "html" | "body" | "text_content" | "full_text" => {
            Meaning::Lost("texts of articles")
        }
        "icon" | "icon_uri" | "favicon" | "fav_icon_url" => Meaning::Lost("icons"),
        "image" | "image_url" | "cover" | "thumbnail" | "preview_picture" | "picture" | "preview"
        | "preview_image" | "top_image_url" => Meaning::Lost("pictures"),
        "id" | "_id" | "uid" | "guid" | "uuid" | "slug" | "file_id" | "item_id" | "resolved_id"
        | "bookmark_id" | "user_id" | "parent_id" | "collection_id" => Meaning::Lost("ids"),
        "hash" | "meta" | "checksum" => Meaning::Lost("checksums"),
        "reading_progress" | "progress" | "progress_timestamp" => Meaning::Lost("reading positions"),
        "word_count" | "words" => Meaning::Lost("word counts"),
        "reading_time" | "time_to_read" => Meaning::Lost("reading times"),
        "domain" | "domain_name" | "host" | "site_name" | "publisher" => Meaning::Lost("names of sites"),
        "mimetype" | "mime_type" | "media_type" | "content_type" => Meaning::Lost("media types"),
        "http_status" | "headers" => Meaning::Lost("answers of servers"),
        "last_visited" | "visited" | "date_last_used" | "last_opened" | "last_accessed" => {
            Meaning::Lost("last visits")
        }
        "visit_count" | "clicks" | "hits" => Meaning::Lost("numbers of visits"),
        "index" | "position" | "sort" | "sort_id" | "order" => Meaning::Form,
        _ => return None,
    })
}
