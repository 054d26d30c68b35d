//! The hook of a server. git keeps what is pushed in quarantine until this has judged it, and sends the words to whoever
//! pushes. What cannot be judged is refused.

use std::collections::HashMap;
use std::path::Path;

use wildmatch::WildMatch;

use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report::Style;

use super::super::CLEAN;
use super::super::FAILURE;
use super::super::FINDINGS;
use super::super::Stop;
use super::super::World;
use super::super::job::repository;
use super::super::print::Colour;
use super::super::say;
use super::client::what;
use super::judge;
use super::judge::Brought;
use super::judge::Change;
use super::judge::Settings;
use super::refs;
use super::refs::Update;
use super::tell;

/// Each costs about as much as a check of the whole plan, and a server has others to serve.
const MOST_UPDATES: usize = 100;

pub(super) fn run(protect: &[String], config: Option<&Path>, world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = repository(world)?;
    let updates = refs::received(world.input)?;
    // git runs this hook for pushes only, and a script around it may have read what it says.
    if updates.is_empty() {
        return Err(Failure::new("nothing on standard input says what is pushed, so the push cannot be judged")
            .help("this is for git to call; a hook that reads its input itself has to hand it on: see docs/hooks.md")
            .into());
    }
    let protected = Protected::new(&repo, protect, &updates)?;
    let judged: Vec<&Update> =
        updates.iter().filter(|update| update.branch().is_some_and(|b| protected.has(b))).collect();
    if judged.len() > MOST_UPDATES {
        let message =
            format!("this push changes {} protected branches, and {MOST_UPDATES} are judged at once", judged.len());
        return Err(Failure::new(message).help("push them in several goes").into());
    }
    let mut receiver = Receiver { repo: &repo, config, protected: &protected, known: HashMap::new() };
    let mut code = CLEAN;
    for update in judged {
        // All are judged and told, so that one push is enough to learn what is wrong.
        code = code.max(match receiver.update(update, world) {
            Ok(code) => code,
            Err(Stop::Io(error)) => return Err(Stop::Io(error)),
            Err(stop) => {
                if let Stop::Failure(failure) = &stop {
                    say(world, failure);
                }
                tell::line(world.err, &format!("{} cannot be judged, so it is refused", update.name))?;
                FAILURE
            }
        });
    }
    if code != CLEAN {
        tell::line(world.err, "the whole push is refused, and nothing has changed here")?;
    }
    Ok(code)
}

/// Which branches are judged.
enum Protected {
    Patterns(Vec<WildMatch>),
    Branch(String),
    /// HEAD leads nowhere, so any branch may become the one that counts.
    All,
}

impl Protected {
    fn new(repo: &Repo, typed: &[String], updates: &[Update]) -> Result<Self, Failure> {
        let patterns = if typed.is_empty() { repo.setting("planlint.protect")? } else { typed.to_vec() };
        if !patterns.is_empty() {
            let short = patterns.iter().map(|pattern| pattern.strip_prefix("refs/heads/").unwrap_or(pattern));
            return Ok(Self::Patterns(short.map(WildMatch::new).collect()));
        }
        let Some(head) = repo.head_branch() else { return Ok(Self::All) };
        let comes = updates.iter().any(|update| update.name == head);
        match head.strip_prefix("refs/heads/") {
            Some(branch) if comes || !repo.is_unborn() => Ok(Self::Branch(branch.to_owned())),
            _ => Ok(Self::All),
        }
    }

    fn has(&self, branch: &str) -> bool {
        match self {
            Self::Patterns(patterns) => patterns.iter().any(|pattern| pattern.matches(branch)),
            Self::Branch(name) => name == branch,
            Self::All => true,
        }
    }
}

struct Receiver<'a> {
    repo: &'a Repo,
    config: Option<&'a Path>,
    protected: &'a Protected,
    /// The same step may be pushed to several branches.
    known: HashMap<(Option<CommitId>, CommitId), u8>,
}

impl Receiver<'_> {
    fn update(&mut self, update: &Update, world: &mut World<'_>) -> Result<u8, Stop> {
        let repo = self.repo;
        // That a branch goes away is not the plan's business.
        let (Some(branch), Some(new)) = (update.branch(), &update.new) else { return Ok(CLEAN) };
        let new = repo.commit_by_id(new)?;
        let head = repo.head_branch().and_then(|name| repo.commit_of_reference(&name));
        let (old, also) = match &update.old {
            Some(old) => (Some(repo.commit_by_id(old)?), None),
            // A new branch is judged by what it adds to the default branch.
            None => match head {
                Some(head) => (Some(repo.merge_base(head, new)?.unwrap_or(head)), Some(head)),
                None => (None, None),
            },
        };
        if let Some(code) = self.known.get(&(old, new)) {
            if *code != CLEAN {
                tell::line(world.err, &format!("{branch} is refused for the same reasons"))?;
            }
            return Ok(*code);
        }
        let old_name = old.map(CommitId::short).unwrap_or_default();
        let also: Vec<CommitId> = also.into_iter().collect();
        let settings = Settings { file: self.config, color: Colour::Never };
        let may_begin = old.is_some() || !repo.branches()?.iter().any(|name| self.protected.has(name));
        let change = Change { repo, old, old_name: &old_name, new: At::Commit(new), also: &also, may_begin, settings };
        let brought = judge::change(&change, world)?;
        let refused = brought.as_ref().is_some_and(Brought::refuses);
        let code = if refused { FINDINGS } else { CLEAN };
        self.known.insert((old, new), code);
        if let Some(brought) = &brought {
            told(branch, old.map(|_| old_name.as_str()), brought, world)?;
        }
        // Also where the new settings look at no plan at all.
        if let Some(old) = old
            && self.config.is_none()
            && repo.settings(At::Commit(old)).ok() != repo.settings(At::Commit(new)).ok()
        {
            let line = format!("{branch}: this push changes planlint.yaml, and is judged by the new settings");
            tell::line(world.err, &line)?;
        }
        Ok(code)
    }
}

/// The answer about one branch, for whoever pushes.
fn told(branch: &str, old_name: Option<&str>, brought: &Brought, world: &mut World<'_>) -> Result<(), Stop> {
    if brought.refuses() {
        tell::findings(brought, &brought.plan, Style::PLAIN, world.err)?;
        tell::findings(brought, &brought.change, Style::PLAIN, world.err)?;
        let than = old_name.map(|old| format!(" that {old} does not have")).unwrap_or_default();
        tell::line(world.err, &format!("{branch} is refused: {}", what(brought, &than)))?;
        if !brought.change.is_empty() {
            tell::help(world.err, "if a change is meant, let a commit of this push say so in its message:")?;
            tell::trailers(world.err, &brought.change)?;
        }
    } else if !brought.lesser.is_empty() {
        let found = tell::counts([&brought.lesser]);
        let how = if brought.begins { "its plan begins with" } else { "new in it:" };
        tell::line(world.err, &format!("{branch} is taken; {how} {found}"))?;
    }
    for allowed in &brought.allowed {
        tell::line(world.err, &format!("{branch}: {allowed}"))?;
    }
    Ok(())
}
