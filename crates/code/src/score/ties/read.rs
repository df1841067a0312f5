//! Gold and predicted ties.

use serde_json::Value;

use super::names::Names;
use crate::score::{Error, jsonl};

/// What a change amounts to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Class {
    Begin,
    End,
    Upgrade,
    Downgrade,
}

impl Class {
    /// Classes in the order shown.
    pub(super) const ALL: [Self; 4] = [Self::Begin, Self::End, Self::Upgrade, Self::Downgrade];

    pub(super) fn of(change: &str) -> Option<Self> {
        Some(match change {
            "begin" | "establish" | "resume" => Self::Begin,
            "sever" | "suspend" | "withdraw" => Self::End,
            "upgrade" => Self::Upgrade,
            "downgrade" | "recall" | "expel" => Self::Downgrade,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::End => "end",
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        }
    }
}

/// A value that gold or a system gives; `None` is null.
pub(super) type Given = Option<String>;

/// One tie. Alternatives are those of gold; predictions have none.
#[derive(Clone, Debug, Default)]
pub(super) struct Tie {
    pub(super) doc: String,
    pub(super) sender: Given,
    pub(super) receiver: Given,
    pub(super) axis: String,
    pub(super) value: Given,
    pub(super) change: Given,
    /// Date of the change, TIMEX.
    pub(super) occurred: Given,
    pub(super) is_optional: bool,
    pub(super) evidence: Vec<(i64, i64)>,
    pub(super) other_values: Vec<Given>,
    pub(super) other_changes: Vec<Given>,
    pub(super) other_dates: Vec<Given>,
    pub(super) other_parties: Vec<String>,
}

fn given(value: &Value) -> Given {
    (!value.is_null()).then(|| jsonl::text(value).into_owned())
}

fn spans(value: &Value) -> Vec<(i64, i64)> {
    let spans = jsonl::items(value).iter();
    spans
        .filter_map(|s| Some((s[0].as_i64()?, s[1].as_i64()?)))
        .collect()
}

impl Tie {
    fn new(tie: &Value) -> Self {
        Self {
            doc: given(&tie["doc"]).unwrap_or_default(),
            sender: given(&tie["sender"]),
            receiver: given(&tie["receiver"]),
            axis: given(&tie["axis"]).unwrap_or_default(),
            value: given(&tie["value"]),
            change: given(&tie["change"]),
            occurred: given(&tie["date"]),
            evidence: spans(&tie["evidence"]),
            ..Self::default()
        }
    }

    fn of_gold(tie: &Value) -> Self {
        let others = |name: &str| jsonl::items(&tie["alt"][name]).iter().map(given).collect();
        Self {
            is_optional: jsonl::is_truthy(&tie["optional"]),
            other_values: others("value"),
            other_changes: others("change"),
            other_dates: others("date"),
            other_parties: jsonl::texts(&tie["alt"]["party"]).collect(),
            ..Self::new(tie)
        }
    }

    pub(super) fn class(&self) -> Option<Class> {
        Class::of(self.change.as_deref()?)
    }

    pub(super) fn changes(&self) -> impl Iterator<Item = Option<Class>> {
        let all = std::iter::once(&self.change).chain(&self.other_changes);
        all.map(|c| Class::of(c.as_deref()?))
    }

    pub(super) fn dates(&self) -> impl Iterator<Item = &Given> {
        std::iter::once(&self.occurred).chain(&self.other_dates)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Given> {
        std::iter::once(&self.value).chain(&self.other_values)
    }
}

/// One text and its country.
pub(super) struct Country {
    pub(super) doc: String,
    pub(super) country: String,
}

/// One gold file.
pub(super) struct Gold {
    pub(super) names: Names,
    pub(super) countries: Vec<Country>,
    pub(super) ties: Vec<Tie>,
}

pub(super) fn gold(json: &str) -> Result<Gold, Error> {
    let file = jsonl::whole(json, "gold")?;
    let missing = |key: &str| {
        let problem = format!("no \"{key}\"; give a gold file with aliases, docs and ties");
        Error::format("gold", 1, problem)
    };
    let aliases = file["aliases"]
        .as_object()
        .ok_or_else(|| missing("aliases"))?;
    let docs = file["docs"].as_array().ok_or_else(|| missing("docs"))?;
    let ties = file["ties"].as_array().ok_or_else(|| missing("ties"))?;
    let mut names = Names::default();
    for (code, others) in aliases {
        names.add(code, code);
        jsonl::texts(others).for_each(|name| names.add(code, &name));
    }
    let country = |doc: &Value| {
        Ok(Country {
            doc: jsonl::required(doc, "doc", "gold", 1)?.into(),
            country: jsonl::required(doc, "country", "gold", 1)?.into(),
        })
    };
    Ok(Gold {
        names,
        countries: docs.iter().map(country).collect::<Result<_, Error>>()?,
        ties: ties.iter().map(Tie::of_gold).collect(),
    })
}

/// Predicted ties; lines of no known axis, such as other records, are left out.
pub(super) fn predicted(jsonl: &str) -> Result<Vec<Tie>, Error> {
    let mut out = Vec::new();
    for line in jsonl::each_line(jsonl, "predictions") {
        let (_, mut tie) = line?;
        if let Some(fields) = tie["fields"].as_object().cloned()
            && let Some(tie) = tie.as_object_mut()
        {
            tie.extend(fields);
        }
        let tie = Tie::new(&tie);
        if matches!(tie.axis.as_str(), "contact" | "exchange" | "recognition") {
            out.push(tie);
        }
    }
    Ok(out)
}
