//! Reads `[[rule]]`: what it matches, and what it does.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeValue};
use url::Url;

use super::given::{Given, Item, Problem};
use super::read::{File, ONE_ENGINE};
use super::{Config, Keep, Rule};
use crate::host::host;
use crate::kind::ContentKind;
use crate::text::{nearest, shorten, tag_key, tag_name};

/// What a rule may say: first what it matches by.
const KEYS: [&str; 9] = ["match", "host", "tag", "type", "tags", "archive", "remove", "keep", "headers"];

type Entry<'t> = (&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>);

impl File<'_> {
    /// `[[rule]]`. One that has a mistake is left out as a whole: half a rule could match more than was meant.
    pub(super) fn rules(&mut self, config: &mut Config, value: &Spanned<DeValue<'_>>) {
        let Some(items) = value.get_ref().as_array() else {
            let problem = Problem::new("rules are many").help("write `[[rule]]`, with two brackets");
            self.report(value.span(), "wrong-type", problem);
            return;
        };
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                let problem = Problem::new("a rule is a table").help("write `[[rule]]`");
                self.report(item.span(), "wrong-type", problem);
                continue;
            };
            let mut rule = Rule { line: self.line(&item.span()), ..Rule::default() };
            let before = self.diagnostics.len();
            for entry in table {
                self.rule_key(&mut rule, entry);
            }
            if self.diagnostics.len() > before {
                continue;
            }
            if !rule.has_matcher() {
                let help = "add `host = \"example.org\"`, `match = \"*.example.org/*\"`, `tag = \"…\"` or `type = \"pdf\"`";
                let problem = Problem::new("this rule matches nothing").help(help);
                self.report(item.span(), "bad-setting", problem);
                continue;
            }
            config.rules.push(rule);
        }
    }

    fn rule_key(&mut self, rule: &mut Rule, (name, value): Entry<'_>) {
        let given = Given::Toml(value);
        let texts =
            |given: &Given<'_>| given.list().map(|list| list.into_iter().map(|(text, _)| text).collect());
        let outcome: Result<(), Problem> = match name.get_ref().as_ref() {
            "match" => any_of(&given, &|pattern| Ok(pattern.to_owned())).map(|patterns| {
                let bare = |pattern: String| {
                    let rest = ["https://", "http://"].iter().find_map(|scheme| pattern.strip_prefix(scheme));
                    rest.unwrap_or(&pattern).to_owned()
                };
                rule.matches = patterns.into_iter().map(bare).collect();
            }),
            "host" => any_of(&given, &one_host).map(|hosts| rule.hosts = hosts),
            "tag" => any_of(&given, &|tag| tag_key(tag).ok_or_else(|| Problem::new("this tag is empty")))
                .map(|tags| rule.having = tags),
            "type" => any_of(&given, &one_kind).map(|kinds| rule.kinds = kinds),
            "tags" => texts(&given).map(|tags: Vec<String>| {
                rule.tags = tags.iter().filter_map(|tag| tag_name(tag)).collect();
            }),
            "archive" => given.flag().map(|flag| rule.archive = Some(flag)),
            "remove" => texts(&given).map(|selectors| rule.remove = selectors),
            "keep" => keep(&given).map(|kept| rule.keep = kept),
            "headers" => headers(value).map(|headers| rule.headers = headers),
            other => {
                let mut problem = Problem::new(format!("unknown key `{}` in a rule", shorten(other, 60)));
                problem.help = if other == "engine" {
                    Some(ONE_ENGINE.to_owned())
                } else {
                    nearest(other, KEYS).map(|meant| format!("did you mean `{meant}`?"))
                };
                self.report(name.span(), "unknown-setting", problem);
                return;
            }
        };
        if let Err(problem) = outcome {
            self.report(value.span(), "bad-setting", problem);
        }
    }
}

/// A matcher's values: one text, or a list of which any will do. What is wrong is said at its place.
fn any_of<T>(given: &Given<'_>, read: &dyn Fn(&str) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    let one = |(text, at): Item| {
        let text = Given::Text(&text).line().map_err(|problem| Problem { at: at.clone(), ..problem })?;
        read(&text).map_err(|problem| Problem { at, ..problem })
    };
    let values = given.one_or_more()?;
    if values.is_empty() {
        return Err(Problem::new("this list is empty, and so the rule matches nothing"));
    }
    values.into_iter().map(one).collect()
}

fn one_host(written: &str) -> Result<String, Problem> {
    // Those below a host are meant in any case.
    if let Some(host) = host(written.strip_prefix("*.").unwrap_or(written)) {
        return Ok(host);
    }
    let problem = Problem::new(format!("`{}` is no host", shorten(written, 80)));
    let address = if written.contains("://") { written.to_owned() } else { format!("http://{written}") };
    let meant = Url::parse(&address)
        .ok()
        .and_then(|url| host(url.host_str().unwrap_or_default().trim_start_matches("*.")));
    let Some(meant) = meant else {
        return Err(problem.help("write it as `host = \"example.org\"`"));
    };
    let meant = shorten(&meant, 80);
    Err(problem.help(format!(
        "write `host = \"{meant}\"`: it means this host and those below it; ports, paths and patterns are for `match`"
    )))
}

fn one_kind(written: &str) -> Result<ContentKind, Problem> {
    ContentKind::named(written).ok_or_else(|| {
        let names = ContentKind::ALL.map(ContentKind::name);
        let list = names.map(|name| format!("\"{name}\"")).join(", ");
        let help = match nearest(&written.to_lowercase(), names) {
            Some(meant) => format!("did you mean \"{meant}\"? There are {list}"),
            None => format!("there are {list}"),
        };
        Problem::new(format!("`{}` is no type of a link", shorten(written, 60))).help(help)
    })
}

fn keep(given: &Given<'_>) -> Result<Vec<Keep>, Problem> {
    let words = given.list()?;
    let one = |(word, at): Item| match word.as_str() {
        "json-ld" => Ok(Keep::JsonLd),
        other => Err(Problem {
            message: format!("`{}` cannot be kept", shorten(other, 60)),
            help: Some("write it as `keep = [\"json-ld\"]`".into()),
            at,
        }),
    };
    words.into_iter().map(one).collect()
}

/// Request headers: a table of texts. Names are tokens (RFC 9110, section 5.6.2), values have no controls.
fn headers(value: &Spanned<DeValue<'_>>) -> Result<Vec<(String, String)>, Problem> {
    let wrong = |at: Range<usize>, message: &str| Problem {
        message: message.into(),
        help: Some("write it as `headers = { Accept-Language = \"de\" }`".into()),
        at: Some(at),
    };
    let table = value.get_ref().as_table().ok_or_else(|| wrong(value.span(), "headers are a table"))?;
    let mut headers = Vec::new();
    for (name, value) in table {
        let text = name.get_ref().as_ref();
        let is_token = !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
        let managed = ["host", "connection", "content-length", "transfer-encoding", "accept-encoding"];
        if !is_token || managed.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(wrong(name.span(), "this header cannot be set"));
        }
        match value.get_ref().as_str() {
            Some(text) if text.bytes().all(|b| b == b'\t' || (0x20..0x7f).contains(&b)) => {
                headers.push((name.get_ref().to_string(), text.trim().to_owned()));
            }
            _ => return Err(wrong(value.span(), "a header's value is one line of ASCII text")),
        }
    }
    Ok(headers)
}
