//! Durations and sizes as people write them.

use std::time::Duration;

/// Reads `30s`, `1m30s`, `500ms`, `2h`, `1d`, also with spaces between; `0` needs no unit. The error is one sentence
/// without a full stop.
///
/// # Errors
/// When it is no duration.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong =
        || String::from("a duration is a number with a unit, such as \"30s\", \"1m30s\" or \"500ms\"");
    let mut rest = text.trim();
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, after) = rest.split_at(digits);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let millis = match unit {
            "ms" => 1,
            "s" | "sec" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        let part = number.checked_mul(millis).map(Duration::from_millis).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = after.trim_start();
    }
    Ok(total)
}

/// Reads `20MB`, `1.5 GiB`, `512 kB` or a plain number of bytes. `kB`, `MB`, `GB` are powers of 1000, `KiB`, `MiB`,
/// `GiB` of 1024; case does not matter.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong =
        || String::from("a size is a number with a unit, such as \"20MB\", \"1.5 GiB\" or \"300 kB\"");
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "kib" => 1 << 10,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let mut bytes = whole.checked_mul(factor).ok_or_else(wrong)?;
    if number.contains('.') {
        // Six digits behind the point are exact enough, and nothing overflows.
        let digits: String = fraction.chars().take(6).collect();
        let value: u64 = digits.parse().map_err(|_| wrong())?;
        let scale = 10_u64.pow(u32::try_from(digits.len()).unwrap_or(6));
        let part = u128::from(value) * u128::from(factor) / u128::from(scale);
        bytes = bytes.checked_add(u64::try_from(part).map_err(|_| wrong())?).ok_or_else(wrong)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations() {
        let cases = [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("500ms", 500),
            ("2h 5 min", 7_500_000),
            ("0", 0),
            ("1d", 86_400_000),
        ];
        for (text, millis) in cases {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in
            ["", "30", "s", "1.5s", "-1s", "1w", "99999999999999999999s", "18446744073709551615d", "1s2"]
        {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes() {
        let cases = [
            ("20MB", 20_000_000),
            ("1.5 GiB", 1_610_612_736),
            ("300 kB", 300_000),
            ("7", 7),
            ("0.5KiB", 512),
            ("1 g", 1_000_000_000),
        ];
        for (text, bytes) in cases {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in [
            "",
            "MB",
            "1.MB",
            ".5MB",
            "-1",
            "1 XB",
            "1.2.3MB",
            "99999999999999999999",
            "18446744073709551615GB",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[0-9.]{0,24} ?[a-zA-Z]{0,4}|\\PC{0,20}") {
            let _ = (duration(&text), size(&text));
        }
    }
}
