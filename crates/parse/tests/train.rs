//! Training on a small German treebank written for this test: nothing in the crate is English.

use std::sync::OnceLock;
use verbale_parse::train::{Config, TrainInput, run};
use verbale_parse::{Error, Parser};
use verbale_text::{Entity, Upos};

/// A word is `form/lemma/UPOS/head/relation`, a token of several words `form=word+word`; names are `*form`.
const SENTENCES: [&str; 12] = [
    "der/der/DET/2/det Minister/Minister/NOUN/3/nsubj sprach/sprechen/VERB/0/root im=in/in/ADP/6/case+dem/der/DET/6/det Rathaus/Rathaus/NOUN/3/obl ././PUNCT/3/punct",
    "die/der/DET/2/det Botschafterin/Botschafterin/NOUN/3/nsubj reiste/reisen/VERB/0/root nach/nach/ADP/5/case *Rom/Rom/PROPN/3/obl ././PUNCT/3/punct",
    "der/der/DET/2/det Botschafter/Botschafter/NOUN/3/nsubj reiste/reisen/VERB/0/root am=an/an/ADP/6/case+dem/der/DET/6/det Montag/Montag/NOUN/3/obl ././PUNCT/3/punct",
    "die/der/DET/2/det Ministerin/Ministerin/NOUN/3/nsubj sprach/sprechen/VERB/0/root in/in/ADP/5/case *Rom/Rom/PROPN/3/obl ././PUNCT/3/punct",
    "das/der/DET/2/det Parlament/Parlament/NOUN/3/nsubj tagte/tagen/VERB/0/root am=an/an/ADP/6/case+dem/der/DET/6/det Montag/Montag/NOUN/3/obl ././PUNCT/3/punct",
    "das/der/DET/2/det Gericht/Gericht/NOUN/3/nsubj tagte/tagen/VERB/0/root im=in/in/ADP/6/case+dem/der/DET/6/det Rathaus/Rathaus/NOUN/3/obl ././PUNCT/3/punct",
    "die/der/DET/2/det Ministerin/Ministerin/NOUN/3/nsubj lobte/loben/VERB/0/root das/der/DET/5/det Gericht/Gericht/NOUN/3/obj ././PUNCT/3/punct",
    "der/der/DET/2/det Minister/Minister/NOUN/3/nsubj lobte/loben/VERB/0/root die/der/DET/5/det Botschafterin/Botschafterin/NOUN/3/obj ././PUNCT/3/punct",
    "das/der/DET/2/det Parlament/Parlament/NOUN/3/nsubj lobte/loben/VERB/0/root den/der/DET/5/det Botschafter/Botschafter/NOUN/3/obj ././PUNCT/3/punct",
    "das/der/DET/2/det Gericht/Gericht/NOUN/3/nsubj sprach/sprechen/VERB/0/root am=an/an/ADP/6/case+dem/der/DET/6/det Montag/Montag/NOUN/3/obl ././PUNCT/3/punct",
    "der/der/DET/2/det Botschafter/Botschafter/NOUN/3/nsubj reiste/reisen/VERB/0/root nach/nach/ADP/5/case *Wien/Wien/PROPN/3/obl ././PUNCT/3/punct",
    "die/der/DET/2/det Botschafterin/Botschafterin/NOUN/3/nsubj sprach/sprechen/VERB/0/root in/in/ADP/5/case *Wien/Wien/PROPN/3/obl ././PUNCT/3/punct",
];

/// The sentences as CoNLL-U.
fn treebank() -> String {
    let mut out = String::from("# newdoc id = klein\n");
    for sentence in SENTENCES {
        let mut n = 0;
        for token in sentence.split(' ') {
            let (surface, words) = match token.split_once('=') {
                Some((surface, words)) => (Some(surface), words),
                None => (None, token),
            };
            let words: Vec<&str> = words.split('+').collect();
            if let Some(surface) = surface {
                let (first, last) = (n + 1, n + words.len());
                out += &format!("{first}-{last}\t{surface}{}\n", "\t_".repeat(8));
            }
            for word in words {
                n += 1;
                out += &row(word, n);
            }
        }
        out.push('\n');
    }
    out
}

fn row(word: &str, n: usize) -> String {
    let columns: Vec<&str> = word.split('/').collect();
    let [form, lemma, upos, head, rel] = columns[..] else {
        panic!("{word}: five parts wanted");
    };
    let misc = if form.starts_with('*') {
        "NE=B-LOC"
    } else {
        "_"
    };
    let form = form.trim_start_matches('*');
    format!("{n}\t{form}\t{lemma}\t{upos}\t{upos}\t_\t{head}\t{rel}\t_\t{misc}\n")
}

fn config() -> Config {
    Config {
        epochs: 60,
        batch_words: 16,
        learning_rate: 1e-2,
        dropout: 0.1,
        word_dropout: 0.0,
        hidden: 32,
        least_count: 1,
        ..Config::default()
    }
}

fn train(
    config: Config,
    resume: Option<&[u8]>,
    last_pass: u32,
) -> (Result<Vec<u8>, Error>, Vec<u8>) {
    let text = treebank();
    let input = TrainInput {
        treebanks: vec![&text],
        resume,
        checkpoints: true,
        config,
        ..TrainInput::default()
    };
    let mut checkpoint = Vec::new();
    let model = run(&input, &mut |progress| {
        if let Some(state) = &progress.checkpoint
            && progress.epoch <= last_pass
        {
            checkpoint.clone_from(state);
        }
    });
    (model, checkpoint)
}

/// The model, and the checkpoint after the seventh pass.
fn trained() -> &'static (Vec<u8>, Vec<u8>) {
    static TRAINED: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
    TRAINED.get_or_init(|| {
        let (model, checkpoint) = train(config(), None, 7);
        (model.expect("the treebank is good"), checkpoint)
    })
}

#[test]
fn a_model_of_another_language_cuts_tags_lemmatizes_and_parses() {
    let parser = Parser::load(&trained().0).unwrap();
    let parsed =
        parser.parse("der Minister reiste am Montag. die Botschafterin lobte das Gericht.");
    let shown: Vec<String> = parsed
        .trees()
        .flat_map(|t| t.nodes())
        .map(|n| {
            let head = n.head().map_or("-", |h| h.form());
            format!("{}/{}/{}<{}:{head}", n.form(), n.lemma(), n.upos(), n.rel())
        })
        .collect();
    expect_test::expect![[r#"
        der/der/DET<det:Minister
        Minister/Minister/NOUN<nsubj:reiste
        reiste/reisen/VERB<root:-
        an/an/ADP<case:Montag
        dem/der/DET<det:Montag
        Montag/Montag/NOUN<obl:reiste
        ././PUNCT<punct:reiste
        die/der/DET<det:Botschafterin
        Botschafterin/Botschafterin/NOUN<nsubj:lobte
        lobte/loben/VERB<root:-
        das/der/DET<det:Gericht
        Gericht/Gericht/NOUN<obj:lobte
        ././PUNCT<punct:lobte"#]]
    .assert_eq(&shown.join("\n"));
    assert_eq!(parsed.sentences().len(), 2);
    let place = parser.parse("die Ministerin reiste nach Wien.");
    let last = place.tokens()[4];
    assert_eq!(
        (last.upos, last.entity),
        (Upos::Propn, Entity::parse("B-LOC").unwrap())
    );
}

#[test]
fn training_that_was_stopped_goes_on_to_the_same_bytes_on_any_number_of_threads() {
    let (model, checkpoint) = trained();
    let one_thread = Config {
        parallel: false,
        ..config()
    };
    let (resumed, _) = train(one_thread, Some(checkpoint), 0);
    assert!(resumed.unwrap() == *model, "another model");
}

#[test]
fn a_checkpoint_of_another_training_is_refused() {
    let other = Config {
        seed: 2,
        ..config()
    };
    let (refused, _) = train(other, Some(&trained().1), 0);
    assert_eq!(refused.unwrap_err(), Error::OtherTraining);
    let (damaged, _) = train(config(), Some(&trained().1[..1000]), 0);
    assert!(damaged.is_err());
}

/// Raw text with words that the treebank lacks.
const RAW: &str = "der Konsul reiste am Montag. die Konsulin sprach im Palast. das Amt lobte den Konsul. \
    die Konsulin reiste nach Prag. das Amt tagte am Montag.";

fn taught(parallel: bool, start: Option<&[u8]>) -> Vec<u8> {
    let text = treebank();
    let teacher = &trained().0;
    let input = TrainInput {
        treebanks: vec![&text],
        teachers: vec![teacher, teacher],
        raw: vec![RAW],
        start,
        config: Config {
            least_raw_count: 1,
            parallel,
            ..config()
        },
        ..TrainInput::default()
    };
    run(&input, &mut |_| ()).expect("texts and teachers are good")
}

#[test]
fn a_network_learns_on_raw_text_what_its_teachers_say() {
    let model = taught(true, None);
    assert!(taught(false, None) == model, "threads change the model");
    let [taught, teacher] = [&model, &trained().0].map(|m| Parser::load(m).unwrap());
    let seen = |parser: &Parser| {
        let parsed = parser.parse(RAW);
        let tokens = parsed.tokens().iter().map(|t| (t.upos, t.head, t.rel));
        tokens.collect::<Vec<_>>()
    };
    assert_eq!(seen(&taught), seen(&teacher));
    // The forms of raw text have rows of their own.
    assert!(model.len() > trained().0.len());
}

#[test]
fn a_network_that_starts_from_a_model_stands_where_it_stood() {
    let text = treebank();
    let input = TrainInput {
        treebanks: vec![&text],
        start: Some(&trained().0),
        config: Config {
            epochs: 0,
            ..config()
        },
        ..TrainInput::default()
    };
    let again = run(&input, &mut |_| ()).unwrap();
    let [old, new] = [&trained().0, &again].map(|m| Parser::load(m).unwrap());
    let given = &verbale_text::conllu::read(&text, "t").unwrap()[0];
    assert_eq!(
        old.parse_words(given).tokens(),
        new.parse_words(given).tokens()
    );
}

#[test]
fn models_of_other_labels_teach_and_start_nothing() {
    let other = treebank().replace("PROPN", "NOUN");
    for (teachers, start) in [
        (vec![trained().0.as_slice()], None),
        (vec![], Some(trained().0.as_slice())),
    ] {
        let input = TrainInput {
            treebanks: vec![&other],
            raw: vec![RAW],
            teachers,
            start,
            config: config(),
            ..TrainInput::default()
        };
        let refused = run(&input, &mut |_| ());
        assert_eq!(refused.unwrap_err(), Error::OtherLabels);
    }
}
