#![doc = include_str!("description_duplicate.md")]

use std::collections::HashMap;

use crate::config::Level;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "description-duplicate",
    title: "说明重复",
    since: "0.1.0",
    level: Level::Off,
    page: Page {
        en: include_str!("description_duplicate.md"),
        zh: include_str!("description_duplicate.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::WORDS);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut first: HashMap<&str, &Task> = HashMap::new();
    for task in &ctx.plan.tasks {
        let Some(description) = task.description.given() else {
            continue;
        };
        let text = description.value.trim();
        match first.get(text) {
            None => {
                first.insert(text, task);
            }
            Some(other) => {
                let message = say!(
                    en: "{task} has the same description as {other}",
                    zh: "{task} 的说明与 {other} 的相同",
                    task = task,
                    other = *other,
                );
                let mut finding = Finding::new(RULE.id, description.span, message)
                    .help(say!(
                        en: "say what is particular about this task; the text was likely pasted",
                        zh: "写明该任务的特别之处；该文字很可能是复制来的",
                    ))
                    .task(task.id());
                if let Some(text) = other.description.given() {
                    let description = say!(
                        en: "the description of {other}",
                        zh: "{other} 的说明",
                        other = *other,
                    );
                    finding = finding.label(text.span, description);
                }
                out.add(finding);
            }
        }
    }
}
