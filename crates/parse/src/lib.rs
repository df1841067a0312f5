//! Splits, tags, lemmatizes and parses text, and finds names.

pub mod score;
