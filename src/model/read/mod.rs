//! Text into a part of a plan and findings. It never fails and never gives up early: what cannot be
//! understood is a finding, and everything else is read.

mod dates;
mod findings;
mod problem;
mod task;
mod values;
mod words;

use std::sync::Arc;

use crate::calendar::Range;
use crate::calendar::Weekday;
use crate::calendar::written;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Found;
use crate::finding::Room;
use crate::model::CalendarDef;
use crate::model::CalendarKey;
use crate::model::Field;
use crate::model::List;
use crate::model::Meta;
use crate::model::Owner;
use crate::model::OwnerKey;
use crate::model::OwnerKind;
use crate::model::PartKey;
use crate::model::PlanKey;
use crate::model::Task;
use crate::model::fields;
use crate::model::rule_id;
use crate::model::slot::Slot;
use crate::text::FileId;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::encoding::NotUtf8;
use crate::text::scalar::Value;
use crate::text::scalar::is_name;
use crate::text::yaml;
use crate::text::yaml::Aliases;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Problem;
use crate::text::yaml::ProblemKind;
use crate::text::yaml::Scalar;
use crate::text::yaml::Shape;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::Limits;
use findings::At;
use findings::Expected;
use findings::Of;
use findings::describe;
pub(crate) use problem::explain;
use problem::not_text;
use problem::with_what_follows;

/// What a repository calls the content of a file: equal ids mean equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct BlobId(pub [u8; 20]);

/// A file as it comes from a disk, a repository or an editor.
#[derive(Clone, Debug)]
pub(crate) struct RawFile {
    /// Its path as it is shown.
    pub path: String,
    /// The id of its content, if it comes from a repository.
    pub blob: Option<BlobId>,
    /// Its text, or why it is none; `None` if this path with this content was read before in the
    /// same run.
    pub text: Option<Result<Arc<str>, NotText>>,
}

/// Why a file has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// It is not UTF-8.
    Encoding(NotUtf8),
    /// It has more bytes than the limit, which was not read.
    TooLarge {
        /// How many it has.
        bytes: u64,
    },
    /// The whole plan is too large, and none of it was read.
    PlanTooLarge(PlanTooLarge),
}

/// What a plan has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanTooLarge {
    /// So many files.
    Files(usize),
    /// So many bytes, or more.
    Bytes,
}

/// What one file adds to a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(in crate::model) meta: Option<Box<Meta>>,
    pub(in crate::model) calendars: Vec<CalendarDef>,
    pub(in crate::model) owners: Vec<Owner>,
    /// Each phase with all that is under it; indices count within the phase.
    pub(in crate::model) phases: Vec<Vec<Task>>,
    /// Whether something in the file could not be read.
    pub(in crate::model) broken: bool,
    /// The text that was not read, or not completely.
    pub(in crate::model) lost: Option<Lost>,
    pub(in crate::model) bytes: usize,
    /// How much of the plan's room for aliases it takes.
    pub(crate) aliases: Aliases,
    /// Whether it is not read yet, because its aliases stand for more than is in proportion to what
    /// is written in it.
    pub(crate) is_left_for_later: bool,
    pub(crate) found: Found,
}

#[cfg(test)]
impl Part {
    /// What is wrong with the file by itself.
    #[must_use]
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.found.kept
    }
}

/// What stood in a file that could not be read completely.
#[derive(Clone, Debug)]
pub(in crate::model) enum Lost {
    /// These words, and so perhaps these ids and names.
    Text(Arc<str>),
    /// Nobody knows.
    Unknown,
}

/// Bytes of words that the findings of one file may take, where it is read by itself.
#[cfg(test)]
const ROOM_OF_A_FILE: usize = 16 << 20;

/// Read one file by itself.
#[cfg(test)]
#[must_use]
pub(crate) fn read_file(file: FileId, text: &Result<Arc<str>, NotText>, limits: &Limits) -> Part {
    let allowance = Allowance::Nodes {
        here: limits.part.alias_nodes,
        in_plan: limits.part.alias_nodes,
    };
    read_part(file, text, limits, allowance, &Room::of(ROOM_OF_A_FILE))
}

/// How many findings say that something in a file cannot be read, and whether something could not
/// be; in no more memory than reading it takes.
pub(crate) fn unread(file: FileId, text: Arc<str>, limits: &Limits) -> (usize, bool) {
    let allowance = Allowance::Nodes {
        here: limits.part.alias_nodes,
        in_plan: limits.part.alias_nodes,
    };
    // Without room for words they are only counted.
    let part = read_part(file, &Ok(text), limits, allowance, &Room::of(0));
    let counted = |rule| part.found.beyond.get(rule).copied().unwrap_or(0);
    (
        counted(rule_id::SYNTAX) + counted(rule_id::LIMIT),
        part.broken,
    )
}

/// How many nodes the aliases of a file may stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Allowance {
    /// As many as are in proportion to what is written in it; with more it is left for later.
    InProportion,
    /// As many as the plan has left.
    Nodes {
        /// So many.
        here: u64,
        /// Of so many in the whole plan.
        in_plan: u64,
    },
}

impl Allowance {
    /// The limits of reading a file.
    fn limits(self, limits: &Limits) -> yaml::Limits {
        match self {
            Allowance::InProportion => limits.part,
            Allowance::Nodes { here, .. } => yaml::Limits {
                alias_nodes: here,
                ..limits.part
            },
        }
    }

    /// Let a problem tell of the limit of the whole plan, if it is about that.
    fn of_plan(self, problem: &mut Problem, limits: &Limits) {
        if let (Allowance::Nodes { in_plan, .. }, ProblemKind::TooManyAliasNodes(most, is_limit)) =
            (self, &mut problem.kind)
        {
            *most = in_plan;
            *is_limit = in_plan == limits.part.alias_nodes;
        }
    }
}

/// Read one file of a plan, as far as its aliases are allowed to go; what is wrong with it is told
/// as long as there is room.
pub(crate) fn read_part(
    file: FileId,
    text: &Result<Arc<str>, NotText>,
    limits: &Limits,
    allowance: Allowance,
    room: &Room,
) -> Part {
    let mut findings = Findings::new(room);
    let text = match text {
        Ok(text) => text,
        Err(reason) => {
            findings.add(not_text(file, reason, limits));
            let lost = match reason {
                NotText::Encoding(NotUtf8 {
                    guess: Some(guess), ..
                }) => Lost::Text(Arc::clone(guess)),
                NotText::Encoding(_) | NotText::TooLarge { .. } | NotText::PlanTooLarge(_) => {
                    Lost::Unknown
                }
            };
            return Part {
                broken: true,
                lost: Some(lost),
                found: findings.finish(),
                ..Part::default()
            };
        }
    };
    let yaml::Reading {
        document,
        mut problems,
        complete,
        mut aliases,
    } = yaml::read(file, text, fields::ALL_KEYS, &allowance.limits(limits));
    if matches!(allowance, Allowance::InProportion) {
        // A file that has even more than the limit was not read to its end.
        let beyond = |problem: &Problem| matches!(problem.kind, ProblemKind::TooManyAliasNodes(..));
        if problems.iter().any(beyond) {
            aliases.stand_for = u64::MAX;
        }
        if aliases.are_too_many() {
            return Part {
                aliases,
                is_left_for_later: true,
                ..Part::default()
            };
        }
    }
    for problem in &mut problems {
        allowance.of_plan(problem, limits);
        findings.add(with_what_follows(explain(problem), text));
    }
    drop(problems);
    let part = Part {
        broken: !complete,
        bytes: text.len(),
        aliases,
        ..Part::default()
    };
    let longest = limits.name_chars;
    let mut reader = Reader {
        file,
        part,
        findings,
        tasks: Vec::new(),
        task: None,
        gaps: !complete,
        longest,
    };
    match document.root() {
        Some(root) => reader.part(root),
        // A file of nothing but spaces after repairs has its findings already.
        None if complete => reader.empty(),
        None => {}
    }
    if reader.part.broken {
        reader.part.lost = Some(Lost::Text(Arc::clone(text)));
    }
    reader.part.found = reader.findings.finish();
    // Of a part of the usual size there is one finding or none, and there may be thousands of
    // parts.
    reader.part.found.kept.shrink_to_fit();
    reader.part
}

struct Reader {
    file: FileId,
    part: Part,
    findings: Findings,
    /// The phase that is being read, with all that is under it.
    tasks: Vec<Task>,
    /// The id of the task that is being read, for its findings.
    task: Option<Box<str>>,
    /// Whether the text has gaps where something could not be read as YAML.
    gaps: bool,
    /// Characters of the longest name that is read.
    longest: usize,
}

impl Reader {
    fn part(&mut self, root: NodeRef<'_>) {
        let Shape::Map = root.shape() else {
            let message = say!(
                en: "a part of a plan is a map with `plan`, `calendars`, `owners` or `phases`; this is {found}",
                zh: "计划文件应为一组字段，含 `plan`、`calendars`、`owners` 或 `phases`；此处是 {found}",
                found = describe(root),
            );
            self.schema(
                root.span(),
                "part",
                message,
                say!(
                    en: "begin with `phases:` and indent the list below it",
                    zh: "以 `phases:` 开头，其下的列表缩进",
                ),
            );
            self.part.broken = true;
            return;
        };
        for (key, value) in root.entries() {
            let Some(name) = self.key(key) else { continue };
            match PartKey::find(name) {
                Some(PartKey::Plan) => self.meta(key.span(), value),
                Some(PartKey::Calendars) => self.calendars(value),
                Some(PartKey::Owners) => self.owners(value),
                Some(PartKey::Phases) => self.phases(value),
                None => self.unknown_key(key, value, name, At::Part, PartKey::NAMES),
            }
        }
    }

    fn empty(&mut self) {
        let span = Span::new(self.file, 0, 0);
        self.schema(
            span,
            "empty",
            say!(en: "this part of the plan holds nothing", zh: "该计划文件没有内容"),
            say!(
                en: "delete the file, or begin it with `phases:`, `owners:`, `calendars:` or `plan:`",
                zh: "删去该文件，或以 `phases:`、`owners:`、`calendars:` 或 `plan:` 开头",
            ),
        );
    }

    fn meta(&mut self, at: Span, node: NodeRef<'_>) {
        let mut meta = Meta {
            span: Some(at),
            ..Meta::default()
        };
        let mut version = false;
        let Some(entries) = self.map(node, "plan", At::Key("plan")) else {
            self.part.broken = true;
            PlanKey::ALL
                .iter()
                .for_each(|key| meta.slot(*key).cannot_be_read(node.span()));
            self.part.meta = Some(Box::new(meta));
            return;
        };
        for (key, value) in entries {
            let Some(name) = self.key(key) else { continue };
            match PlanKey::find(name) {
                Some(PlanKey::Version) => {
                    version = true;
                    self.version(value);
                }
                Some(known) => self.put(meta.slot(known), name, value),
                None => self.unknown_key(key, value, name, At::Key("plan"), PlanKey::NAMES),
            }
        }
        if !version {
            self.schema(
                at,
                "version",
                say!(
                    en: "`plan` does not say which version of the format it is in",
                    zh: "`plan` 没有写明格式版本",
                ),
                say!(
                    en: "add `version: 1` as its first line",
                    zh: "在其首行加上 `version: 1`",
                ),
            );
        }
        self.part.meta = Some(Box::new(meta));
    }

    /// Read the value of `key` into its place.
    fn put(&mut self, slot: Slot<'_>, key: &str, node: NodeRef<'_>) {
        match slot {
            Slot::Apart() => {}
            Slot::Text(text) | Slot::Address(text) => *text = self.prose(node, key),
            Slot::Name(name) => *name = self.name(node, key),
            Slot::Names(names) => {
                let read = self.names(node, key, Expected::Name);
                *names = read.unwrap_or(List::UNREADABLE);
            }
            Slot::Owners(owners) => {
                *owners = match self.names(node, key, Expected::OwnerName) {
                    Some(names) => Field::Given(Spanned::new(names, node.span())),
                    None => Field::Unreadable(node.span()),
                }
            }
            Slot::Flag(flag) => *flag = self.flag(node, key),
            Slot::Date(day) => *day = self.day(node, key),
            Slot::Days(days) => *days = self.number(node, key, 0),
            Slot::Count(count) => *count = self.number(node, key, 1),
            Slot::Progress(progress) => *progress = self.progress(node),
            Slot::Dependencies(all) => *all = self.dependencies(node),
            Slot::Week(week) => *week = self.week(node),
            Slot::Ranges(ranges) => *ranges = self.ranges(node, key),
            Slot::OwnerKind(kind) => *kind = self.owner_kind(node),
        }
    }

    fn version(&mut self, node: NodeRef<'_>) {
        let value = node.scalar().map(Scalar::value);
        let is_one = match value {
            Some(Value::Int(n)) => n == 1,
            Some(Value::Float(n)) => (n - 1.0).abs() < f64::EPSILON,
            _ => false,
        };
        if !is_one {
            let message = say!(
                en: "`version` is {found}; this planlint reads version 1",
                zh: "`version` 是 {found}；此 planlint 读取版本 1",
                found = describe(node),
            );
            self.schema(
                node.span(),
                "version",
                message,
                say!(en: "write `version: 1`", zh: "写 `version: 1`"),
            );
        }
    }

    fn calendars(&mut self, node: NodeRef<'_>) {
        let entries = self.map(node, "calendars", At::Key("calendars"));
        self.part.broken |= entries.is_none();
        for (key, value) in entries.unwrap_or_default() {
            let Some(name) = self.map_name(key, At::CalendarName) else {
                continue;
            };
            let mut calendar = CalendarDef::new(name);
            let entries = self.map(value, "calendar", At::Calendar);
            if entries.is_none() {
                CalendarKey::ALL
                    .iter()
                    .for_each(|key| calendar.slot(*key).cannot_be_read(value.span()));
            }
            for (key, value) in entries.unwrap_or_default() {
                let Some(name) = self.key(key) else { continue };
                match CalendarKey::find(name) {
                    Some(known) => self.put(calendar.slot(known), name, value),
                    None => self.unknown_key(key, value, name, At::Calendar, CalendarKey::NAMES),
                }
            }
            self.part.calendars.push(calendar);
        }
    }

    fn week(&mut self, node: NodeRef<'_>) -> Field<Vec<Weekday>> {
        let mut week = Vec::new();
        let mut readable = true;
        let Some(items) = self.list(node, "week", Of::Weekdays) else {
            return Field::Unreadable(node.span());
        };
        for item in items {
            let text = item
                .scalar()
                .filter(|scalar| matches!(scalar.value(), Value::Text(_)))
                .map(|scalar| scalar.text);
            let day = text
                .and_then(|text| Weekday::parse(text).or_else(|| self.weekday(item, text, &week)));
            match day {
                Some(day) if week.contains(&day) => {
                    readable = false;
                    let message = say!(
                        en: "`{day}` stands twice in `week`",
                        zh: "`week` 中两次写了 `{day}`",
                        day = word(day.short()),
                    );
                    let help = say!(en: "remove one of the two", zh: "删去其中一处");
                    self.schema(item.span(), "week", message, help);
                }
                Some(day) => week.push(day),
                None => {
                    readable = false;
                    let help = say!(
                        en: "write mon, tue, wed, thu, fri, sat or sun",
                        zh: "写 mon、tue、wed、thu、fri、sat 或 sun",
                    );
                    self.schema(item.span(), "week", not_a_weekday(item), help);
                }
            }
        }
        if readable {
            Field::Given(Spanned::new(week, node.span()))
        } else {
            Field::Unreadable(node.span())
        }
    }

    /// A day of the week in another form: `Mon`, `Monday`, `周一`.
    fn weekday(&mut self, item: NodeRef<'_>, text: &str, week: &[Weekday]) -> Option<Weekday> {
        // What is there already is said to be there twice.
        let day = written::weekday(text).filter(|day| !week.contains(day))?;
        let finding = Finding::new(rule_id::SCHEMA, item.span(), not_a_weekday(item))
            .help(findings::write(day.short()));
        self.say_what_is_meant(item, finding.key("week"), Some(day.short().to_owned()));
        Some(day)
    }

    fn ranges(&mut self, node: NodeRef<'_>, key: &str) -> List<Spanned<Range>> {
        let Some(items) = self.list(node, key, Of::Dates) else {
            return List::UNREADABLE;
        };
        let mut ranges = List::EMPTY;
        for item in items {
            let range = self.range(item, key);
            ranges.push(range.map(|range| Spanned::new(range, item.span())));
        }
        ranges
    }

    fn owners(&mut self, node: NodeRef<'_>) {
        let first = node
            .items()
            .find_map(NodeRef::scalar)
            .map(|scalar| scalar.text)
            .filter(|name| is_name(name));
        let entries = self.map_of(node, "owners", At::Key("owners"), first);
        self.part.broken |= entries.is_none();
        for (key, value) in entries.unwrap_or_default() {
            let Some(name) = self.map_name(key, At::OwnerName) else {
                continue;
            };
            let mut owner = Owner::new(name);
            let name = owner.name.value.clone();
            let entries = self.map_of(value, "owner", At::Owner, Some(&name));
            if entries.is_none() {
                OwnerKey::ALL
                    .iter()
                    .for_each(|key| owner.slot(*key).cannot_be_read(value.span()));
            }
            for (key, value) in entries.unwrap_or_default() {
                let Some(name) = self.key(key) else { continue };
                match OwnerKey::find(name) {
                    Some(known) => self.put(owner.slot(known), name, value),
                    None => self.unknown_key(key, value, name, At::Owner, OwnerKey::NAMES),
                }
            }
            self.part.owners.push(owner);
        }
    }

    fn owner_kind(&mut self, node: NodeRef<'_>) -> Field<OwnerKind> {
        let kind = self.text(node, "kind").and_then(|text| {
            OwnerKind::parse(text).or_else(|| {
                let all = OwnerKind::ALL.map(OwnerKind::name);
                let meant = self.not_one_of(node, "kind", text, &all);
                meant.and_then(OwnerKind::parse)
            })
        });
        Field::read(kind, node.span())
    }
}

fn not_a_weekday(item: NodeRef<'_>) -> Message {
    say!(
        en: "{found} is not a day of the week",
        zh: "{found} 不是星期",
        found = describe(item),
    )
}
