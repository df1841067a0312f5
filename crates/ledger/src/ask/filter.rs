//! Rows of an answer that fit conditions on its columns.

use super::Answer;
use crate::Error;
use serde_json::Value;

/// A condition on one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    column: String,
    test: Test,
    value: String,
}

/// How a cell is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Test {
    Is,
    IsNot,
    NotBefore,
    NotAfter,
    Has,
}

/// Signs as users write them; longer ones first.
const SIGNS: &[(&str, Test)] = &[
    ("!=", Test::IsNot),
    (">=", Test::NotBefore),
    ("<=", Test::NotAfter),
    ("=", Test::Is),
    ("~", Test::Has),
];

impl Filter {
    /// Reads `column=value`, `column!=value`, `column>=value`, `column<=value` or `column~words`; no value means an empty cell.
    ///
    /// # Errors
    /// If there is no sign in it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let at = |sign: &str| text.find(sign);
        let first = SIGNS
            .iter()
            .filter_map(|&(sign, test)| Some((at(sign)?, sign, test)))
            .min_by_key(|&(at, sign, _)| (at, std::cmp::Reverse(sign.len())));
        let (at, sign, test) = first.ok_or_else(|| {
            Error::Asked(format!(
                "{text:?} is no condition; write COLUMN=VALUE, COLUMN!=VALUE, COLUMN>=VALUE, COLUMN<=VALUE or COLUMN~WORDS"
            ))
        })?;
        Ok(Self {
            column: text[..at].trim().to_owned(),
            test,
            value: text[at + sign.len()..].trim().to_owned(),
        })
    }

    fn holds(&self, cell: &Value) -> bool {
        let cells = texts(cell);
        let is_one = |cell: &String| cell.eq_ignore_ascii_case(&self.value);
        match self.test {
            Test::Is if self.value.is_empty() => cells.is_empty(),
            Test::IsNot if self.value.is_empty() => !cells.is_empty(),
            Test::Is => cells.iter().any(is_one),
            Test::IsNot => !cells.iter().any(is_one),
            Test::NotBefore => compare(cell, &cells, &self.value).is_some_and(|o| o.is_ge()),
            Test::NotAfter => compare(cell, &cells, &self.value).is_some_and(|o| o.is_le()),
            Test::Has => {
                let value = crate::identity::plain(&self.value);
                cells
                    .iter()
                    .any(|c| crate::identity::plain(c).contains(&value))
            }
        }
    }
}

/// Numbers by size, dates and texts by as many characters as are asked for: all of 2016 is `<=2016`.
fn compare(cell: &Value, cells: &[String], value: &str) -> Option<std::cmp::Ordering> {
    if let (Some(cell), Ok(value)) = (cell.as_f64(), value.parse::<f64>()) {
        return cell.partial_cmp(&value);
    }
    let cell: String = cells.first()?.chars().take(value.chars().count()).collect();
    Some(cell.as_str().cmp(value))
}

/// The values of a cell; none if it is empty.
fn texts(cell: &Value) -> Vec<String> {
    match cell {
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

impl Answer {
    /// Keeps the rows that fit all conditions; of several equalities on one column one is enough.
    ///
    /// # Errors
    /// If the answer has no such column.
    pub fn keep(&mut self, filters: &[Filter]) -> Result<(), Error> {
        let mut places = Vec::new();
        for filter in filters {
            let at = self.columns.iter().position(|c| *c == filter.column);
            let at = at.ok_or_else(|| {
                Error::Asked(format!(
                    "there is no column {:?}; this answer has {}",
                    filter.column,
                    self.columns.join(", ")
                ))
            })?;
            places.push((at, filter));
        }
        self.lines.retain(|line| {
            places.iter().all(|&(at, filter)| {
                let alternatives = places
                    .iter()
                    .filter(|(other, f)| *other == at && f.test == Test::Is);
                match filter.test {
                    Test::Is => alternatives.clone().any(|(_, f)| f.holds(&line.cells[at])),
                    _ => filter.holds(&line.cells[at]),
                }
            })
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::ask::Answer;
    use serde_json::{Value, json};

    fn check(conditions: &[&str], expected: &[i64]) {
        let mut answer = Answer::new(&["n", "date", "who", "what"], &[]);
        let rows: [(i64, Value, Value, &str); 3] = [
            (
                1,
                json!("2016-05-03"),
                json!(["Norway", "Kenya"]),
                "sends an envoy",
            ),
            (2, json!("2017"), json!([]), "recalls an envoy"),
            (3, Value::Null, json!(["Kenya"]), "opens a mission"),
        ];
        for (n, date, who, what) in rows {
            answer.push(vec![json!(n), date, who, json!(what)], Vec::new());
        }
        let filters: Result<Vec<Filter>, _> = conditions.iter().map(|c| Filter::parse(c)).collect();
        answer
            .keep(&filters.expect("conditions are well-formed"))
            .expect("columns are there");
        let left: Vec<i64> = answer
            .lines
            .iter()
            .filter_map(|l| l.cells[0].as_i64())
            .collect();
        assert_eq!(left, expected, "{conditions:?}");
    }

    #[test]
    fn conditions_on_several_columns_all_hold_and_those_on_one_are_alternatives() {
        check(&["date>=2016", "date<=2016"], &[1]);
        check(&["date<=2017"], &[1, 2]);
        check(&["date="], &[3]);
        check(&["who=kenya", "n>=2"], &[3]);
        check(&["n=1", "n=3"], &[1, 3]);
        check(&["who!="], &[1, 3]);
        check(&["what~Envoy", "n!=1"], &[2]);
    }

    #[test]
    fn what_is_no_condition_or_no_column_is_named() {
        let error = Filter::parse("date").map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("COLUMN=VALUE"), "{error}");
        let filter = Filter::parse("colour=red").expect("it has a sign");
        let error = Answer::new(&["date"], &[]).keep(&[filter]).unwrap_err();
        assert!(
            error.to_string().contains("this answer has date"),
            "{error}"
        );
    }
}
