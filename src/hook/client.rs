//! The hooks of a clone: before a commit, a merge and a push.

use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;

use super::refs;
use super::refs::Update;
use super::tell;
use crate::console;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::project::Brought;
use crate::project::Change;
use crate::project::Project;
use crate::project::Settings;

/// So many findings that are no reason to refuse are shown.
const FEW: usize = 3;

/// Before a commit, also before one that ends a merge with conflicts.
pub(super) fn commit(world: &mut World<'_>) -> Result<u8, Stop> {
    let project = world.project();
    let repo = project.repository();
    let mut repo = world.tell(&project, repo, Colour::Auto)?;
    let heads = repo.merge_heads()?;
    let named = |head| {
        repo.branch_at(head).map_or_else(
            || "the other side".to_owned(),
            |name| shown(&name).to_owned(),
        )
    };
    let heads: Vec<(CommitId, String)> =
        heads.into_iter().map(|head| (head, named(head))).collect();
    judged(&project, &repo, &heads, world)
}

/// Before a merge without conflicts becomes a commit.
pub(super) fn merge_commit(world: &mut World<'_>) -> Result<u8, Stop> {
    let project = world.project();
    let repo = project.repository();
    let repo = world.tell(&project, repo, Colour::Auto)?;
    judged(&project, &repo, &repo.heads_of_git_merge(), world)
}

fn judged(
    project: &Project,
    repo: &Repo,
    heads: &[(CommitId, String)],
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    match heads.split_first() {
        Some(((theirs, name), more)) => {
            let more: Vec<CommitId> = more.iter().map(|(head, _)| *head).collect();
            merge(project, repo, (*theirs, name), &more, world)
        }
        None => staged(project, repo, world),
    }
}

fn staged(project: &Project, repo: &Repo, world: &mut World<'_>) -> Result<u8, Stop> {
    let old = if repo.is_unborn() {
        None
    } else {
        Some(repo.resolve("HEAD")?)
    };
    let settings = Settings::OWN;
    let change = Change {
        repo,
        old,
        old_name: "HEAD",
        new: At::Index,
        also: &[],
        may_begin: true,
        settings,
    };
    let brought = project.step(&change);
    let Some(mut brought) = world.tell(project, brought, Colour::Auto)? else {
        return Ok(CLEAN);
    };
    let style = console::style(Colour::Auto, world.err_is_terminal);
    tell::findings(&brought, &brought.plan, style, world.err)?;
    tell::findings(&brought, &brought.change, style, world.err)?;
    if !brought.change.is_empty() {
        // The message is not written yet, so it may still say that this is meant.
        let found = tell::counts([&brought.change]);
        tell::line(
            world.err,
            &format!(
                "{found} about this change: a push is refused unless the last paragraph of a commit's message says that it is \
                 meant, with the reason for REASON:"
            ),
        )?;
        tell::trailers(world.err, &brought.change)?;
    }
    if brought.plan.is_empty() && !brought.incomplete {
        // To be typed when HEAD is the new commit.
        let more = old
            .filter(|_| !brought.begins)
            .map(|old| format!("planlint diff {}", old.short()));
        lesser(
            &brought,
            "",
            more.as_deref().unwrap_or("planlint check"),
            world,
        )?;
        return Ok(CLEAN);
    }
    // It is no reason why this is not committed.
    brought.change.clear();
    let than = if old.is_some() {
        " that HEAD does not have"
    } else {
        ""
    };
    tell::line(
        world.err,
        &format!("not committed: {}", what(&brought, than)),
    )?;
    let all = if old.is_some() {
        "planlint check --staged --against HEAD"
    } else {
        "planlint check --staged"
    };
    tell::help(
        world.err,
        &format!("mend the plan, git add it, and commit again; {all} shows everything that is new"),
    )?;
    Ok(FINDINGS)
}

fn merge(
    project: &Project,
    repo: &Repo,
    (theirs, name): (CommitId, &str),
    more: &[CommitId],
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let ours = repo.resolve("HEAD")?;
    let branch = repo.head_branch().map(|name| shown(&name).to_owned());
    let names = [branch.as_deref().unwrap_or("HEAD"), name];
    let brought = project.step_of_merge(repo, names, [ours, theirs], more);
    let Some(brought) = world.tell(project, brought, Colour::Auto)? else {
        return Ok(CLEAN);
    };
    if !brought.refuses() {
        lesser(&brought, "", "planlint check", world)?;
        return Ok(CLEAN);
    }
    let style = console::style(Colour::Auto, world.err_is_terminal);
    tell::findings(&brought, &brought.plan, style, world.err)?;
    tell::left(&brought, world.err)?;
    tell::line(
        world.err,
        &format!(
            "the merge is not committed: {}",
            what(&brought, " that neither side has")
        ),
    )?;
    tell::help(
        world.err,
        "mend the plan, git add it, and git commit; or go back to before with: git merge --abort",
    )?;
    Ok(FINDINGS)
}

/// Before a push to `remote`: every branch is judged by what it brings to the remote.
pub(super) fn push(remote: Option<&str>, world: &mut World<'_>) -> Result<u8, Stop> {
    let project = world.project();
    let repo = project.repository();
    let repo = world.tell(&project, repo, Colour::Auto)?;
    let remote = remote.unwrap_or("origin");
    let default = default_branch(&repo, remote)?;
    let mut code = CLEAN;
    for update in refs::pushed(world.input)? {
        let (Some(branch), Some(new)) = (update.branch(), &update.new) else {
            continue;
        };
        let new = repo.commit_by_id(new)?;
        let before = Before::new(&repo, &update, remote, new, default.as_ref())?;
        let change = Change {
            repo: &repo,
            old: before.old,
            old_name: &before.name,
            new: At::Commit(new),
            also: &before.also,
            // A branch that is there, but is not known here, may have a plan.
            may_begin: before.old.is_some() || update.old.is_none(),
            settings: Settings::OWN,
        };
        let brought = project.step(&change);
        let Some(brought) = world.tell(&project, brought, Colour::Auto)? else {
            continue;
        };
        if !brought.refuses() {
            let more = match before.old.filter(|_| !brought.begins) {
                Some(old) => format!("planlint diff {} {}", old.short(), new.short()),
                None => format!("planlint check --rev {}", new.short()),
            };
            lesser(&brought, &format!("{branch}: "), &more, world)?;
            continue;
        }
        code = FINDINGS;
        let style = console::style(Colour::Auto, world.err_is_terminal);
        tell::findings(&brought, &brought.plan, style, world.err)?;
        tell::findings(&brought, &brought.change, style, world.err)?;
        tell::left(&brought, world.err)?;
        let than = if before.old.is_some() {
            format!(" that {} does not have", before.name)
        } else {
            String::new()
        };
        tell::line(
            world.err,
            &format!("{branch} is not pushed: {}", what(&brought, &than)),
        )?;
        tell::help(
            world.err,
            "mend the plan, commit, and push again; nothing has been sent",
        )?;
        tell::way_through(&brought, world.err)?;
    }
    Ok(code)
}

/// What a branch is compared with.
struct Before {
    old: Option<CommitId>,
    name: String,
    also: Vec<CommitId>,
}

impl Before {
    fn new(
        repo: &Repo,
        update: &Update,
        remote: &str,
        new: CommitId,
        default: Option<&(String, CommitId)>,
    ) -> Result<Self, Failure> {
        let branch = update.branch().unwrap_or_default();
        // What has come into the branch from the default branch is not this push's.
        let also: Vec<CommitId> = default.iter().map(|(_, tip)| *tip).collect();
        if let Some(there) = &update.old {
            let tracked = repo.commit_of_reference(&tracking(remote, branch));
            // A push to an address has no such name, and the address can hold a password.
            let name = if tracked.is_some() {
                format!("{remote}/{branch}")
            } else {
                format!("the remote's {branch}")
            };
            // What is there now may not have been fetched.
            if let Some(old) = repo.commit_by_id(there).ok().or(tracked) {
                return Ok(Self {
                    old: Some(old),
                    name,
                    also,
                });
            }
        }
        let Some((name, tip)) = default else {
            return Ok(Self {
                old: None,
                name: String::new(),
                also,
            });
        };
        let base = repo.merge_base(*tip, new)?;
        Ok(Self {
            old: Some(base.unwrap_or(*tip)),
            name: name.clone(),
            also,
        })
    }
}

fn tracking(remote: &str, branch: &str) -> String {
    format!("refs/remotes/{remote}/{branch}")
}

/// What the clone knows of the remote's default branch, and its name.
fn default_branch(repo: &Repo, remote: &str) -> Result<Option<(String, CommitId)>, Failure> {
    let mut names = vec!["HEAD".to_owned()];
    names.extend(repo.setting("init.defaultBranch")?.pop());
    names.extend(["main".to_owned(), "master".to_owned()]);
    let found = names.into_iter().find_map(|name| {
        let tip = repo.commit_of_reference(&tracking(remote, &name))?;
        Some((format!("{remote}/{name}"), tip))
    });
    Ok(found)
}

/// Where nothing is refused but something new is found: a few are shown, of more it is said which
/// command shows them.
fn lesser(
    brought: &Brought,
    branch: &str,
    command: &str,
    world: &mut World<'_>,
) -> Result<(), Stop> {
    let found = tell::counts([&brought.lesser]);
    if brought.lesser.is_empty() {
        return Ok(());
    }
    let them = if brought.lesser.len() == 1 {
        "it"
    } else {
        "them"
    };
    let few = brought.lesser.len() <= FEW;
    if few && !brought.begins {
        let style = console::style(Colour::Auto, world.err_is_terminal);
        tell::in_short(brought, &brought.lesser, style, world.err)?;
    }
    let line = match (brought.begins, few) {
        (true, _) => format!("{branch}the plan begins with {found}; {command} shows {them}"),
        (false, true) => format!("{branch}new, but no reason to refuse: {found}"),
        (false, false) => {
            format!("{branch}new, but no reason to refuse: {found}; {command} shows {them}")
        }
    };
    Ok(tell::line(world.err, &line)?)
}

/// What is refused, in numbers, and `than` what that is new.
pub(super) fn what(brought: &Brought, than: &str) -> String {
    let found = tell::counts([&brought.plan, &brought.change]);
    let left = match brought.left.len() {
        0 => String::new(),
        1 => "1 file in no plan".to_owned(),
        files => format!("{files} files in no plan"),
    };
    let found = match (found.is_empty(), left.is_empty()) {
        (true, _) => left,
        (false, true) => format!("{found}{than}"),
        (false, false) => format!("{found}{than}, and {left}"),
    };
    match (found.is_empty(), brought.incomplete) {
        (false, false) => found,
        (false, true) => format!("{found}, and not everything could be read"),
        (true, _) => {
            "not everything of the plan can be read, so nobody knows what is wrong".to_owned()
        }
    }
}

fn shown(reference: &str) -> &str {
    let local = reference.strip_prefix("refs/heads/");
    local
        .or_else(|| reference.strip_prefix("refs/remotes/"))
        .unwrap_or(reference)
}
