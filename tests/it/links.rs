//! The documentation as a site on the forge: every link leads somewhere, every page can be reached,
//! each rule has one page with one address, and everything that names the address names the same.
//! `UPDATE_PAGES=1 cargo test pages` writes `docs/rules/`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use planlint::Lang;
use planlint::Rule;
use planlint::rules;
use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use serde_json::Value;

use crate::common;
use crate::common::planlint;
use crate::common::stdout;
use crate::pages;

/// Addresses of files in this repository: what follows is a path.
const OURS: [&str; 3] = [
    "https://github.com/planlint/planlint/blob/main/",
    "https://github.com/planlint/planlint/raw/main/",
    "https://raw.githubusercontent.com/planlint/planlint/main/",
];

/// All files of the project with one of these endings, by their paths in it.
fn files(endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![common::project().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = path
                .file_name()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            let of_tools = matches!(name.as_str(), ".git" | "target" | "node_modules");
            if path.is_dir() && !of_tools {
                open.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let path = path
                    .strip_prefix(common::project())
                    .expect("it is in the project");
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(common::project().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A page, as far as links are concerned.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                // The second heading of the same words is told apart by a number.
                let same = |number: usize| {
                    if number == 0 {
                        anchor.clone()
                    } else {
                        format!("{anchor}-{number}")
                    }
                };
                let free = (0..)
                    .map(same)
                    .find(|anchor| !page.anchors.contains(anchor));
                page.anchors.extend(free);
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    page
}

/// As GitHub makes them of headings.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// `a/b/../c` without `..`.
fn normal(path: &Path) -> String {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                assert!(clean.pop(), "{} leads out of the project", path.display());
            }
            other => clean.push(other),
        }
    }
    clean.to_string_lossy().replace('\\', "/")
}

/// The page that a link on the page `from` leads to, if it is one of the project, and the anchor on
/// it.
fn target(from: &str, link: &str) -> Option<(String, Option<String>)> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| {
        (path, Some(anchor.to_owned()))
    });
    if let Some(path) = OURS.iter().find_map(|ours| path.strip_prefix(ours)) {
        return Some((path.to_owned(), anchor));
    }
    if path.contains("://") || path.starts_with("mailto:") {
        return None;
    }
    let folder = Path::new(from).parent().expect("a page is in a folder");
    Some((
        if path.is_empty() {
            from.to_owned()
        } else {
            normal(&folder.join(path))
        },
        anchor,
    ))
}

#[test]
fn no_link_is_dead() {
    let pages: BTreeMap<String, Page> = files(&[".md"])
        .into_iter()
        .map(|path| (path.clone(), page(&read(&path))))
        .collect();
    assert!(pages.contains_key("README.md") && pages.contains_key("docs/format.md"));
    let mut wrong = Vec::new();
    for (from, page) in &pages {
        for link in &page.links {
            let Some((path, anchor)) = target(from, link) else {
                continue;
            };
            // A folder shows its README.
            let found = common::project().join(&path);
            let shown = if found.is_dir() {
                normal(&Path::new(&path).join("README.md"))
            } else {
                path
            };
            if !found.exists() {
                wrong.push(format!("{from}: {link}: there is no such file"));
            } else if let Some(anchor) = anchor
                && !pages
                    .get(&shown)
                    .is_some_and(|page| page.anchors.contains(&anchor))
            {
                wrong.push(format!("{from}: {link}: there is no such heading"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In code, schemas, plans and examples an address stands where no Markdown is.
#[test]
fn no_address_of_the_project_is_dead() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for from in files(&[
        ".md", ".rs", ".yaml", ".yml", ".json", ".toml", ".py", ".cjs",
    ]) {
        let text = read(&from);
        for ours in OURS {
            for (at, _) in text.match_indices(ours) {
                let end = |c: char| !(c.is_alphanumeric() || "-_./%".contains(c));
                let path = text[at + ours.len()..]
                    .split(end)
                    .next()
                    .unwrap_or("")
                    .trim_end_matches('.');
                seen += 1;
                if !common::project().join(path).exists() {
                    wrong.push(format!("{from}: {ours}{path}"));
                }
            }
        }
    }
    assert!(seen > 10, "{seen} addresses");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// From the README by links alone, as a reader goes.
#[test]
fn every_page_can_be_reached() {
    let mut reached = BTreeSet::new();
    let mut open = vec!["README.md".to_owned()];
    while let Some(path) = open.pop() {
        if path.ends_with(".md") && reached.insert(path.clone()) {
            let links = page(&read(&path)).links;
            open.extend(
                links
                    .iter()
                    .filter_map(|link| target(&path, link))
                    .map(|(path, _)| path),
            );
        }
    }
    let missing: Vec<String> = files(&[".md"])
        .into_iter()
        .filter(|path| path.starts_with("docs/") && !reached.contains(path))
        .collect();
    assert!(missing.is_empty(), "no link leads to {missing:?}");
    // The index of the documentation is complete by itself, in each language.
    for folder in ["docs", "docs/zh"] {
        let index = format!("{folder}/README.md");
        let named: BTreeSet<String> = page(&read(&index))
            .links
            .iter()
            .filter_map(|link| target(&index, link))
            .map(|(path, _)| path)
            .collect();
        let is_within = |path: &&String| {
            let name = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| !name.contains('/'))
        };
        for path in files(&[".md"]).iter().filter(is_within) {
            assert!(
                *path == index || named.contains(path),
                "{index} does not name {path}"
            );
        }
    }
}

/// A rule's page beside its source.
fn source(rule: &Rule, lang: Lang) -> String {
    let text = fs::read_to_string(pages::page_path(rule, lang)).expect("a rule has a page");
    let text = text.trim_end();
    let mark = text.rfind("\n<!-- of: ").filter(|_| lang == Lang::Zh);
    text[..mark.unwrap_or(text.len())].trim_end().to_owned()
}

fn explained(rule: &Rule, lang: Lang) -> String {
    let arguments = ["explain", rule.id, "--lang", lang.tag()];
    stdout(&planlint(common::project(), &arguments))
}

/// How the files of a language end.
fn ending(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "md",
        Lang::Zh => "zh.md",
    }
}

/// What `planlint explain` says before the page: the rule's name and level.
fn header(rule: &Rule, lang: Lang) -> String {
    let said = explained(rule, lang);
    said.splitn(3, "\n\n")
        .take(2)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The page on the forge: what `planlint explain` says, with the other rules that it names and the
/// list as links.
fn rule_page(rule: &Rule, lang: Lang) -> String {
    let mut page = header(rule, lang) + "\n\n";
    let mut in_block = false;
    for line in source(rule, lang).lines() {
        in_block ^= line.starts_with("```");
        let mut line = line.to_owned();
        for other in rules()
            .iter()
            .filter(|other| !in_block && other.id != rule.id)
        {
            line = line.replace(
                &format!("`{}`", other.id),
                &format!("[`{0}`]({0}.{1})", other.id, ending(lang)),
            );
        }
        page.push_str(&line);
        page.push('\n');
    }
    page + match lang {
        Lang::En => "\n[All rules](README.md) · [Settings](../settings.md)\n",
        Lang::Zh => "\n[全部规则](README.zh.md) · [设置](../zh/settings.md)\n",
    }
}

/// The list of all rules, by family.
fn rule_list(lang: Lang) -> String {
    let mut text = String::from(match lang {
        Lang::Zh => {
            "# 规则\n\n\
             每条规则有一页说明：检查什么、有什么影响、如何处理，并附示例和 planlint 给出的结果；示例中 `#~ RULE` 标出该规则报告问题的行。`planlint explain RULE --lang zh` 输出同样的内容。规则的级别和选项可以在[设置](../zh/settings.md)中修改；级别为“关闭”的规则，在设置中开启后才检查。\n"
        }
        Lang::En => {
            "# The rules\n\n\
         Each rule has a page: what it checks, why that hurts, what to do, and examples with what planlint says about them;\n\
         there `#~ RULE` marks the lines where the rule finds something. `planlint explain RULE` prints the same page.\n\
         [Settings](../settings.md) change levels and options; `off` rules run only if they turn them on.\n"
        }
    });
    let mut family = String::new();
    for rule in rules() {
        let page = pages::page_path(rule, lang);
        let of = page
            .parent()
            .and_then(Path::file_name)
            .expect("a page is in a family")
            .to_string_lossy()
            .into_owned();
        if of != family {
            let (first, rest) = of.split_at(1);
            let (title, columns) = match lang {
                Lang::En => (
                    format!("{}{rest}", first.to_uppercase()),
                    "| rule | level | what it finds |",
                ),
                Lang::Zh => (
                    family_in_chinese(&of).to_owned(),
                    "| 规则 | 级别 | 检查内容 |",
                ),
            };
            write!(text, "\n## {title}\n\n{columns}\n|---|---|---|\n").expect("memory");
            family = of;
        }
        let source = source(rule, lang);
        let summary = source.lines().next().unwrap_or("").replace('|', "\\|");
        let (id, level) = (rule.id, rule.level.name());
        match lang {
            Lang::En => writeln!(text, "| [`{id}`]({id}.md) | {level} | {summary} |"),
            Lang::Zh => {
                let (title, level) = (rule.title, level_in_chinese(level));
                writeln!(
                    text,
                    "| {title} [`{id}`]({id}.zh.md) | {level} | {summary} |"
                )
            }
        }
        .expect("memory");
    }
    text
}

fn family_in_chinese(family: &str) -> &'static str {
    match family {
        "structure" => "结构",
        "dependency" => "前置任务",
        "date" => "日期",
        "owner" => "责任方",
        "total" => "天数汇总",
        "progress" => "完成进度",
        "settings" => "设置",
        "revision" => "修订版本",
        other => panic!("the family {other} needs a name"),
    }
}

fn level_in_chinese(level: &str) -> &'static str {
    match level {
        "error" => "错误",
        "warning" => "警告",
        "note" => "提示",
        "off" => "关闭",
        other => panic!("the level {other} needs a name"),
    }
}

/// Every file of `docs/rules/`, by its name.
fn rule_pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for lang in Lang::ALL {
        let ending = ending(lang);
        for rule in rules() {
            pages.insert(format!("{}.{ending}", rule.id), rule_page(rule, lang));
        }
        pages.insert(format!("README.{ending}"), rule_list(lang));
    }
    pages
}

/// Write them, once the pages beside the rules are up to date.
pub(crate) fn write_rule_pages() {
    let folder = common::project().join("docs/rules");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for entry in fs::read_dir(&folder).expect("it can be listed") {
        fs::remove_file(entry.expect("an entry can be read").path()).expect("an old page can go");
    }
    for (name, text) in rule_pages() {
        fs::write(folder.join(name), text).expect("a page can be written");
    }
}

#[test]
fn the_pages_of_rules_are_what_explain_says() {
    if std::env::var_os("UPDATE_PAGES").is_some() {
        return;
    }
    let folder = common::project().join("docs/rules");
    let wanted = rule_pages();
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .expect("docs/rules is there")
        .map(|entry| {
            entry
                .expect("an entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(
        there,
        wanted.keys().cloned().collect(),
        "UPDATE_PAGES=1 cargo test pages writes them"
    );
    for (name, text) in wanted {
        assert_eq!(
            read(&format!("docs/rules/{name}")),
            text,
            "{name}: UPDATE_PAGES=1 cargo test pages writes it"
        );
    }
    for rule in rules() {
        for lang in Lang::ALL {
            let this_page = match lang {
                Lang::En => "This page: ",
                Lang::Zh => "本页：",
            };
            let expected = format!(
                "{}\n\n{}\n\n{this_page}{}\n",
                header(rule, lang),
                source(rule, lang),
                rule.url(lang)
            );
            assert_eq!(explained(rule, lang), expected);
        }
    }
}

/// SARIF, Markdown, links of the terminal and `explain` all send to the same page.
#[test]
fn one_address_for_each_rule() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let arguments = [
        "check".to_owned(),
        "--color=always".to_owned(),
        format!("--output=sarif={}", out("sarif")),
        format!("--output=markdown={}", out("markdown")),
    ];
    let mut command = common::command(common::project(), &arguments);
    let output = command
        .env("FORCE_HYPERLINK", "1")
        .output()
        .expect("planlint can be started");
    let (text, markdown) = (
        stdout(&output),
        fs::read_to_string(out("markdown")).expect("it was written"),
    );
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(out("sarif")).expect("it was written"))
            .expect("SARIF is JSON");
    let described = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules are described");
    let mut seen = 0;
    for rule in rules() {
        let url = rule.url(Lang::En);
        let path = OURS
            .iter()
            .find_map(|ours| url.strip_prefix(ours))
            .expect("a page is in the repository");
        assert!(common::project().join(path).is_file(), "{path}");
        let found = text.matches(&format!("[{}]", rule.id)).count();
        if found == 0 {
            continue;
        }
        seen += 1;
        let linked = format!("\u{1b}]8;;{url}\u{1b}\\");
        assert_eq!(text.matches(&linked).count(), found, "{}", rule.id);
        assert!(
            markdown.contains(&format!("[{}]({url})", rule.id)),
            "{}",
            rule.id
        );
        let help = described
            .iter()
            .find(|described| described["id"] == rule.id)
            .expect("it is described");
        assert_eq!(help["helpUri"], url.as_str());
    }
    assert!(seen > 5, "{seen} rules");
    assert_eq!(
        text.matches("\u{1b}]8;;\u{1b}\\").count() * 2,
        text.matches("\u{1b}]8;;").count(),
        "each link ends"
    );
}

/// A link is noise to a terminal that does not know it.
#[test]
fn links_only_where_they_are_followed() {
    for (value, colour, linked) in [
        (None, "always", false),
        (Some("0"), "always", false),
        (Some("1"), "auto", false),
        (Some("1"), "always", true),
    ] {
        let mut command = common::command(common::project(), &["check", "--color", colour]);
        if let Some(value) = value {
            command.env("FORCE_HYPERLINK", value);
        }
        let output = command.output().expect("planlint can be started");
        assert_eq!(
            stdout(&output).contains("\u{1b}]8;;"),
            linked,
            "{value:?} {colour}"
        );
    }
}

/// Who reads Chinese is sent to the Chinese page.
#[test]
fn what_is_written_in_chinese_leads_to_chinese_pages() {
    let mut command = common::command(common::project(), &["check", "--color=always", "--lang=zh"]);
    let output = command
        .env("FORCE_HYPERLINK", "1")
        .output()
        .expect("planlint can be started");
    let formats = ["sarif", "markdown"].map(|format| {
        let format = format!("--format={format}");
        stdout(&planlint(
            common::project(),
            &["check", "--lang=zh", &format],
        ))
    });
    for text in formats.into_iter().chain([stdout(&output)]) {
        let pages: Vec<&str> = text
            .split("/docs/rules/")
            .skip(1)
            .filter_map(|rest| rest.split([')', '"', '\u{1b}']).next())
            .collect();
        assert!(pages.len() > 5, "{text}");
        assert!(
            pages.iter().all(|page| page.ends_with(".zh.md")),
            "{pages:?}"
        );
    }
}

#[test]
fn anchors_are_those_of_the_forge() {
    for (heading, expected) in [
        ("Days of groups and phases", "days-of-groups-and-phases"),
        ("Settings: planlint.yaml", "settings-planlintyaml"),
        ("GitLab, Gitea & Gitee", "gitlab-gitea--gitee"),
        ("计划 的格式", "计划-的格式"),
    ] {
        assert_eq!(anchor(heading), expected);
    }
    let twice = page("# A\n\n## B `c`\n\n## B `c`\n");
    assert_eq!(
        twice.anchors.into_iter().collect::<Vec<_>>(),
        ["a", "b-c", "b-c-1"]
    );
}
