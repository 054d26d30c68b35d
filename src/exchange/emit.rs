//! A plan as YAML that a person would have written.

use crate::model::PlanKey;
use crate::model::TaskKey;
use crate::text::scalar::OUTSIDE_OF_YAML;
use crate::text::scalar::name_to_yaml;
use crate::text::scalar::quoted;
use crate::text::scalar::to_yaml;
use crate::words::Lang;

use super::dependency::Dependency;
use super::draft::Draft;
use super::draft::Entry;
use super::draft::Head;
use super::file_name;
use super::owners::OwnerKind;
use super::schema_url;

/// A file of a plan folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutFile {
    /// Its name within the folder.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// The files of `draft`: one for the plan, one for the owners, one for each phase. Editors explain
/// their keys in `lang`.
#[must_use]
pub(crate) fn files(draft: &Draft, lang: Lang) -> Vec<OutFile> {
    let file = |name, write: &dyn Fn(&mut Out)| file(name, lang, write);
    let mut files = vec![file("plan.yaml".to_owned(), &|out| {
        head(out, &draft.head);
    })];
    if !draft.owners.is_empty() {
        files.push(file("owners.yaml".to_owned(), &|out| {
            owners(out, &draft.owners);
        }));
    }
    let ids: Vec<&str> = draft.phases.iter().map(|phase| phase.id.as_str()).collect();
    for (name, phase) in file_name::of_phases(&ids).into_iter().zip(&draft.phases) {
        files.push(file(name, &|out| {
            out.line(0, "phases:");
            entry(out, 1, phase);
        }));
    }
    files
}

fn file(name: String, lang: Lang, write: &dyn Fn(&mut Out)) -> OutFile {
    let mut out = Out {
        text: format!("# yaml-language-server: $schema={}\n", schema_url(lang)),
    };
    write(&mut out);
    OutFile {
        name,
        text: out.text,
    }
}

fn head(out: &mut Out, head: &Head) {
    out.line(0, "plan:");
    for key in PlanKey::ALL {
        let name = key.row().key;
        match key {
            PlanKey::Version => out.plain(1, name, Some(1)),
            PlanKey::Title => out.text(1, name, head.title.as_deref()),
            PlanKey::Editors => out.names(1, name, &head.editors),
            PlanKey::StatusDate => out.plain(1, name, head.status_date),
            // A table has dates for all that waits for nothing, and no promise for the whole.
            PlanKey::Start | PlanKey::Deadline => {}
            PlanKey::Calendar => out.plain(1, name, head.calendar),
            PlanKey::WorkingCalendar => out.plain(1, name, head.working_calendar),
            PlanKey::Description => out.text(1, name, head.description.as_deref()),
        }
    }
}

fn owners(out: &mut Out, owners: &[(String, OwnerKind)]) {
    out.line(0, "owners:");
    for (name, kind) in owners {
        out.line(1, &format!("{}:", name_to_yaml(name)));
        out.plain(2, "kind", Some(kind.word()));
    }
}

/// A phase or a task as an item of a list at `indent`. As deep as the plan, which an import keeps
/// shallow.
fn entry(out: &mut Out, indent: usize, entry: &Entry) {
    let inner = indent + 1;
    for key in TaskKey::written(entry.kind()) {
        let name = key.row().key;
        match key {
            TaskKey::Id => out.line(indent, &format!("- {name}: {}", quoted(&entry.id))),
            TaskKey::Name => out.text(inner, name, entry.name.as_deref()),
            TaskKey::Coordinator => {
                out.plain(inner, name, entry.coordinator.as_deref().map(name_to_yaml));
            }
            TaskKey::Executors => out.names(inner, name, &entry.executors),
            TaskKey::DependsOn => out.dependencies(inner, name, &entry.depends_on),
            TaskKey::Parallel => out.plain(inner, name, entry.parallel.then_some(true)),
            TaskKey::Optional => out.plain(inner, name, entry.optional.then_some(true)),
            TaskKey::Days | TaskKey::TotalDays => out.plain(inner, name, entry.days),
            TaskKey::Progress => out.plain(inner, name, entry.progress.as_deref()),
            TaskKey::Pending => out.text(inner, name, joined(&entry.pending).as_deref()),
            TaskKey::Notes => out.text(inner, name, joined(&entry.notes).as_deref()),
            TaskKey::Tasks if entry.tasks.is_empty() => {}
            TaskKey::Tasks => {
                out.line(inner, &format!("{name}:"));
                for task in &entry.tasks {
                    self::entry(out, inner + 1, task);
                }
            }
            TaskKey::Description | TaskKey::Outcome | TaskKey::Deliverable => {
                out.text(inner, name, entry.text(key));
            }
            TaskKey::Start | TaskKey::Finish | TaskKey::Deadline => {
                out.plain(inner, name, entry.day(key));
            }
            // One calendar counts the days of all, and the plan names it.
            TaskKey::Calendar => {}
        }
    }
}

fn joined(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("\n"))
}

struct Out {
    text: String,
}

impl Out {
    fn line(&mut self, indent: usize, line: &str) {
        self.text.extend(std::iter::repeat_n("  ", indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A value that means in YAML what it looks like.
    fn plain(&mut self, indent: usize, key: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(indent, &format!("{key}: {value}"));
        }
    }

    /// Text for people: on one line, or in a block if it has line breaks.
    fn text(&mut self, indent: usize, key: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        if !is_block_safe(value) {
            return self.line(indent, &format!("{key}: {}", to_yaml(value)));
        }
        self.line(indent, &format!("{key}: |-"));
        for line in value.split('\n') {
            // No spaces on an empty line: editors take them away, and a diff would show it.
            if line.is_empty() {
                self.text.push('\n');
            } else {
                self.line(indent + 1, line);
            }
        }
    }

    fn names(&mut self, indent: usize, key: &str, names: &[String]) {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| name_to_yaml(name)).collect();
            self.line(indent, &format!("{key}: [{}]", names.join(", ")));
        }
    }

    fn dependencies(&mut self, indent: usize, key: &str, dependencies: &[Dependency]) {
        if dependencies.is_empty() {
            return;
        }
        let items: Vec<String> = dependencies.iter().map(Dependency::to_yaml).collect();
        self.line(indent, &format!("{key}: [{}]", items.join(", ")));
    }
}

/// Whether `text` has line breaks and reads back from a literal block as it is.
fn is_block_safe(text: &str) -> bool {
    let is_odd =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || OUTSIDE_OF_YAML.contains(&c);
    let is_line_odd = |line: &str| !line.is_empty() && line.trim().is_empty();
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.contains(is_odd)
        && !text.split('\n').any(is_line_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        let mut out = Out {
            text: String::new(),
        };
        out.text(1, "notes", Some(value));
        out.text
    }

    #[test]
    fn texts() {
        assert_eq!(text("依赖1.4的完成"), "  notes: 依赖1.4的完成\n");
        assert_eq!(text("1.4: 完成"), "  notes: \"1.4: 完成\"\n");
        assert_eq!(
            text("a\n\n  - b: c #d"),
            "  notes: |-\n    a\n\n      - b: c #d\n"
        );
        assert_eq!(text("a\n\u{1b}"), "  notes: \"a\\n\\u001b\"\n");
        assert_eq!(text("\u{ffff}"), "  notes: \"\\uffff\"\n");
    }

    #[test]
    fn a_task_with_everything() {
        let task = Entry {
            id: "1.10".to_owned(),
            name: Some("no".to_owned()),
            coordinator: Some("移动".to_owned()),
            executors: vec!["移动".to_owned(), "A, B".to_owned()],
            depends_on: vec![
                Dependency {
                    task: "1.2".to_owned(),
                    kind: None,
                    lag: 0,
                },
                Dependency {
                    task: "1.3".to_owned(),
                    kind: Some("SS"),
                    lag: -2,
                },
            ],
            parallel: true,
            optional: true,
            days: Some(5),
            progress: Some("50%".to_owned()),
            pending: vec!["待评估".to_owned()],
            notes: vec!["一".to_owned(), "二".to_owned()],
            ..Entry::default()
        };
        let phase = Entry {
            is_phase: true,
            id: "1".to_owned(),
            days: Some(35),
            tasks: vec![task],
            ..Entry::default()
        };
        let expected = "\
- id: \"1\"
  total_days: 35
  tasks:
    - id: \"1.10\"
      name: \"no\"
      coordinator: 移动
      executors: [移动, \"A, B\"]
      depends_on: [\"1.2\", {task: \"1.3\", type: SS, lag: -2}]
      parallel: true
      optional: true
      days: 5
      progress: 50%
      pending: 待评估
      notes: |-
        一
        二
";
        let mut out = Out {
            text: String::new(),
        };
        entry(&mut out, 0, &phase);
        assert_eq!(out.text, expected);
    }
}
