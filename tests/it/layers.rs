//! Imports point down: a module of the crate's root uses those below it and never one above, and
//! within one of them no files use each other in a cycle.
//!
//! What a file uses is read from its paths, in `use` lines, grouped or not, and in code. It is used
//! in the file in which it is defined, not in one that only hands it on (`pub use`), and naming a
//! module is no use of it yet. A folder's `mod.rs` is its face: it may ask the files beside it, and
//! they may use what it defines, as `report/diff/text.rs` does with `report/diff/mod.rs`. A file
//! elsewhere that uses the face uses a file like any other, and so does the face itself. Tests
//! within a file may use what they like of their own module.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common;

/// From the bottom to the top, as `src/ARCHITECTURE.md` lists them; modules on one line do not use
/// each other.
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["calendar"],
    &["words"],
    &["finding"],
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
    &["tests", "fuzzing"],
];

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} is in no layer"))
}

/// A word or a sign of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    text: String,
    line: usize,
}

/// The tokens of a source file, without comments, strings, characters and lifetimes.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let raw = rest.trim_start_matches(['b', 'r']).trim_start_matches('#');
        let is_raw = raw.starts_with('"') && rest[..rest.len() - raw.len()].contains('r');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if is_raw {
            let hashes = rest[..rest.len() - raw.len()].matches('#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let open = rest.len() - raw.len() + 1;
            let close = rest[open..].find(&end);
            close.map_or(rest.len(), |close| open + close + end.len())
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' {
            // A lifetime has no second quote behind its first character.
            match rest[1..].chars().next() {
                Some('\\') => quoted(rest, '\''),
                Some(c) if rest[1 + c.len_utf8()..].starts_with('\'') => 2 + c.len_utf8(),
                _ => 1,
            }
        } else if is_of_word(first) {
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let text = rest[..end].to_owned();
            tokens.push(Token { text, line });
            end
        } else if rest.starts_with("::") {
            let text = "::".to_owned();
            tokens.push(Token { text, line });
            2
        } else {
            if !first.is_whitespace() {
                let text = first.to_string();
                tokens.push(Token { text, line });
            }
            first.len_utf8()
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The bytes of the literal that `text` begins with.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let ends = *character == quote && !escaped;
        escaped = *character == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// `tokens` without what is behind `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_test = tokens.len() - at > attribute.len()
            && attribute
                .iter()
                .zip(&tokens[at..])
                .all(|(a, b)| *a == b.text);
        if !is_test {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        for token in &tokens[at + attribute.len()..] {
            at += 1;
            match token.text.as_str() {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
        }
        at += attribute.len();
    }
    kept
}

/// A path of names as it is written, with the name that a `use` gives to it.
#[derive(Clone, Debug)]
struct Named {
    path: Vec<String>,
    name: Option<String>,
    line: usize,
}

/// The paths that begin at `at`, where the last of them ends: several where there is a group.
fn paths(tokens: &[Token], at: usize, before: &[String], out: &mut Vec<Named>) -> usize {
    let mut path = before.to_vec();
    let mut at = at;
    while let Some(token) = tokens.get(at) {
        if token.text == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token.text != "}") {
                at = paths(tokens, at, &path, out);
                if tokens.get(at).is_some_and(|token| token.text == ",") {
                    at += 1;
                }
            }
            return at + 1;
        }
        if !token.text.starts_with(is_of_word) && token.text != "*" {
            break;
        }
        path.push(token.text.clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            break;
        }
        at += 1;
    }
    let line = tokens[at.min(tokens.len()) - 1].line;
    // `use a::{self}` is `use a`.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let mut name = path.last().cloned();
    if tokens.get(at).is_some_and(|token| token.text == "as") {
        name = tokens.get(at + 1).map(|token| token.text.clone());
        at += 2;
    }
    if path.len() > before.len() || !before.is_empty() {
        out.push(Named { path, name, line });
    }
    at
}

/// A source file as a module of the crate.
struct Module {
    file: String,
    /// What its `use` lines name.
    uses: Vec<Named>,
    /// The paths in its code.
    mentions: Vec<Named>,
}

impl Module {
    fn of(file: &str, tokens: &[Token]) -> Self {
        let (mut uses, mut mentions) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < tokens.len() {
            let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
            if is(at, "use") {
                at = paths(tokens, at + 1, &[], &mut uses);
                continue;
            }
            let goes_on = at > 0 && (is(at - 1, "::") || is(at - 1, "."));
            if tokens[at].text.starts_with(is_of_word) && is(at + 1, "::") && !goes_on {
                let mut path = Vec::new();
                let line = tokens[at].line;
                while tokens
                    .get(at)
                    .is_some_and(|token| token.text.starts_with(is_of_word))
                {
                    path.push(tokens[at].text.clone());
                    at += 1;
                    if !is(at, "::") {
                        break;
                    }
                    at += 1;
                }
                mentions.push(Named {
                    path,
                    name: None,
                    line,
                });
                continue;
            }
            at += 1;
        }
        Self {
            file: file.to_owned(),
            uses,
            mentions,
        }
    }
}

/// All modules by their paths, `["report", "diff", "text"]`.
type Modules = BTreeMap<Vec<String>, Module>;

fn read(folder: &Path, above: &[String], keep_tests: bool, modules: &mut Modules) {
    let source = common::project().join("src");
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .to_owned();
        if path.is_dir() {
            let below = [above, &[stem]].concat();
            read(&path, &below, keep_tests, modules);
            continue;
        }
        let is_root = above.is_empty() && matches!(&*stem, "lib" | "main");
        if path.extension().is_none_or(|extension| extension != "rs") || is_root {
            continue;
        }
        let module = if stem == "mod" {
            above.to_vec()
        } else {
            [above, &[stem]].concat()
        };
        let text = fs::read_to_string(&path).expect("a source file is text");
        let shown = path.strip_prefix(&source).expect("it is below the sources");
        let all = tokens(&text);
        let seen = if keep_tests { all } else { without_tests(&all) };
        modules.insert(
            module,
            Module::of(&shown.to_string_lossy().replace('\\', "/"), &seen),
        );
    }
}

fn modules(keep_tests: bool) -> Modules {
    let mut modules = Modules::new();
    read(
        &common::project().join("src"),
        &[],
        keep_tests,
        &mut modules,
    );
    modules
}

/// `path` as it is written in `module`, from the crate's root on; `None` for what is no module of
/// the crate or within one.
fn absolute(
    modules: &Modules,
    module: &[String],
    path: &[String],
    is_use: bool,
) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len() - 1].to_vec(),
        name => {
            let child = [module, &[name.to_owned()]].concat();
            if modules.contains_key(&child) {
                child
            } else {
                let known = &modules.get(module)?.uses;
                let used = known
                    .iter()
                    .find(|used| used.name.as_deref() == Some(name))?;
                if is_use {
                    return None;
                }
                absolute(modules, module, &used.path, true)?
            }
        }
    };
    for name in rest {
        if name == "super" {
            base.pop();
        } else {
            base.push(name.clone());
        }
    }
    Some(base)
}

/// The module in which what `path` names is defined; `None` where it names a module.
fn home(modules: &Modules, path: &[String], depth: usize) -> Option<Vec<String>> {
    let module = (0..=path.len())
        .rev()
        .map(|end| &path[..end])
        .find(|path| modules.contains_key(*path))?;
    let item = path.get(module.len())?;
    let handed_on = modules[module]
        .uses
        .iter()
        .find(|used| used.name.as_ref() == Some(item));
    match handed_on {
        Some(used) if depth < 9 => {
            let path = [&used.path[..], &path[module.len() + 1..]].concat();
            home(modules, &absolute(modules, module, &path, true)?, depth + 1)
        }
        _ => Some(module.to_vec()),
    }
}

/// What each file uses of the others below the same module of the root, and in which line first.
fn edges(modules: &Modules) -> BTreeMap<&str, BTreeMap<&str, usize>> {
    let mut edges: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (module, content) in modules {
        let uses = content.uses.iter().map(|used| (used, true));
        for (named, is_use) in uses.chain(content.mentions.iter().map(|named| (named, false))) {
            let Some(path) = absolute(modules, module, &named.path, is_use) else {
                continue;
            };
            let Some(home) = home(modules, &path, 0) else {
                continue;
            };
            if home[0] == module[0] && !module.starts_with(&home) {
                let line = edges
                    .entry(&content.file)
                    .or_default()
                    .entry(&modules[&home].file)
                    .or_insert(named.line);
                *line = (*line).min(named.line);
            }
        }
    }
    edges
}

/// The files that use each other in a cycle: the strongly connected components.
fn cycles(edges: &BTreeMap<&str, BTreeMap<&str, usize>>) -> Vec<BTreeSet<String>> {
    let reached = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.to_owned()];
        while let Some(file) = open.pop() {
            for next in edges
                .get(file.as_str())
                .into_iter()
                .flat_map(BTreeMap::keys)
            {
                if seen.insert((*next).to_owned()) {
                    open.push((*next).to_owned());
                }
            }
        }
        seen
    };
    let all: BTreeMap<String, BTreeSet<String>> = edges
        .keys()
        .map(|file| ((*file).to_owned(), reached(file)))
        .collect();
    let mut cycles: Vec<BTreeSet<String>> = Vec::new();
    for (file, reached) in &all {
        if reached.contains(file) && !cycles.iter().any(|cycle| cycle.contains(file)) {
            let back = |other: &&String| all.get(*other).is_some_and(|back| back.contains(file));
            cycles.push(reached.iter().filter(back).cloned().collect());
        }
    }
    cycles
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    let modules = modules(true);
    for (module, content) in &modules {
        for named in content.uses.iter().chain(&content.mentions) {
            let [first, used, ..] = &named.path[..] else {
                continue;
            };
            let known = LAYERS.iter().any(|layer| layer.contains(&used.as_str()));
            if first == "crate" && known && *used != module[0] && layer(used) >= layer(&module[0]) {
                wrong.push(format!("{}:{}: uses {used}", content.file, named.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rooms: BTreeSet<&str> = modules.keys().map(|module| module[0].as_str()).collect();
    let listed: BTreeSet<&str> = LAYERS.iter().copied().flatten().copied().collect();
    assert_eq!(rooms, listed);
}

#[test]
fn no_files_use_each_other_in_a_cycle() {
    let modules = modules(false);
    let edges = edges(&modules);
    let found = cycles(&edges);
    let mut wrong = String::new();
    for cycle in &found {
        wrong.push_str(
            "these use each other in a cycle; what is common to them may be a file of its own\n",
        );
        for file in cycle {
            for (other, line) in &edges[file.as_str()] {
                if cycle.contains(*other) {
                    wrong.push_str(&format!("  {file}:{line}: uses {other}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The two tests above see nothing if sources are not read as they are meant.
#[test]
fn uses_are_read_in_every_form() {
    let text = r##"
        use crate::a::{B, c::{self, D as E}, *};
        // use crate::comment::X;
        const TEXT: &str = "use crate::string::X; \" crate::string::Y";
        const RAW: &str = r#"crate::raw::X " crate::raw::Y"#;
        const QUOTE: char = '"';
        fn of<'a>(x: &'a super::F) -> G::H { c::i(x.k::<crate::L>()) }
        #[cfg(test)]
        mod tests { use crate::test::X; fn y() { crate::test::y() } }
        fn last() -> crate::m::N {}
    "##;
    let module = Module::of("", &without_tests(&tokens(text)));
    let shown = |named: &Named| {
        let path = named.path.join("::");
        match &named.name {
            Some(name) => format!("{path} as {name}"),
            None => path,
        }
    };
    let uses: Vec<String> = module.uses.iter().map(shown).collect();
    let mentions: Vec<String> = module.mentions.iter().map(shown).collect();
    assert_eq!(
        uses,
        [
            "crate::a::B as B",
            "crate::a::c as c",
            "crate::a::c::D as E",
            "crate::a::* as *"
        ]
    );
    assert_eq!(
        mentions,
        ["super::F", "G::H", "c::i", "crate::L", "crate::m::N"]
    );
    assert_eq!(module.mentions[4].line, 10);
}

/// Foreign types stay where the architecture page says that they are known.
#[test]
fn libraries_stay_behind_their_file() {
    // Dates are arithmetic; what day it is now, the edge asks.
    let clock: &[&str] = &["src/calendar/", "src/console/mod.rs"];
    for (library, home) in [
        ("miette", &["src/report/human.rs"] as &[&str]),
        ("anstyle", &["src/report/style.rs"]),
        ("anstyle_query", &["src/console/terminal.rs"]),
        ("granit_parser", &["src/text/"]),
        (
            "clap",
            &[
                "src/cli/",
                "src/hook/mod.rs",
                "src/hook/kind.rs",
                "src/console/terminal.rs",
            ],
        ),
        ("wildmatch", &["src/hook/"]),
        ("git2", &["src/load/git/"]),
        ("sha1_smol", &["src/load/git/index.rs"]),
        ("jiff", clock),
        ("signal_hook", &["src/load/temporary.rs"]),
        // Tables in GBK are made by a test.
        (
            "encoding_rs",
            &["src/text/encoding.rs", "src/tests/import.rs"],
        ),
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
