#![doc = include_str!("encoding.md")]

use crate::model::rule_id;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Reads;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::ENCODING,
    title: "文件编码有误",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("encoding.md"),
        zh: include_str!("encoding.zh.md"),
    },
    run: Run::Reading,
})
.reads(Reads::Text);
