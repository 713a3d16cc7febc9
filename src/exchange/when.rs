//! Dates as other programs write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// A day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day; its midnight is in the time zone of the site.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

/// Seconds from 1601-01-01, where WebKit and Windows begin to count, to 1970-01-01.
const SINCE_1601: i64 = 11_644_473_600;

/// Forms without an offset, which are taken as UTC, and those with one. `strptime` of jiff.
const TIMES: [&str; 11] = [
    "%Y-%m-%d %H:%M:%S UTC",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y, %I:%M %p",
    "%d %b %Y %H:%M:%S",
    "%B %d, %Y at %I:%M%p",
    "%B %d, %Y at %I:%M %p",
    "%a %b %d %H:%M:%S %Y",
    "%m/%d/%Y %H:%M:%S",
];
const ZONED: [&str; 4] =
    ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%a %b %d %Y %H:%M:%S GMT%z", "%a, %d %b %y %H:%M:%S %z"];
const DAYS: [&str; 9] = [
    "%Y/%m/%d",
    "%Y%m%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d.%m.%Y",
    "%a, %b %d, %Y",
    "%A, %B %d, %Y",
];

impl When {
    /// Reads what programs write: seconds, milliseconds, microseconds or nanoseconds since 1970, microseconds since 1601
    /// (WebKit), ISO 8601, RFC 2822 (sections 3.3 and 4.3), and the forms that people read. `None` for a text that is no
    /// date, and for 0 and what is below: programs write it for "never".
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 60 {
            return None;
        }
        let number = text.split('.').next().unwrap_or(text);
        if number.len() != 8
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && text.matches('.').count() < 2
        {
            return Self::counted(number.parse().ok()?);
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(Self::Instant(instant));
        }
        // "2026-11-20" alone is a day; with a time and no offset it is UTC.
        if matches!(text.len(), 8 | 10)
            && let Ok(day) = text.parse::<Date>()
        {
            return Some(Self::Day(day));
        }
        if let Ok(local) = text.parse::<DateTime>() {
            return in_utc(local);
        }
        if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
            return Some(Self::Instant(zoned.timestamp()));
        }
        if let Some(instant) = ZONED.iter().find_map(|form| Timestamp::strptime(form, text).ok()) {
            return Some(Self::Instant(instant));
        }
        if let Some(local) = TIMES.iter().find_map(|form| DateTime::strptime(form, text).ok()) {
            return in_utc(local);
        }
        DAYS.iter().find_map(|form| Date::strptime(form, text).ok()).map(Self::Day)
    }

    /// Reads a count whose unit shows in its size.
    pub fn counted(count: i64) -> Option<Self> {
        let instant = match count {
            ..=0 => return None,
            1..100_000_000_000 => Timestamp::from_second(count),
            100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(count),
            100_000_000_000_000..10_000_000_000_000_000 => Timestamp::from_microsecond(count),
            10_000_000_000_000_000..100_000_000_000_000_000 => {
                return Self::counted_since_1601(count);
            }
            _ => Timestamp::from_nanosecond(i128::from(count)),
        };
        instant.ok().map(Self::Instant)
    }

    /// Reads microseconds since 1601-01-01, as Chrome's `Bookmarks` file counts.
    pub fn counted_since_1601(microseconds: i64) -> Option<Self> {
        let since_1970 = microseconds.checked_sub(SINCE_1601 * 1_000_000).filter(|count| *count > 0)?;
        Timestamp::from_microsecond(since_1970).ok().map(Self::Instant)
    }

    /// The instant that it stands for: a day is its midnight in `timezone`.
    pub fn instant(self, timezone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Instant(instant) => Some(instant),
            Self::Day(day) => timezone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok(),
        }
    }
}

/// `2026-11-20`, or `2026-11-20T14:23:01Z`.
impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(instant) => write!(f, "{instant}"),
        }
    }
}

fn in_utc(local: DateTime) -> Option<When> {
    Offset::UTC.to_timestamp(local).ok().map(When::Instant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_of_many_programs() {
        let cases = [
            ("1600322788", "2020-09-17T06:06:28Z"),
            ("1600322788000", "2020-09-17T06:06:28Z"),
            ("1388166091544000", "2013-12-27T17:41:31.544Z"),
            ("13118850929335823", "2016-09-20T13:15:29.335823Z"),
            ("1735689600.5", "2025-01-01T00:00:00Z"),
            ("2016-10-31T15:57:56Z", "2016-10-31T15:57:56Z"),
            ("2016-09-08T11:55:58+0200", "2016-09-08T09:55:58Z"),
            ("2016-08-01T05:24:16", "2016-08-01T05:24:16Z"),
            ("2015-09-09 11:10:32 UTC", "2015-09-09T11:10:32Z"),
            ("2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05.123Z"),
            ("Mon, 17 Jul 2023 14:31:25 +0200", "2023-07-17T12:31:25Z"),
            ("Mon, 17 Jul 23 14:31:25 +0200", "2023-07-17T12:31:25Z"),
            ("2026-11-20", "2026-11-20"),
            ("20261120", "2026-11-20"),
            ("November 20, 2026", "2026-11-20"),
            ("20 Nov 2026", "2026-11-20"),
            ("2026/11/20 14:23", "2026-11-20T14:23:00Z"),
            ("Sat Jan 05 2013 22:25:00 GMT+0000", "2013-01-05T22:25:00Z"),
        ];
        for (text, wanted) in cases {
            assert_eq!(When::read(text).map(|when| when.to_string()).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "0", "-1", "soon", "1.2.3.4", "2026-13-40"] {
            assert_eq!(When::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_number_is_judged(text in "[0-9TZ:+ .a-zA-Z-]{0,40}|\\PC{0,20}", count in any::<i64>()) {
            let _ = (When::read(&text), When::counted(count), When::counted_since_1601(count));
        }

        #[test]
        fn what_is_written_is_read(seconds in 1_i64..4_000_000_000) {
            let when = When::Instant(Timestamp::from_second(seconds).unwrap());
            prop_assert_eq!(When::read(&when.to_string()), Some(when));
        }
    }
}
