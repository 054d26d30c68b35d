//! The top of the engine: a folder with plans in it, and what can be asked about them. It returns
//! values: whoever calls it prints, and knows clock and environment.

mod check;
mod compare;
mod error;
mod fix;
mod folders;
mod gate;
mod history;
mod job;
mod moving;
mod pairs;
mod paths;
mod plans;
mod scope;
mod session;
mod show;
mod sides;
mod source;
mod step;
mod target;
mod texts;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::calendar::Day;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::Repo;
use crate::load::memory::Texts;
use crate::words::Message;
use crate::words::say;

pub use check::Check;
pub use check::Checked;
pub use compare::Compare;
pub use compare::Compared;
pub use compare::Range;
pub use error::BadSettings;
pub use error::Error;
pub use fix::Fixed;
pub use gate::Gate;
pub use gate::Gated;
pub(crate) use job::Job;
pub use moving::Move;
pub use moving::Moved;
pub use moving::Shift;
pub(crate) use paths::normal;
pub(crate) use paths::slashed;
pub(crate) use plans::DEFAULT_PLAN;
pub(crate) use plans::Plans;
pub use scope::AsOf;
pub use scope::Buffer;
pub use scope::Revision;
pub use scope::Scope;
pub use session::Session;
pub use session::Snapshot;
pub use show::Show;
pub use show::Shown;
pub use show::ShownTask;
pub(crate) use source::Source;
pub(crate) use step::Brought;
pub(crate) use step::Change;
pub(crate) use step::New;
pub(crate) use step::Settings;
pub use texts::Merge;

/// A folder from which plans are looked at: what is typed is relative to it.
pub struct Project {
    folder: PathBuf,
    /// The files, if they are texts in memory.
    texts: Option<Arc<Texts>>,
    /// What comparisons of texts call it.
    name: Option<String>,
    /// Asked only where it matters what day it is.
    today: fn() -> Day,
    remarks: RefCell<Remarks>,
}

/// What people should know beside the answer.
#[derive(Default)]
struct Remarks {
    /// All that there were: settings and plans are looked for several times.
    seen: BTreeSet<Message>,
    /// Those that nobody has taken yet.
    new: Vec<Message>,
}

impl Project {
    /// Returns the project that is seen from `folder`. Nothing is read yet. `today` is asked where it
    /// matters what day it is, as for an `ignore` with `until`.
    #[must_use]
    pub fn new(folder: PathBuf, today: fn() -> Day) -> Self {
        Self {
            folder,
            texts: None,
            name: None,
            today,
            remarks: RefCell::default(),
        }
    }

    /// Returns what people should know beside the answers that were given since this was last
    /// asked: files that were passed over, and the like. Each is said once.
    #[must_use]
    pub fn take_remarks(&self) -> Vec<Message> {
        std::mem::take(&mut self.remarks.borrow_mut().new)
    }

    fn remark(&self, remark: Message) {
        let mut remarks = self.remarks.borrow_mut();
        if remarks.seen.insert(remark.clone()) {
            remarks.new.push(remark);
        }
    }

    /// Remark that files which look like settings are none: whoever wrote them believes that they
    /// hold.
    pub(crate) fn say_no_settings(&self, names: &[&str]) {
        for name in names {
            self.remark(say!(
                en: "{name} is ignored: settings stand in {settings}",
                zh: "{name} 被忽略：设置应写在 {settings} 中",
                settings = disk::SETTINGS,
                name = name,
            ));
        }
    }

    /// The repository around the folder.
    pub(crate) fn repository(&self) -> Result<Repo, Error> {
        if self.texts.is_some() {
            let failure = Failure::new(say!(
                en: "texts are no repository, so there are no revisions of them",
                zh: "这些文本不是仓库，没有修订版本",
            ));
            let help = say!(
                en: "ask with other texts: Project::compare_with and Project::gate_merge",
                zh: "请用其他文本比较：Project::compare_with 与 Project::gate_merge",
            );
            return Err(failure.help(help).into());
        }
        let repo = Repo::open(&self.folder)?;
        for remark in repo.remarks() {
            self.remark(remark);
        }
        Ok(repo)
    }
}
