//! Where a forge shows the files that are reported on, so that Markdown can link to their lines.

use crate::load::git::CommitId;
use crate::text::SourceMap;

use crate::console;
use crate::words::Wrong;
use crate::words::say;

/// The revisions of a run, as far as they are commits.
#[derive(Clone, Copy, Default)]
pub(super) struct Commits<'a> {
    /// The one that the command is about.
    pub(super) new: Option<CommitId>,
    /// The one that it is compared with, and how places in it are labelled.
    pub(super) old: Option<(&'a str, CommitId)>,
}

/// Tell the sources where they can be read: below the address that was typed, else where the forge
/// that runs this has them.
pub(super) fn publish(typed: Option<&str>, commits: Commits<'_>, sources: &mut SourceMap) {
    if let Some(base) = typed {
        sources.publish(None, base.trim_end_matches('/'));
        return;
    }
    let Some((tree, built)) = forge(console::variable) else {
        return;
    };
    let new = commits.new.map_or(built, |commit| commit.to_string());
    sources.publish(None, format!("{tree}/{new}"));
    if let Some((label, commit)) = commits.old {
        sources.publish(Some(label), format!("{tree}/{commit}"));
    }
}

/// The address below which a forge shows the tree of each commit, and the commit that it is
/// building: by the variables that its runner sets.
fn forge(variable: impl Fn(&str) -> Option<String>) -> Option<(String, String)> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let (tree, commit) = match (
        set("CI_PROJECT_URL"),
        set("GITHUB_SERVER_URL"),
        set("GITHUB_REPOSITORY"),
    ) {
        (Some(project), ..) => (format!("{project}/-/blob"), set("CI_COMMIT_SHA")?),
        (None, Some(server), Some(repository)) => {
            // Gitea and Forgejo set what GitHub sets, and have other addresses.
            let has_gitea = set("GITEA_ACTIONS")
                .or_else(|| set("FORGEJO_ACTIONS"))
                .is_some();
            let tree = if has_gitea { "src/commit" } else { "blob" };
            (format!("{server}/{repository}/{tree}"), set("GITHUB_SHA")?)
        }
        _ => return None,
    };
    let is_id = commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
    (is_address(&tree) && is_id).then_some((tree, commit))
}

/// Whether a text can stand as the target of a link, and can only be that.
fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@%+=&,;".contains(c);
        !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(is_part)
    })
}

/// An address that was typed.
pub(super) fn parse(text: &str) -> Result<String, Wrong> {
    if is_address(text) {
        return Ok(text.to_owned());
    }
    Err(Wrong(say!(
        en: "write an address that begins with https://, as https://example.org/project/blob/main",
        zh: "应写以 https:// 开头的地址，如 https://example.org/project/blob/main",
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn tree(variables: &[(&str, &str)]) -> Option<String> {
        let value = |name: &str| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        forge(value).map(|(tree, commit)| format!("{tree}/{commit}"))
    }

    #[test]
    fn each_forge_has_its_own_addresses() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_SHA", COMMIT),
        ];
        assert_eq!(
            tree(&github),
            Some(format!("https://github.com/o/r/blob/{COMMIT}"))
        );
        for flag in ["GITEA_ACTIONS", "FORGEJO_ACTIONS"] {
            let gitea = [
                &github[1..],
                &[
                    ("GITHUB_SERVER_URL", "https://git.example.org"),
                    (flag, "true"),
                ],
            ]
            .concat();
            assert_eq!(
                tree(&gitea),
                Some(format!("https://git.example.org/o/r/src/commit/{COMMIT}"))
            );
        }
        let gitlab = [
            ("CI_PROJECT_URL", "https://gitlab.com/g/p"),
            ("CI_COMMIT_SHA", COMMIT),
        ];
        assert_eq!(
            tree(&gitlab),
            Some(format!("https://gitlab.com/g/p/-/blob/{COMMIT}"))
        );
        // Nothing, a half, and what is no address.
        assert_eq!(tree(&[]), None);
        assert_eq!(tree(&github[..2]), None);
        assert_eq!(
            tree(&[
                ("CI_PROJECT_URL", "https://x/) <b>"),
                ("CI_COMMIT_SHA", COMMIT)
            ]),
            None
        );
        assert_eq!(
            tree(&[
                ("CI_PROJECT_URL", "https://x/y"),
                ("CI_COMMIT_SHA", "main)")
            ]),
            None
        );
    }

    #[test]
    fn what_is_typed_has_to_be_an_address() {
        for bad in [
            "",
            "main",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://x/(y)",
            "https://x|y",
            "http://x y",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            parse("https://example.org:8443/a/-/blob/v1%2B")
                .ok()
                .as_deref(),
            Some("https://example.org:8443/a/-/blob/v1%2B")
        );
    }
}
