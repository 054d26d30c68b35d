//! The script that git runs, and how it is known again.

use std::path::Path;

use siphasher::sip::SipHasher13;

use super::kind::Hook;

/// Begins the line that tells planlint's scripts from everybody else's; the sum of all other lines
/// follows.
const MARK: &str = "# planlint hook ";

/// The script of a hook. It looks for planlint on the PATH; programs with windows often have a poor
/// one, so it also knows where planlint was when it was installed.
pub(super) fn text(hook: Hook, kept: Option<&Path>) -> String {
    let kept = kept
        .map(|path| quoted(&path.to_string_lossy()))
        .unwrap_or_else(|| "''".to_owned());
    let body = format!(
        r#"planlint=planlint
kept={kept}
if ! command -v planlint >/dev/null 2>&1; then
    planlint=$kept
fi
if ! command -v "$planlint" >/dev/null 2>&1; then
    echo "planlint: the {name} hook cannot find planlint, so the plan is not checked and nothing is done" >&2
    echo "  help: put planlint on the PATH; or remove the hook, the file $0" >&2
    exit 1
fi
exec "$planlint" {command} "$@"
"#,
        name = hook.name(),
        command = hook.command(),
    );
    format!(
        "#!/bin/sh\n{MARK}{:016x}: written by `planlint hook install`, `planlint hook uninstall` removes it\n{body}",
        sum(&body)
    )
}

/// Whether planlint wrote this script, and nobody has changed it since: `None` if it is not
/// planlint's at all.
pub(super) fn is_untouched(script: &str) -> Option<bool> {
    let script = script.replace("\r\n", "\n");
    let (_, rest) = script.split_once('\n')?;
    let (mark, body) = rest.split_once('\n')?;
    let sum_written = mark.strip_prefix(MARK)?.split(':').next()?;
    Some(script.starts_with("#!/bin/sh\n") && sum_written == format!("{:016x}", sum(body)))
}

/// The path that a script has kept.
pub(super) fn kept(script: &str) -> Option<String> {
    // Up to the line after it: a path may have lines, too.
    let (_, rest) = script.split_once("\nkept='")?;
    let (path, _) = rest.split_once("'\nif ")?;
    let path = path.replace("'\\''", "'");
    (!path.is_empty()).then_some(path)
}

/// Whether a script of somebody else runs this hook of planlint.
pub(super) fn calls(script: &str, hook: Hook) -> bool {
    let command = format!("planlint {}", hook.command());
    script.lines().any(|line| {
        let code = line.trim_start();
        // `planlint hook run pre-commit` is not `planlint hook run pre-commit-something`.
        let whole = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        !code.starts_with('#')
            && code
                .match_indices(&command)
                .any(|(at, _)| whole(&code[at + command.len()..]))
    })
}

fn sum(text: &str) -> u64 {
    SipHasher13::new().hash(text.as_bytes())
}

/// In single quotes for sh. On Windows it is Git's own sh, which takes `/`.
fn quoted(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    format!("'{}'", path.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_known_again() {
        let script = text(Hook::Push, Some(Path::new("/opt/it's here/planlint")));
        assert_eq!(is_untouched(&script), Some(true));
        assert_eq!(
            is_untouched(&script.replace('\n', "\r\n")),
            Some(true),
            "as Windows may check it out"
        );
        assert_eq!(
            is_untouched(&script.replace("exec", "echo hello; exec")),
            Some(false)
        );
        assert_eq!(
            is_untouched("#!/bin/sh\nexec planlint hook run pre-push\n"),
            None
        );
        assert_eq!(kept(&script).as_deref(), Some("/opt/it's here/planlint"));
        assert_eq!(kept(&text(Hook::Push, None)), None);
        let lines = "/opt/两\n行 \"$x\"/planlint";
        assert_eq!(
            kept(&text(Hook::Push, Some(Path::new(lines)))).as_deref(),
            Some(lines)
        );
    }

    #[test]
    fn a_call_is_known() {
        let calls = |script: &str| calls(script, Hook::Commit);
        assert!(calls(
            "#!/bin/sh\nplanlint hook run pre-commit \"$@\" || exit $?\n"
        ));
        assert!(calls("npx tool && /usr/bin/planlint hook run pre-commit"));
        assert!(!calls("# planlint hook run pre-commit\n"));
        assert!(!calls("planlint hook run pre-commit-later\n"));
        assert!(!calls("planlint hook run pre-push\n"));
    }
}
