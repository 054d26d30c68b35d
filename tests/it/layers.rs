//! Arrows point down: a module may use modules below it, never above.

use std::fs;
use std::path::Path;

use crate::common;

/// From the bottom to the top, as `src/ARCHITECTURE.md` lists them; modules on one line do not use
/// each other.
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["finding", "calendar"],
    &["model"],
    &["schedule"],
    &["diff"],
    &["config"],
    &["rules"],
    &["analysis"],
    &["check"],
    &["compare"],
    &["gate"],
    &["report"],
    &["load"],
    &["exchange"],
    &["project"],
    &["console"],
    &["hook"],
    &["cli"],
];

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} is in no layer"))
}

fn visit(path: &Path, module: &str, wrong: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder can be listed") {
            visit(&entry.expect("an entry can be read").path(), module, wrong);
        }
        return;
    }
    if path.extension().is_none_or(|extension| extension != "rs") {
        return;
    }
    let text = fs::read_to_string(path).expect("a source file is text");
    for (at, line) in text.lines().enumerate() {
        assert!(
            !line.trim_start().starts_with("use crate::{"),
            "{}:{}: one path on a line",
            path.display(),
            at + 1
        );
        for used in line.split("crate::").skip(1) {
            let used: String = used
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if used != module
                && LAYERS
                    .iter()
                    .flat_map(|layer| layer.iter())
                    .any(|known| *known == used)
                && layer(&used) >= layer(module)
            {
                wrong.push(format!("{}:{}: {module} -> {used}", path.display(), at + 1));
            }
        }
    }
}

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for entry in fs::read_dir(common::project().join("src")).expect("the sources are there") {
        let path = entry.expect("an entry can be read").path();
        let module = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        if !matches!(module.as_str(), "main" | "lib" | "ARCHITECTURE") {
            visit(&path, &module, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Foreign types stay where the architecture page says that they are known.
#[test]
fn libraries_stay_behind_their_file() {
    // Dates are arithmetic; what day it is now, the edge asks.
    let clock: &[&str] = &["src/calendar/", "src/console/mod.rs"];
    for (library, home) in [
        ("miette", &["src/report/human.rs"] as &[&str]),
        ("granit_parser", &["src/text/"]),
        (
            "clap",
            &["src/cli/", "src/hook/mod.rs", "src/console/terminal.rs"],
        ),
        ("wildmatch", &["src/hook/"]),
        ("git2", &["src/load/git/"]),
        ("sha1_smol", &["src/load/git/index.rs"]),
        ("jiff", clock),
        ("signal_hook", &["src/load/temporary.rs"]),
        ("encoding_rs", &["src/text/encoding.rs"]),
    ] {
        let mut wrong = Vec::new();
        visit_uses(&common::project().join("src"), library, home, &mut wrong);
        assert!(
            wrong.is_empty(),
            "{library} is known outside {home:?}: {wrong:?}"
        );
    }
}

fn visit_uses(path: &Path, library: &str, home: &[&str], wrong: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder can be listed") {
            visit_uses(
                &entry.expect("an entry can be read").path(),
                library,
                home,
                wrong,
            );
        }
        return;
    }
    let shown = path
        .strip_prefix(common::project())
        .expect("it is below the project")
        .to_string_lossy()
        .into_owned();
    if path.extension().is_some_and(|extension| extension == "rs")
        && !home.iter().any(|home| shown.starts_with(home))
    {
        let text = fs::read_to_string(path).expect("a source file is text");
        let names = text.lines().any(|line| {
            line.trim_start().starts_with(&format!("use {library}"))
                || line.contains(&format!(" {library}::"))
        });
        if names {
            wrong.push(shown);
        }
    }
}
