//! Writing `output/`: only files whose bytes differ; removing only what its manifest lists.
