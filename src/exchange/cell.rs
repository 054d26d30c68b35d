//! The text of a cell: what it says apart from spaces, widths and brackets.

use std::collections::BTreeSet;

pub(super) use crate::text::typed::days;
pub(super) use crate::text::typed::folded;
pub(super) use crate::text::typed::half_width;
pub(super) use crate::text::typed::is_nothing;
pub(super) use crate::text::typed::squeeze;
pub(super) use crate::text::typed::yes_or_no;

/// Line breaks as `\n`, no space at the end of a line, none around the whole.
pub(super) fn clean(cell: &str) -> String {
    let cell = cell.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = cell.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Whether work may be left out.
pub(super) fn is_optional(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "可选" | "选做" | "optional" => Some(true),
        "必选" | "必做" | "required" | "mandatory" => Some(false),
        _ => yes_or_no(text),
    }
}

/// No name of an owner is longer; what is longer is prose. It also keeps every name short enough
/// for a YAML key.
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

/// The items of a list, split where people split: at commas, semicolons, slashes and line breaks of
/// either width, but not within brackets, as in `泛微（张三、李四）`.
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
        if matches!(c, '，' | '、' | ',' | ';' | '；' | '/' | '／' | '\n')
            && (depth == 0 || !balanced)
        {
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
    let at_front = name
        .strip_prefix(OPEN)
        .and_then(|rest| rest.split_once(CLOSE));
    let at_back = name
        .strip_suffix(CLOSE)
        .and_then(|rest| rest.rsplit_once(OPEN))
        .map(|(rest, word)| (word, rest));
    let (_, rest) = at_front
        .filter(|(word, _)| is_mark(word))
        .or_else(|| at_back.filter(|(word, _)| is_mark(word)))?;
    Some(squeeze(rest)).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names() {
        let names = |text| names(text).expect("short names");
        assert_eq!(names("粤政易，泛微"), ["粤政易", "泛微"]);
        assert_eq!(
            names("A、B,C; D；E/F\nA, -"),
            ["A", "B", "C", "D", "E", "F"]
        );
        assert_eq!(
            names("泛微（张三、李四），达梦"),
            ["泛微（张三、李四）", "达梦"]
        );
        assert_eq!(names("泛微（张三、李四"), ["泛微（张三", "李四"]);
        assert_eq!(super::names(&"长".repeat(101)), None);
    }

    #[test]
    fn marks_of_optional_work() {
        for name in [
            "(可选) 在线预览",
            "（可选）在线预览",
            "[optional] 在线预览",
            "【可选】在线预览",
            "在线预览（可选）",
        ] {
            assert_eq!(
                without_optional_mark(name).as_deref(),
                Some("在线预览"),
                "{name}"
            );
        }
        for name in [
            "(可选)",
            "可选 在线预览",
            "(可选的) 在线预览",
            "（仅正式环境）部署",
        ] {
            assert_eq!(without_optional_mark(name), None, "{name}");
        }
    }
}
