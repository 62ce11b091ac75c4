//! The office's keys: made, opened, put on paper, followed by those of another year, drilled.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use base64ct::Encoding as _;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use office::keys::{
    Ask, DrillOptions, Drilled, FromFiles, KeysError, Kind, Made, MakeOptions, PaperProblem,
    Passphrase, PassphraseProblem, PublicKeys, PublicProblem, Role, SecretProblem, Trouble, drill,
    folder, is_demonstration, make, next_year, open_office, open_recovery, public_path,
    secret_path, suggest,
};
use records::{Date, parse_date};
use sealing::{Chance, Context, PublicKey, SecretKey, open, seal};

const OFFICE: &str = "8231-0975-4460-1187-2093-5512";
const RECOVERY: &str = "木棉花开了 2026";

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

/// Little work, so that tests are quick.
fn options(text: &str) -> MakeOptions {
    MakeOptions {
        day: day(text),
        work: 4,
    }
}

/// Somebody who knows passphrases, and is asked for nothing else.
struct Knows(BTreeMap<Role, &'static str>);

impl Ask for Knows {
    fn new_passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        Ok(self.passphrase(role)?.check(role)?)
    }
    fn passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        match self.0.get(&role) {
            Some(text) => Ok(Passphrase::typed(text)),
            None => Err(PassphraseProblem::NobodyToAsk(role).into()),
        }
    }
}

fn knows(office: &'static str, recovery: &'static str) -> Knows {
    Knows(BTreeMap::from([
        (Role::Office, office),
        (Role::Recovery, recovery),
    ]))
}

fn both() -> Knows {
    knows(OFFICE, RECOVERY)
}

fn office_with_keys() -> (tempfile::TempDir, Made) {
    let office = tempfile::tempdir().unwrap();
    let made = make(office.path(), options("2026-11-22"), &mut both()).unwrap();
    (office, made)
}

/// Every file of the keys folder, by name.
fn files(office: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder(office))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn sealed_and_opened(to: &PublicKey, key: &SecretKey) -> bool {
    let mut rng = Chance::from_bytes(&[5; 64]).unwrap();
    let context = Context {
        community: "xinglinli",
        kind: "story",
        nonce: "00112233445566778899aabbccddeeff",
    };
    let sealed = seal(b"13800001111", std::slice::from_ref(to), &context, &mut rng).unwrap();
    open(&sealed, key, &context).is_ok_and(|text| text.expose().as_slice() == b"13800001111")
}

#[test]
fn two_keys_are_made_and_open_with_their_own_passphrases() {
    let (office, made) = office_with_keys();
    let office = office.path();
    let public = PublicKeys::read(office).unwrap().unwrap();
    let kids: Vec<_> = public.current().map(|entry| entry.key.id()).collect();
    assert_eq!(
        kids,
        made.keys.iter().map(|key| key.kid).collect::<Vec<_>>()
    );

    let office_keys = open_office(office, &Passphrase::typed(OFFICE)).unwrap();
    // As an input method types them: full-width digits, a blank at the end.
    let typed = Passphrase::typed("木棉花开了　２０２６ ");
    let recovery_keys = open_recovery(office, &typed).unwrap();
    assert_eq!((office_keys.len(), recovery_keys.len()), (1, 1));
    assert_eq!(office_keys[0].public().id(), kids[0]);
    assert_eq!(recovery_keys[0].public().id(), kids[1]);
    for (entry, key) in public
        .all()
        .iter()
        .zip([&office_keys[0], &recovery_keys[0]])
    {
        assert!(sealed_and_opened(&entry.key, key));
        assert_eq!((entry.made, entry.until), (day("2026-11-22"), None));
    }
    assert!(!sealed_and_opened(&public.all()[1].key, &office_keys[0]));

    for (open, wrong) in [
        (
            open_office(office, &Passphrase::typed(RECOVERY)),
            Role::Office,
        ),
        (
            open_recovery(office, &Passphrase::typed(OFFICE)),
            Role::Recovery,
        ),
    ] {
        let Err(KeysError::Secret { path, problem }) = open else {
            panic!("opened with a wrong passphrase")
        };
        assert_eq!(path, secret_path(office, wrong));
        assert_eq!(problem, SecretProblem::WrongPassphrase);
    }
}

#[test]
fn no_file_has_a_private_key_or_a_passphrase_in_it() {
    let (office, _) = office_with_keys();
    let key = open_office(office.path(), &Passphrase::typed(OFFICE)).unwrap();
    let secret = key[0].to_bytes();
    let forms: Vec<Vec<u8>> = vec![
        secret.to_vec(),
        base64ct::Base64UrlUnpadded::encode_string(secret.as_slice()).into_bytes(),
        base64ct::Base64Unpadded::encode_string(secret.as_slice()).into_bytes(),
        records::envelope::hex(secret.as_slice()).into_bytes(),
        OFFICE.into(),
        RECOVERY.into(),
        "mingbai-keys-1".into(),
    ];
    for (name, bytes) in files(office.path()) {
        for form in &forms {
            let found = bytes.windows(form.len()).any(|window| window == form);
            assert!(!found, "{name} holds {}", String::from_utf8_lossy(form));
        }
    }
}

#[cfg(unix)]
#[test]
fn only_their_owner_may_read_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let (office, _) = office_with_keys();
    drill(
        office.path(),
        &DrillOptions {
            day: day("2026-12-01"),
            paper: None,
        },
        &mut both(),
    )
    .unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder(office.path())), 0o700);
    let names = files(office.path());
    assert_eq!(names.len(), 6, "{:?}", names.keys());
    for name in names.keys() {
        assert_eq!(mode(&folder(office.path()).join(name)), 0o600, "{name}");
    }
}

#[test]
fn keys_that_are_there_are_left_alone() {
    let (office, _) = office_with_keys();
    let before = files(office.path());
    let again = make(office.path(), options("2027-01-01"), &mut both());
    assert!(matches!(again, Err(KeysError::Exists(_))));
    assert_eq!(files(office.path()), before);
    // Even if only one file of them is left.
    for kept in ["public.json", "office.age", "recovery.age"] {
        let office = tempfile::tempdir().unwrap();
        fs::create_dir(folder(office.path())).unwrap();
        fs::write(folder(office.path()).join(kept), b"kept").unwrap();
        let made = make(office.path(), options("2027-01-01"), &mut both());
        let Err(KeysError::Exists(path)) = made else {
            panic!("made beside {kept}")
        };
        assert_eq!(path, folder(office.path()).join(kept));
        assert_eq!(
            files(office.path()),
            BTreeMap::from([(kept.to_owned(), b"kept".to_vec())])
        );
    }
}

#[test]
fn passphrases_that_protect_nothing_are_refused() {
    let office = tempfile::tempdir().unwrap();
    let try_with = |office_says, recovery_says| {
        let made = make(
            office.path(),
            options("2026-11-22"),
            &mut knows(office_says, recovery_says),
        );
        assert!(!folder(office.path()).exists());
        made.unwrap_err()
    };
    for short in ["", "12345678901", "生日快乐吗"] {
        assert!(matches!(
            try_with(short, RECOVERY),
            KeysError::Passphrase(PassphraseProblem::Short(Role::Office))
        ));
        assert!(matches!(
            try_with(OFFICE, short),
            KeysError::Passphrase(PassphraseProblem::Short(Role::Recovery))
        ));
    }
    assert!(matches!(
        try_with(OFFICE, " ８２３１-0975-4460-1187-2093-5512"),
        KeysError::Passphrase(PassphraseProblem::Same)
    ));
    let nobody = make(
        office.path(),
        options("2026-11-22"),
        &mut FromFiles::default(),
    );
    assert!(matches!(
        nobody,
        Err(KeysError::Passphrase(PassphraseProblem::NobodyToAsk(
            Role::Office
        )))
    ));
    let gone = make(&office.path().join("x"), options("2026-11-22"), &mut both());
    assert!(matches!(gone, Err(KeysError::NoOffice(_))));
}

#[test]
fn passphrases_that_are_made_are_good_ones() {
    let digits = suggest(Kind::Digits).unwrap();
    assert_eq!(digits.len(), 29);
    assert!(
        digits
            .split('-')
            .all(|group| group.len() == 4 && group.parse::<u16>().is_ok())
    );
    let words = suggest(Kind::Words).unwrap();
    assert_eq!(words.split('-').count(), 7);
    assert!(words.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    for kind in [Kind::Digits, Kind::Words] {
        assert_ne!(suggest(kind).unwrap(), suggest(kind).unwrap());
        let made = suggest(kind).unwrap();
        assert!(Passphrase::typed(&made).check(Role::Office).is_ok());
    }
}

#[test]
fn old_keys_open_what_came_before_and_nothing_new_is_sealed_to_them() {
    let (office, first) = office_with_keys();
    let office = office.path();
    let before = PublicKeys::read(office).unwrap().unwrap();
    let again = next_year(
        office,
        options("2027-11-22"),
        &mut knows(OFFICE, "another recovery"),
    );
    let made = again.unwrap();
    assert_eq!(
        made.retired,
        first.keys.iter().map(|key| key.kid).collect::<Vec<_>>()
    );

    let public = PublicKeys::read(office).unwrap().unwrap();
    assert_eq!(public.all().len(), 4);
    let current: Vec<_> = public.current().map(|entry| entry.key.id()).collect();
    assert_eq!(
        current,
        made.keys.iter().map(|key| key.kid).collect::<Vec<_>>()
    );
    for entry in &public.all()[2..] {
        assert_eq!(entry.until, Some(day("2027-11-22")));
    }
    let published = serde_json::to_string(&public.published()).unwrap();
    for (kid, is_published) in
        (current.iter().map(|kid| (kid, true))).chain(made.retired.iter().map(|kid| (kid, false)))
    {
        assert_eq!(
            published.contains(&kid.to_string()),
            is_published,
            "{published}"
        );
    }

    // One passphrase opens the office's keys of both years, the newest first.
    let keys = open_office(office, &Passphrase::typed(OFFICE)).unwrap();
    assert_eq!(keys.len(), 2);
    assert!(sealed_and_opened(&before.all()[0].key, &keys[1]));
    assert!(sealed_and_opened(&public.all()[0].key, &keys[0]));
    // The recovery key of the old year is where its holder finds it.
    let old = folder(office).join(format!("recovery-{}.age", first.keys[1].kid));
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(folder(elsewhere.path())).unwrap();
    fs::copy(old, secret_path(elsewhere.path(), Role::Recovery)).unwrap();
    let old = open_recovery(elsewhere.path(), &Passphrase::typed(RECOVERY)).unwrap();
    assert!(sealed_and_opened(&before.all()[1].key, &old[0]));

    // A drill tries the old office key too.
    let found = drill(
        office,
        &DrillOptions {
            day: day("2027-12-01"),
            paper: None,
        },
        &mut knows(OFFICE, "another recovery"),
    )
    .unwrap();
    assert!(found.all_opened(), "{found:?}");
    assert_eq!(
        found
            .keys
            .iter()
            .map(|key| key.is_current)
            .collect::<Vec<_>>(),
        [true, false, true]
    );

    let wrong = next_year(office, options("2028-11-22"), &mut both_wrong());
    assert!(matches!(
        wrong,
        Err(KeysError::Secret {
            problem: SecretProblem::WrongPassphrase,
            ..
        })
    ));
    assert_eq!(PublicKeys::read(office).unwrap().unwrap(), public);
}

fn both_wrong() -> Knows {
    knows("not the passphrase", "nor is this one")
}

#[test]
fn an_office_without_keys_has_no_next_year_and_no_drill() {
    let office = tempfile::tempdir().unwrap();
    let next = next_year(office.path(), options("2027-11-22"), &mut both());
    assert!(matches!(next, Err(KeysError::NoKeys(_))));
    let tried = drill(
        office.path(),
        &DrillOptions {
            day: day("2027-12-01"),
            paper: None,
        },
        &mut both(),
    );
    assert!(matches!(tried, Err(KeysError::NoKeys(_))));
    assert!(!folder(office.path()).exists());
}

fn tried(office: &Path, paper: Option<PathBuf>, ask: &mut Knows) -> Vec<Drilled> {
    let options = DrillOptions {
        day: day("2026-12-01"),
        paper,
    };
    drill(office, &options, ask).unwrap().keys
}

#[test]
fn a_drill_says_which_key_does_not_open_and_writes_it_down() {
    let (office, _) = office_with_keys();
    let office = office.path();
    let troubles = |ask: &mut Knows| -> Vec<Option<Trouble>> {
        tried(office, None, ask)
            .iter()
            .map(|key| key.trouble)
            .collect()
    };
    assert_eq!(troubles(&mut both()), [None, None]);
    assert_eq!(
        troubles(&mut knows(OFFICE, "not the passphrase")),
        [None, Some(Trouble::WrongPassphrase)]
    );
    let path = secret_path(office, Role::Office);
    let whole = fs::read_to_string(&path).unwrap();
    // A letter in the middle of the body; the end cut off; something else altogether.
    let middle = whole.len() / 2;
    let other = if &whole[middle..=middle] == "A" {
        "B"
    } else {
        "A"
    };
    let mut changed = whole.clone();
    changed.replace_range(middle..=middle, other);
    for broken in [&changed, &whole[..middle], "", "hello"] {
        fs::write(&path, broken).unwrap();
        let found = troubles(&mut both());
        assert!(
            matches!(found[0], Some(Trouble::Damaged | Trouble::WrongPassphrase)),
            "{found:?}"
        );
        assert_eq!(found[1], None);
    }
    // Another office's file under the same passphrase.
    let (other, _) = office_with_keys();
    fs::copy(secret_path(other.path(), Role::Office), &path).unwrap();
    assert_eq!(troubles(&mut both()), [Some(Trouble::NotInside), None]);
    fs::remove_file(&path).unwrap();
    assert_eq!(troubles(&mut both()), [Some(Trouble::NoFile), None]);

    let log = fs::read_to_string(folder(office).join("drills.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 8);
    assert_eq!(lines[0]["day"], "2026-12-01");
    assert_eq!(lines[0]["keys"][0]["opened"], true);
    assert_eq!(lines[1]["keys"][1]["trouble"], "wrong-passphrase");
    assert_eq!(lines[7]["keys"][0]["trouble"], "no-file");
}

/// What stands between the lines of a page to be typed.
fn printed(page: &Path) -> String {
    let html = fs::read_to_string(page).unwrap();
    let (_, rest) = html.split_once("<pre>").unwrap();
    rest.split_once("</pre>").unwrap().0.to_owned()
}

#[test]
fn keys_open_from_paper() {
    let (office, made) = office_with_keys();
    let office = office.path();
    for key in &made.keys {
        let html = fs::read_to_string(&key.paper).unwrap();
        // Complete in itself, in three languages, with the code and both names of the key.
        for part in [
            "<svg",
            "lang=\"zh-Hant\"",
            "lang=\"en\"",
            &key.fingerprint.to_string(),
            &key.fingerprint.words(records::Lang::ZhHans).join(" "),
            "--paper",
        ] {
            assert!(html.contains(part), "{part}");
        }
        for elsewhere in ["src=", "href=", "url(", "<script"] {
            assert!(!html.contains(elsewhere), "{elsewhere}");
        }
        let typed = office.join("typed.txt");
        fs::write(&typed, printed(&key.paper)).unwrap();
        let found = tried(office, Some(typed.clone()), &mut both());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].role, found[0].kid, found[0].trouble),
            (key.role, key.kid, None)
        );
        let found = tried(office, Some(typed.clone()), &mut both_wrong());
        assert_eq!(found[0].trouble, Some(Trouble::WrongPassphrase));

        // And it restores a file that was lost.
        fs::remove_file(&key.file).unwrap();
        fs::copy(&typed, &key.file).unwrap();
    }
    assert!(open_office(office, &Passphrase::typed(OFFICE)).is_ok());
    assert!(open_recovery(office, &Passphrase::typed(RECOVERY)).is_ok());
    assert!(
        tried(office, None, &mut both())
            .iter()
            .all(|key| key.trouble.is_none())
    );

    let slip = office.join("slip.txt");
    let mut lines: Vec<String> = printed(&made.keys[0].paper)
        .lines()
        .map(str::to_owned)
        .collect();
    let last = lines[2].pop().unwrap();
    lines[2].push(if last == '0' { '1' } else { '0' });
    fs::write(&slip, lines.join("\n")).unwrap();
    let options = DrillOptions {
        day: day("2026-12-01"),
        paper: Some(slip),
    };
    let refused = drill(office, &options, &mut both());
    assert!(matches!(
        refused,
        Err(KeysError::Paper {
            problem: PaperProblem::Line(3),
            ..
        })
    ));
}

#[test]
fn a_file_of_public_keys_that_cannot_be_used_is_named() {
    let (office, _) = office_with_keys();
    let path = public_path(office.path());
    let text = fs::read_to_string(&path).unwrap();
    assert!(PublicKeys::parse(&text).is_ok());
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let first = file["keys"][0].clone();
    let kid = first["kid"].as_str().unwrap().to_owned();
    let problem = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut changed = file.clone();
        change(&mut changed);
        PublicKeys::parse(&changed.to_string()).unwrap_err()
    };
    assert_eq!(problem(&|f| f["v"] = 2.into()), PublicProblem::Version(2));
    assert_eq!(
        problem(&|f| f["keys"][0]["kid"] = "0011223344556677".into()),
        PublicProblem::Key("0011223344556677".into())
    );
    assert_eq!(
        problem(&|f| f["keys"][0]["key"] = "AAAA".into()),
        PublicProblem::Key(kid.clone())
    );
    assert_eq!(
        problem(&|f| f["keys"][1] = first.clone()),
        PublicProblem::Twice(kid)
    );
    assert_eq!(
        problem(&|f| f["keys"][0]["until"] = "2027-01-01".into()),
        PublicProblem::Current {
            role: Role::Office,
            found: 0
        }
    );
    assert_eq!(
        problem(&|f| f["keys"][1]["role"] = "office".into()),
        PublicProblem::Current {
            role: Role::Office,
            found: 2
        }
    );
    for broken in [
        &text[1..],
        "",
        "{}",
        &text.replace("made", "born"),
        &text.replace("\"v\"", "\"x\": 1, \"v\""),
    ] {
        assert!(
            matches!(PublicKeys::parse(broken), Err(PublicProblem::Json(_))),
            "{broken}"
        );
    }
    file["v"] = 7.into();
    fs::write(&path, file.to_string()).unwrap();
    assert!(matches!(
        PublicKeys::read(office.path()),
        Err(KeysError::Public { .. })
    ));
    let none = tempfile::tempdir().unwrap();
    assert_eq!(PublicKeys::read(none.path()).unwrap(), None);
}

#[test]
fn the_examples_keys_are_known_everywhere() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office");
    let public = PublicKeys::read(&example).unwrap().unwrap();
    let passphrases = fs::read_to_string(example.join("keys/README.md")).unwrap();
    for (role, open) in [
        (Role::Office, open_office as fn(&Path, &Passphrase) -> _),
        (Role::Recovery, open_recovery),
    ] {
        let passphrase = format!("xinglinli-example-{}-key", role.key());
        assert!(passphrases.contains(&passphrase), "the README says it");
        let keys = open(&example, &Passphrase::typed(&passphrase)).unwrap();
        assert!(is_demonstration(keys[0].public().id()));
    }
    assert_eq!(public.current().count(), 2);
    let (_, made) = office_with_keys();
    assert!(!is_demonstration(made.keys[0].kid));
}
