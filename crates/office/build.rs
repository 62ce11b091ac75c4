//! Puts the example community's CSV twins into the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Cargo runs this in the package's own folder, wherever the checkout has been built before.
    let from = Path::new("../../example/office/workbook");
    println!("cargo::rerun-if-changed={}", from.display());
    let mut twins = Vec::new();
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            twins.push(path);
        }
    }
    twins.sort();
    let mut out = String::from("pub(super) const TWINS: &[(&str, &str)] = &[\n");
    for path in &twins {
        println!("cargo::rerun-if-changed={}", path.display());
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let whole = path.canonicalize()?;
        let whole = whole.to_string_lossy();
        // Writing into a String cannot fail.
        let _ = writeln!(out, "    ({stem:?}, include_str!({whole:?})),");
    }
    out.push_str("];\n");
    let to = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    fs::write(to.join("example.rs"), out)
}
