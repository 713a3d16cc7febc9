//! Where the folders of a collection are, and reading its files.
