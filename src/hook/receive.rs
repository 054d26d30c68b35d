//! The hook of a server. git keeps what is pushed in quarantine until this has judged it, and sends
//! the words to whoever pushes. What cannot be judged is refused.

use std::collections::HashMap;
use std::path::Path;

use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report::Style;
use crate::words::say;

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
                zh: "此命令由 git 调用；自行读取输入的钩子须将输入转交：见 docs/hooks.md",
            ))
            .into());
    }
    let aimed: Vec<Aimed<'_>> = updates
        .iter()
        .map(|update| Aimed::new(&repo, update))
        .collect::<Result<_, _>>()?;
    let protected = Protected::new(&repo, protect, &aimed)?;
    for idle in protected.idle(&aimed)? {
        tell::line(world.err, &idle)?;
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
                tell::line(
                    world.err,
                    &format!("{} cannot be judged, so it is refused", aimed.update.name),
                )?;
                FAILURE
            }
        });
    }
    if code != CLEAN {
        tell::line(
            world.err,
            "the whole push is refused, and nothing has changed here",
        )?;
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
}

impl Receiver<'_> {
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
                tell::line(
                    world.err,
                    &format!("{branch} is refused for the same reasons"),
                )?;
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
            told(branch, old.map(|_| old_name.as_str()), brought, world)?;
        }
        // Also where the new settings look at no plan at all.
        if let Some(old) = old
            && self.config.is_none()
            && repo.settings(At::Commit(old)).ok() != repo.settings(At::Commit(new)).ok()
        {
            let line = format!(
                "{branch}: this push changes planlint.yaml, and is judged by the new settings"
            );
            tell::line(world.err, &line)?;
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
        tell::line(
            world.err,
            &format!(
                "{branch} is refused: it is protected, so a push may change it but not delete it"
            ),
        )?;
        tell::help(
            world.err,
            if self.protected.has_all() {
                "on the server HEAD leads nowhere, so all branches are protected; there: git symbolic-ref HEAD refs/heads/main"
            } else {
                "whoever looks after the server can delete it there, or allow it there: git config planlint.allowDeletion true"
            },
        )?;
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
    if brought.refuses() {
        tell::findings(brought, &brought.plan, Style::PLAIN, world.err)?;
        tell::findings(brought, &brought.change, Style::PLAIN, world.err)?;
        tell::left(brought, world.err)?;
        let than = old_name
            .map(|old| format!(" that {old} does not have"))
            .unwrap_or_default();
        tell::line(
            world.err,
            &format!("{branch} is refused: {}", what(brought, &than)),
        )?;
        tell::way_through(brought, world.err)?;
    } else if !brought.lesser.is_empty() {
        let found = tell::counts([&brought.lesser]);
        let how = if brought.begins {
            "its plan begins with"
        } else {
            "new in it:"
        };
        tell::line(world.err, &format!("{branch} is taken; {how} {found}"))?;
    }
    for allowed in &brought.allowed {
        tell::line(world.err, &format!("{branch}: {}", allowed.text(Lang::En)))?;
    }
    Ok(())
}
