//! What is written in another form than the format's, and can only mean one thing once the whole
//! plan is known: a list of owners or ids in one text, a calendar in another case. It is said,
//! mended where it can be, and checked as it was meant.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::calendar::BUILT_IN;
use crate::calendar::Day;
use crate::calendar::written;
use crate::finding::Edit;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Fix;
use crate::finding::Found;
use crate::finding::Key;
use crate::finding::Room;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::text::FileId;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use super::AliasEdit;
use super::Dependency;
use super::Field;
use super::Link;
use super::List;
use super::Name;
use super::Plan;
use super::Task;
use super::TaskIx;
use super::Wbs;
use super::waits;

/// Bytes of words that the findings may take.
const ROOM: usize = 1 << 20;

/// What people write between the names of a list.
const SEPARATORS: [char; 5] = ['，', '、', ',', ';', '；'];

/// Dependencies that are made of entries with several ids in them. Nobody writes more of these by
/// hand.
const MOST_MADE: usize = 20_000;

/// Uses of aliases that are mended in one run.
const MOST_ALIASES: usize = 100_000;

/// Read as it was meant what only the whole plan can tell. `text` gives the text of a file.
pub(crate) fn settle<'t>(plan: &mut Plan, found: &mut Found, text: &dyn Fn(FileId) -> &'t str) {
    let mut settling = Settling {
        text,
        mended: HashMap::new(),
        findings: Findings::new(&Room::of(ROOM)),
        made: 0,
    };
    settling.owners(plan);
    settling.aliases(plan);
    settling.dependencies(plan);
    settling.calendars(plan);
    settling.dates(plan);
    let Settling {
        mended, findings, ..
    } = settling;
    for finding in found
        .kept
        .iter_mut()
        .filter(|finding| matches!(finding.rule, "schema" | "syntax"))
    {
        if let Some((help, fix)) = mended.get(&finding.span) {
            finding.help = Some(help.clone());
            finding.fix.clone_from(fix);
        } else {
            with_its_list(finding, &mended, text);
        }
    }
    found.append(findings.finish());
}

/// What to do about a finding at some place, in words and by machine.
type Mending = (Message, Option<Fix>);

/// A key of another tool is renamed together with what was to be a list, or not at all: the reader
/// gives an edit that changes nothing for a value of which only the whole plan can tell what it is.
fn with_its_list<'t>(
    finding: &mut Finding,
    mended: &HashMap<Span, Mending>,
    text: &dyn Fn(FileId) -> &'t str,
) {
    let Some(fix) = &mut finding.fix else { return };
    let [_, value] = &mut fix.edits[..] else {
        return;
    };
    if text(value.span.file).get(value.span.range()) != Some(&*value.text) {
        return;
    }
    match mended.get(&value.span) {
        Some((help, Some(Fix { edits, .. }))) if edits.len() == 1 => {
            value.text.clone_from(&edits[0].text);
            finding.help = Some(help.clone());
        }
        _ => finding.fix = None,
    }
}

struct Settling<'s, 't> {
    text: &'s dyn Fn(FileId) -> &'t str,
    /// For findings of the reader, by their places: what to do, in words and by machine.
    mended: HashMap<Span, Mending>,
    findings: Findings,
    made: usize,
}

impl<'t> Settling<'_, 't> {
    fn site(&self, span: Span) -> Option<Site<'t>> {
        mend::site((self.text)(span.file), span.range())
    }

    /// `executors: 泛微，达梦`, where both are known, or all of it is one name.
    fn owners(&mut self, plan: &mut Plan) {
        let mut tasks = std::mem::take(&mut plan.tasks);
        for task in tasks.iter_mut().filter(|task| !task.executors.is_absent()) {
            let Some(name) = task.executors.value().and_then(|names| self.lone(names)) else {
                continue;
            };
            task.executors = match self.several_owners(plan, &name, "executors") {
                Some(names) => Field::Given(Spanned::new(List::whole(names), name.span)),
                None => Field::Unreadable(name.span),
            };
        }
        plan.tasks = tasks;
        for at in 0..plan.owners.len() {
            let Some(name) = self.lone(&plan.owners[at].members) else {
                continue;
            };
            let members = self.several_owners(plan, &name, "members");
            plan.owners[at].members = members.map_or(List::UNREADABLE, List::whole);
        }
    }

    /// The only name where a list belongs, if it may be several.
    fn lone(&self, names: &[Name]) -> Option<Name> {
        let [name] = names else { return None };
        let may_be_several = name
            .value
            .contains(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
        (may_be_several && self.site(name.span) == Some(Site::Value)).then(|| name.clone())
    }

    fn several_owners(&mut self, plan: &Plan, name: &Name, key: &str) -> Option<Vec<Name>> {
        let is_known = |piece: &str| plan.owner(piece).is_some();
        let mut pieces = pieces(plan, &name.value, is_known);
        if !pieces.iter().all(|piece| is_known(piece)) || pieces.is_empty() {
            self.names_unknown(plan, name.span, key, &pieces);
            return None;
        }
        let mut seen = HashSet::new();
        pieces.retain(|piece| seen.insert(*piece));
        let entries: Vec<String> = pieces
            .iter()
            .map(|piece| scalar::name_to_yaml(piece))
            .collect();
        self.make_a_list(name.span, key, &entries);
        Some(
            pieces
                .into_iter()
                .map(|piece| Spanned::new(piece.into(), name.span))
                .collect(),
        )
    }

    /// Say which of the names in one text are those of nobody.
    fn names_unknown(&mut self, plan: &Plan, span: Span, key: &str, pieces: &[&str]) {
        let of_nobody: Vec<&str> = pieces
            .iter()
            .copied()
            .filter(|piece| plan.owner(piece).is_none())
            .collect();
        // With brackets or a remark in it, nobody knows what its names are.
        if of_nobody.len() == pieces.len() {
            return;
        }
        let (lost, unknown): (Vec<&str>, Vec<&str>) = of_nobody
            .into_iter()
            .partition(|name| plan.may_be_lost(name));
        let list = code(format!("{key}: [{}]", in_yaml(pieces)));
        let (unknown, lost) = (unknown.join(", "), lost.join(", "));
        let help = if unknown.is_empty() {
            say!(en: "write {list}", zh: "改为 {list}", list = list)
        } else {
            say!(
                en: "write {list}, and declare {unknown} under `owners`",
                zh: "改为 {list}，并在 `owners` 中声明 {unknown}",
                list = list,
                unknown = shorten(&unknown, LONGEST_LIST),
            )
        };
        let help = if lost.is_empty() {
            help
        } else {
            say!(
                en: "{help}; whether {lost} is under `owners` shows once everything can be read",
                zh: "{help}；`owners` 中是否有 {lost}，要等全部内容都能读取后才知道",
                help = help,
                lost = shorten(&lost, LONGEST_LIST),
            )
        };
        self.mended.insert(span, (help, None));
    }

    fn make_a_list(&mut self, span: Span, key: &str, entries: &[String]) {
        let list = Site::Value.entries(entries);
        let help = say!(
            en: "write {entry}",
            zh: "改为 {entry}",
            entry = code(format!("{key}: {list}")),
        );
        let title = say!(en: "make it a list", zh: "改为列表");
        self.mend(span, help, title, list);
    }

    /// Let the reader's finding at this place say what to write.
    fn mend(&mut self, span: Span, help: Message, title: Message, text: String) {
        let fix = Fix {
            title,
            edits: vec![Edit { span, text }],
        };
        self.mended.insert(span, (help, Some(fix)));
    }

    /// How the aliases of owners are mended, where they can be: a list that names the owner already
    /// loses the alias.
    fn aliases(&self, plan: &mut Plan) {
        let mut edits: HashMap<Span, AliasEdit> = HashMap::new();
        if plan.owners.iter().all(|owner| owner.aliases.is_empty()) {
            return;
        }
        let executors = plan.tasks.iter().filter_map(|task| task.executors.value());
        let members = plan.owners.iter().map(|owner| &owner.members);
        for names in executors.chain(members) {
            self.aliases_in(plan, names, &mut edits);
        }
        for name in plan
            .tasks
            .iter()
            .filter_map(|task| task.coordinator.given())
        {
            self.aliases_in(plan, std::slice::from_ref(name), &mut edits);
        }
        plan.alias_edits = edits;
    }

    fn aliases_in(&self, plan: &Plan, names: &[Name], edits: &mut HashMap<Span, AliasEdit>) {
        let owner = |name: &Name| plan.owner_index(&name.value);
        let is_alias =
            |name: &Name| owner(name).is_some_and(|at| plan.owners[at].name.value != name.value);
        if edits.len() > MOST_ALIASES || !names.iter().any(is_alias) {
            return;
        }
        let mut taken: HashSet<usize> = names
            .iter()
            .filter(|name| !is_alias(name))
            .filter_map(owner)
            .collect();
        for name in names
            .iter()
            .filter(|name| is_alias(name) && self.is_written(name))
        {
            let source = (self.text)(name.span.file);
            let edit = match owner(name).is_some_and(|at| taken.insert(at)) {
                true => Some(AliasEdit::Replace),
                false => mend::removal(source, name.span.range())
                    .map(|gone| AliasEdit::Remove(name.span.with(gone))),
            };
            edits.extend(edit.map(|edit| (name.span, edit)));
        }
    }

    /// Whether a name is all that is written at its place.
    fn is_written(&self, name: &Name) -> bool {
        let written = (self.text)(name.span.file).get(name.span.range());
        written.is_some_and(|written| written.trim_matches(['"', '\'']) == &*name.value)
    }

    /// `depends_on: 1.1`, and entries such as `"1.1,1.2"` and `1.5SS+2d`, if all that they name is
    /// in the plan.
    fn dependencies(&mut self, plan: &mut Plan) {
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
        let mut finding = Finding::new("dependency-unknown", one.span, message)
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

    /// `8月25日`, where other dates leave one year for it.
    fn dates(&mut self, plan: &mut Plan) {
        let mut of_plan = None;
        for at in 0..plan.tasks.len() {
            for is_start in [true, false] {
                let task = &plan.tasks[at];
                let (field, other) = if is_start {
                    (&task.start, &task.finish)
                } else {
                    (&task.finish, &task.start)
                };
                let Field::Unreadable(span) = *field else {
                    continue;
                };
                let Some(written) = (self.text)(span.file).get(span.range()) else {
                    continue;
                };
                let Some((month, day)) = written::without_year(written.trim_matches(['"', '\'']))
                else {
                    continue;
                };
                let other = other.value().copied();
                let ix = TaskIx::from_index(at);
                let window = |ix| {
                    Some((
                        *plan.task(ix).start.value()?,
                        *plan.task(ix).finish.value()?,
                    ))
                };
                let known = match (other, plan.ancestors(ix).find_map(window)) {
                    (Some(other), _) if is_start => Some((other.plus(-LONGEST_TASK), other)),
                    (Some(other), _) => Some((other, other.plus(LONGEST_TASK))),
                    (None, Some(window)) => Some(window),
                    (None, None) => *of_plan.get_or_insert_with(|| around(plan)),
                };
                let Some(meant) = known.and_then(|known| only_day(month, day, known)) else {
                    continue;
                };
                if self.site(span).is_some() {
                    self.mend(
                        span,
                        say!(en: "write {day}", zh: "改为 {day}", day = meant),
                        say!(en: "write the date with its year", zh: "补全日期的年份"),
                        meant.to_string(),
                    );
                }
                let task = &mut plan.tasks[at];
                let field = if is_start {
                    &mut task.start
                } else {
                    &mut task.finish
                };
                *field = Field::Given(Spanned::new(meant, span));
            }
        }
    }

    /// `calendar: China`, if there is one calendar of that name in any case.
    fn calendars(&mut self, plan: &mut Plan) {
        let own: Vec<Box<str>> = plan
            .calendars
            .iter()
            .map(|calendar| calendar.name.value.clone())
            .collect();
        let mut known: HashMap<String, Option<&str>> = HashMap::new();
        let mut exact: HashSet<&str> = HashSet::new();
        for name in BUILT_IN.into_iter().chain(own.iter().map(|name| &**name)) {
            if exact.insert(name) {
                known
                    .entry(name.to_lowercase())
                    .and_modify(|one| *one = None)
                    .or_insert(Some(name));
            }
        }
        // Which case a calendar has that could not be read nobody knows.
        let of_tasks = plan.tasks.iter().map(|task| &task.calendar);
        let of_calendars = plan.calendars.iter().map(|calendar| &calendar.extends);
        let all = of_tasks
            .chain(of_calendars)
            .chain([&plan.meta.calendar, &plan.meta.working_calendar]);
        let names = all
            .filter_map(|field| field.given())
            .map(|name| &name.value);
        let lost: HashSet<Box<str>> = names
            .filter(|name| plan.may_be_lost(name))
            .cloned()
            .collect();
        let findings = &mut self.findings;
        let mut settle = |field: &mut Field<Box<str>>, task: Option<&str>, key: Key| {
            let Field::Given(name) = field else { return };
            if exact.contains(&*name.value) || lost.contains(&name.value) {
                return;
            }
            let Some(Some(meant)) = known.get(&name.value.to_lowercase()) else {
                return;
            };
            let message = say!(
                en: "there is no calendar {calendar}",
                zh: "没有名为 {calendar} 的日历",
                calendar = &*name,
            );
            let write = say!(en: "write {meant}", zh: "改为 {meant}", meant = *meant);
            let finding = Finding::new("calendar-unknown", name.span, message).help(write.clone());
            let finding = finding.task(task).key(key);
            findings.add(finding.fix(write, name.span, scalar::name_to_yaml(meant)));
            name.value = (*meant).into();
        };
        settle(&mut plan.meta.calendar, None, "calendar".into());
        settle(
            &mut plan.meta.working_calendar,
            None,
            "working_calendar".into(),
        );
        for calendar in &mut plan.calendars {
            let key = [
                Subject::Word("extends"),
                Subject::calendar(&calendar.name.value),
            ];
            settle(&mut calendar.extends, None, key.into());
        }
        for task in plan
            .tasks
            .iter_mut()
            .filter(|task| task.calendar.given().is_some())
        {
            let id: Option<Box<str>> = task.id().map(Box::from);
            settle(&mut task.calendar, id.as_deref(), "calendar".into());
        }
    }
}

/// The names or ids in one text, split where people split them: by commas, else by spaces. What may
/// be a name with spaces in it, declared where nothing could be read, stays whole.
fn pieces<'t>(plan: &Plan, text: &'t str, is_known: impl Fn(&str) -> bool) -> Vec<&'t str> {
    if is_known(text) {
        return vec![text];
    }
    let by_comma: Vec<&str> = mend::split(text).collect();
    match by_comma[..] {
        [one] if !is_known(one) && !plan.may_be_lost(one) => one.split_whitespace().collect(),
        _ => by_comma,
    }
}

/// The entries of a list as a help shows them.
fn in_yaml(entries: &[&str]) -> String {
    let all: Vec<String> = entries
        .iter()
        .map(|entry| scalar::name_to_yaml(entry))
        .collect();
    shorten(&all.join(", "), LONGEST_LIST).into_owned()
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

/// Characters of a list in a help.
const LONGEST_LIST: usize = 200;

/// Days from one date of a task to the other, if nobody says in which year that is.
const LONGEST_TASK: i64 = 183;

/// Days before and after all dates of a plan within which another one may be.
const NEAR_THE_PLAN: i64 = 92;

/// When everything in a plan happens, and a little before and after that.
fn around(plan: &Plan) -> Option<(Day, Day)> {
    let dates = plan
        .tasks
        .iter()
        .flat_map(|task| [task.start.value(), task.finish.value()]);
    let dates = dates.chain([plan.meta.status_date.value()]).flatten();
    let (first, last) = (dates.clone().min()?, dates.max()?);
    Some((first.plus(-NEAR_THE_PLAN), last.plus(NEAR_THE_PLAN)))
}

/// The one day within these two that has this month and day of the month.
fn only_day(month: i8, day: i8, (first, last): (Day, Day)) -> Option<Day> {
    if last.since(first) > 10 * 366 {
        return None;
    }
    let days = (first.year()..=last.year()).filter_map(|year| Day::new(year, month, day));
    let mut days = days.filter(|day| (first..=last).contains(day));
    days.next().filter(|_| days.next().is_none())
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
