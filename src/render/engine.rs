//! What templates can call: functions and filters. docs/themes.md is the list for people.

use std::sync::Arc;

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};
use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::assets::Assets;
use super::strings::Strings;
use super::{dates, markdown};
use crate::site::{routes, text};
use crate::text::nearest;

/// Gives the engine everything that templates may call.
pub(super) fn register(tera: &mut Tera, strings: Arc<Strings>, zone: TimeZone, assets: Arc<Assets>) {
    let words = Arc::clone(&strings);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| translate(&words, &kwargs));
    let files = Arc::clone(&assets);
    tera.register_function("asset", move |kwargs: Kwargs, state: &State| asset(&files, &kwargs, state));
    let files = Arc::clone(&assets);
    tera.register_function("inline", move |kwargs: Kwargs, _: &State| inline(&files, &kwargs));
    tera.register_function("hash", move |kwargs: Kwargs, _: &State| hash(&assets, &kwargs));
    tera.register_function("url", |kwargs: Kwargs, state: &State| -> TeraResult<String> {
        only(&kwargs, &["path"])?;
        Ok(routes::href(&root(state)?, kwargs.must_get::<&str>("path")?))
    });

    let words = Arc::clone(&strings);
    tera.register_filter("date", move |value: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        only(&kwargs, &["style"])?;
        let style = kwargs.get::<&str>("style")?.unwrap_or("long");
        dates::format(value, style, &words, &zone).ok_or_else(|| {
            let known = words.keys_below("date.").collect::<Vec<_>>().join(", ");
            tera::Error::message(format!("no date style `{style}`: there are exact, {known}"))
        })
    });
    let words = Arc::clone(&strings);
    tera.register_filter("language", move |value: &str, _: Kwargs, _: &State| -> String {
        let primary = value.split('-').next().unwrap_or(value).to_ascii_lowercase();
        words.text(&format!("language.{primary}"), None, &[]).unwrap_or_else(|| value.to_owned())
    });
    let words = Arc::clone(&strings);
    tera.register_filter("num", move |value: i128, _: Kwargs, _: &State| words.number(value));
    let words = Arc::clone(&strings);
    tera.register_filter("bytes", move |value: u64, _: Kwargs, _: &State| words.bytes(value));
    tera.register_filter("plural", move |value: i128, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let form = kwargs.get::<&str>(strings.plural_of(value))?;
        Ok(form.map_or_else(|| kwargs.must_get::<&str>("other"), Ok)?.to_owned())
    });
    tera.register_filter("markdown", |value: &str, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        only(&kwargs, &["level"])?;
        let level = kwargs.get::<usize>("level")?.unwrap_or(3).clamp(2, 6);
        Ok(Value::safe_string(&markdown::to_html_below(value, level)))
    });
    tera.register_filter("host", |value: &str, _: Kwargs, _: &State| text::host(value).into_owned());
    tera.register_filter("encode", |value: &str, _: Kwargs, _: &State| routes::encode_word(value));
    tera.register_filter("encode_path", |value: &str, _: Kwargs, _: &State| routes::encode(value));
}

/// What leads from the page to the site's root. Pages have it; a component must ask for it with `@root`.
fn root(state: &State) -> TeraResult<String> {
    state.get::<String>("root")?.ok_or_else(|| {
        tera::Error::message(
            "`root` is not known here: a component that calls `asset` or `url` needs the argument `@root`",
        )
    })
}

/// An argument that would do nothing is a mistake: whoever wrote it believes that it works.
fn only(kwargs: &Kwargs, known: &[&str]) -> TeraResult<()> {
    let odd = kwargs.iter().filter_map(|(name, _)| name.as_str()).find(|name| !known.contains(name));
    let Some(odd) = odd else { return Ok(()) };
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(tera::Error::message(format!("unknown argument `{odd}`; known: {known}")))
}

fn translate(strings: &Strings, kwargs: &Kwargs) -> TeraResult<String> {
    let key = kwargs.must_get::<&str>("key")?;
    let values = kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
    let values = values.filter(|(name, _)| *name != "key").map(|(name, value)| {
        let shown = match value.as_i128() {
            Some(number) if name == "count" => strings.number(number),
            _ => value.to_string(),
        };
        (name.to_owned(), shown)
    });
    let values: Vec<(String, String)> = values.collect();
    let count = kwargs.get::<i128>("count")?;
    if let Some(missing) = strings.unfilled(key, count, &values) {
        let why = if missing == "count" { " (its plural forms are chosen by it)" } else { "" };
        return Err(tera::Error::message(format!("the string `{key}` wants the argument `{missing}`{why}")));
    }
    strings.text(key, count, &values).ok_or_else(|| {
        let meant = nearest(key, strings.keys_below("")).map(|meant| format!("; did you mean `{meant}`?"));
        tera::Error::message(format!("no string `{key}` in strings/en.toml{}", meant.unwrap_or_default()))
    })
}

fn asset(assets: &Assets, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    only(kwargs, &["path"])?;
    let path = kwargs.must_get::<&str>("path")?;
    let route = assets.href(path).ok_or_else(|| no_file(path, assets))?;
    Ok(routes::href(&root(state)?, route))
}

/// The text of a style sheet or a script, to stand inside a page.
fn inline(assets: &Assets, kwargs: &Kwargs) -> TeraResult<Value> {
    only(kwargs, &["path"])?;
    let path = kwargs.must_get::<&str>("path")?;
    let text = assets.inlined(path).ok_or_else(|| no_file(path, assets))?;
    let kind = path.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    if !matches!(kind, "css" | "js") || text.contains("</") || text.contains("<!--") {
        return Err(tera::Error::message(format!(
            "`{path}` cannot stand inside a page: only style sheets and scripts without `</` can"
        )));
    }
    Ok(Value::safe_string(&text))
}

/// What a Content-Security-Policy names a script or a style sheet by that stands inside a page (CSP Level 3, section 2.3.1).
fn hash(assets: &Assets, kwargs: &Kwargs) -> TeraResult<Value> {
    use base64::Engine as _;
    only(kwargs, &["path"])?;
    let path = kwargs.must_get::<&str>("path")?;
    let text = assets.inlined(path).ok_or_else(|| no_file(path, assets))?;
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    Ok(Value::safe_string(&format!("'sha256-{digest}'")))
}

fn no_file(path: &str, assets: &Assets) -> tera::Error {
    let meant = nearest(path, assets.paths()).map(|meant| format!("; did you mean `static/{meant}`?"));
    tera::Error::message(format!("the theme has no file `static/{path}`{}", meant.unwrap_or_default()))
}
