#![doc = include_str!("owner_outside_parent.md")]

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::Cause;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::model::Name;
use crate::model::Owner;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;
use crate::text::scalar;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-outside-parent",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_outside_parent.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut lists = Lists {
        ctx,
        allowed: HashMap::new(),
        budget: MOST_NAMES,
        missing: HashMap::new(),
    };
    lists.find_missing();
    let mut causes: HashMap<TaskIx, Option<Arc<Cause>>> = HashMap::new();
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
            let others = list(named.iter().map(|name| &*name.value), TOLD);
            let message = format!(
                "{} works on {}, but {} is given to {others}",
                name.value,
                task.label(),
                lists.label(holder)
            );
            let mut finding = Finding::new(RULE.id, name.span, message)
                .help(lists.help(ix, holder, canonical, outsiders.len() == own.len()))
                .task(task.id())
                .owner(canonical)
                .key(*canonical);
            if let Some(span) = above.executors.span() {
                finding = finding.label(span, format!("the executors of {}", lists.label(holder)));
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
    fn help(&self, ix: TaskIx, holder: TaskIx, canonical: &str, only: bool) -> String {
        let task = self.ctx.plan.task(ix).label();
        let instead = if only {
            format!("give {task} to one of them")
        } else {
            format!("take {canonical} off {task}")
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
        let lists: Option<Vec<String>> = holders
            .iter()
            .map(|holder| self.added(*holder, SHORT))
            .collect();
        let labels: Vec<String> = holders.iter().map(|holder| self.label(*holder)).collect();
        match lists {
            Some(lists) if !lists.is_empty() => {
                format!("write {}; or {instead}", lists.join(", and "))
            }
            None => format!(
                "add {canonical} to the executors of {}, or {instead}",
                labels.join(" and of ")
            ),
            Some(_)
                if self
                    .ctx
                    .plan
                    .owner(canonical)
                    .is_some_and(Owner::is_placeholder) =>
            {
                format!("{instead}, or name who {canonical} really is once that is settled")
            }
            Some(_) => format!(
                "add {canonical} to {}, or {instead}",
                self.ctx.plan.task(holder).label()
            ),
        }
    }

    /// `phase 3`, or `3.3`.
    fn label(&self, ix: TaskIx) -> String {
        let task = self.ctx.plan.task(ix);
        if task.kind == Kind::Phase {
            format!("phase {}", task.label())
        } else {
            task.label().to_owned()
        }
    }

    /// `executors: [粤政易, 深信服] of 3.3`: the whole list; `None` if it has more than so many
    /// characters.
    fn added(&self, holder: TaskIx, most: usize) -> Option<String> {
        let missing = self.missing.get(&holder).filter(|missing| !missing.more)?;
        let own = self
            .ctx
            .plan
            .task(holder)
            .executors
            .value()
            .map_or(&[][..], Vec::as_slice);
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
        (all.chars().count() <= most)
            .then(|| format!("executors: [{all}] of {}", self.label(holder)))
    }

    /// What those who are outside of a list have in common, if they are many.
    fn cause(&self, holder: TaskIx) -> Option<Arc<Cause>> {
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
        let lists: Option<Vec<String>> = holders.map(|holder| self.added(holder, LONG)).collect();
        let instead = "or give the tasks to those who are in it";
        let help = match lists {
            Some(lists) => format!("write {}; {instead}", lists.join(", and ")),
            None => {
                let names = list(missing.names.iter().rev().copied(), TOLD);
                format!("add all who work below {label} to its executors, as {names}; {instead}")
            }
        };
        let task = self.ctx.plan.task(holder);
        let named = task.executors.value().map_or(&[][..], Vec::as_slice);
        Some(Arc::new(Cause {
            span: task.executors.span().unwrap_or_else(|| task.place()),
            what: format!("executors are not among those of {label}").into(),
            shown_by: format!(
                "{label} is given to {}",
                list(named.iter().map(|name| &*name.value), TOLD)
            )
            .into(),
            help: help.into(),
            key: format!("executors of {label}"),
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
