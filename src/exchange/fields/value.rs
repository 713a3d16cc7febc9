//! Values as programs write them.

use serde_json::Value;

/// Whether a value says anything: not null, false, zero, or empty.
pub(in crate::exchange) fn holds_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(said) => *said,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "0" | "[]" | "false" | "False" | "null"),
        Value::Array(all) => all.iter().any(holds_something),
        Value::Object(fields) => fields.values().any(holds_something),
    }
}

/// A value as text: a text, a number, or the name that an object has. `None` when it is empty.
pub(in crate::exchange) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim(),
        Value::Number(number) => return Some(number.to_string()),
        Value::Object(fields) => ["name", "title", "label", "tag", "text", "term", "value"]
            .iter()
            .find_map(|name| fields.get(*name)?.as_str())?
            .trim(),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// True or false, as programs spell it. `None` for what is neither.
pub(in crate::exchange) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(said) => Some(*said),
        Value::Number(number) => number.as_f64().map(|number| number != 0.0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "" | "0" | "no" | "n" | "false" | "f" | "off" | "null" => Some(false),
            "1" | "yes" | "y" | "true" | "t" | "on" | "x" => Some(true),
            _ => None,
        },
        Value::Array(all) => Some(!all.is_empty()),
        Value::Object(_) => None,
    }
}
