//! What clap says about arguments that it does not understand, in Chinese.

use std::error::Error as _;

use clap::Error;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use crate::words::Lang;
use crate::words::Wrong;

use super::help;

/// A mistake in what was typed: what it is, what was expected, and how the command is typed.
pub(in super::super) fn told(error: &Error) -> String {
    let mut told = format!("错误：{}\n", what(error));
    let tips = tips(error);
    if !tips.is_empty() {
        told.push('\n');
    }
    for tip in tips {
        told.push_str(&format!("  建议：{tip}\n"));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = help::in_chinese(&usage.to_string());
        told.push_str(&format!("\n{usage}\n"));
    }
    told.push_str("\n详见 --help。\n");
    told
}

fn what(error: &Error) -> String {
    let text = |kind| texts(error, kind).into_iter().next().unwrap_or_default();
    let argument = text(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!(
                "{} 后须有命令{}",
                text(ContextKind::InvalidSubcommand),
                possible(&texts(error, ContextKind::ValidSubcommand)),
            )
        }
        ErrorKind::MissingRequiredArgument => {
            format!(
                "缺少参数 {}",
                listed(&texts(error, ContextKind::InvalidArg))
            )
        }
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooManyValues => {
            value(error, &argument)
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            let expected = [ContextKind::MinValues, ContextKind::ExpectedNumValues];
            let number = |kind| match error.get(kind) {
                Some(ContextValue::Number(number)) => Some(*number),
                _ => None,
            };
            let expected = expected.into_iter().find_map(number).unwrap_or_default();
            let actual = number(ContextKind::ActualNumValues).unwrap_or_default();
            format!("{argument} 须有 {expected} 个值，只给了 {actual} 个")
        }
        ErrorKind::NoEquals => format!("{argument} 与值之间须有等号"),
        ErrorKind::InvalidUtf8 => "有参数不是 UTF-8".to_owned(),
        // The others are no mistakes, or come with a newer clap.
        kind => format!("无法识别所输入的内容（{kind}）"),
    }
}

fn conflict(error: &Error, argument: &str) -> String {
    let others = texts(error, ContextKind::PriorArg);
    match &others[..] {
        [] => format!("{argument} 不能与其他参数同时使用"),
        [other] if other == argument => format!("{argument} 只能给出一次"),
        others => format!("{argument} 不能与 {} 同时使用", listed(others)),
    }
}

fn value(error: &Error, argument: &str) -> String {
    let value = texts(error, ContextKind::InvalidValue);
    let value = value.into_iter().next().unwrap_or_default();
    if value.is_empty() {
        return format!(
            "{argument} 缺少值{}",
            possible(&texts(error, ContextKind::ValidValue)),
        );
    }
    if error.kind() == ErrorKind::TooManyValues {
        return format!("{argument} 的值 {value} 是多余的");
    }
    let wrong = error.source().and_then(|source| source.downcast_ref());
    match wrong {
        Some(Wrong(message)) => {
            format!("{argument} 的值 {value} 不正确：{}", message.text(Lang::Zh))
        }
        None => format!(
            "{argument} 的值 {value} 不正确{}",
            possible(&texts(error, ContextKind::ValidValue)),
        ),
    }
}

/// What may have been meant.
fn tips(error: &Error) -> Vec<String> {
    let near = [
        (ContextKind::SuggestedSubcommand, "命令"),
        (ContextKind::SuggestedArg, "参数"),
        (ContextKind::SuggestedValue, "值"),
    ];
    let mut tips = Vec::new();
    for (kind, noun) in near {
        let meant = texts(error, kind);
        if !meant.is_empty() {
            tips.push(format!("是否指{noun} {}？", listed(&meant)));
        }
    }
    if let Some(ContextValue::StyledStrs(others)) = error.get(ContextKind::Suggested) {
        tips.extend(others.iter().filter_map(|tip| other_tip(&tip.to_string())));
    }
    tips
}

/// clap gives these as English sentences: what is quoted in them is what they are about.
fn other_tip(english: &str) -> Option<String> {
    let parts: Vec<&str> = english.split('\'').collect();
    match parts[..] {
        ["to pass ", value, " as a value, use ", typed, ""] => {
            Some(format!("若 {value} 是值，请写 {typed}"))
        }
        ["", typed, " exists"] => Some(format!("可写 {typed}")),
        ["subcommand ", command, ..] => Some(format!("命令 {command} 之前不要写 --")),
        _ => None,
    }
}

fn possible(values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    format!("，可选：{}", listed(values))
}

fn listed(values: &[String]) -> String {
    values.join("、")
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Arg;
    use clap::Command;

    use super::*;

    fn first_line(arguments: &[OsString]) -> String {
        let command = Command::new("planlint")
            .arg(Arg::new("pair").long("pair").num_args(2).value_name("A"))
            .arg(Arg::new("some").long("some").num_args(2..).value_name("B"))
            .arg(Arg::new("tied").long("tied").require_equals(true));
        let error = command
            .try_get_matches_from(arguments)
            .expect_err("it is no right command line");
        told(&error).lines().next().unwrap_or_default().to_owned()
    }

    /// No argument of planlint is such that clap says these, but one may become so.
    #[test]
    fn what_no_argument_brings_about_yet() {
        let typed = |arguments: &[&str]| {
            let arguments = ["planlint"].iter().chain(arguments).map(OsString::from);
            first_line(&arguments.collect::<Vec<_>>())
        };
        assert_eq!(
            typed(&["--pair", "1"]),
            "错误：--pair <A> <A> 须有 2 个值，只给了 1 个"
        );
        assert_eq!(
            typed(&["--some", "1"]),
            "错误：--some <B> <B>... 须有 2 个值，只给了 1 个"
        );
        assert_eq!(
            typed(&["--tied", "1"]),
            "错误：--tied=<tied> 与值之间须有等号"
        );
        assert_eq!(typed(&["more"]), "错误：没有参数 more");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf8() {
        use std::os::unix::ffi::OsStringExt;

        let other = OsString::from_vec(b"--tied=\xff".to_vec());
        let arguments = ["planlint".into(), other];
        assert_eq!(first_line(&arguments), "错误：有参数不是 UTF-8");
    }
}
