//! Documents to send, a site to send them to, and the program that takes them.

use std::fs;
use std::future::Future;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use office::inbox::{Name, What};
use records::Id;
use records::envelope::{self, DocId, Holding, Kind};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub const JSON: (&str, &str) = ("Content-Type", "application/json");
pub const BINARY: (&str, &str) = ("Content-Type", "application/octet-stream");

pub fn community() -> Id {
    Id::new("xinglinli").unwrap()
}

/// The number as a nonce: different numbers make different documents.
pub fn document(number: u64) -> (Name, Vec<u8>) {
    document_of(Kind::Story, number)
}

pub fn document_of(kind: Kind, number: u64) -> (Name, Vec<u8>) {
    let mut nonce = [0; 16];
    nonce[8..].copy_from_slice(&number.to_be_bytes());
    let text = format!("{{\"text\":\"{}\"}}", "明白账 ".repeat(60));
    let bytes = envelope::write(kind, &community(), &nonce, &[], Holding::Body(&text)).unwrap();
    (name(What::Document(kind), &bytes), bytes)
}

pub fn media(number: u64, len: usize) -> (Name, Vec<u8>) {
    let mut bytes = vec![7; len];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    (name(What::Media, &bytes), bytes)
}

pub fn name(what: What, bytes: &[u8]) -> Name {
    Name {
        community: community(),
        what,
        id: DocId::of(bytes),
    }
}

pub fn path_of(name: &Name) -> String {
    format!("/inbox/v1/{}", name.path())
}

/// A published site and a place for an inbox.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        fs::create_dir(&site).unwrap();
        fs::write(site.join("index.html"), "front").unwrap();
        fs::write(
            site.join("config.json"),
            r#"{"v":1,"community":"xinglinli","inboxes":[]}"#,
        )
        .unwrap();
        Self { folder }
    }

    pub fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn inbox(&self) -> PathBuf {
        self.folder.path().join("inbox")
    }
}

/// Every file that is being written, or was when the program ended.
pub fn temporaries(inbox: &Path) -> Vec<PathBuf> {
    files_below(&inbox.join(".tmp"))
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The real program with an inbox.
pub struct Program {
    pub child: Child,
    pub addr: SocketAddr,
}

impl Program {
    pub fn start(place: &Place) -> Self {
        Self::start_with(place, &[])
    }

    pub fn start_with(place: &Place, more: &[&str]) -> Self {
        Self::start_inbox(place, place.inbox().to_str().unwrap(), more)
    }

    /// With its inbox elsewhere; an object store gets keys of no worth.
    pub fn start_inbox(place: &Place, inbox: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
            .args(["--lang", "en", "--json", "serve"])
            .arg(place.site())
            .args(["--addr", "127.0.0.1:0", "--inbox"])
            .arg(inbox)
            .args(more)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One JSON value, over as many lines as it takes; nothing if it could not start.
        let mut said = BufReader::new(child.stdout.as_mut().unwrap());
        let mut line = String::new();
        let told: serde_json::Value = loop {
            let read = said.read_line(&mut line).unwrap();
            match serde_json::from_str(&line) {
                Ok(told) => break told,
                Err(_) if read > 0 => {}
                Err(_) => break serde_json::Value::Null,
            }
        };
        let addr = told["addr"].as_str().unwrap_or_default().parse();
        let Ok(addr) = addr else {
            panic!("not listening: {line} {}", Self::ended(child));
        };
        Self { child, addr }
    }

    /// What a program that has ended, or will, said.
    fn ended(mut child: Child) -> String {
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        child.wait().unwrap();
        said
    }

    /// Power off, as far as a program can tell.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        Self::ended(self.child)
    }

    /// The committee's way.
    pub fn stop(self) -> String {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        Self::ended(self.child)
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// A header's value, empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let line = self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        });
        line.unwrap_or_default()
    }
}

/// A request as bytes; the length of the body is added unless it is among the headers.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: a\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let has_length = headers
        .iter()
        .any(|(name, _)| matches!(*name, "Content-Length" | "Transfer-Encoding"));
    if !has_length && !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    head += "\r\n";
    [head.as_bytes(), body].concat()
}

/// Reads one answer of a connection that may stay open.
pub async fn read_answer(stream: &mut TcpStream, is_head: bool) -> io::Result<Answer> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let mut answer = Answer {
        status: 0,
        head: String::from_utf8(head).unwrap(),
        body: String::new(),
    };
    let status = answer.head.split(' ').nth(1).unwrap();
    answer.status = status.parse().unwrap();
    let len = answer.header("content-length").parse().unwrap_or(0);
    if !is_head && answer.status != 204 {
        let mut body = vec![0; len];
        stream.read_exact(&mut body).await?;
        answer.body = String::from_utf8(body).unwrap();
    }
    Ok(answer)
}

/// One request on a connection of its own.
pub async fn ask(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(addr).await?;
    stream
        .write_all(&request(method, path, headers, body))
        .await?;
    read_answer(&mut stream, method == "HEAD").await
}

pub async fn put(addr: SocketAddr, name: &Name, body: &[u8]) -> io::Result<Answer> {
    let content_type = match name.what {
        What::Document(_) => JSON,
        What::Media => BINARY,
    };
    let headers = [content_type, ("If-None-Match", "*")];
    ask(addr, "PUT", &path_of(name), &headers, body).await
}

pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}
