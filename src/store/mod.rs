//! The snapshot store: `snapshots/`, append-only, content-addressed, readable without this program.

pub mod record;
