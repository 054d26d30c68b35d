//! The column that says whether a task can be done beside others, or what it waits for instead.

use super::cell;
use super::dependency;
use super::dependency::Dependency;

/// What a cell of this column says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ParallelCell {
    /// Yes or no, if it says either.
    pub(super) parallel: Option<bool>,
    /// What it waits for.
    pub(super) depends_on: Vec<Dependency>,
    /// Whether that is all that it says.
    pub(super) complete: bool,
}

/// Read a cell that is not empty: `可并行`, `否`, `依赖1.1、1.2`, or several of them.
pub(super) fn read(text: &str, exists: impl Fn(&str) -> bool) -> ParallelCell {
    if let Some(depends_on) = dependency::phrase(text, &exists) {
        return ParallelCell {
            parallel: None,
            depends_on,
            complete: true,
        };
    }
    let mut read = ParallelCell {
        complete: true,
        ..ParallelCell::default()
    };
    for part in text
        .split(['，', ',', ';', '；', '。', '\n'])
        .filter(|part| !cell::is_nothing(part))
    {
        if let Some(parallel) = yes_or_no(part)
            && read.parallel.is_none_or(|before| before == parallel)
        {
            read.parallel = Some(parallel);
        } else if let Some(found) = dependency::phrase(part, &exists) {
            read.depends_on.extend(found);
        } else {
            read.complete = false;
        }
    }
    read
}

fn yes_or_no(text: &str) -> Option<bool> {
    match cell::folded(text).as_str() {
        "可并行" | "可以并行" | "能并行" | "并行" | "parallel" | "in parallel"
        | "can be parallel" => Some(true),
        "不可并行" | "不可以并行" | "不能并行" | "不并行" | "串行" | "not parallel"
        | "sequential" | "serial" => Some(false),
        _ => cell::yes_or_no(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> (Option<bool>, Vec<String>, bool) {
        let read = read(text, |_| false);
        (
            read.parallel,
            read.depends_on
                .into_iter()
                .map(|dependency| dependency.task)
                .collect(),
            read.complete,
        )
    }

    #[test]
    fn cells() {
        for text in ["可并行", "是", "Yes", "true", "并行"] {
            assert_eq!(check(text), (Some(true), vec![], true), "{text}");
        }
        for text in ["否", "不可并行", "No", "串行"] {
            assert_eq!(check(text), (Some(false), vec![], true), "{text}");
        }
        assert_eq!(
            check("依赖1.1，1.2"),
            (None, vec!["1.1".to_owned(), "1.2".to_owned()], true)
        );
        assert_eq!(
            check("可并行，依赖1.1"),
            (Some(true), vec!["1.1".to_owned()], true)
        );
        assert_eq!(check("可并行，否"), (Some(true), vec![], false));
        assert_eq!(check("看情况"), (None, vec![], false));
    }
}
