//! Keys of phases and tasks in the words of other tools and of tables: `owner`, `duration`, `进度`.

use std::collections::HashMap;

use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Fix;
use crate::finding::Room;
use crate::finding::Subject;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Task;
use crate::model::TaskKey;
use crate::model::Value;
use crate::model::heading;
use crate::model::rule_id;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::text::typed;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;
use crate::words::code;
use crate::words::say;

use super::Reader;
use super::findings::write;

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
const ONE_OF_TWO: [&str; 9] = [
    "owner",
    "owners",
    "responsible",
    "责任方",
    "责任单位",
    "负责方",
    "负责单位",
    "责任人",
    "负责人",
];

/// The day for which something is promised: not that on which the work ends. In the form of
/// [`heading::normal`].
const PROMISED_DAY: [&str; 11] = [
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
    /// A day that is promised, or the last one of the work.
    PromisedDay,
}

impl OtherWord {
    /// What `word` means in an entry of this kind.
    pub(super) fn find(word: &str, kind: Kind) -> Option<Self> {
        // What only has a space around it, or is longer than any of the words, is none of them.
        if word.trim() != word || word.chars().count() > 40 {
            return None;
        }
        let word = heading::normal(word);
        let known = |key: &str| TaskKey::find_at(key, kind).map(|key| key.row().key);
        if PROMISED_DAY.contains(&&*word) {
            return known("deadline").map(|_| Self::PromisedDay);
        }
        if ONE_OF_TWO.contains(&&*word) {
            return Some(Self::OneOf(known("executors")?, known("coordinator")?));
        }
        let more = MORE_WORDS
            .iter()
            .find(|(more, _)| *more == word)
            .map(|(_, key)| *key);
        match more.unwrap_or(&word) {
            "milestone" | "ismilestone" => return known("days").map(|_| Self::Milestone),
            _ => {}
        }
        let key = match more {
            Some(key) => known(key),
            None => heading::find(&word)?.0.at(kind).map(|key| key.row().key),
        };
        key.map(Self::Key)
    }
}

/// A key of another tool, its value, and what is meant by it.
type Word<'d> = (NodeRef<'d>, NodeRef<'d>, OtherWord);

/// What a phase or task says, while its keys of other tools are read.
struct Entry<'e, 'd> {
    task: &'e mut Task,
    children: &'e mut Option<NodeRef<'d>>,
    /// The keys of the format that it has, each with its place.
    keys: HashMap<&'d str, Span>,
    /// The keys that other words have given, each with that word.
    taken: HashMap<&'static str, &'d str>,
    /// Where it is written. What is merged into it is written elsewhere.
    span: Span,
}

impl Entry<'_, '_> {
    fn is_own(&self, place: Span) -> bool {
        self.span.start <= place.start && place.end <= self.span.end
    }
}

/// How the value of a key of another tool reads as that of the key that is meant.
enum Fitting {
    /// With these changes, or none.
    Changed(Vec<Edit>),
    /// As a list that only the plan as a whole can tell the entries of.
    Lone(Edit),
    /// Not, or not without a guess.
    Unclear,
}

impl Reader {
    /// Say what was meant by keys of other tools. Where the value can be that of the key that is
    /// meant, which is not there yet, it is read as what it is. `entries` are all keys of the entry
    /// at `span`.
    pub(super) fn other_words<'d>(
        &mut self,
        task: &mut Task,
        children: &mut Option<NodeRef<'d>>,
        span: Span,
        entries: &[(NodeRef<'d>, NodeRef<'d>)],
        words: Vec<Word<'d>>,
    ) {
        let keys = entries
            .iter()
            .filter_map(|(key, _)| Some((key.scalar()?.text, key.span())))
            .collect();
        let mut entry = Entry {
            task,
            children,
            keys,
            taken: HashMap::new(),
            span,
        };
        // What a milestone is depends on the dates.
        let (last, first): (Vec<_>, Vec<_>) = words
            .into_iter()
            .partition(|(.., meant)| matches!(meant, OtherWord::Milestone));
        for word in first.into_iter().chain(last) {
            self.other_word(&mut entry, word);
        }
    }

    fn other_word<'d>(&mut self, entry: &mut Entry<'_, 'd>, (at, value, meant): Word<'d>) {
        let word = at.scalar().map_or("", |scalar| scalar.text);
        let message = match entry.task.kind {
            Kind::Phase => say!(
                en: "a phase has no key \"{word}\"",
                zh: "阶段没有 \"{word}\" 这个字段",
                word = code(word),
            ),
            Kind::Task => say!(
                en: "a task has no key \"{word}\"",
                zh: "任务没有 \"{word}\" 这个字段",
                word = code(word),
            ),
        };
        let finding = Finding::new(rule_id::SCHEMA, at.span(), message)
            .key([Subject::Word("unknown"), Subject::text(word)])
            .task(self.task.as_deref());
        let finding = match meant {
            OtherWord::OneOf(first, second) => {
                let is_there = [first, second].into_iter().find(|key| entry.keys.contains_key(key));
                finding.help(match is_there {
                    Some(key) => say!(
                        en: "`{key}` is there already: remove `{word}`, or move its names",
                        zh: "已有 `{key}`：删去 `{word}`，或移走其中的名称",
                        key = code(key),
                        word = code(word),
                    ),
                    None => say!(
                        en: "did you mean `{first}`, who do the work, or `{second}`, who answers for it?",
                        zh: "是指 `{first}`（经办方），还是 `{second}`（统筹方）？",
                        first = code(first),
                        second = code(second),
                    ),
                })
            }
            OtherWord::Key(key) => match self.key_of_word(entry, (at, value), key, finding) {
                Some(finding) => finding,
                None => return,
            },
            OtherWord::PromisedDay => finding.help(say!(
                en: "did you mean `deadline`, the day by which it is promised, or `finish`, the last day of the work?",
                zh: "是指 `deadline`（承诺的最后期限），还是 `finish`（工作的最后一天）？",
            )),
            OtherWord::Milestone => self.milestone(entry, (at, value), finding),
        };
        self.findings.add(finding);
    }

    /// `finding`, about a word for `key`; nothing if that word does not count here.
    fn key_of_word<'d>(
        &mut self,
        entry: &mut Entry<'_, 'd>,
        (at, value): (NodeRef<'d>, NodeRef<'d>),
        key: &'static str,
        finding: Finding,
    ) -> Option<Finding> {
        let word = at.scalar().map_or("", |scalar| scalar.text);
        let is_own = entry.is_own(at.span());
        // An own key wins against one that is merged in, whatever it is called.
        let there = entry
            .keys
            .get(key)
            .map(|place| entry.is_own(*place))
            .filter(|there| *there || !is_own);
        let is_unread_list = key == "tasks" && value.scalar().is_none();
        if let Some(is_own_key) = there {
            self.part.broken |= is_unread_list;
            let is_told_elsewhere = is_own_key && !is_own;
            return (!is_told_elsewhere).then(|| {
                finding.help(say!(
                    en: "`{key}` is there already: remove `{word}`",
                    zh: "已有 `{key}`：删去 `{word}`",
                    key = code(key),
                    word = code(word),
                ))
            });
        }
        if let Some(first) = entry.taken.get(key) {
            self.part.broken |= is_unread_list;
            return Some(finding.help(say!(
                en: "`{first}` stands for `{key}` already: keep one of the two",
                zh: "`{first}` 已代表 `{key}`：保留其中一处",
                first = code(*first),
                key = code(key),
            )));
        }
        let asks = say!(
            en: "did you mean `{key}`?",
            zh: "是否指 `{key}`？",
            key = code(key),
        );
        let is_quoted = at.scalar().is_some_and(|scalar| !scalar.plain);
        let rename = Edit {
            span: at.span(),
            text: if is_quoted {
                scalar::quoted(key)
            } else {
                key.to_owned()
            },
        };
        let title = say!(
            en: "rename the key to `{key}`",
            zh: "将字段改名为 `{key}`",
            key = code(key),
        );
        let (help, edits) = match self.read_as(entry, key, value) {
            Fitting::Unclear => return Some(finding.help(asks)),
            Fitting::Changed(edits) => match &edits[..] {
                [edit] if edit.span == value.span() => {
                    (write(format!("{key}: {}", edit.text)), edits)
                }
                _ => (asks, edits),
            },
            // Until the plan is put together it stays what it is.
            Fitting::Lone(edit) => (asks, vec![edit]),
        };
        entry.taken.insert(key, word);
        let mut finding = finding.help(help);
        finding.fix = Some(Fix {
            title,
            edits: std::iter::once(rename).chain(edits).collect(),
        });
        Some(finding)
    }

    /// Read the value of a word as that of `key`. What cannot be read is unreadable then, rather
    /// than not there.
    fn read_as<'d>(&mut self, entry: &mut Entry<'_, 'd>, key: &str, value: NodeRef<'d>) -> Fitting {
        let Some(key) = TaskKey::find(key) else {
            return Fitting::Unclear;
        };
        match key {
            // Which task it is has been settled before.
            TaskKey::Id => return Fitting::Unclear,
            TaskKey::Tasks => {
                let is_list = matches!(value.shape(), Shape::Seq);
                if is_list && value.items().all(|item| matches!(item.shape(), Shape::Map)) {
                    *entry.children = Some(value);
                    return Fitting::Changed(Vec::new());
                }
                self.part.broken |= value.scalar().is_none();
                return Fitting::Unclear;
            }
            _ => {}
        }
        let findings = std::mem::replace(&mut self.findings, Findings::new(&Room::of(ROOM)));
        self.field(entry.task, entry.children, key, value);
        let found = std::mem::replace(&mut self.findings, findings).finish();
        if !found.beyond.is_empty() {
            return Fitting::Unclear;
        }
        if found.kept.iter().all(|finding| finding.fix.is_some()) {
            let edits = found
                .kept
                .into_iter()
                .filter_map(|finding| finding.fix)
                .flat_map(|fix| fix.edits);
            return Fitting::Changed(edits.collect());
        }
        let written = value.source().get(value.span().range());
        match (&found.kept[..], written) {
            ([only], Some(written))
                if only.span == value.span() && self.lone_entry(value).is_some() =>
            {
                let is_list = matches!(key.row().value, Value::Owners | Value::Dependencies);
                let same = Edit {
                    span: value.span(),
                    text: written.to_owned(),
                };
                if is_list {
                    Fitting::Lone(same)
                } else {
                    Fitting::Unclear
                }
            }
            _ => Fitting::Unclear,
        }
    }

    /// `milestone: true`, which is `days: 0` here.
    fn milestone(
        &mut self,
        entry: &mut Entry<'_, '_>,
        (at, value): (NodeRef<'_>, NodeRef<'_>),
        finding: Finding,
    ) -> Finding {
        let says = value
            .scalar()
            .and_then(|scalar| typed::yes_or_no(scalar.text));
        match says {
            Some(false) => finding.help(say!(
                en: "remove it: only a task with `days: 0` is a milestone",
                zh: "删去：只有 `days: 0` 的任务才是里程碑",
            )),
            _ if entry.keys.contains_key("days") || entry.taken.contains_key("days") => {
                finding.help(say!(
                    en: "remove it: a task with `days: 0` is a milestone",
                    zh: "删去：`days: 0` 的任务就是里程碑",
                ))
            }
            Some(true) if lasts(entry.task) => finding.help(say!(
                en: "remove it, or write `days: 0` and one day for `start` and `finish`: a milestone has no more than one",
                zh: "删去，或写 `days: 0`，并将 `start` 和 `finish` 写为同一天：里程碑只有一天",
            )),
            Some(true) => {
                entry.taken.insert("days", "milestone");
                entry.task.days = Field::Given(Spanned::new(0, value.span()));
                let finding = finding.help(say!(
                    en: "write `days: 0`: that is a milestone",
                    zh: "写 `days: 0`：即为里程碑",
                ));
                let is_on_its_line = mend::site(value.source(), value.span().range()) == Some(Site::Value);
                let whole = Span::new(at.span().file, at.span().start, value.span().end);
                match is_on_its_line && at.span().start < value.span().start {
                    true => finding.fix(
                        say!(en: "write `days: 0`", zh: "写 `days: 0`"),
                        whole,
                        "days: 0",
                    ),
                    false => finding,
                }
            }
            None => finding.help(say!(
                en: "a milestone is a task with `days: 0`",
                zh: "里程碑是 `days: 0` 的任务",
            )),
        }
    }
}

/// Whether a task has two dates that are not known to be the same.
fn lasts(task: &Task) -> bool {
    !task.start.is_absent()
        && !task.finish.is_absent()
        && task
            .start
            .value()
            .is_none_or(|start| Some(start) != task.finish.value())
}

/// Bytes of words for findings that only say whether a value fits.
const ROOM: usize = 4096;
