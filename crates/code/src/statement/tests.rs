//! Attributions of sentences whose trees are written by hand.

use super::{Attribution, StatementLexicon, find};
use crate::testing::parse;
use expect_test::{Expect, expect};
use verbale_text::{Parsed, Span};

const TABLE: &str = "\
lemma,upos,attitude,illocution,stance,frames
say,VERB,expressed,assertive,,quote=99 clause=98
write,VERB,expressed,assertive,,quote=93 clause=93
add,VERB,expressed,assertive,,quote=95 clause=93
warn,VERB,expressed,assertive,,quote=93 clause=94
urge,VERB,expressed,directive,,control=88 object=72
call,VERB,expressed,,,+for=88 as=90
discuss,VERB,expressed,assertive,,object=90
accuse,VERB,expressed,assertive,doubting,object=88 +of=95 passive=78
expect,VERB,belief,,,clause=92 infinitive=72 passive=72
plan,VERB,intention,commissive,,infinitive=85
point out,VERB,expressed,assertive,factive,clause=96
seem,VERB,perception,,,clause=80 infinitive=72
claim,NOUN,expressed,assertive,doubting,clause=90 +of=70
concern,NOUN,belief,,,clause=88 +about=75
critical,ADJ,expressed,expressive,,+of=85
";

fn lexicon() -> StatementLexicon {
    let lists = include_str!("../../../../packs/english/attribution.toml");
    StatementLexicon::load(("cues.csv", TABLE), ("attribution.toml", lists)).unwrap()
}

fn show(parsed: &Parsed, a: &Attribution) -> String {
    let text = parsed.document().text();
    let words = |spans: &[Span]| {
        let parts: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
        if parts.is_empty() {
            "nobody".to_owned()
        } else {
            parts.join(" … ")
        }
    };
    let channel = a.channel.map_or("", |c| c.0);
    format!(
        "{} | {} | {} | {} {channel} {}\n",
        words(&a.source),
        a.cue.of(text),
        words(&a.content),
        a.kind.as_str(),
        a.depth
    )
}

fn check(line: &str, expected: Expect) {
    let parsed = parse(line);
    let found: String = find(&parsed, &lexicon())
        .iter()
        .map(|a| show(&parsed, a))
        .collect();
    expected.assert_eq(&found);
}

#[test]
fn a_said_clause_has_its_subject_as_source() {
    check(
        "Ann/PROPN/nsubj/3 Lee/PROPN/flat/1 said/VERB/root/0/say that/SCONJ/mark/6 we/PRON/nsubj/6 won/VERB/ccomp/3/win ./PUNCT/punct/3",
        expect![[r#"
            Ann Lee | said | that we won | indirect  0
        "#]],
    );
}

#[test]
fn a_quotation_may_stand_on_both_sides_of_its_cue() {
    check(
        "“/PUNCT/punct/3 We/PRON/nsubj/3 go/VERB/ccomp/7 ,/PUNCT/punct/3 ”/PUNCT/punct/3 she/PRON/nsubj/7 said/VERB/root/0/say ./PUNCT/punct/7 || “/PUNCT/punct/3 We/PRON/nsubj/3 win/VERB/root/0 ./PUNCT/punct/3 ”/PUNCT/punct/3",
        expect![[r#"
            she | said | “We go,” … “We win.” | direct  0
        "#]],
    );
}

#[test]
fn a_speech_clause_between_commas_is_read_by_word_order() {
    check(
        "The/DET/det/2 port/NOUN/nsubj/5 ,/PUNCT/punct/5 Lee/PROPN/nsubj/5 said/VERB/root/0/say ,/PUNCT/punct/5 would/AUX/aux/8 open/VERB/ccomp/5 ./PUNCT/punct/5",
        expect![[r#"
            Lee | said | The port … would open | indirect  0
        "#]],
    );
}

#[test]
fn a_post_names_its_channel_after_the_role_of_its_writer() {
    check(
        "Nur/PROPN/nsubj/8 ,/PUNCT/punct/3 head/NOUN/appos/1 of/ADP/case/6 the/DET/det/6 Front/PROPN/nmod/3 ,/PUNCT/punct/3 wrote/VERB/root/0/write on/ADP/case/10 X/PROPN/obl/8 :/PUNCT/punct/8 “/PUNCT/punct/14 We/PRON/nsubj/14 go/VERB/ccomp/8 ./PUNCT/punct/14 ”/PUNCT/punct/14",
        expect![[r#"
            Nur, head of the Front, | wrote | “We go.” | direct x 0
        "#]],
    );
}

#[test]
fn a_marked_clause_that_hangs_on_the_channel_is_the_content() {
    check(
        "Noor/PROPN/nsubj/2 warned/VERB/root/0/warn Oslo/PROPN/obj/2 via/ADP/case/6 a/DET/det/6 statement/NOUN/obl/2 that/SCONJ/mark/10 “/PUNCT/punct/10 wars/NOUN/nsubj/10 loom/VERB/acl/6 ./PUNCT/punct/10 ”/PUNCT/punct/10",
        expect![[r#"
            Noor | warned | that “wars loom.” | direct statement 0
        "#]],
    );
}

#[test]
fn according_to_leaves_the_rest_of_the_sentence() {
    check(
        "According/VERB/case/4 to/ADP/fixed/1 the/DET/det/4 poll/NOUN/obl/7 ,/PUNCT/punct/4 Fox/PROPN/nsubj/7 leads/VERB/root/0/lead ./PUNCT/punct/7",
        expect![[r#"
            the poll | According to | Fox leads | indirect  0
        "#]],
    );
}

#[test]
fn a_participle_takes_the_subject_of_its_clause_and_stands_beside_the_first_cue() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say he/PRON/nsubj/4 won/VERB/ccomp/2/win ,/PUNCT/punct/6 adding/VERB/advcl/2/add/// that/SCONJ/mark/9 Fox/PROPN/nsubj/9 lost/VERB/ccomp/6/lose ./PUNCT/punct/2",
        expect![[r#"
            Lee | said | he won | indirect  0
            Lee | adding | that Fox lost | indirect  0
        "#]],
    );
}

#[test]
fn demands_accusations_and_plans_have_their_frames() {
    check(
        "Oslo/PROPN/nsubj/2 urged/VERB/root/0/urge Rome/PROPN/obj/2 to/PART/mark/5 leave/VERB/xcomp/2 ./PUNCT/punct/2",
        expect![[r#"
            Oslo | urged | Rome to leave | indirect  0
        "#]],
    );
    check(
        "She/PRON/nsubj/3 has/AUX/aux/3 called/VERB/root/0/call for/ADP/case/6 a/DET/det/6 vote/NOUN/obl/3 ./PUNCT/punct/3",
        expect![[r#"
            She | has called for | a vote | indirect  0
        "#]],
    );
    check(
        "Lee/PROPN/nsubj:pass/3 was/AUX/aux:pass/3 accused/VERB/root/0/accuse of/ADP/case/5 fraud/NOUN/obl/3 by/ADP/case/7 Fox/PROPN/obl:agent/3 ./PUNCT/punct/3",
        expect![[r#"
            Fox | was accused of | Lee … fraud | indirect  0
        "#]],
    );
    check(
        "Rain/NOUN/nsubj:pass/3 is/AUX/aux:pass/3 expected/VERB/root/0/expect to/PART/mark/5 fall/VERB/xcomp/3 ./PUNCT/punct/3",
        expect![[r#"
            nobody | is expected | Rain … to fall | indirect  0
        "#]],
    );
}

#[test]
fn nouns_have_owners_or_borrow_the_subject_of_a_light_verb() {
    check(
        "Fox/PROPN/nsubj/5 denied/VERB/root/0/deny Lee/PROPN/nmod:poss/5 's/PART/case/3 claim/NOUN/obj/2 that/SCONJ/mark/8 it/PRON/nsubj/8 rained/VERB/acl/5/rain ./PUNCT/punct/2",
        expect![[r#"
            Lee | claim | that it rained | indirect  0
        "#]],
    );
    check(
        "Lee/PROPN/nsubj/2 raised/VERB/root/0/raise concerns/NOUN/obj/2/concern about/ADP/case/6 the/DET/det/6 deal/NOUN/nmod/3 ./PUNCT/punct/2",
        expect![[r#"
            Lee | raised concerns about | the deal | indirect  0
        "#]],
    );
}

#[test]
fn an_attribution_inside_another_content_knows_its_parent() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say Fox/PROPN/nsubj/4 plans/VERB/ccomp/2/plan to/PART/mark/6 leave/VERB/xcomp/4 ./PUNCT/punct/2",
        expect![[r#"
            Lee | said | Fox plans to leave | indirect  0
            Fox | plans | to leave | indirect  1
        "#]],
    );
}

#[test]
fn transcripts_headlines_and_signatures_name_their_source_beside_the_words() {
    check(
        "PENCE/PROPN/root/0 :/PUNCT/punct/1 We/PRON/nsubj/4 won/VERB/parataxis/1/win ./PUNCT/punct/4 || Twice/ADV/root/0 ./PUNCT/punct/1 ||| WALLACE/PROPN/root/0 :/PUNCT/punct/1 Did/AUX/aux/5/do you/PRON/nsubj/5 ?/PUNCT/punct/1",
        expect![[r#"
            PENCE | : | We won. Twice | indirect  0
            WALLACE | : | Did you? | indirect  0
        "#]],
    );
    check(
        "“/PUNCT/punct/3 We/PRON/nsubj/3 hope/VERB/root/0 ./PUNCT/punct/3 ”/PUNCT/punct/3 —/PUNCT/punct/7 Ann/PROPN/parataxis/3 Lee/PROPN/flat/7",
        expect![[r#"
            Ann Lee | — | “We hope.” | direct  0
        "#]],
    );
}

#[test]
fn a_lone_quotation_mark_may_end_a_text() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say again/ADV/advmod/2 “/PUNCT/punct/2",
        expect![""],
    );
    check(
        "Thank/VERB/root/0 you/PRON/obj/1 !/PUNCT/punct/1 || “/PUNCT/root/0",
        expect![""],
    );
}

#[test]
fn the_shipped_table_loads_and_is_broad() {
    let table = include_str!("../../../../packs/english/attribution.csv");
    let lists = include_str!("../../../../packs/english/attribution.toml");
    let lexicon =
        StatementLexicon::load(("attribution.csv", table), ("attribution.toml", lists)).unwrap();
    assert!(lexicon.n_cues() > 1200);
}

#[test]
fn aims_possibilities_and_bare_words_are_no_statements() {
    for line in [
        "Ann/PROPN/nsubj/3 may/AUX/aux/3 accuse/VERB/root/0/accuse Lee/PROPN/obj/3 ./PUNCT/punct/3",
        "Ann/PROPN/nsubj/2 came/VERB/root/0/come to/PART/mark/4 accuse/VERB/advcl/2/accuse Lee/PROPN/obj/4 ./PUNCT/punct/2",
        "Ann/PROPN/nsubj/2 accused/VERB/root/0/accuse it/PRON/obj/2 ./PUNCT/punct/2",
    ] {
        check(line, expect![[""]]);
    }
    check(
        "Ann/PROPN/nsubj/2 accused/VERB/root/0/accuse Lee/PROPN/obj/2 ./PUNCT/punct/2",
        expect![[r#"
            Ann | accused | Lee | indirect  0
        "#]],
    );
}

#[test]
fn a_verb_with_an_infinitive_is_a_cue() {
    check(
        "The/DET/det/2 court/NOUN/nsubj/3 plans/VERB/root/0/plan to/PART/mark/5 rule/VERB/xcomp/3 soon/ADV/advmod/5 ./PUNCT/punct/3",
        expect![[r#"
            The court | plans | to rule soon | indirect  0
        "#]],
    );
}

#[test]
fn a_speech_clause_at_the_end_has_what_stands_before_as_content() {
    check(
        "Prices/NOUN/nsubj/3 will/AUX/aux/3 rise/VERB/root/0 ,/PUNCT/punct/5 said/VERB/parataxis/3/say Lee/PROPN/nsubj/5 ./PUNCT/punct/3",
        expect![[r#"
            Lee | said | Prices will rise | indirect  0
        "#]],
    );
}

#[test]
fn a_concession_at_the_end_is_the_writers() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say that/SCONJ/mark/6 the/DET/det/5 deal/NOUN/nsubj/6 works/VERB/ccomp/2 ,/PUNCT/punct/11 though/SCONJ/mark/11 a/DET/det/10 study/NOUN/nsubj/11 differs/VERB/advcl/6 ./PUNCT/punct/2",
        expect![[r#"
            Lee | said | that the deal works | indirect  0
        "#]],
    );
}

#[test]
fn a_content_goes_on_in_a_coordinated_verb_with_a_modal() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say he/PRON/nsubj/6 would/AUX/aux/6///VerbForm=Fin not/PART/advmod/6 come/VERB/ccomp/2 but/CCONJ/cc/9 would/AUX/aux/9///VerbForm=Fin wave/VERB/conj/2 ./PUNCT/punct/2",
        expect![[r#"
            Lee | said | he would not come but would wave | indirect  0
        "#]],
    );
}

#[test]
fn what_seems_is_held_by_nobody_who_is_named() {
    check(
        "The/DET/det/2 envoys/NOUN/nsubj/3 seem/VERB/root/0/seem to/PART/mark/5 agree/VERB/xcomp/3 ./PUNCT/punct/3",
        expect![[r#"
            nobody | seem | The envoys … to agree | indirect  0
        "#]],
    );
}

#[test]
fn the_day_on_which_words_were_said_is_none_of_them() {
    check(
        "Ann/PROPN/nsubj/2 said/VERB/root/0/say on/ADP/case/4 Tuesday/PROPN/obl/7 it/PRON/nsubj/7 would/AUX/aux/7 \
         close/VERB/ccomp/2 ./PUNCT/punct/2",
        expect![[r#"
            Ann | said | it would close | indirect  0
        "#]],
    );
}

#[test]
fn a_reason_behind_a_comma_belongs_to_the_words() {
    check(
        "Ann/PROPN/nsubj/2 said/VERB/root/0/say it/PRON/nsubj/4 failed/VERB/ccomp/2/fail ,/PUNCT/punct/8 because/SCONJ/mark/8 \
         nobody/PRON/nsubj/8 came/VERB/advcl/2/come ./PUNCT/punct/2",
        expect![[r#"
            Ann | said | it failed, because nobody came | indirect  0
        "#]],
    );
}

#[test]
fn a_speech_verb_and_its_subject_may_close_the_sentence() {
    check(
        "Ports/NOUN/nsubj/3/port will/AUX/aux/3/will/_/VerbForm=Fin close/VERB/root/0 ,/PUNCT/punct/5 \
         said/VERB/parataxis/3/say/_/VerbForm=Fin Ann/PROPN/iobj/5 Lee/PROPN/flat/6 ,/PUNCT/punct/10 a/DET/det/10 \
         minister/NOUN/appos/6 ./PUNCT/punct/3",
        expect![[r#"
            Ann Lee, a minister | said | Ports will close | indirect  0
        "#]],
    );
}

#[test]
fn what_is_said_in_a_relative_clause_ends_with_it() {
    check(
        "The/DET/det/2 park/NOUN/nsubj/9 ,/PUNCT/punct/9 which/PRON/nsubj/9 ,/PUNCT/punct/7 Lee/PROPN/nsubj/7 \
         said/VERB/parataxis/9/say ,/PUNCT/punct/7 closed/VERB/root/0/close ./PUNCT/punct/9",
        expect![[r#"
            Lee | said | which … closed | indirect  0
        "#]],
    );
}

#[test]
fn a_place_before_a_colon_is_no_speaker() {
    check(
        "PARIS/PROPN/root/0//B-LOC :/PUNCT/punct/1 Ann/PROPN/nsubj/4 left/VERB/parataxis/1/leave ./PUNCT/punct/1",
        expect![[""]],
    );
    check(
        "“/PUNCT/punct/3 WE/PRON/nsubj/3 WON/VERB/root/0/win ”/PUNCT/punct/3 :/PUNCT/punct/3 LEE/PROPN/parataxis/3",
        expect![[""]],
    );
}

#[test]
fn those_who_take_turns_are_named_before_a_colon() {
    let turn = "Reporter/NOUN/nsubj/4 :/PUNCT/punct/1 You/PRON/nsubj/4 left/VERB/root/0/leave ?/PUNCT/punct/4";
    let answer = "Ann/PROPN/nsubj/5 Lee/PROPN/flat/1 :/PUNCT/punct/1 I/PRON/nsubj/5 stayed/VERB/root/0/stay ./PUNCT/punct/5";
    let parsed = parse(&[turn, answer, turn, answer].join(" ||| "));
    let found = find(&parsed, &lexicon());
    let rules: Vec<&str> = found.iter().map(|a| a.rule).collect();
    assert_eq!(rules, ["transcript"; 4]);
}

#[test]
fn a_topic_is_no_content_but_names_an_act() {
    let of = |line: &str| {
        let parsed = parse(line);
        let list: Vec<bool> = find(&parsed, &lexicon()).iter().map(|a| a.is_act).collect();
        list
    };
    let discussed = "They/PRON/nsubj/2 discussed/VERB/root/0/discuss the/DET/det/4 border/NOUN/obj/2 ./PUNCT/punct/2";
    let accused = "They/PRON/nsubj/2 accused/VERB/root/0/accuse the/DET/det/4 envoy/NOUN/obj/2 ./PUNCT/punct/2";
    assert_eq!((of(discussed), of(accused)), (vec![true], vec![false]));
}

#[test]
fn a_text_under_a_name_and_a_post_is_what_its_bearer_says() {
    check(
        "Ana/PROPN/root/0//B-PER Lee/PROPN/flat/1//I-PER ,/PUNCT/punct/4 Minister/NOUN/appos/1 of/ADP/case/6 State/PROPN/nmod/4 \
         ||| We/PRON/nsubj/2 win/VERB/root/0 ./PUNCT/punct/2 || Fox/PROPN/nsubj/2 said/VERB/root/0/say we/PRON/nsubj/4 \
         lost/VERB/ccomp/2/lose ./PUNCT/punct/2",
        expect![[r#"
            Ana Lee | Minister of State | We win. Fox said we lost | indirect  0
            Fox | said | we lost | indirect  1
        "#]],
    );
}

#[test]
fn a_sentence_may_say_whose_words_follow() {
    check(
        "The/DET/det/2 following/NOUN/nsubj/4/following is/AUX/cop/4/be attributable/ADJ/root/0 to/ADP/case/6 Lee/PROPN/obl/4 \
         :/PUNCT/punct/4 ||| Fox/PROPN/nsubj/2 lost/VERB/root/0/lose ./PUNCT/punct/2 ||| End/VERB/root/0 text/NOUN/obj/1 ./PUNCT/punct/1",
        expect![[r#"
            Lee | attributable | Fox lost | indirect  0
        "#]],
    );
}

#[test]
fn a_headline_gives_no_text_out() {
    check(
        "Minister/PROPN/nsubj/2 Quits/VERB/root/0/quit ||| Fox/PROPN/nsubj/2 lost/VERB/root/0/lose ./PUNCT/punct/2 || \
         He/PRON/nsubj/2 left/VERB/root/0/leave ./PUNCT/punct/2",
        expect![""],
    );
}

#[test]
fn a_further_cue_whose_form_does_not_fit_ends_a_content() {
    check(
        "Lee/PROPN/nsubj/2 said/VERB/root/0/say/_/Tense=Past|VerbForm=Fin it/PRON/nsubj/6 was/AUX/cop/6/be not/PART/advmod/6 \
         ready/ADJ/ccomp/2 and/CCONJ/cc/8 warned/VERB/conj/6/warn/_/Tense=Past|VerbForm=Fin that/SCONJ/mark/11 wars/NOUN/nsubj/11 \
         loom/VERB/ccomp/8 ./PUNCT/punct/2",
        expect![[r#"
            Lee | said | it was not ready | indirect  0
            Lee | warned | that wars loom | indirect  0
        "#]],
    );
}
