//! What is seen around a record that tells how likely all its fields are right.
//!
//! Few signs, each of many cases: weights of rare ones would be chance. A reader of a record would ask the same: are its
//! parties named, is it told as a fact, is the sentence easy, does the content end where it should?

use crate::actor::{ActorType, Entry, Mention, MentionKind};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, Event, Record, Statement, visit_actors};
use verbale_text::{Node, Parsed, Rel, Span, TokenIdx, Upos};

/// Words of a sentence that is hard to read, and the finite verbs that an easy one may have.
const LONG: u32 = 45;
const MANY: usize = 3;
/// Words of a content that says little, and of one that may hold too much.
const BRIEF: usize = 4;
const WIDE: usize = 30;
/// Steps up the tree from a date to the word that it dates.
const NEAR: usize = 3;
/// A list of so many parties is a long one.
const PARTIES_MANY: usize = 3;
/// Words between a deed and who did it.
const FAR: u32 = 12;

/// Some party is only described, placed by guess, not resolved, or left out of a row.
const PARTY: &str = "party in doubt";
/// Nobody knows of which country some party is.
const NOWHERE: &str = "party without country";
/// Some party is named by a pronoun alone.
const PRONOUN: &str = "party by a pronoun";
/// Long, of many clauses, or the doer stands apart from the deed.
const HARD: &str = "sentence hard to read";
/// Ahead, supposed, denied or wanted.
const UNCERTAIN: &str = "not told as a fact";
/// In the words of somebody else, or of nobody named.
const WORDS: &str = "in words of others";
/// The country of some party is that of its sentence or of the document.
const GUESS: &str = "country by guess";
/// Some person is called by one word alone.
const ONE_NAME: &str = "person of one name";
/// The words name somebody who is none of the parties.
const LEFT_OUT: &str = "somebody left out";
/// Begins or ends in the middle of a clause, says little or holds much.
const CONTENT: &str = "content in doubt";

/// Before a sign of words in quotation marks: who speaks them is told beside them, however hard the sentence is.
const QUOTED: &str = "quoted ";
/// The signs that say other things of quoted words than of others.
const APART: [&str; 4] = [PARTY, NOWHERE, PRONOUN, HARD];

/// Signs of doubt, which are counted.
const DOUBTS: [&str; 10] = [
    PARTY, NOWHERE, PRONOUN, HARD, UNCERTAIN, WORDS, CONTENT, GUESS, ONE_NAME, LEFT_OUT,
];

/// Fields whose words name parties.
const PARTIES: [&str; 6] = [
    "actor",
    "recipient",
    "speaker",
    "participants",
    "sender",
    "receiver",
];

/// The signs of `record`, each once, in alphabetical order.
pub(crate) fn signs(reading: &Reading<'_>, record: &Record) -> Vec<String> {
    let mut seen = Seen {
        reading,
        names: Vec::with_capacity(16),
    };
    seen.any(record);
    seen.parties(record);
    match &record.body {
        Body::Event(event) => seen.event(event, record),
        Body::Meeting(meeting) => {
            seen.add(&["status", meeting.status]);
            seen.add_if(meeting.status != "held", UNCERTAIN);
            seen.add_if(meeting.name.is_some(), "has a name");
        }
        Body::Statement(statement) => {
            seen.statement(statement, record);
            seen.apart(QUOTED, statement.mode == "direct");
        }
        _ => {}
    }
    seen.doubts();
    seen.names.sort_unstable();
    seen.names.dedup();
    seen.names
}

struct Seen<'a, 'r> {
    reading: &'a Reading<'r>,
    names: Vec<String>,
}

impl<'r> Seen<'_, 'r> {
    fn add(&mut self, parts: &[&str]) {
        self.names.push(parts.join(" "));
    }

    fn add_if(&mut self, holds: bool, name: &str) {
        if holds {
            self.names.push(name.to_owned());
        }
    }

    /// Gives the signs of [`APART`] weights of their own, by `mark` before their names.
    fn apart(&mut self, mark: &str, holds: bool) {
        let names = self
            .names
            .iter_mut()
            .filter(|n| holds && APART.contains(&n.as_str()));
        for name in names {
            name.insert_str(0, mark);
        }
    }

    /// How many kinds of doubt there are: two together tell more than each alone.
    fn doubts(&mut self) {
        let has = |d: &&&str| self.names.iter().any(|n| n == **d);
        match DOUBTS.iter().filter(has).count() {
            0 => self.add(&["no doubt"]),
            1 => {}
            2 => self.add(&["two doubts"]),
            _ => self.add(&["many doubts"]),
        }
    }

    /// What every kind of record has: voice, factuality, date, sentence.
    fn any(&mut self, record: &Record) {
        let is_ahead = record
            .time
            .as_ref()
            .is_some_and(|t| self.reading.is_ahead(t));
        self.add_if(is_ahead || !record.factuality.is_certain_plus(), UNCERTAIN);
        let is_statement = matches!(record.body, Body::Statement(_));
        self.add_if(self.is_asked(record), UNCERTAIN);
        let own = 1 + usize::from(self.is_released(record));
        self.add_if(!is_statement && record.voice_chain.len() > own, WORDS);
        self.date(record);
        if let Some(sentence) = record.sentences.first() {
            let sentence = &self.reading.parsed.sentences()[sentence.0 as usize];
            let words = sentence.first..sentence.end;
            let is_long = words.len() > LONG as usize;
            let verbs = words.filter(|&i| self.is_finite(i as usize)).count();
            self.add_if(is_long || verbs > MANY, HARD);
        }
    }

    /// Whether a sentence that asks tells of it; a turn of questions is none itself.
    fn is_asked(&self, record: &Record) -> bool {
        let word = span_of(record, "type").or_else(|| span_of(record, "cue"));
        let word = word.and_then(|s| self.head_of(s));
        let word = word.filter(|w| w.upos() != Upos::Punct);
        let last = word.and_then(|w| w.tree().nodes().next_back());
        last.is_some_and(|n| n.form() == "?")
    }

    /// A date of the clause itself tells more than one that hangs elsewhere in the sentence.
    fn date(&mut self, record: &Record) {
        let Some(time) = &record.time else { return };
        let word = span_of(record, "type").or_else(|| span_of(record, "cue"));
        let word = word.and_then(|s| self.head_of(s));
        let mut above = self
            .reading
            .parsed
            .node(time.words.1)
            .ancestors()
            .take(NEAR);
        let is_near = word.is_some_and(|w| above.any(|a| a == w));
        self.add(&[if is_near {
            "date"
        } else {
            "date from elsewhere"
        }]);
    }

    fn is_released(&self, record: &Record) -> bool {
        let first = record.evidence.first();
        first.is_some_and(|s| self.reading.is_released(*s))
    }

    /// Who the record speaks of, and by which words.
    fn parties(&mut self, record: &Record) {
        let mut actors: Vec<ActorIdx> = Vec::new();
        visit_actors(record, &mut |a| actors.push(a));
        let in_doubt = actors.iter().any(|&a| self.is_in_doubt(a));
        self.add_if(in_doubt, PARTY);
        let entry = |a: &ActorIdx| self.reading.actors.get(*a);
        let is_placed = actors.iter().any(|a| entry(a).is_placed_by_guess);
        self.add_if(is_placed, GUESS);
        let is_short = actors.iter().any(|a| is_of_one_name(entry(a)));
        self.add_if(is_short, ONE_NAME);
        let has_country = |a: &ActorIdx| self.reading.actors.get(*a).actor.country.is_some();
        let is_nowhere = !actors.iter().all(has_country);
        self.add_if(is_nowhere, NOWHERE);
        actors.sort_unstable();
        actors.dedup();
        self.add_if(actors.len() > PARTIES_MANY, "many parties");
        let filled = record.spans.iter().filter(|f| PARTIES.contains(&f.field));
        let spans: Vec<Span> = filled.flat_map(|f| f.spans.iter().copied()).collect();
        for span in &spans {
            self.words(*span, &actors);
            self.add_if(self.is_row_open(*span, &spans), PARTY);
        }
    }

    /// Whether an actor is somebody of whom the text tells little: no name, no office, a country by guess.
    fn is_in_doubt(&self, actor: ActorIdx) -> bool {
        let entry = self.reading.actors.get(actor);
        let is_known = entry.base_id.is_some() || entry.is_named;
        let has_office = entry.actor.sector.is_some();
        let is_people = entry.actor_type == Some(ActorType::Population);
        let is_person = entry.actor_type == Some(ActorType::Person);
        !is_known && !is_people || entry.is_placed_by_guess || is_person && !has_office
    }

    /// The words that name a party: a pronoun, words that stand for nobody known, a name.
    fn words(&mut self, span: Span, actors: &[ActorIdx]) {
        let (first, last) = self.range(span);
        if first >= last {
            return;
        }
        let node = self.reading.parsed.node(TokenIdx(first as u32));
        if last - first == 1 && node.upos() == Upos::Pron {
            let first_persons = self.reading.actors.first_persons();
            let is_first = first_persons.binary_search(&node.index()).is_ok();
            self.add_if(!is_first, PRONOUN);
            self.add_if(is_first, "party in the first person");
            return;
        }
        let words = (first..last).map(|i| TokenIdx(i as u32));
        let mentions = words.filter_map(|t| self.reading.actors.mention_at(t));
        let mut mentions = mentions.filter(|m| m.kind != MentionKind::Adjective);
        let entry = |a: ActorIdx| self.reading.actors.get(a);
        // "The two sides", "Sherman and the others": who that is had to be worked out, or is not among the parties.
        let is_plural = |t: TokenIdx| self.reading.parsed.node(t).feat("Number") == Some("Plur");
        let is_left_out =
            |a: ActorIdx| entry(a).actor_type == Some(ActorType::Person) && !actors.contains(&a);
        let (mut is_known, mut is_guessed, mut leaves_out) = (false, false, false);
        for m in &mut mentions {
            is_known = true;
            let is_nominal = m.kind == MentionKind::Nominal;
            is_guessed |= is_nominal && is_plural(m.head) && entry(m.actor).is_named;
            leaves_out |= is_left_out(m.actor) || self.is_shared(m);
        }
        self.add_if(!is_known || leaves_out, PARTY);
        self.add_if(leaves_out, LEFT_OUT);
        self.add_if(is_guessed, PRONOUN);
    }

    /// Whether a name of one word is part of the names of two persons: "Kim" after Sung Kim and Kim Gunn.
    fn is_shared(&self, mention: &Mention) -> bool {
        if mention.kind != MentionKind::Name || mention.first != mention.last {
            return false;
        }
        let word = mention.span.of(self.reading.parsed.document().text());
        self.reading.is_shared_name(word)
    }

    /// Whether a row of parties goes on with somebody who is none: "met with Ana Silva, as well as officials".
    fn is_row_open(&self, span: Span, parties: &[Span]) -> bool {
        let is_party = |n: Node<'_>| parties.iter().any(|p| p.contains(n.span()));
        let is_left_out = |n: Node<'_>| {
            matches!(n.upos(), Upos::Noun | Upos::Propn)
                && !is_party(n)
                && (self.reading.actors_at(n).is_empty() || n.rel() != Rel::Conj)
        };
        let conjuncts = self.head_of(span).is_some_and(|head| {
            let first = head.head().filter(|_| head.rel() == Rel::Conj);
            let mut row = first.unwrap_or(head).children_by(Rel::Conj);
            row.any(|n| is_left_out(n) && self.reading.actors_at(n).is_empty())
        });
        let parsed: &Parsed = self.reading.parsed;
        let (_, last) = self.range(span);
        let mut next = (last..parsed.tokens().len()).map(|i| parsed.node(TokenIdx(i as u32)));
        let link = next
            .find(|n| n.form() != ",")
            .filter(|n| n.rel() == Rel::Cc);
        conjuncts || link.and_then(Node::head).is_some_and(is_left_out)
    }

    fn event(&mut self, event: &Event, record: &Record) {
        self.add(&["type", &event.event_type]);
        self.add_if(event.recipient.is_empty(), "no recipient");
        self.add_if(event.place.is_some(), "place");
        let auxiliary = ["future", "hypothetical", "negation"];
        let is_auxiliary = |c: &String| auxiliary.contains(&c.as_str());
        self.add_if(event.context.iter().any(is_auxiliary), UNCERTAIN);
        if let Some((kind, _)) = record.refs.first() {
            self.add(&["mirrors", kind]);
        }
        match span_of(record, "type").and_then(|s| self.head_of(s)) {
            Some(word) => self.clause(record, word, "actor"),
            None => self.add(&["no word"]),
        }
    }

    fn statement(&mut self, statement: &Statement, record: &Record) {
        let rule = record.producer.id.rsplit("attribution-").next();
        self.add(&["rule", rule.unwrap_or_default()]);
        self.add(&["attitude", &statement.attitude]);
        let own = u32::from(self.is_released(record));
        self.add_if(statement.depth > own || statement.speaker.is_none(), WORDS);
        self.add_if(!statement.addressee.is_empty(), "addressee");
        let has_words = record.spans.iter().any(|f| f.field == "speaker");
        if statement.speaker.is_none() {
            self.add(&[if has_words {
                "source unknown"
            } else {
                "no source"
            }]);
        }
        let content = record.spans.iter().find(|f| f.field == "content");
        let content = content.map_or(&[][..], |f| &f.spans);
        let is_quoted = matches!(statement.mode, "direct" | "mixed");
        self.add(&["words", statement.mode]);
        self.add_if(content.len() > 1 && !is_quoted, CONTENT);
        match (content.first(), content.last()) {
            // Quotation marks say where words begin and end.
            _ if is_quoted => self.add(&["content before stop"]),
            (Some(first), Some(last)) => self.content(first.cover(*last), record),
            _ => {}
        }
        if let Some(cue) = span_of(record, "cue").and_then(|s| self.head_of(s)) {
            self.clause(record, cue, "speaker");
            let goes_on = cue.children_by(Rel::Conj).any(|c| c.upos() == cue.upos());
            self.add_if(goes_on, HARD);
        }
    }

    /// The word of a record: what it hangs on, and where the doer stands.
    fn clause(&mut self, record: &Record, word: Node<'_>, doer: &str) {
        let rel = match word.subtype() {
            "relcl" => "relative clause",
            _ => word.rel().as_str(),
        };
        let is_verb = word.upos() == Upos::Verb;
        self.add(&[if is_verb { "verb" } else { "no verb" }, rel]);
        let denies = |c: Node<'_>| c.feat("Polarity") == Some("Neg");
        let is_infinitive = word.feat("VerbForm") == Some("Inf") && word.child(Rel::Aux).is_none();
        let is_denied = word.children().any(denies);
        self.add_if(is_denied || is_infinitive, UNCERTAIN);
        self.add_if(is_verb && word.rel() == Rel::Conj, HARD);
        if let Some(doer) = span_of(record, doer).and_then(|s| self.head_of(s)) {
            let is_far = doer.index().0.abs_diff(word.index().0) > FAR;
            let is_apart = is_verb && doer.head() != Some(word);
            let is_after = is_verb && doer.index() > word.index();
            self.add_if(is_far || is_apart || is_after, HARD);
        }
    }

    /// Where a content begins and ends.
    fn content(&mut self, content: Span, record: &Record) {
        let (first, last) = self.range(content);
        if first >= last {
            return;
        }
        let opening = self.reading.parsed.node(TokenIdx(first as u32));
        self.add(&["content opens with", opening.upos().as_str()]);
        let has_verb = (first..last).any(|i| self.is_finite(i));
        self.add_if(!has_verb, "content without verb");
        let n = last - first;
        let ends = self.end(last, record);
        self.add(&["content before", ends]);
        let is_odd = !(BRIEF..=WIDE).contains(&n) || ends != "stop";
        self.add_if(is_odd, CONTENT);
    }

    /// What follows a content: the end of its sentence, or "Lee said", or words that may belong to it.
    fn end(&self, last: usize, record: &Record) -> &'static str {
        let parsed: &Parsed = self.reading.parsed;
        let is_source = |span: Span| {
            let fields = record.spans.iter().filter(|f| f.field != "content");
            fields.flat_map(|f| &f.spans).any(|s| s.contains(span))
        };
        let tokens = parsed.tokens();
        let skipped = tokens.get(last).filter(|t| t.upos == Upos::Punct);
        let next = tokens.get(last + usize::from(skipped.is_some()));
        if next.is_none_or(|t| is_source(t.span)) || self.opens_sentence(last) {
            return "stop";
        }
        match tokens.get(last).map(|t| (t.upos, t.span)) {
            Some((Upos::Punct, span)) => self.mark(span),
            Some((Upos::Cconj, _)) => "conjunction",
            Some((Upos::Adp | Upos::Sconj, _)) => "preposition",
            _ => "word",
        }
    }

    fn is_finite(&self, token: usize) -> bool {
        let node = self.reading.parsed.node(TokenIdx(token as u32));
        node.feat("VerbForm") == Some("Fin")
    }

    fn opens_sentence(&self, token: usize) -> bool {
        let sentences = self.reading.parsed.sentences();
        let found = sentences.binary_search_by_key(&(token as u32), |s| s.first);
        found.is_ok()
    }

    fn mark(&self, span: Span) -> &'static str {
        match span.of(self.reading.parsed.document().text()) {
            "," => "comma",
            "." | "!" | "?" | ";" => "stop",
            _ => "mark",
        }
    }

    /// The word of a span that hangs outside of it.
    fn head_of(&self, span: Span) -> Option<Node<'r>> {
        let parsed: &'r Parsed = self.reading.parsed;
        let (first, last) = self.range(span);
        let mut words = (first..last).map(|i| parsed.node(TokenIdx(i as u32)));
        words.find(|w| w.head().is_none_or(|h| !span.contains(h.span())))
    }

    /// The words of a span: the first, and one past the last.
    fn range(&self, span: Span) -> (usize, usize) {
        let tokens = self.reading.parsed.tokens();
        let first = tokens.partition_point(|t| t.span.end <= span.start);
        (first, tokens.partition_point(|t| t.span.start < span.end))
    }
}

/// Whether the text calls a person, whom the actor base does not have, by one word alone: part of a name may be lost.
fn is_of_one_name(entry: &Entry) -> bool {
    let is_unknown = entry.actor_type == Some(ActorType::Person) && entry.base_id.is_none();
    is_unknown && entry.is_named && !entry.actor.name.contains(' ')
}

fn span_of(record: &Record, field: &str) -> Option<Span> {
    let filled = record.spans.iter().find(|f| f.field == field)?;
    filled.spans.first().copied()
}

#[cfg(test)]
mod tests {
    use crate::testing::{packs, parse};
    use expect_test::{Expect, expect};

    /// Prints the signs of each event of a sentence.
    #[expect(clippy::needless_pass_by_value, reason = "how `expect!` is written")]
    fn check(line: &str, expected: Expect) {
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).explain(parse(line));
        let records = coded.records.iter().zip(&coded.notes.signs);
        let events = records.filter(|(r, _)| r.body.kind() == "event");
        let lines: Vec<String> = events.map(|(_, signs)| signs.join("; ") + "\n").collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn parties_are_told_by_how_they_are_called() {
        check(
            "France/PROPN/nsubj/2//B-LOC attacked/VERB/root/0/attack Chad/PROPN/obj/2//B-LOC ./PUNCT/punct/2",
            expect![[r#"
                no doubt; type ASSAULT; verb root
            "#]],
        );
        check(
            "France/PROPN/nsubj/2//B-LOC left/VERB/root/0/leave ./PUNCT/punct/2 || \
             It/PRON/nsubj/3 may/AUX/aux/3 attack/VERB/root/0/attack/_/VerbForm=Inf rebels/NOUN/obj/3/rebel/_/Number=Plur \
             ./PUNCT/punct/3",
            expect![[r#"
                many doubts; not told as a fact; party by a pronoun; party in doubt; party without country; type ASSAULT; verb root
            "#]],
        );
    }
}
