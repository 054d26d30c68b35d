#![doc = include_str!("owner_outside_parent.md")]

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::CommonCause;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Kind;
use crate::model::List;
use crate::model::Name;
use crate::model::Owner;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::rules::named::phase_or_name;
use crate::text::scalar;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::code;
use crate::words::list;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-outside-parent",
    title: "责任方不在上级范围内",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("owner_outside_parent.md"),
        zh: include_str!("owner_outside_parent.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE.and(WHERE));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut lists = Lists {
        ctx,
        allowed: HashMap::new(),
        budget: MOST_NAMES,
        missing: HashMap::new(),
    };
    lists.find_missing();
    let mut causes: HashMap<TaskIx, Option<Arc<CommonCause>>> = HashMap::new();
    for (ix, task) in ctx.plan.all() {
        let Some(own) = task.executors.value() else {
            continue;
        };
        let Some((holder, named)) = lists.above(ix) else {
            continue;
        };
        let above = ctx.plan.task(holder);
        let outsiders = lists.outsiders(ix, holder, own);
        for (name, canonical) in &outsiders {
            let message = say!(
                en: "{name} works on {task}, but {group} is given to {others}",
                zh: "{name} 承担 {task}，但 {group} 的经办方是 {others}",
                name = *name,
                task = task,
                group = lists.label(holder),
                others = list(named, TOLD),
            );
            let mut finding = Finding::new(RULE.id, name.span, message)
                .help(lists.help(ix, holder, canonical, outsiders.len() == own.len()))
                .task(task.id())
                .owner(canonical)
                .key(Subject::owner(canonical));
            if let Some(span) = above.executors.span() {
                let executors = say!(
                    en: "the executors of {group}",
                    zh: "{group} 的经办方",
                    group = lists.label(holder),
                );
                finding = finding.label(span, executors);
            }
            let cause = causes.entry(holder).or_insert_with(|| lists.cause(holder));
            let is_missing = lists
                .missing
                .get(&holder)
                .is_some_and(|missing| missing.names.contains(canonical));
            out.add(match cause.as_ref().filter(|_| is_missing) {
                Some(cause) => finding.cause(cause),
                None => finding,
            });
        }
    }
}

/// The lists of executors of a plan, and who is missing in them.
struct Lists<'c> {
    ctx: &'c Context<'c>,
    /// Who may work below a list, once for each, however many tasks inherit it.
    allowed: HashMap<TaskIx, Option<BTreeSet<&'c str>>>,
    budget: usize,
    /// Who works below a list and would have to be added to it, so that nothing below is found any
    /// more.
    missing: HashMap<TaskIx, Missing<'c>>,
}

/// Names to add to a list.
#[derive(Default)]
struct Missing<'c> {
    /// The first of them.
    names: Vec<&'c str>,
    /// Whether there are more.
    more: bool,
    /// How many are found who are outside of the list.
    found: usize,
}

/// Names to add that are remembered.
const MOST_MISSING: usize = 60;

/// Characters of a list of executors that is told as a whole, with each finding.
const SHORT: usize = 200;

/// The same where it is told once.
const LONG: usize = 1_500;

/// So many who are outside of one list are told together: of fewer each may be the mistake, of
/// these the list is.
const MANY: usize = 6;

/// Names of a list that are told in a message.
const TOLD: usize = 6;

/// How far up lists are told.
const LEVELS: usize = 3;

impl<'c> Lists<'c> {
    /// The list that holds for what is above `ix`, and whose it is.
    fn above(&self, ix: TaskIx) -> Option<(TaskIx, &'c [Name])> {
        let parent = self.ctx.plan.task(ix).parent?;
        self.ctx
            .executors(parent)
            .filter(|(_, names)| !names.is_empty())
    }

    /// Those of `names` that the list of `holder` does not allow to work on `ix`, with their
    /// canonical names.
    fn outsiders<'n>(
        &self,
        ix: TaskIx,
        holder: TaskIx,
        names: &'n [Name],
    ) -> Vec<(&'n Name, &'n str)>
    where
        'c: 'n,
    {
        let ctx = self.ctx;
        // Who is not declared at all has a finding of their own.
        let declared = names.iter().filter(|name| ctx.owner(name).is_some());
        let canonical = declared.map(|name| (name, ctx.canonical(name)));
        canonical
            .filter(|(_, canonical)| !self.allows(ix, holder, canonical))
            .collect()
    }

    fn allows(&self, ix: TaskIx, holder: TaskIx, canonical: &str) -> bool {
        // Nothing is found where it cannot be known who is meant.
        let Some(Some(allowed)) = self.allowed.get(&holder) else {
            return true;
        };
        allowed.contains(canonical)
            || self
                .ctx
                .coordinator(ix)
                .map(|name| self.ctx.canonical(name))
                == Some(canonical)
    }

    /// From the inside to the outside: who is added to a list may be missing in the next one, too.
    fn find_missing(&mut self) {
        let ctx = self.ctx;
        for index in (0..ctx.plan.tasks.len()).rev() {
            let ix = TaskIx::from_index(index);
            let Some(own) = ctx.plan.task(ix).executors.value() else {
                continue;
            };
            let Some((holder, named)) = self.above(ix) else {
                continue;
            };
            if !self.allowed.contains_key(&holder) {
                let everyone = everyone(ctx, named, &mut self.budget);
                self.allowed.insert(holder, everyone);
            }
            let below = self
                .missing
                .get(&ix)
                .map_or(&[][..], |missing| &missing.names);
            let below = below
                .iter()
                .rev()
                .copied()
                .filter(|name| !self.allows(ix, holder, name));
            // A placeholder is nobody who could be added.
            let own = self.outsiders(ix, holder, own);
            let found = own.len();
            let own = own.into_iter().map(|(_, canonical)| canonical);
            let own = own.filter(|name| !ctx.plan.owner(name).is_some_and(Owner::is_placeholder));
            let added: Vec<&str> = own.chain(below).collect();
            if added.is_empty() {
                continue;
            }
            let missing = self.missing.entry(holder).or_default();
            missing.found += found;
            for name in added
                .into_iter()
                .rev()
                .filter(|name| !missing.names.contains(name))
                .collect::<Vec<_>>()
            {
                if missing.names.len() < MOST_MISSING {
                    missing.names.push(name);
                } else {
                    missing.more = true;
                }
            }
        }
    }

    /// What mends this and everything else that is found below the same list; `only` if nobody else
    /// works on the task.
    fn help(&self, ix: TaskIx, holder: TaskIx, canonical: &str, only: bool) -> Message {
        let task = self.ctx.plan.task(ix);
        let instead = if only {
            say!(
                en: "give {task} to one of them",
                zh: "将 {task} 交给其中一方",
                task = task,
            )
        } else {
            say!(
                en: "take {name} off {task}",
                zh: "从 {task} 中去掉 {name}",
                name = canonical,
                task = task,
            )
        };
        let is_missing = |at: &TaskIx| {
            self.missing
                .get(at)
                .is_some_and(|missing| missing.names.contains(&canonical))
        };
        let next = |at: &TaskIx| self.above(*at).map(|(holder, _)| holder);
        let holders = std::iter::successors(Some(holder), next)
            .take_while(is_missing)
            .take(LEVELS);
        let holders: Vec<TaskIx> = holders.collect();
        let lists: Option<Vec<Arg>> = holders
            .iter()
            .map(|holder| self.added(*holder, SHORT))
            .collect();
        let is_placeholder = || {
            let owner = self.ctx.plan.owner(canonical);
            owner.is_some_and(Owner::is_placeholder)
        };
        match lists {
            Some(lists) if !lists.is_empty() => say!(
                en: "write {lists}; or {instead}",
                zh: "改为 {lists}；或{instead}",
                lists = Arg::joined(lists, usize::MAX, Joined::Together),
                instead = instead,
            ),
            None => say!(
                en: "add {name} to the executors of {groups}, or {instead}",
                zh: "将 {name} 加入 {groups} 的经办方，或{instead}",
                name = canonical,
                groups = Arg::joined(
                    holders.iter().map(|holder| self.label(*holder)),
                    usize::MAX,
                    Joined::Of,
                ),
                instead = instead,
            ),
            Some(_) if is_placeholder() => say!(
                en: "{instead}, or name who {name} really is once that is settled",
                zh: "{instead}，或在确定后写明 {name} 实际是谁",
                instead = instead,
                name = canonical,
            ),
            Some(_) => say!(
                en: "add {name} to {group}, or {instead}",
                zh: "将 {name} 加入 {group}，或{instead}",
                name = canonical,
                group = self.ctx.plan.task(holder),
                instead = instead,
            ),
        }
    }

    /// `phase 3`, or `3.3`.
    fn label(&self, ix: TaskIx) -> Arg {
        phase_or_name(self.ctx.plan.task(ix))
    }

    /// `executors: [粤政易, 深信服] of 3.3`: the whole list; `None` if it has more than so many
    /// characters.
    fn added(&self, holder: TaskIx, most: usize) -> Option<Arg> {
        let missing = self.missing.get(&holder).filter(|missing| !missing.more)?;
        let own = self
            .ctx
            .plan
            .task(holder)
            .executors
            .value()
            .map_or(&[][..], List::as_slice);
        let own = own.iter().map(|name| self.ctx.canonical(name));
        let mut all: Vec<&str> = Vec::new();
        for name in own.chain(missing.names.iter().rev().copied()) {
            // Each name has a character at least.
            if all.len() > most {
                return None;
            }
            // An alias may stand beside the name.
            if !all.contains(&name) {
                all.push(name);
            }
        }
        let all = all
            .into_iter()
            .map(scalar::name_to_yaml)
            .collect::<Vec<_>>()
            .join(", ");
        let told = || {
            say!(
                en: "{entry} of {group}",
                zh: "{group} 的 {entry}",
                entry = code(format!("executors: [{all}]")),
                group = self.label(holder),
            )
        };
        (all.chars().count() <= most).then(|| told().into())
    }

    /// What those who are outside of a list have in common, if they are many.
    fn cause(&self, holder: TaskIx) -> Option<Arc<CommonCause>> {
        let missing = self
            .missing
            .get(&holder)
            .filter(|missing| missing.found >= MANY)?;
        let label = self.label(holder);
        let adds = |at: &TaskIx| {
            self.missing
                .get(at)
                .is_some_and(|above| above.names.iter().any(|name| missing.names.contains(name)))
        };
        let next = |at: &TaskIx| self.above(*at).map(|(holder, _)| holder);
        let holders = std::iter::successors(Some(holder), next)
            .take_while(adds)
            .take(LEVELS);
        let lists: Option<Vec<Arg>> = holders.map(|holder| self.added(holder, LONG)).collect();
        let help = match lists {
            Some(lists) => say!(
                en: "write {lists}; or give the tasks to those who are in it",
                zh: "改为 {lists}；或将这些任务交给其中已有的经办方",
                lists = Arg::joined(lists, usize::MAX, Joined::Together),
            ),
            None => say!(
                en: "add all who work below {group} to its executors, as {names}; or give the tasks to those who are in it",
                zh: "将 {group} 之下的全部经办方加入其 `executors`，如 {names}；或将这些任务交给其中已有的经办方",
                group = label.clone(),
                names = list(missing.names.iter().rev().copied(), TOLD),
            ),
        };
        let task = self.ctx.plan.task(holder);
        let named = task.executors.value().map_or(&[][..], List::as_slice);
        Some(Arc::new(CommonCause {
            span: task.executors.span().unwrap_or_else(|| task.place()),
            what: say!(
                en: "executors are not among those of {group}",
                zh: "经办方不在 {group} 的经办方之列",
                group = label.clone(),
            ),
            shown_by: say!(
                en: "{group} is given to {names}",
                zh: "{group} 的经办方是 {names}",
                group = label.clone(),
                names = list(named, TOLD),
            ),
            help,
            key: match task.kind {
                Kind::Phase => [
                    Subject::Word("executors of phase"),
                    Subject::task(task.label()),
                ],
                Kind::Task => [Subject::Word("executors of"), Subject::task(task.label())],
            }
            .into(),
        }))
    }
}

/// How many names the groups among executors may come to, all together: a plan beyond is made to
/// fill the memory, and what goes beyond counts as not known.
const MOST_NAMES: usize = 1_000_000;

/// The named owners and all members of groups among them; `None` if that cannot be known: a
/// placeholder, a group that does not say who belongs to it, an owner that is not declared.
fn everyone<'c>(
    ctx: &Context<'c>,
    named: &'c [Name],
    budget: &mut usize,
) -> Option<BTreeSet<&'c str>> {
    // Most are a few names: comparing those costs less than hashing.
    let mut everyone = BTreeSet::new();
    let mut open: Vec<&'c Name> = named.iter().collect();
    while let Some(name) = open.pop() {
        let owner = ctx.owner(name)?;
        if !everyone.insert(&*owner.name.value) {
            continue;
        }
        if owner.is_placeholder() || owner.is_empty_group() {
            return None;
        }
        *budget = budget.checked_sub(owner.members.len())?;
        open.extend(&owner.members);
    }
    Some(everyone)
}
