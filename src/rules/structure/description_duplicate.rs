#![doc = include_str!("description_duplicate.md")]

use std::collections::HashMap;

use crate::config::Level;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "description-duplicate",
    since: "0.1.0",
    level: Level::Off,
    page: include_str!("description_duplicate.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut first: HashMap<&str, &Task> = HashMap::new();
    for task in &ctx.plan.tasks {
        let Some(description) = &task.description else {
            continue;
        };
        let text = description.value.trim();
        match first.get(text) {
            None => {
                first.insert(text, task);
            }
            Some(other) => {
                let message = format!(
                    "{} has the same description as {}",
                    task.label(),
                    other.label()
                );
                let mut finding = Finding::new(RULE.id, description.span, message)
                    .help("say what is particular about this task; the text was likely pasted")
                    .task(task.id());
                if let Some(text) = &other.description {
                    finding =
                        finding.label(text.span, format!("the description of {}", other.label()));
                }
                out.add(finding);
            }
        }
    }
}
