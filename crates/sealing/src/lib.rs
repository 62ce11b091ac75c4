//! What residents send, encrypted on their own device to the office's keys.
//!
//! A submission is sealed as a whole: words, contact and photographs. Whoever carries or keeps it
//! (the network, the host, a backup) sees opaque bytes of one of seven lengths.
//!
//! ```text
//! content key   32 random bytes, for this one text
//! box           ChaCha20-Poly1305(content key, nonce 0, aad)   over   length ‖ text ‖ zeros
//! for each key  HPKE(public key, info, aad)                    over   content key
//! aad           mingbai/say/v1|{community}|{kind}|{nonce}
//! ```
//!
//! HPKE is RFC 9180 in base mode (clause 5.1.1), single shot (clause 6.1), with
//! DHKEM(X25519, HKDF-SHA256) (clause 7.1, 0x0020), HKDF-SHA256 (clause 7.2, 0x0001) and
//! `ChaCha20Poly1305` (clause 7.3, 0x0003). The nonce of the box is all zeros because its key seals
//! one text and no other (RFC 8439 clause 2.8 asks that key and nonce never come twice together).
//! The aad ties a box to its envelope: taken out and put into another one, it does not open.
//!
//! What it does not do: it says nothing about who wrote (base mode has no sender's key, clause
//! 9.1), it cannot keep a sender from sealing different things to different keys, and whoever has a
//! private key can open everything that was ever sealed to it. That is why keys change every year.
//!
//! Nothing here reads a file, a clock or chance: random bytes are passed in, from [`Chance`] in a
//! browser and from the system in the office program. What was opened stands in a [`Private`],
//! which cannot be printed or serialised.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod chance;
mod document;
mod key;
mod media;
mod pad;
mod private;
mod seal;

pub use chance::{Chance, TooLittleChance};
pub use document::{DocumentProblem, Opened, open_document};
pub use hpke::rand_core::CryptoRng;
pub use key::{InvalidKey, KeyId, PublicKey, SecretKey};
pub use media::{LIMIT_MEDIA, MediaKey, SealedMedia, open_media, seal_media};
pub use private::Private;
pub use seal::{
    Context, LIMIT_RECIPIENTS, LIMIT_TEXT, OpenProblem, Recipient, SealProblem, Sealed, open, seal,
};
pub use zeroize::Zeroizing;
