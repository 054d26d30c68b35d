//! What each format calls a level: the only place where it is translated.

use crate::finding::Severity;
use crate::words::Arg;
use crate::words::Lang;
use crate::words::Noun;
use crate::words::many;

/// GitHub's workflow commands.
pub(super) fn github(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// GitLab's Code Quality report: `info`, `minor`, `major`, `critical` or `blocker`.
pub(super) fn gitlab(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}

/// SARIF 2.1.0, section 3.27.10.
pub(super) fn sarif(severity: Severity) -> &'static str {
    severity.name()
}

/// What people call it.
pub(crate) fn told(severity: Severity, lang: Lang) -> &'static str {
    match (lang, severity) {
        (Lang::En, severity) => severity.name(),
        (Lang::Zh, Severity::Error) => "错误",
        (Lang::Zh, Severity::Warning) => "警告",
        (Lang::Zh, Severity::Note) => "提示",
    }
}

/// So many findings of a level.
pub(super) fn counted(severity: Severity, count: usize) -> Arg {
    let noun = match severity {
        Severity::Error => Noun::Error,
        Severity::Warning => Noun::Warning,
        Severity::Note => Noun::Note,
    };
    many(count, noun)
}
