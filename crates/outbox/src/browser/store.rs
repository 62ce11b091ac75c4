//! The store on the device: `IndexedDB`, every write strict.
//!
//! A connection lives as long as one action, so that no tab ever holds another one up. All that is
//! done in it is one operation ([`Store::transact`]): read, decide, write, and wait until the
//! browser says that it is written.

use std::pin::Pin;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::js::{Made, array, bytes, call, elements, field, heard, is_true, list, number, text};
use crate::Problem;
use crate::compose::Composed;
use crate::delivery::Progress;

const ITEMS: &str = "items";
const MEDIA: &str = "media";
const RECEIPTS: &str = "receipts";
const META: &str = "meta";
const STORES: [&str; 4] = [ITEMS, MEDIA, RECEIPTS, META];

/// Something that is kept.
#[derive(Debug)]
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
    pub(super) document: Uint8Array,
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

fn words(texts: &[String]) -> JsValue {
    let words: Vec<JsValue> = texts.iter().map(JsValue::from).collect();
    array(&words)
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
            .with("document", &self.document)
            .with("media", words(&self.media))
            .with("mediaSent", words(&self.media_sent))
            .with("tries", progress.tries)
            .maybe("nextTry", progress.next_try)
            .with("asked", progress.is_asked)
            .maybe("status", progress.status)
            .with("refusedBy", words(&progress.refused_by))
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

/// What remains of something when it has left: no word of it.
#[derive(Debug)]
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

/// Values in the order of their making, oldest first.
fn by_age(values: Vec<JsValue>) -> Vec<JsValue> {
    let mut sorted: Vec<(f64, JsValue)> = Vec::with_capacity(values.len());
    for value in values {
        let created = number(&value, "created").unwrap_or_default();
        let at = sorted.partition_point(|(before, _)| *before <= created);
        sorted.insert(at, (created, value));
    }
    sorted.into_iter().map(|(_, value)| value).collect()
}

/// What the browser refused with.
fn of_exception(error: &JsValue) -> Problem {
    let name = text(error, "name").unwrap_or_default();
    match name.as_str() {
        "QuotaExceededError" => Problem::Quota,
        "VersionError" => Problem::Blocked,
        _ => Problem::Storage(name + ": " + &text(error, "message").unwrap_or_default()),
    }
}

/// All that was put had been taken, and yet nothing was kept: what browsers do when the disk is
/// full, mostly without saying so.
fn not_kept(transaction: &JsValue) -> Problem {
    let error = field(transaction, "error");
    match text(&error, "name").as_deref() {
        None | Some("AbortError" | "UnknownError") => Problem::Quota,
        Some(_) => of_exception(&error),
    }
}

fn abort(transaction: &JsValue) {
    // One that is over already needs no end.
    call(transaction, "abort", &[]).unwrap_or_default();
}

/// Opens or deletes a database; makes its stores the first time.
async fn database(method: &str, name: &str, version: JsValue) -> Result<JsValue, Problem> {
    let factory = field(&js_sys::global(), "indexedDB");
    // Where none is wanted, the version is undefined, which is as good as left out.
    let arguments = [name.into(), version];
    let request =
        call(&factory, method, &arguments).map_err(|error| no_store(of_exception(&error)))?;
    loop {
        let done = (&request, "onsuccess");
        let wanted = (&request, "onupgradeneeded");
        let happened = heard(&[done, wanted], (&request, "onerror")).await;
        let Ok(event) = happened else {
            return Err(of_exception(&field(&request, "error")));
        };
        let database = field(&request, "result");
        if text(&event, "type").as_deref() != Some("upgradeneeded") {
            return Ok(database);
        }
        for store in STORES {
            if let Err(error) = call(&database, "createObjectStore", &[store.into()]) {
                abort(&field(&request, "transaction"));
                return Err(of_exception(&error));
            }
        }
    }
}

/// What fails before anything is there: the browser keeps nothing here.
fn no_store(problem: Problem) -> Problem {
    match problem {
        Problem::Storage(detail) => Problem::Private(detail),
        other => other,
    }
}

/// What is read: a store, and the name in it; all of it without one.
type Read<'r> = (&'static str, Option<&'r str>);

/// What is written: a store, the name in it, and a value; nothing takes away what is there.
type Change = (&'static str, String, Option<JsValue>);

/// What is to be written, given what was read in the order it was asked for.
type Decide<'d> = &'d mut dyn FnMut(Vec<JsValue>) -> Result<Vec<Change>, Problem>;

/// One community's store.
pub(super) struct Store {
    database: JsValue,
}

impl Drop for Store {
    fn drop(&mut self) {
        // Closing cannot throw.
        call(&self.database, "close", &[]).unwrap_or_default();
    }
}

impl Store {
    /// Opens it, and makes it the first time.
    pub(super) async fn open(name: &str) -> Result<Store, Problem> {
        let database = database("open", name, 1.into()).await.map_err(no_store)?;
        Ok(Store { database })
    }

    /// Deletes it with all that is in it.
    pub(super) async fn delete(name: &str) -> Result<(), Problem> {
        database("deleteDatabase", name, JsValue::UNDEFINED)
            .await
            .map(drop)
    }

    /// One transaction: reads, decides, writes all or nothing, and waits until it is written.
    /// A browser that knows no durability ignores the wish; then its own default holds.
    fn transact<'t>(
        &'t self,
        mode: &'static str,
        reads: &'t [Read<'t>],
        decide: Decide<'t>,
    ) -> Pin<Box<dyn Future<Output = Result<(), Problem>> + 't>> {
        // Boxed: those who wait for it do not each hold all of it.
        Box::pin(self.transacted(mode, reads, decide))
    }

    async fn transacted(
        &self,
        mode: &str,
        reads: &[Read<'_>],
        decide: Decide<'_>,
    ) -> Result<(), Problem> {
        let refused = |error: JsValue| of_exception(&error);
        let names = array(&STORES.map(JsValue::from));
        let strict = Made::new().with("durability", "strict").done();
        let transaction =
            call(&self.database, "transaction", &[names, mode.into(), strict]).map_err(refused)?;
        let store = |name: &str| call(&transaction, "objectStore", &[name.into()]);
        let mut requests = Vec::with_capacity(reads.len());
        for (from, name) in reads {
            let (method, name) = match name {
                Some(name) => ("get", JsValue::from_str(name)),
                None => ("getAll", JsValue::UNDEFINED),
            };
            let request = store(from).and_then(|store| call(&store, method, &[name]));
            requests.push(request.map_err(refused)?);
        }
        if let Some(last) = requests.last() {
            // They are answered in their order; one that fails ends all.
            heard(&[(last, "onsuccess")], (&transaction, "onabort"))
                .await
                .map_err(|_| of_exception(&field(&transaction, "error")))?;
        }
        let found = requests.iter().map(|request| field(request, "result"));
        let changes = decide(found.collect())?;
        if changes.is_empty() {
            return Ok(());
        }
        let written = heard(&[(&transaction, "oncomplete")], (&transaction, "onabort"));
        let write = || {
            for (to, name, value) in changes {
                let store = store(to)?;
                match value {
                    Some(value) => call(&store, "put", &[value, name.into()])?,
                    None => call(&store, "delete", &[name.into()])?,
                };
            }
            // Where there is no such word, it commits by itself.
            if field(&transaction, "commit").is_function() {
                call(&transaction, "commit", &[])?;
            }
            Ok(())
        };
        if let Err(error) = write() {
            abort(&transaction);
            return Err(of_exception(&error));
        }
        written.await.map_err(|_| not_kept(&transaction)).map(drop)
    }

    async fn read(&self, from: &'static str, name: Option<&str>) -> Result<JsValue, Problem> {
        let mut found = None;
        self.transact("readonly", &[(from, name)], &mut |mut values| {
            found = values.pop();
            Ok(Vec::new())
        })
        .await?;
        Ok(found.unwrap_or_default())
    }

    async fn write(&self, reads: &[Read<'_>], decide: Decide<'_>) -> Result<(), Problem> {
        self.transact("readwrite", reads, decide).await
    }

    /// Keeps items with their media and receipts, all or nothing. What is there already stays.
    pub(super) async fn keep(&self, items: &[(Item, Rc<Composed>)]) -> Result<(), Problem> {
        let reads: Vec<_> = items
            .iter()
            .map(|(item, _)| (ITEMS, Some(item.id.as_str())))
            .collect();
        self.write(&reads, &mut |found| {
            let mut changes = Vec::new();
            for ((item, composed), found) in items.iter().zip(found) {
                if !found.is_undefined() {
                    continue;
                }
                for (id, (_, blob)) in item.media.iter().zip(&composed.media) {
                    let blob = Uint8Array::from(blob.as_slice());
                    changes.push((MEDIA, id.clone(), Some(blob.into())));
                }
                changes.push((ITEMS, item.id.clone(), Some(item.to_js())));
                if !item.at_kiosk {
                    let receipt = Receipt {
                        id: item.id.clone(),
                        kind: item.kind.clone(),
                        created: item.created,
                        sent: None,
                        listed: None,
                    };
                    changes.push((RECEIPTS, item.id.clone(), Some(receipt.to_js())));
                }
            }
            Ok(changes)
        })
        .await
    }

    /// All items, oldest first.
    pub(super) async fn items(&self) -> Result<Vec<Item>, Problem> {
        let found = by_age(elements(&self.read(ITEMS, None).await?));
        Ok(found.iter().filter_map(Item::of_js).collect())
    }

    pub(super) async fn item(&self, id: &str) -> Result<Item, Problem> {
        let found = self.read(ITEMS, Some(id)).await?;
        Item::of_js(&found).ok_or(Problem::Unknown)
    }

    pub(super) async fn blob(&self, id: &str) -> Result<Uint8Array, Problem> {
        let found = self.read(MEDIA, Some(id)).await?;
        found.dyn_into().map_err(|_| Problem::Unknown)
    }

    /// All receipts, newest first.
    pub(super) async fn receipts(&self) -> Result<Vec<Receipt>, Problem> {
        let found = by_age(elements(&self.read(RECEIPTS, None).await?));
        Ok(found.iter().rev().filter_map(Receipt::of_js).collect())
    }

    /// Writes down how far items are. One that was taken away meanwhile stays away; one from a
    /// kiosk goes when an inbox has it.
    pub(super) async fn note(&self, items: &[Item]) -> Result<(), Problem> {
        let mut reads = vec![(ITEMS, None)];
        for item in items {
            reads.push((ITEMS, Some(item.id.as_str())));
            reads.push((RECEIPTS, Some(item.id.as_str())));
        }
        // All there are is only needed where something goes.
        let goes = |item: &Item| item.at_kiosk && item.progress.sent.is_some();
        let reads = &reads[usize::from(!items.iter().any(goes))..];
        self.write(reads, &mut |found| {
            let mut changes = Vec::new();
            let (all, found) = found.split_at(found.len() - 2 * items.len());
            let all = all.first().map(elements).unwrap_or_default();
            for (item, found) in items.iter().zip(found.chunks_exact(2)) {
                let [kept, receipt] = found else { continue };
                if kept.is_undefined() {
                    continue;
                }
                if goes(item) {
                    take_away(&mut changes, &[&item.id], &all);
                    continue;
                }
                changes.push((ITEMS, item.id.clone(), Some(item.to_js())));
                if let (Some(sent), Some(mut receipt)) =
                    (item.progress.sent, Receipt::of_js(receipt))
                {
                    receipt.sent = receipt.sent.or(Some(sent));
                    changes.push((RECEIPTS, receipt.id.clone(), Some(receipt.to_js())));
                }
            }
            Ok(changes)
        })
        .await
    }

    /// Takes an item away; its receipt too if it was never sent, and if a person says so.
    pub(super) async fn forget(&self, id: &str) -> Result<(), Problem> {
        let reads = [(ITEMS, None), (RECEIPTS, Some(id))];
        self.write(&reads, &mut |found| {
            let mut changes = Vec::new();
            let [all, receipt] = found.as_slice() else {
                return Err(Problem::Unknown);
            };
            if take_away(&mut changes, &[id], &elements(all)) == 0 && receipt.is_undefined() {
                return Err(Problem::Unknown);
            }
            changes.push((RECEIPTS, id.to_owned(), None));
            Ok(changes)
        })
        .await
    }

    /// Takes away what the published list shows, and notes its state on the receipt. Gives how many
    /// items went.
    pub(super) async fn settle(&self, listed: &[(String, String)]) -> Result<u32, Problem> {
        let mut settled = 0;
        self.write(&[(ITEMS, None), (RECEIPTS, None)], &mut |found| {
            let mut changes = Vec::new();
            let [items, receipts] = found.as_slice() else {
                return Ok(changes);
            };
            let ids: Vec<&str> = listed.iter().map(|(id, _)| id.as_str()).collect();
            settled = take_away(&mut changes, &ids, &elements(items));
            for mut receipt in elements(receipts).iter().filter_map(Receipt::of_js) {
                if let Some((id, state)) = listed.iter().rfind(|(id, _)| *id == receipt.id) {
                    receipt.listed = Some(state.clone());
                    changes.push((RECEIPTS, id.clone(), Some(receipt.to_js())));
                }
            }
            Ok(changes)
        })
        .await?;
        Ok(settled)
    }

    /// Something small, by name; undefined where there is nothing.
    pub(super) async fn meta(&self, name: &str) -> Result<JsValue, Problem> {
        self.read(META, Some(name)).await
    }

    /// Writes something small; and, the first time, does what may be done once.
    pub(super) async fn put_meta(
        &self,
        name: &str,
        value: &JsValue,
        once: (&str, fn() -> bool),
    ) -> Result<(), Problem> {
        let (flag, act) = once;
        self.write(&[(META, Some(flag))], &mut |found| {
            let mut changes = vec![(META, name.to_owned(), Some(value.clone()))];
            if found.iter().all(JsValue::is_undefined) && act() {
                changes.push((META, flag.to_owned(), Some(JsValue::TRUE)));
            }
            Ok(changes)
        })
        .await
    }

    /// Takes the lease that stands in for a lock, or keeps it, until `until`. False while somebody
    /// else has it.
    pub(super) async fn lease(&self, holder: &str, now: f64, until: f64) -> Result<bool, Problem> {
        const LEASE: &str = "lease";
        let mut is_mine = true;
        self.write(&[(META, Some(LEASE))], &mut |found| {
            for held in found {
                let runs_until = number(&held, "until").unwrap_or_default();
                // One that runs longer than any was written by a clock that was wrong.
                let runs = runs_until > now && runs_until - now <= super::lock::LEASE;
                if runs && text(&held, "holder").as_deref() != Some(holder) {
                    is_mine = false;
                    return Ok(Vec::new());
                }
            }
            let held = Made::new().with("holder", holder).with("until", until);
            Ok(vec![(META, LEASE.to_owned(), Some(held.done()))])
        })
        .await?;
        Ok(is_mine)
    }
}

/// Takes items away, and those of their media that no item has that stays. Gives how many went.
fn take_away(changes: &mut Vec<Change>, ids: &[&str], all: &[JsValue]) -> u32 {
    let mut stay = Vec::new();
    let mut go = Vec::new();
    let mut gone = 0;
    for item in all {
        let media = texts(item, "media");
        match text(item, "id") {
            Some(id) if ids.contains(&id.as_str()) => {
                changes.push((ITEMS, id, None));
                go.extend(media);
                gone += 1;
            }
            _ => stay.extend(media),
        }
    }
    for id in go {
        if !stay.contains(&id) {
            changes.push((MEDIA, id, None));
        }
    }
    gone
}
