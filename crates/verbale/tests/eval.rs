//! `verbale eval` on gold written for these tests, as a user runs it.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests write the files they read, and fail where they cannot go on"
)]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Gold files under the names that `eval all` looks for.
const FILES: [(&str, &str); 5] = [
    (
        "wikiwars/a.key.xml",
        "<DOC><DATETIME><TIMEX2 val=\"2024-05-06\">x</TIMEX2></DATETIME><TEXT>The fleet sailed in \
         <TIMEX2 val=\"1912-10\">October 1912</TIMEX2> and returned <TIMEX2 val=\"1913-03-04\">on 4 March 1913</TIMEX2>.\
         </TEXT></DOC>",
    ),
    (
        "uds-factuality/dev.tsv",
        "sent_id\ttoken\tform\tfactuality\tconfidence\ns-1\t3\tmet\t1.0\t1\ns-2\t5\tmeet\t-1.0\t1\n",
    ),
    (
        "ud/en_ewt-dev.conllu",
        "# newdoc id = s\n# sent_id = s-1\n# text = The ministers met.\n\
         1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n2\tministers\tminister\tNOUN\tNNS\t_\t3\tnsubj\t_\t_\n\
         3\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\n\
         # sent_id = s-2\n# text = The envoys did not meet.\n\
         1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n2\tenvoys\tenvoy\tNOUN\tNNS\t_\t5\tnsubj\t_\t_\n\
         3\tdid\tdo\tAUX\tVBD\t_\t5\taux\t_\t_\n4\tnot\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_\n\
         5\tmeet\tmeet\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n6\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\t_\n\n",
    ),
    (
        "uner-ewt/dev.iob2",
        "# sent_id = n-1\n# text = Norway joined NATO.\n1\tNorway\tB-LOC\t-\t-\n2\tjoined\tO\t-\t-\n\
         3\tNATO\tB-ORG\t-\t-\n4\t.\tO\t-\t-\n\n",
    ),
    (
        "re3d/dev.jsonl",
        "{\"id\":\"e\",\"text\":\"Norway joined NATO.\",\"entities\":[{\"begin\":14,\"end\":18,\
         \"type\":\"Organisation\",\"confidence\":1}]}\n",
    ),
];

fn data() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_verbale"))
        .current_dir(folder)
        .args(["eval"])
        .args(args)
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{err}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    serde_json::from_str(&run(folder, &args)).unwrap()
}

#[test]
fn every_set_has_its_score() {
    let dir = data();
    let time = json(dir.path(), &["time", "wikiwars"]);
    assert_eq!(time["value"]["f1"], 1.0);
    let factuality = ["factuality", FILES[1].0, FILES[2].0];
    let score = json(dir.path(), &factuality);
    assert_eq!((&score["found"], &score["r"]), (&2.into(), &1.0.into()));
    let names = json(dir.path(), &["names", FILES[3].0]);
    assert_eq!(names["all"]["gold"], 2);
    let entities = json(dir.path(), &["entities", FILES[4].0]);
    assert_eq!(entities["Organisation"]["overlapping"]["recall"], 1.0);
}

#[test]
fn saved_predictions_score_as_the_run_that_made_them() {
    let dir = data();
    for args in [
        &["time", "wikiwars"][..],
        &["factuality", FILES[1].0, FILES[2].0],
        &["names", FILES[3].0],
        &["entities", FILES[4].0],
    ] {
        let with = |flag: &'static str| [args, &[flag, "found.jsonl"]].concat();
        let saved = run(dir.path(), &with("--save"));
        assert_eq!(run(dir.path(), &with("--predicted")), saved, "{args:?}");
    }
}

#[test]
fn the_page_names_build_machine_and_data_and_says_what_is_missing() {
    let dir = data();
    let page = run(dir.path(), &["all", "."]);
    for part in [
        "- Build: verbale",
        "- Machine: ",
        "| `wikiwars` | value F1 | 1.000 | 0.780 | 0.860 |",
        "| `uds-factuality/dev.tsv`, `ud/en_ewt-dev.conllu` | `",
        "Not there, so not measured: plover-gsr/dev.json, polnear-dev, meantime,",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let json = json(dir.path(), &["all", "."]);
    assert_eq!(json["uner-ewt/dev.iob2"]["score"]["all"]["gold"], 2);
}
