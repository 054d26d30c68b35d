//! What tasks wait for: several ids in one text, and links with a lag.

use std::collections::HashSet;

use crate::finding::Edit;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Fix;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::rule_id;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use super::LONGEST_LIST;
use super::Settling;
use super::in_yaml;
use super::pieces;
use crate::model::Dependency;
use crate::model::Link;
use crate::model::List;
use crate::model::Plan;
use crate::model::Task;
use crate::model::Wbs;
use crate::model::waits;

/// Dependencies that are made of entries with several ids in them. Nobody writes more of these by
/// hand.
const MOST_MADE: usize = 20_000;

impl Settling<'_, '_> {
    /// `depends_on: 1.1`, and entries such as `"1.1,1.2"` and `1.5SS+2d`, if all that they name is
    /// in the plan.
    pub(super) fn dependencies(&mut self, plan: &mut Plan) {
        for at in 0..plan.tasks.len() {
            let unknown = |one: &Dependency| {
                one.span == one.target.span && plan.find(&one.target.value).is_none()
            };
            let task = &plan.tasks[at];
            let is_lone = |one: &Dependency| {
                one.span == one.target.span && self.site(one.span) == Some(Site::Value)
            };
            let has_lone = matches!(&task.depends_on[..], [one] if is_lone(one));
            if !has_lone && !task.depends_on.iter().any(unknown) {
                continue;
            }
            let meant = if has_lone {
                self.lone_dependency(plan, task)
            } else {
                self.entries(plan, task)
            };
            if let Some(meant) = meant {
                plan.tasks[at].depends_on = meant;
            }
        }
    }

    fn lone_dependency(&mut self, plan: &Plan, task: &Task) -> Option<List<Dependency>> {
        let one = task.depends_on.first()?;
        let meant = self.understood(plan, one).or_else(|| {
            let text = &*one.target.value;
            let may_be_several =
                text.contains(char::is_whitespace) || !mend::split(text).eq([text]);
            let is_one =
                plan.find(text).is_some() || (!may_be_several && Wbs::parse(text).is_some());
            is_one.then(|| {
                vec![waits::Dependency {
                    task: one.target.value.to_string(),
                    kind: None,
                    lag: 0,
                }]
            })
        });
        // Several of which not all are known: which of them it waits for nobody can tell.
        let Some(meant) = meant else {
            let help = ids_unknown(plan, &one.target.value);
            self.mended.insert(one.span, (help, None));
            return Some(List::UNREADABLE);
        };
        let entries: Vec<String> = meant.iter().map(waits::Dependency::to_yaml).collect();
        self.make_a_list(one.span, "depends_on", &entries);
        let meant = meant.iter().map(|meant| link(meant, one.span));
        Some(List::whole(meant.collect()))
    }

    fn entries(&mut self, plan: &Plan, task: &Task) -> Option<List<Dependency>> {
        let understood: Vec<_> = task
            .depends_on
            .iter()
            .map(|one| self.understood(plan, one))
            .collect();
        let is_whole = |one: &Dependency| !self.has_wide_comma(one);
        if understood.iter().all(Option::is_none) && task.depends_on.iter().all(is_whole) {
            return None;
        }
        // A list never has an entry twice because of what is mended.
        let whole = task
            .depends_on
            .iter()
            .zip(&understood)
            .filter(|(_, meant)| meant.is_none());
        let mut taken: HashSet<(String, Link, i64)> = whole.map(|(one, _)| key(one)).collect();
        let mut all = Vec::with_capacity(task.depends_on.len());
        for (one, meant) in task.depends_on.iter().zip(understood) {
            let Some(meant) = meant else {
                if self.has_wide_comma(one) {
                    // Which of its parts are ids shows in what is said about each.
                    all.extend(mend::split(&one.target.value).map(|piece| on(piece, one.span)));
                } else {
                    all.push(one.clone());
                }
                continue;
            };
            let all_of_it = meant
                .iter()
                .map(waits::Dependency::to_yaml)
                .collect::<Vec<_>>()
                .join(", ");
            let help = match meant.len() {
                1 => say!(
                    en: "write {entry}",
                    zh: "改为 {entry}",
                    entry = code(all_of_it),
                ),
                _ => say!(
                    en: "write an entry for each: {entries}",
                    zh: "各写一条：{entries}",
                    entries = code(all_of_it),
                ),
            };
            let meant: Vec<_> = meant
                .iter()
                .filter(|meant| taken.insert(key(&link(meant, one.span))))
                .collect();
            let entries: Vec<String> = meant.iter().map(|meant| meant.to_yaml()).collect();
            self.say(task, one, help, &entries);
            all.extend(meant.into_iter().map(|meant| link(meant, one.span)));
        }
        Some(task.depends_on.with(all))
    }

    /// Whether an entry without quotes has a full-width comma that was to separate something; the
    /// reader has said so.
    fn has_wide_comma(&self, one: &Dependency) -> bool {
        let text = &*one.target.value;
        let is_plain = || (self.text)(one.span.file).get(one.span.range()) == Some(text);
        text.contains(['，', '、', '；'])
            && one.span == one.target.span
            && is_plain()
            && !mend::split(text).eq([text])
    }

    fn say(&mut self, task: &Task, one: &Dependency, help: Message, entries: &[String]) {
        let text = &one.target.value;
        let source = (self.text)(one.span.file);
        let (span, written) = match self.site(one.span) {
            Some(site) if !entries.is_empty() => (Some(one.span), site.entries(entries)),
            Some(_) => (
                mend::removal(source, one.span.range()).map(|gone| one.span.with(gone)),
                String::new(),
            ),
            None => (None, String::new()),
        };
        let fix = span.map(|span| Fix {
            title: say!(
                en: "write what it waits for as the format has it",
                zh: "按格式写明前置任务",
            ),
            edits: vec![Edit {
                span,
                text: written,
            }],
        });
        if self.has_wide_comma(one) {
            self.mended.insert(one.span, (help, fix));
            return;
        }
        let message = say!(
            en: "{task} depends on {other}, but no task has that id",
            zh: "{task} 的前置任务 {other} 不存在，没有任务使用该编号",
            task = task,
            other = text,
        );
        let mut finding = Finding::new(rule_id::DEPENDENCY_UNKNOWN, one.span, message)
            .help(help)
            .task(task.id())
            .key(Subject::task(text))
            .fact(Fact::UnknownPredecessor);
        finding.fix = fix;
        self.findings.add(finding);
    }

    /// What an entry means that is no id of the plan; `None` unless all of it is understood and in
    /// the plan.
    fn understood(&mut self, plan: &Plan, one: &Dependency) -> Option<Vec<waits::Dependency>> {
        let text = &one.target.value;
        let is_whole = one.span == one.target.span && self.is_written(&one.target);
        if !is_whole || plan.find(text).is_some() || self.made > MOST_MADE {
            return None;
        }
        let exists = |id: &str| plan.find(id).is_some();
        let by_space = || {
            waits::list(
                &text.split_whitespace().collect::<Vec<_>>().join(","),
                exists,
            )
        };
        let (meant, complete) = match (waits::phrase(text, exists), waits::list(text, exists)) {
            (Some(meant), _) => (meant, true),
            (None, (_, false)) => by_space(),
            (None, understood) => understood,
        };
        let is_sure =
            complete && !meant.is_empty() && meant.iter().all(|meant| exists(&meant.task));
        self.made += meant.len();
        is_sure.then_some(meant)
    }
}

/// What to do about several ids in one text, some of which no task has, or perhaps one that could
/// not be read.
fn ids_unknown(plan: &Plan, text: &str) -> Message {
    let exists = |id: &str| plan.find(id).is_some();
    let pieces = pieces(plan, text, exists);
    let (may_be, unknown): (Vec<&str>, Vec<&str>) = pieces
        .into_iter()
        .partition(|piece| exists(piece) || plan.may_be_lost(piece));
    let lost: Vec<&str> = may_be
        .iter()
        .copied()
        .filter(|piece| !exists(piece))
        .collect();
    let list =
        (lost.len() < may_be.len()).then(|| code(format!("depends_on: [{}]", in_yaml(&may_be))));
    let (unknown, lost) = (unknown.join(", "), lost.join(", "));
    let unknown = (!unknown.is_empty()).then(|| shorten(&unknown, LONGEST_LIST));
    let help = match (unknown, list) {
        (None, None) => say!(
            en: "write an entry for each id, as depends_on: [...]",
            zh: "每个编号各写一条，写成 depends_on: [...]",
        ),
        (None, Some(list)) => say!(en: "write {list}", zh: "改为 {list}", list = list),
        (Some(unknown), None) => say!(
            en: "no task has the id {unknown}: write an entry for each id, as depends_on: [...]",
            zh: "没有编号为 {unknown} 的任务：每个编号各写一条，写成 depends_on: [...]",
            unknown = unknown,
        ),
        (Some(unknown), Some(list)) => say!(
            en: "no task has the id {unknown}: write {list}, and add the id that is meant",
            zh: "没有编号为 {unknown} 的任务：改为 {list}，并补上所指的编号",
            unknown = unknown,
            list = list,
        ),
    };
    if lost.is_empty() {
        return help;
    }
    say!(
        en: "{help}; whether a task has the id {lost} shows once everything can be read",
        zh: "{help}；是否有编号为 {lost} 的任务，要等全部内容都能读取后才知道",
        help = help,
        lost = shorten(&lost, LONGEST_LIST),
    )
}

fn link(meant: &waits::Dependency, span: Span) -> Dependency {
    let link = meant.kind.and_then(Link::parse).unwrap_or_default();
    Dependency {
        link,
        lag: i64::from(meant.lag),
        ..on(&meant.task, span)
    }
}

/// The usual dependency on what has this id.
fn on(id: &str, span: Span) -> Dependency {
    Dependency {
        target: Spanned::new(id.into(), span),
        link: Link::FinishStart,
        lag: 0,
        unclear: false,
        span,
    }
}

fn key(one: &Dependency) -> (String, Link, i64) {
    (one.target.value.to_string(), one.link, one.lag)
}
