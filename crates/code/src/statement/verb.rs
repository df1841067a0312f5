//! Verb cues: which frame of the tree holds the content.

use super::forms::List;
use super::lexicon::{Attitude, Cue, Frame, Illocution, Stance};
use super::page::{Page, Words, cut};
use crate::inflection::{is_asking, is_gerund};
use verbale_text::{Node, Rel, Upos};

/// An attribution as words, before spans and nesting.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) cue: Words,
    pub(super) head: u32,
    pub(super) content: Vec<Words>,
    pub(super) source: Option<Words>,
    pub(super) source_head: Option<u32>,
    pub(super) weight: f32,
    pub(super) rule: &'static str,
    pub(super) attitude: Attitude,
    pub(super) illocution: Option<Illocution>,
    pub(super) stance: Stance,
    pub(super) addressees: Vec<u32>,
}

/// A frame that fits: its share of attributing uses, its content, and the words that the cue takes in.
pub(super) struct Fit {
    pub(super) weight: f32,
    pub(super) rule: &'static str,
    pub(super) content: Vec<Words>,
    /// Further words of the cue: a preposition.
    pub(super) link: Option<u32>,
    /// Who the words are put to.
    pub(super) addressee: Option<u32>,
    /// Whether somebody must hold the attitude.
    pub(super) personal: bool,
    /// The source, where it is not the verb's logical subject.
    pub(super) source: Option<u32>,
    /// Whether the subject belongs to the content, and nobody is named who holds it: "they seem to agree".
    pub(super) is_nobodys: bool,
}

impl Fit {
    pub(super) fn new(weight: f32, rule: &'static str, content: Vec<Words>) -> Fit {
        Fit {
            weight,
            rule,
            content,
            link: None,
            addressee: None,
            personal: true,
            source: None,
            is_nobodys: false,
        }
    }
}

/// How sure a verb must be for an infinitive that the parser took for a purpose.
const STRAY_INFINITIVE: f32 = 0.75;

/// How far the further words of a cue may stand from its head.
const REACH: u32 = 6;

impl<'a> Page<'a> {
    /// The best reading of `verb` as a cue, if it has one.
    pub(super) fn verb(&self, verb: Node<'a>) -> Option<Found> {
        if verb.rel() == Rel::Amod {
            return None;
        }
        let mut best: Option<(Fit, Option<&Cue>, Words)> = None;
        for cue in self.bound.cues(verb, Upos::Verb) {
            let Some(parts) = self.parts(verb, cue) else {
                continue;
            };
            for fit in self.fits(verb, Some(cue), &parts) {
                if best.as_ref().is_none_or(|(b, _, _)| fit.weight > b.weight) {
                    best = Some((fit, Some(cue), self.cue_words(verb, &parts)));
                }
            }
            if !cue.rest.is_empty() && best.is_some() {
                break;
            }
        }
        if best.is_none() && !self.bound.is_cue(verb) {
            for fit in self.fits(verb, None, &[]) {
                best = Some((fit, None, self.cue_words(verb, &[])));
            }
        }
        let (fit, cue, words) = best?;
        Some(self.finish_verb(verb, fit, cue, words))
    }

    fn finish_verb(&self, verb: Node<'a>, fit: Fit, cue: Option<&Cue>, words: Words) -> Found {
        let mut words = words;
        if let Some(link) = fit.link {
            let gap_is_light = (words.end..link).all(|t| self.node(t).upos() == Upos::Adv);
            if link >= words.end && gap_is_light {
                words.end = link + 1;
            }
        }
        let (words, top) = self.chain(verb, words);
        let source = match fit.source {
            Some(s) => Some(self.node(s)),
            None if fit.is_nobodys => None,
            None if self.is(top, List::Psych) && self.is_passive(top) => self.felt_by(top),
            None => self
                .subject(top)
                .or_else(|| self.borrowed_subject(top).filter(|_| fit.personal)),
        };
        let by_order = match source {
            None if fit.personal && top == verb => self.subject_by_order(verb, words),
            _ => None,
        };
        let source = source.or(by_order.map(|w| self.node(self.head_of(w))));
        let source_words = by_order.or(source.map(|s| self.source_phrase(s, words)));
        let content = self.own_content(verb, &fit, words, source_words);
        let mut weight = fit.weight;
        if source.is_none() && fit.personal {
            weight *= self.bound.lexicon.unlisted.no_source;
        }
        weight *= self.reality(top, source, (fit.rule, cue));
        let mut attitude = cue.map_or(Attitude::Expressed, |c| c.attitude);
        let finds = matches!(attitude, Attitude::Belief | Attitude::Evidence);
        if finds && source.is_some_and(|s| self.is(s, List::Evidence)) {
            weight = 1.0 - (1.0 - weight) * self.bound.lexicon.unlisted.evidence;
            attitude = Attitude::Evidence;
        }
        Found {
            cue: words,
            head: verb.index().0,
            content,
            source: source_words,
            source_head: source.map(|s| s.index().0),
            weight,
            rule: fit.rule,
            attitude,
            illocution: cue.and_then(|c| c.illocution),
            stance: cue.map_or(Stance::Neutral, |c| c.stance),
            addressees: fit.addressee.into_iter().collect(),
        }
    }

    /// The content of a fit without its cue, its source and a participle at its end that is the writer's.
    fn own_content(
        &self,
        verb: Node<'a>,
        fit: &Fit,
        cue: Words,
        source: Option<Words>,
    ) -> Vec<Words> {
        const TRAILED: [&str; 5] = [
            "clause",
            "stray-clause",
            "preposition",
            "object",
            "infinitive",
        ];
        let mut content = fit.content.clone();
        cut(&mut content, cue);
        if let Some(s) = source {
            let content_is_later = content.iter().any(|c| c.contains(s));
            if content_is_later && fit.personal {
                cut(&mut content, s);
            }
        }
        if TRAILED.contains(&fit.rule) {
            for c in &mut content {
                self.leave_participle(verb, c);
                self.leave_concession(c);
                self.leave_next_cue(verb, c);
            }
        }
        content
    }

    /// The words beside `head` that a cue of several words asks for.
    pub(super) fn parts(&self, head: Node<'a>, cue: &Cue) -> Option<Vec<u32>> {
        let sentence = self.sentence(head.index().0);
        let mut at = head.index().0 + 1;
        let mut parts = Vec::with_capacity(cue.rest.len());
        for word in &cue.rest {
            let end = sentence.end.min(at + REACH);
            let mut window = (at..end).take_while(|&t| !self.is_punctuation(t));
            let next = window.find(|&t| {
                let n = self.node(t);
                // "called the demand for talks a ploy" does not call for talks.
                let depth = if n.upos() == Upos::Adp { 2 } else { 4 };
                let is_near = || n.ancestors().take(depth).any(|a| a == head);
                (n.lemma() == word || n.form() == word) && is_near()
            })?;
            parts.push(next);
            at = next + 1;
        }
        Some(parts)
    }

    /// The verb group: auxiliaries, negation and adverbs before the verb, particle and further words after it.
    pub(super) fn cue_words(&self, verb: Node<'a>, parts: &[u32]) -> Words {
        let mut words = Words::new(verb.index().0, verb.index().0 + 1);
        while let Some(before) = words.start.checked_sub(1) {
            let n = self.node(before);
            let of_verb = n.head() == Some(verb)
                && (matches!(n.rel(), Rel::Aux | Rel::Cop)
                    || (n.rel() == Rel::Advmod && n.upos() != Upos::Sconj))
                && n.children().len() == 0;
            if !of_verb || self.quote(before) != self.quote(verb.index().0) {
                break;
            }
            words.start = before;
        }
        if let Some(&last) = parts.last() {
            words.end = last + 1;
        }
        while words.end < self.sentence(verb.index().0).end {
            let n = self.node(words.end);
            if n.is_rel(Rel::Compound, "prt") && n.head() == Some(verb) {
                words.end += 1;
            } else {
                break;
            }
        }
        words
    }

    /// Takes verbs in that only lead to the cue ("went on to say"); gives the topmost of them.
    fn chain(&self, verb: Node<'a>, words: Words) -> (Words, Node<'a>) {
        let (mut words, mut top) = (words, verb);
        while let Some(head) = top.head() {
            let leads = matches!(top.rel(), Rel::Xcomp | Rel::Ccomp)
                && self.is(head, List::Chain)
                && head.index().0 < words.start;
            let between = head.index().0 + 1..words.start;
            if !leads || between.len() > 4 || between.into_iter().any(|t| self.is_punctuation(t)) {
                break;
            }
            words = words.cover(self.cue_words(head, &[]));
            top = head;
        }
        (words, top)
    }

    /// Every frame that fits, with its weight.
    fn fits(&self, verb: Node<'a>, cue: Option<&Cue>, parts: &[u32]) -> Vec<Fit> {
        let mut fits = Vec::new();
        let heads = Heads::new(self, verb, parts);
        let passive = self.is_passive(verb);
        self.clauses(verb, cue, &heads, &mut fits);
        if let Some(cue) = cue {
            self.infinitives(verb, cue, &heads, &mut fits);
            if passive {
                self.passives(verb, cue, &heads, &mut fits);
            } else {
                self.objects(cue, &heads, &mut fits);
            }
            self.prepositions(verb, cue, &heads, &mut fits);
            if let (Some(w), true) = (cue.weight(Frame::Bare), fits.is_empty()) {
                let words = self.subtree(verb);
                fits.push(Fit::new(w, "bare", vec![words]));
            }
        }
        if let (true, Some(cue)) = (fits.iter().all(|f| f.weight < 0.6), cue) {
            fits.extend(self.rest_of_sentence(verb, cue));
        }
        if verb.rel() == Rel::Parataxis || (verb.rel() == Rel::Advcl && fits.is_empty()) {
            fits.extend(self.parenthesis(verb, cue));
        }
        fits
    }

    fn clauses(&self, verb: Node<'a>, cue: Option<&Cue>, heads: &Heads<'a>, fits: &mut Vec<Fit>) {
        let passive = self.is_passive(verb);
        for c in heads.of(&[Rel::Ccomp, Rel::Csubj]) {
            let marked = c.children_by(Rel::Mark).any(|m| self.is(m, List::Content));
            let unlisted = &self.bound.lexicon.unlisted;
            let weight = match cue {
                Some(cue) => cue.weight(Frame::Clause),
                None if marked => Some(unlisted.marked_clause),
                None => Some(unlisted.bare_clause),
            };
            let Some(weight) = weight else { continue };
            let Some(whole) = self.completed(verb, c, cue) else {
                continue;
            };
            let mut content = vec![whole];
            for also in verb.children_by(Rel::Conj) {
                let goes_on = also
                    .children_by(Rel::Mark)
                    .any(|m| self.is(m, List::Content));
                if goes_on && also.index() > c.index() {
                    content.push(self.subtree(also));
                } else if self.shares_content(verb, c, also) {
                    content[0] = content[0].cover(self.subtree(also));
                }
            }
            let mut fit = Fit::new(weight, "clause", content);
            fit.personal = !passive;
            fit.addressee = self.addressed(verb, cue);
            fits.push(fit);
        }
        if let (true, Some(cue)) = (fits.is_empty(), cue) {
            fits.extend(self.stray_clause(verb, cue));
        }
    }

    fn infinitives(&self, verb: Node<'a>, cue: &Cue, heads: &Heads<'a>, fits: &mut Vec<Fit>) {
        let passive = self.is_passive(verb);
        let object = heads.object(self, cue);
        let to = |x: &Node<'a>| {
            x.children_by(Rel::Mark)
                .any(|m| self.is(m, List::Infinitive))
        };
        let clauses = heads.of(&[Rel::Xcomp, Rel::Advcl, Rel::Acl, Rel::Ccomp]);
        for x in clauses.filter(|x| to(x) && x.index() > verb.index()) {
            let words = self.with_coordinate(verb, self.subtree(x));
            match object {
                Some(o) if o.index() < x.index() => {
                    if let Some(w) = cue.weight(Frame::Control) {
                        let mut fit = Fit::new(w, "control", vec![self.phrase(o).cover(words)]);
                        fit.addressee = Some(o.index().0);
                        fits.push(fit);
                    }
                }
                _ if passive => {
                    let weight = cue.weight(Frame::Passive).or(cue.weight(Frame::Control));
                    if let Some(w) = weight {
                        let mut content = vec![words];
                        content.extend(self.passive_subject(verb));
                        let mut fit = Fit::new(w, "passive-infinitive", content);
                        fit.personal = false;
                        fits.push(fit);
                    }
                }
                _ => {
                    let sure = x.rel() == Rel::Xcomp || !cue.rest.is_empty();
                    let weight = cue.weight(Frame::Infinitive);
                    if let Some(w) = weight.filter(|w| sure || *w >= STRAY_INFINITIVE) {
                        fits.push(self.with_infinitive(verb, w, words));
                    }
                }
            }
        }
        for x in heads.of(&[Rel::Xcomp]).filter(|x| !to(x)) {
            let is_gerund = is_gerund(x) && x.index() > verb.index();
            if let (Some(w), true) = (cue.weight(Frame::Gerund), is_gerund) {
                let mut content = self.subtree(x);
                if let Some(o) = object.filter(|o| o.index() < x.index()) {
                    content = content.cover(self.phrase(o));
                }
                fits.push(Fit::new(w, "gerund", vec![content]));
            }
        }
    }

    /// A cue with an infinitive; the subject of verbs of seeming is that of the infinitive.
    fn with_infinitive(&self, verb: Node<'a>, weight: f32, words: Words) -> Fit {
        let mut fit = Fit::new(weight, "infinitive", vec![words]);
        if self.is(verb, List::Impersonal) {
            fit.content.extend(self.passive_subject(verb));
            fit.personal = false;
            fit.is_nobodys = true;
        }
        fit
    }

    /// Subject of a passive that is no empty word.
    pub(super) fn passive_subject(&self, verb: Node<'a>) -> Option<Words> {
        let subject = self.own_subject(verb)?;
        let empty = self.is(subject, List::Expletive) && subject.upos() == Upos::Pron;
        (!empty).then(|| self.phrase(subject))
    }

    fn passives(&self, verb: Node<'a>, cue: &Cue, heads: &Heads<'a>, fits: &mut Vec<Fit>) {
        // With an agent it is the active sentence turned round.
        let active = cue.weight(Frame::Object).map(|w| w * 0.9);
        let active = active.filter(|_| self.agent(verb).is_some());
        let passive = cue.weight(Frame::Passive);
        let Some(weight) = passive.into_iter().chain(active).reduce(f32::max) else {
            return;
        };
        let mut content: Vec<Words> = self.passive_subject(verb).into_iter().collect();
        if verb.rel() == Rel::Advcl && verb.child(Rel::Aux).is_none() {
            // "That said, …" is no report of what was said.
            content.clear();
        }
        if content.is_empty() && verb.rel() == Rel::Acl {
            if self.agent(verb).is_none() {
                return;
            }
            content.extend(verb.head().map(|noun| {
                let n = noun.index().0;
                Words::new(self.phrase(noun).start, n + 1)
            }));
        }
        let mut link = None;
        for o in heads.of(&[Rel::Obl, Rel::Advcl]) {
            let case = self.marker(o);
            let belongs = case.is_some_and(|c| {
                self.is(c, List::Complement) || cue.preposition(c.lemma()).is_some()
            });
            if belongs && o.index() > verb.index() {
                let words = self.subtree(o);
                content.push(words);
                link = link.or(case.map(|c| c.index().0));
            }
        }
        if !content.is_empty() {
            let mut fit = Fit::new(weight, "passive", content);
            fit.personal = false;
            fits.push(fit);
        }
    }

    /// The word that opens a phrase or a clause.
    pub(super) fn marker(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut marks = node
            .children()
            .filter(|c| matches!(c.rel(), Rel::Case | Rel::Mark));
        marks.find(|c| c.index() < node.index())
    }

    fn objects(&self, cue: &Cue, heads: &Heads<'a>, fits: &mut Vec<Fit>) {
        let Some(object) = heads.object(self, cue) else {
            return;
        };
        let mut words =
            self.without_setting(object, self.without_aside(object, self.phrase(object)));
        if words.is_empty() {
            return;
        }
        // "appreciates the Republic | of Syldavia's commitment": one phrase cut into two objects.
        if let Some(rest) = heads
            .of(&[Rel::Obj])
            .find(|o| self.subtree(*o).start == words.end)
            && rest.child(Rel::Det).is_none()
        {
            words = words.cover(self.phrase(rest));
        }
        if let Some(fit) = self.clause_from_object(heads.verb, object, cue) {
            fits.push(fit);
        }
        fits.extend(self.question(object, cue));
        let mut whole = words;
        let mut is_as = None;
        // "his commitment to improving care": what follows a noun that takes complements is its own.
        let takes = self.bound.cues(object, Upos::Noun).next().is_some();
        for c in heads.of(&[Rel::Obl, Rel::Xcomp, Rel::Advcl, Rel::Acl]) {
            if c.index() < object.index() || self.subtree(c).start < words.end {
                continue;
            }
            let mark = self.marker(c);
            let temporal = c.rel() == Rel::Advcl && self.is_finite(c);
            if (mark.is_some_and(|m| self.is(m, List::As)) && !temporal)
                || (c.rel() == Rel::Xcomp && c.upos() != Upos::Verb)
            {
                is_as = Some(whole.cover(self.subtree(c)));
            } else if takes
                || c.rel() == Rel::Acl
                || (c.rel() != Rel::Xcomp
                    && !temporal
                    && !self.is_day(c)
                    && mark.is_some_and(|m| self.is(m, List::Complement)))
            {
                let gap = u32::from(!takes && c.rel() != Rel::Acl);
                if self.subtree(c).start <= whole.end + gap {
                    whole = whole.cover(self.subtree(c));
                }
            } else if c.rel() == Rel::Advcl && !temporal && self.subtree(c).start == whole.end {
                // "discussed cooperation | in trading", "discussed efforts | to trade": trees hang it on the verb.
                whole = whole.cover(self.subtree(c));
            }
        }
        whole = with_role(cue, whole, is_as);
        let is_as = is_as
            .or_else(|| self.predicate_of(object, words))
            .or_else(|| self.second_object(heads, object, words));
        if let (Some(w), Some(all)) = (cue.weight(Frame::As), is_as) {
            let all = self.with_purpose(heads, whole.cover(all));
            fits.push(Fit::new(w, "as", vec![all]));
        }
        if let Some(w) = cue.weight(Frame::Object) {
            let w = w * self.distance(heads.verb);
            let whole = self.with_complement(cue, whole);
            fits.push(Fit::new(w, "object", vec![whole]));
        }
    }

    /// "explained what they want": an object that is a question.
    fn question(&self, object: Node<'a>, cue: &Cue) -> Option<Fit> {
        let words = self.phrase(object);
        let asks = is_asking(self.node(words.start));
        let weight = cue.weight(Frame::Clause).filter(|_| asks)?;
        Some(Fit::new(weight * 0.95, "clause", vec![words]))
    }

    /// "called the vote of the party a mistake": what the object is called, as a second object.
    fn second_object(&self, heads: &Heads<'a>, object: Node<'a>, words: Words) -> Option<Words> {
        let mut others = heads.of(&[Rel::Obj, Rel::Obl]);
        let name = others.find(|o| {
            let is_bare = o.rel() == Rel::Obj || o.subtype() == "unmarked";
            is_bare
                && o.index() > object.index()
                && o.child(Rel::Det).is_some()
                && self.marker(*o).is_none()
                && !self.is(*o, List::Calendar)
        })?;
        Some(words.cover(self.subtree(name)))
    }

    /// "called her a “champion” | for its cause": the phrase behind a predicate that is part of what is said.
    fn with_purpose(&self, heads: &Heads<'a>, words: Words) -> Words {
        if words.end >= self.sentence(words.start).end {
            return words;
        }
        let link = self.node(words.end);
        let phrase = link.head().filter(|p| {
            link.rel() == Rel::Case && self.is(link, List::Complement) && p.index() > link.index()
        });
        let belongs = phrase.filter(|p| {
            let is_near = p
                .head()
                .is_some_and(|h| h == heads.verb || words.holds(h.index().0));
            is_near && !self.is(*p, List::Calendar) && self.named_channel(*p, |_| true).is_none()
        });
        belongs.map_or(words, |p| words.cover(self.subtree(p)))
    }

    fn prepositions(&self, verb: Node<'a>, cue: &Cue, heads: &Heads<'a>, fits: &mut Vec<Fit>) {
        if cue.prepositions.is_empty() {
            return;
        }
        for o in heads.of(&[
            Rel::Obl,
            Rel::Advcl,
            Rel::Nmod,
            Rel::Acl,
            Rel::Xcomp,
            Rel::Ccomp,
        ]) {
            let Some(mark) = self.marker(o).filter(|m| m.index() > verb.index()) else {
                continue;
            };
            let Some(weight) = cue.preposition(mark.lemma()) else {
                continue;
            };
            let is_setting = self.is(o, List::Calendar) || self.is(o, List::Linking);
            if is_setting && o.upos() != Upos::Verb {
                continue;
            }
            let mut words = self.without_aside(o, self.subtree(o));
            words.start = words.start.max(mark.index().0 + 1);
            let object = heads.of(&[Rel::Obj]).find(|x| x.index() < o.index());
            // "referred the bill to the court" speaks of nothing.
            let is_dative = self.is(mark, List::Addressee) && cue.weight(Frame::Object).is_none();
            if is_dative && object.is_some() && cue.rest.is_empty() {
                continue;
            }
            let mut fit = Fit::new(weight, "preposition", vec![words]);
            match object {
                Some(x) if cue.rest.is_empty() => fit.content = vec![self.phrase(x).cover(words)],
                _ => fit.link = Some(mark.index().0),
            }
            if let (true, Some(subject)) = (self.is_passive(verb), self.passive_subject(verb)) {
                fit.content.push(subject);
                fit.personal = false;
            }
            if !fit.content[0].is_empty() {
                fits.push(fit);
            }
        }
    }
}

/// "endorsed the process *as the best way*": of a verb that does not name things this is part of the object.
fn with_role(cue: &Cue, object: Words, role: Option<Words>) -> Words {
    match (role, cue.weight(Frame::As)) {
        (Some(role), None) => object.cover(role),
        _ => object,
    }
}

/// A cue's words whose dependents are read together: the verb and, for "make the case that", the noun.
struct Heads<'a> {
    verb: Node<'a>,
    dependents: Vec<Node<'a>>,
}

impl<'a> Heads<'a> {
    fn new(page: &Page<'a>, verb: Node<'a>, parts: &[u32]) -> Self {
        let mut dependents: Vec<Node<'a>> = verb.children().collect();
        for &p in parts {
            dependents.extend(page.node(p).children());
        }
        dependents.retain(|d| !parts.contains(&d.index().0));
        dependents.sort_by_key(|d| d.index());
        Self { verb, dependents }
    }

    /// The object, or the phrase led by a preposition that belongs to the cue ("call on").
    fn object(&self, page: &Page<'a>, cue: &Cue) -> Option<Node<'a>> {
        let mut objects = self.of(&[Rel::Obj, Rel::Iobj]);
        objects.next().or_else(|| {
            let led = |o: &Node<'a>| {
                let case = page.case(*o);
                case.is_some_and(|c| cue.rest.iter().any(|r| r == c.lemma()))
            };
            self.of(&[Rel::Obl]).find(led)
        })
    }

    fn of(&self, rels: &'static [Rel]) -> impl Iterator<Item = Node<'a>> {
        self.dependents
            .iter()
            .copied()
            .filter(|d| rels.contains(&d.rel()))
    }
}
