//! `/review`: record after record, what most needs a look first; judged by single keys, and taken back.

use super::card::{Card, lone};
use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds::spaced;
use super::page::{Page, View};
use super::rights::Who;
use super::state::{App, At, filled};
use crate::now;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::review::{Item, Queue, queue};
use verbale_ledger::{Entry, Judgement, Kind, Role, Snapshot};

/// Records that wait at most; the page shows one of them.
const WAITING: usize = 100;

/// A record to judge.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "review.html")]
pub(crate) struct Review {
    /// Who judges.
    reviewer: String,
    /// Only records of this kind.
    kind: Option<&'static str>,
    /// Whether these are records that others judged already.
    second: bool,
    /// Records that are passed over.
    skip: usize,
    /// How many wait; a hundred if there are more.
    waiting: usize,
    /// The record; none if nothing waits.
    item: Option<Waiting>,
    /// The entry of the last judgement, to take it back.
    done: Option<i64>,
    /// Kinds that can be asked for.
    #[serde(skip)]
    kinds: Vec<&'static str>,
}

/// A record with what speaks for a look at it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Waiting {
    /// The record.
    record: Card,
    /// Its text.
    document: DocumentLine,
    /// Why it is worth a look, the weightiest first.
    reasons: Vec<String>,
    /// Its fields as they can be edited.
    fields: Vec<FieldForm>,
}

/// A field that can be given another value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldForm {
    /// Its name in records.
    field: String,
    /// What people call it.
    name: String,
    /// Its value: words as they are, anything else as JSON.
    value: String,
}

impl View for Review {
    const HERE: &'static str = "/review";
    const SCRIPTS: &'static [&'static str] = &["review.js"];

    fn title(&self) -> String {
        "Review".into()
    }
}

impl Review {
    /// The most that are counted.
    fn most(&self) -> usize {
        WAITING
    }

    /// The page with another number of records passed over.
    fn passing(&self, skip: usize) -> String {
        place(self.kind, self.second, skip, None)
    }
}

/// Which records to review.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only this kind.
    kind: Option<String>,
    /// 1 for records that others judged already.
    second: Option<u8>,
    /// Records to pass over.
    skip: Option<usize>,
    /// Entry of the last judgement.
    done: Option<i64>,
}

/// What the form sends.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Verdict {
    /// accept, reject or edit.
    verdict: String,
    /// Of an edit: the field.
    #[serde(default)]
    field: String,
    /// Of an edit: what it should say, words or JSON.
    #[serde(default)]
    value: String,
    /// The kind that is reviewed, to go on with.
    #[serde(default)]
    kind: String,
    /// Whether records are reviewed that others judged.
    #[serde(default)]
    second: bool,
    /// Records that are passed over.
    #[serde(default)]
    skip: usize,
}

/// An entry to take back.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TakenBack {
    /// Its number.
    entry: i64,
}

fn kind_of(name: Option<&str>) -> Result<Option<Kind>, Fault> {
    let parse = |name: &str| {
        Kind::parse(name)
            .ok_or_else(|| Fault::asked(format!("{name}: there is no such kind of record")))
    };
    name.map(parse).transpose()
}

/// The address of a place in the queue.
fn place(kind: Option<&str>, second: bool, skip: usize, done: Option<i64>) -> String {
    let parameters = [
        kind.map(|k| format!("kind={k}")),
        second.then(|| "second=1".to_owned()),
        (skip > 0).then(|| format!("skip={skip}")),
        done.map(|d| format!("done={d}")),
    ];
    let parameters: Vec<String> = parameters.into_iter().flatten().collect();
    match parameters.is_empty() {
        true => "/review".into(),
        false => format!("/review?{}", parameters.join("&")),
    }
}

/// The record that most needs a look.
#[utoipa::path(get, path = "/review", params(Asked), responses((status = 200, body = Review), (status = 400, body = Fault)))]
pub(crate) async fn review(
    State(app): State<App>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Page<Review>, Fault> {
    let kind = kind_of(filled(asked.kind.as_ref()))?;
    let is_second = asked.second.is_some_and(|n| n > 0);
    let skip = asked.skip.unwrap_or(0);
    let question = Queue {
        kinds: kind.into_iter().collect(),
        reviewer: who.name.clone(),
        is_second,
        limit: WAITING.saturating_add(skip.min(WAITING)),
    };
    let all = app.clone();
    let today = now().get(..10).map(str::to_owned);
    let at = At {
        as_of: today,
        ..At::default()
    };
    let done = asked.done;
    let page = app.ask(at, move |snapshot| {
        let items = queue(snapshot, &question, &*all.marks(snapshot)?)?;
        let item = items.get(skip).map(|item| waiting(snapshot, &all, item));
        Ok(Review {
            kind: kind.map(Kind::as_str),
            second: is_second,
            skip,
            waiting: items.len().saturating_sub(skip).min(WAITING),
            item: item.transpose()?,
            done: done.filter(|seq| can_undo(snapshot, *seq, &who).is_ok()),
            reviewer: who.name,
            kinds: Kind::ALL
                .into_iter()
                .filter(|k| !matches!(k, Kind::Actor | Kind::Voice))
                .map(Kind::as_str)
                .collect(),
        })
    });
    Ok(Page(page.await?))
}

fn waiting(snapshot: &Snapshot<'_>, app: &App, item: &Item) -> Result<Waiting, Fault> {
    let stored = &item.stored;
    let (record, document) = lone(snapshot, app.pipeline(), stored)?;
    let fields = stored.row.fields.iter().map(|(name, value)| FieldForm {
        field: name.clone(),
        name: spaced(name),
        value: match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
    });
    Ok(Waiting {
        record,
        document,
        reasons: item.reasons.iter().map(ToString::to_string).collect(),
        fields: fields.collect(),
    })
}

/// Judges a record, and leads to the next one.
#[utoipa::path(post, path = "/review/{id}", params(("id" = String, Path, description = "whole or short id")),
    request_body(content = Verdict, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "leads to the next record"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn judge(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Form(sent): Form<Verdict>,
) -> Result<Redirect, Fault> {
    let kind = kind_of(filled(Some(&sent.kind)))?.map(Kind::as_str);
    let judgement = match sent.verdict.as_str() {
        "accept" => Judgement::Accept,
        "reject" => Judgement::Reject,
        "edit" => Judgement::Edit {
            field: sent.field,
            value: value(&sent.value),
        },
        other => {
            return Err(Fault::asked(format!(
                "{other}: a verdict is accept, reject or edit"
            )));
        }
    };
    let record = app.ask(At::default(), move |snapshot| Ok(snapshot.named(&id)?));
    let record = record.await?;
    let name = who.name;
    let seq = app.write(move |ledger| Ok(ledger.review(record, &judgement, (&now(), &name))?));
    let next = place(kind, sent.second, sent.skip, Some(seq.await?));
    Ok(Redirect::to(&next))
}

/// What was typed as the value of a field: JSON if it is, else words; nothing is no value.
fn value(text: &str) -> Value {
    match text.trim() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

/// Takes a judgement back, and leads to the queue.
#[utoipa::path(post, path = "/review/undo", request_body(content = TakenBack, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "leads to the queue"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn undo(
    State(app): State<App>,
    who: Who,
    Form(sent): Form<TakenBack>,
) -> Result<Redirect, Fault> {
    let (asks, entry) = (who.clone(), sent.entry);
    let may = app.ask(At::default(), move |snapshot| {
        can_undo(snapshot, entry, &asks)
    });
    may.await?;
    let undone = app.write(move |ledger| Ok(ledger.undo(entry, (&now(), &who.name))?));
    undone.await?;
    Ok(Redirect::to("/review"))
}

/// Reviewers take back what they did themselves, editors what anybody did.
pub(crate) fn can_undo(snapshot: &Snapshot<'_>, entry: i64, who: &Who) -> Result<(), Fault> {
    let mut acts = snapshot.acts().iter();
    let Some((_, _, author, act)) = acts.find(|(seq, _, _, _)| *seq == entry) else {
        return Err(Fault::asked(format!(
            "{entry}: there is no such entry, or it was taken back already"
        )));
    };
    let is_own =
        *author == who.name && matches!(act, Entry::Reviewed { .. } | Entry::Resolved { .. });
    match is_own || who.role >= Role::Editor {
        true => Ok(()),
        false => Err(Fault::new(
            StatusCode::FORBIDDEN,
            format!("{entry}: is an act of {author}; ask them or an editor to take it back"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{place, value};
    use serde_json::json;

    #[test]
    fn what_is_typed_is_json_or_words() {
        for (typed, expected) in [
            ("de jure", json!("de jure")),
            (" [\"a1\", \"a2\"] ", json!(["a1", "a2"])),
            ("true", json!(true)),
            ("", json!(null)),
            ("[broken", json!("[broken")),
        ] {
            assert_eq!(value(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_place_in_the_queue_is_an_address() {
        assert_eq!(place(None, false, 0, None), "/review");
        let place = place(Some("tie"), true, 2, Some(9));
        assert_eq!(place, "/review?kind=tie&second=1&skip=2&done=9");
    }
}
