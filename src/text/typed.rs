//! What people type means, apart from spaces and widths.

/// On one line, with single spaces.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Full-width letters, digits and punctuation as ASCII, character by character.
pub(crate) fn half_width(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(fold).collect()
}

/// What words are compared as: half-width, lower case, single spaces.
pub(crate) fn folded(text: &str) -> String {
    squeeze(&half_width(text).to_lowercase())
}

/// Whether a cell is filled only to say that there is nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(
        folded(text).as_str(),
        "" | "/" | "\\" | "-" | "--" | "—" | "——" | "–" | "无" | "n/a" | "none" | "nil"
    )
}

/// Yes or no, in the words that people use.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "是" | "可" | "可以" | "能" | "yes" | "y" | "true" | "1" | "√" | "✓" | "✔" => {
            Some(true)
        }
        "否" | "不" | "不可" | "不可以" | "不能" | "no" | "n" | "false" | "0" | "×" | "✗" => {
            Some(false)
        }
        _ => None,
    }
}

/// The largest number of days that a plan can give.
const MOST_DAYS: u32 = 1_000_000;

/// A number of whole days: `5`, `5天`, `5 days`, `总天数35`; for a phase also `阶段总天数35`.
pub(crate) fn days(text: &str, of_a_phase: bool) -> Option<u32> {
    const BEFORE: [&str; 7] = ["总天数", "总工期", "共计", "合计", "总计", "共", "total"];
    const AFTER: [&str; 13] = [
        "个工作日",
        "个自然日",
        "个日历日",
        "工作日",
        "自然日",
        "日历日",
        "天",
        "日",
        "working days",
        "workdays",
        "days",
        "day",
        "d",
    ];
    let folded = folded(text);
    let mut rest = folded.as_str();
    if of_a_phase {
        rest = rest.strip_prefix("阶段").unwrap_or(rest);
    }
    let before = BEFORE.iter().find_map(|word| rest.strip_prefix(word));
    rest = before.map_or(rest, |rest| rest.trim_start_matches([':', ' ']));
    rest = AFTER
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest)
        .trim_end();
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let is_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    whole
        .parse()
        .ok()
        .filter(|days| is_number && is_whole && *days <= MOST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_many_forms() {
        for text in [
            "", " ", "/", "／", "-", "－", "—", "——", "无", "N/A", "n/a", "None",
        ] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["0", "否", "无锡", "--x", "na"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn numbers_of_days() {
        for text in [
            "5",
            "５",
            "5天",
            "5 days",
            "5d",
            "5个工作日",
            "5.0",
            "共5天",
            "总天数：5",
            "0005",
        ] {
            assert_eq!(days(text, false), Some(5), "{text}");
        }
        assert_eq!(days("阶段总天数35", true), Some(35));
        for text in [
            "阶段总天数35",
            "2.5",
            "约5天",
            "2周",
            "-3",
            "1000001",
            "99999999999",
            "",
            "天",
            "5.",
            "+5",
            "1e3",
        ] {
            assert_eq!(days(text, false), None, "{text}");
        }
    }
}
