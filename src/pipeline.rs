//! The one place that strings the stages together.
