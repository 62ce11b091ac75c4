//! From a request to a published file, or to the page that helps where there is none.

use std::{
    fs,
    io::{self, Seek, SeekFrom},
    path::PathBuf,
};

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header, request,
};
use http_range_header::parse_range_header;

use records::Id;

use crate::inbox::InboxError;

use super::{
    ServeError, ServeNotice, ServeOptions, Tell,
    accept_encoding::{Accepted, Encoding},
    content_type::{content_type, is_media},
    etag::{Etags, is_known_to},
    request_path::{RequestPath, has_content_hash, is_packed_twin},
    site::{Mount, Opened, Release, Site, open, read_all},
};

/// Files up to this size are read at once; longer ones are sent piece by piece. In bytes.
const READ_AT_ONCE: u64 = 256 << 10;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// What follows the head of an answer.
pub(super) enum Content {
    /// No body.
    Nothing,
    /// A short body.
    Bytes(Vec<u8>),
    /// So many bytes of this file, from where it stands.
    Piece(fs::File, u64),
}

/// The policy that belongs to an answer, on its way to the headers.
#[derive(Clone)]
pub(super) struct Policy(pub HeaderValue);

/// Every site that is served, and what is known about their files.
pub(super) struct Sites {
    /// Longest base first.
    mounted: Vec<Site>,
    /// The index in `mounted` of the one named on the command line itself.
    main: usize,
    etags: Etags,
    tell: Tell,
}

impl Sites {
    pub fn new(options: &ServeOptions) -> Result<Self, ServeError> {
        let main = Mount {
            base: options.base.clone(),
            site: options.site.clone(),
        };
        let mut mounted: Vec<Site> = Vec::new();
        for mount in std::iter::once(&main).chain(&options.also) {
            if mounted.iter().any(|site| site.base == mount.base) {
                let base = RequestPath {
                    segments: mount.base.segments().to_vec(),
                    is_folder: true,
                    is_servable: true,
                };
                return Err(ServeError::BaseTwice {
                    base: base.as_folder_link(),
                });
            }
            mounted.push(Site::new(mount)?);
        }
        mounted.sort_by_key(|site| std::cmp::Reverse(site.base.segments().len()));
        let main = mounted
            .iter()
            .position(|site| site.base == main.base)
            .unwrap_or(0);
        let sites = Self {
            mounted,
            main,
            etags: Etags::default(),
            tell: options.tell.clone(),
        };
        // Read now, so that answers which are of no release have the right policy too.
        for site in &sites.mounted {
            if let Some(release) = site.current(&sites.tell) {
                site.policy(&release, &sites.tell);
            }
        }
        Ok(sites)
    }

    /// The communities whose sites are served now.
    pub fn communities(&self) -> Vec<Id> {
        let known = self
            .mounted
            .iter()
            .filter_map(|site| site.community(&self.tell));
        known.collect()
    }

    /// Refuses an inbox in a folder that visitors can read.
    pub fn keep_out(&self, inbox: &str) -> Result<(), InboxError> {
        let path = PathBuf::from(inbox);
        if self.mounted.iter().any(|site| site.holds(&path)) {
            Err(InboxError::InsideSite { path })
        } else {
            Ok(())
        }
    }

    /// Whether every front page can be read.
    pub fn are_readable(&self) -> bool {
        self.mounted.iter().all(Site::is_readable)
    }

    /// The policy of answers that are of no release.
    pub fn last_policy(&self) -> HeaderValue {
        self.mounted[self.main].last_policy()
    }

    /// Answers a `GET` or `HEAD`. Reads files, so it is not for an async thread.
    pub fn answer(&self, ask: &request::Parts) -> Response<Content> {
        let path = RequestPath::parse(ask.uri.path());
        let placed = self
            .mounted
            .iter()
            .find_map(|site| path.below(site.base.segments()).map(|below| (site, below)));
        // Outside every base there is nothing, but the main site's page says so.
        let (site, below) = placed.unwrap_or_else(|| {
            let nowhere = RequestPath {
                segments: Vec::new(),
                is_folder: true,
                is_servable: false,
            };
            (&self.mounted[self.main], nowhere)
        });
        let Some(release) = site.current(&self.tell) else {
            let mut answer = bare(StatusCode::SERVICE_UNAVAILABLE);
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            answer.extensions_mut().insert(Policy(site.last_policy()));
            return answer;
        };
        let policy = Policy(site.policy(&release, &self.tell));
        let made = self
            .find(site, &release, &below, ask)
            .and_then(|found| match found {
                Found::File(file) => file.answer(ask),
                Found::FolderWithoutSlash => Ok(redirect(&path, ask.uri.query())),
                Found::Nothing(Some(page)) => page.answer_not_found(ask),
                Found::Nothing(None) => Ok(bare(StatusCode::NOT_FOUND)),
            });
        let mut answer = made.unwrap_or_else(|unreadable| self.admit(unreadable));
        answer.extensions_mut().insert(policy);
        answer
    }

    /// 500, and a word to those who can mend it.
    fn admit(&self, Unreadable { path, source }: Unreadable) -> Response<Content> {
        (self.tell)(ServeNotice::ReadFailed { path, source });
        bare(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn find(
        &self,
        site: &Site,
        release: &Release,
        path: &RequestPath,
        ask: &request::Parts,
    ) -> Result<Found, Unreadable> {
        let accepted = accepted(&ask.headers);
        let names: Vec<&str> = path.segments.iter().map(String::as_str).collect();
        let last = names.last().copied().unwrap_or_default();
        if path.is_servable && !is_packed_twin(last) {
            if path.is_folder {
                let page = [names.as_slice(), &["index.html"]].concat();
                if let Looked::File(file) = self.look(release, &page, accepted)? {
                    return Ok(Found::File(file));
                }
            } else {
                match self.look(release, &names, accepted)? {
                    Looked::File(file) => return Ok(Found::File(file)),
                    Looked::Folder => return Ok(Found::FolderWithoutSlash),
                    Looked::Nothing if has_content_hash(last) => {
                        for other in site.others(release).map_err(|source| Unreadable {
                            path: release.folder.clone(),
                            source,
                        })? {
                            if let Looked::File(file) = self.look(&other, &names, accepted)? {
                                return Ok(Found::File(file));
                            }
                        }
                    }
                    Looked::Nothing => {}
                }
            }
        }
        // The language is the first folder: its own page first, then the default one.
        let language = names.first().map(|language| vec![*language, "404.html"]);
        for page in language.into_iter().chain([vec!["404.html"]]) {
            if let Looked::File(page) = self.look(release, &page, accepted)? {
                return Ok(Found::Nothing(Some(page)));
            }
        }
        Ok(Found::Nothing(None))
    }

    /// Looks up a name in one release, and the packed twin that the request likes best.
    fn look(
        &self,
        release: &Release,
        names: &[&str],
        accepted: Accepted,
    ) -> Result<Looked, Unreadable> {
        if names.is_empty() {
            return Ok(Looked::Folder);
        }
        let name = names.join("/");
        let open_named = |name: &str| {
            let path = release.folder.join(name);
            match open(&release.dir, name.as_ref()) {
                Ok(opened) => Ok((path, opened)),
                Err(source) => Err(Unreadable { path, source }),
            }
        };
        let plain = match open_named(&name)? {
            (_, Opened::Folder) => return Ok(Looked::Folder),
            (_, Opened::Nothing) => return Ok(Looked::Nothing),
            plain => plain,
        };
        let mut twins = Vec::new();
        for encoding in Encoding::ALL {
            let twin = open_named(&format!("{name}{}", encoding.extension()))?;
            if matches!(twin.1, Opened::File(..)) {
                twins.push((encoding, twin));
            }
        }
        let has_twins = !twins.is_empty();
        let chosen =
            accepted.choose(|encoding| twins.iter().any(|(existing, _)| *existing == encoding));
        let (path, opened) = twins
            .into_iter()
            .find(|(encoding, _)| Some(*encoding) == chosen)
            .map_or(plain, |(_, twin)| twin);
        let Opened::File(stamp, mut file) = opened else {
            return Ok(Looked::Nothing);
        };
        let etag = match self.etags.of(&path, &stamp, &mut file, chosen) {
            Ok(etag) => etag,
            Err(source) => return Err(Unreadable { path, source }),
        };
        let last = names.last().copied().unwrap_or_default();
        Ok(Looked::File(PublishedFile {
            path,
            file,
            len: stamp.len,
            etag,
            encoding: chosen,
            has_twins,
            content_type: content_type(last),
            cache: if has_content_hash(last) {
                IMMUTABLE
            } else {
                REVALIDATE
            },
        }))
    }
}

/// A file that should be readable and is not; the visitor gets 500.
struct Unreadable {
    path: PathBuf,
    source: io::Error,
}

/// What a request leads to.
enum Found {
    File(PublishedFile),
    FolderWithoutSlash,
    /// Nothing, and the page that says so, if the site has one.
    Nothing(Option<PublishedFile>),
}

/// What a name is in one release.
enum Looked {
    File(PublishedFile),
    Folder,
    Nothing,
}

/// A file ready to be sent, in the encoding chosen.
struct PublishedFile {
    path: PathBuf,
    file: fs::File,
    /// Its length as sent, in bytes.
    len: u64,
    etag: String,
    encoding: Option<Encoding>,
    has_twins: bool,
    content_type: &'static str,
    cache: &'static str,
}

impl PublishedFile {
    /// 200, 206, 304 or 416.
    fn answer(self, ask: &request::Parts) -> Result<Response<Content>, Unreadable> {
        let mut answer = bare(StatusCode::OK);
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        put(headers, header::ETAG, &self.etag);
        if self.has_twins {
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if is_known_to(&self.etag, lines(&ask.headers, &header::IF_NONE_MATCH)) {
            // The length that 200 would have (RFC 9110, section 8.6), or the router would
            // put a 0 here.
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.len));
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok(answer);
        }
        let is_in_pieces = !self.has_twins && is_media(self.content_type);
        if is_in_pieces {
            headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
            match self.piece_wanted(ask) {
                Piece::Whole => {}
                Piece::Of { start, len } => {
                    let range = format!("bytes {start}-{}/{}", start + len - 1, self.len);
                    put(headers, header::CONTENT_RANGE, &range);
                    *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
                    return self.send(answer, ask, start, len);
                }
                Piece::Outside => {
                    put(
                        headers,
                        header::CONTENT_RANGE,
                        &format!("bytes */{}", self.len),
                    );
                    *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                    return Ok(answer);
                }
            }
        }
        let len = self.len;
        self.send(answer, ask, 0, len)
    }

    /// 404 with this page as the help.
    fn answer_not_found(self, ask: &request::Parts) -> Result<Response<Content>, Unreadable> {
        let mut answer = bare(StatusCode::NOT_FOUND);
        answer
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATE));
        if self.has_twins {
            answer
                .headers_mut()
                .insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        let len = self.len;
        self.send(answer, ask, 0, len)
    }

    /// The piece asked for (RFC 9110, section 14). A range that is not well formed, or
    /// several at once, may be passed over, and is.
    fn piece_wanted(&self, ask: &request::Parts) -> Piece {
        let text = |name| ask.headers.get(name).and_then(|value| value.to_str().ok());
        let is_same_file = !ask.headers.contains_key(header::IF_RANGE)
            || text(header::IF_RANGE) == Some(self.etag.as_str());
        let (Some(range), true, true) =
            (text(header::RANGE), is_same_file, ask.method == Method::GET)
        else {
            return Piece::Whole;
        };
        let Ok(ranges) = parse_range_header(range) else {
            return Piece::Whole;
        };
        match ranges.validate(self.len).as_deref() {
            Ok([one]) => Piece::Of {
                start: *one.start(),
                len: one.end() - one.start() + 1,
            },
            Ok(_) => Piece::Whole,
            Err(_) => Piece::Outside,
        }
    }

    /// Completes an answer with `len` bytes from `start`, or their mere length for `HEAD`.
    fn send(
        self,
        mut answer: Response<Content>,
        ask: &request::Parts,
        start: u64,
        len: u64,
    ) -> Result<Response<Content>, Unreadable> {
        let Self {
            path,
            mut file,
            content_type,
            encoding,
            ..
        } = self;
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
        if let Some(encoding) = encoding {
            headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(encoding.token()),
            );
        }
        if ask.method != Method::HEAD {
            let content = file.seek(SeekFrom::Start(start)).and_then(|_| {
                if len > READ_AT_ONCE {
                    Ok(Content::Piece(file, len))
                } else {
                    read_all(file, len).map(Content::Bytes)
                }
            });
            *answer.body_mut() = content.map_err(|source| Unreadable { path, source })?;
        }
        Ok(answer)
    }
}

/// Which part of a file a request wants, in bytes.
enum Piece {
    Whole,
    Of { start: u64, len: u64 },
    Outside,
}

/// An answer without a body, not to be kept by anybody.
pub(super) fn bare(status: StatusCode) -> Response<Content> {
    let mut answer = Response::new(Content::Nothing);
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The same path with a slash at its end. Browsers may keep a 308 for ever, and a folder
/// may go with the next release, so it is to be asked for anew.
fn redirect(path: &RequestPath, query: Option<&str>) -> Response<Content> {
    let mut answer = bare(StatusCode::PERMANENT_REDIRECT);
    let mut link = path.as_folder_link();
    if let Some(query) = query {
        link.push('?');
        link.push_str(query);
    }
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATE));
    put(headers, header::LOCATION, &link);
    answer
}

/// Sets a header to text made here of ASCII only, so that it always fits; were it ever
/// otherwise, the header is left out rather than the answer.
fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

fn accepted(headers: &HeaderMap) -> Accepted {
    Accepted::parse(lines(headers, &header::ACCEPT_ENCODING))
}

/// The lines of a header that are text.
fn lines<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use axum::http::Request;

    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_admitted_and_told() {
        let site = tempfile::tempdir().unwrap();
        let path = site.path().join("index.html");
        fs::write(&path, "front").unwrap();
        let (tell, told) = mpsc::channel();
        let tell = Tell::new(move |notice| tell.send(notice).unwrap());
        let sites = Sites::new(&ServeOptions {
            tell,
            ..ServeOptions::new(site.path())
        })
        .unwrap();
        let published = |file| PublishedFile {
            path: path.clone(),
            file,
            len: 5,
            etag: "\"front\"".to_owned(),
            encoding: None,
            has_twins: false,
            content_type: "text/html",
            cache: REVALIDATE,
        };
        let (ask, ()) = Request::get("/").body(()).unwrap().into_parts();
        let closed_to_readers = fs::OpenOptions::new().append(true).open(&path).unwrap();
        let shorter_than_told = tempfile::tempfile().unwrap();
        for file in [closed_to_readers, shorter_than_told] {
            let Err(unreadable) = published(file).answer(&ask) else {
                panic!("was read")
            };
            let answer = sites.admit(unreadable);
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let notice = told.try_recv().unwrap();
            assert!(matches!(notice, ServeNotice::ReadFailed { path: named, .. } if named == path));
        }
        let whole = published(fs::File::open(&path).unwrap()).answer(&ask);
        assert!(
            matches!(whole.map(Response::into_body), Ok(Content::Bytes(text)) if text == b"front")
        );
    }
}
