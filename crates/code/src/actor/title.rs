//! Posts beside names: before them, in apposition, in a participle, in a copula clause.

use super::base::{ActorType, Code, Gender, Title};
use super::finder::Finder;
use super::modifiers::{After, Modifiers, REACH};
use super::node;
use super::roles::{Holder, RoleDraft};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// How many posts of one person are kept in mind.
const MOST_POSTS: usize = 8;

/// Words that may stand between a post and a name to say what the post is for.
const LONGEST_REALM: u32 = 16;

impl Finder<'_> {
    /// Links posts to the persons named beside them.
    pub(crate) fn link_titles(&mut self) {
        for number in 0..self.actors.mentions.len() as u32 {
            let m = self.actors.mentions[number as usize];
            let kind = self.type_of(m.actor);
            if matches!(kind, None | Some(ActorType::Person)) {
                self.link(number, m.actor, (m.first.0, m.last.0));
            }
        }
        for i in 0..self.parsed.tokens().len() as u32 {
            if !self.is_title_word[i as usize] {
                self.copula(i);
            }
        }
    }

    fn link(&mut self, number: u32, person: ActorIdx, name: (u32, u32)) {
        let before = self.prefix(number, person, name);
        let head = self.head_of(name.0, name.1);
        if !before {
            self.title_in_tree(number, person, name, head);
        }
        self.appositions(number, person, name, head);
        self.participle(person, name, head);
    }

    /// Posts and words of address right before the name: "Acting Foreign Minister Mawlawi …".
    fn prefix(&mut self, number: u32, person: ActorIdx, name: (u32, u32)) -> bool {
        let (start, _) = self.sentence(name.0);
        let mut at = name.0;
        let mut status = None;
        let mut posts: Vec<(u32, u32)> = Vec::new();
        while at > start {
            let i = at - 1;
            let title = self.scan.title(i);
            let honorific = self.scan.honorific(i);
            if let Some((first, value)) = title.filter(|t| honorific.is_none_or(|h| t.0 <= h.0)) {
                let is_deputy = value.rank == Some("deputy")
                    || self
                        .base
                        .grammar
                        .deputies
                        .contains(&self.scan.lemma_word(i));
                match posts.last_mut() {
                    // "Deputy Secretary" is one post.
                    Some(post) if is_deputy && post.0 == i + 1 => post.0 = first,
                    _ => posts.push((first, i)),
                }
                at = first;
            } else if let Some((first, honorific)) = honorific {
                self.address(person, honorific.sector, honorific.gender);
                if self.short_title(first, i).is_some() {
                    posts.push((first, i));
                }
                at = first;
            } else if let Some((first, s)) = self.scan.status(i) {
                status = Some((first, i, s));
                at = first;
            } else if self.is_hyphen(i) && at < name.0 {
                at = i;
            } else if let Some(before) =
                self.post_before_and(i, start).filter(|_| !posts.is_empty())
            {
                at = before;
            } else {
                break;
            }
        }
        if at == name.0 {
            return self.post_across_realm(number, person, name);
        }
        self.claim(number, at, name.0 - 1);
        let has_post = !posts.is_empty();
        for (first, last) in posts.into_iter().rev() {
            if let Some((_, honorific)) = self.scan.honorific(last) {
                self.address(person, None, honorific.gender);
            }
            let mut modifiers = self.modifiers(at);
            modifiers.status = modifiers.status.or(status);
            let holder = Holder::Actor(person, name);
            let realm = self
                .after(name.1)
                .filter(|a| a.is_title && a.country.is_some());
            self.push_draft((first, last), &modifiers, realm, (holder, "prefix"));
        }
        has_post
    }

    /// "Special Envoy *for the Northern Isles* Ana Silva": what the post is for stands between it and the name.
    fn post_across_realm(&mut self, number: u32, person: ActorIdx, name: (u32, u32)) -> bool {
        let last = self.post_before_realm(name.0);
        let is_direct = self.type_of(person) == Some(ActorType::Person) || name.1 > name.0;
        let Some(last) = last.filter(|_| is_direct && self.scan.is_capitalised(name.0)) else {
            return false;
        };
        let Some((first, _)) = self.scan.title(last) else {
            return false;
        };
        self.claim(number, first, name.0 - 1);
        let modifiers = self.modifiers(first);
        let realm = self
            .after(last)
            .filter(|a| a.end < name.0 || a.country.is_some());
        self.push_draft(
            (first, last),
            &modifiers,
            realm,
            (Holder::Actor(person, name), "prefix"),
        );
        true
    }

    /// Last word of the post whose realm ends right before word `name`: "Envoy" in "Special Envoy for the Isles Ana Silva".
    pub(crate) fn post_before_realm(&self, name: u32) -> Option<u32> {
        let (start, _) = self.sentence(name);
        let is_realm = |i: u32| {
            let upos = self.parsed.tokens()[i as usize].upos;
            let joins = matches!(upos, Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part);
            let is_comma = node(self.parsed, i).form() == "," && i + 1 < name;
            joins || is_comma || self.is_hyphen(i) || self.scan.is_capitalised(i)
        };
        let links = |i: u32| {
            let word = self.scan.form_word(i + 1);
            let title = self.scan.title(i).map(|t| t.0);
            let is_capital =
                |first: u32| self.scan.is_capitalised(first) && self.scan.is_capitalised(i);
            self.base.grammar.title.contains(&word) && title.is_some_and(is_capital)
        };
        let reach = name.saturating_sub(LONGEST_REALM).max(start);
        let words = (reach..name.saturating_sub(1)).rev();
        words.take_while(|&i| is_realm(i + 1)).find(|&i| links(i))
    }

    /// "Deputy Prime Minister *and* Foreign Minister Silva", without an article, is one person: where the first post ends.
    fn post_before_and(&self, i: u32, start: u32) -> Option<u32> {
        let is_and = self.parsed.tokens()[i as usize].upos == Upos::Cconj;
        let last = i.checked_sub(1).filter(|l| is_and && *l >= start)?;
        let (first, _) = self.scan.title(last)?;
        let is_capital = (first..=last).all(|j| self.scan.is_capitalised(j));
        let before = first.checked_sub(1).filter(|b| *b >= start);
        let has_article =
            before.is_some_and(|b| self.parsed.tokens()[b as usize].upos == Upos::Det);
        let opens = before.is_none() && first == start;
        (is_capital && !has_article && !opens && last > first).then_some(i)
    }

    /// Takes over what a word of address tells.
    fn address(&mut self, person: ActorIdx, sector: Option<Code>, gender: Option<Gender>) {
        self.set_gender(person, gender);
        if let Some(sector) = sector {
            self.addressed.push((person, sector));
        }
    }

    pub(crate) fn is_hyphen(&self, i: u32) -> bool {
        self.scan.form(i).is_empty() && self.parsed.tokens()[i as usize].upos == Upos::Punct
    }

    /// The post that a short form stands for ("Sen.").
    fn short_title(&self, first: u32, last: u32) -> Option<&str> {
        let mut key = String::new();
        let mut buffer = String::new();
        super::words::pieces(self.text(first, last), &mut buffer, |piece, _| {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(piece);
        });
        self.base.grammar.short.get(key.as_str()).map(|t| &**t)
    }

    /// Marks words as belonging to the title of a mention.
    fn claim(&mut self, number: u32, first: u32, last: u32) {
        for i in first..=last {
            self.is_title_word[i as usize] = true;
            let at = &mut self.actors.at[i as usize];
            if *at == u32::MAX {
                *at = number;
            }
        }
    }

    /// A post that the tree hangs on the name, or the name on: "the Prime Minister of Italy, …".
    fn title_in_tree(&mut self, number: u32, person: ActorIdx, name: (u32, u32), head: u32) {
        let h = node(self.parsed, head);
        let above = h
            .head()
            .filter(|_| matches!(h.rel(), Rel::Appos | Rel::Flat | Rel::Nmod))
            .filter(|_| h.child(Rel::Case).is_none() && h.subtype() != "poss");
        let beside = h.children().find(|c| {
            matches!(c.rel(), Rel::Nmod | Rel::Appos | Rel::Compound | Rel::Flat)
                && c.child(Rel::Case).is_none()
                && self.scan.title(c.index().0).is_some()
        });
        let found = [above, beside]
            .into_iter()
            .flatten()
            .map(|n| n.index().0)
            .find(|&i| {
                i < name.0 && self.scan.title(i).is_some() && !self.is_title_word[i as usize]
            });
        if let Some(last) = found {
            self.post(number, last, (person, name), "apposition");
        }
    }

    /// Posts in apposition after the name: "…, head of the United Front,".
    fn appositions(&mut self, number: u32, person: ActorIdx, name: (u32, u32), head: u32) {
        let h = node(self.parsed, head);
        let mut ends: Vec<u32> = Vec::new();
        for appos in h.children_by(Rel::Appos) {
            self.push_title(appos, name.1, &mut ends);
            for conj in appos.children_by(Rel::Conj) {
                self.push_title(conj, name.1, &mut ends);
            }
        }
        if ends.is_empty() {
            ends.extend(self.apposition_in_row(name.1));
        }
        for last in ends {
            self.post(number, last, (person, name), "apposition");
        }
    }

    fn push_title(&self, noun: Node<'_>, after: u32, ends: &mut Vec<u32>) {
        let i = noun.index().0;
        let is_free = i > after && !self.is_title_word[i as usize];
        if is_free && self.scan.title(i).is_some() && !self.is_before_name(i) {
            ends.push(i);
        }
    }

    /// Whether a name of a person starts right after word `i`.
    fn is_before_name(&self, i: u32) -> bool {
        let (_, end) = self.sentence(i);
        i + 1 < end
            && self.actors.mention_at(TokenIdx(i + 1)).is_some_and(|m| {
                m.first.0 == i + 1 && self.type_of(m.actor) == Some(ActorType::Person)
            })
    }

    /// Where the tree fails: a comma, then a noun phrase that ends in a post.
    fn apposition_in_row(&self, last: u32) -> Option<u32> {
        let (_, end) = self.sentence(last);
        let text = |i: u32| node(self.parsed, i).form();
        if last + 2 >= end || text(last + 1) != "," {
            return None;
        }
        for i in last + 2..end.min(last + 2 + REACH) {
            let upos = self.parsed.tokens()[i as usize].upos;
            let in_phrase = matches!(
                upos,
                Upos::Det
                    | Upos::Adj
                    | Upos::Noun
                    | Upos::Propn
                    | Upos::Part
                    | Upos::Adv
                    | Upos::Num
            ) || self.is_hyphen(i);
            if !in_phrase {
                return None;
            }
            let next_is_noun = i + 1 < end
                && (matches!(
                    self.parsed.tokens()[i as usize + 1].upos,
                    Upos::Noun | Upos::Propn | Upos::Part
                ) || self.is_hyphen(i + 1));
            if !next_is_noun && self.scan.title(i).is_some() {
                let is_free = !self.is_title_word[i as usize] && !self.is_before_name(i);
                return is_free.then_some(i);
            }
        }
        None
    }

    /// A post outside the name's own words.
    fn post(&mut self, number: u32, last: u32, person: (ActorIdx, (u32, u32)), rule: &'static str) {
        let Some((first, _)) = self.scan.title(last) else {
            return;
        };
        self.claim(number, first, last);
        let modifiers = self.modifiers(first);
        let body = self.after(last);
        let holder = Holder::Actor(person.0, person.1);
        self.push_draft((first, last), &modifiers, body, (holder, rule));
    }

    /// "X, representing the Y party".
    fn participle(&mut self, person: ActorIdx, name: (u32, u32), head: u32) {
        let (_, end) = self.sentence(head);
        let clause = node(self.parsed, head).children_by(Rel::Acl).find(|c| {
            let lemma = self.scan.lemma_word(c.index().0);
            self.base.grammar.holding.contains_key(&lemma)
        });
        let in_row = name.1 + 2;
        let verb = clause.map(|c| c.index().0).or_else(|| {
            let follows = in_row < end
                && node(self.parsed, name.1 + 1).form() == ","
                && node(self.parsed, in_row)
                    .feat("VerbForm")
                    .is_some_and(|f| f != "Fin")
                && self
                    .base
                    .grammar
                    .holding
                    .contains_key(&self.scan.lemma_word(in_row));
            follows.then_some(in_row)
        });
        let Some(verb) = verb else { return };
        let Some(object) = node(self.parsed, verb).child(Rel::Obj) else {
            return;
        };
        let title = &self.base.grammar.holding[&self.scan.lemma_word(verb)];
        let rank = self.rank_of(title);
        self.drafts.push(RoleDraft {
            holder: Holder::Actor(person, name),
            title: title.to_string(),
            words: (verb, verb),
            value: rank,
            status: None,
            body: Some(self.body_word(object.index().0)),
            extension: None,
            country: None,
            rule: "participle",
        });
    }

    /// What the title list says of a post in one word.
    fn rank_of(&self, title: &str) -> Title {
        let word = self.base.vocabulary.find(title);
        let titles = &self.base.titles;
        titles
            .step(super::words::Phrases::<Title>::ROOT, word)
            .and_then(|n| titles.values(n).next().cloned())
            .unwrap_or(Title {
                rank: None,
                sector: None,
                hom_class: None,
            })
    }

    /// "X is the minister of Y", "X became president".
    fn copula(&mut self, i: u32) {
        let Some((first, _)) = self.scan.title(i) else {
            return;
        };
        let n = node(self.parsed, i);
        if !matches!(n.upos(), Upos::Noun | Upos::Propn) {
            return;
        }
        let clause = match n.head() {
            _ if n.child(Rel::Cop).is_some() => n,
            Some(verb)
                if matches!(n.rel(), Rel::Xcomp | Rel::Obl)
                    && self
                        .base
                        .grammar
                        .become_verbs
                        .contains(&self.scan.lemma_word(verb.index().0)) =>
            {
                verb
            }
            _ => return,
        };
        // "appointed Ana Silva minister": whom the subject gives a post holds it.
        let is_other = |o: Node<'_>| o.index().0 != i;
        if clause.child(Rel::Obj).is_some_and(is_other) {
            return;
        }
        let Some(subject) = clause.child(Rel::Nsubj) else {
            return;
        };
        let modifiers = self.modifiers(first);
        let body = self.after(i);
        for j in first..=i {
            self.is_title_word[j as usize] = true;
        }
        let holder = Holder::Phrase(subject.index().0);
        self.push_draft((first, i), &modifiers, body, (holder, "copula"));
    }

    pub(crate) fn push_draft(
        &mut self,
        (mut first, last): (u32, u32),
        modifiers: &Modifiers,
        after: Option<After>,
        (holder, rule): (Holder, &'static str),
    ) {
        let value = self.scan.title(last).map(|t| t.1.clone());
        let short = self.short_title(first, last).map(str::to_owned);
        let value = match (&short, value) {
            (Some(full), None) => self.rank_of(full.rsplit(' ').next().unwrap_or(full)),
            (_, Some(value)) => value,
            (None, None) => return,
        };
        let mut body = modifiers.body;
        if let Some(hit) = self.scan.name(first).filter(|h| h.last < last) {
            // "UN mediator", "Kremlin spokesman": listed with the body's name.
            body = Some(hit.last);
            first = hit.last + 1;
        }
        if let Some(inner) = self.inner_body(first, last, value.rank) {
            body = Some(inner);
            first = inner + 1;
        }
        if let Some(after) = &after {
            let is_sent = value.hom_class.is_some() && body.is_some();
            // "the ambassador to Syldavia" is not one of Syldavia.
            let is_sent = is_sent || value.hom_class.is_some() && !after.is_body;
            if !is_sent && (body.is_none() || after.is_body) {
                body = Some(after.word);
            }
        }
        if let Holder::Actor(actor, _) = holder {
            self.held.insert((actor, self.scan.lemma_word(last)));
        }
        let title = short.unwrap_or_else(|| self.title_text(first, last));
        if let Holder::Actor(actor, _) = holder {
            let all = self.called.entry(actor).or_default();
            if all.len() < MOST_POSTS && !all.contains(&title) {
                all.push(title.clone());
            }
        }
        self.drafts.push(RoleDraft {
            holder,
            title,
            words: (first, last),
            extension: after.as_ref().filter(|a| a.is_title).map(|a| a.end),
            value,
            status: modifiers.status,
            body,
            country: modifiers
                .country
                .or_else(|| after.as_ref().and_then(|a| a.country)),
            rule,
        });
    }

    /// "ministry spokesman" is listed as one phrase: the body inside such a post.
    fn inner_body(&self, first: u32, last: u32, rank: Option<&str>) -> Option<u32> {
        let speaks_for = matches!(rank, Some("spokesperson" | "official"));
        if !speaks_for || last == first {
            return None;
        }
        let (_, sector) = self.scan.sector(last - 1)?;
        (sector.actor_type != ActorType::Person).then_some(last - 1)
    }

    /// The post in lower case, in the singular.
    fn title_text(&self, first: u32, last: u32) -> String {
        let lemma = node(self.parsed, last).lemma();
        let form = node(self.parsed, last).form();
        let mut title = self.text(first, last).to_lowercase();
        let is_plural = node(self.parsed, last).feat("Number") == Some("Plur");
        if is_plural && !lemma.is_empty() {
            title.truncate(title.len() - form.to_lowercase().len());
            title.push_str(&lemma.to_lowercase());
        }
        title
    }
}
