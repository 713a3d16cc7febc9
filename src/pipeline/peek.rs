//! Asking pages what they are called, without keeping anything of them.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use tokio::time::Instant;
use url::Url;

use crate::capture::client::{Ask, Validators};
use crate::capture::cookies::Cookies;
use crate::capture::failure::failure;
use crate::capture::fetch::Fetcher;
use crate::capture::stats::Stats;
use crate::config::CaptureSettings;
use crate::error::Result;
use crate::replay::{self, PageMeta};
use crate::store::record::{Failure, FailureKind, Role};
use crate::web::dom::Budget;

/// How long somebody who adds a link waits for its title at most.
const PATIENCE: Duration = Duration::from_secs(15);
/// Pages asked at once.
const WIDTH: usize = 16;

/// What takes an answer: the URL, and what its page says of itself or why that is not known.
pub type Take<'t> = dyn FnMut(&str, Result<PageMeta, Failure>) -> Result<()> + 't;

/// Asks pages what they say of themselves, many at once, and hands over each answer in the order of `urls` as soon as it
/// and those before it are there; or why it is not known. What is no page says nothing.
///
/// # Errors
/// When no client can be set up, and what `take` says.
pub fn peek(urls: &[String], settings: &CaptureSettings, take: &mut Take<'_>) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let settings = CaptureSettings { retries: 0, ..settings.clone() };
    let fetcher = Fetcher::new(&settings, Arc::new(Stats::default()), scratch.path().to_path_buf())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let fetcher = &fetcher;
        let pages = futures::stream::iter(urls).map(|url| async move { (url, one(fetcher, url).await) });
        let mut pages = pages.buffered(WIDTH);
        while let Some((url, page)) = pages.next().await {
            take(url, page)?;
        }
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_millis(100));
    done
}

async fn one(fetcher: &Fetcher, url: &str) -> Result<PageMeta, Failure> {
    let url = Url::parse(url).map_err(|error| failure(FailureKind::BadUrl, error.to_string()))?;
    let ask = Ask {
        url,
        role: Role::Document,
        referrer: None,
        headers: Vec::new(),
        validators: Validators::default(),
    };
    let limit = fetcher.settings.max_page_bytes;
    let until = Instant::now() + PATIENCE;
    let mut fetched = fetcher.fetch(&ask, Some(&Cookies::default()), limit, until).await;
    let last = fetched.hops.pop();
    let Some(content) = fetched.content else {
        let why = last.and_then(|hop| hop.error);
        return Err(why.unwrap_or_else(|| failure(FailureKind::HttpStatus, "the answer has no body")));
    };
    let content_type = last.and_then(|hop| hop.header("content-type").map(str::to_owned));
    let (source, url) = (content.source(), fetched.url);
    let read = tokio::task::spawn_blocking(move || {
        let bytes = source.bytes().map_err(|error| failure(FailureKind::Io, error.to_string()))?;
        Ok(replay::metadata(&bytes, content_type.as_deref(), &url, &Budget::default()).unwrap_or_default())
    });
    read.await
        .unwrap_or_else(|_| Err(failure(FailureKind::Io, "the page could not be read; please report it")))
}
