#![doc = include_str!("ignore_expired.md")]

use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "ignore-expired",
    title: "忽略条目已过期",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("ignore_expired.md"),
        zh: include_str!("ignore_expired.zh.md"),
    },
    run: Run::Settings,
});
