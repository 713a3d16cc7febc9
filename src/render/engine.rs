//! What templates can call: functions and filters. docs/themes.md is the list for people.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::assets::Assets;
use super::strings::Strings;
use super::{dates, markdown};
use crate::site::{routes, text};

/// Gives the engine everything that templates may call.
pub(super) fn register(tera: &mut Tera, strings: Arc<Strings>, zone: TimeZone, assets: Arc<Assets>) {
    let words = Arc::clone(&strings);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| translate(&words, &kwargs));
    let files = Arc::clone(&assets);
    tera.register_function("asset", move |kwargs: Kwargs, state: &State| asset(&files, &kwargs, state));
    tera.register_function("inline", move |kwargs: Kwargs, _: &State| inline(&assets, &kwargs));
    tera.register_function("url", |kwargs: Kwargs, state: &State| -> TeraResult<String> {
        Ok(routes::href(&root(state)?, kwargs.must_get::<&str>("path")?))
    });

    let words = Arc::clone(&strings);
    tera.register_filter("date", move |value: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        Ok(dates::format(value, kwargs.get::<&str>("style")?.unwrap_or("long"), &words, &zone))
    });
    let words = Arc::clone(&strings);
    tera.register_filter("num", move |value: i128, _: Kwargs, _: &State| words.number(value));
    let words = Arc::clone(&strings);
    tera.register_filter("bytes", move |value: u64, _: Kwargs, _: &State| words.bytes(value));
    tera.register_filter("plural", move |value: i128, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let form = kwargs.get::<&str>(strings.plural_of(value))?;
        Ok(form.map_or_else(|| kwargs.must_get::<&str>("other"), Ok)?.to_owned())
    });
    tera.register_filter("markdown", |value: &str, _: Kwargs, _: &State| {
        Value::safe_string(&markdown::to_html(value))
    });
    tera.register_filter("host", |value: &str, _: Kwargs, _: &State| text::host(value).into_owned());
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
    strings
        .text(key, count, &values)
        .ok_or_else(|| tera::Error::message(format!("no string `{key}` in strings/en.toml")))
}

fn asset(assets: &Assets, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    let path = kwargs.must_get::<&str>("path")?;
    let route = assets.href(path).ok_or_else(|| no_file(path))?;
    Ok(routes::href(&root(state)?, route))
}

/// The text of a style sheet, for a page that must stand alone.
fn inline(assets: &Assets, kwargs: &Kwargs) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?;
    let css = assets.text(path).ok_or_else(|| no_file(path))?;
    if !path.ends_with(".css") || css.contains("</") {
        return Err(tera::Error::message(format!(
            "`{path}` cannot stand inside a page: only style sheets without `</` can"
        )));
    }
    Ok(Value::safe_string(css))
}

fn no_file(path: &str) -> tera::Error {
    tera::Error::message(format!("the theme has no file `static/{path}`"))
}
