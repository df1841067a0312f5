//! Runs the program as a user does.

use std::path::Path;

/// Exit code and standard output of `verbale` in `folder`.
pub(crate) fn verbale(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text)
}
