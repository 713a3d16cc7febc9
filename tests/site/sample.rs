//! Sixty made-up links with everything that a real collection brings: long titles, other scripts and directions, no
//! title, failures, things missing, files that are no pages, deep tags, notes.

use std::collections::HashMap;

use jiff::Timestamp;
use linkarium::config::{Config, MenuEntry, MenuTarget};
use linkarium::model::{Collection, Link, Location, Moment, Status, Tag, TagSet, Visibility};
use linkarium::replay::{ContentKind, Heading, Missing, PageMeta, Thumbnail, ThumbnailKind};
use linkarium::site::{Attempt, Entry, OwnPage, ReaderFacts, SiteInput, Snapshot, SnapshotText, Texts};
use linkarium::store::record::{Failure, FailureKind, ResourceCounts, Role};

/// Settings, links and captures that a [`SiteInput`] borrows from.
pub(crate) struct Sample {
    pub(crate) config: Config,
    pub(crate) collection: Collection,
    pub(crate) entries: Vec<Entry>,
    pub(crate) pages: Vec<OwnPage>,
    pub(crate) texts: Kept,
}

/// Texts by capture.
#[derive(Debug, Default)]
pub(crate) struct Kept(pub(crate) HashMap<String, SnapshotText>);

impl Texts for Kept {
    fn of(&self, capture: &String) -> Option<SnapshotText> {
        self.0.get(capture).cloned()
    }
}

impl Sample {
    pub(crate) fn input(&self) -> SiteInput<'_> {
        SiteInput {
            config: &self.config,
            collection: &self.collection,
            entries: self.entries.clone(),
            pages: self.pages.clone(),
            texts: &self.texts,
            search: true,
        }
    }

    /// A collection without a link.
    pub(crate) fn empty() -> Self {
        Self {
            config: Config::default(),
            collection: Collection::default(),
            entries: Vec::new(),
            pages: Vec::new(),
            texts: Kept::default(),
        }
    }

    /// The collection described above.
    pub(crate) fn full() -> Self {
        let mut sample = Self::empty();
        sample.config.site.title = "The Reading Room".to_owned();
        sample.config.site.description =
            Some("Pages worth keeping about typography, programming and the sea, since 2019.".to_owned());
        sample.config.site.author = Some("Ada Lindqvist".to_owned());
        sample.config.site.base_url = Some("https://links.example/repo/".to_owned());
        sample.config.site.timezone = "Europe/Stockholm".to_owned();
        sample.config.build.page_size = 40;
        sample.collection.tags = tags();
        for (position, case) in CASES.iter().enumerate() {
            sample.add(position, case);
        }
        let names =
            ["Harbour", "Lantern", "Compass", "Anchor", "Tide", "Mast", "Rope", "Chart", "Gull", "Keel"];
        for number in 0..44 {
            let name = names[number % names.len()];
            let case = Case {
                url: &format!("https://{}.example/notes/{number}", name.to_lowercase()),
                title: Some(&format!("{name} notes, part {}", number / names.len() + 1)),
                text: (number % 3 == 0)
                    .then_some("A short note from a longer series, kept for its diagrams."),
                tags: if number % 2 == 0 { &["sea", "sea/navigation"] } else { &["typography"] },
                ..Case::PLAIN
            };
            sample.add(CASES.len() + number, &case);
        }
        sample.give_articles();
        sample.pages = vec![OwnPage {
            slug: "about".to_owned(),
            title: "About this room".to_owned(),
            body: "Kept since *2019*.\n\n> A library is a growing organism.".to_owned(),
        }];
        sample.config.menu = vec![
            MenuEntry { title: "About".to_owned(), target: MenuTarget::Page("about".to_owned()) },
            MenuEntry {
                title: "The blog".to_owned(),
                target: MenuTarget::Address("https://blog.example/".to_owned()),
            },
        ];
        sample
    }

    /// The first snapshot of every third link has a reader view, and a picture.
    fn give_articles(&mut self) {
        for entry in self.entries.iter_mut().step_by(3) {
            let Some(shot) = entry.snapshots.first_mut().filter(|shot| shot.kind == ContentKind::Page) else {
                continue;
            };
            let heading =
                |id: &str, text: &str| Heading { id: id.to_owned(), level: 2, text: text.to_owned() };
            shot.reader = Some(ReaderFacts {
                words: 1_800,
                minutes: 8,
                hero: None,
                language: shot.meta.language.clone(),
                rtl: shot.meta.language.as_deref() == Some("ar"),
                headings: vec![heading("r-a", "First"), heading("r-b", "Second"), heading("r-c", "Third")],
            });
            shot.picture = Some(Thumbnail {
                path: "assets/ee/eeee.jpg".to_owned(),
                width: 480,
                height: 320,
                kind: ThumbnailKind::Lead,
            });
            let article = "<h2 id=\"r-a\">First</h2><p>The bell buoy rings.</p><h2 id=\"r-b\">Second</h2><p>灯塔在远处。</p><h2 id=\"r-c\">Third</h2><p>Fin.</p>";
            let plain = "First\nThe bell buoy rings.\nSecond\n灯塔在远处。\nThird\nFin.";
            let text = SnapshotText { article: article.to_owned(), plain: plain.to_owned() };
            self.texts.0.insert(shot.capture.clone(), text);
        }
    }

    fn add(&mut self, position: usize, case: &Case<'_>) {
        let date = day(position);
        let link = Link {
            added: case.dated.then(|| Moment {
                instant: format!("{date}T00:00:00Z").parse().unwrap(),
                date: date.parse().unwrap(),
                has_time: false,
            }),
            title: case.title.map(str::to_owned),
            description: case.text.map(str::to_owned),
            notes: case.notes.map(str::to_owned),
            tags: case.tags.iter().map(|&tag| tag.to_owned()).collect(),
            language: case.language.map(str::to_owned),
            starred: case.starred,
            status: case.status,
            visibility: case.visibility,
            archive: case.state != "off",
            via: case.via.map(str::to_owned),
            aliases: case.aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..link(&format!("link-{position:02}"), case.url)
        };
        self.entries.push(entry(position, case));
        self.collection.links.push(link);
    }
}

/// A link with nothing but an address.
pub(crate) fn link(id: &str, url: &str) -> Link {
    Link {
        url: url.to_owned(),
        id: id.to_owned(),
        key: url.to_owned(),
        title: None,
        description: None,
        notes: None,
        tags: Vec::new(),
        added: None,
        updated: None,
        published: None,
        author: None,
        language: None,
        via: None,
        starred: false,
        status: Status::None,
        visibility: Visibility::Public,
        archive: true,
        aliases: Vec::new(),
        source: Location { file: "links/a.toml".to_owned(), line: 1, column: 1 },
    }
}

/// A whole snapshot of a page.
pub(crate) fn snapshot(folder: &str, url: &str, captured: &str) -> Snapshot {
    let time = captured.replace(['-', ':'], "");
    Snapshot {
        capture: format!("{folder}/{time}-1f3a"),
        folder: format!("archive/{folder}/{time}"),
        captured: captured.parse().unwrap(),
        final_url: url.to_owned(),
        whole: true,
        supplied: false,
        suspect: Vec::new(),
        resources: ResourceCounts { found: 12, captured: 12, failed: 0, skipped: 0, bytes: 482_113 },
        kind: ContentKind::Page,
        media_type: "text/html".to_owned(),
        meta: PageMeta { words: 1840, ..PageMeta::default() },
        main_asset: None,
        missing: Vec::new(),
        notices: Vec::new(),
        reader: None,
        picture: None,
    }
}

/// Counts down from a day in November 2026, a few days a step.
fn day(position: usize) -> String {
    let first: jiff::civil::Date = "2026-11-20".parse().unwrap();
    let days = jiff::Span::new().days(i64::try_from(position * position / 9 + position).unwrap());
    first.checked_sub(days).unwrap().to_string()
}

fn entry(position: usize, case: &Case<'_>) -> Entry {
    let seen: Timestamp = format!("{}T09:12:44Z", day(position)).parse().unwrap();
    let mut entry = Entry { first_seen: Some(seen), ..Entry::default() };
    let host = case.url.split('/').nth(2).unwrap_or("host").replace(':', "+");
    let host = if host.is_ascii() { host } else { "xn--fsqu00a.example".to_owned() };
    let mut shot = snapshot(&format!("{host}/page-{position:08x}"), case.url, &seen.to_string());
    shot.meta.title = case.page_title.map(str::to_owned);
    shot.meta.language = case.language.map(str::to_owned);
    match case.state {
        "off" | "waiting" => return Entry::default(),
        "failed" => {
            entry.failure = Some(Attempt {
                at: seen,
                failure: Failure {
                    kind: FailureKind::HttpStatus,
                    message: "The server answered 410 Gone; the page may be found in another archive."
                        .to_owned(),
                },
                next: Some("2026-12-20T09:12:44Z".parse().unwrap()),
                failures: 4,
            });
            return entry;
        }
        "partial" => {
            shot.whole = false;
            let missing = |url: &str, role, reason: &str| Missing {
                url: url.to_owned(),
                role,
                reason: reason.to_owned(),
            };
            shot.missing = vec![
                missing(
                    "https://cdn.example/images/a-very-long-path/that-goes-on/and-on/figure-3@2x.webp",
                    Role::Image,
                    "The server answered 404.",
                ),
                missing("https://fonts.example/display.woff2", Role::Font, "It took longer than 30 s."),
                missing("https://cdn.example/print.css", Role::Stylesheet, "No connection to cdn.example."),
            ];
        }
        "doubtful" => shot.suspect = vec!["challenge".to_owned(), "empty-shell".to_owned()],
        "pdf" => {
            shot.kind = ContentKind::Pdf;
            shot.media_type = "application/pdf".to_owned();
            shot.main_asset = Some("assets/ab/abcdef0123456789.pdf".to_owned());
            shot.notices = vec!["The PDF has 12 pages.".to_owned()];
        }
        "image" => {
            shot.kind = ContentKind::Image;
            shot.media_type = "image/png".to_owned();
            shot.main_asset = Some("assets/cd/cdef0123456789ab.png".to_owned());
        }
        "twice" => {
            let mut older = shot.clone();
            older.captured = "2024-02-29T23:30:00Z".parse().unwrap();
            older.folder = format!("{}/20240229T233000Z", older.folder.rsplit_once('/').unwrap().0);
            older.final_url = format!("{}?from=redirect", case.url);
            older.whole = false;
            shot.meta.author = Some("Grace Hopper".to_owned());
            shot.meta.site_name = Some("Notes on Compilers".to_owned());
            shot.meta.published = Some("2024-02-20T10:00:00+01:00".to_owned());
            shot.meta.description = Some("What the page says of itself.".to_owned());
            entry.snapshots.push(shot);
            entry.snapshots.push(older);
            entry.best = Some(0);
            return entry;
        }
        _ => {}
    }
    entry.snapshots.push(shot);
    entry.best = Some(0);
    entry
}

fn tags() -> TagSet {
    let tag = |key: &str, title: &str, parents: &[&str], children: &[&str]| {
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        Tag {
            key: key.to_owned(),
            name: key.to_owned(),
            slug: key.replace('/', "-"),
            title: title.to_owned(),
            parents: own(parents),
            children: own(children),
            ..Tag::default()
        }
    };
    let mut tags = vec![
        tag("architecture", "architecture", &[], &[]),
        tag("concurrency", "concurrency", &[], &["协程"]),
        tag("fonts", "fonts", &["typography"], &[]),
        tag("hidden", "hidden", &[], &[]),
        tag("lang", "lang", &[], &["lang/c++", "lang/rust"]),
        tag("lang/c++", "lang/c++", &["lang"], &[]),
        tag("lang/rust", "lang/rust", &["lang"], &["lang/rust/async"]),
        tag("lang/rust/async", "lang/rust/async", &["lang/rust"], &[]),
        tag("sea", "Sea", &[], &["sea/navigation"]),
        tag("sea/navigation", "sea/navigation", &["sea"], &[]),
        tag("typography", "Typography", &[], &["fonts"]),
        tag("1990s", "1990s", &[], &[]),
        tag("été", "été", &[], &[]),
        tag("협업", "협업", &[], &[]),
        tag("协程", "协程", &["concurrency"], &[]),
    ];
    for tag in &mut tags {
        match tag.key.as_str() {
            "lang/c++" => tag.slug = "lang-c-plus-plus".to_owned(),
            "typography" => {
                tag.description = Some("How letters are *drawn*, set and read. Begin with [the classics](https://classics.example/).".to_owned());
                tag.aliases = vec!["type".to_owned(), "typesetting".to_owned()];
                tag.related = vec!["architecture".to_owned(), "hidden".to_owned()];
            }
            _ => {}
        }
    }
    TagSet { tags: tags.into_iter().map(|tag| (tag.key.clone(), tag)).collect() }
}

/// What differs from link to link.
pub(crate) struct Case<'a> {
    url: &'a str,
    title: Option<&'a str>,
    page_title: Option<&'a str>,
    text: Option<&'a str>,
    notes: Option<&'a str>,
    tags: &'a [&'a str],
    language: Option<&'a str>,
    via: Option<&'a str>,
    aliases: &'a [&'a str],
    state: &'a str,
    starred: bool,
    status: Status,
    visibility: Visibility,
    dated: bool,
}

impl Case<'static> {
    const PLAIN: Self = Case {
        url: "",
        title: None,
        page_title: None,
        text: None,
        notes: None,
        tags: &[],
        language: None,
        via: None,
        aliases: &[],
        state: "captured",
        starred: false,
        status: Status::None,
        visibility: Visibility::Public,
        dated: true,
    };
}

const NOTES: &str = "Chapters 16 and 17 are the ones to read **twice**.\n\n\
> A program is never less than 90 % complete, and never more than 95 %.\n\n\
# What I took from it\n\n\
- channels *before* locks\n- [ ] try the exercises\n- [x] read the appendix\n\n\
```rust\nlet (tx, rx) = channel::<u32>();\n```\n\n\
| Chapter | Worth it |\n|---|---|\n| 16 | yes |\n| 17 | yes, slowly |\n\n\
See also ![the diagram](https://pictures.example/diagram.png) and <https://forum.example/thread/9>.";

const CASES: &[Case<'static>] = &[
    Case {
        url: "https://doc.example/book/",
        title: Some("Fearless concurrency, and other things the borrow checker gives you for free"),
        text: Some(
            "The chapter on threads, channels and shared state. It explains why the compiler can promise what it promises, and where it cannot.",
        ),
        notes: Some(NOTES),
        tags: &["lang/rust", "lang/rust/async", "concurrency"],
        language: Some("en"),
        via: Some("https://forum.example/thread/9"),
        aliases: &["https://old.doc.example/book/"],
        state: "twice",
        starred: true,
        ..Case::PLAIN
    },
    Case {
        url: "https://例え.example/coroutine",
        page_title: Some("协程：从生成器到异步，一篇写给没有耐心的人的长文"),
        text: Some("从生成器讲到事件循环，并解释为什么“同步写法”仍然是异步的。"),
        tags: &["协程", "concurrency"],
        language: Some("zh_CN"),
        ..Case::PLAIN
    },
    Case {
        url: "https://arabic.example/typography",
        title: Some("فن الخط العربي وأنظمة الكتابة الرقمية"),
        text: Some("مقدمة قصيرة عن الحروف المتصلة والتشكيل."),
        tags: &["typography", "fonts"],
        language: Some("ar"),
        state: "partial",
        ..Case::PLAIN
    },
    Case {
        url: "https://papers.example/2019/whitepaper-final-v2.pdf",
        title: Some("Time, Clocks, and the Ordering of Events"),
        tags: &["concurrency", "1990s"],
        state: "pdf",
        ..Case::PLAIN
    },
    Case {
        url: "https://gone.example/~user/1998/index.html",
        title: Some("A homepage from 1998 that nobody kept"),
        text: Some("It had a guest book, a visitor counter and the only good explanation of kerning pairs."),
        tags: &["typography", "1990s"],
        state: "failed",
        ..Case::PLAIN
    },
    Case {
        url: "https://www.no-title.example/a/path/that/is/very/long/indeed/and_has_no_place_to_break/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef?with=parameters&and=more",
        tags: &["architecture"],
        ..Case::PLAIN
    },
    Case {
        url: "https://emoji.example/",
        title: Some("🦀🌊 Crabs, waves & <em>markup</em> in \"titles\""),
        tags: &["sea", "lang/c++"],
        status: Status::Unread,
        ..Case::PLAIN
    },
    Case {
        url: "https://robots.example/article",
        title: Some("Just a moment…"),
        tags: &["été"],
        state: "doubtful",
        status: Status::Read,
        ..Case::PLAIN
    },
    Case {
        url: "https://pictures.example/chart.png",
        title: Some("Soundings of the northern harbour"),
        tags: &["sea/navigation"],
        state: "image",
        ..Case::PLAIN
    },
    Case {
        url: "https://new.example/just-added",
        title: Some("Added a minute ago"),
        tags: &["협업"],
        state: "waiting",
        ..Case::PLAIN
    },
    Case {
        url: "https://bank.example/statement",
        title: Some("Kept as a link only"),
        text: Some("The keeper chose not to archive this one."),
        state: "off",
        ..Case::PLAIN
    },
    Case {
        url: "https://undated.example/",
        title: Some("Nobody knows when this was kept"),
        dated: false,
        state: "waiting",
        ..Case::PLAIN
    },
    Case {
        url: "https://unlisted.example/draft",
        title: Some("An unlisted draft"),
        tags: &["hidden", "typography"],
        visibility: Visibility::Unlisted,
        ..Case::PLAIN
    },
    Case {
        url: "https://private.example/diary",
        title: Some("A private diary"),
        tags: &["hidden"],
        visibility: Visibility::Private,
        ..Case::PLAIN
    },
    Case {
        url: "magnet:?xt=urn:btih:0123456789abcdef",
        title: Some("A link that is no web address"),
        state: "failed",
        ..Case::PLAIN
    },
    Case {
        url: "https://wide.example/",
        title: Some(
            "Supercalifragilisticexpialidocious_and_other_identifiers_without_any_place_to_break_in_a_narrow_column",
        ),
        tags: &["architecture", "typography", "fonts", "sea", "lang", "concurrency", "été", "협업"],
        ..Case::PLAIN
    },
];
