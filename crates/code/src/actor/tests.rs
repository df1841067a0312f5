//! Tests of the actor finder on sentences written for it.

use super::{ActorBase, MentionKind, find, roles};
use crate::testing::parse;
use expect_test::{Expect, expect};
use std::fmt::Write as _;

const FILES: [(&str, &str); 9] = [
    (
        "actors/actors.csv",
        "actor,name,type,country,sector,parent,from,to,source\n\
         borduria,Borduria,state,BRD,,,,,\n\
         syldavia,Syldavia,state,SYL,,,,,\n\
         united-nations,United Nations,organisation,UNO,,,,,\n\
         ana-zog,Ana Zog,person,SYL,GOV,,,,\n",
    ),
    (
        "actors/names.csv",
        "actor,name,kind\nborduria,Borduria,name\nborduria,Bordurian,adjective\nborduria,Bordurians,demonym\n\
         borduria,Szohod,capital\nborduria,Porto,city\nsyldavia,Syldavia,name\nsyldavia,Syldavian,adjective\n\
         syldavia,the Castle,metonym\nunited-nations,United Nations,name\nunited-nations,UN,acronym\n\
         ana-zog,Zog,alias\n",
    ),
    (
        "actors/sectors.csv",
        "lemma,sector,type,named\nforeign ministry,GOV,organisation,yes\nministry,GOV,organisation,yes\n\
         army,MIL,organisation,yes\npolice,COP,organisation,\nrebel,REB,group,\ngovernment,GOV,organisation,\n\
         party,PTY,organisation,yes\nfront,PTY,organisation,yes\nopposition,OPP,organisation,\nprotester,CVL,population,\n\
         opposition group,OPP,group,\nofficial,GOV,person,\ncounterpart,GOV,person,\n",
    ),
    (
        "actors/titles.csv",
        "title,rank,sector,hom_class,status\nprime minister,head,GOV,,\nforeign minister,minister,GOV,,\n\
         minister,minister,GOV,,\nambassador,head_of_mission,GOV,ambassador,\nhead,head,,,\nleader,head,,,\n\
         president,head,GOV,,\nofficial,official,,,\nspokesman,spokesperson,,,\nrepresentative,representative,,,\n\
         senator,member,LEG,,\n",
    ),
    (
        "actors/honorifics.csv",
        "word,sector,gender\nMr.,,m\nMrs.,,f\nSen.,LEG,\nMullah,REL,m\n",
    ),
    (
        "actors/status.csv",
        "word,status\nacting,acting\nformer,former\nelect,designate\n",
    ),
    ("actors/roles.csv", "actor,role,body,from,to,source\n"),
    (
        "actors/pronouns.toml",
        "[[pronoun]]\nforms = [\"he\", \"him\", \"his\"]\nperson = 3\nnumber = \"sing\"\ngender = \"m\"\nrefers = [\"person\"]\n\
         [[pronoun]]\nforms = [\"it\", \"its\"]\nperson = 3\nnumber = \"sing\"\ngender = \"n\"\nrefers = [\"organisation\", \"state\", \"group\"]\n\
         [[pronoun]]\nforms = [\"they\", \"their\"]\nperson = 3\nnumber = \"plur\"\nrefers = [\"person\", \"organisation\", \"state\", \"group\", \"population\"]\n\
         [[relative]]\nforms = [\"who\", \"which\"]\n\
         [[anaphor]]\nlemmas = [\"party\", \"group\"]\ntype = [\"organisation\", \"group\"]\n\
         [[anaphor]]\nlemmas = [\"country\", \"republic\"]\ntype = [\"state\"]\n\
         [[anaphor]]\nlemmas = [\"president\", \"minister\"]\ntype = [\"person\"]\n",
    ),
    (
        "actors/grammar.toml",
        "definite = [\"the\", \"its\"]\nbody = [\"of\", \"for\", \"to\", \"in\"]\ntitle = [\"of\", \"for\"]\n\
         place = [\"in\", \"of\"]\nlocation = [\"in\"]\ndestination = [\"to\", \"in\"]\n\
         partitive = [\"member\", \"thousand\"]\npartitive_prepositions = [\"of\"]\ngovernment = [\"government\"]\n\
         generic = [\"leader\"]\npair = [\"two\"]\ntogether = [\"meet\"]\ntogether_prepositions = [\"with\"]\nattitudes = [\"willing\"]\ndeeds = [\"recognition\"]\npolities = [\"republic\"]\nendings = [\"fall\"]\nsettlements = [\"town\"]\nsettled = [\"base\"]\nsponsored = [\"back\"]\nothers = [\"other\"]\nopposites = [\"counterpart\"]\nethnic = [\"ethnic\"]\nbecome = [\"become\"]\n[[holding]]\nlemmas = [\"represent\"]\ntitle = \"representative\"\n\
         [short]\nsen = \"senator\"\n",
    ),
];

fn base() -> ActorBase {
    match ActorBase::load(&FILES.map(|(path, text)| (path, text.into()))) {
        Ok(base) => base,
        Err(faults) => panic!("{}", faults[0]),
    }
}

/// Prints the actors with their mentions and posts, then whom each subject and object stands for.
#[expect(clippy::needless_pass_by_value, reason = "how `expect!` is written")]
fn check(line: &str, expected: Expect) {
    let parsed = parse(line);
    let base = base();
    let text = parsed.document().text();
    let actors = find(&parsed, &base);
    let mut out = String::new();
    for (i, entry) in actors.list.iter().enumerate() {
        let a = &entry.actor;
        let code = |c: &Option<String>| c.clone().unwrap_or_else(|| "-".into());
        write!(
            out,
            "{}: {} {} {}",
            a.name,
            if a.actor_type.is_empty() {
                "-"
            } else {
                &a.actor_type
            },
            code(&a.country),
            code(&a.sector)
        )
        .unwrap();
        for m in actors.mentions_of(crate::ActorIdx(i as u32)) {
            let mark = match m.kind {
                MentionKind::Name => "",
                MentionKind::Nominal => "~",
                MentionKind::Pronoun => "@",
                MentionKind::Adjective => "%",
            };
            write!(out, " | {mark}{}", m.span.of(text)).unwrap();
        }
        out.push('\n');
    }
    let name = |a: crate::ActorIdx| actors.get(a).actor.name.clone();
    for r in roles(&parsed, &base, &actors) {
        let org = r.org.map_or_else(|| "-".into(), name);
        writeln!(
            out,
            "= {}, {} {} of {} ({}): {}",
            name(r.person),
            r.status,
            r.title,
            org,
            r.rule,
            r.evidence.of(text)
        )
        .unwrap();
    }
    for tree in parsed.trees() {
        for n in tree.nodes() {
            if matches!(n.rel(), verbale_text::Rel::Nsubj | verbale_text::Rel::Obj) {
                let names: Vec<String> = actors.of(n).into_iter().map(name).collect();
                writeln!(out, "> {} = {}", n.form(), names.join(" + ")).unwrap();
            }
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn a_title_before_a_name_gives_post_status_and_state() {
    check(
        "Acting/ADJ/amod/3 Syldavian/ADJ/amod/3 Ambassador/PROPN/nmod:desc/4 Ana/PROPN/nsubj/6//B-PER Silva/PROPN/flat/4//I-PER \
         met/VERB/root/0/meet Mullah/PROPN/nmod:desc/8 Bo/PROPN/obj/6//B-PER Kru/PROPN/flat/8//I-PER || \
         Silva/PROPN/nsubj/2//B-PER left/VERB/root/0/leave",
        expect![[r#"
            Syldavia: state SYL GOV | %Syldavian
            Ana Silva: person SYL GOV | Ana Silva | Silva
            Bo Kru: person - REL | Bo Kru
            = Ana Silva, acting ambassador of Syldavia (prefix): Acting Syldavian Ambassador Ana Silva
            > Ana = Ana Silva
            > Bo = Bo Kru
            > Silva = Ana Silva
        "#]],
    );
}

#[test]
fn an_apposition_names_the_body_of_a_post() {
    check(
        "Bo/PROPN/nsubj/12//B-PER Kru/PROPN/flat/1//I-PER ,/PUNCT/punct/4 head/NOUN/appos/1 of/ADP/case/8 the/DET/det/8 \
         United/ADJ/amod/8//B-ORG Front/PROPN/nmod/4//I-ORG ,/PUNCT/punct/4 \
         reluctantly/ADV/advmod/12 ,/PUNCT/punct/10 resigned/VERB/root/0/resign",
        expect![[r#"
            Bo Kru: person - PTY | Bo Kru
            United Front: organisation - PTY | United Front
            = Bo Kru, current head of United Front (apposition): Bo Kru, head of the United Front
            > Bo = Bo Kru
        "#]],
    );
}

#[test]
fn a_republic_that_fell_is_no_state_of_today() {
    check(
        "Syldavia/PROPN/nsubj/2//B-LOC changed/VERB/root/0/change after/ADP/case/5 the/DET/det/5 fall/NOUN/obl/2 of/ADP/case/8 \
         the/DET/det/8 republic/NOUN/nmod/5 ./PUNCT/punct/2",
        expect![[r#"
            Syldavia: state SYL GOV | Syldavia
            republic: government SYL GOV | ~republic
            > Syldavia = Syldavia
        "#]],
    );
}

#[test]
fn a_former_official_is_of_the_elite() {
    check(
        "Bo/PROPN/nsubj/10//B-PER Kru/PROPN/flat/1//I-PER ,/PUNCT/punct/6 a/DET/det/6 former/ADJ/amod/6 official/NOUN/appos/1 \
         of/ADP/case/8 Borduria/PROPN/nmod/6//B-LOC ,/PUNCT/punct/6 spoke/VERB/root/0/speak",
        expect![[r#"
            Bo Kru: person BRD ELI | Bo Kru
            Borduria: state BRD GOV | Borduria
            = Bo Kru, former official of Borduria (apposition): Bo Kru, a former official of Borduria
            > Bo = Bo Kru
        "#]],
    );
}

#[test]
fn a_participle_gives_a_post() {
    check(
        "Bo/PROPN/nsubj/8//B-PER Kru/PROPN/flat/1//I-PER ,/PUNCT/punct/4 representing/VERB/acl/1/represent/O/VerbForm=Ger \
         the/DET/det/7 Farmers/PROPN/compound/7//B-ORG Party/PROPN/obj/4//I-ORG warned/VERB/root/0/warn",
        expect![[r#"
            Bo Kru: person - PTY | Bo Kru
            Farmers Party: organisation - PTY | Farmers Party
            = Bo Kru, current representative of Farmers Party (participle): Bo Kru, representing the Farmers Party
            > Bo = Bo Kru
            > Party = Farmers Party
        "#]],
    );
}

#[test]
fn described_bodies_belong_to_the_country_beside_them() {
    check(
        "The/DET/det/3 Bordurian/ADJ/amod/3 army/NOUN/nsubj/4 attacked/VERB/root/0/attack rebels/NOUN/obj/4/rebel/O/Number=Plur \
         in/ADP/case/7 Porto/PROPN/obl/4//B-LOC || \
         Police/NOUN/nsubj/4 in/ADP/case/3 Porto/PROPN/nmod/1//B-LOC watched/VERB/root/0/watch || \
         A/DET/det/2 spokesman/NOUN/nsubj/8 for/ADP/case/7 the/DET/det/7 Syldavian/ADJ/amod/7 foreign/ADJ/amod/7 ministry/NOUN/nmod/2 objected/VERB/root/0/object",
        expect![[r#"
            Borduria: state BRD GOV | %Bordurian
            Syldavia: state SYL GOV | %Syldavian
            Porto: population BRD CVL
            Bordurian army: organisation BRD MIL | ~Bordurian army
            rebels: group BRD REB | ~rebels
            Police: organisation BRD COP | ~Police
            spokesman: person SYL GOV | ~spokesman
            Syldavian foreign ministry: organisation SYL GOV | ~Syldavian foreign ministry
            = spokesman, current spokesman of Syldavian foreign ministry (nominal): spokesman for the Syldavian foreign ministry
            > army = Bordurian army
            > rebels = rebels
            > Police = Police
            > spokesman = spokesman
        "#]],
    );
}

#[test]
fn the_government_of_a_state_is_the_state() {
    check(
        "Borduria/PROPN/nsubj/2//B-LOC protested/VERB/root/0/protest || \
         The/DET/det/3 Bordurian/ADJ/amod/3 government/NOUN/nsubj/4 recalled/VERB/root/0/recall its/PRON/nmod:poss/6/its/O/Poss=Yes envoy/NOUN/obj/4 || \
         The/DET/det/2 country/NOUN/nsubj/3 waits/VERB/root/0/wait || Szohod/PROPN/nsubj/2//B-LOC fumed/VERB/root/0/fume",
        expect![[r#"
            Borduria: state BRD GOV | Borduria | %Bordurian | ~Bordurian government | @its | ~country | Szohod
            > Borduria = Borduria
            > government = Borduria
            > envoy = 
            > country = Borduria
            > Szohod = Borduria
        "#]],
    );
}

#[test]
fn coordination_partitives_and_relatives_give_their_actors() {
    check(
        "Borduria/PROPN/nsubj/4//B-LOC and/CCONJ/cc/3 Syldavia/PROPN/conj/1//B-LOC agreed/VERB/root/0/agree || \
         They/PRON/nsubj/2 signed/VERB/root/0/sign || \
         Members/NOUN/nsubj/9/member/O/Number=Plur of/ADP/case/5 the/DET/det/5 Farmers/PROPN/compound/5//B-ORG Party/PROPN/nmod/1//I-ORG ,/PUNCT/punct/8 \
         which/PRON/nsubj/8/which/O/PronType=Rel fell/VERB/acl:relcl/5/fall left/VERB/root/0/leave",
        expect![[r#"
            Borduria: state BRD GOV | Borduria | @They
            Syldavia: state SYL GOV | Syldavia
            Farmers Party: organisation - PTY | Farmers Party
            > Borduria = Borduria + Syldavia
            > They = Borduria + Syldavia
            > Members = Farmers Party
            > which = Farmers Party
        "#]],
    );
}

#[test]
fn the_form_of_rule_belongs_to_the_name_of_a_state() {
    check(
        "The/DET/det/2 Republic/PROPN/nsubj/5//B-LOC of/ADP/case/4//I-LOC Borduria/PROPN/nmod/2//I-LOC met/VERB/root/0/meet \
         the/DET/det/8 Syldavian/ADJ/amod/8//B-ORG Republic/PROPN/obj/5//I-ORG || \
         Bordurian/ADJ/amod/2//B-ORG Recognition/PROPN/root/0//I-ORG of/ADP/case/4//I-ORG Syldavia/PROPN/nmod/2//I-ORG",
        expect![[r#"
            Borduria: state BRD GOV | Republic of Borduria | %Bordurian
            Syldavia: state SYL GOV | Syldavian Republic | Syldavia
            > Republic = Borduria
            > Republic = Syldavia
        "#]],
    );
}

#[test]
fn chains_of_proper_nouns_stand_in_for_labels() {
    check(
        "President/PROPN/nmod:desc/2 Ana/PROPN/nsubj/4 Silva/PROPN/flat/2 thanked/VERB/root/0/thank the/DET/det/7 \
         National/PROPN/compound/7 Front/PROPN/obj/4 || \
         He/PRON/nsubj/2 left/VERB/root/0/leave || Sen./PROPN/nmod:desc/2 Kru/PROPN/nsubj/3 stayed/VERB/root/0/stay",
        expect![[r#"
            Ana Silva: person - GOV | Ana Silva | @He
            National Front: organisation - PTY | National Front
            Kru: person - LEG | Kru
            = Ana Silva, current president of - (prefix): President Ana Silva
            = Kru, current senator of - (prefix): Sen. Kru
            > Ana = Ana Silva
            > Front = National Front
            > He = Ana Silva
            > Kru = Kru
        "#]],
    );
}

#[test]
fn a_copula_gives_a_post() {
    check(
        "Bo/PROPN/nsubj/5//B-PER Kru/PROPN/flat/1//I-PER is/AUX/cop/5/be the/DET/det/5 leader/NOUN/root/0 of/ADP/case/9 \
         the/DET/det/9 Farmers/PROPN/compound/9//B-ORG Party/PROPN/nmod/5//I-ORG",
        expect![[r#"
            Bo Kru: person - PTY | Bo Kru
            Farmers Party: organisation - PTY | Farmers Party
            = Bo Kru, current leader of Farmers Party (copula): Bo Kru is the leader of the Farmers Party
            > Bo = Bo Kru
        "#]],
    );
}

#[test]
fn a_known_surname_is_no_identity() {
    check(
        "Bo/PROPN/nsubj/3 Zog/PROPN/flat/1 left/VERB/root/0/leave || Zog/PROPN/nsubj/2 returned/VERB/root/0/return",
        expect![[r#"
            Bo Zog: - - - | Bo Zog | Zog
            > Bo = Bo Zog
            > Zog = Bo Zog
        "#]],
    );
    check(
        "Zog/PROPN/nsubj/2 returned/VERB/root/0/return",
        expect![[r#"
            Zog: person SYL GOV | Zog
            > Zog = Zog
        "#]],
    );
}

#[test]
fn an_official_of_an_international_body_belongs_to_it() {
    check(
        "UN/PROPN/compound/2 official/NOUN/nmod/3 Ana/PROPN/nsubj/5 Zog/PROPN/flat/3 left/VERB/root/0",
        expect![[r#"
            UN: organisation UNO - | UN
            Ana Zog: person UNO - | Ana Zog
            = Ana Zog, current official of UN (prefix): UN official Ana Zog
            > Ana = Ana Zog
        "#]],
    );
}

#[test]
fn the_whole_of_a_group_acts() {
    check(
        "Members/NOUN/nsubj/5/member/_/Number=Plur of/ADP/case/4 the/DET/det/4 opposition/NOUN/nmod/1 left/VERB/root/0",
        expect![[r#"
            opposition: organisation - OPP | ~opposition
            > Members = opposition
        "#]],
    );
}

#[test]
fn a_state_before_others_is_an_actor_beside_them() {
    check(
        "Syldavia/PROPN/compound/4 and/CCONJ/cc/4 other/ADJ/amod/4 protesters/NOUN/nsubj/5/protester/_/Number=Plur left/VERB/root/0",
        expect![[r#"
            Syldavia: state SYL GOV | Syldavia
            other protesters: population - CVL | ~other protesters
            > protesters = Syldavia + other protesters
        "#]],
    );
}

#[test]
fn a_people_in_another_state_is_of_that_state() {
    check(
        "Bordurians/PROPN/nsubj/4 of/ADP/case/3 Syldavia/PROPN/nmod/1 left/VERB/root/0",
        expect![[r#"
            Bordurians: population SYL CVL | Bordurians
            Syldavia: state SYL GOV | Syldavia
            > Bordurians = Bordurians
        "#]],
    );
}

#[test]
fn only_an_actor_is_willing() {
    check(
        "Syldavia/PROPN/nsubj/2 says/VERB/root/0/say it/PRON/expl/5/it/_/Number=Sing is/AUX/cop/5 willing/ADJ/ccomp/2",
        expect![[r#"
            Syldavia: state SYL GOV | Syldavia | @it
            > Syldavia = Syldavia
        "#]],
    );
}

#[test]
fn faults_of_a_table_say_where_they_are() {
    let faults = ActorBase::load(&[
        (
            "actors/actors.csv",
            "actor,name,type,country,sector,parent,from,to\nx,X,stade,,,,,\n".into(),
        ),
        ("actors/names.csv", "actor,name,kind\ny,Y,name\n".into()),
    ])
    .unwrap_err();
    let printed: Vec<String> = faults.iter().map(ToString::to_string).collect();
    expect![[r#"
        actors/actors.csv:2:5: P102: unknown type `stade` (did you mean `state`?)
        actors/names.csv:2:1: P103: unknown actor `y`"#]]
    .assert_eq(&printed.join("\n"));
}

#[test]
fn who_met_with_whom_are_they() {
    check(
        "Minister/PROPN/compound/3 Ana/PROPN/compound/3//B-PER Zog/PROPN/nsubj/4//I-PER met/VERB/root/0/meet \
         with/ADP/case/6 Bo/PROPN/obl/4//B-PER Lind/PROPN/flat/6//I-PER ./PUNCT/punct/4 || \
         They/PRON/nsubj/2 left/VERB/root/0/leave ./PUNCT/punct/2 || \
         The/DET/det/2//_/Definite=Def two/NUM/nsubj/3 agreed/VERB/root/0/agree ./PUNCT/punct/3",
        expect![[r#"
            Ana Zog: person - GOV | Ana Zog | @They | ~two
            Bo Lind: person - - | Bo Lind
            = Ana Zog, current minister of - (prefix): Minister Ana Zog
            > Zog = Ana Zog
            > They = Ana Zog + Bo Lind
            > two = Ana Zog + Bo Lind
        "#]],
    );
}

#[test]
fn all_whom_somebody_met_with_are_they() {
    check(
        "Ana/PROPN/nsubj/3//B-PER Zog/PROPN/flat/1//I-PER met/VERB/root/0/meet with/ADP/case/5 Bo/PROPN/obl/3//B-PER \
         Lind/PROPN/flat/5//I-PER and/CCONJ/cc/8 Syldavia/PROPN/conj/5 ./PUNCT/punct/3 || \
         They/PRON/nsubj/2 left/VERB/root/0/leave ./PUNCT/punct/2",
        expect![[r#"
            Ana Zog: person - - | Ana Zog | @They
            Bo Lind: person - - | Bo Lind
            Syldavia: state SYL GOV | Syldavia
            > Ana = Ana Zog
            > They = Ana Zog + Bo Lind + Syldavia
        "#]],
    );
}

#[test]
fn an_object_stands_for_a_thing_told_since_rather_than_for_an_actor() {
    check(
        "Borduria/PROPN/nsubj/2 left/VERB/root/0/leave ./PUNCT/punct/2 || \
         Syldavia/PROPN/nsubj/2 signed/VERB/root/0/sign the/DET/det/4 deal/NOUN/obj/2 ,/PUNCT/punct/2 then/ADV/advmod/7 \
         broke/VERB/conj/2/break it/PRON/obj/7 ./PUNCT/punct/2",
        expect![[r#"
            Borduria: state BRD GOV | Borduria
            Syldavia: state SYL GOV | Syldavia
            > Borduria = Borduria
            > Syldavia = Syldavia
            > deal = 
            > it = 
        "#]],
    );
}

#[test]
fn counterparts_are_of_another_side_than_whose_they_are() {
    check(
        "Syldavian/ADJ/amod/2 officials/NOUN/nsubj/3/official met/VERB/root/0/meet their/PRON/nmod:poss/5 \
         counterparts/NOUN/obj/3/counterpart ./PUNCT/punct/3",
        expect![[r#"
            Syldavia: state SYL GOV | %Syldavian
            Syldavian officials: person SYL GOV | ~Syldavian officials
            counterparts: person - GOV | ~counterparts
            = Syldavian officials, current officials of Syldavia (nominal): Syldavian officials
            > officials = Syldavian officials
            > counterparts = counterparts
        "#]],
    );
}

#[test]
fn what_a_post_is_for_stands_between_it_and_the_name() {
    check(
        "Minister/PROPN/nsubj/6 for/ADP/case/3 Borduria/PROPN/nmod/1 Ana/PROPN/flat/1//B-PER Lind/PROPN/flat/1//I-PER \
         left/VERB/root/0/leave ./PUNCT/punct/6",
        expect![[r#"
            Borduria: state BRD GOV | Borduria
            Ana Lind: person BRD GOV | Ana Lind
            = Ana Lind, current minister of Borduria (prefix): Minister for Borduria Ana Lind
            > Minister = Ana Lind
        "#]],
    );
}
