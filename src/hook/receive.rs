//! The hook of a server. git keeps what is pushed in quarantine until this has judged it, and sends
//! the words to whoever pushes. What cannot be judged is refused.

use std::collections::HashMap;
use std::path::Path;

use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report::Format;
use crate::report::Style;
use crate::words::say;

use super::client::Than;
use super::client::what;
use super::protected::Aimed;
use super::protected::Protected;
use super::refs;
use super::tell;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::FAILURE;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::console::say;
use crate::project::Brought;
use crate::project::Change;
use crate::project::Project;
use crate::project::Settings;
use crate::words::Lang;

/// Each costs about as much as a check of the whole plan, and a server has others to serve.
const MOST_UPDATES: usize = 100;

pub(super) fn run(
    protect: &[String],
    config: Option<&Path>,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let project = world.project();
    let repo = project.repository();
    let repo = world.tell(&project, repo, Colour::Never)?;
    let updates = refs::received(world.input)?;
    // git runs this hook for pushes only, and a script around it may have read what it says.
    if updates.is_empty() {
        return Err(Failure::new(say!(
            en: "nothing on standard input says what is pushed, so the push cannot be judged",
            zh: "标准输入未说明推送了什么，无法检查此次推送",
        ))
            .help(say!(
                en: "this is for git to call; a hook that reads its input itself has to hand it on: see docs/hooks.md",
                zh: "此命令由 git 调用；自行读取输入的钩子须将输入转交：见 docs/zh/hooks.md",
            ))
            .into());
    }
    let aimed: Vec<Aimed<'_>> = updates
        .iter()
        .map(|update| Aimed::new(&repo, update))
        .collect::<Result<_, _>>()?;
    let protected = Protected::new(&repo, protect, &aimed)?;
    let lang = world.speaks(None, Format::Text);
    for idle in protected.idle(&aimed)? {
        tell::line(world.err, &idle, lang)?;
    }
    let judged: Vec<&Aimed<'_>> = aimed
        .iter()
        .filter(|aimed| protected.has(&aimed.names))
        .collect();
    if judged.len() > MOST_UPDATES {
        let message = say!(
            en: "this push changes {count} protected branches, and {most_updates} are judged at once",
            zh: "此次推送改动 {count} 个受保护分支，一次最多检查 {most_updates} 个",
            count = judged.len(),
            most_updates = MOST_UPDATES,
        );
        return Err(Failure::new(message)
            .help(say!(
                en: "push them in several goes",
                zh: "请分几次推送",
            ))
            .into());
    }
    let may_delete = repo.is_on("planlint.allowDeletion")? == Some(true);
    let mut receiver = Receiver {
        project: &project,
        repo: &repo,
        config,
        protected: &protected,
        may_delete,
        known: HashMap::new(),
        wanted: None,
    };
    let mut code = CLEAN;
    for aimed in judged {
        // All are judged and told, so that one push is enough to learn what is wrong.
        code = code.max(match receiver.update(aimed, world) {
            Ok(code) => code,
            Err(Stop::Io(error)) => return Err(Stop::Io(error)),
            Err(stop) => {
                if let Stop::Failure(failure) = &stop {
                    say(world, failure);
                }
                let line = say!(
                    en: "{branch} cannot be judged, so it is refused",
                    zh: "{branch} 无法判断，因此被拒绝",
                    branch = &aimed.update.name,
                );
                tell::line(world.err, &line, lang)?;
                FAILURE
            }
        });
    }
    if code != CLEAN {
        let line = say!(
            en: "the whole push is refused, and nothing has changed here",
            zh: "整个推送被拒绝，此处没有任何改动",
        );
        let lang = receiver.lang(world);
        tell::line(world.err, &line, lang)?;
    }
    Ok(code)
}

/// A step that is judged, with all that it is judged against.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Step {
    old: Option<CommitId>,
    also: Vec<CommitId>,
    new: CommitId,
    may_begin: bool,
}

struct Receiver<'a> {
    project: &'a Project,
    repo: &'a Repo,
    config: Option<&'a Path>,
    protected: &'a Protected<'a>,
    may_delete: bool,
    /// The same step may be pushed to several branches.
    known: HashMap<Step, u8>,
    /// The language that the settings of a branch want, the first that says something.
    wanted: Option<Lang>,
}

impl Receiver<'_> {
    /// The language of what is said of the push as a whole.
    fn lang(&self, world: &World<'_>) -> Lang {
        world.speaks(self.wanted, Format::Text)
    }

    fn update(&mut self, aimed: &Aimed<'_>, world: &mut World<'_>) -> Result<u8, Stop> {
        let (repo, update) = (self.repo, aimed.update);
        let branch = &aimed.shown();
        let Some(new) = &update.new else {
            return self.deletion(aimed, world);
        };
        let new = repo.commit_by_id(new)?;
        let (old, also) = match &update.old {
            Some(old) => (Some(repo.commit_by_id(old)?), Vec::new()),
            None => self.protected.origin(new)?,
        };
        let may_begin = old.is_some() || self.protected.tips()?.is_empty();
        let step = Step {
            old,
            also,
            new,
            may_begin,
        };
        if let Some(code) = self.known.get(&step) {
            if *code != CLEAN {
                let line = say!(
                    en: "{branch} is refused for the same reasons",
                    zh: "{branch} 因同样的原因被拒绝",
                    branch = branch,
                );
                let lang = self.lang(world);
                tell::line(world.err, &line, lang)?;
            }
            return Ok(*code);
        }
        let old_name = old.map(CommitId::short).unwrap_or_default();
        let settings = Settings { file: self.config };
        let change = Change {
            repo,
            old,
            old_name: &old_name,
            new: At::Commit(new),
            also: &step.also,
            may_begin,
            settings,
        };
        let brought = self.project.step(&change);
        let brought = world.tell(self.project, brought, Colour::Never)?;
        let refused = brought.as_ref().is_some_and(Brought::refuses);
        let code = if refused { FINDINGS } else { CLEAN };
        self.known.insert(step, code);
        if let Some(brought) = &brought {
            self.wanted = self.wanted.or(brought.lang);
            told(branch, old.map(|_| old_name.as_str()), brought, world)?;
        }
        // Also where the new settings look at no plan at all.
        if let Some(old) = old
            && self.config.is_none()
            && repo.settings(At::Commit(old)).ok() != repo.settings(At::Commit(new)).ok()
        {
            let line = say!(
                en: "{branch}: this push changes planlint.yaml, and is judged by the new settings",
                zh: "{branch}：本次推送改动了 planlint.yaml，按新的设置判断",
                branch = branch,
            );
            let lang = self.lang(world);
            tell::line(world.err, &line, lang)?;
        }
        Ok(code)
    }

    /// A protected branch that goes away could come back as anything: nobody would know any more
    /// what it had.
    fn deletion(&self, aimed: &Aimed<'_>, world: &mut World<'_>) -> Result<u8, Stop> {
        if self.may_delete || aimed.update.old.is_none() {
            return Ok(CLEAN);
        }
        let branch = aimed.shown();
        let line = say!(
            en: "{branch} is refused: it is protected, so a push may change it but not delete it",
            zh: "{branch} 被拒绝：该分支受保护，推送可以修改它，但不能删除它",
            branch = branch,
        );
        let lang = self.lang(world);
        tell::line(world.err, &line, lang)?;
        let help = if self.protected.has_all() {
            say!(
                en: "on the server HEAD leads nowhere, so all branches are protected; there: git symbolic-ref HEAD refs/heads/main",
                zh: "服务器上的 HEAD 没有指向任何分支，因此所有分支都受保护；在服务器上执行：git symbolic-ref HEAD refs/heads/main",
            )
        } else {
            say!(
                en: "whoever looks after the server can delete it there, or allow it there: git config planlint.allowDeletion true",
                zh: "服务器管理员可在服务器上将其删除，或在服务器上允许删除：git config planlint.allowDeletion true",
            )
        };
        let lang = self.lang(world);
        tell::help(world.err, &help, lang)?;
        Ok(FINDINGS)
    }
}

/// The answer about one branch, for whoever pushes.
fn told(
    branch: &str,
    old_name: Option<&str>,
    brought: &Brought,
    world: &mut World<'_>,
) -> Result<(), Stop> {
    let lang = world.speaks(brought.lang, Format::Text);
    let style = Style::PLAIN.speaking(lang);
    if brought.refuses() {
        tell::findings(brought, &brought.plan, style, world.err)?;
        tell::findings(brought, &brought.change, style, world.err)?;
        tell::left(brought, lang, world.err)?;
        let line = say!(
            en: "{branch} is refused: {what}",
            zh: "{branch} 被拒绝：{what}",
            branch = branch,
            what = what(brought, Than::revision(old_name)),
        );
        tell::line(world.err, &line, lang)?;
        tell::way_through(brought, lang, world.err)?;
    } else if !brought.lesser.is_empty() {
        let found = tell::counts([&brought.lesser]);
        let line = if brought.begins {
            say!(
                en: "{branch} is taken; its plan begins with {found}",
                zh: "{branch} 已接受；其计划新建时有 {found}",
                branch = branch,
                found = found,
            )
        } else {
            say!(
                en: "{branch} is taken; new in it: {found}",
                zh: "{branch} 已接受；其中新问题有 {found}",
                branch = branch,
                found = found,
            )
        };
        tell::line(world.err, &line, lang)?;
    }
    for allowed in &brought.allowed {
        let line = say!(
            en: "{branch}: {allowed}",
            zh: "{branch}：{allowed}",
            branch = branch,
            allowed = allowed.clone(),
        );
        tell::line(world.err, &line, lang)?;
    }
    Ok(())
}
