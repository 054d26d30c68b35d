//! How far a task is, as tables write it.

use super::cell;

/// What a cell of the progress column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProgressCell {
    /// A value of the plan format.
    Value(String),
    /// `not-started`, from words that can also mean that it is under way: `未完成`.
    NotDone,
    /// Begun, but not how far; or something else.
    Unclear,
}

/// Read a cell that is not empty.
pub(super) fn read(text: &str) -> ProgressCell {
    let folded = cell::folded(text);
    match folded.as_str() {
        "已完成" | "完成" | "已完结" | "完结" | "已结束" | "完毕" | "是" | "done" | "complete"
        | "completed" | "finished" | "closed" | "yes" | "y" | "true" | "√" | "✓" | "✔" => {
            return ProgressCell::Value("done".to_owned());
        }
        "未开始" | "尚未开始" | "未启动" | "否" | "not started" | "not-started" | "notstarted"
        | "no" | "n" | "false" | "×" | "✗" => {
            return ProgressCell::Value("not-started".to_owned());
        }
        "未完成" | "尚未完成" | "incomplete" | "not done" | "not complete" | "not completed" =>
        {
            return ProgressCell::NotDone;
        }
        _ => {}
    }
    percentage(&folded).map_or(ProgressCell::Unclear, ProgressCell::Value)
}

/// Whether a cell beside one that says `value` says the same in fewer words: `进行中` beside `80%`.
pub(super) fn agrees(text: &str, value: &str) -> bool {
    let is_begun = value.ends_with('%');
    match read(text) {
        ProgressCell::Value(said) => {
            said == value
                || (is_begun
                    && matches!(
                        cell::folded(text).as_str(),
                        "否" | "no" | "n" | "false" | "×" | "✗"
                    ))
        }
        ProgressCell::NotDone => value != "done",
        ProgressCell::Unclear => {
            is_begun
                && matches!(
                    cell::folded(text).as_str(),
                    "进行中"
                        | "正在进行"
                        | "推进中"
                        | "实施中"
                        | "部分完成"
                        | "已开始"
                        | "已启动"
                        | "in progress"
                        | "started"
                        | "ongoing"
                )
        }
    }
}

/// What several cells of one row say of its progress, in the order of their columns: what counts is
/// the percentage. The second value is whether it is read from words that can also mean that the
/// task is under way.
pub(super) fn of_cells(texts: &[&str]) -> Option<(String, bool)> {
    let percentage = texts
        .iter()
        .find_map(|text| percentage(&cell::folded(text)));
    let value = percentage.or_else(|| {
        texts.iter().find_map(|text| match read(text) {
            ProgressCell::Value(value) => Some(value),
            ProgressCell::NotDone | ProgressCell::Unclear => None,
        })
    });
    let is_not_done = |text: &&str| read(text) == ProgressCell::NotDone;
    match value {
        Some(value) => Some((value, false)),
        None => texts
            .iter()
            .any(is_not_done)
            .then(|| ("not-started".to_owned(), true)),
    }
}

/// `50%`, `进行中（50%）`, `完成50%`, `50% done`; without the sign `50` and, as spreadsheets store it,
/// `0.5`.
fn percentage(folded: &str) -> Option<String> {
    const BEFORE: [&str; 5] = ["已完成", "完成", "进行中", "in progress", "进度"];
    const AFTER: [&str; 5] = ["已完成", "完成", "completed", "complete", "done"];
    let around: &[char] = &['(', ')', ' ', ',', ':'];
    let rest = BEFORE
        .iter()
        .find_map(|word| folded.strip_prefix(word))
        .unwrap_or(folded)
        .trim_matches(around);
    let rest = AFTER
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest)
        .trim_matches(around);
    if let Some(number) = rest.strip_suffix('%') {
        let (whole, fraction) = decimal(number.trim_end())?;
        return percent(&whole, &fraction);
    }
    // A bare number beside a word can count anything: `完成3`.
    if rest != folded {
        return None;
    }
    let (whole, fraction) = decimal(rest)?;
    match (whole.as_str(), fraction.is_empty()) {
        ("1", true) => percent("100", ""),
        ("0", false) => {
            let shifted = format!("{fraction:0<2}");
            let (whole, fraction) = shifted.split_at(2);
            percent(whole, fraction)
        }
        _ => percent(&whole, &fraction),
    }
}

/// The digits before and after the point, without zeros that mean nothing. Text, because 0.555 *
/// 100 is no round number.
fn decimal(number: &str) -> Option<(String, String)> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_digits = |part: &str| {
        !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit())
    };
    (is_digits(whole) && is_digits(fraction))
        .then(|| (whole.to_owned(), fraction.trim_end_matches('0').to_owned()))
}

/// The progress of that many percent; `None` above 100.
fn percent(whole: &str, fraction: &str) -> Option<String> {
    let fraction = fraction.trim_end_matches('0');
    match (whole.parse::<u32>().ok()?, fraction.is_empty()) {
        (0, true) => Some("not-started".to_owned()),
        (100, true) => Some("done".to_owned()),
        (100.., _) => None,
        (whole, true) => Some(format!("{whole}%")),
        (whole, false) => Some(format!("{whole}.{fraction}%")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (text, value) in [
            ("已完成", "done"),
            ("是", "done"),
            ("100%", "done"),
            ("100.0%", "done"),
            ("1", "done"),
            ("1.0", "done"),
            ("Completed", "done"),
            ("未开始", "not-started"),
            ("否", "not-started"),
            ("0%", "not-started"),
            ("0", "not-started"),
            ("0.0", "not-started"),
            ("Not started", "not-started"),
            ("50%", "50%"),
            ("５０％", "50%"),
            ("0.5", "50%"),
            ("50", "50%"),
            ("0.555", "55.5%"),
            ("0.05", "5%"),
            ("05%", "5%"),
            ("12.50 %", "12.5%"),
            ("0.5%", "0.5%"),
            ("进行中50%", "50%"),
            ("进行中（50%）", "50%"),
            ("已完成 50%", "50%"),
            ("50% done", "50%"),
            ("1.5", "1.5%"),
        ] {
            assert_eq!(read(text), ProgressCell::Value(value.to_owned()), "{text}");
        }
    }

    #[test]
    fn two_columns() {
        let value = |texts: &[&str]| of_cells(texts).map(|(value, _)| value);
        assert_eq!(value(&["进行中", "80%"]).as_deref(), Some("80%"));
        assert_eq!(value(&["是", "80%"]).as_deref(), Some("80%"));
        assert_eq!(value(&["未完成", "已完成"]).as_deref(), Some("done"));
        assert_eq!(
            of_cells(&["未完成"]),
            Some(("not-started".to_owned(), true))
        );
        assert_eq!(value(&["进行中"]), None);
        for (text, with) in [
            ("进行中", "80%"),
            ("否", "80%"),
            ("未完成", "80%"),
            ("是", "done"),
            ("未完成", "not-started"),
            ("否", "not-started"),
        ] {
            assert!(agrees(text, with), "{text} {with}");
        }
        for (text, with) in [
            ("是", "80%"),
            ("未开始", "80%"),
            ("进行中", "done"),
            ("进行中", "not-started"),
            ("否", "done"),
            ("40%", "80%"),
        ] {
            assert!(!agrees(text, with), "{text} {with}");
        }
    }

    #[test]
    fn no_values() {
        for text in [
            "进行中",
            "部分完成",
            "101%",
            "100.1%",
            "-5%",
            "完成3",
            "50%-60%",
            "1/2",
            "约50%",
            "%",
            "1e1",
            "99999999999999999999%",
        ] {
            assert_eq!(read(text), ProgressCell::Unclear, "{text}");
        }
        assert_eq!(read("未完成"), ProgressCell::NotDone);
    }
}
