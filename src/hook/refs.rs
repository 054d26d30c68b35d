//! What git writes to the standard input of hooks that are about references.

use std::io::Read;

use crate::load;
use crate::load::Failure;
use crate::words::say;

/// More than any push says about its references.
const MOST_BYTES: u64 = 64 << 20;

/// What the whole names of branches begin with.
pub(super) const BRANCHES: &str = "refs/heads/";

/// One reference of a push.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Update {
    /// Its whole name on the receiving side.
    pub(super) name: String,
    /// The id of what it names there now; `None` if it is new.
    pub(super) old: Option<String>,
    /// The id of what it will name; `None` if it is deleted.
    pub(super) new: Option<String>,
}

impl Update {
    /// The name of the branch; `None` for a tag and whatever else is no branch.
    pub(super) fn branch(&self) -> Option<&str> {
        self.name.strip_prefix(BRANCHES)
    }
}

/// The lines of a pre-push hook: `<local ref> <local id> <remote ref> <remote id>`.
pub(super) fn pushed(input: &mut dyn Read) -> Result<Vec<Update>, Failure> {
    read(input, |line| {
        // From the right: what is pushed can be written with spaces, as in `HEAD@{2 days ago}`.
        let mut parts = line.rsplitn(4, ' ');
        let (old, name, new) = (parts.next()?, parts.next()?, parts.next()?);
        parts.next()?;
        Some((old, new, name))
    })
}

/// The lines of a pre-receive hook: `<old id> <new id> <ref>`.
pub(super) fn received(input: &mut dyn Read) -> Result<Vec<Update>, Failure> {
    read(input, |line| {
        let mut parts = line.splitn(3, ' ');
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

fn read(
    input: &mut dyn Read,
    split: impl Fn(&str) -> Option<(&str, &str, &str)>,
) -> Result<Vec<Update>, Failure> {
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Failure::new(say!(
            en: "cannot read what git says about the push: {error}",
            zh: "无法读取 git 关于此次推送的说明：{error}",
            error = load::disk::system(&error),
        ))
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::new(say!(
            en: "this push is about more references than planlint reads",
            zh: "此次推送涉及的引用多于 planlint 可读取的数量",
        ))
        .help(say!(
            en: "push fewer at once",
            zh: "请减少每次推送的数量",
        )));
    }
    let text = String::from_utf8_lossy(&bytes);
    text.lines()
        .map(|line| {
            let update = split(line).and_then(|(old, new, name)| {
                Some(Update {
                    name: name.to_owned(),
                    old: id(old)?,
                    new: id(new)?,
                })
            });
            update.ok_or_else(|| {
                Failure::new(say!(
                    en: "git says something about the push that planlint does not understand: {line}",
                    zh: "git 关于此次推送的说明 planlint 无法理解：{line}",
                    line = line,
                ))
                .help(say!(
                    en: "this is for git to call; planlint gate compares two branches",
                    zh: "此命令由 git 调用；planlint gate 可比较两个分支",
                ))
            })
        })
        .collect()
}

/// `Some(None)` for the id of nothing, `None` for what is no id.
fn id(text: &str) -> Option<Option<String>> {
    let whole = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| (!text.bytes().all(|byte| byte == b'0')).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZERO: &str = "0000000000000000000000000000000000000000";
    const ONE: &str = "1111111111111111111111111111111111111111";

    #[test]
    fn lines_of_git() {
        let line = format!("HEAD@{{2 days ago}} {ONE} refs/heads/main {ZERO}\n");
        let updates = pushed(&mut line.as_bytes()).expect("it is what git writes");
        let expected = Update {
            name: "refs/heads/main".to_owned(),
            old: None,
            new: Some(ONE.to_owned()),
        };
        assert_eq!(updates, [expected]);
        assert_eq!(updates[0].branch(), Some("main"));
        let line = format!("{ONE} {ZERO} refs/tags/v1\n");
        let updates = received(&mut line.as_bytes()).expect("it is what git writes");
        assert_eq!((updates[0].branch(), &updates[0].new), (None, &None));
        for wrong in [
            "a b c\n",
            "\n",
            &format!("{ONE}\n"),
            &format!("{ONE} {ONE}\n"),
            "\u{fffd}\n",
        ] {
            assert!(received(&mut wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }
}
