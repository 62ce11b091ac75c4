//! The vectors are read by another program, `interop/second.mjs`, which was written from PROTOCOL.md
//! and has nothing but Node's own cryptography. It checks them, opens their boxes, and finds every
//! byte that it changes itself.

#![allow(clippy::unwrap_used, clippy::expect_used)] // tests

use std::process::Command;

#[test]
fn a_second_verifier_agrees_with_the_vectors() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let script = format!("{here}/interop/second.mjs");
    let ended = Command::new("node")
        .args([script, format!("{here}/vectors")])
        .output();
    let output = match ended {
        Ok(output) => output,
        Err(error) => {
            // Not swallowed: scripts/test brings Node with it.
            eprintln!("!!!! NOT TESTED: node is not to be had ({error})");
            return;
        }
    };
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
    assert!(said["changes_found"].as_u64() > Some(600), "{said}");
}
