//! What each format calls a level: the only place where it is translated.

use crate::finding::Severity;

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
