//! The index, as git describes it in gitformat-index: versions 2 to 4, also split over two files
//! and with folders outside of a sparse checkout as one entry each. libgit2 reads neither of these.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use git2::Oid;
use sha1_smol::Sha1;

use super::bitmap;

/// What an index begins with.
const SIGNATURE: &[u8] = b"DIRC";

/// The signature, the version, the number of entries.
const HEADER: usize = 12;

/// Of an entry before its flags: times, inode, mode, owner, size, id.
const FIXED: usize = 60;

/// Where the mode is in it, and where the id.
const MODE: Range<usize> = 24..28;

const ID: Range<usize> = 40..60;

/// Bytes of an id, and of the checksum at the end.
const HASH: usize = 20;

/// In the flags: the length of the path, the stage, whether more flags follow.
const LENGTH: u16 = 0x0fff;

const STAGE_SHIFT: u16 = 12;

const EXTENDED: u16 = 1 << 14;

/// In the further flags: `git add --intent-to-add`, known to git and not about to be committed; and
/// a file that is not in the working tree, where git takes it for unchanged.
const INTENT_TO_ADD: u16 = 1 << 13;

const SKIP_WORKTREE: u16 = 1 << 14;

/// Paths share their beginnings in version 4, so a small file can hold long ones again and again:
/// no more than this.
const MOST_PATH_BYTES: usize = 1 << 28;

/// What is listed at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its path; that of a folder outside of a sparse checkout ends in a slash.
    pub path: Box<[u8]>,
    /// Its mode, as it is written in a tree.
    pub mode: u32,
    pub(super) id: Oid,
    /// 0, or which version of a file in conflict it is.
    pub stage: u16,
    /// It was only announced.
    pub intent_to_add: bool,
    /// The working tree need not have it.
    pub skip_worktree: bool,
}

impl Entry {
    /// Its id, in hexadecimal digits.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> (&[u8], u16) {
        (&self.path, self.stage)
    }
}

/// Why an index cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Unreadable {
    fn from(why: &str) -> Self {
        Self(why.to_owned())
    }
}

impl From<String> for Unreadable {
    fn from(why: String) -> Self {
        Self(why)
    }
}

/// What is listed, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    entries: Vec<Entry>,
}

impl Index {
    /// The index in these bytes; `shared` gives those of the file that it shares entries with, by
    /// the checksum in its name.
    ///
    /// # Errors
    /// If they are no index, are damaged, or have something in them that has to be understood and
    /// is not.
    pub(crate) fn read(
        bytes: &[u8],
        shared: impl FnOnce(&str) -> Result<Vec<u8>, Unreadable>,
    ) -> Result<Self, Unreadable> {
        let file = IndexFile::read(bytes)?;
        let entries = match file.link {
            None => file.entries,
            Some(link) => {
                let name = link.shared.to_string();
                let shared = IndexFile::read(&shared(&name)?)?;
                if shared.checksum != link.shared {
                    return Err(Unreadable(format!(
                        "sharedindex.{name} is not what its name says"
                    )));
                }
                link.join(shared.entries, file.entries)?
            }
        };
        let index = Self { entries };
        match index
            .entries
            .windows(2)
            .find(|pair| pair[0].key() >= pair[1].key())
        {
            Some(pair) => {
                let path = String::from_utf8_lossy(&pair[1].path);
                Err(Unreadable(format!(
                    "{path} is listed twice or out of order"
                )))
            }
            None => Ok(index),
        }
    }

    /// What libgit2 has made in memory.
    pub(super) fn of(index: &git2::Index) -> Self {
        let entry = |entry: git2::IndexEntry| Entry {
            path: entry.path.into(),
            mode: entry.mode,
            id: entry.id,
            stage: (entry.flags >> STAGE_SHIFT) & 3,
            intent_to_add: false,
            skip_worktree: false,
        };
        Self {
            entries: index.iter().map(entry).collect(),
        }
    }

    /// Some of the entries of another one.
    pub(super) fn some<'e>(entries: impl Iterator<Item = &'e Entry>) -> Self {
        Self {
            entries: entries.cloned().collect(),
        }
    }

    /// All entries, by path and stage.
    #[must_use]
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is listed at a path and not in conflict.
    pub(super) fn at(&self, path: &[u8]) -> Option<&Entry> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.key().cmp(&(path, 0)))
            .ok()?;
        self.entries.get(at)
    }

    /// Give entries other paths. One that is there already is the same.
    pub(super) fn rename(&mut self, names: &BTreeMap<Vec<u8>, Vec<u8>>) {
        for entry in self.entries.iter_mut().filter(|entry| entry.stage == 0) {
            if let Some(name) = names.get(&*entry.path) {
                entry.path = name.as_slice().into();
            }
        }
        if !names.is_empty() {
            self.entries.sort_by(|a, b| a.key().cmp(&b.key()));
            self.entries.dedup_by(|a, b| a.key() == b.key());
        }
    }

    /// What is listed at a path in a stage.
    pub(super) fn get(&self, path: &str, stage: u16) -> Option<&Entry> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.key().cmp(&(path.as_bytes(), stage)))
            .ok()?;
        self.entries.get(at)
    }

    /// The entries that a merge has left open.
    pub(super) fn in_conflict(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.stage != 0)
    }
}

/// One file of an index.
struct IndexFile {
    entries: Vec<Entry>,
    link: Option<Link>,
    checksum: Oid,
}

impl IndexFile {
    fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut rest = Bytes { bytes, at: 0 };
        if rest.take(SIGNATURE.len())? != SIGNATURE {
            return Err("it does not begin like one".into());
        }
        let end = bytes
            .len()
            .checked_sub(HASH)
            .filter(|end| *end >= HEADER)
            .ok_or("it is cut off")?;
        let version = rest.number()?;
        if !(2..=4).contains(&version) {
            return Err(Unreadable(format!(
                "it is of version {version}, and 2 to 4 are known"
            )));
        }
        let count = rest.number()? as usize;
        let (content, checksum) = bytes.split_at(end);
        let checksum = id(checksum)?;
        // With `index.skipHash` git leaves it at zeros.
        if !checksum.is_zero() && Sha1::from(content).digest().bytes() != checksum.as_bytes() {
            return Err("its checksum is not that of its content".into());
        }
        if count > content.len() / FIXED {
            return Err("it has more entries than bytes".into());
        }
        rest.bytes = content;
        let entries = entries(&mut rest, version, count)?;
        let link = link(&mut rest)?;
        Ok(Self {
            entries,
            link,
            checksum,
        })
    }
}

fn entries(rest: &mut Bytes<'_>, version: u32, count: usize) -> Result<Vec<Entry>, Unreadable> {
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    let mut path_bytes = 0;
    for _ in 0..count {
        let begin = rest.at;
        let fixed = rest.take(FIXED)?;
        let flags = rest.short()?;
        let more = if flags & EXTENDED == 0 {
            0
        } else {
            rest.short()?
        };
        let path: Box<[u8]> = if version == 4 {
            let before = entries.last().map_or(&[][..], |entry| &entry.path);
            let kept = before
                .len()
                .checked_sub(rest.varint()?)
                .ok_or("a path takes more from the one before than it has")?;
            [&before[..kept], rest.text()?].concat().into()
        } else {
            let path = rest.text()?;
            // NUL bytes up to a multiple of eight.
            let padded = (rest.at - begin).next_multiple_of(8);
            rest.take(begin + padded - rest.at)?;
            path.into()
        };
        path_bytes += path.len();
        if path_bytes > MOST_PATH_BYTES {
            return Err(Unreadable(format!(
                "its paths have more than {MOST_PATH_BYTES} bytes"
            )));
        }
        if version != 4 && path.len().min(LENGTH.into()) != usize::from(flags & LENGTH) {
            return Err("a path is not as long as it is said to be".into());
        }
        entries.push(Entry {
            path,
            mode: u32::from_be_bytes(fixed[MODE].try_into().map_err(|_| "it is cut off")?),
            id: id(&fixed[ID])?,
            stage: (flags >> STAGE_SHIFT) & 3,
            intent_to_add: more & INTENT_TO_ADD != 0,
            skip_worktree: more & SKIP_WORKTREE != 0,
        });
    }
    Ok(entries)
}

/// Go through the extensions. Those that begin with a capital letter only make git faster.
fn link(rest: &mut Bytes<'_>) -> Result<Option<Link>, Unreadable> {
    let mut link = None;
    while rest.at < rest.bytes.len() {
        let name = rest.take(4)?;
        let size = rest.number()? as usize;
        let content = rest.take(size)?;
        match name {
            [b'A'..=b'Z', ..] => {}
            // The folders outside of a sparse checkout are told by their mode.
            b"sdir" => {}
            b"link" => link = Link::read(content)?,
            _ => {
                let name = name.escape_ascii();
                return Err(Unreadable(format!(
                    "it has the extension {name}, which planlint does not know"
                )));
            }
        }
    }
    Ok(link)
}

/// How a split index differs from the file that it shares entries with.
struct Link {
    shared: Oid,
    /// The bitmaps of shared entries that are gone, and of those that the first entries of this
    /// file take the place of.
    bitmaps: Vec<u8>,
}

impl Link {
    /// `None` if nothing is shared yet.
    fn read(content: &[u8]) -> Result<Option<Self>, Unreadable> {
        let mut rest = Bytes {
            bytes: content,
            at: 0,
        };
        let shared = id(rest.take(HASH)?)?;
        let bitmaps = content[HASH..].to_vec();
        Ok((!shared.is_zero()).then_some(Self { shared, bitmaps }))
    }

    fn join(&self, mut shared: Vec<Entry>, own: Vec<Entry>) -> Result<Vec<Entry>, Unreadable> {
        let mut rest = self.bitmaps.as_slice();
        let mut marks = || match rest {
            [] => Ok(vec![false; shared.len()]),
            _ => bitmap::marks(&mut rest, shared.len())
                .ok_or("what it says of shared entries is damaged"),
        };
        let (deleted, replaced) = (marks()?, marks()?);
        if !rest.is_empty() {
            return Err("it says too much of shared entries".into());
        }
        let mut own = own.into_iter();
        for (at, place) in shared
            .iter_mut()
            .enumerate()
            .filter(|(at, _)| replaced[*at])
        {
            // Its path is that of the shared one, and is left out.
            let entry = own
                .next()
                .filter(|entry| entry.path.is_empty() && !deleted[at]);
            let entry = entry.ok_or("an entry that replaces a shared one is missing")?;
            *place = Entry {
                path: std::mem::take(&mut place.path),
                ..entry
            };
        }
        let mut deleted = deleted.into_iter();
        shared.retain(|_| !deleted.next().unwrap_or(false));
        merged(shared, own)
    }
}

/// Both lists in one, in order.
fn merged(shared: Vec<Entry>, own: impl Iterator<Item = Entry>) -> Result<Vec<Entry>, Unreadable> {
    let mut entries = Vec::with_capacity(shared.len());
    let mut shared = shared.into_iter().peekable();
    for entry in own {
        if entry.path.is_empty() {
            return Err("an entry has no path".into());
        }
        while let Some(before) =
            shared.next_if(|before| before.key().cmp(&entry.key()) == Ordering::Less)
        {
            entries.push(before);
        }
        entries.push(entry);
    }
    entries.extend(shared);
    Ok(entries)
}

/// Bytes that are read from the beginning to the end.
struct Bytes<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], Unreadable> {
        let end = self.at.checked_add(count).ok_or("it is cut off")?;
        let taken = self.bytes.get(self.at..end).ok_or("it is cut off")?;
        self.at = end;
        Ok(taken)
    }

    fn short(&mut self) -> Result<u16, Unreadable> {
        let bytes = self.take(2)?;
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn number(&mut self) -> Result<u32, Unreadable> {
        let bytes = self.take(4)?;
        Ok(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// Up to a NUL, which is taken, too.
    fn text(&mut self) -> Result<&'b [u8], Unreadable> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| *byte == 0)
            .ok_or("it is cut off")?;
        self.at += length + 1;
        Ok(&rest[..length])
    }

    /// A number in seven bits of each byte, the highest first; each byte but the last counts one
    /// more.
    fn varint(&mut self) -> Result<usize, Unreadable> {
        let mut value: usize = 0;
        loop {
            let byte = self.take(1)?[0];
            value = value
                .checked_add(usize::from(byte & 0x7f))
                .ok_or("a number is too large")?;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            value = value
                .checked_add(1)
                .and_then(|value| value.checked_mul(128))
                .ok_or("a number is too large")?;
        }
    }
}

fn id(bytes: &[u8]) -> Result<Oid, Unreadable> {
    Oid::from_bytes(bytes).map_err(|error| Unreadable(error.message().to_owned()))
}
