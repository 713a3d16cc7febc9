//! The report of a run, for programs: `--report FILE`.
