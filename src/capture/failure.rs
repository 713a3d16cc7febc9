//! From a client's error to one of the interface's kinds, with a sentence for people.

use std::error::Error;

use crate::capture::address;
use crate::store::record::{Failure, FailureKind};

/// A failure of some kind, in words.
pub fn failure(kind: FailureKind, message: impl Into<String>) -> Failure {
    Failure { kind, message: message.into() }
}

/// Classifies what reqwest says went wrong.
pub fn classify(error: &reqwest::Error) -> Failure {
    if let Some(blocked) = address::blocked_in(error) {
        return failure(FailureKind::BlockedAddress, blocked.to_string());
    }
    if error.is_builder() {
        return failure(
            FailureKind::BadUrl,
            format!("no request can be made of this URL: {}", root_cause(error)),
        );
    }
    if error.is_dns() || address::failed_lookup_in(error).is_some() {
        let why = address::failed_lookup_in(error).map_or_else(|| root_cause(error), ToString::to_string);
        return failure(FailureKind::Dns, why);
    }
    if error.is_timeout() {
        return failure(FailureKind::Timeout, "no connection within the connect timeout");
    }
    if let Some(rustls::Error::InvalidMessage(_)) = find::<rustls::Error>(error) {
        return failure(FailureKind::Tls, "no secure connection: the server does not speak TLS on this port");
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return failure(FailureKind::Tls, format!("no secure connection: {tls}"));
    }
    if error.is_connect() {
        return failure(FailureKind::Connect, format!("no connection: {}", root_cause(error)));
    }
    if error.is_body() || error.is_decode() {
        return failure(
            FailureKind::Truncated,
            format!("the body ended before its end: {}", root_cause(error)),
        );
    }
    failure(
        FailureKind::Connect,
        format!("the connection broke or the answer is no HTTP: {}", root_cause(error)),
    )
}

/// Whether asking again soon may help.
pub fn deserves_retry(failure: &Failure, status: Option<u16>) -> bool {
    match failure.kind {
        FailureKind::Connect | FailureKind::Truncated => true,
        FailureKind::HttpStatus => matches!(status, Some(408 | 425 | 429 | 500 | 502 | 503 | 504)),
        _ => false,
    }
}

/// The innermost error's words: the outer ones only repeat the URL.
fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The first error of a type in a chain, also where an `io::Error` wraps it.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(found) = inner.and_then(|e| e.downcast_ref::<T>()) {
            return Some(found);
        }
        next = cause.source();
    }
    None
}
