//! Records as the tests of the ledger give them.

use serde_json::{Map, Value};
use verbale_ledger::{Kind, Producer, Row};

/// A record of the author's that is certain, with the fields given.
pub(crate) fn row(kind: Kind, number: u32, evidence: [u32; 2], fields: Value) -> Row {
    let Value::Object(fields) = fields else {
        panic!("fields are an object");
    };
    Row {
        kind,
        number,
        evidence: vec![evidence],
        fields,
        spans: Map::new(),
        voices: vec!["author".into()],
        views: Vec::new(),
        factuality: "CT+".into(),
        time: Value::Null,
        refs: Map::new(),
        sentences: vec![0],
        producer: Producer {
            producer_type: "rule".into(),
            id: format!("test.md:{number}"),
            version: "0".into(),
        },
        confidence: 0.9,
    }
}
