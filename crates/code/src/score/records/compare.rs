//! How near a predicted value comes to a gold one, 0 to 1.

use serde_json::Value;

use super::fields::How;
use super::names::{Names, norm, norm_value};
use super::read::Entry;
use super::spans::{self, Place};
use crate::score::figures::harmonic;
use crate::score::{chars, jsonl};

const STOP: &str = include_str!("../words/stop.txt");

/// Folded words without light ones and without plural `s`.
fn content_words(text: &str) -> Vec<String> {
    let text = norm(text);
    let words = chars::split(&text).filter(|w| !STOP.split_whitespace().any(|s| s == *w));
    words
        .map(|w| match w.strip_suffix('s') {
            Some(stem) if w.chars().count() > 3 => stem.to_owned(),
            _ => w.to_owned(),
        })
        .collect()
}

/// Shared words of two texts over their mean length.
pub(super) fn text_score(gold: &str, predicted: &str) -> f64 {
    let (a, mut b) = (content_words(gold), content_words(predicted));
    if a.is_empty() || b.is_empty() {
        return f64::from(u8::from(norm(gold) == norm(predicted)));
    }
    let all = a.len() + b.len();
    let mut shared = 0;
    for word in &a {
        if let Some(place) = b.iter().position(|w| w == word) {
            b.swap_remove(place);
            shared += 1;
        }
    }
    (2 * shared) as f64 / all as f64
}

/// A predicted value as free text; null and the like are empty.
fn free_text(value: &Value) -> std::borrow::Cow<'_, str> {
    match jsonl::is_truthy(value) {
        true => jsonl::text(value),
        false => "".into(),
    }
}

/// 1 for the same TIMEX value, one half for a coarser or finer one or one end of an interval.
pub(super) fn date_score(gold: &Value, predicted: &Value) -> f64 {
    let (gold, predicted) = (jsonl::text(gold), free_text(predicted));
    if predicted.is_empty() {
        return 0.0;
    }
    if gold == predicted {
        return 1.0;
    }
    let nests = |x: &str, y: &str| {
        let shorter = x.chars().count().min(y.chars().count());
        x == y || (shorter >= 4 && (x.starts_with(y) || y.starts_with(x)))
    };
    let [g, p] = [&gold, &predicted].map(|d| d.split('/').collect::<Vec<_>>());
    let ends_nest = g.len() == p.len() && g.iter().zip(&p).all(|(x, y)| nests(x, y));
    let known = |x: &&&str| !x.is_empty() && **x != "..";
    let one_end = g.len() == 2 && p.len() == 1 && g.iter().filter(known).any(|x| nests(x, p[0]));
    if ends_nest || one_end { 0.5 } else { 0.0 }
}

/// Harmonic mean of the shares of gold and predicted actors that have a match.
pub(super) fn set_score(names: &Names, gold: &[Value], predicted: &[String]) -> f64 {
    if gold.is_empty() || predicted.is_empty() {
        return f64::from(u8::from(gold.is_empty() && predicted.is_empty()));
    }
    let same = |g: &Value, p: &String| names.same(g, Some(p));
    let found = gold.iter().filter(|g| predicted.iter().any(|p| same(g, p)));
    let right = predicted.iter().filter(|p| gold.iter().any(|g| same(g, p)));
    harmonic(
        right.count() as f64 / predicted.len() as f64,
        found.count() as f64 / gold.len() as f64,
    )
}

/// A list; a single value as a list of one, null and the empty text as none.
fn listed(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::String(s) if s.is_empty() => &[],
        Value::Array(list) => list,
        one => std::slice::from_ref(one),
    }
}

/// The increase or decrease that a direction amounts to.
fn sign(direction: String) -> String {
    match direction.as_str() {
        "increase" | "begin" => "+".into(),
        "decrease" | "end" => "-".into(),
        "none" => "0".into(),
        _ => direction,
    }
}

/// A gold record beside a predicted one.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) names: &'a Names,
    pub(super) gold: &'a Entry,
    pub(super) predicted: &'a Entry,
}

impl Pair<'_> {
    /// The score of a field, or `None` when gold has nothing to judge by.
    pub(super) fn field(self, name: &str, how: How) -> Option<f64> {
        let (gold, predicted) = (self.gold.field(name), self.predicted.field(name));
        let alternatives = self.gold.alternatives(name);
        let places = self.predicted.spans_of(name);
        let yes = |right: bool| Some(f64::from(u8::from(right)));
        match how {
            How::ActorName => return yes(self.is_named(predicted)),
            How::Actor => {
                if gold.is_null() && alternatives.is_empty() {
                    return None;
                }
                let first = predicted.as_array().map(|list| list.first());
                let said = first.map_or(predicted, |first| first.unwrap_or(&Value::Null));
                let actor = self.names.resolve(said, places);
                let mut right = std::iter::once(gold).chain(alternatives);
                return yes(right.any(|a| self.names.same(a, actor.as_deref())));
            }
            How::Actors => return Some(self.actors(name, places)),
            How::Participants => return Some(self.participants(name)),
            How::Factuality => return self.factuality(),
            How::Span => {
                let gold = self.gold.spans_of(name);
                let right = spans::overlap(gold, places) >= 0.5;
                return if gold.is_empty() { None } else { yes(right) };
            }
            How::Enum | How::Date | How::Text => (),
        }
        if gold.is_null() || gold.as_str() == Some("") {
            return None;
        }
        let accepted = std::iter::once(gold).chain(alternatives);
        let accepted = accepted.filter(|a| !a.is_null());
        let one = |a: &Value| match how {
            How::Date => date_score(a, predicted),
            How::Text => text_score(&jsonl::text(a), &free_text(predicted)),
            _ => {
                let [a, p] = [a, predicted].map(norm_value);
                let right = if name == "direction" {
                    sign(a) == sign(p)
                } else {
                    a == p
                };
                f64::from(u8::from(right))
            }
        };
        Some(accepted.map(one).fold(0.0, f64::max))
    }

    fn is_named(self, name: &Value) -> bool {
        let id = self.gold.field("actor_id").as_str();
        let named = std::iter::once(name).chain(listed(self.predicted.field("aliases")));
        named
            .filter(|n| jsonl::is_truthy(n))
            .any(|n| self.names.resolve(n, &[]).as_deref() == id)
    }

    fn resolved(self, value: &Value) -> Vec<String> {
        let said = listed(value).iter();
        said.filter_map(|v| self.names.resolve(v, &[])).collect()
    }

    fn actors(self, name: &str, places: &[Place]) -> f64 {
        let mut predicted = self.resolved(self.predicted.field(name));
        if predicted.is_empty() {
            let by_place = |p: &Place| self.names.resolve(&Value::Null, &[*p]);
            predicted = places.iter().filter_map(by_place).collect();
        }
        let gold = std::iter::once(self.gold.field(name)).chain(self.gold.alternatives(name));
        gold.map(|g| set_score(self.names, listed(g), &predicted))
            .fold(0.0, f64::max)
    }

    fn participants(self, name: &str) -> f64 {
        for key in ["name", "series"] {
            let (g, p) = (self.gold.field(key), self.predicted.field(key));
            let both = jsonl::is_truthy(g) && jsonl::is_truthy(p);
            if both && text_score(&jsonl::text(g), &jsonl::text(p)) >= 0.5 {
                return 1.0;
            }
        }
        let gold = listed(self.gold.field(name));
        if gold.is_empty() && !jsonl::is_truthy(self.gold.field("name")) {
            return 1.0;
        }
        set_score(self.names, gold, &self.resolved(self.predicted.field(name)))
    }

    fn factuality(self) -> Option<f64> {
        let gold = &self.gold.factuality;
        if gold.is_null() {
            return None;
        }
        let certain = Value::from("CT+");
        let said = [
            &self.predicted.factuality,
            self.predicted.field("factuality"),
        ];
        let said = said
            .into_iter()
            .find(|v| jsonl::is_truthy(v))
            .unwrap_or(&certain);
        let polarity = |v: &Value| jsonl::text(v).chars().last();
        Some(if gold == said {
            1.0
        } else if polarity(gold) == polarity(said) {
            0.5
        } else {
            0.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{date_score, text_score};

    #[test]
    fn a_coarser_date_counts_half() {
        let check = |gold: &str, predicted: &str, expected: f64| {
            let score = date_score(&gold.into(), &predicted.into());
            assert_eq!(score, expected, "{gold} {predicted}");
        };
        check("2021/2025-07", "2021/2025", 0.5);
        check("2021/2025-07", "2021", 0.5);
        check("2025-07-03", "2025-07-04", 0.0);
        check("2025-07-03", "2025-07-03", 1.0);
        check("2025", "", 0.0);
    }

    #[test]
    fn texts_share_words_without_articles_and_plurals() {
        assert_eq!(text_score("the embassy plans", "Plan of an embassy"), 1.0);
        assert_eq!(text_score("ports", "the airports"), 0.0);
        assert_eq!(text_score("the", "The"), 1.0);
    }
}
