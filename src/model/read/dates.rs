//! Single values: flags, dates, numbers, progress.

use crate::calendar::Day;
use crate::finding::Finding;
use crate::model::Field;
use crate::model::Progress;
use crate::model::format::LARGEST_NUMBER;
use crate::text::Spanned;
use crate::text::scalar::Value;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;

use super::Reader;
use super::findings::describe;
use super::findings::shown;

impl Reader {
    /// The text where a date belongs.
    pub(super) fn date_text<'d>(&mut self, node: NodeRef<'d>, key: &str) -> Option<&'d str> {
        match node.scalar() {
            Some(scalar) => match scalar.value() {
                Value::Text(text) => Some(text),
                Value::Null => {
                    self.no_value(node, key);
                    None
                }
                _ => {
                    self.not_a_date(node, key, scalar.text, "2023-08-21");
                    None
                }
            },
            None => {
                self.wrong(node, &format!("`{key}`"), "a date", "write it as YYYY-MM-DD: 2023-08-21");
                None
            }
        }
    }

    pub(super) fn day(&mut self, node: NodeRef<'_>, key: &str) -> Field<Day> {
        let Some(text) = self.date_text(node, key) else { return Field::Unreadable(node.span()) };
        match Day::parse(text) {
            Some(day) => Field::Given(Spanned::new(day, node.span())),
            None => {
                self.not_a_date(node, key, text, "2023-08-21");
                Field::Unreadable(node.span())
            }
        }
    }

    pub(super) fn not_a_date(&mut self, node: NodeRef<'_>, key: &str, text: &str, example: &str) {
        let bytes = text.as_bytes();
        let iso = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
        let message = if iso {
            format!("`{key}`: there is no {text} in the calendar")
        } else {
            format!("`{key}`: {} is not a date", shown(text))
        };
        let (help, fix) = match read_loosely(text) {
            Some(day) if !iso => (format!("write {day}"), Some(day.to_string())),
            _ if iso => ("check the month and the day".to_owned(), None),
            _ if matches!(key, "start" | "finish") => {
                (format!("write it as {example}; if the date is not settled, say why in `pending` instead"), None)
            }
            _ => (format!("write it as {example}"), None),
        };
        let mut finding = Finding::new("schema", node.span(), message).help(help).key(key).task(self.task.as_deref());
        if let Some(fix) = fix.filter(|_| !node.is_alias()) {
            finding = finding.fix("write the date as YYYY-MM-DD", node.span(), fix);
        }
        self.findings.add(finding);
    }

    /// A whole number of at least `least`.
    pub(super) fn integer(&mut self, node: NodeRef<'_>, key: &str, least: i64) -> Option<Spanned<i64>> {
        let number = match node.scalar().map(Scalar::value) {
            Some(Value::Int(n)) => Some(n),
            // 5.0 is the whole number 5 to JSON Schema, and so it is here.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "a million fits into both"
            )]
            Some(Value::Float(n)) if n.fract() == 0.0 && n.abs() <= LARGEST_NUMBER as f64 => Some(n as i64),
            Some(Value::Null) => {
                self.no_value(node, key);
                return None;
            }
            _ => None,
        };
        match number {
            Some(n) if (least..=LARGEST_NUMBER).contains(&n) => Some(Spanned::new(n, node.span())),
            _ => {
                let help = match node.scalar().and_then(|scalar| number_with_unit(scalar.text)) {
                    Some(digits) => format!("write just the number: {key}: {digits}"),
                    None => format!("write a whole number: {key}: 5"),
                };
                let expected = match least {
                    0 => "a whole number, 0 or more",
                    1 => "a whole number, 1 or more",
                    _ => "a whole number",
                };
                let message = format!("`{key}` is {expected}; this is {}", describe(node));
                self.schema(node.span(), key, message, &help);
                None
            }
        }
    }

    pub(super) fn number(&mut self, node: NodeRef<'_>, key: &str, least: i64) -> Field<u32> {
        match self.integer(node, key, least) {
            Some(n) => Field::Given(Spanned::new(u32::try_from(n.value).unwrap_or(0), n.span)),
            None => Field::Unreadable(node.span()),
        }
    }

    pub(super) fn progress(&mut self, node: NodeRef<'_>) -> Field<Progress> {
        let value = node.scalar().map(Scalar::value);
        #[expect(clippy::cast_precision_loss, reason = "anything beyond 100 is refused anyway")]
        let progress = match value {
            Some(Value::Text(text)) => Progress::parse(text),
            Some(Value::Int(n)) => Progress::percent(n as f64),
            Some(Value::Float(n)) => Progress::percent(n),
            Some(Value::Null) => {
                self.no_value(node, "progress");
                return Field::Unreadable(node.span());
            }
            _ => None,
        };
        match progress {
            Some(progress) => Field::Given(Spanned::new(progress, node.span())),
            None => {
                let message = format!("`progress` cannot be {}", describe(node));
                let known = node.scalar().and_then(|scalar| in_our_words(scalar.text));
                let help = known.map_or_else(
                    || "write not-started, done, or a percentage: 50%".to_owned(),
                    |word| format!("write {word}"),
                );
                let mut finding = Finding::new("schema", node.span(), message).help(help).key("progress");
                if let Some(word) = known.filter(|_| !node.is_alias()) {
                    finding = finding.fix(format!("write {word}"), node.span(), word);
                }
                let finding = finding.task(self.task.as_deref());
                self.findings.add(finding);
                Field::Unreadable(node.span())
            }
        }
    }
}

/// What spreadsheets call the two ends of progress.
fn in_our_words(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "已完成" | "完成" | "finished" | "complete" | "completed" => Some("done"),
        "未开始" | "not started" | "not begun" | "open" => Some("not-started"),
        _ => None,
    }
}

/// The digits of `5天` or `5 days`; nothing of `2.5` or `-3`, which mean something else.
fn number_with_unit(text: &str) -> Option<String> {
    let text = half_width(text);
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - unit.len()];
    let known = ["", "天", "日", "个工作日", "工作日", "d", "day", "days"].contains(&unit.trim());
    (known && !digits.is_empty()).then(|| digits.to_owned())
}

/// Full-width digits, letters and signs as their ASCII forms.
fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .collect()
}

/// A date in a form that people write and the format does not take: `2023年8月21日`, `2023/8/21`, full-width digits.
fn read_loosely(text: &str) -> Option<Day> {
    let text = half_width(text);
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = numbers[..] else { return None };
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    let known = matches!(rest.as_str(), "年月日" | "年月" | "//" | "--" | ".." | "年月号");
    if !known || year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_people_write() {
        for text in ["2023年8月21日", "2023/8/21", "2023.08.21", "２０２３－０８－２１", "2023-8-21"] {
            assert_eq!(read_loosely(text).map(|day| day.to_string()).as_deref(), Some("2023-08-21"), "{text}");
        }
        for text in ["21.8.2023", "2023", "2023-08", "2023-02-30", "8月21日", "20230821"] {
            assert_eq!(read_loosely(text), None, "{text}");
        }
    }
}
