//! Single values: flags, dates, numbers, progress.

use crate::calendar::Day;
use crate::calendar::Range;
use crate::calendar::written;
use crate::calendar::written::DateCell;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::Field;
use crate::model::Progress;
use crate::model::fields::LARGEST_NUMBER;
use crate::text::Spanned;
use crate::text::scalar::Value;
use crate::text::typed;
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
                Value::Null => {
                    self.no_value(node, key);
                    None
                }
                // 20230821 is a number to YAML, and a date in another form to people.
                _ => Some(scalar.text),
            },
            None => {
                self.wrong(
                    node,
                    &format!("`{key}`"),
                    "a date",
                    "write it as YYYY-MM-DD",
                );
                None
            }
        }
    }

    pub(super) fn day(&mut self, node: NodeRef<'_>, key: &str) -> Field<Day> {
        let Some(text) = self.date_text(node, key) else {
            return Field::Unreadable(node.span());
        };
        match Day::parse(text).or_else(|| self.not_a_date(node, key, text)) {
            Some(day) => Field::Given(Spanned::new(day, node.span())),
            None => Field::Unreadable(node.span()),
        }
    }

    /// Say that this is no date of the format. The day, if it can be only one.
    fn not_a_date(&mut self, node: NodeRef<'_>, key: &str, text: &str) -> Option<Day> {
        let message = format!("`{key}`: {} is not a date", shown(text));
        let (message, help, day, fix) = match written::read(text) {
            DateCell::Day(day) => (
                message,
                format!("write {day}"),
                Some(day),
                Some(day.to_string()),
            ),
            DateCell::DayAndMore(day) if text.contains([':', '：']) => {
                let help =
                    format!("write {day}; a time of day has no place in a date, but in `notes`");
                (message, help, Some(day), None)
            }
            DateCell::DayAndMore(day) => {
                let help = format!(
                    "{day} is a {}: write the day that is meant, without its name",
                    day.weekday().name()
                );
                (message, help, None, None)
            }
            DateCell::Unclear if is_iso(text) => {
                let message = format!("`{key}`: there is no {text} in the calendar");
                (
                    message,
                    "check the month and the day".to_owned(),
                    None,
                    None,
                )
            }
            DateCell::Unclear | DateCell::Words => (message, without_a_date(key, text), None, None),
        };
        let mut finding = Finding::new("schema", node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(fix) = fix.filter(|_| !node.is_alias()) {
            finding = finding.fix("write the date as YYYY-MM-DD", node.span(), fix);
        }
        self.findings.add(finding);
        day
    }

    /// A day, or a range of days.
    pub(super) fn range(&mut self, node: NodeRef<'_>, key: &str) -> Option<Range> {
        let text = self.date_text(node, key)?;
        let of = |first, last| Some(Range { first, last });
        let range = match text.split_once("..") {
            Some((first, last)) => Day::parse(first)
                .zip(Day::parse(last))
                .and_then(|(first, last)| of(first, last)),
            None => Day::parse(text).and_then(|day| of(day, day)),
        };
        if range.is_some() {
            return range;
        }
        let Some((first, last)) = ["..", "至", "~", "～"]
            .iter()
            .find_map(|between| text.split_once(between))
        else {
            return self
                .not_a_date(node, key, text)
                .and_then(|day| of(day, day));
        };
        let meant = match (
            written::read(first.trim()),
            written::read(last.trim_matches([' ', '.'])),
        ) {
            (DateCell::Day(first), DateCell::Day(last)) => of(first, last),
            _ => None,
        };
        let message = format!("`{key}`: {} is not a range of dates", shown(text));
        let written = meant.map(|Range { first, last }| format!("{first}..{last}"));
        let help = match &written {
            Some(written) => format!("write {written}"),
            None => "write it as YYYY-MM-DD..YYYY-MM-DD, from the first to the last day".to_owned(),
        };
        let mut finding = Finding::new("schema", node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(written) = written.filter(|_| !node.is_alias()) {
            finding = finding.fix(
                "write the range as YYYY-MM-DD..YYYY-MM-DD",
                node.span(),
                written,
            );
        }
        self.findings.add(finding);
        meant
    }

    /// A whole number of at least `least`.
    pub(super) fn integer(
        &mut self,
        node: NodeRef<'_>,
        key: &str,
        least: i64,
    ) -> Option<Spanned<i64>> {
        let number = match node.scalar().map(Scalar::value) {
            Some(Value::Int(n)) => Some(n),
            // 5.0 is the whole number 5 to JSON Schema, and so it is here.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "a million fits into both"
            )]
            Some(Value::Float(n)) if n.fract() == 0.0 && n.abs() <= LARGEST_NUMBER as f64 => {
                Some(n as i64)
            }
            Some(Value::Null) => {
                self.no_value(node, key);
                return None;
            }
            _ => None,
        };
        match number {
            Some(n) if (least..=LARGEST_NUMBER).contains(&n) => Some(Spanned::new(n, node.span())),
            _ => {
                let meant = node
                    .scalar()
                    .and_then(|scalar| number_with_unit(scalar.text, key));
                let meant = meant
                    .filter(|meant| number.is_none() && (least..=LARGEST_NUMBER).contains(meant));
                let help = match (meant, number) {
                    (Some(meant), _) => format!("write just the number: {key}: {meant}"),
                    (None, Some(n)) if n > LARGEST_NUMBER => {
                        format!("write a number up to {LARGEST_NUMBER}")
                    }
                    (None, Some(_)) if least == 0 => {
                        "write how many days it takes; 0 is a milestone".to_owned()
                    }
                    _ => "write it in digits, without a fraction and without its unit".to_owned(),
                };
                let expected = match least {
                    0 => "a whole number, 0 or more",
                    1 => "a whole number, 1 or more",
                    _ => "a whole number",
                };
                let message = format!("`{key}` is {expected}; this is {}", describe(node));
                let mut finding = Finding::new("schema", node.span(), message)
                    .help(help)
                    .key(Subject::text(key))
                    .task(self.task.as_deref());
                if let Some(meant) = meant.filter(|_| !node.is_alias()) {
                    finding = finding.fix("write just the number", node.span(), meant.to_string());
                }
                self.findings.add(finding);
                meant.map(|meant| Spanned::new(meant, node.span()))
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
        #[expect(
            clippy::cast_precision_loss,
            reason = "anything beyond 100 is refused anyway"
        )]
        let progress = match value {
            Some(Value::Text(text)) => Progress::parse(text),
            Some(Value::Int(n)) => Progress::percent(n as f64),
            // 0.5 is one half to some and half a percent to others.
            Some(Value::Float(n)) => Progress::percent(n).filter(|_| n == 0.0 || n >= 1.0),
            Some(Value::Null) => {
                self.no_value(node, "progress");
                return Field::Unreadable(node.span());
            }
            _ => None,
        };
        if let Some(progress) = progress {
            return Field::Given(Spanned::new(progress, node.span()));
        }
        let text = node.scalar().map_or("", |scalar| scalar.text);
        let meant = in_our_words(text);
        let (message, help) = match (meant, share(text)) {
            (Some(meant), _) => (
                format!("`progress` cannot be {}", describe(node)),
                format!("write {}", meant.in_words()),
            ),
            (None, Some((of_one, of_hundred))) => (
                format!("`progress: {text}` may mean {of_one} or {of_hundred}"),
                format!("write `{of_one}` or `{of_hundred}`"),
            ),
            (None, None) => (
                format!("`progress` cannot be {}", describe(node)),
                "write not-started, done, or a percentage from 0% to 100%".to_owned(),
            ),
        };
        let mut finding = Finding::new("schema", node.span(), message)
            .help(help)
            .key("progress");
        if let Some(meant) = meant.filter(|_| !node.is_alias()) {
            finding = finding.fix(
                format!("write {}", meant.in_words()),
                node.span(),
                meant.in_words(),
            );
        }
        let finding = finding.task(self.task.as_deref());
        self.findings.add(finding);
        meant.map_or(Field::Unreadable(node.span()), |meant| {
            Field::Given(Spanned::new(meant, node.span()))
        })
    }
}

/// What spreadsheets call the two ends of progress, and percentages in another form.
fn in_our_words(text: &str) -> Option<Progress> {
    let folded = typed::folded(text);
    match folded.as_str() {
        "已完成" | "完成" | "finished" | "complete" | "completed" => Some(Progress::DONE),
        "未开始" | "not started" | "not begun" | "open" => Some(Progress::NOT_STARTED),
        // A number between quotes may be a share of one.
        _ => Progress::parse(&folded.replace(' ', "")),
    }
}

/// The two percentages that a number between 0 and 1 may be.
fn share(text: &str) -> Option<(Progress, String)> {
    let number: f64 = text
        .trim()
        .parse()
        .ok()
        .filter(|number| (0.0..1.0).contains(number) && *number > 0.0)?;
    Progress::percent(number * 100.0).map(|of_one| (of_one, format!("{number}%")))
}

fn is_iso(text: &str) -> bool {
    let is_iso = |(at, b): (usize, u8)| {
        if at == 4 || at == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    };
    text.len() == 10 && text.bytes().enumerate().all(is_iso)
}

/// What to do about a text that is no date.
fn without_a_date(key: &str, text: &str) -> String {
    if let Some((month, day)) = written::without_year(text) {
        return format!("write it as YYYY-{month:02}-{day:02}, with the year");
    }
    match key {
        "start" | "finish" => {
            "write it as YYYY-MM-DD; if the date is not settled, say why in `pending` instead"
                .to_owned()
        }
        _ => "write it as YYYY-MM-DD".to_owned(),
    }
}

/// `5天` or `5 days`, and a `lag` with a sign; nothing of `2.5`, or of what would be less than
/// nothing.
fn number_with_unit(text: &str, key: &str) -> Option<i64> {
    let text = typed::folded(text);
    let (sign, unsigned) = match text.strip_prefix(['+', '-', '－']) {
        Some(rest) if key == "lag" => (if text.starts_with('+') { 1 } else { -1 }, rest),
        _ => (1, text.as_str()),
    };
    // Tasks at once are no days.
    let number = if key == "capacity" {
        unsigned
            .parse()
            .ok()
            .filter(|_| unsigned.bytes().all(|byte| byte.is_ascii_digit()))
    } else {
        typed::days(unsigned, key == "total_days")
    };
    number.map(|number: u32| sign * i64::from(number))
}
