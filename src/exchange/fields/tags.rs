//! Tags in one text.

/// What divides the tags of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Sign {
    /// Not known: commas, unless there are none and there is one of the others.
    Any,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `|`
    Pipe,
    /// White space.
    Space,
}

impl Sign {
    /// The sign that most of the texts use; a tag with spaces stays whole.
    pub(in crate::exchange) fn of_all<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = [(Self::Comma, ',', 0_usize), (Self::Semicolon, ';', 0), (Self::Pipe, '|', 0)];
        for text in texts {
            for (_, sign, count) in &mut counts {
                *count += usize::from(text.contains(*sign));
            }
        }
        // Of equal counts the first in the list counts.
        counts.iter().rev().max_by_key(|(_, _, count)| *count).map_or(Self::Comma, |(sign, _, _)| *sign)
    }

    /// The tags of a text: a list in brackets, or divided at the sign.
    pub(in crate::exchange) fn divide(self, text: &str) -> Vec<String> {
        if self != Self::Space
            && let Some(list) = list_in_brackets(text)
        {
            return list;
        }
        let sign = match self {
            Self::Any => Self::of_all(std::iter::once(text)),
            known => known,
        };
        let divided: Vec<&str> = match sign {
            Self::Semicolon => text.split(';').collect(),
            Self::Pipe => text.split('|').collect(),
            Self::Space => text.split_whitespace().collect(),
            Self::Any | Self::Comma => text.split(',').collect(),
        };
        divided.into_iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
    }
}

/// A list of texts as JSON or Python writes it: `["a", "b"]`, `['a', 'it''s']`. `None` for any other text.
pub(in crate::exchange) fn list_in_brackets(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    if let Ok(list) = serde_json::from_str::<Vec<String>>(text.trim()) {
        return Some(list);
    }
    let mut list = Vec::new();
    let mut chars = inner.trim_start().chars();
    loop {
        let quote = match chars.next() {
            None => return Some(list),
            Some(quote @ ('\'' | '"')) => quote,
            Some(_) => return None,
        };
        let mut one = String::new();
        loop {
            match chars.next()? {
                '\\' => match chars.next()? {
                    'n' => one.push('\n'),
                    't' => one.push('\t'),
                    c => one.push(c),
                },
                c if c == quote => break,
                c => one.push(c),
            }
        }
        list.push(one);
        chars = chars.as_str().trim_start().chars();
        match chars.next() {
            None => return Some(list),
            Some(',') => chars = chars.as_str().trim_start().chars(),
            Some(_) => return None,
        }
    }
}
