//! Keys of phases and tasks in the words of other tools and of tables: `owner`, `duration`, `进度`.

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Room;
use crate::model::Field;
use crate::model::Heading;
use crate::model::Task;
use crate::model::heading;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::text::typed;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;

use super::Reader;

/// Words beside those of tables, in the form of [`heading::normal`].
const MORE_WORDS: [(&str, &str); 12] = [
    ("percent", "progress"),
    ("percentage", "progress"),
    ("depends", "depends_on"),
    ("requires", "depends_on"),
    ("needs", "depends_on"),
    ("children", "tasks"),
    ("subtasks", "tasks"),
    ("items", "tasks"),
    ("子任务", "tasks"),
    ("任务列表", "tasks"),
    ("owners", "executors"),
    ("里程碑", "milestone"),
];

/// Who these are, the one who does the work or the one who answers for it, nobody can tell.
const ONE_OF_TWO: [&str; 9] =
    ["owner", "owners", "responsible", "责任方", "责任单位", "负责方", "负责单位", "责任人", "负责人"];

/// The day for which something is promised: not that on which the work ends. In the form of [`heading::normal`].
const PROMISED_DAY: [&str; 12] = [
    "deadline",
    "deadlinedate",
    "due",
    "duedate",
    "dueon",
    "dueby",
    "截止日期",
    "截止时间",
    "截止日",
    "截止",
    "到期日",
    "到期时间",
];

/// What somebody most likely meant by a key that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherWord {
    /// This key.
    Key(&'static str),
    /// This key, or another one.
    OneOf(&'static str, &'static str),
    /// `days: 0`.
    Milestone,
    /// A day that is promised, for which the format has no key.
    PromisedDay,
}

impl OtherWord {
    /// What `word` means where these are the keys.
    pub(super) fn find(word: &str, keys: &[&'static str]) -> Option<Self> {
        // What only has a space around it, or is longer than any of the words, is none of them.
        if word.trim() != word || word.chars().count() > 40 {
            return None;
        }
        let word = heading::normal(word);
        let known = |key: &str| keys.iter().copied().find(|known| *known == key);
        if PROMISED_DAY.contains(&&*word) {
            return known("notes").map(|_| Self::PromisedDay);
        }
        if ONE_OF_TWO.contains(&&*word) {
            return Some(Self::OneOf(known("executors")?, known("coordinator")?));
        }
        let more = MORE_WORDS.iter().find(|(more, _)| *more == word).map(|(_, key)| *key);
        match more.unwrap_or(&word) {
            "milestone" | "ismilestone" => return known("days").map(|_| Self::Milestone),
            _ => {}
        }
        let key = match more {
            Some(key) => known(key),
            None => key_of(heading::find(&word)?.0).iter().find_map(|key| known(key)),
        };
        key.map(Self::Key)
    }
}

/// The key of a phase or a task that holds what a column of this kind does.
fn key_of(field: Heading) -> &'static [&'static str] {
    match field {
        Heading::Wbs => &["id"],
        Heading::Name => &["name"],
        Heading::Description => &["description"],
        Heading::Outcome => &["outcome"],
        Heading::Coordinator => &["coordinator"],
        Heading::Executors => &["executors"],
        Heading::DependsOn => &["depends_on"],
        Heading::Parallel => &["parallel"],
        Heading::Optional => &["optional"],
        Heading::Start => &["start"],
        Heading::Finish => &["finish"],
        Heading::Days => &["days", "total_days"],
        Heading::Progress => &["progress"],
        Heading::Pending => &["pending"],
        Heading::Deliverable => &["deliverable"],
        Heading::Notes => &["notes"],
    }
}

impl Reader {
    /// Say what was meant by a key of another tool. Where the value fits that key, which is not there yet, it is read as what
    /// it is. `own` are the keys that the task has.
    pub(super) fn other_word<'d>(
        &mut self,
        task: &mut Task,
        children: &mut Option<NodeRef<'d>>,
        own: &mut HashSet<&'d str>,
        (at, value): (NodeRef<'d>, NodeRef<'d>),
        meant: OtherWord,
    ) {
        let word = at.scalar().map_or("", |scalar| scalar.text);
        let message = format!("a {} has no key \"{word}\"", task.kind_of_entry());
        let finding =
            Finding::new("schema", at.span(), message).key(format!("unknown {word}")).task(self.task.as_deref());
        let finding = match meant {
            OtherWord::OneOf(first, second) => {
                let is_there = [first, second].into_iter().find(|key| own.contains(key));
                finding.help(match is_there {
                    Some(key) => format!("`{key}` is there already: remove `{word}`, or move its names"),
                    None => format!("did you mean `{first}`, who do the work, or `{second}`, who answers for it?"),
                })
            }
            OtherWord::Key(key) if own.contains(key) => {
                self.part.broken |= key == "tasks" && value.scalar().is_none();
                finding.help(format!("`{key}` is there already: remove `{word}`"))
            }
            OtherWord::Key(key) => {
                own.insert(key);
                let finding = finding.help(format!("did you mean `{key}`?"));
                // Which task it is has been settled before.
                if key != "id" && self.fits(task, key, value) {
                    self.field(task, children, key, value);
                    let is_quoted = at.scalar().is_some_and(|scalar| !scalar.plain);
                    let text = if is_quoted { scalar::quoted(key) } else { key.to_owned() };
                    finding.fix(format!("rename the key to `{key}`"), at.span(), text)
                } else {
                    self.part.broken |= key == "tasks" && value.scalar().is_none();
                    finding
                }
            }
            OtherWord::PromisedDay => finding.help(
                "the day for which it is promised is not `finish`, the day on which the work ends: write it into `notes` for now",
            ),
            OtherWord::Milestone => self.milestone(task, own, (at, value), finding),
        };
        self.findings.add(finding);
    }

    /// `milestone: true`, which is `days: 0` here.
    fn milestone(
        &mut self,
        task: &mut Task,
        own: &mut HashSet<&str>,
        (at, value): (NodeRef<'_>, NodeRef<'_>),
        finding: Finding,
    ) -> Finding {
        let says = value.scalar().and_then(|scalar| typed::yes_or_no(scalar.text));
        match says {
            Some(false) => finding.help("remove it: only a task with `days: 0` is a milestone"),
            _ if own.contains("days") => finding.help("remove it: a task with `days: 0` is a milestone"),
            Some(true) => {
                own.insert("days");
                task.days = Field::Given(Spanned::new(0, value.span()));
                let finding = finding.help("write `days: 0`: that is a milestone");
                let is_on_its_line = mend::site(value.source(), value.span().range()) == Some(Site::Value);
                let whole = Span::new(at.span().file, at.span().start, value.span().end);
                match is_on_its_line && at.span().start < value.span().start {
                    true => finding.fix("write `days: 0`", whole, "days: 0"),
                    false => finding,
                }
            }
            None => finding.help("a milestone is a task with `days: 0`"),
        }
    }

    /// Whether a value can be that of `key`, so that reading it finds nothing wrong.
    fn fits(&mut self, task: &Task, key: &str, value: NodeRef<'_>) -> bool {
        if key == "tasks" {
            return matches!(value.shape(), Shape::Seq) && value.items().all(|item| matches!(item.shape(), Shape::Map));
        }
        let findings = std::mem::replace(&mut self.findings, Findings::new(&Room::of(ROOM)));
        let is_broken = self.part.broken;
        let mut scratch = Task::new(task.kind, task.span, None, task.end);
        self.field(&mut scratch, &mut None, key, value);
        self.part.broken = is_broken;
        let found = std::mem::replace(&mut self.findings, findings).finish();
        found.kept.is_empty() && found.beyond.is_empty()
    }
}

/// Bytes of words for findings that only say whether a value fits.
const ROOM: usize = 4096;
