#![doc = include_str!("schema.md")]

use crate::model::rule_id;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Reads;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::SCHEMA,
    title: "不符合计划格式",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("schema.md"),
        zh: include_str!("schema.zh.md"),
    },
    run: Run::Reading,
})
.reads(Reads::Shape);
