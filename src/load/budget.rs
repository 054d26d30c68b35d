//! How much of a plan may still be read. A plan beyond its limits is not read at all: which half of
//! it came first would be chance.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::model::Limits;
use crate::model::NotText;
use crate::model::PlanTooLarge;
use crate::model::RawFile;

/// The bytes that one plan may still take. Files may be read by several threads.
#[derive(Debug)]
pub(super) struct Budget {
    /// How many files there are, if that is too many.
    too_many: Option<usize>,
    file_bytes: u64,
    most: u64,
    bytes: AtomicU64,
}

impl Budget {
    /// For a plan of so many files.
    pub(super) fn new(limits: &Limits, files: usize) -> Self {
        let too_many = Some(files).filter(|files| *files > limits.plan_files);
        Self {
            too_many,
            file_bytes: limits.part.file_bytes,
            most: limits.plan_bytes,
            bytes: AtomicU64::new(0),
        }
    }

    /// How many bytes one file may have.
    pub(super) fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    /// Take so many bytes; `false` if there are not so many left.
    pub(super) fn take(&self, bytes: u64) -> bool {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.too_many.is_none() && before.saturating_add(bytes) <= self.most
    }

    /// Whether nothing more has to be read, because the plan is too large already.
    pub(super) fn is_full(&self) -> bool {
        self.too_many.is_some() || self.bytes.load(Ordering::Relaxed) > self.most
    }

    /// The files as the plan has them: all, or none of them. Those for which nothing was left have no
    /// text until here.
    pub(super) fn settle(&self, files: Vec<RawFile>) -> Vec<RawFile> {
        if self.is_full() {
            files
                .into_iter()
                .map(|file| self.settle_one(file))
                .collect()
        } else {
            files
        }
    }

    /// The same for a file by itself.
    pub(super) fn settle_one(&self, file: RawFile) -> RawFile {
        if !self.is_full() {
            return file;
        }
        let why = self
            .too_many
            .map_or(PlanTooLarge::Bytes, PlanTooLarge::Files);
        RawFile {
            text: Some(Err(NotText::PlanTooLarge(why))),
            ..file
        }
    }
}
