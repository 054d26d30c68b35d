#![doc = include_str!("unquoted_id.md")]

use crate::model::Bearing;
use crate::model::rule_id;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::UNQUOTED_ID,
    title: "编号没有引号",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("unquoted_id.md"),
        zh: include_str!("unquoted_id.zh.md"),
    },
    run: Run::Reading,
})
.fields(WHERE.and(Bearing::LINKS));
