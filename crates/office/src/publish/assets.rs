//! The built app's files, published under names that carry their hash.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::write::{Output, sha256};

/// What the built app lacks.
#[derive(Debug)]
pub enum ShellProblem {
    /// A file is not there or cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `index.html` names no style sheet.
    NoStyle {
        /// The file.
        path: PathBuf,
    },
}

/// A wasm module with its JS.
struct Module {
    js: Vec<u8>,
    wasm: Vec<u8>,
}

impl Module {
    /// The module of that name, if the shell has it.
    fn read(shell: &Path, name: &str) -> Result<Option<Module>, ShellProblem> {
        let js = shell.join(format!("{name}.js"));
        if !js.is_file() {
            return Ok(None);
        }
        Ok(Some(Module {
            js: read(js)?,
            wasm: read(shell.join(format!("{name}_bg.wasm")))?,
        }))
    }

    /// Writes the files of a module that is there.
    fn write(
        module: Option<&Module>,
        name: &str,
        output: &Output,
    ) -> Result<Option<(String, String)>, PublishError> {
        let place = format!("assets/{name}");
        module
            .map(|module| {
                Ok((
                    output.hashed(&place, "js", &module.js)?,
                    output.hashed(&place, "wasm", &module.wasm)?,
                ))
            })
            .transpose()
    }
}

/// The built app, read into memory.
pub struct Shell {
    style: Vec<u8>,
    js: Vec<u8>,
    wasm: Vec<u8>,
    act: Option<Module>,
    outbox: Option<Module>,
    prefs: Vec<u8>,
    boot: Vec<u8>,
    icon: Vec<u8>,
    share: Vec<u8>,
}

/// Where its files stand in the published tree, below the base.
#[derive(Debug, Clone)]
pub struct Assets {
    /// All style sheets in one, in layer order.
    pub style: String,
    /// The app's JS.
    pub js: String,
    /// The app's wasm.
    pub wasm: String,
    /// The JS and wasm of the module for forms, where it is one of its own.
    pub act: Option<(String, String)>,
    /// The outbox's JS and wasm, where the shell has an outbox.
    pub outbox: Option<(String, String)>,
    /// The blocking script for display choices.
    pub prefs: String,
    /// The script that starts the app.
    pub boot: String,
    /// The icon.
    pub icon: String,
    /// The picture for links shared in chats.
    pub share: String,
}

fn read(path: PathBuf) -> Result<Vec<u8>, ShellProblem> {
    fs::read(&path).map_err(|source| ShellProblem::Unreadable { path, source })
}

/// The first of several places where a file may stand.
fn first_of(shell: &Path, names: &[&str]) -> PathBuf {
    names
        .iter()
        .map(|name| shell.join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| shell.join(names.first().copied().unwrap_or_default()))
}

/// The style sheets that `index.html` names, in its order.
fn style_names(index: &str) -> Vec<String> {
    index
        .split("<link")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let href = tag.split("href=\"").nth(1)?.split('"').next()?;
            href.ends_with(".css")
                .then(|| href.trim_start_matches(['.', '/']).to_owned())
        })
        .collect()
}

impl Shell {
    /// Reads what `scripts/toolchain` or Trunk has built.
    ///
    /// # Errors
    /// [`ShellProblem`]
    pub fn read(shell: &Path) -> Result<Shell, ShellProblem> {
        let index_path = shell.join("index.html");
        let index = String::from_utf8_lossy(&read(index_path.clone())?).into_owned();
        let names = style_names(&index);
        if names.is_empty() {
            return Err(ShellProblem::NoStyle { path: index_path });
        }
        let mut style = Vec::new();
        for name in names {
            style.extend(read(shell.join(name))?);
            style.push(b'\n');
        }
        let public = |name: &str| read(first_of(shell, &[&format!("public/{name}"), name]));
        Ok(Shell {
            act: Module::read(shell, "act")?,
            outbox: Module::read(shell, "outbox")?,
            style,
            js: read(first_of(shell, &["app.js", "mingbai-app.js"]))?,
            wasm: read(first_of(shell, &["app_bg.wasm", "mingbai-app_bg.wasm"]))?,
            prefs: public("prefs.js")?,
            boot: public("boot.js")?,
            icon: public("icon.svg")?,
            share: public("share.png")?,
        })
    }

    /// The hash of all of it.
    pub fn hash(&self) -> String {
        let nothing = Vec::new();
        let both = |module: &Option<Module>| match module {
            Some(module) => [sha256(&module.js), sha256(&module.wasm)].concat(),
            None => sha256(&nothing),
        };
        let (act, outbox) = (both(&self.act), both(&self.outbox));
        let parts = [
            act.as_bytes(),
            outbox.as_bytes(),
            &self.style,
            &self.js,
            &self.wasm,
            &self.prefs,
            &self.boot,
            &self.icon,
            &self.share,
        ];
        let hashes: Vec<String> = parts.iter().map(|part| sha256(part)).collect();
        sha256(hashes.join("\n").as_bytes())
    }

    /// Writes the files.
    ///
    /// # Errors
    /// [`PublishError`]
    pub fn write(&self, output: &Output) -> Result<Assets, PublishError> {
        Ok(Assets {
            act: Module::write(self.act.as_ref(), "act", output)?,
            outbox: Module::write(self.outbox.as_ref(), "outbox", output)?,
            style: output.hashed("assets/style", "css", &self.style)?,
            js: output.hashed("assets/app", "js", &self.js)?,
            wasm: output.hashed("assets/app", "wasm", &self.wasm)?,
            prefs: output.hashed("assets/prefs", "js", &self.prefs)?,
            boot: output.hashed("assets/boot", "js", &self.boot)?,
            icon: output.hashed("assets/icon", "svg", &self.icon)?,
            share: output.hashed("assets/share", "png", &self.share)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_are_taken_in_the_order_of_the_page() {
        let names = style_names(
            "<link rel=\"icon\" href=\"a.svg\"><link data-trunk rel=\"css\" href=\"style/tokens.css\" />\n<link rel=\"stylesheet\" href=\"/base.css\">",
        );
        assert_eq!(names, ["style/tokens.css", "base.css"]);
    }
}
