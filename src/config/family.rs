//! Names of rules, and of families of them: `date-*` is every rule whose name begins with `date-`.

use std::collections::BTreeSet;

use crate::finding::nearest;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use super::RuleSpec;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Named {
    /// One rule.
    Rule(&'static RuleSpec),
    /// The rules of a family, at least one.
    Family(Vec<&'static RuleSpec>),
}

impl Named {
    /// The ids of the rules that it stands for.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'static str> {
        let rules = match self {
            Named::Rule(spec) => std::slice::from_ref(spec),
            Named::Family(rules) => rules,
        };
        rules.iter().map(|spec| spec.id)
    }
}

/// The rule or family called `name`.
///
/// # Errors
/// If there is none: what to do about it.
pub(crate) fn named(name: &str, specs: &'static [RuleSpec]) -> Result<Named, Message> {
    if let Some(spec) = specs.iter().find(|spec| spec.id == name) {
        return Ok(Named::Rule(spec));
    }
    let first = |id: &'static str| id.split_once('-').map(|(first, _)| first);
    let family: Vec<&RuleSpec> = match name.strip_suffix("-*") {
        Some(word) => specs
            .iter()
            .filter(|spec| first(spec.id) == Some(word))
            .collect(),
        None => Vec::new(),
    };
    if !family.is_empty() {
        return Ok(Named::Family(family));
    }
    let families = families(specs);
    // Who types a whole word means its family, whatever rule is near.
    if let Some(family) = families
        .iter()
        .find(|family| family.strip_suffix("-*") == Some(name.trim_end_matches(['-', '*'])))
    {
        return Err(did_you_mean(family));
    }
    let names = specs
        .iter()
        .map(|spec| spec.id)
        .chain(families.iter().map(String::as_str));
    Err(match nearest(name, names) {
        Some(near) => did_you_mean(near),
        None if name.contains('*') => say!(
            en: "the families are {families}",
            zh: "规则组有：{families}",
            families = Arg::joined(families.iter().map(|family| code(family.as_str())), usize::MAX, Joined::Comma),
        ),
        None => say!(
            en: "`planlint explain` lists the rules",
            zh: "`planlint explain` 列出全部规则",
        ),
    })
}

fn did_you_mean(near: &str) -> Message {
    say!(en: "did you mean {near}?", zh: "是否指 {near}？", near = code(near))
}

/// The families that the rules are in, in the order of the alphabet.
#[must_use]
pub(crate) fn families(specs: &[RuleSpec]) -> Vec<String> {
    let families: BTreeSet<String> = specs
        .iter()
        .filter_map(|spec| spec.id.split_once('-'))
        .map(|(first, _)| format!("{first}-*"))
        .collect();
    families.into_iter().collect()
}
