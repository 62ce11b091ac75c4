//! All inboxes of an office as one: the union of their names, whatever is wrong said by name.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use records::clock;
use records::envelope::DocId;
use records::{Date, Id};
use serde::Deserialize;

use super::{DeskError, papers};
use crate::inbox::{self, Arrival, Documents, Name, ReadError, What};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    #[serde(default)]
    from: Vec<From>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    place: String,
}

/// Where the office's inboxes are: as `inboxes.toml` says (`[[from]] place = "…"`, folders from
/// the office), else `OFFICE/inbox` if it is there.
///
/// # Errors
/// [`DeskError::Io`] and [`DeskError::Places`].
pub fn places(office: &Path) -> Result<Vec<String>, DeskError> {
    let path = office.join("inboxes.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let own = own(office);
            return Ok(own.is_dir().then(|| shown(&own)).into_iter().collect());
        }
        Err(source) => return Err(DeskError::io(&path, source)),
    };
    let places: Places = toml::from_str(&text).map_err(|source| DeskError::Places {
        path,
        source: Box::new(source),
    })?;
    let place = |place: String| {
        if place.contains("://") {
            place
        } else {
            shown(&office.join(place))
        }
    };
    Ok(places
        .from
        .into_iter()
        .map(|from| place(from.place))
        .collect())
}

/// The office's own inbox, on this machine.
pub fn own(office: &Path) -> std::path::PathBuf {
    office.join("inbox")
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The office's inboxes, open to be read.
pub struct Inboxes {
    open: Vec<(String, Box<dyn Documents>)>,
    runtime: tokio::runtime::Runtime,
    community: Id,
    on_paper: BTreeMap<DocId, Date>,
}

/// What lies in them.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Every name, with the earliest time that any inbox noted for it.
    pub names: BTreeMap<Name, Option<Arrival>>,
    /// Days that stand on letters on paper which were typed later: their arrivals are moved there.
    pub on_paper: BTreeMap<DocId, Date>,
}

impl Gathered {
    /// When a document came, if an inbox noted it.
    pub fn arrival(&self, name: &Name) -> Option<&Arrival> {
        self.names.get(name)?.as_ref()
    }
}

/// A document or medium, asked for by name.
#[derive(Debug)]
pub enum Found {
    /// Its bytes; they are those that the name is the hash of.
    Whole(Vec<u8>),
    /// No inbox has it.
    Missing,
    /// Wherever it lies, it is not what its name says.
    Damaged,
}

impl Inboxes {
    /// Opens all of an office's inboxes for its community.
    ///
    /// # Errors
    /// [`DeskError`] if one of them cannot be opened: a decision without having seen everything
    /// would be one on half of the letters.
    pub fn open(office: &Path, community: &Id) -> Result<Self, DeskError> {
        let places = places(office)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| DeskError::io(office, source))?;
        // A store that lies elsewhere may start its connections here.
        let within = runtime.enter();
        let mut open = Vec::with_capacity(places.len());
        for place in places {
            match inbox::open_to_read(&place) {
                Ok(documents) => open.push((place, documents)),
                Err(source) => return Err(DeskError::Inbox { place, source }),
            }
        }
        drop(within);
        Ok(Inboxes {
            open,
            runtime,
            community: community.clone(),
            on_paper: papers::days(office)?,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.open.len()
    }

    /// Every name in any of them, media too.
    ///
    /// # Errors
    /// [`DeskError::Read`]
    pub fn gather(&self) -> Result<Gathered, DeskError> {
        let mut names: BTreeMap<Name, Option<Arrival>> = BTreeMap::new();
        for (place, documents) in &self.open {
            let read = |source| DeskError::Read {
                place: place.clone(),
                source,
            };
            let listed = self.runtime.block_on(documents.list(&self.community));
            for name in listed.map_err(read)? {
                names.entry(name).or_default();
            }
            let arrivals = self.runtime.block_on(documents.arrivals(&self.community));
            for arrival in arrivals.map_err(read)?.unwrap_or_default() {
                // Noted, but never stored: nobody was told that it is.
                let Some(known) = names.get_mut(&arrival.name) else {
                    continue;
                };
                let is_better = known.as_ref().is_none_or(|known| {
                    (arrival.is_found, arrival.at) < (known.is_found, known.at)
                });
                if is_better {
                    *known = Some(arrival);
                }
            }
        }
        let mut on_paper = BTreeMap::new();
        for (name, arrival) in &mut names {
            let (Some(arrival), Some(day)) = (arrival, self.on_paper.get(&name.id)) else {
                continue;
            };
            let received = clock::received(arrival.at.fixed_offset(), *day).to_utc();
            if received < arrival.at {
                arrival.at = received;
                on_paper.insert(name.id, *day);
            }
        }
        Ok(Gathered { names, on_paper })
    }

    /// A document's bytes, from the first inbox that has it whole.
    ///
    /// # Errors
    /// [`DeskError::Read`]
    pub fn get(&self, name: &Name) -> Result<Found, DeskError> {
        let mut is_damaged = false;
        for (place, documents) in &self.open {
            match self.runtime.block_on(documents.get(name)) {
                Ok(Some(bytes)) if name.is_of(&bytes) => return Ok(Found::Whole(bytes.to_vec())),
                Ok(Some(_)) | Err(ReadError::Damaged(_)) => is_damaged = true,
                Ok(None) => {}
                Err(source) => {
                    return Err(DeskError::Read {
                        place: place.clone(),
                        source,
                    });
                }
            }
        }
        Ok(if is_damaged {
            Found::Damaged
        } else {
            Found::Missing
        })
    }

    /// The sealed bytes of a photograph or recording.
    ///
    /// # Errors
    /// [`DeskError::Read`]
    pub fn medium(&self, id: DocId) -> Result<Found, DeskError> {
        self.get(&Name {
            community: self.community.clone(),
            what: What::Media,
            id,
        })
    }
}
