//! What seals opens again, and nothing else does.

#![allow(clippy::expect_used)] // tests

use proptest::prelude::*;
use sealing::{
    Chance, Context, KeyId, LIMIT_MEDIA, LIMIT_RECIPIENTS, LIMIT_TEXT, OpenProblem, PublicKey,
    SealProblem, Sealed, SecretKey, open, open_media, seal, seal_media,
};

const HERE: Context<'_> = Context {
    community: "xinglinli",
    kind: "story",
    nonce: "00112233445566778899aabbccddeeff",
};

fn chance(seed: u64) -> Chance {
    let mut bytes = [0; 64];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    Chance::from_bytes(&bytes).expect("enough bytes")
}

fn opened(sealed: &Sealed, key: &SecretKey, context: &Context<'_>) -> Result<Vec<u8>, OpenProblem> {
    open(sealed, key, context).map(|text| text.expose().to_vec())
}

fn sealed_to(plain: &[u8], keys: &[&SecretKey], seed: u64) -> Sealed {
    let to: Vec<PublicKey> = keys.iter().map(|key| key.public().clone()).collect();
    seal(plain, &to, &HERE, &mut chance(seed)).expect("sealed")
}

/// What a box with its tag should be long.
fn expected_length(text: usize) -> usize {
    (text + 4).next_power_of_two().max(512) + 16
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_sealed_opens_with_each_key(
        plain in prop::collection::vec(any::<u8>(), 0..3000),
        seed: u64,
        keys in 1..=LIMIT_RECIPIENTS,
    ) {
        let mut rng = chance(seed);
        let keys: Vec<SecretKey> = (0..keys).map(|_| SecretKey::generate(&mut rng)).collect();
        let sealed = sealed_to(&plain, &keys.iter().collect::<Vec<_>>(), seed ^ 1);
        for key in &keys {
            prop_assert_eq!(opened(&sealed, key, &HERE), Ok(plain.clone()));
        }
        let stranger = SecretKey::generate(&mut rng);
        prop_assert_eq!(opened(&sealed, &stranger, &HERE), Err(OpenProblem::OtherKey));
        // Even under the name of somebody who may.
        let mut renamed = sealed;
        renamed.to[0].kid = stranger.public().id();
        prop_assert_eq!(opened(&renamed, &stranger, &HERE), Err(OpenProblem::Changed));
    }

    #[test]
    fn a_box_opens_in_its_own_envelope_only(
        community in "[a-z][a-z0-9-]{0,12}",
        kind in "[a-z]{3,10}",
        nonce in "[0-9a-f]{32}",
        seed: u64,
    ) {
        let key = SecretKey::generate(&mut chance(seed));
        let here = Context { community: &community, kind: &kind, nonce: &nonce };
        let to = [key.public().clone()];
        let sealed = seal(b"private", &to, &here, &mut chance(seed ^ 1)).expect("sealed");
        prop_assert_eq!(opened(&sealed, &key, &here), Ok(b"private".to_vec()));
        let (longer, other) = (format!("{community}x"), format!("{kind}x"));
        let turned: String = nonce.chars().rev().chain("0".chars()).collect();
        for elsewhere in [
            Context { community: &longer, ..here },
            Context { kind: &other, ..here },
            Context { nonce: &turned, ..here },
            Context { community: &kind, kind: &longer, ..here },
        ] {
            prop_assert_eq!(opened(&sealed, &key, &elsewhere), Err(OpenProblem::Changed));
        }
    }

    #[test]
    fn the_length_tells_the_bucket_and_no_more(
        length in prop_oneof![
            0..=LIMIT_TEXT,
            prop::sample::select(vec![507, 508, 509, 1020, 1021, 32763, LIMIT_TEXT]),
        ],
        byte: u8,
        seed: u64,
    ) {
        let key = SecretKey::generate(&mut chance(seed));
        let sealed = sealed_to(&vec![byte; length], &[&key], seed ^ 1);
        prop_assert_eq!(sealed.content.len(), expected_length(length));
        prop_assert_eq!(opened(&sealed, &key, &HERE), Ok(vec![byte; length]));
    }

    #[test]
    fn media_open_with_their_own_key_only(
        length in prop_oneof![0..200_usize, prop::sample::select(vec![
            65_515, 65_516, 65_517, 131_052, 131_053,
        ])],
        byte: u8,
        seed: u64,
        at: prop::sample::Index,
        bit in 0..8_u8,
    ) {
        let plain = vec![byte; length];
        let mut rng = chance(seed);
        let sealed = seal_media(&plain, &mut rng).expect("sealed");
        prop_assert_eq!(sealed.blob.len(), (length + 20).next_multiple_of(65_536));
        let again = open_media(&sealed.blob, &sealed.key).expect("opened");
        prop_assert_eq!(again.expose().as_slice(), plain.as_slice());
        let other = seal_media(&plain, &mut rng).expect("sealed");
        prop_assert_eq!(open_media(&sealed.blob, &other.key).err(), Some(OpenProblem::Changed));
        let mut changed = sealed.blob.clone();
        changed[at.index(sealed.blob.len())] ^= 1 << bit;
        prop_assert_eq!(open_media(&changed, &sealed.key).err(), Some(OpenProblem::Changed));
    }

    #[test]
    fn bytes_out_of_the_air_are_refused(
        content in prop::collection::vec(any::<u8>(), 0..1200),
        enc: [u8; 32],
        wrapped in prop::collection::vec(any::<u8>(), 48),
        seed: u64,
    ) {
        let key = SecretKey::generate(&mut chance(seed));
        let mut sealed = sealed_to(b"x", &[&key], seed ^ 1);
        let mut rewrapped = sealed.clone();
        rewrapped.to[0].enc = enc;
        rewrapped.to[0].key = wrapped.try_into().expect("48 bytes");
        sealed.content.clone_from(&content);
        prop_assert_eq!(opened(&sealed, &key, &HERE), Err(OpenProblem::Changed));
        prop_assert_eq!(opened(&rewrapped, &key, &HERE), Err(OpenProblem::Changed));
        prop_assert!(open_media(&content, &enc).is_err());
    }
}

#[test]
fn every_byte_counts() {
    let (office, recovery) = (
        SecretKey::generate(&mut chance(1)),
        SecretKey::generate(&mut chance(2)),
    );
    let sealed = sealed_to("电话 13800001111".as_bytes(), &[&office, &recovery], 3);
    let refused = |changed: &Sealed| {
        let why = opened(changed, &office, &HERE);
        assert!(
            matches!(why, Err(OpenProblem::Changed | OpenProblem::OtherKey)),
            "{why:?}"
        );
    };
    // Each bit of the tag and of the key's last byte, one bit of each other byte: X25519 itself
    // does not look at the highest bit of `enc`.
    for at in 0..sealed.content.len() {
        let mut changed = sealed.clone();
        changed.content[at] ^= 1 << (at % 8);
        refused(&changed);
    }
    for at in 0..32 {
        for bit in [at % 8, 7] {
            let mut changed = sealed.clone();
            changed.to[0].enc[at] ^= 1 << bit;
            refused(&changed);
        }
    }
    for at in 0..48 {
        let mut changed = sealed.clone();
        changed.to[0].key[at] ^= 1 << (at % 8);
        refused(&changed);
    }
    for length in (0..sealed.content.len()).step_by(7) {
        let mut changed = sealed.clone();
        changed.content.truncate(length);
        refused(&changed);
    }
    let mut longer = sealed.clone();
    longer.content.push(0);
    refused(&longer);
    let mut swapped = sealed.clone();
    let other = swapped.to[1].key;
    swapped.to[0].key = other;
    refused(&swapped);
    assert!(opened(&sealed, &office, &HERE).is_ok());
    assert!(opened(&sealed, &recovery, &HERE).is_ok());
}

#[test]
fn equal_texts_are_sealed_differently() {
    let key = SecretKey::generate(&mut chance(1));
    let (once, again) = (
        sealed_to(b"same", &[&key], 2),
        sealed_to(b"same", &[&key], 3),
    );
    assert_ne!(once.content, again.content);
    assert_ne!(once.to[0].enc, again.to[0].enc);
}

#[test]
fn what_cannot_be_sealed_is_named() {
    let key = SecretKey::generate(&mut chance(1)).public().clone();
    let try_to = |plain: &[u8], to: &[PublicKey], context: &Context<'_>| {
        seal(plain, to, context, &mut chance(2)).err()
    };
    assert_eq!(try_to(b"", &[], &HERE), Some(SealProblem::NoKey));
    assert_eq!(
        try_to(b"", &[key.clone(), key.clone()], &HERE),
        Some(SealProblem::SameKey(key.id()))
    );
    let many: Vec<PublicKey> = (0..9)
        .map(|seed| SecretKey::generate(&mut chance(seed)).public().clone())
        .collect();
    assert_eq!(
        try_to(b"", &many, &HERE),
        Some(SealProblem::ManyKeys { found: 9 })
    );
    assert_eq!(
        try_to(&vec![0; LIMIT_TEXT + 1], std::slice::from_ref(&key), &HERE),
        Some(SealProblem::TooLong {
            found: LIMIT_TEXT + 1,
            limit: LIMIT_TEXT
        })
    );
    for broken in [
        Context {
            kind: "a|b",
            ..HERE
        },
        Context {
            community: "",
            ..HERE
        },
        Context { nonce: "|", ..HERE },
    ] {
        assert_eq!(
            try_to(b"", std::slice::from_ref(&key), &broken),
            Some(SealProblem::Context)
        );
    }
    assert_eq!(
        seal_media(&vec![0; LIMIT_MEDIA + 1], &mut chance(1)).err(),
        Some(SealProblem::TooLong {
            found: LIMIT_MEDIA + 1,
            limit: LIMIT_MEDIA
        })
    );
    let largest = seal_media(&vec![1; LIMIT_MEDIA], &mut chance(1)).expect("sealed");
    assert_eq!(largest.blob.len(), 2 * 1024 * 1024);
}

#[test]
fn keys_are_written_and_read_again() {
    let key = SecretKey::generate(&mut chance(1));
    let again = SecretKey::from_bytes(&key.to_bytes()).expect("a key");
    assert_eq!(again.public(), key.public());
    let public = PublicKey::from_base64(&key.public().to_base64());
    assert_eq!(public.as_ref(), Ok(key.public()));
    let id: KeyId = key.public().id().to_string().parse().expect("a name");
    assert_eq!(id, key.public().id());
    for wrong in [
        "",
        "00",
        "0011223344556677 ",
        "001122334455667g",
        "001122334455667A",
    ] {
        assert!(wrong.parse::<KeyId>().is_err(), "{wrong}");
    }
    let text = key.public().to_base64();
    for wrong in [
        String::new(),
        text[1..].to_owned(),
        format!("{text}="),
        format!("{text}A"),
        text.replacen(|_| true, "+", 1),
    ] {
        assert!(PublicKey::from_base64(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn keys_that_share_no_secret_are_refused() {
    let numbers = |first: u8, last: u8, fill: u8| {
        let mut point = [fill; 32];
        (point[0], point[31]) = (first, last);
        point
    };
    for point in [
        numbers(0, 0, 0),
        numbers(1, 0, 0),
        numbers(0, 0x80, 0),
        numbers(0xec, 0x7f, 0xff),
        numbers(0xed, 0x7f, 0xff),
        numbers(0xee, 0x7f, 0xff),
        numbers(0xed, 0xff, 0xff),
    ] {
        assert!(PublicKey::from_bytes(&point).is_err(), "{point:02x?}");
    }
    assert!(PublicKey::from_bytes(&numbers(9, 0, 0)).is_ok());
}

#[test]
fn chance_needs_enough_to_begin_with() {
    assert_eq!(
        Chance::from_bytes(&[1; 31])
            .err()
            .map(|little| little.found),
        Some(31)
    );
    assert!(Chance::from_bytes(&[1; 32]).is_ok());
}

#[test]
fn nothing_private_can_be_serialised() {
    // Which `named` is meant is ambiguous, and this does not compile, if the type has Serialize or
    // Display besides.
    trait Unless<A> {
        fn named() {}
    }
    struct Serialised;
    struct Displayed;
    impl<T: ?Sized> Unless<()> for T {}
    impl<T: ?Sized + serde::Serialize> Unless<Serialised> for T {}
    impl<T: ?Sized + std::fmt::Display> Unless<Displayed> for T {}
    <sealing::Private<String> as Unless<_>>::named();
    <sealing::Private<Vec<u8>> as Unless<_>>::named();
    <SecretKey as Unless<_>>::named();
    <sealing::SealedMedia as Unless<_>>::named();
    // And says nothing when it is printed for whoever mends a fault.
    let phone = sealing::Private::new("13800001111");
    assert_eq!(format!("{phone:?} {phone:#?}"), "Private Private");
}
