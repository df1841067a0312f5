//! Event types, countries and sectors by their codes, old spellings mapped to new.

use crate::score::chars;

/// Event types in the order shown.
pub(super) const TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// How events that come only with a CAMEO code get their type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Crosswalk {
    /// By the first two digits.
    #[default]
    TwoDigits,
    /// By the PLOVER crosswalk of 2021, which moves some codes to another type.
    Table2021,
}

/// The PLOVER type of a CAMEO code; statements (01) and appeals (02) have none.
pub fn event_type_of_cameo(code: &str, crosswalk: Crosswalk) -> Option<&'static str> {
    let table = crosswalk == Crosswalk::Table2021;
    let starts = |prefixes: &[&str]| prefixes.iter().any(|p| code.starts_with(p));
    if code.starts_with("08") {
        let third = code.chars().nth(2);
        let retreat = third >= Some('4') || (table && (code == "0813" || code == "0814"));
        return Some(if retreat { "RETREAT" } else { "CONCEDE" });
    }
    if table && starts(&["163", "191", "192"]) {
        return Some("COERCE");
    }
    if table && starts(&["175", "1712"]) {
        return Some("ASSAULT");
    }
    Some(match code.get(..2)? {
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "09" | "11" => "ACCUSE",
        "10" => "REQUEST",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}

/// A type in capitals, 0.5b1 names replaced by those of 2021.
pub(super) fn event_type(name: &str) -> String {
    let name = name.to_uppercase();
    match name.as_str() {
        "DEMAND" => "REQUEST",
        "DISAPPROVE" | "INVESTIGATE" => "ACCUSE",
        "FIGHT" => "ASSAULT",
        "THREAT" => "THREATEN",
        _ => return name,
    }
    .into()
}

/// Quad class of a type, 0 for an unknown one.
pub(super) fn quad(event_type: &str) -> u8 {
    match event_type {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" | "YIELD" => 1,
        "COOPERATE" | "AID" | "RETREAT" => 2,
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 3,
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => 4,
        _ => 0,
    }
}

/// Whether a directed event of this type is the same in either direction.
pub(super) fn is_symmetric(event_type: &str) -> bool {
    matches!(event_type, "CONSULT" | "AGREE" | "COOPERATE")
}

/// First three characters of an actor code if they are letters, else nothing; misspelt and superseded
/// codes are mapped, and every intergovernmental body is `IGO`, as in gold.
pub(super) fn country(code: &str) -> String {
    let code: String = code.to_uppercase().chars().take(3).collect();
    if !code.chars().all(chars::is_letter) {
        return String::new();
    }
    match code.as_str() {
        "JAP" => "JPN",
        "ITL" => "ITA",
        "VTN" => "VNM",
        "ROM" => "ROU",
        "TMP" => "TLS",
        "ZAR" => "COD",
        "PAL" | "GZS" | "WBK" => "PSE",
        "XKX" => "KOS",
        "UNO" | "EUR" | "EEC" | "NAT" => "IGO",
        _ => return code,
    }
    .into()
}

/// First three characters of a sector code that starts with a letter, else nothing; old codes mapped.
pub(super) fn sector(code: &str) -> String {
    let code = code.to_uppercase();
    if !code.chars().next().is_some_and(chars::is_letter) {
        return String::new();
    }
    let mapped = |code: &str| match code {
        "CIV" | "PPL" | "MOSCVL" => Some("CVL"),
        "INS" | "SEP" => Some("REB"),
        "HLH" => Some("MED"),
        _ => None,
    };
    let short: String = code.chars().take(3).collect();
    match mapped(&code).or_else(|| mapped(&short)) {
        Some(new) => new.into(),
        None => short,
    }
}

#[cfg(test)]
mod tests {
    use super::{Crosswalk, country, event_type_of_cameo, sector};

    #[test]
    fn a_code_has_one_type_in_either_crosswalk() {
        let check = |code: &str, expected: [Option<&str>; 2]| {
            let both = [Crosswalk::TwoDigits, Crosswalk::Table2021];
            assert_eq!(
                both.map(|c| event_type_of_cameo(code, c)),
                expected,
                "{code}"
            );
        };
        check("057", [Some("SUPPORT"); 2]);
        check("0811", [Some("CONCEDE"); 2]);
        check("0814", [Some("CONCEDE"), Some("RETREAT")]);
        check("0841", [Some("RETREAT"); 2]);
        check("08", [Some("CONCEDE"); 2]);
        check("010", [None; 2]);
        check("", [None; 2]);
        check("163", [Some("SANCTION"), Some("COERCE")]);
        check("1712", [Some("COERCE"), Some("ASSAULT")]);
    }

    #[test]
    fn misspelt_countries_and_old_sectors_are_mapped() {
        assert_eq!(
            ["ITL", "---", "usagov", "UNO"].map(country),
            ["ITA", "", "USA", "IGO"]
        );
        assert_eq!(
            ["ppl", "GOVMIL", "~", "moscvl"].map(sector),
            ["CVL", "GOV", "", "CVL"]
        );
    }
}
