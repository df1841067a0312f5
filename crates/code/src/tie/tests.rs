//! What the ties of a document make of each other, on trees written by hand and the shipped packs.

use crate::record::{Body, Tie};
use crate::testing::{name, packs, parse};
use expect_test::{Expect, expect};

/// Prints the ties of a text: parties, value, change and date.
#[expect(clippy::needless_pass_by_value, reason = "how `expect!` is written")]
fn check(line: &str, expected: Expect) {
    let packs = packs(&[]);
    let coded = crate::Coder::new(&packs).code(parse(line));
    let show = |tie: &Tie| {
        let change = tie.change.as_deref().unwrap_or("-");
        let date = tie.date.as_deref().unwrap_or("-");
        format!(
            "{} > {}: {} {change} {date}\n",
            name(&coded, tie.sender),
            name(&coded, tie.receiver),
            tie.value
        )
    };
    let ties = coded.records.iter().filter_map(|r| match &r.body {
        Body::Tie(tie) => Some(show(tie)),
        _ => None,
    });
    expected.assert_eq(&ties.collect::<String>());
}

/// "Peru and Togo are friends." as a paragraph, so that the text is about the two.
const PAIR: &str = "Peru/PROPN/nsubj/5 and/CCONJ/cc/3 Togo/PROPN/conj/1 are/AUX/cop/5/be friends/NOUN/root/0/friend ./PUNCT/punct/5";

#[test]
fn a_heading_with_a_year_takes_the_day_from_its_section() {
    let heading = "Peruvian/ADJ/amod/2 Recognition/NOUN/root/0/recognition of/ADP/case/4 Togo/PROPN/nmod/2 ,/PUNCT/punct/6 \
                   1960/NUM/nmod:unmarked/2 ./PUNCT/punct/2";
    let body = "Notes/NOUN/nsubj/2/note passed/VERB/root/0/pass on/ADP/case/5 April/PROPN/nmod:unmarked/5 27/NUM/obl/2 \
                ,/PUNCT/punct/7 1960/NUM/nmod:unmarked/5 ./PUNCT/punct/2";
    check(
        &format!("{PAIR} ||| {heading} ||| {body}"),
        expect![[r#"
            Peru > Togo: de_jure establish 1960-04-27
        "#]],
    );
}

#[test]
fn a_step_that_is_pointed_back_to_has_the_date_before() {
    check(
        &format!(
            "{PAIR} ||| Envoys/NOUN/nsubj/2/envoy signed/VERB/root/0/sign a/DET/det/4 note/NOUN/obj/2 on/ADP/case/7 \
             May/PROPN/nmod:unmarked/7 3/NUM/obl/2 ,/PUNCT/punct/9 1921/NUM/nmod:unmarked/7 ./PUNCT/punct/2 || \
             This/PRON/nsubj/2/this/O/PronType=Dem constituted/VERB/root/0/constitute recognition/NOUN/obj/2 of/ADP/case/5 \
             Togo/PROPN/nmod/3 by/ADP/case/7 Peru/PROPN/nmod/3 ./PUNCT/punct/2"
        ),
        expect![[r#"
            Peru > Togo: implicit establish 1921-05-03
        "#]],
    );
}

#[test]
fn recognition_resumes_relations_that_were_interrupted() {
    let interrupted = "Diplomatic/ADJ/amod/2/diplomatic relations/NOUN/nsubj:pass/6/relation with/ADP/case/4 Togo/PROPN/nmod/2 \
                       were/AUX/aux:pass/6/be interrupted/VERB/root/0/interrupt by/ADP/case/8 Peru/PROPN/obl:agent/6 in/ADP/case/10 1950/NUM/obl/6 ./PUNCT/punct/6";
    let recognized = "Peru/PROPN/nsubj/2 recognized/VERB/root/0/recognize Togo/PROPN/obj/2 in/ADP/case/5 1952/NUM/obl/2 ./PUNCT/punct/2";
    check(
        &format!("{interrupted} || {recognized}"),
        expect![[r#"
            Peru > Togo: relations suspend 1950
            Peru > Togo: de_jure establish 1952
            Peru > Togo: relations resume 1952
        "#]],
    );
}

#[test]
fn a_mission_told_by_year_and_by_day_is_one_step() {
    let by_year = "Peru/PROPN/nsubj/2 opened/VERB/root/0/open a/DET/det/4 legation/NOUN/obj/2 in/ADP/case/6 Togo/PROPN/nmod/4 \
                   in/ADP/case/8 1960/NUM/obl/2 ./PUNCT/punct/2";
    let by_day = "Peru/PROPN/nsubj/2 opened/VERB/root/0/open an/DET/det/4 embassy/NOUN/obj/2 in/ADP/case/6 Togo/PROPN/nmod/4 \
                  on/ADP/case/9 May/PROPN/nmod:unmarked/9 3/NUM/obl/2 ,/PUNCT/punct/11 1960/NUM/nmod:unmarked/9 ./PUNCT/punct/2";
    check(
        &format!("{by_year} || {by_day}"),
        expect![[r#"
            Peru > Togo: ambassador establish 1960-05-03
        "#]],
    );
}

#[test]
fn officials_of_a_state_act_for_it_and_relations_may_end_by_themselves() {
    check(
        "Peruvian/ADJ/amod/2 officials/NOUN/nsubj/3/official/O/Number=Plur severed/VERB/root/0/sever diplomatic/ADJ/amod/5/diplomatic \
         relations/NOUN/obj/3/relation with/ADP/case/7 Togo/PROPN/nmod/5 in/ADP/case/9 1960/NUM/obl/3 ./PUNCT/punct/3 || \
         Diplomatic/ADJ/amod/2/diplomatic relations/NOUN/nsubj/7/relation between/ADP/case/4 Togo/PROPN/nmod/2 and/CCONJ/cc/6 \
         Chile/PROPN/conj/4 ended/VERB/root/0/end in/ADP/case/9 1970/NUM/obl/7 ./PUNCT/punct/7",
        expect![[r#"
            Peru > Togo: relations sever 1960
            Togo > Chile: relations sever 1970
        "#]],
    );
}

#[test]
fn an_envoy_is_sent_where_the_post_says() {
    check(
        &format!(
            "{PAIR} ||| Ana/PROPN/nsubj:pass/4//B-PER Ames/PROPN/flat/1//I-PER was/AUX/aux:pass/4/be appointed/VERB/root/0/appoint \
             minister/NOUN/xcomp/4 to/ADP/case/7 Togo/PROPN/nmod/5//B-LOC ./PUNCT/punct/4 || She/PRON/nsubj/2 \
             presented/VERB/root/0/present her/PRON/nmod:poss/4/her/O/Poss=Yes credentials/NOUN/obj/2/credential on/ADP/case/7 \
             May/PROPN/nmod:unmarked/7 3/NUM/obl/2 ,/PUNCT/punct/9 1960/NUM/nmod:unmarked/7 ./PUNCT/punct/2"
        ),
        expect![[r#"
            Peru > Togo: envoy establish 1960-05-03
        "#]],
    );
}
