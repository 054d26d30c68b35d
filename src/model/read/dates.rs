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
use crate::model::rule_id;
use crate::text::Spanned;
use crate::text::scalar::Value;
use crate::text::typed;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use super::Reader;
use super::findings::At;
use super::findings::Expected;
use super::findings::describe;
use super::findings::shown;
use super::findings::write;

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
                self.wrong(node, At::Key(key), Expected::Date, as_a_date());
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
        let message = say!(
            en: "`{key}`: {text} is not a date",
            zh: "`{key}`：{text} 不是日期",
            key = code(key),
            text = shown(text),
        );
        let (message, help, day, fix) = match written::read(text) {
            DateCell::Day(day) => (
                message,
                say!(en: "write {day}", zh: "改为 {day}", day = day),
                Some(day),
                Some(day.to_string()),
            ),
            DateCell::DayAndMore(day) if text.contains([':', '：']) => {
                let help = say!(
                    en: "write {day}; a time of day has no place in a date, but in `notes`",
                    zh: "改为 {day}；日期中不写时刻，时刻写在 `notes` 中",
                    day = day,
                );
                (message, help, Some(day), None)
            }
            DateCell::DayAndMore(day) => {
                let help = say!(
                    en: "{day} is a {weekday}: write the day that is meant, without its name",
                    zh: "{day} 是 {weekday}：写明所指的日期，不写星期",
                    day = day,
                    weekday = day.weekday(),
                );
                (message, help, None, None)
            }
            DateCell::Unclear if is_iso(text) => {
                let message = say!(
                    en: "`{key}`: there is no {text} in the calendar",
                    zh: "`{key}`：历法中没有 {text} 这一天",
                    key = code(key),
                    text = code(text),
                );
                (
                    message,
                    say!(en: "check the month and the day", zh: "核对月和日"),
                    None,
                    None,
                )
            }
            DateCell::Unclear | DateCell::Words => (message, without_a_date(key, text), None, None),
        };
        let mut finding = Finding::new(rule_id::SCHEMA, node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(fix) = fix.filter(|_| !node.is_alias()) {
            finding = finding.fix(
                say!(
                    en: "write the date as YYYY-MM-DD",
                    zh: "将日期写成 YYYY-MM-DD",
                ),
                node.span(),
                fix,
            );
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
        let message = say!(
            en: "`{key}`: {text} is not a range of dates",
            zh: "`{key}`：{text} 不是日期区间",
            key = code(key),
            text = shown(text),
        );
        let written = meant.map(|Range { first, last }| format!("{first}..{last}"));
        let help = match &written {
            Some(written) => write(written.as_str()),
            None => say!(
                en: "write it as YYYY-MM-DD..YYYY-MM-DD, from the first to the last day",
                zh: "写成 YYYY-MM-DD..YYYY-MM-DD，从第一天到最后一天",
            ),
        };
        let mut finding = Finding::new(rule_id::SCHEMA, node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(written) = written.filter(|_| !node.is_alias()) {
            finding = finding.fix(
                say!(
                    en: "write the range as YYYY-MM-DD..YYYY-MM-DD",
                    zh: "将区间写成 YYYY-MM-DD..YYYY-MM-DD",
                ),
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
                    (Some(meant), _) => say!(
                        en: "write just the number: {entry}",
                        zh: "只写数字：{entry}",
                        entry = code(format!("{key}: {meant}")),
                    ),
                    (None, Some(n)) if n > LARGEST_NUMBER => say!(
                        en: "write a number up to {most}",
                        zh: "写不超过 {most} 的数字",
                        most = LARGEST_NUMBER,
                    ),
                    (None, Some(_)) if least == 0 => say!(
                        en: "write how many days it takes; 0 is a milestone",
                        zh: "写明需要多少天；0 表示里程碑",
                    ),
                    _ => say!(
                        en: "write it in digits, without a fraction and without its unit",
                        zh: "用数字书写，不写小数，不写单位",
                    ),
                };
                let message = match least {
                    0 => say!(
                        en: "`{key}` is a whole number, 0 or more; this is {found}",
                        zh: "`{key}` 应为整数，不小于 0；此处是 {found}",
                        key = code(key),
                        found = describe(node),
                    ),
                    1 => say!(
                        en: "`{key}` is a whole number, 1 or more; this is {found}",
                        zh: "`{key}` 应为整数，不小于 1；此处是 {found}",
                        key = code(key),
                        found = describe(node),
                    ),
                    _ => say!(
                        en: "`{key}` is a whole number; this is {found}",
                        zh: "`{key}` 应为整数；此处是 {found}",
                        key = code(key),
                        found = describe(node),
                    ),
                };
                let mut finding = Finding::new(rule_id::SCHEMA, node.span(), message)
                    .help(help)
                    .key(Subject::text(key))
                    .task(self.task.as_deref());
                if let Some(meant) = meant.filter(|_| !node.is_alias()) {
                    finding = finding.fix(
                        say!(en: "write just the number", zh: "只写数字"),
                        node.span(),
                        meant.to_string(),
                    );
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
            (Some(meant), _) => (cannot_be(node), write(meant.in_words())),
            (None, Some((of_one, of_hundred))) => (
                say!(
                    en: "`progress: {text}` may mean {of_one} or {of_hundred}",
                    zh: "`progress: {text}` 可能指 {of_one}，也可能指 {of_hundred}",
                    text = code(text),
                    of_one = code(of_one.to_string()),
                    of_hundred = code(of_hundred.as_str()),
                ),
                say!(
                    en: "write `{of_one}` or `{of_hundred}`",
                    zh: "写 `{of_one}` 或 `{of_hundred}`",
                    of_one = code(of_one.to_string()),
                    of_hundred = code(of_hundred.as_str()),
                ),
            ),
            (None, None) => (
                cannot_be(node),
                say!(
                    en: "write not-started, done, or a percentage from 0% to 100%",
                    zh: "写 not-started、done，或 0% 到 100% 的百分数",
                ),
            ),
        };
        let mut finding = Finding::new(rule_id::SCHEMA, node.span(), message)
            .help(help)
            .key("progress");
        if let Some(meant) = meant.filter(|_| !node.is_alias()) {
            finding = finding.fix(write(meant.in_words()), node.span(), meant.in_words());
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
fn without_a_date(key: &str, text: &str) -> Message {
    if let Some((month, day)) = written::without_year(text) {
        return say!(
            en: "write it as {date}, with the year",
            zh: "写成 {date}，补上年份",
            date = code(format!("YYYY-{month:02}-{day:02}")),
        );
    }
    match key {
        "start" | "finish" => say!(
            en: "write it as YYYY-MM-DD; if the date is not settled, say why in `pending` instead",
            zh: "写成 YYYY-MM-DD；若日期待定，改在 `pending` 中说明原因",
        ),
        _ => as_a_date(),
    }
}

fn as_a_date() -> Message {
    say!(en: "write it as YYYY-MM-DD", zh: "写成 YYYY-MM-DD")
}

fn cannot_be(node: NodeRef<'_>) -> Message {
    say!(
        en: "`progress` cannot be {found}",
        zh: "`progress` 不能是 {found}",
        found = describe(node),
    )
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
