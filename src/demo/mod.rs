//! A tour that needs no internet: a small built-in web on loopback, links to it, and their archive.
