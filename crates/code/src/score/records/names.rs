//! Which gold actor a prediction means.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::read::{Entry, Gold};
use super::spans::{self, Place};
use crate::score::{chars, jsonl};

const ARTICLES: &str = include_str!("../words/articles.txt");
const HONORIFICS: &str = include_str!("../words/honorifics.txt");
const TITLE_ADJECTIVES: &str = include_str!("../words/title-adjectives.txt");
/// Names of the voices that are no actors, as `id=name`.
const VOICES: &str = include_str!("../words/voices.txt");

/// The voice of whoever wrote the text.
const AUTHOR: &str = "author";

/// Text folded for comparison: no case, no punctuation, no possessive, single spaces.
pub(super) fn norm(text: &str) -> String {
    let folded = chars::casefold(text).replace("\u{2019}s ", " ");
    let plain = |c| {
        if chars::is_word(c) || chars::is_space(c) {
            c
        } else {
            ' '
        }
    };
    chars::respace(&folded.chars().map(plain).collect::<String>())
}

/// A value folded for comparison; null is `none`.
pub(super) fn norm_value(value: &Value) -> String {
    norm(&jsonl::text(value))
}

/// Resolves names to gold actor ids.
pub(super) struct Names {
    /// Gold ids by folded name.
    by_name: BTreeMap<String, String>,
    /// Mentions of each gold actor, in gold order.
    mentions: Vec<(String, Vec<Place>)>,
    /// Names of predicted actors by their folded ids.
    predicted: BTreeMap<String, Vec<Value>>,
    /// Gold actors that predicted actors mostly mention, by folded predicted id.
    by_mentions: BTreeMap<String, String>,
    authors: BTreeSet<String>,
    articles: BTreeSet<&'static str>,
    honorifics: BTreeSet<&'static str>,
    titles: BTreeSet<&'static str>,
}

impl Names {
    pub(super) fn new(gold: &Gold, predicted: &[Entry]) -> Self {
        let list = |words: &'static str| words.split_whitespace().collect::<BTreeSet<_>>();
        let honorifics = list(HONORIFICS);
        let mut names = Self {
            by_name: BTreeMap::new(),
            mentions: Vec::new(),
            predicted: BTreeMap::new(),
            by_mentions: BTreeMap::new(),
            authors: gold.authors.iter().cloned().collect(),
            articles: list(ARTICLES),
            titles: &honorifics | &list(TITLE_ADJECTIVES),
            honorifics,
        };
        names.read_gold(gold);
        for entry in predicted.iter().filter(|e| e.kind == "actor") {
            names.read_predicted(entry);
        }
        names
    }

    fn read_gold(&mut self, gold: &Gold) {
        let mut loose: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in gold.entries.iter().filter(|e| e.kind == "actor") {
            let id = jsonl::text(entry.field("actor_id")).into_owned();
            let named = ["actor_id", "name", "canonical"].map(|n| entry.field(n));
            let named = named
                .into_iter()
                .chain(jsonl::items(entry.field("aliases")));
            let named = named.filter(|n| jsonl::is_truthy(n)).map(jsonl::text);
            let texts = entry.texts.iter().filter(|t| !t.is_empty());
            for name in named.chain(texts.map(|t| t.as_str().into())) {
                self.by_name
                    .entry(norm(&name))
                    .or_insert_with(|| id.clone());
                loose
                    .entry(self.bare(&name))
                    .or_default()
                    .insert(id.clone());
            }
            match self.mentions.iter_mut().find(|(i, _)| *i == id) {
                Some((_, places)) => places.clone_from(&entry.evidence),
                None => self.mentions.push((id, entry.evidence.clone())),
            }
        }
        // a short form that two actors share stands for neither
        for (name, ids) in loose {
            if let (false, 1, Some(id)) = (name.is_empty(), ids.len(), ids.into_iter().next()) {
                self.by_name.entry(name).or_insert(id);
            }
        }
        for (id, name) in VOICES.lines().filter_map(|line| line.split_once('=')) {
            self.by_name.entry(name.into()).or_insert_with(|| id.into());
        }
    }

    fn read_predicted(&mut self, entry: &Entry) {
        let id = entry.field("actor_id");
        let key = norm_value(id);
        if !jsonl::is_truthy(id) || self.predicted.contains_key(&key) {
            return;
        }
        let mut named = vec![entry.field("name").clone()];
        named.extend_from_slice(jsonl::items(entry.field("aliases")));
        self.predicted.insert(key.clone(), named);
        let mut best: Option<(&str, usize)> = None;
        for (id, places) in &self.mentions {
            let on = |s: &&Place| places.iter().any(|m| spans::iou(**s, *m) >= 0.5);
            let n = entry.evidence.iter().filter(on).count();
            if best.is_none_or(|(_, most)| n > most) {
                best = Some((id, n));
            }
        }
        if let Some((id, n)) = best
            && 2 * n >= entry.evidence.len()
            && !entry.evidence.is_empty()
        {
            self.by_mentions.insert(key, id.to_owned());
        }
    }

    /// A folded name without leading articles and honorifics, empty if nothing is left.
    fn bare(&self, name: &str) -> String {
        let name = norm(name);
        let light = |w: &&str| self.articles.contains(w) || self.honorifics.contains(w);
        chars::split(&name)
            .skip_while(light)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A folded name without any article or title.
    fn untitled(&self, name: &str) -> String {
        let light = |w: &&str| self.titles.contains(w) || self.articles.contains(w);
        chars::split(name)
            .filter(|w| !light(w))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The gold actor that a value, or else a span, stands for; `?name` for a stranger.
    pub(super) fn resolve(&self, value: &Value, places: &[Place]) -> Option<String> {
        let keys = ["name", "id", "actor_id"].map(|k| &value[k]);
        let value = match value.is_object() {
            true => keys
                .into_iter()
                .find(|v| jsonl::is_truthy(v))
                .unwrap_or(keys[2]),
            false => value,
        };
        let said = jsonl::is_truthy(value).then(|| norm_value(value));
        if let Some(key) = &said {
            let named = self.predicted.get(key).map_or(&[][..], Vec::as_slice);
            let named = named.iter().filter(|v| jsonl::is_truthy(v));
            let found = std::iter::once(value)
                .chain(named)
                .find_map(|v| self.by_text(v));
            if let Some(id) = found.or_else(|| self.by_mentions.get(key)) {
                return Some(id.clone());
            }
        }
        let mentioned = |place: &Place| {
            let on = |places: &[Place]| places.iter().any(|m| spans::iou(*place, *m) >= 0.5);
            self.mentions.iter().find(|(_, places)| on(places))
        };
        match places.iter().find_map(mentioned) {
            Some((id, _)) => Some(id.clone()),
            None => said.map(|key| format!("?{key}")),
        }
    }

    fn by_text(&self, value: &Value) -> Option<&String> {
        let text = jsonl::text(value);
        let key = norm(&text);
        let short = [self.bare(&text), self.untitled(&key)];
        let short = short.iter().filter(|s| !s.is_empty());
        let exact = self.by_name.get(&key);
        exact.or_else(|| short.clone().find_map(|s| self.by_name.get(s)))
    }

    /// Whether a gold value and a resolved actor are the same; the author and those who stand for it
    /// are one.
    pub(super) fn same(&self, gold: &Value, actor: Option<&str>) -> bool {
        if gold.as_str() == actor && (gold.is_string() || gold.is_null()) {
            return true;
        }
        let is_author = |id: &str| id == AUTHOR || self.authors.contains(id);
        !self.authors.is_empty()
            && gold.as_str().is_some_and(is_author)
            && actor.is_some_and(is_author)
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, norm};
    use crate::score::records::read;

    #[test]
    fn exact_forms_come_before_short_ones() {
        let gold = r#"{"records": [
            {"kind": "actor", "evidence": [[0, 4]], "fields": {"actor_id": "anna", "name": "Marek"}},
            {"kind": "actor", "evidence": [[5, 9]], "fields":
                {"actor_id": "bo", "name": "Bo", "aliases": ["Mr Marek"]}}]}"#;
        let names = Names::new(&read::gold(gold).unwrap(), &[]);
        let check = |name: &str, expected: &str| {
            assert_eq!(
                names.resolve(&name.into(), &[]).as_deref(),
                Some(expected),
                "{name}"
            );
        };
        check("Sen. Marek", "anna");
        check("Mr Marek", "bo");
        check("Somebody Else", "?somebody else");
        assert_eq!(names.bare("Prime Minister"), "");
        assert_eq!(names.bare("The Hon. Ana Silva"), "ana silva");
        assert_eq!(norm("Borduria\u{2019}s  \"Own\" Men"), "borduria own men");
    }
}
