//! Looking at the built site at home: a server for `output/` on loopback.
