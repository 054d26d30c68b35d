#![doc = include_str!("ignore_unused.md")]

use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "ignore-unused",
    title: "忽略条目没有用到",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("ignore_unused.md"),
        zh: include_str!("ignore_unused.zh.md"),
    },
    run: Run::Settings,
});
