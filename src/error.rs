//! The one error type of the program.
