//! All that is printed: results to stdout, progress and problems to stderr.
