//! Posts: who holds what, as the text says it.

use super::MentionKind;
use super::base::{ActorType, Code, Title, is_valid};
use super::finder::Finder;
use super::identity::GOVERNMENT;
use crate::record::ActorIdx;
use verbale_text::{Span, TokenIdx};

/// One statement of the text that somebody holds a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleMention {
    /// Who holds it.
    pub person: ActorIdx,
    /// The words that name the holder; for an unnamed one, the title's.
    pub person_span: Span,
    /// The post in lower case, without modifiers.
    pub title: String,
    /// Its words.
    pub title_span: Span,
    /// The body.
    pub org: Option<ActorIdx>,
    /// The words that name the body.
    pub org_span: Option<Span>,
    /// Rank of the title list.
    pub rank: Option<&'static str>,
    /// `current acting former designate`.
    pub status: &'static str,
    /// The words that tell the status.
    pub status_span: Option<Span>,
    /// Class of a head of mission.
    pub hom_class: Option<&'static str>,
    /// Name, title and body.
    pub evidence: Span,
    /// How it was found: `prefix apposition participle copula nominal`.
    pub rule: &'static str,
}

/// Who holds the post of a [`RoleDraft`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    /// This actor, mentioned by these words.
    Actor(ActorIdx, (u32, u32)),
    /// Whoever the phrase with this head stands for.
    Phrase(u32),
}

/// A post before its body and holder are resolved; words by index.
#[derive(Clone, Debug)]
pub(crate) struct RoleDraft {
    pub(crate) holder: Holder,
    pub(crate) title: String,
    pub(crate) words: (u32, u32),
    pub(crate) value: Title,
    pub(crate) status: Option<(u32, u32, &'static str)>,
    /// Word where the body is mentioned.
    pub(crate) body: Option<u32>,
    /// Last word of a phrase that belongs to the title if it names no body ("minister of defense").
    pub(crate) extension: Option<u32>,
    /// A nationality or place beside the body.
    pub(crate) country: Option<Code>,
    pub(crate) rule: &'static str,
}

impl Finder<'_> {
    /// Resolves bodies and holders, and gives holders the country and sector of their posts.
    pub(crate) fn finish_roles(&mut self) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.sort_by_key(|d| d.words);
        for draft in drafts {
            let Some((person, words)) = self.holder(&draft) else {
                continue;
            };
            let body = draft.body.and_then(|i| {
                let mention = *self.actors.mention_at(TokenIdx(i))?;
                let is_body = !matches!(
                    self.type_of(mention.actor),
                    Some(ActorType::Person | ActorType::Population)
                );
                (mention.actor != person && is_body).then_some(mention)
            });
            self.give_codes(person, &draft, body.map(|m| m.actor));
            if draft.value.rank.is_none() && draft.value.sector.is_none() {
                continue;
            }
            if draft.rule == "nominal" && body.is_none() {
                continue;
            }
            let mut role = self.role(&draft, person, words);
            if let Some(mention) = body {
                role.org = Some(mention.actor);
                role.org_span = Some(match mention.kind {
                    MentionKind::Pronoun => self.span(mention.head.0, mention.head.0),
                    _ => mention.span,
                });
                role.evidence = role.evidence.cover(mention.span);
            } else if let Some(last) = draft.extension {
                role.title_span = self.span(draft.words.0, last);
                role.title = role
                    .title_span
                    .of(self.parsed.document().text())
                    .to_lowercase();
                role.evidence = role.evidence.cover(role.title_span);
            }
            self.add_role(role);
        }
    }

    /// Adds a post once; a mention that names its body stands for those that do not.
    fn add_role(&mut self, role: RoleMention) {
        let same = self
            .actors
            .roles
            .iter_mut()
            .rev()
            .take(LOOKED_AT)
            .find(|r| {
                r.person == role.person
                    && (r.title == role.title || is_short_for(&role.title, &r.title))
                    && r.status == role.status
                    && (r.org == role.org || r.org.is_none() || role.org.is_none())
            });
        match same {
            Some(old) if old.title == role.title && old.org.is_none() && role.org.is_some() => {
                *old = role;
            }
            Some(_) => {}
            None => self.actors.roles.push(role),
        }
    }

    fn holder(&self, draft: &RoleDraft) -> Option<(ActorIdx, (u32, u32))> {
        match draft.holder {
            Holder::Actor(actor, words) => Some((actor, words)),
            Holder::Phrase(i) => {
                let actors = self.actors.of(super::node(self.parsed, i));
                let [actor] = actors[..] else { return None };
                let fits = matches!(self.type_of(actor), None | Some(ActorType::Person));
                let words = self
                    .actors
                    .mention_at(TokenIdx(i))
                    .map_or((i, i), |m| (m.first.0, m.last.0));
                fits.then_some((actor, words))
            }
        }
    }

    fn role(&self, draft: &RoleDraft, person: ActorIdx, words: (u32, u32)) -> RoleMention {
        let person_span = self.span(words.0, words.1);
        let title_span = self.span(draft.words.0, draft.words.1);
        let status_span = draft.status.map(|(first, last, _)| self.span(first, last));
        let mut evidence = person_span.cover(title_span);
        if let Some(span) = status_span {
            evidence = evidence.cover(span);
        }
        RoleMention {
            person,
            person_span,
            title: draft.title.clone(),
            title_span,
            org: None,
            org_span: None,
            rank: draft.value.rank,
            status: draft.status.map_or("current", |s| s.2),
            status_span,
            hom_class: draft.value.hom_class,
            evidence,
            rule: draft.rule,
        }
    }

    /// The head of a body takes its sector, a candidate is of a party, a former holder is of the elite
    /// (`docs/records.md`, sector).
    fn give_codes(&mut self, person: ActorIdx, draft: &RoleDraft, body: Option<ActorIdx>) {
        let of_body = body.map(|b| self.codes[b.0 as usize]).unwrap_or_default();
        let is_state = body.is_some_and(|b| self.type_of(b) == Some(ActorType::State));
        let is_former = draft.status.is_some_and(|s| s.2 == "former");
        let sector = if is_former {
            Code::parse(FORMER)
        } else if is_state {
            draft.value.sector.or(Code::parse(GOVERNMENT))
        } else if of_body.sector.is_some() && draft.value.rank != Some("candidate") {
            of_body.sector
        } else {
            draft.value.sector
        };
        let is_known = self.codes[person.0 as usize].base.is_some();
        // "the ousted president X": the base may still have X in that post on the day of publication.
        let lost = is_former && is_known && self.holds(person, &draft.title);
        let codes = &mut self.codes[person.0 as usize];
        if lost {
            codes.sector = Code::parse(FORMER);
        }
        // An official of an international body belongs to it, wherever he or she comes from.
        let is_international = of_body
            .country
            .is_some_and(|c| INTERNATIONAL.contains(&c.as_str()));
        if is_international && !is_former && draft.value.hom_class.is_none() {
            codes.country = of_body.country;
            codes.sector = of_body.sector;
        }
        codes.country = codes.country.or(draft.country).or(of_body.country);
        let old_is_weak = codes.sector.is_none()
            || !is_known && codes.sector == Code::parse(FORMER) && sector.is_some();
        if old_is_weak {
            codes.sector = sector;
        }
        let entry = &mut self.actors.list[person.0 as usize];
        if entry.actor.parent.is_none() && body.is_some() && !is_state {
            entry.actor.parent = body;
        }
        if entry.actor_type.is_none() {
            entry.actor_type = Some(ActorType::Person);
        }
    }
}

impl Finder<'_> {
    /// Whether the base says that `person` holds a post of this name on the day of publication.
    fn holds(&self, person: ActorIdx, title: &str) -> bool {
        let published = self.scan.published();
        let number = self.codes[person.0 as usize].base;
        let roles = number.map_or(&[][..], |n| self.base.roles_of(n));
        roles
            .iter()
            .any(|r| published.is_some() && is_valid(&r.from, &r.to, published) && r.title == title)
    }
}

/// PLOVER's codes of bodies of several states.
const INTERNATIONAL: [&str; 4] = ["UNO", "EUR", "IGO", "NGO"];

/// Whether a post named in full before is now named by its first words: "secretary of state", "secretary".
fn is_short_for(short: &str, full: &str) -> bool {
    let rest = full.strip_prefix(short);
    rest.is_some_and(|rest| rest.starts_with(' '))
}

/// How many earlier posts are compared with a new one: bounds the work on lists of office-holders.
const LOOKED_AT: usize = 256;

/// PLOVER sector of former officials.
pub(crate) const FORMER: &str = "ELI";
