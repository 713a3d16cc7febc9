//! Dates in words, in the site's time zone and language.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::strings::Strings;

/// A date as a page tells it. `value` is a day (`2026-11-20`), a month (`2026-11`) or an instant in UTC
/// (`2026-11-20T14:23:01Z`), which is shown in `zone`. `style` names a pattern under `date.` in the theme's strings: `long`,
/// `short`, `month`, `datetime`, …; `exact` is `datetime` for an instant and `long` for a day. Anything that cannot be
/// read comes back as it is; `None` is a style that nobody has written.
pub(super) fn format(value: &str, style: &str, strings: &Strings, zone: &TimeZone) -> Option<String> {
    let Some(time) = read(value, zone) else { return Some(value.to_owned()) };
    let style = match style {
        "exact" if value.contains('T') => "datetime",
        "exact" => "long",
        other => other,
    };
    let month = usize::try_from(time.month()).unwrap_or(1);
    let name = |list: &str| {
        strings.list(list).get(month.saturating_sub(1)).cloned().unwrap_or_else(|| month.to_string())
    };
    let values = [
        ("day", time.day().to_string()),
        ("month", name("date.months")),
        ("month_short", name("date.months_short")),
        ("month_number", month.to_string()),
        ("year", time.year().to_string()),
        ("hour", format!("{:02}", time.hour())),
        ("minute", format!("{:02}", time.minute())),
    ];
    let values = values.map(|(name, text)| (name.to_owned(), text));
    strings.text(&format!("date.{style}"), None, &values)
}

fn read(value: &str, zone: &TimeZone) -> Option<DateTime> {
    if value.contains('T') {
        return value.parse::<Timestamp>().ok().map(|instant| zone.to_datetime(instant));
    }
    if let Ok(day) = value.parse::<Date>() {
        return Some(day.to_datetime(jiff::civil::Time::midnight()));
    }
    format!("{value}-01").parse::<Date>().ok().map(|day| day.to_datetime(jiff::civil::Time::midnight()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings() -> Strings {
        let mut strings = Strings::default();
        let text = "[date]\nlong = \"{day} {month} {year}\"\nmonth = \"{month} {year}\"\ntime = \"{hour}:{minute}\"\nmonths = [\"January\"]";
        strings.merge(text, "x").unwrap();
        strings
    }

    fn format(value: &str, style: &str, strings: &Strings, zone: &TimeZone) -> String {
        super::format(value, style, strings, zone).unwrap_or_else(|| "no such style".to_owned())
    }

    #[test]
    fn instants_are_shown_in_the_zone() {
        let east = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(format("2025-12-31T23:30:00Z", "long", &strings(), &east), "1 January 2026");
        assert_eq!(format("2025-12-31T23:30:00Z", "time", &strings(), &east), "07:30");
        assert_eq!(format("2026-01-05", "long", &strings(), &east), "5 January 2026");
        assert_eq!(format("2026-01", "month", &strings(), &east), "January 2026");
    }

    #[test]
    fn what_cannot_be_read_or_named_is_still_shown() {
        assert_eq!(format("yesterday", "long", &strings(), &TimeZone::UTC), "yesterday");
        assert_eq!(format("2026-03-05", "long", &strings(), &TimeZone::UTC), "5 3 2026");
        assert_eq!(format("2026-03-05", "nope", &strings(), &TimeZone::UTC), "no such style");
    }
}
