//! The hooks of a clone: before a commit, a merge and a push.

use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;

use super::refs;
use super::refs::Update;
use super::tell;
use crate::compare::PLACEHOLDER;
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
use crate::report::Format;
use crate::report::Style;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

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
            || say!(en: "the other side", zh: "另一方"),
            |name| Message::verbatim(shown(&name)),
        )
    };
    let heads: Vec<(CommitId, Message)> =
        heads.into_iter().map(|head| (head, named(head))).collect();
    judged(&project, &repo, &heads, world)
}

/// Before a merge without conflicts becomes a commit.
pub(super) fn merge_commit(world: &mut World<'_>) -> Result<u8, Stop> {
    let project = world.project();
    let repo = project.repository();
    let repo = world.tell(&project, repo, Colour::Auto)?;
    let heads = repo.heads_of_git_merge().into_iter();
    let heads = heads.map(|(head, name)| (head, Message::verbatim(&name)));
    judged(&project, &repo, &heads.collect::<Vec<_>>(), world)
}

fn judged(
    project: &Project,
    repo: &Repo,
    heads: &[(CommitId, Message)],
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
    let style = style(&brought, world);
    tell::findings(&brought, &brought.plan, style, world.err)?;
    tell::findings(&brought, &brought.change, style, world.err)?;
    if !brought.change.is_empty() {
        // The message is not written yet, so it may still say that this is meant.
        let line = say!(
            en: "{found} about this change: a push is refused unless the last paragraph of a commit's message says that it is \
                 meant, with the reason for {placeholder}:",
            zh: "此次改动有 {found}：除非某个提交说明的最后一段写明确有此意，并以理由代替 {placeholder}，否则推送会被拒绝：",
            found = tell::counts([&brought.change]),
            placeholder = word(PLACEHOLDER),
        );
        tell::line(world.err, &line, style.lang)?;
        tell::trailers(world.err, &brought.change)?;
    }
    if brought.plan.is_empty() && !brought.incomplete {
        // To be typed when HEAD is the new commit.
        let more = old
            .filter(|_| !brought.begins)
            .map(|old| format!("planlint diff {}", old.short()));
        lesser(
            &brought,
            None,
            more.as_deref().unwrap_or("planlint check"),
            world,
        )?;
        return Ok(CLEAN);
    }
    // It is no reason why this is not committed.
    brought.change.clear();
    let line = say!(
        en: "not committed: {what}",
        zh: "未提交：{what}",
        what = what(&brought, Than::revision(old.map(|_| "HEAD"))),
    );
    tell::line(world.err, &line, style.lang)?;
    let all = if old.is_some() {
        "planlint check --staged --against HEAD"
    } else {
        "planlint check --staged"
    };
    let help = say!(
        en: "mend the plan, git add it, and commit again; {all} shows everything that is new",
        zh: "修正计划，git add 之后再次提交；{all} 可列出全部新问题",
        all = word(all),
    );
    tell::help(world.err, &help, style.lang)?;
    Ok(FINDINGS)
}

fn merge(
    project: &Project,
    repo: &Repo,
    (theirs, name): (CommitId, &Message),
    more: &[CommitId],
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let ours = repo.resolve("HEAD")?;
    let branch = repo.head_branch();
    let branch = branch.as_ref().map_or("HEAD", |name| shown(name));
    let names = [Message::verbatim(branch), name.clone()];
    let brought = project.step_of_merge(repo, &names, [ours, theirs], more);
    let Some(brought) = world.tell(project, brought, Colour::Auto)? else {
        return Ok(CLEAN);
    };
    if !brought.refuses() {
        lesser(&brought, None, "planlint check", world)?;
        return Ok(CLEAN);
    }
    let style = style(&brought, world);
    tell::findings(&brought, &brought.plan, style, world.err)?;
    tell::left(&brought, style.lang, world.err)?;
    let line = say!(
        en: "the merge is not committed: {what}",
        zh: "合并未提交：{what}",
        what = what(&brought, Than::Sides),
    );
    tell::line(world.err, &line, style.lang)?;
    let help = say!(
        en: "mend the plan, git add it, and git commit; or go back to before with: git merge --abort",
        zh: "修正计划，git add 之后执行 git commit；或用 git merge --abort 回到合并之前",
    );
    tell::help(world.err, &help, style.lang)?;
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
            lesser(&brought, Some(branch), &more, world)?;
            continue;
        }
        code = FINDINGS;
        let style = style(&brought, world);
        tell::findings(&brought, &brought.plan, style, world.err)?;
        tell::findings(&brought, &brought.change, style, world.err)?;
        tell::left(&brought, style.lang, world.err)?;
        let line = say!(
            en: "{branch} is not pushed: {what}",
            zh: "{branch} 未推送：{what}",
            branch = branch,
            what = what(&brought, Than::revision(before.old.map(|_| before.told.clone()))),
        );
        tell::line(world.err, &line, style.lang)?;
        let help = say!(
            en: "mend the plan, commit, and push again; nothing has been sent",
            zh: "修正计划，提交后再次推送；尚未发送任何内容",
        );
        tell::help(world.err, &help, style.lang)?;
        tell::way_through(&brought, style.lang, world.err)?;
    }
    Ok(code)
}

/// What a branch is compared with.
struct Before {
    old: Option<CommitId>,
    name: String,
    /// The name in a sentence.
    told: Message,
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
            let name = tracked.map(|_| format!("{remote}/{branch}"));
            let told = match &name {
                Some(name) => Message::verbatim(name),
                None => say!(en: "the remote's {branch}", zh: "远程的 {branch}", branch = branch),
            };
            // What is there now may not have been fetched.
            if let Some(old) = repo.commit_by_id(there).ok().or(tracked) {
                return Ok(Self {
                    old: Some(old),
                    name: name.unwrap_or_else(|| old.short()),
                    told,
                    also,
                });
            }
        }
        let Some((name, tip)) = default else {
            return Ok(Self {
                old: None,
                name: String::new(),
                told: Message::verbatim(""),
                also,
            });
        };
        let base = repo.merge_base(*tip, new)?;
        Ok(Self {
            old: Some(base.unwrap_or(*tip)),
            name: name.clone(),
            told: Message::verbatim(name),
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
    branch: Option<&str>,
    command: &str,
    world: &mut World<'_>,
) -> Result<(), Stop> {
    if brought.lesser.is_empty() {
        return Ok(());
    }
    let style = style(brought, world);
    let few = brought.lesser.len() <= FEW;
    if few && !brought.begins {
        tell::in_short(brought, &brought.lesser, style, world.err)?;
    }
    let found = tell::counts([&brought.lesser]);
    let line = match (brought.begins, few, brought.lesser.len() == 1) {
        (true, _, true) => say!(
            en: "the plan begins with {found}; {command} shows it",
            zh: "计划新建时有 {found}；{command} 可列出",
            found = found,
            command = command,
        ),
        (true, _, false) => say!(
            en: "the plan begins with {found}; {command} shows them",
            zh: "计划新建时有 {found}；{command} 可列出",
            found = found,
            command = command,
        ),
        (false, true, _) => say!(
            en: "new, but no reason to refuse: {found}",
            zh: "新增问题，但不予拒绝：{found}",
            found = found,
        ),
        (false, false, _) => say!(
            en: "new, but no reason to refuse: {found}; {command} shows them",
            zh: "新增问题，但不予拒绝：{found}；{command} 可列出",
            found = found,
            command = command,
        ),
    };
    let line = match branch {
        None => line,
        Some(branch) => say!(
            en: "{branch}: {line}",
            zh: "{branch}：{line}",
            branch = branch,
            line = line,
        ),
    };
    Ok(tell::line(world.err, &line, style.lang)?)
}

/// How an answer is written on standard error.
fn style(brought: &Brought, world: &World<'_>) -> Style {
    let lang = world.speaks(brought.lang, Format::Text);
    console::style(Colour::Auto, world.err_is_terminal).speaking(lang)
}

/// What has no findings of the kind that are refused.
pub(super) enum Than {
    /// Nothing: there is nothing to compare with.
    Nothing,
    /// A revision, by what it is called in a sentence.
    Revision(Arg),
    /// Both sides of a merge.
    Sides,
}

impl Than {
    /// A revision, if there is one.
    pub(super) fn revision(name: Option<impl Into<Arg>>) -> Self {
        name.map_or(Self::Nothing, |name| Self::Revision(name.into()))
    }
}

/// What is refused, in numbers: findings that are new beside `than`, files in no plan, and what
/// could not be read.
pub(super) fn what(brought: &Brought, than: Than) -> Message {
    let mut reasons: Vec<Message> = Vec::new();
    if !brought.plan.is_empty() || !brought.change.is_empty() {
        let found = tell::counts([&brought.plan, &brought.change]);
        reasons.push(match than {
            Than::Nothing => say!(en: "{found}", zh: "{found}", found = found),
            Than::Revision(name) => say!(
                en: "{found} that {name} does not have",
                zh: "与 {name} 相比，新增 {found}",
                found = found,
                name = name,
            ),
            Than::Sides => say!(
                en: "{found} that neither side has",
                zh: "双方都没有，合并后新增 {found}",
                found = found,
            ),
        });
    }
    match brought.left.len() {
        0 => {}
        1 => reasons.push(say!(en: "1 file in no plan", zh: "1 个不属于任何计划的文件")),
        files => reasons.push(say!(
            en: "{files} files in no plan",
            zh: "{files} 个不属于任何计划的文件",
            files = files,
        )),
    }
    if brought.incomplete && reasons.is_empty() {
        return say!(
            en: "not everything of the plan can be read, so nobody knows what is wrong",
            zh: "计划未能全部读取，无法判断有什么问题",
        );
    }
    if brought.incomplete {
        reasons.push(say!(
            en: "not everything could be read",
            zh: "部分内容未能读取",
        ));
    }
    let reasons = Arg::joined(reasons, usize::MAX, Joined::Together);
    say!(en: "{reasons}", zh: "{reasons}", reasons = reasons)
}

fn shown(reference: &str) -> &str {
    let local = reference.strip_prefix("refs/heads/");
    local
        .or_else(|| reference.strip_prefix("refs/remotes/"))
        .unwrap_or(reference)
}
