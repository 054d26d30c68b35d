#![doc = include_str!("syntax.md")]

use crate::model::rule_id;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Reads;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::SYNTAX,
    title: "语法错误",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("syntax.md"),
        zh: include_str!("syntax.zh.md"),
    },
    run: Run::Reading,
})
.reads(Reads::Text);
