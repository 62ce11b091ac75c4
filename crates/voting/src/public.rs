//! What is published of a poll: nine documents, each with one text only.
//!
//! | document | holds |
//! |---|---|
//! | poll | the [`Definition`] |
//! | roll, revoked | slips ([`Roll`]) |
//! | signers | keys of kiosks, helpers and of those who key in paper |
//! | stubs | ballots taken in, without their boxes |
//! | rejects | what does not count, and why |
//! | paper | sheets that count, and the spoilt ones |
//! | rows | secret word and choice of every counted ballot |
//! | result | hashes of all of these, turnout, totals, outcome |

use std::collections::BTreeMap;

use records::Id;
use records::envelope::DocId;
use records::json::{Fields, Json, Writing, parse};
use records::page::PageProblem;
use transparency::events::{Reason, Role};

use crate::PublicKey;
use crate::ballot::{BallotProblem, Stub};
use crate::bytes::{array_of_base64, base64, hash};
use crate::choice::{Choice, ChoiceProblem};
use crate::paper::{Keyed, PaperStub};
use crate::poll::{Definition, PollProblem, quoted, texts, words};
use crate::sift::{Signer, Taken};
use crate::slip::{Roll, RollAct, RollProblem};
use crate::word::Word;

words! {
    /// A published document.
    Document {
        /// What is voted on.
        Poll = "poll",
        /// Slips that may vote.
        Roll = "roll",
        /// Slips that may not any more.
        Revoked = "revoked",
        /// Who may sign beside a slip.
        Signers = "signers",
        /// Ballots taken in.
        Stubs = "stubs",
        /// What does not count.
        Rejects = "rejects",
        /// Ballots on paper.
        Paper = "paper",
        /// Counted ballots in clear.
        Rows = "rows",
        /// The result.
        Result = "result",
    }
}

/// The texts of all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<Document, String>);

impl Texts {
    /// A document's text; empty if it is not there.
    pub fn get(&self, document: Document) -> &str {
        self.0.get(&document).map_or("", String::as_str)
    }

    /// Puts a document's text in its place.
    pub fn set(&mut self, document: Document, text: String) {
        self.0.insert(document, text);
    }

    /// SHA-256 of a document's text.
    pub fn hash(&self, document: Document) -> DocId {
        hash(&[self.get(document).as_bytes()])
    }
}

/// A counted ballot in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The secret word.
    pub word: Word,
    /// The choice.
    pub choice: Choice,
}

/// Envelopes, counted on paper at the close.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Residents who were entitled.
    pub entitled: u64,
    /// Envelopes drawn, spare ones with them.
    pub drawn: u64,
    /// Of these, spare ones for lost slips.
    pub spare: u64,
    /// Envelopes left over, opened in public.
    pub left: u64,
}

/// All documents but the result, read.
#[derive(Debug, Clone)]
pub struct Published {
    /// What is voted on.
    pub definition: Definition,
    /// SHA-256 of its text.
    pub doc: DocId,
    /// Slips that may vote.
    pub roll: Roll,
    /// Slips that may not any more.
    pub revoked: Roll,
    /// Who may sign beside a slip.
    pub signers: Vec<Signer>,
    /// Ballots taken in, by their documents' hashes.
    pub stubs: Vec<Taken>,
    /// What does not count, and why.
    pub rejects: BTreeMap<DocId, Reason>,
    /// Sheets that count, by number.
    pub paper: Vec<PaperStub>,
    /// Spoilt sheets.
    pub spoilt: Vec<Id>,
    /// Counted ballots, by word.
    pub rows: Vec<Row>,
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    /// Not such a JSON.
    #[error("{0}")]
    Shape(#[from] PageProblem),
    /// Another version than 1.
    #[error("another version")]
    Version,
    /// Of another poll.
    #[error("of another poll")]
    Poll,
    /// This entry is none.
    #[error("entry {at}")]
    Entry {
        /// Its place, counted from 0.
        at: usize,
    },
    /// This entry is not behind the one before.
    #[error("entry {at} is not behind the one before")]
    Order {
        /// Its place, counted from 0.
        at: usize,
    },
    /// The same, written in another form.
    #[error("not in its one form")]
    Form,
    /// The definition.
    #[error("{0}")]
    Definition(#[from] PollProblem),
    /// A list of slips.
    #[error("{0}")]
    Roll(#[from] RollProblem),
    /// A list of the other kind.
    #[error("not the list of slips that it should be")]
    Act,
}

impl From<BallotProblem> for DocumentProblem {
    fn from(_: BallotProblem) -> Self {
        DocumentProblem::Shape(PageProblem::Mistyped)
    }
}

/// Which document cannot be read, and why.
pub type Unreadable = (Document, DocumentProblem);

fn head(definition: &Definition) -> Writing {
    let mut out = Writing::default();
    out.raw("v", "1").text("poll", definition.poll.as_str());
    out
}

fn list(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    format!("[{}]", entries.join(","))
}

impl Published {
    /// Writes all documents but the result.
    pub fn write(&self) -> Texts {
        let definition = &self.definition;
        let mut texts_of = Texts::default();
        let signers = self.signers.iter().map(|signer| {
            Writing::default()
                .text("role", signer.role.key())
                .text("holder", signer.holder.as_str())
                .text("key", &base64(signer.key.as_bytes()))
                .done()
        });
        let stubs = self.stubs.iter().map(|taken| {
            Writing::default()
                .text("doc", &taken.doc.to_string())
                .text("at", &taken.at.to_string())
                .text("stub", &taken.stub.to_text())
                .text("sig", &base64(&taken.signature))
                .done()
        });
        let rejects = (self.rejects.iter())
            .map(|(doc, reason)| texts(&[doc.to_string().as_str(), reason.key()]));
        let sheets = self.paper.iter().map(|paper| {
            let keyed = list(paper.keyed.iter().map(|keyed| {
                Writing::default()
                    .text("h", &keyed.hash.to_string())
                    .text("by", &keyed.by.to_string())
                    .text("sig", &base64(&keyed.signature))
                    .done()
            }));
            Writing::default()
                .text("sheet", paper.sheet.as_str())
                .text("voter", &base64(paper.voter.as_bytes()))
                .text("sig", &base64(&paper.signature))
                .raw("keyed", &keyed)
                .done()
        });
        let spoilt: Vec<&str> = self.spoilt.iter().map(Id::as_str).collect();
        let rows = (self.rows.iter()).map(|row| row_text(definition, row));
        texts_of.set(Document::Poll, definition.to_json());
        texts_of.set(Document::Roll, self.roll.to_json());
        texts_of.set(Document::Revoked, self.revoked.to_json());
        let mut set = |document, name: &str, entries: String| {
            texts_of.set(document, head(definition).raw(name, &entries).done());
        };
        set(Document::Signers, "signers", list(signers));
        set(Document::Stubs, "stubs", list(stubs));
        set(Document::Rejects, "rejects", list(rejects));
        set(Document::Rows, "rows", list(rows));
        let paper = head(definition)
            .raw("sheets", &list(sheets))
            .raw("spoilt", &texts(&spoilt))
            .done();
        texts_of.set(Document::Paper, paper);
        texts_of
    }

    /// Reads all documents but the result. Each must be as [`Published::write`] writes it.
    ///
    /// # Errors
    /// The first [`Unreadable`] document.
    pub fn read(texts: &Texts) -> Result<Self, Unreadable> {
        let at = |document| move |problem| (document, problem);
        let definition = Definition::parse(texts.get(Document::Poll))
            .map_err(|problem| (Document::Poll, problem.into()))?;
        let roll =
            |document, act| read_roll(texts.get(document), act, &definition).map_err(at(document));
        let entries = |document: Document| {
            read_entries(texts.get(document), document.key(), &definition).map_err(at(document))
        };
        let (sheets, spoilt) =
            read_paper(texts.get(Document::Paper), &definition).map_err(at(Document::Paper))?;
        let published = Published {
            roll: roll(Document::Roll, RollAct::Issued)?,
            revoked: roll(Document::Revoked, RollAct::Revoked)?,
            signers: ascending(entries(Document::Signers)?, signer, |s| s.key.id())
                .map_err(at(Document::Signers))?,
            stubs: ascending(entries(Document::Stubs)?, taken, |taken| taken.doc)
                .map_err(at(Document::Stubs))?,
            rejects: ascending(entries(Document::Rejects)?, reject, |reject| reject.0)
                .map_err(at(Document::Rejects))?
                .into_iter()
                .collect(),
            paper: ascending(sheets, sheet, |sheet| sheet.sheet.clone())
                .map_err(at(Document::Paper))?,
            spoilt,
            rows: read_rows(entries(Document::Rows)?, &definition).map_err(at(Document::Rows))?,
            doc: definition.doc(),
            definition,
        };
        let again = published.write();
        for document in Document::ALL {
            if *document != Document::Result && again.get(*document) != texts.get(*document) {
                return Err((*document, DocumentProblem::Form));
            }
        }
        Ok(published)
    }
}

fn row_text(definition: &Definition, row: &Row) -> String {
    Writing::default()
        .text("w", &row.word.to_string())
        .raw("c", &row.choice.to_json(definition))
        .done()
}

/// Sorts rows as they are published: by the bytes of the secret word, then of the choice. Nothing of
/// when or how a ballot came is left in that order.
pub(crate) fn sort_rows(definition: &Definition, rows: &mut [Row]) {
    rows.sort_by_cached_key(|row| (row.word.to_string(), row.choice.to_json(definition)));
}

fn read_roll(text: &str, act: RollAct, definition: &Definition) -> Result<Roll, DocumentProblem> {
    let roll = Roll::parse(text)?;
    if roll.act() != act {
        return Err(DocumentProblem::Act);
    }
    if *roll.poll() != definition.poll || *roll.community() != definition.community {
        return Err(DocumentProblem::Poll);
    }
    Ok(roll)
}

fn open_document(text: &str, definition: &Definition) -> Result<Fields, DocumentProblem> {
    let mut fields = Fields::of(parse(text)?)?;
    if fields.take::<i64>("v")? != 1 {
        return Err(DocumentProblem::Version);
    }
    if fields.take::<String>("poll")? != definition.poll.as_str() {
        return Err(DocumentProblem::Poll);
    }
    Ok(fields)
}

fn read_entries(
    text: &str,
    name: &str,
    definition: &Definition,
) -> Result<Vec<Json>, DocumentProblem> {
    let mut fields = open_document(text, definition)?;
    let entries = fields.take(name)?;
    fields.done()?;
    Ok(entries)
}

fn read_paper(
    text: &str,
    definition: &Definition,
) -> Result<(Vec<Json>, Vec<Id>), DocumentProblem> {
    let mut fields = open_document(text, definition)?;
    let sheets = fields.take("sheets")?;
    let spoilt: Vec<Json> = fields.take("spoilt")?;
    fields.done()?;
    let id = |json| match json {
        Json::Text(text) => Id::new(text).map_err(|_| DocumentProblem::Form),
        _ => Err(DocumentProblem::Form),
    };
    Ok((sheets, ascending(spoilt, id, Id::clone)?))
}

/// Reads entries, each behind the one before.
fn ascending<T, K: Ord>(
    entries: Vec<Json>,
    read: impl Fn(Json) -> Result<T, DocumentProblem>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, DocumentProblem> {
    let mut all: Vec<T> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.into_iter().enumerate() {
        let entry = read(entry).map_err(|_| DocumentProblem::Entry { at })?;
        if all.last().is_some_and(|before| key(before) >= key(&entry)) {
            return Err(DocumentProblem::Order { at });
        }
        all.push(entry);
    }
    Ok(all)
}

/// Rows may stand equal: the same word and choice from a device that draws badly.
fn read_rows(entries: Vec<Json>, definition: &Definition) -> Result<Vec<Row>, DocumentProblem> {
    let mut rows = Vec::with_capacity(entries.len());
    let mut before = (String::new(), String::new());
    for (at, entry) in entries.into_iter().enumerate() {
        let row = row(entry, definition).map_err(|_| DocumentProblem::Entry { at })?;
        let key = (row.word.to_string(), row.choice.to_json(definition));
        if key < before {
            return Err(DocumentProblem::Order { at });
        }
        before = key;
        rows.push(row);
    }
    Ok(rows)
}

fn row(json: Json, definition: &Definition) -> Result<Row, DocumentProblem> {
    let mut fields = Fields::of(json)?;
    let word: String = fields.take("w")?;
    let choice: Json = fields.take("c")?;
    fields.done()?;
    let refused = |_: ChoiceProblem| DocumentProblem::Form;
    Ok(Row {
        word: word.parse().map_err(|_| DocumentProblem::Form)?,
        choice: Choice::of_json(definition, &choice).map_err(refused)?,
    })
}

fn signer(json: Json) -> Result<Signer, DocumentProblem> {
    let mut fields = Fields::of(json)?;
    let role: String = fields.take("role")?;
    let holder: String = fields.take("holder")?;
    let key = array_of_base64(&fields.take::<String>("key")?).ok_or(DocumentProblem::Form)?;
    fields.done()?;
    let role = [Role::Staff, Role::Kiosk, Role::Helper]
        .into_iter()
        .find(|known| known.key() == role)
        .ok_or(DocumentProblem::Form)?;
    Ok(Signer {
        role,
        holder: Id::new(holder).map_err(|_| DocumentProblem::Form)?,
        key: PublicKey::from_bytes(&key).map_err(|_| DocumentProblem::Form)?,
    })
}

fn taken(json: Json) -> Result<Taken, DocumentProblem> {
    let mut fields = Fields::of(json)?;
    let doc = fields.take::<String>("doc")?.parse();
    let at = fields.take::<String>("at")?.parse();
    let stub = Stub::parse(&fields.take::<String>("stub")?)?;
    let signature = array_of_base64(&fields.take::<String>("sig")?);
    fields.done()?;
    Ok(Taken {
        doc: doc.map_err(|_| DocumentProblem::Form)?,
        at: at.map_err(|_| DocumentProblem::Form)?,
        stub,
        signature: signature.ok_or(DocumentProblem::Form)?,
    })
}

fn reject(json: Json) -> Result<(DocId, Reason), DocumentProblem> {
    let Json::List(pair) = json else {
        return Err(DocumentProblem::Form);
    };
    let [Json::Text(doc), Json::Text(reason)] = pair.as_slice() else {
        return Err(DocumentProblem::Form);
    };
    let reason = Reason::ALL.iter().find(|known| known.key() == reason);
    Ok((
        doc.parse().map_err(|_| DocumentProblem::Form)?,
        *reason.ok_or(DocumentProblem::Form)?,
    ))
}

fn sheet(json: Json) -> Result<PaperStub, DocumentProblem> {
    let mut fields = Fields::of(json)?;
    let number: String = fields.take("sheet")?;
    let voter = array_of_base64(&fields.take::<String>("voter")?).ok_or(DocumentProblem::Form)?;
    let signature = array_of_base64(&fields.take::<String>("sig")?);
    let keyed: Vec<Json> = fields.take("keyed")?;
    fields.done()?;
    let keyed = ascending(keyed, one_keying, |keyed| keyed.by)?;
    Ok(PaperStub {
        sheet: Id::new(number).map_err(|_| DocumentProblem::Form)?,
        voter: PublicKey::from_bytes(&voter).map_err(|_| DocumentProblem::Form)?,
        signature: signature.ok_or(DocumentProblem::Form)?,
        keyed: keyed.try_into().map_err(|_| DocumentProblem::Form)?,
    })
}

fn one_keying(json: Json) -> Result<Keyed, DocumentProblem> {
    let mut fields = Fields::of(json)?;
    let hash = fields.take::<String>("h")?.parse();
    let by = fields.take::<String>("by")?.parse();
    let signature = array_of_base64(&fields.take::<String>("sig")?);
    fields.done()?;
    Ok(Keyed {
        hash: hash.map_err(|_| DocumentProblem::Form)?,
        by: by.map_err(|_| DocumentProblem::Form)?,
        signature: signature.ok_or(DocumentProblem::Form)?,
    })
}

/// Pairs of a word and a number.
pub(crate) fn pairs(entries: impl Iterator<Item = (&'static str, u64)>) -> String {
    list(entries.map(|(word, count)| format!("[{},{count}]", quoted(word))))
}
