//! A file that git cannot merge.

use git2::Oid;

use crate::gate::ConflictKind;
use crate::gate::MergeSide;
use crate::load::disk;
use crate::model::BlobId;

use super::blob_id;

/// A file that git cannot merge.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// Its path.
    pub path: String,
    /// The same as git has it.
    pub(super) bytes: Vec<u8>,
    /// Its content at the merge base, on our side, on theirs; `None` where it does not exist.
    pub sides: [Option<BlobId>; 3],
    /// What is the matter with it.
    pub kind: ConflictKind,
}

impl Conflict {
    pub(super) fn new(path: &[u8], sides: [Option<Oid>; 3], kind: ConflictKind) -> Self {
        Self {
            path: disk::name(path),
            bytes: path.to_vec(),
            sides: sides.map(|side| side.map(blob_id)),
            kind,
        }
    }

    /// A file that only one side has.
    pub(super) fn new_on(side: MergeSide, path: &[u8], id: Oid, kind: ConflictKind) -> Self {
        let sides = if side == MergeSide::Base {
            [None, Some(id), None]
        } else {
            [None, None, Some(id)]
        };
        Self::new(path, sides, kind)
    }

    /// A file that both sides have added, the first of them `side`.
    pub(super) fn new_on_both(side: MergeSide, path: &[u8], [first, second]: [Oid; 2]) -> Self {
        let (base, head) = if side == MergeSide::Base {
            (first, second)
        } else {
            (second, first)
        };
        Self::new(path, [None, Some(base), Some(head)], ConflictKind::Content)
    }

    pub(super) fn is_part(&self) -> bool {
        disk::is_part(&self.path)
    }
}
