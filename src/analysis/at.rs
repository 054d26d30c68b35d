//! What stands at a place of a plan's file: what an editor asks about the word under the cursor.

use std::sync::Arc;

use crate::model;
use crate::text::FileId;
use crate::text::Span;
use crate::text::yaml;
use crate::text::yaml::Step;

use super::Analysis;

/// What stands at a place of a plan's file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spot {
    /// The innermost value or key there.
    pub span: Span,
    /// Whether it is a key.
    pub is_key: bool,
    /// The keys on the way to it, the outermost first, without places in lists.
    pub keys: Vec<String>,
    /// The id of the phase, group or task in which it stands, if that has one.
    pub task: Option<Box<str>>,
}

impl Spot {
    /// Returns the field that it is, or belongs to: `depends_on` also for one of its entries.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.keys.last().map(String::as_str)
    }
}

impl Analysis {
    /// Returns what stands at the byte `offset` of a file of this plan, or right before it. `text`
    /// is the file's: its nodes are read again, because to keep them for all files would take as
    /// much memory as the plan itself.
    #[must_use]
    pub(crate) fn at(
        &self,
        file: FileId,
        text: &Arc<str>,
        offset: u32,
        limits: &model::Limits,
    ) -> Option<Spot> {
        let read = yaml::read(file, text, model::ALL_KEYS, &limits.part);
        let spot = read.document.at(offset)?;
        let keys = spot.steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some((*key).to_owned()),
            Step::Item(_) => None,
        });
        Some(Spot {
            span: spot.node.span(),
            is_key: spot.is_key,
            keys: keys.collect(),
            task: self.id_at(file, offset),
        })
    }

    /// The id of the innermost phase, group or task around a place.
    fn id_at(&self, file: FileId, offset: u32) -> Option<Box<str>> {
        let covers = |span: Span| span.file == file && span.start <= offset && offset <= span.end;
        let around = self.plan.all().filter(|(_, task)| covers(task.span));
        around
            .min_by_key(|(_, task)| task.span.end - task.span.start)
            .and_then(|(_, task)| task.id().map(Box::from))
    }
}
