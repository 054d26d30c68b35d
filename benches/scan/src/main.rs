//! Two floors for the measurements: the bytes of a plan's files, or the YAML events in them,
//! counted on one core.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use granit_parser::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [what, folder] = &arguments[..] else { return Err("usage: scan bytes|events FOLDER".into()) };
    let mut count = 0;
    for path in parts(Path::new(folder))? {
        let bytes = fs::read(&path)?;
        count += if what == "events" { events(&bytes)? } else { bytes.len() };
    }
    println!("{count} {what}");
    Ok(())
}

fn parts(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            parts.push(path);
        }
    }
    Ok(parts)
}

fn events(bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut count = 0;
    for event in Parser::new_from_str(str::from_utf8(bytes)?) {
        event?;
        count += 1;
    }
    Ok(count)
}
