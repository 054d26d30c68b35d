//! Which branches of a server are judged, and what they have already.

use std::cell::OnceCell;

use wildmatch::WildMatch;

use crate::load::Failure;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::refs::BRANCHES;
use super::refs::Update;

/// Of more places where a new branch left protected ones the first are looked at: each costs as
/// much as a check of the plan.
const MOST_PLACES: usize = 8;

/// The branches that are judged.
pub(super) struct Protected<'r> {
    repo: &'r Repo,
    which: Which,
    /// Where the patterns are from, as it is told.
    from: &'static str,
    /// The branch that HEAD is on, by its whole name, also if it is not there yet.
    default: Option<String>,
    /// The newest commits of those that are there, the default one first.
    tips: OnceCell<Vec<CommitId>>,
}

enum Which {
    /// Branches that are called like one of these.
    Like(Vec<(String, WildMatch)>),
    /// HEAD leads nowhere, so any branch may become the one that counts.
    All,
}

/// An update, and the names of all references that it goes through: the last one gets the commit.
pub(super) struct Aimed<'u> {
    pub(super) update: &'u Update,
    pub(super) names: Vec<String>,
}

impl<'u> Aimed<'u> {
    pub(super) fn new(repo: &Repo, update: &'u Update) -> Result<Self, Failure> {
        Ok(Self {
            update,
            names: repo.led_to(&update.name)?,
        })
    }

    /// What it is called to whoever pushes.
    pub(super) fn shown(&self) -> String {
        let typed = short(&self.update.name);
        match self
            .names
            .last()
            .map(|last| short(last))
            .filter(|last| *last != typed)
        {
            Some(target) => format!("{typed}, which leads to {target} here,"),
            None => typed.to_owned(),
        }
    }
}

impl<'r> Protected<'r> {
    pub(super) fn new(
        repo: &'r Repo,
        typed: &[String],
        updates: &[Aimed<'_>],
    ) -> Result<Self, Failure> {
        let head = repo.led_to("HEAD")?;
        let default = head
            .last()
            .filter(|name| name.starts_with(BRANCHES))
            .cloned();
        let (patterns, from) = if typed.is_empty() {
            (repo.setting("planlint.protect")?, "planlint.protect")
        } else {
            (typed.to_vec(), "--protect")
        };
        let patterns = patterns
            .iter()
            .map(|pattern| usable(pattern, from))
            .collect::<Result<Vec<&str>, Failure>>()?;
        let comes = updates
            .iter()
            .any(|update| update.names.last() == default.as_ref());
        let protected = match &default {
            _ if !patterns.is_empty() => patterns,
            Some(name) if comes || repo.served_commit(name).is_some() => vec![short(name)],
            _ => Vec::new(),
        };
        // Some file systems do not tell `main` from `MAIN`.
        let like = if repo.is_on("core.ignoreCase")? == Some(true) {
            WildMatch::new_case_insensitive
        } else {
            WildMatch::new
        };
        let like: Vec<(String, WildMatch)> = protected
            .into_iter()
            .map(|pattern| (pattern.to_owned(), like(pattern)))
            .collect();
        let which = if like.is_empty() {
            Which::All
        } else {
            Which::Like(like)
        };
        Ok(Self {
            repo,
            which,
            from,
            default,
            tips: OnceCell::new(),
        })
    }

    /// Whether one of these references is a protected branch.
    pub(super) fn has(&self, names: &[String]) -> bool {
        let is_like = |branch: &str| match &self.which {
            Which::Like(patterns) => patterns.iter().any(|(_, pattern)| pattern.matches(branch)),
            Which::All => true,
        };
        names
            .iter()
            .filter_map(|name| name.strip_prefix(BRANCHES))
            .any(is_like)
    }

    /// The patterns that no branch is called like, of those that are there or come with these
    /// updates. None where there is no branch yet.
    pub(super) fn idle(&self, updates: &[Aimed<'_>]) -> Result<Vec<Message>, Failure> {
        let (Which::Like(patterns), from) = (&self.which, self.from) else {
            return Ok(Vec::new());
        };
        let mut branches = self.repo.branches()?;
        if branches.is_empty() {
            return Ok(Vec::new());
        }
        branches.extend(
            updates
                .iter()
                .flat_map(|update| &update.names)
                .map(|name| short(name).to_owned()),
        );
        let idle = patterns
            .iter()
            .filter(|(_, pattern)| !branches.iter().any(|branch| pattern.matches(branch)));
        let told = idle.map(|(pattern, _)| {
            say!(
                en: "{from} says {pattern}, and no branch here is called like that, so it protects none yet",
                zh: "{from} 写的是 {pattern}，此处没有这样命名的分支，因此目前不保护任何分支",
                from = word(from),
                pattern = format!("{pattern:?}"),
            )
        });
        Ok(told.collect())
    }

    /// Whether it is so only because HEAD leads nowhere.
    pub(super) fn has_all(&self) -> bool {
        matches!(self.which, Which::All)
    }

    /// The newest commits of the protected branches that are there.
    pub(super) fn tips(&self) -> Result<&[CommitId], Failure> {
        if self.tips.get().is_none() {
            let mut tips: Vec<CommitId> = self.default_tip().into_iter().collect();
            for branch in self.repo.branches()? {
                let name = format!("{BRANCHES}{branch}");
                // One that leads round in a circle has no commit.
                if self.repo.led_to(&name).is_ok_and(|names| self.has(&names)) {
                    tips.extend(
                        self.repo
                            .served_commit(&name)
                            .filter(|tip| !tips.contains(tip)),
                    );
                }
            }
            return Ok(self.tips.get_or_init(|| tips));
        }
        Ok(self.tips.get().map_or(&[], Vec::as_slice))
    }

    /// The newest commit of the default branch, if that is protected.
    fn default_tip(&self) -> Option<CommitId> {
        let name = self
            .default
            .as_ref()
            .filter(|name| self.has(std::slice::from_ref(name)))?;
        self.repo.served_commit(name)
    }

    /// What a branch that is new is judged against: what it was made from, and what else counts as
    /// old. Nobody has judged what is on branches that are not protected, so it does not count;
    /// only the first protected one is judged by what it adds to the default branch.
    pub(super) fn origin(
        &self,
        new: CommitId,
    ) -> Result<(Option<CommitId>, Vec<CommitId>), Failure> {
        let default = || {
            self.default
                .as_ref()
                .and_then(|name| self.repo.served_commit(name))
        };
        let tips = match self.tips()? {
            _ if self.has_all() => return Ok((None, Vec::new())),
            [] => default().into_iter().collect(),
            tips => tips.to_vec(),
        };
        let tips = tips.as_slice();
        let mut places = self
            .repo
            .where_left(new, tips)?
            .into_iter()
            .take(MOST_PLACES);
        let old = places.next().or(tips.first().copied());
        // What has come to the default branch since is not this branch's either.
        let also = places
            .chain(self.default_tip())
            .filter(|commit| Some(*commit) != old)
            .collect();
        Ok((old, also))
    }
}

/// Refuse a pattern that no branch can match: it would protect nothing without a word.
fn usable<'p>(pattern: &'p str, from: &str) -> Result<&'p str, Failure> {
    let name = pattern.strip_prefix(BRANCHES).unwrap_or(pattern);
    if Repo::is_branch_name(&name.replace(['*', '?'], "x")) {
        return Ok(name);
    }
    let message = if name.trim().is_empty() {
        say!(
            en: "{from} is empty, which protects no branch",
            zh: "{from} 为空，不保护任何分支",
            from = from,
        )
    } else {
        say!(
            en: "{from} says {pattern}, and no branch can be called like that, so it protects none",
            zh: "{from} 写的是 {pattern}，分支不可能如此命名，因此不保护任何分支",
            from = from,
            pattern = format!("{pattern:?}"),
        )
    };
    Err(Failure::new(message).help(if from == "--protect" {
        say!(
            en: "name a branch: --protect main; or leave it out, which protects the branch that HEAD is on",
            zh: "请指明分支：--protect main；省略则保护 HEAD 所在分支",
        )
    } else {
        say!(
            en: "git config --show-origin --get-all planlint.protect shows where it is set; name a branch, as in: git config planlint.protect main",
            zh: "git config --show-origin --get-all planlint.protect 可查看设置位置；请指明分支，例如：git config planlint.protect main",
        )
    }))
}

/// A name as people write it.
fn short(name: &str) -> &str {
    name.strip_prefix(BRANCHES).unwrap_or(name)
}
