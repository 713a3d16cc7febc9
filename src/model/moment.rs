//! Dates and times as people write them.

use jiff::civil::Time;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;

use super::Moment;

/// Reads `2026-11-20`, `2026-11-20 14:23`, `2026-11-20T14:23:01.5`, or either time with `Z` or an offset such as
/// `+08:00`. Without an offset, the time is in `timezone` (a time that a clock change skips moves forward; of two
/// that it repeats, the first is taken). The error is what is wrong, one sentence without a full stop.
pub fn read(text: &str, timezone: &TimeZone) -> Result<Moment, String> {
    let text = text.trim();
    let shaped = text.len() <= 40 && {
        let mut bytes = text.bytes();
        let mut digits = |count: usize| (0..count).all(|_| bytes.next().is_some_and(|b| b.is_ascii_digit()));
        digits(4) && text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-')
    };
    if !shaped {
        return Err("this is not a date".into());
    }
    let pieces = Pieces::parse(text).map_err(|_| String::from("there is no such date or time"))?;
    if pieces.time_zone_annotation().is_some() {
        return Err("a zone in brackets is not read".into());
    }
    let date = pieces.date();
    let beyond = |_| String::from("this is beyond the times that can be kept");
    let instant = match (pieces.time(), pieces.offset()) {
        (None, Some(_)) => return Err("an offset needs a time of day".into()),
        (time, None) => {
            let local = date.to_datetime(time.unwrap_or(Time::midnight()));
            timezone.to_ambiguous_timestamp(local).compatible().map_err(beyond)?
        }
        (Some(time), Some(offset)) => {
            let offset = match offset {
                PiecesOffset::Zulu => jiff::tz::Offset::UTC,
                PiecesOffset::Numeric(numeric) => numeric.offset(),
                _ => return Err("this offset is not understood".into()),
            };
            offset.to_timestamp(date.to_datetime(time)).map_err(beyond)?
        }
    };
    Ok(Moment { instant, date, has_time: pieces.time().is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn instant(text: &str, zone: &TimeZone) -> String {
        read(text, zone).unwrap().instant.to_string()
    }

    #[test]
    fn local_times_are_in_the_sites_zone() {
        let shanghai = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(instant("2026-11-20", &shanghai), "2026-11-19T16:00:00Z");
        assert_eq!(instant("2026-11-20 09:30", &shanghai), "2026-11-20T01:30:00Z");
        assert_eq!(instant("2026-11-20T09:30:15.5", &shanghai), "2026-11-20T01:30:15.5Z");
        assert_eq!(instant("2026-11-20T09:30:00Z", &shanghai), "2026-11-20T09:30:00Z");
        assert_eq!(instant("2026-11-20t23:30:00-05:00", &shanghai), "2026-11-21T04:30:00Z");
        assert_eq!(read("2026-11-20T23:30:00-05:00", &shanghai).unwrap().date.to_string(), "2026-11-20");
        assert!(!read("2026-11-20", &shanghai).unwrap().has_time);
    }

    #[test]
    fn times_that_a_clock_change_skips_still_have_an_instant() {
        let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        assert_eq!(instant("2026-03-29 02:30", &berlin), "2026-03-29T01:30:00Z");
        assert_eq!(instant("2026-10-25 02:30", &berlin), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "20.11.2026",
            "2026-11-20T25:00",
            "1763640000",
            "2026-11-20+08:00",
            "2026-11-20T10:00[Europe/Berlin]",
            "9999-12-31T23:59:59-23:00",
            "2026-11-20 x",
        ] {
            assert!(read(text, &TimeZone::UTC).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[0-9T:+Z. \\[\\]-]{0,30}|\\PC{0,30}") {
            let _ = read(&text, &TimeZone::UTC);
        }
    }
}
