//! Cue words with the frames in which they attribute, from `english/attribution.csv`.

use crate::Fault;
use crate::error::nearest;
use rustc_hash::FxHashMap;
use verbale_text::Upos;

/// Which attitude the source has to the content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[expect(missing_docs, reason = "the names are those of `docs/records.md`")]
pub enum Attitude {
    #[default]
    Expressed,
    Belief,
    Intention,
    Desire,
    Perception,
    Decree,
    Evidence,
}

impl Attitude {
    const ALL: [Attitude; 7] = [
        Self::Expressed,
        Self::Belief,
        Self::Intention,
        Self::Desire,
        Self::Perception,
        Self::Decree,
        Self::Evidence,
    ];

    /// As the records spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expressed => "expressed",
            Self::Belief => "belief",
            Self::Intention => "intention",
            Self::Desire => "desire",
            Self::Perception => "perception",
            Self::Decree => "decree",
            Self::Evidence => "evidence",
        }
    }
}

/// What a speaker does by speaking (Searle).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names are Searle's")]
pub enum Illocution {
    Assertive,
    Commissive,
    Directive,
    Expressive,
    Declarative,
}

impl Illocution {
    const ALL: [Illocution; 5] = [
        Self::Assertive,
        Self::Commissive,
        Self::Directive,
        Self::Expressive,
        Self::Declarative,
    ];

    /// As the records spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assertive => "assertive",
            Self::Commissive => "commissive",
            Self::Directive => "directive",
            Self::Expressive => "expressive",
            Self::Declarative => "declarative",
        }
    }
}

/// How far a cue commits the writer to the content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Stance {
    /// Reported without a side: "said".
    #[default]
    Neutral,
    /// The writer takes it for true: "admitted", "pointed out".
    Factive,
    /// The writer keeps a distance: "claimed", "alleged".
    Doubting,
}

/// How a cue word takes its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub(super) enum Frame {
    Quote,
    Clause,
    Infinitive,
    Gerund,
    Control,
    Object,
    As,
    Passive,
    Copula,
    Bare,
}

impl Frame {
    const ALL: [(&'static str, Frame); 10] = [
        ("quote", Frame::Quote),
        ("clause", Frame::Clause),
        ("infinitive", Frame::Infinitive),
        ("gerund", Frame::Gerund),
        ("control", Frame::Control),
        ("object", Frame::Object),
        ("as", Frame::As),
        ("passive", Frame::Passive),
        ("copula", Frame::Copula),
        ("bare", Frame::Bare),
    ];
}

/// One cue: a word, or a head word with further words that must hang on it.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// Lemma of the head.
    pub(super) lemma: String,
    /// Part of speech of the head.
    pub(super) upos: Upos,
    /// Lemmas of the further words, in order.
    pub(super) rest: Vec<String>,
    /// Attitude of the source.
    pub(super) attitude: Attitude,
    /// What the speaker does, if the word tells.
    pub(super) illocution: Option<Illocution>,
    /// Where the writer stands.
    pub(super) stance: Stance,
    /// Share of uses that attribute, by frame, from 0 to 1.
    pub(super) frames: Vec<(Frame, f32)>,
    /// The same by preposition.
    pub(super) prepositions: Vec<(String, f32)>,
}

impl Cue {
    /// Share of uses in `frame` that attribute; `None` if the lexicon says nothing.
    pub(super) fn weight(&self, frame: Frame) -> Option<f32> {
        self.frames.iter().find(|(f, _)| *f == frame).map(|f| f.1)
    }

    /// Share of uses with a phrase led by `preposition` that attribute.
    pub(super) fn preposition(&self, preposition: &str) -> Option<f32> {
        let mut list = self.prepositions.iter();
        list.find(|(p, _)| p == preposition).map(|p| p.1)
    }
}

/// All cues, by part of speech and head lemma.
#[derive(Clone, Debug, Default)]
pub(super) struct Cues {
    list: Vec<Cue>,
    /// Lemma of the head → place in `groups`.
    by_lemma: FxHashMap<String, u32>,
    groups: Vec<Vec<u32>>,
}

const HEADER: [&str; 6] = [
    "lemma",
    "upos",
    "attitude",
    "illocution",
    "stance",
    "frames",
];

impl Cues {
    /// Reads the table `text`; `path` is for messages.
    ///
    /// # Errors
    /// Every row that cannot be read, with its line (`P300`–`P309`).
    pub(super) fn load(path: &str, text: &str) -> Result<Cues, Vec<Fault>> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut faults = Vec::new();
        let mut cues = Cues::default();
        let header: Vec<String> = match reader.headers() {
            Ok(h) => h.iter().map(str::to_owned).collect(),
            Err(_) => Vec::new(),
        };
        if header != HEADER {
            let problem = format!("the columns are not `{}`", HEADER.join(","));
            return Err(vec![fault(path, 1, "P300", problem)]);
        }
        for row in reader.records() {
            match row {
                Ok(row) => {
                    let line = row.position().map_or(0, |p| p.line() as u32);
                    cues.row(&row, &mut |code, problem, help| {
                        faults.push(Fault {
                            help,
                            ..fault(path, line, code, problem)
                        });
                    });
                }
                Err(e) => {
                    let line = e.position().map_or(0, |p| p.line() as u32);
                    faults.push(fault(
                        path,
                        line,
                        "P301",
                        "the row has not six columns".into(),
                    ));
                }
            }
        }
        for group in &mut cues.groups {
            group.sort_by_key(|&n| std::cmp::Reverse(cues.list[n as usize].rest.len()));
        }
        if faults.is_empty() {
            Ok(cues)
        } else {
            Err(faults)
        }
    }

    fn row(
        &mut self,
        row: &csv::StringRecord,
        say: &mut dyn FnMut(&'static str, String, Option<String>),
    ) {
        let mut pick = |code, column: usize, names: &[&'static str]| {
            let word = &row[column];
            let at = names.iter().position(|n| *n == word);
            if at.is_none() && !word.is_empty() {
                let help =
                    nearest(word, names.iter().copied()).map(|n| format!("did you mean `{n}`?"));
                say(code, format!("`{word}` is no {}", HEADER[column]), help);
            }
            at
        };
        let upos = pick("P302", 1, &["VERB", "NOUN", "ADJ", "ADV"]);
        let attitude = pick("P303", 2, &Attitude::ALL.map(Attitude::as_str));
        let illocution = pick("P304", 3, &Illocution::ALL.map(Illocution::as_str));
        let stance = pick("P305", 4, &["neutral", "factive", "doubting"]);
        let mut lemmas = row[0].split(' ').map(str::to_owned);
        let mut cue = Cue {
            lemma: lemmas.next().unwrap_or_default(),
            upos: Upos::Verb,
            rest: lemmas.collect(),
            attitude: attitude.map_or_else(Attitude::default, |i| Attitude::ALL[i]),
            illocution: illocution.map(|i| Illocution::ALL[i]),
            stance: [Stance::Neutral, Stance::Factive, Stance::Doubting][stance.unwrap_or(0)],
            frames: Vec::new(),
            prepositions: Vec::new(),
        };
        for item in row[5].split(' ').filter(|s| !s.is_empty()) {
            frame_item(item, &mut cue, say);
        }
        let upos = [Upos::Verb, Upos::Noun, Upos::Adj, Upos::Adv][upos.unwrap_or(0)];
        cue.upos = upos;
        let next = self.groups.len() as u32;
        let group = *self.by_lemma.entry(cue.lemma.clone()).or_insert(next);
        if group == next {
            self.groups.push(Vec::new());
        }
        self.groups[group as usize].push(self.list.len() as u32);
        self.list.push(cue);
    }

    /// The number of the group of cues whose head has this lemma.
    pub(super) fn group(&self, lemma: &str) -> Option<u32> {
        self.by_lemma.get(lemma).copied()
    }

    /// The cues of a group, those of more words first.
    pub(super) fn of_group(&self, group: u32) -> impl Iterator<Item = &Cue> {
        let numbers = &self.groups[group as usize];
        numbers.iter().map(|&n| &self.list[n as usize])
    }

    /// How many cues there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }
}

/// `clause=90` or `+for=40` (percent).
fn frame_item(
    item: &str,
    cue: &mut Cue,
    say: &mut dyn FnMut(&'static str, String, Option<String>),
) {
    let (name, weight) = item.split_once('=').unwrap_or((item, ""));
    let weight = match weight.parse::<u8>() {
        Ok(percent) if percent <= 100 => f32::from(percent) / 100.0,
        _ => {
            let problem = format!("`{item}` is not a frame with a percentage, as in `clause=90`");
            return say("P306", problem, None);
        }
    };
    if let Some(preposition) = name.strip_prefix('+') {
        cue.prepositions.push((preposition.to_owned(), weight));
    } else if let Some((_, frame)) = Frame::ALL.iter().find(|(n, _)| *n == name) {
        cue.frames.push((*frame, weight));
    } else {
        let help =
            nearest(name, Frame::ALL.iter().map(|f| f.0)).map(|n| format!("did you mean `{n}`?"));
        say("P307", format!("there is no frame `{name}`"), help);
    }
}

pub(super) fn fault(path: &str, line: u32, code: &'static str, problem: String) -> Fault {
    Fault {
        path: path.to_owned(),
        line,
        column: 0,
        code,
        problem,
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Cues, Frame};
    const HEAD: &str = "lemma,upos,attitude,illocution,stance,frames\n";

    #[test]
    fn a_row_gives_a_cue_with_weights_by_frame_and_preposition() {
        let table = format!(
            "{HEAD}call,VERB,expressed,,,as=80 +for=90\npoint out,VERB,expressed,assertive,factive,clause=95\n"
        );
        let cues = Cues::load("a.csv", &table).unwrap();
        let first = |lemma| cues.of_group(cues.group(lemma).unwrap()).next().unwrap();
        let call = first("call");
        assert_eq!(call.weight(Frame::As), Some(0.8));
        assert_eq!(call.preposition("for"), Some(0.9));
        assert_eq!(first("point").rest, ["out"]);
    }

    #[test]
    fn every_bad_row_is_reported_with_its_line_and_the_nearest_name() {
        let table = format!("{HEAD}say,VERB,expresed,,,clause=95\ntell,VERB,,,,claus=9 object\n");
        let faults = Cues::load("a.csv", &table).unwrap_err();
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [
                "a.csv:2: P303: `expresed` is no attitude (did you mean `expressed`?)",
                "a.csv:3: P307: there is no frame `claus` (did you mean `clause`?)",
                "a.csv:3: P306: `object` is not a frame with a percentage, as in `clause=90`",
            ]
        );
    }
}
