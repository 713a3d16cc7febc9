//! The network edge: from what is due to records and blobs.
