#![doc = include_str!("dependency_duplicate.md")]

use std::collections::HashMap;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-duplicate",
    title: "前置任务重复",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("dependency_duplicate.md"),
        zh: include_str!("dependency_duplicate.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for task in ctx
        .plan
        .tasks
        .iter()
        .filter(|task| task.depends_on.len() > 1)
    {
        // Links of different types on the same predecessor are two conditions, not one said twice.
        let mut seen = HashMap::new();
        for dependency in task
            .depends_on
            .iter()
            .filter(|dependency| !dependency.unclear)
        {
            let key = (&*dependency.target.value, dependency.link);
            let Some(first) = seen.get(&key) else {
                seen.insert(key, dependency);
                continue;
            };
            let message = say!(
                en: "{task} lists {other} twice in `depends_on`",
                zh: "{task} 在 `depends_on` 中两次列出 {other}",
                task = task,
                other = &dependency.target,
            );
            let finding = Finding::new(RULE.id, dependency.target.span, message)
                .help(say!(en: "remove one of the two entries", zh: "删去其中一条"))
                .label(
                    first.target.span,
                    say!(en: "the first one", zh: "第一次列出"),
                )
                .task(task.id())
                .key(Subject::task(&dependency.target.value));
            out.add(finding);
        }
    }
}
