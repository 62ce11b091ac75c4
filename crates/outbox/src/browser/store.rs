//! The store on the device: `IndexedDB`, every write strict.
//!
//! A connection lives as long as one action, so that no tab ever holds another one up.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::js::{Made, bytes, is_true, list, number, text};
use crate::Problem;
use crate::delivery::Progress;

const ITEMS: &str = "items";
const MEDIA: &str = "media";
const RECEIPTS: &str = "receipts";
const META: &str = "meta";

/// Something that is kept.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its name.
    pub(super) id: String,
    pub(super) kind: String,
    /// When it was kept.
    pub(super) created: f64,
    pub(super) is_sealed: bool,
    /// Gone as soon as an inbox has it.
    pub(super) at_kiosk: bool,
    /// Exact bytes.
    pub(super) document: Vec<u8>,
    /// Names of media that stand in the store.
    pub(super) media: Vec<String>,
    /// Of these, the ones that an inbox has.
    pub(super) media_sent: Vec<String>,
    pub(super) progress: Progress,
}

fn texts(value: &JsValue, name: &str) -> Vec<String> {
    list(value, name)
        .iter()
        .filter_map(JsValue::as_string)
        .collect()
}

fn array(texts: &[String]) -> js_sys::Array {
    texts.iter().map(|text| JsValue::from_str(text)).collect()
}

impl Item {
    fn to_js(&self) -> JsValue {
        let progress = &self.progress;
        Made::new()
            .with("id", &self.id)
            .with("kind", &self.kind)
            .with("created", self.created)
            .with("sealed", self.is_sealed)
            .with("kiosk", self.at_kiosk)
            .with("document", Uint8Array::from(self.document.as_slice()))
            .with("media", array(&self.media))
            .with("mediaSent", array(&self.media_sent))
            .with("tries", progress.tries)
            .maybe("nextTry", progress.next_try)
            .with("asked", progress.is_asked)
            .maybe("status", progress.status)
            .with("refusedBy", array(&progress.refused_by))
            .with("refused", progress.refused)
            .maybe("sent", progress.sent)
            .done()
    }

    /// None of what no version of this module has written.
    // Counts and statuses were whole numbers when they were written.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn of_js(value: &JsValue) -> Option<Item> {
        Some(Item {
            id: text(value, "id")?,
            kind: text(value, "kind")?,
            created: number(value, "created")?,
            is_sealed: is_true(value, "sealed"),
            at_kiosk: is_true(value, "kiosk"),
            document: bytes(value, "document")?,
            media: texts(value, "media"),
            media_sent: texts(value, "mediaSent"),
            progress: Progress {
                tries: number(value, "tries").unwrap_or_default() as u32,
                next_try: number(value, "nextTry"),
                is_asked: is_true(value, "asked"),
                status: number(value, "status").map(|status| status as u16),
                refused_by: texts(value, "refusedBy"),
                refused: is_true(value, "refused"),
                sent: number(value, "sent"),
            },
        })
    }
}

/// Sealed photographs and recordings, by name.
pub(super) type Blobs = Vec<(String, Vec<u8>)>;

/// What remains of something when it has left: no word of it.
#[derive(Debug, Clone)]
pub(super) struct Receipt {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) created: f64,
    pub(super) sent: Option<f64>,
    /// Its state in the published list.
    pub(super) listed: Option<String>,
}

impl Receipt {
    fn to_js(&self) -> JsValue {
        Made::new()
            .with("id", &self.id)
            .with("kind", &self.kind)
            .with("created", self.created)
            .maybe("sent", self.sent)
            .maybe("listed", self.listed.as_deref())
            .done()
    }

    fn of_js(value: &JsValue) -> Option<Receipt> {
        Some(Receipt {
            id: text(value, "id")?,
            kind: text(value, "kind")?,
            created: number(value, "created")?,
            sent: number(value, "sent"),
            listed: text(value, "listed"),
        })
    }
}

/// Name and words of what the browser refused with.
fn of_exception(name: &str, words: &str) -> Problem {
    match name {
        "QuotaExceededError" => Problem::Quota,
        "VersionError" => Problem::Blocked,
        _ => Problem::Storage(format!("{name}: {words}")),
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match &error {
            Error::DomException(exception) => {
                let value: &JsValue = exception.as_ref();
                let name = text(value, "name").unwrap_or_default();
                of_exception(&name, &text(value, "message").unwrap_or_default())
            }
            // All that was put had been taken, and yet nothing was kept: what browsers do when
            // the disk is full.
            Error::MissingData(_) => Problem::Quota,
            Error::Serialisation(_) => Problem::Storage("value".into()),
            // Its wording would bring in more than it tells.
            Error::Unknown(_) => Problem::Storage("unknown".into()),
        }
    }
}

fn not_opened(error: OpenDbError) -> Problem {
    match error {
        OpenDbError::Base(Error::DomException(exception)) => {
            let problem = Problem::from(Error::DomException(exception));
            match problem {
                Problem::Storage(detail) => Problem::Private(detail),
                other => other,
            }
        }
        OpenDbError::NullFactory => Problem::Private("no indexedDB".into()),
        _ => Problem::Private("not opened".into()),
    }
}

/// One community's store.
pub(super) struct Store {
    database: Database,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.database.clone().close();
    }
}

type Names<'n> = &'n [&'static str];

impl Store {
    /// Opens it, and makes it the first time.
    pub(super) async fn open(name: &str) -> Result<Store, Problem> {
        let database = Database::open(name)
            .with_version(1_u8)
            .with_on_upgrade_needed(|_, database| {
                for store in [ITEMS, MEDIA, RECEIPTS, META] {
                    database.create_object_store(store).build()?;
                }
                Ok(())
            })
            .build()
            .map_err(not_opened)?
            .await
            .map_err(not_opened)?;
        Ok(Store { database })
    }

    /// Deletes it with all that is in it.
    pub(super) async fn delete(name: &str) -> Result<(), Problem> {
        let request = Database::delete_by_name(name).map_err(not_opened)?;
        request.await?;
        Ok(())
    }

    fn reading(&self, names: Names<'_>) -> Result<Transaction<'_>, Problem> {
        let transaction = self.database.transaction(names);
        Ok(transaction.with_mode(TransactionMode::Readonly).build()?)
    }

    /// A browser that knows no durability ignores the wish; then its own default holds.
    fn writing(&self, names: Names<'_>) -> Result<Transaction<'_>, Problem> {
        let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
        let transaction = self.database.transaction(names);
        Ok(transaction
            .with_mode(TransactionMode::Readwrite)
            .with_options(strict)
            .build()?)
    }

    /// Keeps items with their media and receipts, all or nothing. What is there already stays.
    pub(super) async fn keep(&self, items: &[(Item, Blobs)]) -> Result<(), Problem> {
        let transaction = self.writing(&[ITEMS, MEDIA, RECEIPTS])?;
        for (item, media) in items {
            let store = transaction.object_store(ITEMS)?;
            if get(&store, &item.id).await?.is_some() {
                continue;
            }
            let files = transaction.object_store(MEDIA)?;
            for (id, blob) in media {
                put(&files, id, Uint8Array::from(blob.as_slice()).into()).await?;
            }
            put(&store, &item.id, item.to_js()).await?;
            if !item.at_kiosk {
                let receipt = Receipt {
                    id: item.id.clone(),
                    kind: item.kind.clone(),
                    created: item.created,
                    sent: None,
                    listed: None,
                };
                let receipts = transaction.object_store(RECEIPTS)?;
                put(&receipts, &item.id, receipt.to_js()).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// All items, oldest first.
    pub(super) async fn items(&self) -> Result<Vec<Item>, Problem> {
        let transaction = self.reading(&[ITEMS])?;
        let store = transaction.object_store(ITEMS)?;
        let found = store.get_all::<JsValue>().await?;
        let mut items = Vec::new();
        for value in found {
            items.extend(Item::of_js(&value?));
        }
        items.sort_by(|a, b| a.created.total_cmp(&b.created));
        Ok(items)
    }

    pub(super) async fn item(&self, id: &str) -> Result<Item, Problem> {
        let transaction = self.reading(&[ITEMS])?;
        let store = transaction.object_store(ITEMS)?;
        get(&store, id)
            .await?
            .and_then(|value| Item::of_js(&value))
            .ok_or(Problem::Unknown)
    }

    pub(super) async fn blob(&self, id: &str) -> Result<Vec<u8>, Problem> {
        let transaction = self.reading(&[MEDIA])?;
        let store = transaction.object_store(MEDIA)?;
        let value = get(&store, id).await?.ok_or(Problem::Unknown)?;
        Ok(Uint8Array::new(&value).to_vec())
    }

    pub(super) async fn receipts(&self) -> Result<Vec<Receipt>, Problem> {
        let transaction = self.reading(&[RECEIPTS])?;
        let store = transaction.object_store(RECEIPTS)?;
        let found = store.get_all::<JsValue>().await?;
        let mut receipts = Vec::new();
        for value in found {
            receipts.extend(Receipt::of_js(&value?));
        }
        receipts.sort_by(|a, b| b.created.total_cmp(&a.created));
        Ok(receipts)
    }

    /// Writes down how far items are. One that was taken away meanwhile stays away; one from a
    /// kiosk goes when an inbox has it.
    pub(super) async fn note(&self, items: &[&Item]) -> Result<(), Problem> {
        let transaction = self.writing(&[ITEMS, MEDIA, RECEIPTS])?;
        for item in items {
            let store = transaction.object_store(ITEMS)?;
            if get(&store, &item.id).await?.is_none() {
                continue;
            }
            if item.at_kiosk && item.progress.sent.is_some() {
                take_away(&transaction, item).await?;
                continue;
            }
            put(&store, &item.id, item.to_js()).await?;
            if let Some(sent) = item.progress.sent {
                let receipts = transaction.object_store(RECEIPTS)?;
                if let Some(mut receipt) = get(&receipts, &item.id)
                    .await?
                    .and_then(|value| Receipt::of_js(&value))
                {
                    receipt.sent = receipt.sent.or(Some(sent));
                    put(&receipts, &item.id, receipt.to_js()).await?;
                }
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Takes an item away; its receipt too if it was never sent, and if a person says so.
    pub(super) async fn forget(&self, id: &str) -> Result<(), Problem> {
        let transaction = self.writing(&[ITEMS, MEDIA, RECEIPTS])?;
        let store = transaction.object_store(ITEMS)?;
        let receipts = transaction.object_store(RECEIPTS)?;
        let item = get(&store, id).await?.and_then(|value| Item::of_js(&value));
        let receipt = get(&receipts, id).await?;
        if item.is_none() && receipt.is_none() {
            return Err(Problem::Unknown);
        }
        if let Some(item) = item {
            take_away(&transaction, &item).await?;
        }
        receipts.delete(id).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes away what the published list shows, and notes its state on the receipt. Gives how many
    /// items went.
    pub(super) async fn settle(&self, listed: &[(String, String)]) -> Result<u32, Problem> {
        let transaction = self.writing(&[ITEMS, MEDIA, RECEIPTS])?;
        let store = transaction.object_store(ITEMS)?;
        let receipts = transaction.object_store(RECEIPTS)?;
        let mut settled = 0;
        for (id, state) in listed {
            if let Some(item) = get(&store, id).await?.and_then(|value| Item::of_js(&value)) {
                take_away(&transaction, &item).await?;
                settled += 1;
            }
            if let Some(mut receipt) = get(&receipts, id)
                .await?
                .and_then(|value| Receipt::of_js(&value))
            {
                receipt.listed = Some(state.clone());
                put(&receipts, id, receipt.to_js()).await?;
            }
        }
        transaction.commit().await?;
        Ok(settled)
    }

    /// Something small, by name.
    pub(super) async fn meta(&self, name: &str) -> Result<Option<JsValue>, Problem> {
        let transaction = self.reading(&[META])?;
        let store = transaction.object_store(META)?;
        get(&store, name).await
    }

    pub(super) async fn put_meta(&self, name: &str, value: JsValue) -> Result<(), Problem> {
        let transaction = self.writing(&[META])?;
        let store = transaction.object_store(META)?;
        put(&store, name, value).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the lease that stands in for a lock, or keeps it, until `until`. False while somebody
    /// else has it.
    pub(super) async fn lease(&self, holder: &str, now: f64, until: f64) -> Result<bool, Problem> {
        const LEASE: &str = "lease";
        let transaction = self.writing(&[META])?;
        let store = transaction.object_store(META)?;
        if let Some(held) = get(&store, LEASE).await? {
            let runs_until = number(&held, "until").unwrap_or_default();
            let is_mine = text(&held, "holder").as_deref() == Some(holder);
            // One that runs longer than any was written by a clock that was wrong.
            if !is_mine && runs_until > now && runs_until - now <= super::lock::LEASE {
                return Ok(false);
            }
        }
        let held = Made::new().with("holder", holder).with("until", until);
        put(&store, LEASE, held.done()).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

type ObjectStore<'s> = indexed_db_futures::object_store::ObjectStore<'s>;

async fn get(store: &ObjectStore<'_>, key: &str) -> Result<Option<JsValue>, Problem> {
    let found: Option<JsValue> = store.get(key).await?;
    Ok(found.filter(|value| !value.is_undefined()))
}

async fn put(store: &ObjectStore<'_>, key: &str, value: JsValue) -> Result<(), Problem> {
    store.put(value).with_key(key).without_key_type().await?;
    Ok(())
}

/// Takes an item away, and those of its media that no other item has too.
async fn take_away(transaction: &Transaction<'_>, item: &Item) -> Result<(), Problem> {
    let store = transaction.object_store(ITEMS)?;
    store.delete(item.id.as_str()).await?;
    if item.media.is_empty() {
        return Ok(());
    }
    let mut others = Vec::new();
    for value in store.get_all::<JsValue>().await? {
        others.extend(Item::of_js(&value?));
    }
    let files = transaction.object_store(MEDIA)?;
    for id in &item.media {
        if !others.iter().any(|other| other.media.contains(id)) {
            files.delete(id.as_str()).await?;
        }
    }
    Ok(())
}
