//! The text of a cell: what it says apart from spaces, widths and brackets.

use std::collections::BTreeSet;

/// Line breaks as `\n`, no space at the end of a line, none around the whole.
pub(super) fn clean(cell: &str) -> String {
    let cell = cell.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = cell.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// On one line, with single spaces.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Full-width letters, digits and punctuation as ASCII, character by character.
pub(super) fn half_width(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(fold).collect()
}

/// What words are compared as: half-width, lower case, single spaces.
pub(super) fn folded(text: &str) -> String {
    squeeze(&half_width(text).to_lowercase())
}

/// Whether a cell is filled only to say that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(folded(text).as_str(), "" | "/" | "\\" | "-" | "--" | "—" | "——" | "–" | "无" | "n/a" | "none" | "nil")
}

/// Yes or no, in the words that tables use.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "是" | "可" | "可以" | "能" | "yes" | "y" | "true" | "1" | "√" | "✓" | "✔" => Some(true),
        "否" | "不" | "不可" | "不可以" | "不能" | "no" | "n" | "false" | "0" | "×" | "✗" => Some(false),
        _ => None,
    }
}

/// Whether work may be left out.
pub(super) fn is_optional(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "可选" | "选做" | "optional" => Some(true),
        "必选" | "必做" | "required" | "mandatory" => Some(false),
        _ => yes_or_no(text),
    }
}

/// No name of an owner is longer; what is longer is prose. It also keeps every name short enough for a YAML key.
const LONGEST_NAME: usize = 100;

/// The names in a cell, each once. `None` if one of them is too long to be a name.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for part in split_list(text) {
        let name = squeeze(&part);
        if name.chars().count() > LONGEST_NAME {
            return None;
        }
        if !is_nothing(&name) && seen.insert(name.clone()) {
            names.push(name);
        }
    }
    Some(names)
}

/// The items of a list, split where people split: at commas, semicolons, slashes and line breaks of either width, but
/// not within brackets, as in `泛微（张三、李四）`.
fn split_list(text: &str) -> Vec<String> {
    let opens = text.matches(['(', '（']).count();
    let balanced = opens == text.matches([')', '）']).count();
    let mut items = vec![String::new()];
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if matches!(c, '，' | '、' | ',' | ';' | '；' | '/' | '／' | '\n') && (depth == 0 || !balanced) {
            items.push(String::new());
        } else if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items
}

/// The name without a mark such as `(可选)`, if it has one.
pub(super) fn without_optional_mark(name: &str) -> Option<String> {
    const OPEN: [char; 4] = ['(', '（', '[', '【'];
    const CLOSE: [char; 4] = [')', '）', ']', '】'];
    let is_mark = |word: &str| matches!(folded(word).as_str(), "可选" | "选做" | "optional");
    let name = name.trim();
    let at_front = name.strip_prefix(OPEN).and_then(|rest| rest.split_once(CLOSE));
    let at_back = name.strip_suffix(CLOSE).and_then(|rest| rest.rsplit_once(OPEN)).map(|(rest, word)| (word, rest));
    let (_, rest) = at_front.filter(|(word, _)| is_mark(word)).or_else(|| at_back.filter(|(word, _)| is_mark(word)))?;
    Some(squeeze(rest)).filter(|rest| !rest.is_empty())
}

/// The largest number of days that a plan can give.
const MOST_DAYS: u32 = 1_000_000;

/// A number of whole days: `5`, `5天`, `5 days`, `总天数35`; for a phase also `阶段总天数35`.
pub(super) fn days(text: &str, of_a_phase: bool) -> Option<u32> {
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
    rest = AFTER.iter().find_map(|word| rest.strip_suffix(word)).unwrap_or(rest).trim_end();
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let is_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    whole.parse().ok().filter(|days| is_number && is_whole && *days <= MOST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_many_forms() {
        for text in ["", " ", "/", "／", "-", "－", "—", "——", "无", "N/A", "n/a", "None"] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["0", "否", "无锡", "--x", "na"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn lists_of_names() {
        let names = |text| names(text).expect("short names");
        assert_eq!(names("粤政易，泛微"), ["粤政易", "泛微"]);
        assert_eq!(names("A、B,C; D；E/F\nA, -"), ["A", "B", "C", "D", "E", "F"]);
        assert_eq!(names("泛微（张三、李四），达梦"), ["泛微（张三、李四）", "达梦"]);
        assert_eq!(names("泛微（张三、李四"), ["泛微（张三", "李四"]);
        assert_eq!(super::names(&"长".repeat(101)), None);
    }

    #[test]
    fn marks_of_optional_work() {
        for name in
            ["(可选) 在线预览", "（可选）在线预览", "[optional] 在线预览", "【可选】在线预览", "在线预览（可选）"]
        {
            assert_eq!(without_optional_mark(name).as_deref(), Some("在线预览"), "{name}");
        }
        for name in ["(可选)", "可选 在线预览", "(可选的) 在线预览", "（仅正式环境）部署"] {
            assert_eq!(without_optional_mark(name), None, "{name}");
        }
    }

    #[test]
    fn numbers_of_days() {
        for text in ["5", "５", "5天", "5 days", "5d", "5个工作日", "5.0", "共5天", "总天数：5", "0005"] {
            assert_eq!(days(text, false), Some(5), "{text}");
        }
        assert_eq!(days("阶段总天数35", true), Some(35));
        for text in ["阶段总天数35", "2.5", "约5天", "2周", "-3", "1000001", "99999999999", "", "天", "5.", "+5", "1e3"]
        {
            assert_eq!(days(text, false), None, "{text}");
        }
    }
}
