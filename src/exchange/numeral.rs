//! The numbers that Chinese documents give their parts: 一、（一）, 第一阶段.

use super::cell;
use super::wbs::is_number;

/// A number in Chinese, and what follows it in the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    /// The number.
    pub(super) value: u32,
    /// Which of these forms stands above which: 第一阶段 above 一 above （一）.
    pub(super) rank: usize,
    /// The number alone: `一` of `一、准备`, `第一阶段`.
    pub(super) label: String,
    /// What it stands before: `准备` of `一、准备`.
    pub(super) rest: String,
}

const DIGITS: [&str; 2] = ["一二三四五六七八九", "壹贰叁肆伍陆柒捌玖"];

/// What ends a number before what it stands before.
const MARKS: [char; 8] = ['、', '.', '．', '。', ':', '：', ',', '，'];

/// Read the Chinese number with which `text` begins.
pub(super) fn read(text: &str) -> Option<Numeral> {
    const UNITS: [&str; 8] = ["阶段", "部分", "大项", "章", "篇", "期", "步", "批"];
    // No heading of a part is longer.
    const LONGEST: usize = 100;
    let text = cell::squeeze(text);
    if text.chars().count() > LONGEST {
        return None;
    }
    let made = |value: u32, rank: usize, label: &str, rest: &str| {
        let rest = rest
            .trim_start()
            .trim_start_matches(MARKS)
            .trim_start()
            .to_owned();
        Some(Numeral {
            value,
            rank,
            label: label.to_owned(),
            rest,
        })
    };
    if let Some(after) = text.strip_prefix('第') {
        let (value, rest) = number(after.trim_start())?;
        let rest = rest.trim_start();
        let rest = UNITS.iter().find_map(|unit| rest.strip_prefix(unit))?;
        return made(value, 0, text[..text.len() - rest.len()].trim(), rest);
    }
    if let Some(after) = text.strip_prefix("阶段") {
        let (value, rest) = number(after.trim_start())?;
        let ends = rest.is_empty() || rest.starts_with(MARKS) || rest.starts_with(' ');
        return if ends {
            made(value, 0, text[..text.len() - rest.len()].trim(), rest)
        } else {
            None
        };
    }
    if let Some(after) = text.strip_prefix(['(', '（']) {
        let (value, rest) = chinese(after.trim_start())?;
        let label = after.trim_start();
        let label = &label[..label.len() - rest.len()];
        return made(
            value,
            2,
            label,
            rest.trim_start().strip_prefix([')', '）'])?,
        );
    }
    let (value, rest) = chinese(&text)?;
    let label = &text[..text.len() - rest.len()];
    let ends =
        rest.is_empty() || rest.trim_start().starts_with(MARKS) || rest.starts_with([')', '）']);
    if ends {
        made(value, 1, label, rest.trim_start_matches([')', '）']))
    } else {
        None
    }
}

/// `一.2` in digits.
pub(super) fn in_digits(text: &str) -> Option<String> {
    let numeral = read(text)?;
    is_number(&numeral.rest).then(|| format!("{}.{}", numeral.value, numeral.rest))
}

/// The number of `value` in Chinese, below a hundred.
pub(super) fn write(value: usize) -> String {
    let digit = |value: usize| {
        DIGITS[0]
            .chars()
            .nth(value.wrapping_sub(1))
            .map(String::from)
            .unwrap_or_default()
    };
    match value {
        0..10 => digit(value),
        10..20 => format!("十{}", digit(value - 10)),
        20..100 => format!("{}十{}", digit(value / 10), digit(value % 10)),
        _ => value.to_string(),
    }
}

/// A number in Chinese or in digits, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let half = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    match half {
        0 => chinese(text),
        _ => Some((text[..half].parse().ok()?, &text[half..])),
    }
}

/// A number in Chinese from 1 to 99, and what follows it.
fn chinese(text: &str) -> Option<(u32, &str)> {
    let digit = |text: &str| {
        let first = text.chars().next()?;
        let at = DIGITS
            .iter()
            .find_map(|digits| digits.chars().position(|digit| digit == first))?;
        Some((u32::try_from(at).ok()? + 1, first.len_utf8()))
    };
    let (tens, after) = match digit(text) {
        Some((value, bytes)) => (Some(value), &text[bytes..]),
        None => (None, text),
    };
    let Some(after_ten) = after.strip_prefix(['十', '拾']) else {
        return tens.map(|value| (value, after));
    };
    let (ones, rest) = digit(after_ten).map_or((0, after_ten), |(value, bytes)| {
        (value, &after_ten[bytes..])
    });
    Some((tens.unwrap_or(1) * 10 + ones, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(u32, usize, String, String)> {
        read(text).map(|numeral| (numeral.value, numeral.rank, numeral.label, numeral.rest))
    }

    #[test]
    fn in_many_forms() {
        for (text, value, rank, label, rest) in [
            ("一", 1, 1, "一", ""),
            ("二、", 2, 1, "二", ""),
            ("十", 10, 1, "十", ""),
            ("十一", 11, 1, "十一", ""),
            ("二十三、 收尾", 23, 1, "二十三", "收尾"),
            ("叁", 3, 1, "叁", ""),
            ("（一）", 1, 2, "一", ""),
            ("(十二) 采购", 12, 2, "十二", "采购"),
            ("第一阶段", 1, 0, "第一阶段", ""),
            ("第2阶段：实施", 2, 0, "第2阶段", "实施"),
            ("第三部分 验收", 3, 0, "第三部分", "验收"),
            ("阶段二", 2, 0, "阶段二", ""),
        ] {
            assert_eq!(
                parts(text),
                Some((value, rank, label.to_owned(), rest.to_owned())),
                "{text}"
            );
        }
        for text in [
            "",
            "1",
            "一期工程",
            "三方联调",
            "（1）",
            "第三方",
            "阶段：准备",
            "阶段一览",
            "合计",
            "第一",
            "百",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn mixed() {
        assert_eq!(in_digits("一.2").as_deref(), Some("1.2"));
        assert_eq!(in_digits("（二）1.3").as_deref(), Some("2.1.3"));
        assert_eq!(
            (in_digits("一"), in_digits("一、准备"), in_digits("1.2")),
            (None, None, None)
        );
    }

    #[test]
    fn written_and_read() {
        for value in 1..100 {
            let text = write(value);
            assert_eq!(
                parts(&text).map(|(value, ..)| value as usize),
                Some(value),
                "{text}"
            );
        }
    }
}
