//! Which language planlint speaks: what was asked for, what the settings say, and where people read,
//! what their locale is.

use std::borrow::Cow;
use std::ffi::OsString;

use crate::load::Failure;
use crate::report::Format;
use crate::words::Arg;
use crate::words::Lang;
use crate::words::Wrong;
use crate::words::list;
use crate::words::say;
use crate::words::word;

use super::variable;

const VARIABLE: &str = "PLANLINT_LANG";

/// What `--lang` takes.
pub(crate) fn parse(text: &str) -> Result<Lang, Wrong> {
    Lang::parse(text).ok_or_else(|| {
        Wrong(say!(
            en: "planlint speaks {all}",
            zh: "planlint 支持 {all}",
            all = all(),
        ))
    })
}

/// The language in which to tell that arguments are not understood, or to help: what of them can be
/// understood says which.
pub(crate) fn of_mistyped(arguments: &[OsString]) -> Lang {
    let mut typed = None;
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = arguments.next() {
        match argument.split_once('=') {
            Some(("--lang", lang)) => typed = Some(lang.to_owned()),
            None if argument == "--lang" => typed = arguments.next().map(Cow::into_owned),
            _ => {}
        }
    }
    let asked = [typed, variable(VARIABLE)]
        .into_iter()
        .flatten()
        .find_map(|asked| Lang::parse(&asked));
    of_answer(asked, None, Format::Text)
}

/// The language that somebody has asked for, by the option or else by the variable.
pub(crate) fn asked(option: Option<Lang>) -> Result<Option<Lang>, Failure> {
    let variable = variable(VARIABLE).filter(|text| !text.is_empty());
    match (option, variable) {
        (Some(lang), _) => Ok(Some(lang)),
        (None, None) => Ok(None),
        (None, Some(text)) => Lang::parse(&text).map(Some).ok_or_else(|| {
            Failure::new(say!(
                en: "{variable} is {text}, and planlint speaks {all}",
                zh: "{variable} 的值是 {text}，而 planlint 支持 {all}",
                variable = word(VARIABLE),
                text = text,
                all = all(),
            ))
            .help(say!(
                en: "set it to one of these, or to nothing: unset {variable}",
                zh: "请改为其中之一，或取消设置：unset {variable}",
                variable = word(VARIABLE),
            ))
        }),
    }
}

/// The language of an answer. Only text is for who has started planlint: what others read is to be
/// the same wherever it was made.
pub(crate) fn of_answer(asked: Option<Lang>, settings: Option<Lang>, format: Format) -> Lang {
    asked.or(settings).unwrap_or_else(|| match format {
        Format::Text => of_locale(),
        Format::Json | Format::Forge(_) => Lang::En,
    })
}

fn of_locale() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|locale| !locale.is_empty())
        .and_then(|locale| Lang::parse(&locale))
        .unwrap_or_default()
}

/// `en (English) and zh (中文)`.
fn all() -> Arg {
    let named = |lang: Lang| match lang {
        Lang::En => "en (English)",
        Lang::Zh => "zh (中文)",
    };
    list(Lang::ALL.map(named).to_vec(), Lang::ALL.len())
}
