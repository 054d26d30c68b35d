//! Lists of owners in one text, and the aliases of owners.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::shorten;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::words::code;
use crate::words::say;

use super::LONGEST_LIST;
use super::Settling;
use super::in_yaml;
use super::pieces;
use crate::model::AliasEdit;
use crate::model::Field;
use crate::model::List;
use crate::model::Name;
use crate::model::Plan;

/// What people write between the names of a list.
const SEPARATORS: [char; 5] = ['，', '、', ',', ';', '；'];

/// Uses of aliases that are mended in one run.
const MOST_ALIASES: usize = 100_000;

impl Settling<'_, '_> {
    /// `executors: 泛微，达梦`, where both are known, or all of it is one name.
    pub(super) fn owners(&mut self, plan: &mut Plan) {
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

    /// How the aliases of owners are mended, where they can be: a list that names the owner already
    /// loses the alias.
    pub(super) fn aliases(&self, plan: &mut Plan) {
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
}
