//! The interface's words, by key: `strings/LANGUAGE.toml` of a theme.
//!
//! A table of CLDR categories (`zero`, `one`, `two`, `few`, `many`, and always `other`) holds plural forms; other tables
//! only group keys. `{name}` in a text is replaced by the argument of that name.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, Span};

/// What stands under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Text(String),
    Plural(BTreeMap<String, String>),
    List(Vec<String>),
}

/// The words of one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Strings {
    language: String,
    entries: BTreeMap<String, Entry>,
}

impl Strings {
    /// Adds what a file says; later files win, key by key. `place` is the file's path, for the error.
    pub(super) fn merge(&mut self, text: &str, place: &str) -> Result<(), Box<Diagnostic>> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            Box::new(Diagnostic {
                severity: Severity::Error,
                code: "theme-strings",
                message: error.message().to_owned(),
                primary: error.span().map(|range| Span::new(place, range)),
                label: String::new(),
                related: Vec::new(),
                help: Some(
                    "a theme's strings are a TOML file of texts, tables of texts, and plural forms"
                        .to_owned(),
                ),
            })
        })?;
        // The TOML reader bounds how deep tables nest.
        let mut open = vec![(String::new(), table)];
        while let Some((prefix, table)) = open.pop() {
            for (name, value) in table {
                let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                let words = |value: toml::Value| value.as_str().map(str::to_owned);
                let entry = match value {
                    toml::Value::String(text) => Entry::Text(text),
                    toml::Value::Array(list) => Entry::List(list.into_iter().filter_map(words).collect()),
                    toml::Value::Table(forms) if is_plural(&forms) => Entry::Plural(
                        forms.into_iter().filter_map(|(form, value)| Some((form, words(value)?))).collect(),
                    ),
                    toml::Value::Table(deeper) => {
                        open.push((key, deeper));
                        continue;
                    }
                    plain => Entry::Text(plain.to_string()),
                };
                self.entries.insert(key, entry);
            }
        }
        Ok(())
    }

    /// The words for a language tag: `zh-TW`, where missing `zh`, where missing English.
    pub(super) fn pick(languages: &BTreeMap<String, Self>, tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase();
        let mut picked = languages.get("en").cloned().unwrap_or_default();
        "en".clone_into(&mut picked.language);
        let mut end = Some(0);
        while let Some(start) = end {
            end = tag.get(start..).and_then(|rest| rest.find('-')).map(|at| start + at + 1);
            let part = end.and_then(|end| tag.get(..end - 1)).unwrap_or(&tag);
            if let Some(own) = languages.get(part) {
                picked.entries.extend(own.entries.iter().map(|(key, entry)| (key.clone(), entry.clone())));
                part.clone_into(&mut picked.language);
            }
        }
        picked
    }

    /// BCP 47 tag of the most specific file that was found.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// The text of a key, in the form for `count`, with `{name}` replaced by values; `None` when nobody wrote it.
    pub(super) fn text(&self, key: &str, count: Option<i128>, values: &[(String, String)]) -> Option<String> {
        let pattern = match self.entries.get(key)? {
            Entry::Text(text) => text,
            Entry::Plural(forms) => {
                let category = count.map_or("other", |count| self.plural_of(count));
                forms.get(category).or_else(|| forms.get("other"))?
            }
            Entry::List(_) => return None,
        };
        Some(fill(pattern, values))
    }

    /// What the text of a key needs and `values` do not have: `count` for plural forms, or a name in braces.
    pub(super) fn unfilled(
        &self,
        key: &str,
        count: Option<i128>,
        values: &[(String, String)],
    ) -> Option<String> {
        let pattern = match self.entries.get(key)? {
            Entry::Plural(_) if count.is_none() => return Some("count".to_owned()),
            Entry::Plural(forms) => forms.get("other")?,
            Entry::Text(text) => text,
            Entry::List(_) => return None,
        };
        let names = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
        let mut names = names.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        names.find(|name| !values.iter().any(|(own, _)| own == name)).map(str::to_owned)
    }

    /// The texts under keys that begin so, without that beginning: plural forms as tables.
    pub(super) fn table(&self, prefix: &str) -> BTreeMap<String, serde_json::Value> {
        let below = self.entries.iter().filter_map(|(key, entry)| Some((key.strip_prefix(prefix)?, entry)));
        below
            .map(|(key, entry)| {
                let value = match entry {
                    Entry::Text(text) => serde_json::Value::from(text.as_str()),
                    Entry::Plural(forms) => forms
                        .iter()
                        .map(|(form, text)| (form.clone(), serde_json::Value::from(text.as_str())))
                        .collect(),
                    Entry::List(list) => list.iter().map(String::as_str).collect(),
                };
                (key.to_owned(), value)
            })
            .collect()
    }

    /// The keys that begin so, without that beginning.
    pub(super) fn keys_below<'s>(&'s self, prefix: &'s str) -> impl Iterator<Item = &'s str> {
        self.entries.keys().filter_map(move |key| key.strip_prefix(prefix))
    }

    /// A list of texts; empty when there is none.
    pub(super) fn list(&self, key: &str) -> &[String] {
        match self.entries.get(key) {
            Some(Entry::List(list)) => list,
            _ => &[],
        }
    }

    /// A number with its thousands apart.
    pub(super) fn number(&self, value: i128) -> String {
        let separator = self.text("number.group", None, &[]).unwrap_or_default();
        let digits = value.unsigned_abs().to_string();
        let mut out = String::from(if value < 0 { "−" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(&separator);
            }
            out.push(digit);
        }
        out
    }

    /// A size for people: `830 B`, `12 kB`, `1.4 MB`.
    pub(super) fn bytes(&self, value: u64) -> String {
        let mut size = value as f64;
        let mut units = ["B", "kB", "MB", "GB", "TB"].into_iter();
        let mut unit = units.next().unwrap_or("B");
        for next in units {
            if size < 999.5 {
                break;
            }
            size /= 1000.0;
            unit = next;
        }
        let decimals = usize::from(unit != "B" && size < 9.95);
        let point = self.text("number.point", None, &[]).unwrap_or_else(|| ".".to_owned());
        format!("{size:.decimals$}\u{a0}{unit}").replace('.', &point)
    }

    /// The plural category of a whole number in this language, after CLDR's cardinal rules.
    pub(super) fn plural_of(&self, count: i128) -> &'static str {
        let n = count.unsigned_abs();
        let (ten, hundred) = (n % 10, n % 100);
        let teen = (11..=14).contains(&hundred);
        match self.language.split('-').next().unwrap_or("en") {
            "zh" | "ja" | "ko" | "vi" | "th" | "id" | "ms" => "other",
            "fr" | "pt" | "hi" | "fa" if n <= 1 => "one",
            "ru" | "uk" | "be" | "sr" | "hr" | "bs" if ten == 1 && hundred != 11 => "one",
            "ru" | "uk" | "be" | "sr" | "hr" | "bs" | "pl" if (2..=4).contains(&ten) && !teen => "few",
            "ru" | "uk" | "be" => "many",
            "pl" if n != 1 => "many",
            "cs" | "sk" if (2..=4).contains(&n) => "few",
            "ar" if n == 0 => "zero",
            "ar" if n == 2 => "two",
            "ar" if (3..=10).contains(&hundred) => "few",
            "ar" if hundred >= 11 => "many",
            _ if n == 1 => "one",
            _ => "other",
        }
    }
}

/// Whether a table is one of plural forms.
fn is_plural(table: &toml::Table) -> bool {
    const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    table.contains_key("other") && table.keys().all(|key| CATEGORIES.contains(&key.as_str()))
}

/// Replaces `{name}` once, from left to right: what a value brings in is not read again.
fn fill(pattern: &str, values: &[(String, String)]) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            values.iter().find(|(known, _)| known == name).map(|(_, value)| (value, tail))
        });
        if let Some((value, tail)) = known {
            out.push_str(value);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(language: &str, text: &str) -> Strings {
        let mut strings = Strings { language: language.to_owned(), ..Strings::default() };
        strings.merge(text, "strings/x.toml").unwrap();
        strings
    }

    #[test]
    fn plural_forms_and_values() {
        let words = strings(
            "en",
            "n = { one = \"{count} link in {place}\", other = \"{count} links\" }\n[number]\ngroup = \",\"",
        );
        let values = |count: &str| {
            [("count".to_owned(), count.to_owned()), ("place".to_owned(), "{count}".to_owned())]
        };
        assert_eq!(words.text("n", Some(1), &values("1")).as_deref(), Some("1 link in {count}"));
        assert_eq!(words.text("n", Some(0), &values("0")).as_deref(), Some("0 links"));
        assert_eq!(words.text("nope", None, &[]), None);
        assert_eq!(words.number(-1_234_567), "−1,234,567");
    }

    #[test]
    fn chinese_is_complete_and_fills_in_the_same_values() {
        let text = |name| fs_err::read_to_string(format!("themes/default/strings/{name}.toml")).unwrap();
        let (english, chinese) = (strings("en", &text("en")), strings("zh", &text("zh")));
        let keys = |strings: &Strings| strings.entries.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&english), keys(&chinese));
        let names = |entry: &Entry| {
            let text = match entry {
                Entry::Text(text) => text.clone(),
                Entry::Plural(forms) => forms["other"].clone(),
                Entry::List(list) => format!("{{{}}}", list.len()),
            };
            let found = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
            found.collect::<std::collections::BTreeSet<_>>()
        };
        for (key, entry) in &english.entries {
            assert_eq!(names(entry), names(&chinese.entries[key]), "{key}");
        }
    }

    #[test]
    fn categories() {
        let of = |language: &str, n| strings(language, "").plural_of(n);
        assert_eq!([0, 1, 2].map(|n| of("fr-CA", n)), ["one", "one", "other"]);
        assert_eq!(
            [1, 3, 5, 11, 12, 21, 22].map(|n| of("ru", n)),
            ["one", "few", "many", "many", "many", "one", "few"]
        );
        assert_eq!([1, 2, 5, 22].map(|n| of("pl", n)), ["one", "few", "many", "few"]);
        assert_eq!(
            [0, 1, 2, 3, 11, 100].map(|n| of("ar", n)),
            ["zero", "one", "two", "few", "many", "other"]
        );
        assert_eq!(of("zh-Hans", 1), "other");
    }

    #[test]
    fn languages_fall_back_key_by_key() {
        let languages = BTreeMap::from([
            ("en".to_owned(), strings("", "a = \"A\"\nb = \"B\"\nc = \"C\"")),
            ("zh".to_owned(), strings("", "b = \"乙\"\nc = \"丙\"")),
            ("zh-tw".to_owned(), strings("", "c = \"丙丙\"")),
        ]);
        let words = Strings::pick(&languages, "zh-TW");
        let all = ["a", "b", "c"].map(|key| words.text(key, None, &[]).unwrap());
        assert_eq!((all.concat().as_str(), words.language()), ("A乙丙丙", "zh-tw"));
        assert_eq!(Strings::pick(&languages, "fr").language(), "en");
    }

    #[test]
    fn sizes() {
        let words = strings("en", "");
        let sizes = [0, 999, 1000, 9_949, 999_499, 999_500, 12_345_678]
            .map(|n| words.bytes(n).replace('\u{a0}', " "));
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "9.9 kB", "999 kB", "1.0 MB", "12 MB"]);
    }

    #[test]
    fn braces_that_name_nothing_stay() {
        assert_eq!(fill("{a} {b {", &[]), "{a} {b {");
    }
}
