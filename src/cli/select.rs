//! `--select` and `--ignore`: which rules somebody wants to hear about.

use clap::Args as ClapArgs;

use crate::config;
use crate::config::Named;
use crate::config::Selection;
use crate::rules;
use crate::words::Message;
use crate::words::Wrong;
use crate::words::say;

#[derive(Debug, ClapArgs)]
pub(super) struct SelectArgs {
    /// Show and fail only on findings of these rules, or families of rules as date-*; a comma
    /// between them, or given several times. What could not be read is always shown, and fails
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = named)]
    select: Vec<Named>,
    /// Leave out findings of these rules, or families of rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = named)]
    ignore: Vec<Named>,
}

impl SelectArgs {
    /// The rules that are wanted. A rule that is called by its own name stands above its family.
    pub(super) fn selection(&self) -> Selection {
        let ids = |names: &[Named], family: bool| {
            let names = names
                .iter()
                .filter(|name| matches!(name, Named::Family(_)) == family);
            names.flat_map(Named::ids).collect()
        };
        let (named, of_families) = (ids(&self.select, false), ids(&self.select, true));
        let mut ignore: std::collections::BTreeSet<&'static str> = ids(&self.ignore, true);
        ignore.retain(|id| !named.contains(id));
        ignore.extend(ids(&self.ignore, false));
        let select =
            (!self.select.is_empty()).then(|| named.union(&of_families).copied().collect());
        Selection {
            select,
            ignore,
            named,
        }
    }
}

fn named(name: &str) -> Result<Named, Wrong> {
    if name.is_empty() {
        return Err(Wrong(say!(
            en: "the name of a rule is empty",
            zh: "规则名为空",
        )));
    }
    config::named(name, rules::specs())
        .map_err(|help| Wrong(Message::in_a_line(vec![no_such(name), help])))
}

/// What is wrong with a name that neither a rule nor a family has.
pub(super) fn no_such(name: &str) -> Message {
    if name.contains('*') {
        say!(
            en: "there is no rule or family {name}",
            zh: "没有名为 {name} 的规则或规则组",
            name = name,
        )
    } else {
        say!(en: "there is no rule {name}", zh: "没有名为 {name} 的规则", name = name)
    }
}
