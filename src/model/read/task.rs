//! Phases, groups and tasks.

use crate::model::Dependency;
use crate::model::DependencyKey;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Link;
use crate::model::List;
use crate::model::Name;
use crate::model::Task;
use crate::model::TaskIx;
use crate::model::TaskKey;
use crate::model::fields::LARGEST_NUMBER;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;
use crate::words::say;

use super::Reader;
use super::findings::At;
use super::findings::Expected;
use super::findings::Of;
use super::values::full_width_pieces;
use super::words::OtherWord;

impl Reader {
    pub(super) fn phases(&mut self, node: NodeRef<'_>) {
        let Some(items) = self.list(node, "phases", Of::Phases) else {
            self.part.broken = true;
            return;
        };
        for item in items {
            self.tasks = Vec::new();
            if self.task(item, Kind::Phase, None).is_some() {
                // There may be thousands of phases with hardly a task.
                self.tasks.shrink_to_fit();
                self.part.phases.push(std::mem::take(&mut self.tasks));
            } else {
                self.part.broken = true;
            }
        }
    }

    /// Read a phase or task and everything under it; `None` if it is not a map.
    pub(super) fn task(
        &mut self,
        node: NodeRef<'_>,
        kind: Kind,
        parent: Option<TaskIx>,
    ) -> Option<TaskIx> {
        let what = match kind {
            Kind::Phase => At::Phase,
            Kind::Task => At::Task,
        };
        let entries = self.map(node, "task", what)?;
        let ix = TaskIx::from_index(self.tasks.len());
        let mut task = Task::new(kind, node.span(), parent, ix);
        let outer = self.task.clone();
        // The id first, wherever it stands, so that findings about the other keys can name the
        // task.
        let mut id_key = false;
        for (_, value) in entries.iter().filter(|(key, _)| is_key(*key, "id")) {
            id_key = true;
            task.id = self.id(*value, "id");
            self.part.broken |= task.id.is_unreadable();
            self.task = task.id().map(Box::from);
        }
        if !id_key {
            self.task = None;
            let at = entries.first().map_or(node.span(), |(key, _)| key.span());
            let message = say!(
                en: "{what} without an `id`",
                zh: "{what} 没有写 `id`（编号）",
                what = what,
            );
            let help = say!(
                en: "give it one that no other has, as `id: ...`, between quotes",
                zh: "写一个未被使用的编号，写成 `id: ...`，用引号括住",
            );
            self.schema(at, "id", message, help);
        }
        let (mut children, mut words) = (None, Vec::new());
        for &(key, value) in &entries {
            let Some(name) = self.key(key) else { continue };
            if let Some(known) = TaskKey::find_at(name, kind) {
                self.field(&mut task, &mut children, known, value);
            } else if let Some(meant) = OtherWord::find(name, kind) {
                words.push((key, value, meant));
            } else {
                let keys: Vec<&str> = TaskKey::written(kind).map(|key| key.row().key).collect();
                self.unknown_key(key, value, name, what, &keys);
            }
        }
        if !words.is_empty() {
            self.other_words(&mut task, &mut children, node.span(), &entries, words);
        }
        // Before its children, so that these come after it.
        self.tasks.push(task);
        let (mut known, mut partial) = (Vec::new(), false);
        if let Some(list) = children {
            match self.list(list, "tasks", Of::Tasks) {
                Some(items) => {
                    // Growing by doubling would hold thousands of tasks twice for a moment.
                    self.tasks.reserve(
                        items
                            .iter()
                            .filter(|item| matches!(item.shape(), Shape::Map))
                            .count(),
                    );
                    for item in items {
                        match self.task(item, Kind::Task, Some(ix)) {
                            Some(child) => known.push(child),
                            None => partial = true,
                        }
                    }
                }
                None => partial = true,
            }
        }
        let end = TaskIx::from_index(self.tasks.len());
        let task = &mut self.tasks[ix.index()];
        if !known.is_empty() {
            task.children = known;
        }
        task.partial |= partial;
        task.end = end;
        self.task = outer;
        Some(ix)
    }

    /// Read the value of a known key; its tasks are only remembered.
    pub(super) fn field<'d>(
        &mut self,
        task: &mut Task,
        children: &mut Option<NodeRef<'d>>,
        key: TaskKey,
        value: NodeRef<'d>,
    ) {
        match key {
            // It was read before all others.
            TaskKey::Id => {}
            TaskKey::Tasks => *children = Some(value),
            _ => self.put(task.slot(key), key.row().key, value),
        }
    }

    pub(super) fn dependencies(&mut self, node: NodeRef<'_>) -> List<Dependency> {
        let Some(items) = self.list(node, "depends_on", Of::Ids) else {
            if mend::is_flow_map(node.source(), node.span().range()) {
                let mut alone = List::EMPTY;
                alone.push(self.dependency(node));
                return alone;
            }
            let alone = self
                .lone_entry(node)
                .map(|text| Spanned::new(text.into(), node.span()));
            return alone.map_or(List::UNREADABLE, |name| List::whole(vec![on(name)]));
        };
        let mut dependencies = List::EMPTY;
        for item in &items {
            match item.shape() {
                Shape::Map => dependencies.push(self.dependency(*item)),
                Shape::Seq => {
                    dependencies.push(None);
                    self.wrong(
                        *item,
                        At::EntryOf("depends_on"),
                        Expected::Id,
                        say!(
                            en: "write each id as an entry of its own, between quotes",
                            zh: "每个编号单独写一条，用引号括住",
                        ),
                    );
                }
                // What it means, only the plan as a whole can say.
                Shape::Scalar(scalar) if full_width_pieces(*item).is_some() => {
                    self.full_width_comma(*item, "depends_on", None);
                    let is_read = !self.is_too_long(*item, scalar.text, At::Key("depends_on"));
                    let whole = || on(Spanned::new(scalar.text.into(), item.span()));
                    dependencies.push(is_read.then(whole));
                }
                Shape::Scalar(_) => {
                    dependencies.push(self.id(*item, "depends_on").given().cloned().map(on));
                }
            }
        }
        dependencies
    }

    pub(super) fn dependency(&mut self, node: NodeRef<'_>) -> Option<Dependency> {
        let (mut target, mut link, mut lag, mut has_task) =
            (Field::Absent, Link::FinishStart, 0, false);
        let mut unclear = false;
        for (key, value) in node.entries() {
            let Some(name) = self.key(key) else { continue };
            match DependencyKey::find(name) {
                Some(DependencyKey::Task) => {
                    has_task = true;
                    target = self.id(value, "task");
                }
                Some(DependencyKey::Type) => {
                    let text = self.text(value, "type");
                    match text.map(|text| (text, Link::parse(text))) {
                        Some((_, Some(kind))) => link = kind,
                        Some((text, None)) => {
                            match self.not_one_of(value, "type", text, &Link::ALL.map(Link::name)) {
                                Some(meant) => link = Link::parse(meant).unwrap_or_default(),
                                None => unclear = true,
                            }
                        }
                        None => unclear = true,
                    }
                }
                Some(DependencyKey::Lag) => match self.integer(value, "lag", -LARGEST_NUMBER) {
                    Some(given) => lag = given.value,
                    None => unclear = true,
                },
                None => self.unknown_key(
                    key,
                    value,
                    name,
                    At::EntryOf("depends_on"),
                    DependencyKey::NAMES,
                ),
            }
        }
        if !has_task {
            let message = say!(
                en: "an entry of `depends_on` without `task`",
                zh: "`depends_on` 的一条没有写 `task`",
            );
            let help = say!(
                en: "name what it waits for, as `task: ...`, between quotes",
                zh: "写明前置任务，写成 `task: ...`，用引号括住",
            );
            self.schema(node.span(), "depends_on", message, help);
        }
        target.given().map(|target| Dependency {
            target: target.clone(),
            link,
            lag,
            unclear,
            span: node.span(),
        })
    }
}

/// The usual dependency on what has this id.
fn on(target: Name) -> Dependency {
    let span = target.span;
    Dependency {
        target,
        link: Link::FinishStart,
        lag: 0,
        unclear: false,
        span,
    }
}

fn is_key(node: NodeRef<'_>, name: &str) -> bool {
    node.scalar().is_some_and(|scalar| scalar.text == name)
}
