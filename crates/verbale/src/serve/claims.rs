//! `/claims`: promises, threats, demands and forecasts with their deadlines; `/claims/{id}`: one of them, and what came of it.

use super::card::{Card, lone};
use super::cells::{Cells, Choice};
use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds::spaced;
use super::page::{Page, View};
use super::review::can_undo;
use super::rights::{Via, Who};
use super::state::{App, At, filled, limit};
use super::table::{Table, in_address};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask::{self, Claims};
use verbale_ledger::{Kind, Known, Outcome, RecordId, Snapshot};

/// Claims on a page unless more are asked for, and at most.
const CLAIMS: usize = 50;
const MAX_CLAIMS: usize = 1000;
/// Records that are offered as evidence.
const OFFERED: usize = 40;

/// All that a claim can be.
const STATUSES: [&str; 7] = [
    "open",
    "due",
    "expired",
    "kept",
    "late",
    "broken",
    "undetermined",
];
const KINDS: [&str; 3] = ["commitment", "demand", "impact"];

/// Which claims.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only those of this speaker.
    speaker: Option<String>,
    /// Only promises and threats (`commitment`), demands (`demand`), or forecasts (`impact`).
    kind: Option<String>,
    /// Only those with this status: open, due, expired, kept, late, broken, undetermined; `all` for all.
    status: Option<String>,
    /// Only those whose deadline is on this day or later.
    from: Option<String>,
    /// Only those whose deadline is by this day.
    to: Option<String>,
    /// Claims at most, up to 1000.
    limit: Option<String>,
}

/// The board.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "claims.html")]
pub(crate) struct ClaimsPage {
    /// The day on which the statuses hold.
    as_of: String,
    /// Claims that belong together.
    sections: Vec<Section>,
    /// What a reader must know.
    notes: Vec<String>,
    #[serde(skip)]
    asked: [String; 3],
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    statuses: Vec<Choice>,
}

/// Claims that belong together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Section {
    /// What they have in common.
    name: &'static str,
    /// The claims, those that fall due first on top.
    claims: Vec<ClaimLine>,
}

/// A claim on the board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimLine {
    /// Its id.
    id: String,
    /// `commitment`, `demand` or `impact` (a forecast).
    kind: String,
    /// Who makes it.
    speaker: Vec<String>,
    /// To whom.
    addressee: Vec<String>,
    /// What is promised, threatened, demanded or foretold.
    what: String,
    /// Last day of its deadline as people mean it.
    deadline: Option<String>,
    /// Last day of its deadline at the latest.
    not_after: Option<String>,
    /// The status in the ledger.
    status: String,
    /// What the text itself says of the outcome.
    document_status: Option<String>,
    /// Name of the text.
    document: String,
    /// Day of publication.
    said: Option<String>,
    /// Whose word it is.
    voice: String,
    /// Records that settle it.
    settled_by: Vec<String>,
    /// Its deadline before it was moved.
    moved_from: Option<String>,
    /// Its deadline since it was moved.
    moved_to: Option<String>,
    /// Who else makes the same forecast.
    also_by: Vec<String>,
}

impl View for ClaimsPage {
    const HERE: &'static str = "/claims";

    fn title(&self) -> String {
        format!("Claims as of {}", self.as_of)
    }
}

impl ClaimLine {
    fn of(cells: &Cells<'_>) -> Self {
        Self {
            id: cells.ids().into_iter().next().unwrap_or_default(),
            kind: cells.words("kind"),
            speaker: cells.list("speaker"),
            addressee: cells.list("addressee"),
            what: cells.words("what"),
            deadline: cells.text("deadline"),
            not_after: cells.text("not_after"),
            status: cells.words("status"),
            document_status: cells.text("document_status").filter(|s| s != "open"),
            document: cells.words("document"),
            said: cells.text("said"),
            voice: cells.words("voice"),
            settled_by: cells.list("settled_by"),
            moved_from: cells.text("moved_from"),
            moved_to: cells.text("moved_to"),
            also_by: cells.list("also_by"),
        }
    }

    /// The first word of the record says what it is: a threat, a promise, a call; the rest is what it is about.
    fn sort(&self) -> String {
        match self.kind.as_str() {
            "impact" => "forecast".into(),
            _ => spaced(self.what.split(' ').next().unwrap_or(&self.kind)),
        }
    }

    fn rest(&self) -> &str {
        match self.what.split_once(' ') {
            Some((_, rest)) => rest,
            None => "",
        }
    }
}

/// Promises, threats, demands and forecasts; as of today if no day is given. Without any other parameter, those still to come.
#[utoipa::path(get, path = "/claims", params(At, Asked),
    responses((status = 200, body = ClaimsPage), (status = 400, body = Fault)))]
pub(crate) async fn claims(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
) -> Result<Page<ClaimsPage>, Fault> {
    let at = at.or_today();
    let day = at.as_of.clone().unwrap_or_default();
    let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
    let status = own(&asked.status);
    if let Some(status) = status
        .as_deref()
        .filter(|s| *s != "all" && !STATUSES.contains(s))
    {
        let known = STATUSES.join(", ");
        return Err(Fault::asked(format!("status {status}: there are {known}")));
    }
    let kind = own(&asked.kind);
    let known = |kind: &&str| KINDS.contains(kind);
    if let Some(kind) = kind.as_deref().filter(|k| !known(k)) {
        return Err(Fault::asked(format!(
            "kind {kind}: there are {}",
            KINDS.join(", ")
        )));
    }
    let question = Claims {
        speaker: own(&asked.speaker),
        kind: kind.as_deref().and_then(Kind::parse),
        status: status.clone().filter(|s| s != "all"),
        due_from: own(&asked.from),
        due_to: own(&asked.to),
        is_undated: false,
        limit: limit(asked.limit.as_ref(), CLAIMS, MAX_CLAIMS)?,
    };
    let is_plain = status.is_none() && question.due_from.is_none() && question.due_to.is_none();
    let page = app.ask(at, move |snapshot| {
        let (sections, notes) = match is_plain {
            true => to_come(snapshot, &question, &day)?,
            false => {
                let (claims, notes) = lines(snapshot, &question)?;
                (
                    vec![Section {
                        name: "Claims",
                        claims,
                    }],
                    notes,
                )
            }
        };
        let text = |p: Option<String>| p.unwrap_or_default();
        Ok(ClaimsPage {
            as_of: day,
            sections,
            notes,
            asked: [
                text(question.speaker),
                text(question.due_from),
                text(question.due_to),
            ],
            kinds: kinds(kind.as_deref()),
            statuses: statuses(status.as_deref()),
        })
    });
    Ok(Page(page.await?))
}

/// The statuses, and all of them together.
fn statuses(asked: Option<&str>) -> Vec<Choice> {
    let mut statuses = Choice::list(&STATUSES, asked);
    statuses.extend(Choice::list(&["all"], asked));
    statuses
}

fn kinds(asked: Option<&str>) -> Vec<Choice> {
    let names = ["promises and threats", "demands", "forecasts"];
    let mut kinds = Choice::list(&KINDS, asked);
    for (kind, name) in kinds.iter_mut().zip(names) {
        kind.name = name.into();
    }
    kinds
}

fn lines(
    snapshot: &Snapshot<'_>,
    question: &Claims,
) -> Result<(Vec<ClaimLine>, Vec<String>), Fault> {
    let answer = ask::claims(snapshot, question)?;
    let lines = Cells::of(&answer).map(|cells| ClaimLine::of(&cells));
    let notes = answer.notes.iter().map(|note| in_address(note));
    Ok((lines.collect(), notes.collect()))
}

/// What falls due in the week that begins with `day`, what falls due later, and what has no deadline.
fn to_come(
    snapshot: &Snapshot<'_>,
    question: &Claims,
    day: &str,
) -> Result<(Vec<Section>, Vec<String>), Fault> {
    let wrong = |_| Fault::asked(format!("{day:?} is no date; write 2025-07-05"));
    let last = verbale_code::time::bounds(day).and_then(|b| b.1);
    let first: Date = last.as_deref().unwrap_or(day).parse().map_err(wrong)?;
    let after = |n: i64| {
        first
            .checked_add(n.days())
            .map(|d| d.to_string())
            .map_err(wrong)
    };
    let ask = |from: Option<String>, to: Option<String>, is_undated| {
        let question = Claims {
            due_from: from,
            due_to: to,
            is_undated,
            status: is_undated.then(|| "open".into()),
            ..question.clone()
        };
        lines(snapshot, &question)
    };
    let (week, _) = ask(Some(first.to_string()), Some(after(6)?), false)?;
    let (later, mut notes) = ask(Some(after(7)?), None, false)?;
    let (undated, more) = ask(None, None, true)?;
    notes.extend(more);
    notes.dedup();
    let sections = vec![
        Section {
            name: "Due this week",
            claims: week,
        },
        Section {
            name: "Due later",
            claims: later,
        },
        Section {
            name: "Open, without a deadline",
            claims: undated,
        },
    ];
    Ok((sections, notes))
}

/// One claim.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "claim.html")]
pub(crate) struct ClaimPage {
    /// The record.
    record: Card,
    /// Its text.
    document: DocumentLine,
    /// The day on which the status holds.
    as_of: String,
    /// `open due expired kept late broken undetermined`.
    status: &'static str,
    /// Last day of its deadline as people mean it.
    soft: Option<String>,
    /// Last day of its deadline at the latest.
    hard: Option<String>,
    /// Its deadline before it was moved.
    moved_from: Option<String>,
    /// Its deadline since a later text moved it.
    moved_to: Option<String>,
    /// Who else makes the same forecast.
    also_by: Vec<String>,
    /// What happened to its status, in order.
    history: Vec<Step>,
    /// Records that may settle it.
    #[serde(skip)]
    offered: Table,
}

/// Something that happened to the status of a claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Step {
    /// The day.
    day: String,
    /// The status from then on.
    status: String,
    /// Whose doing.
    by: String,
    /// Records that show it.
    evidence: Vec<String>,
    /// The entry, if a person made it.
    entry: Option<i64>,
    /// Whether who asks may take it back.
    #[serde(skip)]
    can_undo: bool,
}

impl View for ClaimPage {
    const HERE: &'static str = "/claims";

    fn title(&self) -> String {
        format!("Claim: {}", self.record.gist)
    }
}

/// One claim with the history of its status; `id` may be cut after eight digits.
#[utoipa::path(get, path = "/claims/{id}", params(("id" = String, Path, description = "whole or short id"), At),
    responses((status = 200, body = ClaimPage), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn claim(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<Page<ClaimPage>, Fault> {
    let all = app.clone();
    let at = at.or_today();
    let day = at.as_of.clone().unwrap_or_default();
    let page = app.ask(at, move |snapshot| {
        let missing = || Fault::missing(format!("{id}: no claim that counts has this id"));
        let named = snapshot.named(&id)?;
        let stored = snapshot.find(named)?.ok_or_else(missing)?;
        let claim = ask::claim(snapshot, named)?.ok_or_else(missing)?;
        let (record, document) = lone(snapshot, all.pipeline(), &stored)?;
        let said = document.published.clone();
        let mut history = history(&claim, said.as_deref(), &day);
        for step in &mut history {
            let entry = step.entry;
            step.can_undo = entry.is_some_and(|entry| can_undo(snapshot, entry, &who).is_ok());
        }
        Ok(ClaimPage {
            record,
            document,
            status: claim.status,
            history,
            offered: offered(snapshot, named)?,
            soft: claim.soft,
            hard: claim.hard,
            moved_from: claim.moved_from,
            moved_to: claim.moved_to,
            also_by: claim.also_by,
            as_of: day,
        })
    });
    Ok(Page(page.await?))
}

fn history(claim: &ask::Claim, said: Option<&str>, day: &str) -> Vec<Step> {
    let step = |day: &str, status: &str| Step {
        day: day.to_owned(),
        status: status.to_owned(),
        by: "the calendar".into(),
        evidence: Vec::new(),
        entry: None,
        can_undo: false,
    };
    let mut steps = vec![Step {
        by: "the text".into(),
        ..step(said.unwrap_or("unknown"), "open")
    }];
    let past = |bound: &&String| bound.as_str() <= day;
    if let Some(soft) = claim.soft.as_ref().filter(past) {
        steps.push(step(soft, "due"));
    }
    if let Some(hard) = claim.hard.as_ref().filter(|hard| hard.as_str() < day) {
        steps.push(step(hard, "expired"));
    }
    for settling in &claim.settled {
        steps.push(Step {
            by: settling.author.clone(),
            evidence: settling.evidence.clone(),
            entry: Some(settling.entry),
            ..step(&settling.recorded[..10], settling.outcome.as_str())
        });
    }
    steps
}

/// What may settle the claim, the likeliest first.
fn offered(snapshot: &Snapshot<'_>, claim: RecordId) -> Result<Table, Fault> {
    let mut answer = ask::candidates(snapshot, claim, OFFERED)?;
    answer.brief.retain(|column| *column != "weight");
    answer.notes.clear();
    Ok(Table::of(&answer))
}

/// What a person decides about a claim, as a form sends it.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form; its fields are read one by one, for some come several times"
)]
pub(crate) struct Decision {
    /// `kept late broken undetermined`.
    outcome: String,
    /// Ids of records that show it, in as many fields as there are, or several in one, apart by blanks.
    evidence: Vec<String>,
    /// Who decides.
    reviewer: String,
}

/// The values of a form with that name.
pub(crate) fn sent<'f>(form: &'f [(String, String)], name: &str) -> impl Iterator<Item = &'f str> {
    let own = form.iter().filter(move |(key, _)| key == name);
    own.map(|(_, value)| value.trim()).filter(|v| !v.is_empty())
}

/// The name under which a form acts: that of the account, or where nobody logs in the one that is written.
pub(crate) fn reviewer(who: &Who, form: &[(String, String)]) -> Result<String, Fault> {
    if who.via != Via::Machine {
        return Ok(who.name.clone());
    }
    let name = sent(form, "reviewer").next();
    let name = name.ok_or_else(|| {
        Fault::asked("reviewer: write your name; the ledger keeps who decided what")
    })?;
    Ok(name.to_owned())
}

/// Links a claim to the records that show what came of it.
#[utoipa::path(post, path = "/claims/{id}/outcome", params(("id" = String, Path, description = "whole or short id")),
    request_body(content = Decision, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "decided; the page of the claim follows"), (status = 400, body = Fault)))]
pub(crate) async fn settle(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Redirect, Fault> {
    let by = reviewer(&who, &form)?;
    let outcome = match sent(&form, "outcome").next() {
        Some("kept") => Outcome::Kept,
        Some("late") => Outcome::Late,
        Some("broken") => Outcome::Broken,
        Some("undetermined") => Outcome::Undetermined,
        _ => {
            return Err(Fault::asked(
                "outcome: choose kept, late, broken or undetermined",
            ));
        }
    };
    let evidence = sent(&form, "evidence").flat_map(str::split_whitespace);
    let evidence: Vec<String> = evidence.map(str::to_owned).collect();
    let claim = app.write(move |ledger| {
        let (claim, evidence) = {
            let snapshot = Snapshot::new(ledger, None, &Known::Now)?;
            let named: Result<Vec<RecordId>, _> =
                evidence.iter().map(|e| snapshot.named(e)).collect();
            (snapshot.named(&id)?, named?)
        };
        ledger.resolve(claim, (outcome, &evidence), (&crate::now(), &by))?;
        Ok(claim)
    });
    Ok(Redirect::to(&format!("/claims/{}", claim.await?)))
}

/// An act that is taken back, as a form sends it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(crate) struct TakenBack {
    /// Number of the entry.
    entry: i64,
    /// Who takes it back.
    reviewer: String,
}

/// Takes a decision about a claim back: one's own, or as an editor anybody's.
#[utoipa::path(post, path = "/claims/{id}/undo", params(("id" = String, Path, description = "whole or short id")),
    request_body(content = TakenBack, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "taken back; the page of the claim follows"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn undo(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Redirect, Fault> {
    let by = reviewer(&who, &form)?;
    let entry = sent(&form, "entry")
        .next()
        .and_then(|e| e.parse::<i64>().ok());
    let entry = entry.ok_or_else(|| Fault::asked("entry: write the number of the entry"))?;
    let claim = app.write(move |ledger| {
        let claim = {
            let snapshot = Snapshot::new(ledger, None, &Known::Now)?;
            can_undo(&snapshot, entry, &who)?;
            let claim = snapshot.named(&id)?;
            let settled = ask::claim(&snapshot, claim)?.map(|known| known.settled);
            if !settled.is_some_and(|all| all.iter().any(|one| one.entry == entry)) {
                return Err(Fault::asked(format!(
                    "entry {entry} is no decision about {claim}"
                )));
            }
            claim
        };
        ledger.undo(entry, (&crate::now(), &by))?;
        Ok(claim)
    });
    Ok(Redirect::to(&format!("/claims/{}", claim.await?)))
}
