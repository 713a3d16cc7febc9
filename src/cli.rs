//! What was typed: the command line.
