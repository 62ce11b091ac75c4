//! An inbox in a folder of this machine.
//!
//! ```text
//! {community}/{kind}/{id[0..2]}/{id}.json
//! {community}/media/{id[0..2]}/{id}.bin
//! .arrivals/{slot}.jsonl                    the private journal, see super::journal
//! .tmp/{slot}/                              what is being written
//! ```
//!
//! A document is written to a file of its own in `.tmp` and flushed; then that file is given its
//! name, which fails if the name is taken; then the folders above it and the journal with its line
//! are flushed; then the sender is told. Whatever the moment of a crash, a document is whole under
//! its name or not there, and one that the sender was told of is there.
//!
//! Flushing is what takes time, and a disk flushes many files in the time of one. So several
//! threads write and flush temporary files (the *stagers*), and one thread (the *committer*) names
//! everything that is staged by then and has its folders and the journal flushed at once.
//!
//! A flush that failed is not tried again: the system may have dropped what it could not write
//! (Rebello et al., "Can applications recover from fsync failures?", USENIX ATC 2020). The store
//! then takes nothing more until somebody has seen to the disk and started the program again.
//!
//! Windows has no way to flush a folder; there, documents are safe from a crash of the program,
//! and from a power cut only as far as the file system's own journal goes.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use records::Id;
use records::envelope::LIMIT_MEDIA;
use tokio::sync::{oneshot, watch};

use super::journal::{self, Journal, Slot};
use super::store::{
    Arrival, Documents, Name, Pending, ReadError, State, Store, StoreError, Stored, What,
};
use super::{InboxError, InboxNotice, Options, Tell};

/// The folder of what is being written.
const TEMPORARY: &str = ".tmp";
/// Threads that write and flush temporary files, and threads that flush folders: about as many as
/// a disk flushes together. They sleep nearly always.
const STAGERS: usize = 16;
const FLUSHERS: usize = 8;
/// The most documents that are named before their folders are flushed.
const BATCH: usize = 256;
/// How often a full store looks whether there is room again.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// What must fit before a full store counts as having room again.
const ROOM: u64 = LIMIT_MEDIA as u64;

/// An inbox's folder, to read.
#[derive(Debug, Clone)]
pub struct LocalInbox {
    root: PathBuf,
}

impl LocalInbox {
    /// Opens a folder that is there.
    pub fn open(root: &Path) -> Result<Self, InboxError> {
        match fs::metadata(root) {
            Ok(found) if found.is_dir() => Ok(Self {
                root: root.to_owned(),
            }),
            Ok(_) => Err(InboxError::Io {
                path: root.to_owned(),
                source: io::ErrorKind::NotADirectory.into(),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(InboxError::Missing {
                path: root.to_owned(),
            }),
            Err(source) => Err(InboxError::Io {
                path: root.to_owned(),
                source,
            }),
        }
    }

    fn io(path: &Path) -> impl FnOnce(io::Error) -> ReadError + '_ {
        |source| ReadError::Io {
            place: path.display().to_string(),
            source,
        }
    }

    /// The communities that have a folder.
    pub(super) fn communities(&self) -> io::Result<Vec<Id>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if let Some(Ok(id)) = entry.file_name().to_str().map(Id::new)
                && entry.file_type()?.is_dir()
            {
                found.push(id);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Calls `hear` with every name of a community and its size. Files that are no documents are
    /// passed over.
    fn walk(&self, community: &Id, mut hear: impl FnMut(Name, u64)) -> io::Result<()> {
        for what in What::all() {
            let folder = self.root.join(community.as_str()).join(what.word());
            for fold in entries(&folder)? {
                if !fold.file_type()?.is_dir() {
                    continue;
                }
                for file in entries(&fold.path())? {
                    let (fold, name) = (fold.file_name(), file.file_name());
                    let (Some(fold), Some(name)) = (fold.to_str(), name.to_str()) else {
                        continue;
                    };
                    let path = format!("{community}/{}/{fold}/{name}", what.word());
                    if let Ok(name) = path.parse() {
                        hear(name, file.metadata()?.len());
                    }
                }
            }
        }
        Ok(())
    }

    fn names(&self, community: &Id) -> io::Result<Vec<Name>> {
        let mut names = Vec::new();
        self.walk(community, |name, _| names.push(name))?;
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &Name) -> io::Result<Option<Bytes>> {
        match fs::read(self.root.join(name.path())) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What is in a folder; nothing if there is none.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

// Reading is for the committee's program, which has nothing else to do meanwhile: no thread of its
// own is needed for it.
impl Documents for LocalInbox {
    fn list<'a>(&'a self, community: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>> {
        Box::pin(async move { self.names(community).map_err(Self::io(&self.root)) })
    }

    fn get<'a>(&'a self, name: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>> {
        Box::pin(async move {
            match self.read(name).map_err(Self::io(&self.root))? {
                Some(bytes) if !name.is_of(&bytes) => Err(ReadError::Damaged(name.clone())),
                found => Ok(found),
            }
        })
    }

    fn arrivals<'a>(
        &'a self,
        community: &'a Id,
    ) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>> {
        Box::pin(async move {
            let all = journal::read(&self.root).map_err(Self::io(&self.root))?;
            let ours = |arrival: &Arrival| arrival.name.community == *community;
            Ok(Some(all.into_values().filter(ours).collect()))
        })
    }
}

/// An inbox's folder, to write.
///
/// Dropping it, or [`Store::close`], lets what was taken be finished.
#[derive(Debug)]
pub struct LocalStore {
    reading: LocalInbox,
    shared: Arc<Shared>,
    jobs: Mutex<Option<Sender<Job>>>,
    finished: watch::Receiver<bool>,
}

/// A document on its way in.
struct Job {
    name: Name,
    body: Bytes,
    at: DateTime<Utc>,
    reply: oneshot::Sender<Result<Stored, StoreError>>,
}

/// A document that is flushed, but perhaps not yet under its name.
struct Staged {
    job: Job,
    /// Its temporary file; without one, the same bytes lie under the name already.
    temporary: Option<PathBuf>,
}

/// What all threads of a store know.
#[derive(Debug)]
struct Shared {
    root: PathBuf,
    temporary: PathBuf,
    quota: u64,
    used: AtomicU64,
    state: AtomicU8,
    has_warned: AtomicBool,
    next: AtomicU64,
    tell: Tell,
}

const READY: u8 = 0;
const FULL: u8 = 1;
const BROKEN: u8 = 2;

impl Shared {
    fn state(&self) -> State {
        match self.state.load(Ordering::SeqCst) {
            READY => State::Ready,
            FULL => State::Full,
            _ => State::Broken,
        }
    }

    /// Tells once when it becomes full.
    fn become_full(&self) {
        if self
            .state
            .compare_exchange(READY, FULL, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
        {
            (self.tell)(InboxNotice::Full {
                used: self.used.load(Ordering::SeqCst),
                quota: self.quota,
            });
        }
    }

    fn become_ready(&self) {
        if self
            .state
            .compare_exchange(FULL, READY, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
        {
            (self.tell)(InboxNotice::Room);
        }
    }

    /// Tells once; there is no way back.
    fn become_broken(&self, source: &io::Error) {
        if self.state.swap(BROKEN, Ordering::SeqCst) != BROKEN {
            (self.tell)(InboxNotice::Broken {
                source: same_error(source),
            });
        }
    }

    /// What an error of the disk means, for this document and for those that come after it.
    fn judge(&self, source: io::Error) -> StoreError {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                self.become_full();
                StoreError::Full
            }
            // Too many files open, or no memory: this passes.
            _ if is_passing(&source) => StoreError::Busy(source.to_string()),
            _ => {
                self.become_broken(&source);
                StoreError::Broken(source)
            }
        }
    }

    /// Takes so many bytes of the quota; warns at half of it.
    fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
        let used = self.used.fetch_add(bytes, Ordering::SeqCst) + bytes;
        if used > self.quota {
            self.release(bytes);
            self.become_full();
            return Err(StoreError::Full);
        }
        self.warn_at_half(used);
        Ok(())
    }

    fn release(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::SeqCst);
    }

    fn warn_at_half(&self, used: u64) {
        if used >= self.quota / 2 && !self.has_warned.swap(true, Ordering::SeqCst) {
            (self.tell)(InboxNotice::HalfFull {
                used,
                quota: self.quota,
            });
        }
    }

    fn place_of(&self, name: &Name) -> PathBuf {
        self.root.join(name.path())
    }
}

impl LocalStore {
    /// Opens a folder, made if it is not there, and clears up after a server that was cut off:
    /// its temporary files go, and documents that it did not come to note are noted as found.
    pub fn open(root: &Path, options: Options) -> Result<Self, InboxError> {
        Self::open_looking(root, options, LOOK_AGAIN)
    }

    /// As [`LocalStore::open`], with how often a full store looks whether there is room again.
    pub(super) fn open_looking(
        root: &Path,
        options: Options,
        look_again: Duration,
    ) -> Result<Self, InboxError> {
        let failed = |source| InboxError::Io {
            path: root.to_owned(),
            source,
        };
        let prepared = prepare(root, options).map_err(failed)?;
        let (shared, journal, slot) = prepared.ok_or_else(|| InboxError::TooManyServers {
            path: root.to_owned(),
        })?;
        let reading = LocalInbox {
            root: root.to_owned(),
        };
        let (jobs, to_stage) = channel();
        let (staged, to_commit) = channel();
        let (finish, finished) = watch::channel(false);
        let to_stage = Arc::new(Mutex::new(to_stage));
        for at in 0..STAGERS {
            let (shared, to_stage, staged) =
                (Arc::clone(&shared), Arc::clone(&to_stage), staged.clone());
            thread::Builder::new()
                .name(format!("inbox-stage-{at}"))
                .spawn(move || stage_all(&shared, &to_stage, &staged))
                .map_err(failed)?;
        }
        let flushers = Flushers::new(FLUSHERS).map_err(failed)?;
        let committer = Committer {
            shared: Arc::clone(&shared),
            reading: reading.clone(),
            journal,
            durable: HashSet::new(),
            flushers,
            look_again,
            _slot: slot,
        };
        thread::Builder::new()
            .name("inbox-commit".into())
            .spawn(move || {
                committer.run(&to_commit);
                finish.send_replace(true);
            })
            .map_err(failed)?;
        Ok(Self {
            reading,
            shared,
            jobs: Mutex::new(Some(jobs)),
            finished,
        })
    }
}

impl Documents for LocalStore {
    fn list<'a>(&'a self, community: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>> {
        self.reading.list(community)
    }

    fn get<'a>(&'a self, name: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>> {
        self.reading.get(name)
    }

    fn arrivals<'a>(
        &'a self,
        community: &'a Id,
    ) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>> {
        self.reading.arrivals(community)
    }
}

impl Store for LocalStore {
    fn put<'a>(&'a self, name: &'a Name, body: Bytes) -> Pending<'a, Result<Stored, StoreError>> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            name: name.clone(),
            body,
            at: Utc::now(),
            reply,
        };
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let is_taken = jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        Box::pin(async move {
            if !is_taken {
                return Err(StoreError::Closed);
            }
            // Without an answer, a thread of the store has ended in the middle of it.
            answer.await.unwrap_or_else(|_| {
                let source = io::Error::from(io::ErrorKind::BrokenPipe);
                self.shared.become_broken(&source);
                Err(StoreError::Broken(source))
            })
        })
    }

    fn state(&self) -> State {
        self.shared.state()
    }

    fn close(&self) -> Pending<'_, ()> {
        drop(
            self.jobs
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let mut finished = self.finished.clone();
        Box::pin(async move {
            // An error means that the committer is gone, which is an end too.
            let _ended = finished.wait_for(|done| *done).await;
        })
    }
}

/// Makes the folders, takes a slot, clears up, counts. `None` if no slot is free.
fn prepare(root: &Path, options: Options) -> io::Result<Option<(Arc<Shared>, Journal, Slot)>> {
    make_folder(root)?;
    if let Some(parent) = std::path::absolute(root)?.parent() {
        sync_folder(parent)?;
    }
    for name in [TEMPORARY, journal::FOLDER] {
        make_folder(&root.join(name))?;
    }
    sync_folder(root)?;
    let mut temporaries = 0;
    let clear = |number: u32| {
        let folder = root.join(TEMPORARY).join(number.to_string());
        for left in entries(&folder)? {
            fs::remove_file(left.path())?;
            temporaries += 1;
        }
        Ok(())
    };
    let Some(slot) = Slot::take(root, clear)? else {
        return Ok(None);
    };
    let temporary = root.join(TEMPORARY).join(slot.number.to_string());
    make_folder(&temporary)?;
    let mut journal = Journal::open(root, &slot)?;
    let (documents, bytes, found) = note_found(root, &mut journal)?;
    let Options { quota, tell } = options;
    tell(InboxNotice::Open { documents, bytes });
    if temporaries > 0 || found > 0 {
        tell(InboxNotice::Recovered { temporaries, found });
    }
    let shared = Shared {
        root: root.to_owned(),
        temporary,
        quota,
        used: AtomicU64::new(bytes),
        state: AtomicU8::new(READY),
        has_warned: AtomicBool::new(false),
        next: AtomicU64::new(0),
        tell,
    };
    shared.warn_at_half(bytes);
    if bytes >= quota {
        shared.become_full();
    }
    Ok(Some((Arc::new(shared), journal, slot)))
}

/// Gives every document without a line in the journal one. What is there, in number and bytes, and
/// how many had none.
fn note_found(root: &Path, journal: &mut Journal) -> io::Result<(u64, u64, u64)> {
    let noted = journal::read(root)?;
    let reading = LocalInbox {
        root: root.to_owned(),
    };
    let (mut documents, mut bytes, mut found) = (0, 0, Vec::new());
    for community in reading.communities()? {
        reading.walk(&community, |name, len| {
            documents += 1;
            bytes += len;
            if !noted.contains_key(&name) {
                found.push(Arrival {
                    name,
                    at: Utc::now(),
                    is_found: true,
                });
            }
        })?;
    }
    journal.add(&found)?;
    journal.file().sync_data()?;
    Ok((documents, bytes, found.len() as u64))
}

/// A stager: takes documents one by one until no more can come.
fn stage_all(shared: &Shared, jobs: &Mutex<Receiver<Job>>, staged: &Sender<Staged>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        match stage(shared, &job) {
            Ok(temporary) => {
                // The committer outlives the stagers.
                let _taken = staged.send(Staged { job, temporary });
            }
            Err(error) => answer(job, Err(error)),
        }
    }
}

/// Flushes a document's bytes to a temporary file; to none if they lie under the name already.
fn stage(shared: &Shared, job: &Job) -> Result<Option<PathBuf>, StoreError> {
    match shared.state() {
        State::Ready => {}
        State::Full => return Err(StoreError::Full),
        State::Broken => return Err(StoreError::Closed),
    }
    if is_here(shared, job)? {
        return Ok(None);
    }
    let len = job.body.len() as u64;
    shared.reserve(len)?;
    let number = shared.next.fetch_add(1, Ordering::Relaxed);
    let temporary = shared.temporary.join(number.to_string());
    match write_new(&temporary, &job.body) {
        Ok(()) => Ok(Some(temporary)),
        Err(source) => {
            shared.release(len);
            let error = shared.judge(source);
            discard(shared, &temporary);
            Err(error)
        }
    }
}

/// Whether the document lies under its name already; if so, its bytes are flushed.
fn is_here(shared: &Shared, job: &Job) -> Result<bool, StoreError> {
    let path = shared.place_of(&job.name);
    let mut open = OpenOptions::new();
    // Windows flushes only what is open for writing.
    open.read(true).write(cfg!(windows));
    let mut file = match open.open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(shared.judge(source)),
    };
    let mut there = Vec::with_capacity(job.body.len());
    let limit = job.body.len() as u64 + 1;
    (&mut file)
        .take(limit)
        .read_to_end(&mut there)
        .map_err(|source| shared.judge(source))?;
    if there != job.body {
        (shared.tell)(InboxNotice::Damaged { path });
        return Err(StoreError::Conflict);
    }
    file.sync_all().map_err(|source| shared.judge(source))?;
    Ok(true)
}

/// Removes a temporary file. If it cannot be, the next start does.
fn discard(shared: &Shared, temporary: &Path) {
    match fs::remove_file(temporary) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => shared.become_broken(&error),
    }
}

fn answer(job: Job, result: Result<Stored, StoreError>) {
    // A sender who has gone away asks again, and is told that it is here.
    let _heard = job.reply.send(result);
}

/// The thread that names documents.
struct Committer {
    shared: Arc<Shared>,
    reading: LocalInbox,
    journal: Journal,
    /// Folders of which it is known that they are durable themselves.
    durable: HashSet<PathBuf>,
    flushers: Flushers,
    look_again: Duration,
    _slot: Slot,
}

impl Committer {
    fn run(mut self, staged: &Receiver<Staged>) {
        while let Some(first) = self.next(staged) {
            let more = std::iter::from_fn(|| staged.try_recv().ok());
            let batch = std::iter::once(first).chain(more).take(BATCH).collect();
            self.commit(batch);
        }
    }

    /// The next document; `None` at the end. While there is no room, it looks now and then whether
    /// there is.
    fn next(&mut self, staged: &Receiver<Staged>) -> Option<Staged> {
        let mut pause = self.look_again;
        loop {
            match staged.recv_timeout(pause) {
                Ok(next) => return Some(next),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if self.shared.state() == State::Full => {
                    let began = Instant::now();
                    match self.has_room() {
                        Ok(true) => self.shared.become_ready(),
                        Ok(false) => {}
                        Err(source) => {
                            self.shared.judge(source);
                        }
                    }
                    // Counting a large inbox takes time; it should not take all of it.
                    pause = self.look_again.max(began.elapsed() * 20);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Counts again what is there, and tries whether the disk takes a file.
    fn has_room(&self) -> io::Result<bool> {
        let mut bytes = 0;
        for community in self.reading.communities()? {
            self.reading.walk(&community, |_, len| bytes += len)?;
        }
        self.shared.used.store(bytes, Ordering::SeqCst);
        let quota = self.shared.quota;
        if bytes.saturating_add(ROOM.min(quota / 10)) > quota {
            return Ok(false);
        }
        let trial = self.shared.temporary.join("trial");
        let written = write_new(&trial, &vec![0; LIMIT_MEDIA]);
        discard(&self.shared, &trial);
        written.map(|()| true)
    }

    fn commit(&mut self, batch: Vec<Staged>) {
        let batch = match self.note(&batch) {
            Ok(()) => batch,
            Err(source) => return self.give_back(batch, &source),
        };
        let mut touched = HashSet::new();
        let mut named = Vec::with_capacity(batch.len());
        for Staged { job, temporary } in batch {
            let result = if self.shared.state() == State::Broken {
                Err(StoreError::Closed)
            } else {
                self.name(&job, temporary.as_deref(), &mut touched)
            };
            if let Some(temporary) = &temporary
                && !matches!(result, Ok(Stored::New))
            {
                self.shared.release(job.body.len() as u64);
                discard(&self.shared, temporary);
            }
            match result {
                Ok(stored) => named.push((job, stored)),
                Err(error) => answer(job, Err(error)),
            }
        }
        let is_flushed = self.flush(&touched);
        for (job, stored) in named {
            let result = match &is_flushed {
                Ok(()) => Ok(stored),
                Err(source) => Err(StoreError::Broken(same_error(source))),
            };
            answer(job, result);
        }
        if is_flushed.is_ok() {
            self.durable.extend(touched);
        }
    }

    /// Writes the journal's lines, before there are documents: a line without a document does no
    /// harm, and where there is no room for the line, no document has to be taken back.
    fn note(&mut self, batch: &[Staged]) -> io::Result<()> {
        let mut names = HashSet::new();
        let new: Vec<Arrival> = batch
            .iter()
            .filter(|staged| staged.temporary.is_some() && names.insert(&staged.job.name))
            .map(|staged| Arrival {
                name: staged.job.name.clone(),
                at: staged.job.at,
                is_found: false,
            })
            .collect();
        self.journal.add(&new)
    }

    /// The journal took no line, so the batch stays with its senders.
    fn give_back(&self, batch: Vec<Staged>, source: &io::Error) {
        for Staged { job, temporary } in batch {
            let error = self.shared.judge(same_error(source));
            if let Some(temporary) = &temporary {
                self.shared.release(job.body.len() as u64);
                discard(&self.shared, temporary);
            }
            answer(job, Err(error));
        }
    }

    /// Gives a staged document its name.
    fn name(
        &mut self,
        job: &Job,
        temporary: Option<&Path>,
        touched: &mut HashSet<PathBuf>,
    ) -> Result<Stored, StoreError> {
        let path = self.shared.place_of(&job.name);
        let mut has_looked_again = false;
        loop {
            let named = self
                .make_folders(&job.name, touched)
                .and_then(|()| temporary.map_or(Ok(()), |temporary| place(temporary, &path)));
            return match (named, temporary) {
                (Ok(()), Some(_)) => Ok(Stored::New),
                (Ok(()), None) => Ok(Stored::Same),
                (Err(error), _) if error.kind() == io::ErrorKind::AlreadyExists => {
                    // It came twice at once, or another server that shares the folder was faster.
                    if is_here(&self.shared, job)? {
                        Ok(Stored::Same)
                    } else {
                        Err(StoreError::Busy("taken away meanwhile".into()))
                    }
                }
                (Err(error), _) if error.kind() == io::ErrorKind::NotFound && !has_looked_again => {
                    // Somebody has put older documents away, and their folders with them.
                    self.durable.clear();
                    has_looked_again = true;
                    continue;
                }
                (Err(source), _) => Err(self.shared.judge(source)),
            };
        }
    }

    /// Makes the folders above a document, and notes which have to be flushed: the last one
    /// always, those above it until they are known to be durable.
    fn make_folders(&self, name: &Name, touched: &mut HashSet<PathBuf>) -> io::Result<()> {
        let mut folder = self.shared.root.clone();
        let mut above = vec![folder.clone()];
        for part in [name.community.as_str(), name.what.word(), &name.id.folder()] {
            folder.push(part);
            above.push(folder.clone());
        }
        if self.durable.contains(&folder) {
            touched.insert(folder);
            return Ok(());
        }
        for folder in &above[1..] {
            make_folder(folder)?;
        }
        touched.extend(above);
        Ok(())
    }

    /// Flushes folders and journal, all at once.
    fn flush(&self, touched: &HashSet<PathBuf>) -> io::Result<()> {
        if touched.is_empty() {
            return Ok(());
        }
        let journal = self.journal.file();
        let mut work: Vec<Work> = vec![Box::new(move || journal.sync_data())];
        for folder in touched {
            let folder = folder.clone();
            work.push(Box::new(move || sync_folder(&folder)));
        }
        self.flushers
            .all(work)
            .inspect_err(|source| self.shared.become_broken(source))
    }
}

type Work = Box<dyn FnOnce() -> io::Result<()> + Send>;

/// Threads that flush several things at once.
struct Flushers {
    work: Sender<(Work, Sender<io::Result<()>>)>,
}

impl Flushers {
    fn new(count: usize) -> io::Result<Self> {
        let (work, to_do) = channel::<(Work, Sender<io::Result<()>>)>();
        let to_do = Arc::new(Mutex::new(to_do));
        for at in 0..count {
            let to_do = Arc::clone(&to_do);
            thread::Builder::new()
                .name(format!("inbox-flush-{at}"))
                .spawn(move || {
                    loop {
                        let next = to_do.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok((work, done)) = next else { return };
                        // The one who waits for it is there until all have answered.
                        let _heard = done.send(work());
                    }
                })?;
        }
        Ok(Self { work })
    }

    /// Does everything, and gives the first error after all is done.
    fn all(&self, work: Vec<Work>) -> io::Result<()> {
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        let count = work.len();
        let (done, results) = channel();
        for piece in work {
            self.work.send((piece, done.clone())).map_err(|_| gone())?;
        }
        drop(done);
        let mut answered = 0;
        let mut outcome = Ok(());
        for result in results {
            answered += 1;
            outcome = outcome.and(result);
        }
        if answered == count {
            outcome
        } else {
            Err(gone())
        }
    }
}

/// An error has no copy; what it says has.
fn same_error(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn is_passing(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let passing = [
        Errno::MFILE,
        Errno::NFILE,
        Errno::NOMEM,
        Errno::INTR,
        Errno::AGAIN,
    ];
    passing
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn is_passing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
}

/// Only this user reads what residents send.
#[cfg(unix)]
pub(super) fn make_private(open: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    open.mode(0o600);
}

#[cfg(not(unix))]
pub(super) fn make_private(_open: &mut OpenOptions) {}

/// Makes a folder and those above it, for this user only.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut make = DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        make.mode(0o700);
    }
    make.create(path)
}

/// Writes a new file and flushes it.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut open = OpenOptions::new();
    open.create_new(true).write(true);
    make_private(&mut open);
    let file = open.open(path)?;
    write_at(&file, bytes, 0)?;
    file.sync_all()
}

/// Writes all of it at this offset.
#[cfg(unix)]
pub(super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    file.write_all_at(bytes, offset)
}

#[cfg(not(unix))]
pub(super) fn write_at(mut file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(bytes)
}

/// Flushes a folder: which names are in it.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives a file its name; fails if there is one of that name.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn place(temporary: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, temporary, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // This file system cannot; a second name can be given on all that matter.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => link(temporary, to),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn place(temporary: &Path, to: &Path) -> io::Result<()> {
    link(temporary, to)
}

fn link(temporary: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(temporary, to)?;
    // The document has its name; a second one that stays is cleared away at the next start.
    let _left = fs::remove_file(temporary);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::envelope::{DocId, Kind};

    fn document(number: u8, len: usize) -> (Name, Bytes) {
        let bytes = Bytes::from(vec![number; len]);
        let name = Name {
            community: Id::new("xinglinli").unwrap(),
            what: What::Document(Kind::Story),
            id: DocId::of(&bytes),
        };
        (name, bytes)
    }

    #[tokio::test]
    async fn a_full_store_takes_documents_again_once_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, heard) = channel();
        let options = Options {
            quota: 1_000,
            tell: Tell::new(move |notice| tell.send(notice).unwrap_or(())),
        };
        let soon = Duration::from_millis(1);
        let store = LocalStore::open_looking(folder.path(), options, soon).unwrap();
        let (first, bytes) = document(1, 600);
        assert_eq!(store.put(&first, bytes).await.unwrap(), Stored::New);
        let (second, bytes) = document(2, 600);
        let refused = store.put(&second, bytes.clone()).await;
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        // The committee puts the first away.
        fs::remove_file(folder.path().join(first.path())).unwrap();
        let notices: Vec<InboxNotice> = heard
            .iter()
            .take_while(|notice| !matches!(notice, InboxNotice::Room))
            .collect();
        assert!(
            matches!(
                notices[..],
                [
                    InboxNotice::Open { .. },
                    InboxNotice::HalfFull { used: 600, .. },
                    InboxNotice::Full { used: 600, .. }
                ]
            ),
            "{notices:?}"
        );
        assert_eq!(store.state(), State::Ready);
        assert_eq!(store.put(&second, bytes).await.unwrap(), Stored::New);
        store.close().await;
        assert!(entries(&folder.path().join(".tmp/0")).unwrap().is_empty());
    }

    #[test]
    fn a_name_is_given_once_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for give in [place, link] {
            let (temporary, to) = (path("temporary"), path("name"));
            write_new(&temporary, b"one").unwrap();
            give(&temporary, &to).unwrap();
            assert!(!temporary.exists());
            write_new(&temporary, b"two").unwrap();
            let taken = give(&temporary, &to).unwrap_err();
            assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&to).unwrap(), b"one");
            fs::remove_file(&temporary).unwrap();
            fs::remove_file(&to).unwrap();
        }
    }

    #[test]
    fn everything_is_flushed_though_one_fails_and_the_failure_is_told() {
        let flushers = Flushers::new(3).unwrap();
        let done = Arc::new(AtomicU64::new(0));
        let work = (0..20).map(|at| {
            let done = Arc::clone(&done);
            let piece: Work = Box::new(move || {
                done.fetch_add(1, Ordering::SeqCst);
                match at {
                    7 => Err(io::ErrorKind::StorageFull.into()),
                    _ => Ok(()),
                }
            });
            piece
        });
        let outcome = flushers.all(work.collect());
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(done.load(Ordering::SeqCst), 20);
        assert!(flushers.all(Vec::new()).is_ok());
    }
}
