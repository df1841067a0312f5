//! Reads trees by codebook pages and writes records.
