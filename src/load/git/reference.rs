//! References of a server: what a push to one of them really changes, and what it has already.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::fs;

use git2::ErrorCode;
use git2::Oid;

use crate::load::Failure;
use crate::words::say;

use super::CommitId;
use super::Deed;
use super::Repo;
use super::folders::variable;
use super::odd;

/// git gives up after five steps; nobody needs more.
const MOST_STEPS: usize = 100;

impl Repo {
    /// What changes when `name` is updated, by its whole name: the reference itself, and where it
    /// is symbolic, those that it leads to, the one that gets the new commit last. With git's
    /// namespaces all names are of the served one.
    ///
    /// # Errors
    /// If it leads round in a circle, or cannot be read.
    pub(crate) fn led_to(&self, name: &str) -> Result<Vec<String>, Failure> {
        let namespace = namespace();
        let mut names = vec![name.to_owned()];
        while let Some(next) = self.target_of(&format!("{namespace}{}", names[names.len() - 1]))? {
            let next = next.strip_prefix(&namespace).unwrap_or(&next).to_owned();
            if names.contains(&next) || names.len() > MOST_STEPS {
                return Err(Failure::new(say!(
                    en: "{name} is a symbolic reference that leads nowhere: {steps}",
                    zh: "{name} 是没有目标的符号引用：{steps}",
                    steps = names.join(" -> "),
                    name = name,
                ))
                .help(say!(
                    en: "git symbolic-ref shows and changes where it leads",
                    zh: "git symbolic-ref 可查看并更改其目标",
                )));
            }
            names.push(next);
        }
        Ok(names)
    }

    /// Where a symbolic reference leads; `None` if it is none, or is not there.
    fn target_of(&self, name: &str) -> Result<Option<String>, Failure> {
        if !git2::Reference::is_valid_name(name) {
            return Ok(None);
        }
        self.folders.reference(name)?;
        // Before there were files that say so, they were links.
        let mut links = self
            .folders
            .below(name)
            .into_iter()
            .filter_map(|file| fs::read_link(file).ok());
        let link = links.find_map(|link| {
            link.to_str()
                .filter(|target| target.starts_with("refs/"))
                .map(str::to_owned)
        });
        if link.is_some() {
            return Ok(link);
        }
        match self.repository.find_reference(name) {
            Ok(reference) => {
                let target = reference.symbolic_target_bytes();
                Ok(target.map(|target| String::from_utf8_lossy(target).into_owned()))
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(odd(Deed::ReadReference(name), &error)),
        }
    }

    /// The commit that a reference of a server leads to, by its whole name; `None` if there is
    /// none.
    #[must_use]
    pub(crate) fn served_commit(&self, name: &str) -> Option<CommitId> {
        self.commit_of_reference(&format!("{}{name}", namespace()))
    }

    /// The names of the branches of a server, without `refs/heads/`.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub(crate) fn branches(&self) -> Result<Vec<String>, Failure> {
        self.folders.all_references()?;
        let beginning = format!("{}refs/heads/", namespace());
        let list = || -> Result<Vec<String>, git2::Error> {
            let references = self.repository.references_glob(&format!("{beginning}*"))?;
            let names =
                references.map(|one| Ok(String::from_utf8_lossy(one?.name_bytes()).into_owned()));
            names
                .map(|name| {
                    name.map(|name| name.strip_prefix(&beginning).unwrap_or(&name).to_owned())
                })
                .collect()
        };
        list().map_err(|error| odd(Deed::ListBranches, &error))
    }

    /// Where `new` left the others: the commits that it comes from and that one of them has
    /// already, the one on its own line first. `new` itself if they have it; none if they have
    /// nothing in common.
    ///
    /// # Errors
    /// If history cannot be read.
    pub(crate) fn where_left(
        &self,
        new: CommitId,
        others: &[CommitId],
    ) -> Result<Vec<CommitId>, Failure> {
        let walk = || -> Result<Vec<CommitId>, git2::Error> {
            let ids: Vec<Oid> = others.iter().chain([&new]).map(|commit| commit.0).collect();
            self.whole_history(&ids)?;
            let mut walk = self.repository.revwalk()?;
            walk.push(new.0)?;
            others.iter().try_for_each(|other| walk.hide(other.0))?;
            let walked: Vec<Oid> = walk.collect::<Result<_, _>>()?;
            let own: HashSet<Oid> = walked.iter().copied().collect();
            let mut left = BTreeSet::new();
            let parents = |id: &Oid| -> Result<Vec<Oid>, git2::Error> {
                Ok(self.read_commit(*id)?.parent_ids().collect())
            };
            for id in &walked {
                left.extend(
                    parents(id)?
                        .into_iter()
                        .filter(|parent| !own.contains(parent)),
                );
            }
            let mut line = new.0;
            while own.contains(&line) {
                let Some(first) = parents(&line)?.first().copied() else {
                    break;
                };
                line = first;
            }
            let first = Some(line).filter(|line| !own.contains(line));
            left.retain(|id| Some(*id) != first);
            Ok(first.into_iter().chain(left).map(CommitId).collect())
        };
        walk().map_err(|error| odd(Deed::Walk, &error))
    }

    /// Whether a name can be a branch's.
    #[must_use]
    pub(crate) fn is_branch_name(name: &str) -> bool {
        git2::Reference::is_valid_name(&format!("refs/heads/{name}"))
    }
}

/// What stands before the names of references where several repositories share one folder
/// (`GIT_NAMESPACE`).
fn namespace() -> String {
    let named = variable("GIT_NAMESPACE")
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    named
        .split('/')
        .filter(|name| !name.is_empty())
        .map(|name| format!("refs/namespaces/{name}/"))
        .collect()
}
