//! Names and words of the invented texts.

use super::{Lot, Player};

/// States and their codes.
const STATES: &[(&str, &str)] = &[
    ("Norway", "NOR"),
    ("Kenya", "KEN"),
    ("Japan", "JPN"),
    ("Brazil", "BRA"),
    ("Canada", "CAN"),
    ("Egypt", "EGY"),
    ("Portugal", "PRT"),
    ("Mongolia", "MNG"),
    ("Chile", "CHL"),
    ("Ghana", "GHA"),
    ("Vietnam", "VNM"),
    ("Peru", "PER"),
    ("Finland", "FIN"),
    ("Jordan", "JOR"),
    ("Nepal", "NPL"),
    ("Austria", "AUT"),
    ("Senegal", "SEN"),
    ("Mexico", "MEX"),
    ("Indonesia", "IDN"),
    ("Poland", "POL"),
    ("Morocco", "MAR"),
    ("Uruguay", "URY"),
    ("Australia", "AUS"),
    ("Iceland", "ISL"),
    ("Tanzania", "TZA"),
    ("Malaysia", "MYS"),
    ("Greece", "GRC"),
    ("Bolivia", "BOL"),
    ("Namibia", "NAM"),
    ("Oman", "OMN"),
    ("Kazakhstan", "KAZ"),
    ("Ireland", "IRL"),
    ("Panama", "PAN"),
    ("Botswana", "BWA"),
    ("Thailand", "THA"),
    ("Hungary", "HUN"),
    ("Tunisia", "TUN"),
    ("Paraguay", "PRY"),
    ("Zambia", "ZMB"),
    ("Sweden", "SWE"),
    ("Ecuador", "ECU"),
    ("Laos", "LAO"),
    ("Madagascar", "MDG"),
    ("Romania", "ROU"),
    ("Bhutan", "BTN"),
    ("Fiji", "FJI"),
    ("Gabon", "GAB"),
    ("Cuba", "CUB"),
];

const FIRST: &[&str] = &[
    "Alda", "Bero", "Cintia", "Doran", "Elmé", "Farun", "Gisla", "Horan", "Ilvo", "Jarle", "Kesta",
    "Lidor", "Maruš", "Nevin", "Orla", "Petar", "Quella", "Rasim", "Sorin", "Tavi", "Ulma",
    "Vesna", "Wendo", "Yorik", "Zélie",
];

const LAST: &[&str] = &[
    "Ab", "Bren", "Cal", "Dør", "Ez", "Fal", "Gor", "Hel", "Iv", "Jas", "Kor", "Lun", "Mal", "Nor",
    "Os", "Pel",
];

const ENDS: &[&str] = &[
    "ander", "berg", "chev", "dottir", "este", "fani", "gaard", "hane", "inen", "kova", "lund",
    "mire", "noff", "ović",
];

/// Persons, bodies and groups that are made up.
const PERSONS: usize = 2400;
const BODIES: usize = 260;
const GROUPS: usize = 160;

/// Everybody who may be in a text, but states; those at the front are in the news most.
pub(crate) fn players(lot: &mut Lot) -> Vec<Player> {
    let mut players = Vec::new();
    for at in 0..PERSONS {
        let (_, code) = STATES[lot.famous(STATES.len())];
        let first = lot.pick(FIRST);
        let last = format!("{}{}", lot.pick(LAST), lot.pick(ENDS));
        players.push(Player {
            name: format!("{first} {}. {last}", char::from(b'A' + (at % 26) as u8)),
            alias: last,
            sort: "person",
            country: Some(code),
            sector: Some(if at % 4 == 0 { "LEG" } else { "GOV" }),
        });
    }
    for at in 0..BODIES {
        let (state, code) = STATES[at % STATES.len()];
        let body = [
            "Foreign Ministry",
            "Parliament",
            "Central Bank",
            "Border Guard",
            "Coast Guard",
            "Audit Office",
        ];
        let body = body[at / STATES.len() % body.len()];
        players.push(Player {
            name: format!("{body} of {state}"),
            alias: format!("the {body}"),
            sort: "organisation",
            country: Some(code),
            sector: Some("GOV"),
        });
    }
    for at in 0..GROUPS {
        let (state, code) = STATES[lot.below(STATES.len())];
        let sort = ["Front", "League", "Union", "Congress"][at % 4];
        players.push(Player {
            name: format!(
                "{state} {} {sort}",
                ["River", "Harbour", "Valley", "Coast", "Hill"][at % 5]
            ),
            alias: format!("the {sort}"),
            sort: "group",
            country: Some(code),
            sector: Some("PTY"),
        });
    }
    for at in (1..players.len()).rev() {
        players.swap(at, lot.below(at + 1));
    }
    players
}

/// All states.
pub(crate) fn states() -> Vec<Player> {
    let state = |&(name, code): &(&'static str, &'static str)| Player {
        name: name.into(),
        alias: name.into(),
        sort: "state",
        country: Some(code),
        sector: None,
    };
    STATES.iter().map(state).collect()
}

/// One of forty outlets.
pub(crate) fn outlet(lot: &mut Lot) -> String {
    let place = [
        "North", "South", "East", "West", "Harbour", "Hill", "River", "Lake", "Valley", "Island",
    ];
    let sort = ["Wire", "Gazette", "Post", "Herald"];
    let at = lot.famous(place.len() * sort.len());
    format!(
        "Invented {} {}",
        place[at % place.len()],
        sort[at / place.len()]
    )
}

pub(crate) const PLACES: &[&str] = &[
    "Oslo", "Nairobi", "Kyoto", "Lisbon", "Lima", "Helsinki", "Amman", "Accra", "Vienna", "Hanoi",
    "Dakar", "Quito",
];

pub(crate) const TOPICS: &[&str] = &[
    "the fishing zones",
    "the customs treaty",
    "the border crossings",
    "the grain corridor",
    "the railway line",
    "the water shares",
    "the visa rules",
    "the observer mission",
    "the prisoner lists",
    "the airspace",
    "the power grid",
    "the harbour fees",
];

const SUBJECTS: &[&str] = &[
    "Traders",
    "Observers",
    "Two committees",
    "Local papers",
    "Delegates",
    "Engineers",
    "Market analysts",
    "Clerks",
];
const VERBS: &[&str] = &[
    "had waited for",
    "took note of",
    "compared",
    "counted",
    "described",
    "asked about",
    "wrote about",
    "looked into",
];
const OBJECTS: &[&str] = &[
    "the figures",
    "the new timetable",
    "earlier drafts",
    "the weather reports",
    "the cost of repairs",
    "older maps",
    "the list of stops",
    "the budget",
];
const ENDINGS: &[&str] = &[
    "for most of the week",
    "before noon",
    "in three languages",
    "without haste",
    "at the second reading",
    "near the old bridge",
    "after the holiday",
    "once more",
];

/// A sentence in which nobody of note does anything.
pub(crate) fn filler(lot: &mut Lot) -> String {
    format!(
        "{} {} {} of {} {} {}, page {}.",
        lot.pick(SUBJECTS),
        lot.pick(VERBS),
        lot.pick(OBJECTS),
        lot.below(900) + 100,
        lot.pick(PLACES),
        lot.pick(ENDINGS),
        lot.below(90) + 1
    )
}
