//! Reading a community's log from its first entry: who may sign what.

use std::collections::BTreeMap;

use super::{Act, EventProblem, Key, KeyAct, Name, Role, SignedEvent};
use crate::key::{KeyId, PublicKey};

/// A key that the log knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// Its bytes.
    pub key: [u8; 32],
    /// What it is for.
    pub role: Role,
    /// Whose it is, by office or device.
    pub holder: Name,
    /// The entry that added it.
    pub since: u64,
    /// The entry that revoked it.
    pub until: Option<u64>,
}

impl KnownKey {
    fn is_in_force(&self, role: Role) -> bool {
        self.role == role && self.until.is_none()
    }
}

/// Why an entry cannot stand in this community's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BoardProblem {
    /// Not an event.
    #[error("{0}")]
    Event(EventProblem),
    /// Another community's.
    #[error("another community's")]
    Community,
    /// The first event does not enter the expected first key.
    #[error("the first event does not enter the first key")]
    First,
    /// The key is not known, no longer in force, or not for this.
    #[error("key {0} may not sign this")]
    Signer(KeyId),
    /// The signature is not that key's.
    #[error("the signature is not that of key {0}")]
    Signature(KeyId),
    /// The key that is added has been there before.
    #[error("key {0} has been there before")]
    Known(KeyId),
    /// The key that is added is none.
    #[error("key {0} is not a key of its kind")]
    NoKey(KeyId),
    /// The key that is revoked is not in force, or not in this role for this holder.
    #[error("key {0} is not in force as that")]
    NotInForce(KeyId),
    /// Without this key nobody could sign any more.
    #[error("key {0} is the last one of the staff")]
    Last(KeyId),
    /// The stub is not signed by the slip.
    #[error("the stub is not signed by the slip")]
    Stub,
}

impl From<EventProblem> for BoardProblem {
    fn from(problem: EventProblem) -> Self {
        BoardProblem::Event(problem)
    }
}

/// The state of a log after so many entries.
#[derive(Debug, Clone)]
pub struct Board {
    community: Name,
    first: KeyId,
    size: u64,
    keys: BTreeMap<KeyId, KnownKey>,
}

impl Board {
    /// Before the first entry. The name of the first key is known from elsewhere.
    pub fn new(community: Name, first: KeyId) -> Self {
        Board {
            community,
            first,
            size: 0,
            keys: BTreeMap::new(),
        }
    }

    /// Entries so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// A key, whether or not it is still in force.
    pub fn key(&self, id: KeyId) -> Option<&KnownKey> {
        self.keys.get(&id)
    }

    /// All keys, whether or not they are still in force.
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, &KnownKey)> {
        self.keys.iter().map(|(id, key)| (*id, key))
    }

    /// Takes the next entry, if it may stand here. After a refusal nothing has changed, and
    /// [`Board::size`] is the number of the entry that was refused.
    ///
    /// # Errors
    /// [`BoardProblem`] when it may not.
    pub fn admit(&mut self, entry: &[u8]) -> Result<SignedEvent, BoardProblem> {
        let signed = SignedEvent::parse(entry)?;
        let event = signed.event();
        if event.community != self.community {
            return Err(BoardProblem::Community);
        }
        let by = signed.by();
        let signer = self.signer(&signed)?;
        signed
            .verify(&signer)
            .map_err(|_| BoardProblem::Signature(by))?;
        match &event.act {
            Act::Key(key) if key.act == KeyAct::Added => self.add(key, &event.subject)?,
            Act::Key(key) => self.revoke(key, &event.subject)?,
            Act::BallotStub(ballot) => ballot.verify().map_err(|_| BoardProblem::Stub)?,
            _ => {}
        }
        self.size += 1;
        Ok(signed)
    }

    /// The key that may sign this, and is named in it.
    fn signer(&self, signed: &SignedEvent) -> Result<PublicKey, BoardProblem> {
        let by = signed.by();
        let bytes = match &signed.event().act {
            Act::Key(key) if self.size == 0 => {
                let is_first = key.act == KeyAct::Added
                    && key.role == Role::Staff
                    && by == self.first
                    && KeyId::of(&key.key) == by;
                Some(key.key)
                    .filter(|_| is_first)
                    .ok_or(BoardProblem::First)?
            }
            _ if self.size == 0 => return Err(BoardProblem::First),
            act => {
                let may = |key: &&KnownKey| {
                    key.is_in_force(Role::Staff)
                        || (key.is_in_force(Role::Holder) && matches!(act, Act::Outcome(_)))
                };
                self.keys
                    .get(&by)
                    .filter(may)
                    .ok_or(BoardProblem::Signer(by))?
                    .key
            }
        };
        PublicKey::from_bytes(&bytes).map_err(|_| BoardProblem::NoKey(by))
    }

    fn add(&mut self, key: &Key, holder: &Name) -> Result<(), BoardProblem> {
        let id = KeyId::of(&key.key);
        if self.keys.contains_key(&id) {
            return Err(BoardProblem::Known(id));
        }
        // Keys that only seal are on another curve.
        let is_key = matches!(key.role, Role::Poll | Role::Office)
            || PublicKey::from_bytes(&key.key).is_ok();
        if !is_key {
            return Err(BoardProblem::NoKey(id));
        }
        let known = KnownKey {
            key: key.key,
            role: key.role,
            holder: holder.clone(),
            since: self.size,
            until: None,
        };
        self.keys.insert(id, known);
        Ok(())
    }

    fn revoke(&mut self, key: &Key, holder: &Name) -> Result<(), BoardProblem> {
        let id = KeyId::of(&key.key);
        let staff = self
            .keys
            .values()
            .filter(|known| known.is_in_force(Role::Staff))
            .count();
        let known = self.keys.get_mut(&id).filter(|known| {
            known.is_in_force(key.role) && known.key == key.key && known.holder == *holder
        });
        let known = known.ok_or(BoardProblem::NotInForce(id))?;
        if key.role == Role::Staff && staff == 1 {
            return Err(BoardProblem::Last(id));
        }
        known.until = Some(self.size);
        Ok(())
    }
}
