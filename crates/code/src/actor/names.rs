//! Which words are names: of the base, by label, or as chains of proper nouns.

use super::base::{ActorType, Name, NameKind};
use super::finder::Finder;
use super::node;
use verbale_text::{NameType, Rel, TokenIdx, Upos};

/// Words that name somebody or something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameSpan {
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// The base's name, if the base has one for just these words.
    pub(crate) known: Option<Name>,
    /// What kind of name it is, if that is known.
    pub(crate) label: Option<NameType>,
}

impl NameSpan {
    fn len(&self) -> u32 {
        self.last - self.first + 1
    }
}

impl Finder<'_> {
    /// All names in text order, without overlap.
    pub(crate) fn name_spans(&self) -> Vec<NameSpan> {
        let mut spans: Vec<NameSpan> = self
            .scan
            .names
            .iter()
            .filter(|hit| hit.name.kind != NameKind::City && !self.is_part(hit))
            .map(|hit| NameSpan {
                first: hit.first,
                last: hit.last,
                known: Some(hit.name),
                label: None,
            })
            .collect();
        let states = self.scan.names.iter();
        spans.extend(states.filter_map(|hit| self.with_polity(hit)));
        let labelled = self.labelled_spans();
        let has_labels = !labelled.is_empty();
        spans.extend(labelled.into_iter().filter_map(|s| self.trim(s)));
        self.chains(has_labels, &mut spans);
        // The longer name wins, then the base's, then the earlier one.
        spans.sort_by_key(|s| (std::cmp::Reverse(s.len()), s.known.is_none(), s.first));
        let mut taken = vec![false; self.parsed.tokens().len()];
        spans.retain(|s| {
            let words = &mut taken[s.first as usize..=s.last as usize];
            let free = words.iter().all(|t| !t);
            if free {
                words.fill(true);
            }
            free
        });
        spans.sort_by_key(|s| s.first);
        spans
    }

    fn labelled_spans(&self) -> Vec<NameSpan> {
        let mut spans: Vec<NameSpan> = Vec::new();
        let tokens = self.parsed.tokens();
        for (i, token) in tokens.iter().enumerate() {
            let i = i as u32;
            let Some(label) = token.entity.name_type() else {
                continue;
            };
            let continues = !token.entity.begins()
                && spans
                    .last()
                    .is_some_and(|s| s.last + 1 == i && s.label == Some(label));
            match spans.last_mut() {
                Some(span) if continues => span.last = i,
                _ => spans.push(NameSpan {
                    first: i,
                    last: i,
                    known: None,
                    label: Some(label),
                }),
            }
        }
        for span in spans.iter_mut().filter(|s| s.label == Some(NameType::Per)) {
            span.first = self.with_names_before(span.first);
        }
        spans
    }

    /// First word of a person's name that begins at word `first`, with the unlabelled proper nouns before it that the tree
    /// joins to it; titles among them are taken off later.
    fn with_names_before(&self, mut first: u32) -> u32 {
        while let Some(before) = first.checked_sub(1) {
            let (begin, _) = self.sentence(first);
            let (a, b) = (node(self.parsed, before), node(self.parsed, first));
            let is_flat = |n: verbale_text::Node<'_>| matches!(n.rel(), Rel::Flat | Rel::Compound);
            let joined = a.head() == Some(b) && is_flat(a)
                || b.head() == Some(a) && is_flat(b)
                || a.head().is_some() && a.head() == b.head() && is_flat(a) && is_flat(b);
            if before < begin || !self.is_chain_word(before) || !joined {
                break;
            }
            first = before;
        }
        first
    }

    /// The span without article, title, clitic and marks at its ends; `None` if nothing is left, or if the phrase
    /// is a nationality and a common noun ("Iranian Foreign Ministry"), which is described, not named.
    fn trim(&self, mut span: NameSpan) -> Option<NameSpan> {
        let upos = |i: u32| self.parsed.tokens()[i as usize].upos;
        while span.first < span.last
            && matches!(upos(span.first), Upos::Det | Upos::Punct | Upos::Adp)
        {
            span.first += 1;
        }
        while span.first < span.last
            && matches!(
                upos(span.last),
                Upos::Part | Upos::Punct | Upos::Cconj | Upos::Adp | Upos::Det
            )
        {
            span.last -= 1;
        }
        if let Some(first) = self.after_realm(&span) {
            (span.first, span.label) = (first, Some(NameType::Per));
        }
        if span.label != Some(NameType::Per) && self.names_person(&span) {
            span.label = Some(NameType::Per);
        }
        if span.label == Some(NameType::Per) {
            span.first = self.after_titles(span.first, span.last);
            span.first = self.after_post(span.first, span.last);
            span.first = self.after_body(span.first, span.last);
            // "the Crown Prince of Klow" names nobody.
            if self.is_realm(&span) || upos(span.first) == Upos::Adp {
                return None;
            }
        }
        if span.label == Some(NameType::Org) && self.opens_post(&span) {
            return None;
        }
        if self.is_inside_post(&span) || self.is_bare_post(&span) || self.names_deed(&span) {
            return None;
        }
        if matches!(upos(span.first), Upos::Punct | Upos::Pron | Upos::Det) {
            return None;
        }
        if span.label == Some(NameType::Org) && self.is_description(&span) {
            // Labels leave out adjectives that belong to the name: "the United Front".
            span.first = self.with_adjectives(span.first);
            if self.is_description(&span) {
                return None;
            }
        }
        Some(span)
    }

    /// "Syldavian Recognition of Borduria": in a headline what states do looks like a name of its own.
    fn names_deed(&self, span: &NameSpan) -> bool {
        let deeds = &self.base.grammar.deeds;
        span.label != Some(NameType::Per)
            && deeds.contains(&self.scan.form_word(self.noun_of(span)))
            && (span.first..=span.last).any(|i| self.scan.name(i).is_some())
    }

    /// "Under Secretary for *Trade*": one word that says what the post before it is for is no person, whatever its label.
    fn is_realm(&self, span: &NameSpan) -> bool {
        let post = self.post_before_realm(span.first);
        span.first == span.last && post.is_some_and(|p| p + 2 == span.first)
    }

    /// "Special Envoy for Borduria *Ana Silva*": where a person's name begins in a span that begins with the realm.
    fn after_realm(&self, span: &NameSpan) -> Option<u32> {
        let hit = self.scan.name(span.first)?;
        let first = hit.last + 1;
        let is_name = |i: u32| self.scan.is_capitalised(i) && self.scan.name(i).is_none();
        let is_person = first < span.last && (first..=span.last).all(is_name);
        (is_person && self.post_before_realm(first).is_some()).then_some(first)
    }

    /// Where a name begins whose label starts inside the post before it: "of Trade and Labour Ana Silva".
    fn after_post(&self, first: u32, last: u32) -> u32 {
        /// Words of a plain name.
        const PLAIN: u32 = 2;
        let joins = |i: u32| {
            let upos = self.parsed.tokens()[i as usize].upos;
            matches!(upos, Upos::Cconj) || i == first && upos == Upos::Adp
        };
        let is_broken = last >= first + PLAIN && (first..=last - PLAIN).any(joins);
        if is_broken { last + 1 - PLAIN } else { first }
    }

    /// "Counselor of the *Department* Ana Silva": where a name begins whose label starts with the body that its post is of.
    fn after_body(&self, first: u32, last: u32) -> u32 {
        let is_body = |s: &(u32, &super::base::SectorWord)| {
            s.0 == first && s.1.actor_type == ActorType::Organisation
        };
        let before = first
            .checked_sub(1)
            .map(|b| self.parsed.tokens()[b as usize].upos);
        let is_led = matches!(before, Some(Upos::Det | Upos::Adp));
        let is_longer = last > first && self.scan.sector(first).as_ref().is_some_and(is_body);
        first + u32::from(is_led && is_longer)
    }

    /// Whether a post of a person opens what is labelled as a body: "Syldavian Minister of Trade".
    fn opens_post(&self, span: &NameSpan) -> bool {
        let is_link = |i: u32| {
            let word = self.scan.form_word(i);
            i <= span.last && self.base.grammar.title.contains(&word)
        };
        let is_body = |i: u32| {
            let sector = self.scan.sector(i);
            sector.is_some_and(|s| s.1.actor_type != ActorType::Person)
        };
        let post = (span.first..span.last).find(|&i| self.is_personal_title(i) && is_link(i + 1));
        post.is_some_and(|i| {
            let first = self.scan.title(i).map_or(i, |t| t.0);
            let before = span.first..first.max(span.first);
            before.into_iter().all(|j| self.scan.name(j).is_some()) && !is_body(i)
        })
    }

    /// Whether a post opens what is labelled as a body, a place or something else, or stands right before it, and no
    /// noun of a body closes it: "Secretary Masud", "Special Envoy | Ana Silva".
    fn names_person(&self, span: &NameSpan) -> bool {
        let is_body = |i: u32| {
            let sector = self.scan.sector(i);
            sector.is_some_and(|s| s.1.actor_type != ActorType::Person)
        };
        let name = self.after_titles(span.first, span.last);
        let is_known = (name..=span.last).any(|i| self.scan.name(i).is_some());
        let (start, _) = self.sentence(span.first);
        let follows = || {
            let is_name = !is_known && self.scan.is_capitalised(span.first);
            let before = span.first.checked_sub(1).filter(|b| *b >= start);
            is_name && before.is_some_and(|b| self.is_personal_title(b))
        };
        let opens = || {
            let is_org = span.label == Some(NameType::Org);
            // "Special Envoy Silva", labelled as a body, is a person.
            let before = name.saturating_sub(1);
            let opens_all = self.scan.title(before).is_some_and(|t| t.0 <= span.first);
            let is_title = match is_org {
                true => self.ends_title(span.first) || opens_all,
                false => self.ends_title(before),
            };
            name > span.first && is_title && (is_org || !is_known)
        };
        let is_name = self.parsed.tokens()[span.last as usize].upos == Upos::Propn;
        is_name && !(name..=span.last).any(is_body) && (opens() || follows())
    }

    /// Whether the post that ends at word `i` is one of a person, in capitals: "Foreign Minister".
    pub(crate) fn is_personal_title(&self, i: u32) -> bool {
        let title = self.scan.title(i).map(|t| t.0);
        title.is_some_and(|first| (first..=i).all(|j| self.scan.is_capitalised(j)))
    }

    /// "the Secretary": a label does not make a post the name of somebody.
    fn is_bare_post(&self, span: &NameSpan) -> bool {
        let (start, _) = self.sentence(span.first);
        let has_article =
            span.first > start && self.parsed.tokens()[span.first as usize - 1].upos == Upos::Det;
        let title = self.scan.title(span.last);
        has_article && title.is_some_and(|t| t.0 <= span.first)
    }

    /// Whether the words are a post or a part of one: "Foreign" in "Foreign Minister", "General" in "Secretary-General".
    fn is_inside_post(&self, span: &NameSpan) -> bool {
        let (_, end) = self.sentence(span.last);
        let ends = span.last..end.min(span.last + 4);
        ends.filter_map(|i| self.scan.title(i).map(|t| (t.0, i)))
            .any(|(first, last)| {
                let overlaps = last > span.last && first <= span.last;
                first <= span.first && first < span.first
                    || overlaps && (first <= span.first || span.label == Some(NameType::Org))
            })
    }

    /// First word of the name proper in `first..=last`, after posts, words of address and nationalities.
    pub(crate) fn after_titles(&self, mut first: u32, last: u32) -> u32 {
        while first < last {
            let step = (first..last).rev().find(|&i| {
                let starts = |f: Option<u32>| f.is_some_and(|f| f <= first);
                starts(self.scan.title(i).map(|t| t.0))
                    || starts(self.scan.honorific(i).map(|t| t.0))
                    || starts(self.scan.status(i).map(|t| t.0))
                    || self.scan.name(i).is_some_and(|h| {
                        h.first <= first
                            && h.last == i
                            && (h.name.kind == NameKind::Adjective
                                || (i + 1..last).any(|j| self.ends_title(j)))
                    })
            });
            match step {
                Some(i) => first = i + 1,
                None => break,
            }
        }
        first
    }

    /// Whether only nationalities and states stand before an actor noun that ends the span.
    fn is_description(&self, span: &NameSpan) -> bool {
        let Some((noun, _)) = self.scan.sector(span.last) else {
            return false;
        };
        noun <= span.first
            || (span.first..noun).all(|i| {
                self.scan.name(i).is_some()
                    || matches!(
                        self.parsed.tokens()[i as usize].upos,
                        Upos::Part | Upos::Punct
                    )
            })
    }

    /// Chains of proper nouns that no label covers: persons after a title, bodies with a body's noun, and, where the
    /// parser gives no labels at all, any chain of two words.
    fn chains(&self, has_labels: bool, spans: &mut Vec<NameSpan>) {
        let tokens = self.parsed.tokens();
        let mut i = 0;
        while i < tokens.len() as u32 {
            if !self.is_chain_word(i) {
                i += 1;
                continue;
            }
            let first = i;
            while let Some(next) = self.chain_goes_on(i) {
                i = next;
            }
            self.chain((first, i), has_labels, spans);
            i += 1;
        }
    }

    fn is_chain_word(&self, i: u32) -> bool {
        let token = &self.parsed.tokens()[i as usize];
        token.upos == Upos::Propn && token.entity.name_type().is_none()
    }

    /// The next word of the chain after word `i`; a hyphen without spaces does not end it.
    fn chain_goes_on(&self, i: u32) -> Option<u32> {
        let (_, end) = self.sentence(i);
        if i + 1 >= end {
            return None;
        }
        if self.is_hyphen(i + 1) && i + 2 < end && self.is_chain_word(i + 2) {
            let tokens = self.parsed.tokens();
            let span = |k: u32| tokens[k as usize].span;
            let touches = span(i).end == span(i + 1).start && span(i + 1).end == span(i + 2).start;
            return touches.then_some(i + 2);
        }
        let (a, b) = (node(self.parsed, i), node(self.parsed, i + 1));
        let joined = |x: verbale_text::Node<'_>, y: verbale_text::Node<'_>| {
            x.head() == Some(y)
                && matches!(x.rel(), Rel::Flat | Rel::Compound | Rel::Nmod | Rel::Amod)
        };
        let goes_on = self.is_chain_word(i + 1)
            && (joined(a, b) || joined(b, a) || a.head().is_some() && a.head() == b.head());
        goes_on.then_some(i + 1)
    }

    fn chain(&self, (first, last): (u32, u32), has_labels: bool, spans: &mut Vec<NameSpan>) {
        let first = match self.scan.name(first) {
            Some(hit) if hit.first < first => hit.last + 1,
            _ => first,
        };
        if first > last {
            return;
        }
        let start = self.after_titles(first, last);
        // "Minister Mawlawi [Amir Khan]": a word of address before a name is not a name of its own.
        let is_address = self.scan.honorific(last).is_some_and(|h| h.0 <= start);
        let next = self.parsed.tokens().get(last as usize + 1);
        if is_address && next.is_some_and(|t| t.entity.name_type() == Some(NameType::Per)) {
            return;
        }
        let follows = first > 0 && self.ends_title(first - 1)
            || start < last && self.post_before_realm(start).is_some();
        let has_title = start > first || follows;
        let mut start = self.with_adjectives(start);
        if self.precedes_body(last) {
            spans.push(NameSpan {
                first: start,
                last,
                known: None,
                label: Some(NameType::Org),
            });
            return;
        }
        let body = (start..=last).rev().find_map(|i| {
            let (from, sector) = self.scan.sector(i)?;
            (sector.named && sector.actor_type != ActorType::Person && from > start).then_some(i)
        });
        let (last, label) = match body {
            Some(i) if self.is_capitalised_run(start, i) => {
                start = self.with_nationality(start, i);
                (i, Some(NameType::Org))
            }
            _ if has_title && !self.is_post(start, last) => (last, Some(NameType::Per)),
            _ if (!has_labels || last == start) && !self.is_post(start, last) => (last, None),
            _ => return,
        };
        let span = NameSpan {
            first: start,
            last,
            known: None,
            label,
        };
        let known = |i: u32| self.scan.name(i).is_some();
        let covered = match label {
            // A known surname does not make the whole name known: "Sami Sadat".
            None => (start..=last).any(|i| known(i) && !self.is_surname(i, start, last)),
            Some(_) => (start..=last).all(known),
        };
        if covered || (label == Some(NameType::Org) && self.is_description(&span)) {
            return;
        }
        spans.push(span);
    }

    /// First word of a body's name with the nationality before it, if more than a listed noun follows:
    /// "Palestinian Liberation Organization", but not "Iranian Foreign Ministry".
    fn with_nationality(&self, start: u32, last: u32) -> u32 {
        let described = self.scan.sector(last).is_some_and(|s| s.0 <= start);
        match start.checked_sub(1).and_then(|i| self.scan.name(i)) {
            Some(hit)
                if !described
                    && hit.last + 1 == start
                    && hit.name.kind == NameKind::Adjective
                    && self.sentence(start).0 <= hit.first =>
            {
                hit.first
            }
            _ => start,
        }
    }

    /// Whether a known body's name is only a part of the name in the text: "National Freedom Party", or one that
    /// goes on with "of" and another state.
    fn is_part(&self, hit: &super::scan::NameHit) -> bool {
        let actor = &self.base.actors[hit.name.actor as usize];
        if !matches!(actor.actor_type, ActorType::Organisation | ActorType::Group) {
            return false;
        }
        let (_, end) = self.sentence(hit.first);
        let goes_on = hit.last + 2 < end
            && self
                .base
                .grammar
                .title
                .contains(&self.scan.form_word(hit.last + 1))
            && actor.country.is_some()
            && self
                .scan
                .country(hit.last + 2)
                .is_some_and(|c| Some(c) != actor.country);
        goes_on
            || self.with_adjectives(hit.first) < hit.first && self.scan.sector(hit.last).is_some()
    }

    /// First word of a name that ends before word `first`, with the capitalised adjectives and nouns before it.
    fn with_adjectives(&self, mut first: u32) -> u32 {
        let (start, _) = self.sentence(first);
        while first > start + 1 {
            let i = first - 1;
            let token = &self.parsed.tokens()[i as usize];
            let fits = matches!(token.upos, Upos::Adj | Upos::Propn | Upos::Noun)
                && token.entity.name_type().is_none()
                && self.scan.is_capitalised(i)
                && self.scan.name(i).is_none()
                && self.scan.status(i).is_none()
                && !self.ends_title(i);
            if !fits {
                break;
            }
            first = i;
        }
        first
    }

    /// Whether a common noun for a body follows word `i`: "the Jamiat party".
    fn precedes_body(&self, i: u32) -> bool {
        let (_, end) = self.sentence(i);
        i + 1 < end
            && self.parsed.tokens()[i as usize + 1].upos == Upos::Noun
            && node(self.parsed, i)
                .head()
                .is_some_and(|h| h.index().0 == i + 1)
            && self.scan.name(i).is_none()
            && self.scan.sector(i).is_none()
            && self
                .scan
                .sector(i + 1)
                .is_some_and(|s| s.0 == i + 1 && s.1.named && s.1.actor_type != ActorType::Person)
            && self.is_general(i + 1)
            && !self
                .base
                .grammar
                .government
                .contains(&self.scan.lemma_word(i + 1))
    }

    fn is_capitalised_run(&self, first: u32, last: u32) -> bool {
        (first..=last).all(|i| self.scan.is_capitalised(i))
    }

    /// Whether a known person's name at word `i` is only a part of the words `first..=last`.
    fn is_surname(&self, i: u32, first: u32, last: u32) -> bool {
        self.scan.name(i).is_some_and(|hit| {
            let known = &self.base.actors[hit.name.actor as usize];
            known.actor_type == ActorType::Person && (hit.first > first || hit.last < last)
        })
    }

    fn is_post(&self, first: u32, last: u32) -> bool {
        self.scan.title(last).is_some_and(|t| t.0 <= first)
            || self.scan.sector(last).is_some_and(|t| t.0 <= first)
    }

    /// Whether a post or a word of address ends at word `i`.
    pub(crate) fn ends_title(&self, i: u32) -> bool {
        self.scan.title(i).is_some() || self.scan.honorific(i).is_some()
    }

    /// The word of `first..=last` that hangs outside.
    pub(crate) fn head_of(&self, first: u32, last: u32) -> u32 {
        (first..=last)
            .find(|&i| {
                let head = self.parsed.tokens()[i as usize].head;
                head == TokenIdx::NONE || head.0 < first || head.0 > last
            })
            .unwrap_or(last)
    }
}
