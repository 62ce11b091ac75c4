//! Small published sites to ask, and ways to ask them.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use crate::serve::{ServeOptions, router};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

pub const HASHED: &str = "app.0123456789abcdef.js";

/// A folder that holds `SITE`, a link into `.SITE-releases`.
pub struct Publication {
    folder: TempDir,
}

impl Publication {
    /// An empty one; nothing is published yet.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// One release with these files, published.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let publication = Self::new();
        publication.write("0001", files);
        publication.publish("0001");
        publication
    }

    /// The folder around the site.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The link.
    pub fn link(&self) -> PathBuf {
        self.folder().join("SITE")
    }

    /// Where a release lies.
    pub fn release(&self, name: &str) -> PathBuf {
        self.folder().join(".SITE-releases").join(name)
    }

    /// Writes files into a release.
    pub fn write(&self, name: &str, files: &[(&str, &str)]) {
        for (path, text) in files {
            write(&self.release(name).join(path), text.as_bytes());
        }
    }

    /// Switches the link with one rename, as publishing does.
    pub fn publish(&self, name: &str) {
        let new = self.folder().join("SITE.new");
        symlink(Path::new(".SITE-releases").join(name), &new).unwrap();
        fs::rename(new, self.link()).unwrap();
    }

    pub fn options(&self) -> ServeOptions {
        ServeOptions::new(self.link())
    }

    pub fn router(&self) -> Router {
        router(&self.options()).unwrap()
    }
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's text, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Asks a router directly.
pub async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

/// Asks with `GET` and nothing special.
pub async fn get(router: &Router, path: &str) -> Answer {
    ask(router, "GET", path, &[]).await
}
