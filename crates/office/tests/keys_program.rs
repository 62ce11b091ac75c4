//! Keys as a script makes them, and what a publication says of them.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod publish_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use office::publish::{PublishError, run};
use serde_json::Value;

use publish_support::*;

fn mingbai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Passphrases in files, as a script has them.
struct Passphrases {
    office: PathBuf,
    recovery: PathBuf,
}

impl Passphrases {
    fn write(folder: &Path) -> Self {
        let (office, recovery) = (folder.join("office.txt"), folder.join("recovery.txt"));
        fs::write(&office, "correct horse battery\n").unwrap();
        fs::write(&recovery, "staple of another kind\nnot this line\n").unwrap();
        Passphrases { office, recovery }
    }

    fn arguments(&self) -> [&str; 4] {
        [
            "--passphrase-file",
            shown(&self.office),
            "--recovery-passphrase-file",
            shown(&self.recovery),
        ]
    }
}

#[test]
fn a_script_makes_keys_and_drills_them() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    small().write(&office);
    let passphrases = Passphrases::write(folder.path());
    let with = |command: &[&str]| {
        let mut all = command.to_vec();
        all.extend(passphrases.arguments());
        all.push("--json");
        mingbai(&all)
    };
    let made = with(&["keys", "new", shown(&office), "--work", "4"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let made = json(&made);
    assert_eq!(made["keys"][0]["role"], "office");
    assert_eq!(made["keys"][1]["role"], "recovery");

    let again = with(&["keys", "new", shown(&office), "--work", "4"]);
    assert_eq!(
        (code(&again), json(&again)["error"]["kind"].clone()),
        (2, "exists".into())
    );

    let drill = with(&["keys", "drill", shown(&office)]);
    assert_eq!(code(&drill), 0, "{}", said(&drill));
    assert_eq!(json(&drill)["keys"][0]["opened"], true);

    let next = with(&["keys", "new", shown(&office), "--year", "--work", "4"]);
    assert_eq!(code(&next), 0, "{}", said(&next));
    assert_eq!(json(&next)["retired"].as_array().unwrap().len(), 2);
    let drill = with(&["keys", "drill", shown(&office)]);
    assert_eq!(json(&drill)["keys"].as_array().unwrap().len(), 3);

    // Words for a person, with the key's four words and where the paper is.
    let drill = mingbai(
        &[
            &["keys", "drill", shown(&office)][..],
            &passphrases.arguments(),
        ]
        .concat(),
    );
    assert!(said(&drill).contains("都打得开"), "{}", said(&drill));
    assert!(drill.stdout.is_empty());

    fs::write(&passphrases.recovery, "something else entirely").unwrap();
    let drill = with(&["keys", "drill", shown(&office)]);
    assert_eq!(code(&drill), 1);
    assert_eq!(json(&drill)["keys"][2]["trouble"], "wrong-passphrase");
}

#[test]
fn without_anybody_to_ask_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    // A new office is made all the same, and the words say how to make its keys.
    let made = mingbai(&["new", shown(&office), "--keys"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    assert!(said(&made).contains("mingbai keys new"), "{}", said(&made));
    assert!(!office.join("keys").exists());

    for arguments in [
        &["keys", "new", shown(&office)][..],
        &["keys", "new", shown(&office), "--lang", "en"],
    ] {
        let refused = mingbai(arguments);
        assert_eq!(code(&refused), 2);
        assert!(
            said(&refused).contains("--passphrase-file"),
            "{}",
            said(&refused)
        );
    }
    let none = mingbai(&["keys", "drill", shown(&office), "--json"]);
    assert_eq!(
        (code(&none), json(&none)["error"]["kind"].clone()),
        (2, "no-keys".into())
    );
    let help = mingbai(&["keys", "new", "--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("换新一年的钥匙"));
}

#[test]
fn a_new_office_gets_keys_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let passphrases = Passphrases::write(folder.path());
    let made = mingbai(
        &[
            &["new", shown(&office), "--keys", "--work", "4", "--json"][..],
            &passphrases.arguments(),
        ]
        .concat(),
    );
    assert_eq!(code(&made), 0, "{}", said(&made));
    assert_eq!(json(&made)["keys"]["keys"].as_array().unwrap().len(), 2);
    assert!(office.join("keys/public.json").exists());
}

#[test]
fn a_publication_names_the_current_keys_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    small().write(&office);
    let options = options(&office, &shell(folder.path()), &folder.path().join("site"));
    let config = || -> Value {
        serde_json::from_slice(&fs::read(options.site.join("config.json")).unwrap()).unwrap()
    };
    let first = run(&options).unwrap();
    assert_eq!(config()["keys"], serde_json::json!([]));

    let keys = office.join("keys");
    fs::create_dir(&keys).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office/keys/public.json");
    let text = fs::read_to_string(from).unwrap();
    fs::write(keys.join("public.json"), &text).unwrap();
    let second = run(&options).unwrap();
    assert!(second.manifest != first.manifest && !second.unchanged);
    assert!(
        !second.demonstration_keys,
        "the example may use its own keys"
    );
    let file: Value = serde_json::from_str(&text).unwrap();
    let published = config();
    for (at, key) in file["keys"].as_array().unwrap().iter().enumerate() {
        for field in ["kid", "role", "key"] {
            assert_eq!(published["keys"][at][field], key[field]);
        }
        assert_eq!(published["keys"][at].as_object().unwrap().len(), 3);
    }

    // A key that was retired goes out of the configuration, and the inputs say so.
    let mut older = file.clone();
    let mut retired = file["keys"][0].clone();
    retired["until"] = "2027-01-01".into();
    let fresh = sealing::SecretKey::from_bytes(&[7; 32]).unwrap();
    older["keys"][0]["kid"] = fresh.public().id().to_string().into();
    older["keys"][0]["key"] = fresh.public().to_base64().into();
    older["keys"].as_array_mut().unwrap().push(retired);
    fs::write(keys.join("public.json"), older.to_string()).unwrap();
    run(&options).unwrap();
    let text = config()["keys"].to_string();
    assert!(text.contains(&fresh.public().id().to_string()), "{text}");
    assert!(
        !text.contains(file["keys"][0]["kid"].as_str().unwrap()),
        "{text}"
    );

    // What cannot be used stops the publication, and the site stays as it is.
    fs::write(keys.join("public.json"), "{\"v\":1,\"keys\":[]}").unwrap();
    assert!(matches!(run(&options), Err(PublishError::Keys(_))));
    assert_eq!(config()["keys"].to_string(), text);
}

#[test]
fn another_community_with_the_examples_keys_is_warned() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let mut book = small();
    book.set("community", 0, "id", "taoyuan");
    book.write(&office);
    fs::create_dir(office.join("keys")).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office/keys/public.json");
    fs::copy(from, office.join("keys/public.json")).unwrap();
    let dist = shell(folder.path());
    let site = folder.path().join("site");
    let published = mingbai(&[
        "publish",
        shown(&office),
        "--shell",
        shown(&dist),
        "--out",
        shown(&site),
        "--at",
        AT,
        "--no-compress",
    ]);
    assert_eq!(code(&published), 0, "{}", said(&published));
    assert!(
        said(&published).contains("口令人人知道"),
        "{}",
        said(&published)
    );
}
