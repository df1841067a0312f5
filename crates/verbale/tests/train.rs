//! `verbale train`: a training that is killed goes on to the file that it would have made.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, and runs and kills the program on files of its own"
)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Kills of one training.
const KILLS: u32 = 6;
/// Passes; more than there are kills, so that something is left to do.
const PASSES: &str = "30";

/// A folder of its own with a treebank in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bank.conllu"), treebank()).unwrap();
    folder
}

/// Sentences like "Envoys left Klow .", each with its tree.
fn treebank() -> String {
    let mut out = String::new();
    for (who, verb, lemma) in [
        ("Envoys", "left", "leave"),
        ("Ministers", "praised", "praise"),
        ("Rebels", "took", "take"),
    ] {
        for place in ["Klow", "Szohod", "Zlip"] {
            let who_lemma = who.trim_end_matches('s').to_lowercase();
            out += &format!(
                "1\t{who}\t{who_lemma}\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n\
                 2\t{verb}\t{lemma}\tVERB\tVBD\tTense=Past\t0\troot\t_\t_\n\
                 3\t{place}\t{place}\tPROPN\tNNP\tNumber=Sing\t2\tobj\t_\tSpaceAfter=No\n\
                 4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
            );
        }
    }
    out
}

fn start(folder: &Path, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_verbale"))
        .current_dir(folder)
        .args(["train", "--train", "bank.conllu", "--epochs", PASSES])
        .args(["--out", "out.vmodel"])
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the checkpoint is another one than `before`; whether it came before the training ended.
fn comes(checkpoint: &Path, before: Option<&[u8]>, child: &mut Child) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(60) {
        if fs::read(checkpoint).is_ok_and(|now| Some(now.as_slice()) != before) {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        sleep(Duration::from_millis(1));
    }
    panic!("no pass was done in a minute");
}

#[test]
fn a_training_that_is_killed_again_and_again_makes_the_same_file() {
    let (calm, hard) = (folder(), folder());
    let (calm, hard) = (calm.path(), hard.path());
    assert!(start(calm, &[]).wait().unwrap().success());
    let wanted = fs::read(calm.join("out.vmodel")).unwrap();

    let (checkpoint, out) = (hard.join("out.checkpoint"), hard.join("out.vmodel"));
    let mut killed = 0;
    for kill in 0..KILLS {
        let before = fs::read(&checkpoint).ok();
        let mut child = start(hard, &["--resume"]);
        if comes(&checkpoint, before.as_deref(), &mut child) {
            // Each time at another place of the pass, or while its state is written.
            sleep(Duration::from_millis(u64::from(kill) * 3));
            child.kill().unwrap();
        }
        child.wait().unwrap();
        killed += u32::from(!out.exists());
    }
    assert!(killed > 1, "trainings ended before they were killed");
    assert!(start(hard, &["--resume"]).wait().unwrap().success());
    assert!(fs::read(&out).unwrap() == wanted, "another model");
    assert!(!checkpoint.exists(), "a finished training leaves no state");
}

#[test]
fn the_state_of_another_training_is_refused_and_kept() {
    let folder = folder();
    let folder = folder.path();
    let checkpoint = folder.join("out.checkpoint");
    let mut child = start(folder, &[]);
    assert!(comes(&checkpoint, None, &mut child));
    child.kill().unwrap();
    child.wait().unwrap();
    let state = fs::read(&checkpoint).unwrap();
    let refused = start(folder, &["--resume", "--seed", "2"]).wait().unwrap();
    assert_eq!(refused.code(), Some(2));
    assert!(fs::read(&checkpoint).unwrap() == state);
}

#[test]
fn a_model_of_ones_own_parses() {
    let folder = folder();
    let folder = folder.path();
    assert!(start(folder, &[]).wait().unwrap().success());
    fs::write(folder.join("note.txt"), "Rebels praised Zlip.").unwrap();
    let parse = |args: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_verbale"));
        program.current_dir(folder).args(["parse", "note.txt"]);
        program.args(args).output().unwrap()
    };
    let done = parse(&["--model", "out.vmodel"]);
    assert!(done.status.success());
    let trees = String::from_utf8(done.stdout).unwrap();
    assert!(trees.contains("# text = Rebels praised Zlip.\n"), "{trees}");
    // What nine sentences teach is not what the built-in model knows.
    let built_in = String::from_utf8(parse(&[]).stdout).unwrap();
    assert!(
        built_in.contains("\tpraised\tpraise\tVERB\tVBD\t"),
        "{built_in}"
    );
    assert_ne!(trees, built_in);

    let bytes = fs::read(folder.join("out.vmodel")).unwrap();
    fs::write(folder.join("half.vmodel"), &bytes[..bytes.len() / 2]).unwrap();
    let failed = parse(&["--model", "half.vmodel"]);
    let told = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(2), "{told}");
    assert!(
        told.contains("half.vmodel: model file is damaged"),
        "{told}"
    );
}
