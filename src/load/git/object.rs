//! Objects as they are stored, and what to say of those that are damaged or missing.

use std::collections::HashSet;
use std::fs;
use std::fs::File;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use git2::ErrorClass;
use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;

use crate::load::Failure;
use crate::text::encoding;
use crate::text::encoding::NotUtf8;
use crate::words::Message;
use crate::words::say;

use super::CommitId;
use super::Repo;
use super::folders::is_pipe;

/// What to do in a partial clone that lacks more than one revision's files.
fn bring_all() -> Message {
    say!(
        en: "this seems to be a partial clone; bring all of it with: git fetch --refetch --no-filter",
        zh: "这似乎是部分克隆；取回全部内容：git fetch --refetch --no-filter",
    )
}

/// No header of an object is longer: its kind, its size in digits, a NUL.
const MOST_HEADER: u64 = 32;

/// More commits than git leaves in files of their own.
const MOST_LOOSE: usize = 10_000;

impl Repo {
    pub(super) fn read_commit(&self, id: Oid) -> Result<git2::Commit<'_>, git2::Error> {
        self.whole(id)?;
        self.repository.find_commit(id)
    }

    pub(super) fn read_tree(&self, id: Oid) -> Result<git2::Tree<'_>, git2::Error> {
        self.whole(id)?;
        self.repository.find_tree(id)
    }

    /// Refuse an object in a file of its own that is cut off: libgit2 1.9 would wait for the rest
    /// of it for ever. Tells whether it is in a file of its own; most are in packs.
    pub(super) fn whole(&self, id: Oid) -> Result<bool, git2::Error> {
        let Some(file) = self.loose(id)? else {
            return Ok(false);
        };
        let (_, _, mut rest) = unpack(id, file)?;
        io::copy(&mut rest, &mut io::sink())
            .map(|_| true)
            .map_err(|error| cut_off(id, &error))
    }

    /// The same for what `ids` name and the commits before that, as far as each is in a file of its
    /// own: the newest are, and libgit2 walks through them by itself.
    pub(super) fn whole_history(&self, ids: &[Oid]) -> Result<(), git2::Error> {
        let most = ids.len() * MOST_LOOSE;
        let mut open = ids.to_vec();
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if seen.len() > most || !seen.insert(id) || !self.whole(id)? {
                continue;
            }
            let object = self.repository.find_object(id, None)?;
            open.extend(object.as_tag().map(git2::Tag::target_id));
            open.extend(
                object
                    .as_commit()
                    .into_iter()
                    .flat_map(git2::Commit::parent_ids),
            );
        }
        Ok(())
    }

    /// What is listed as a file: its size is known, its content is not unpacked yet.
    pub(super) fn object(&self, id: Oid) -> Result<Object, git2::Error> {
        let (object, kind) = self.header(id)?;
        match kind {
            ObjectType::Blob => Ok(object),
            _ => Err(corrupt(format!(
                "object {id} is listed as a file and stored as a {kind}"
            ))),
        }
    }

    /// An object and what kind it is.
    pub(super) fn header(&self, id: Oid) -> Result<(Object, ObjectType), git2::Error> {
        if let Some(file) = self.loose(id)? {
            let (size, kind, rest) = unpack(id, file)?;
            return Ok((
                Object {
                    id,
                    size,
                    rest: Some(rest),
                },
                kind,
            ));
        }
        let (size, kind) = self.repository.odb()?.read_header(id)?;
        Ok((
            Object {
                id,
                size: size as u64,
                rest: None,
            },
            kind,
        ))
    }

    /// The content of a file.
    pub(super) fn content(&self, object: Object) -> Result<Result<Arc<str>, NotUtf8>, git2::Error> {
        let Object { id, size, rest } = object;
        let Some(rest) = rest else {
            return Ok(encoding::decode(self.repository.find_blob(id)?.content()));
        };
        let mut content = Vec::new();
        // Whoever made it may have written more than its header says.
        rest.take(size.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|error| cut_off(id, &error))?;
        if content.len() as u64 != size || Oid::hash_object(ObjectType::Blob, &content)? != id {
            return Err(corrupt(format!("object {id} is not what its id says")));
        }
        Ok(encoding::decode(&content))
    }

    /// The object if it is in a file of its own, here or where this repository borrows from. Also
    /// if there is a pack that has it, which git would ask first: a copy that is damaged is worth a
    /// word.
    fn loose(&self, id: Oid) -> Result<Option<File>, git2::Error> {
        let name = id.to_string();
        for objects in &self.folders.objects {
            let path = objects.join(&name[..2]).join(&name[2..]);
            match fs::metadata(&path) {
                Ok(metadata) if is_pipe(&metadata) => {
                    return Err(corrupt(format!("object {id} is a pipe")));
                }
                Ok(metadata) if metadata.is_file() => {
                    if let Ok(file) = File::open(path) {
                        return Ok(Some(file));
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
        Ok(None)
    }

    /// The objects in files of their own whose ids begin like this.
    pub(super) fn loose_beginning(&self, digits: &str) -> Vec<Oid> {
        // git takes no fewer digits for an id.
        if digits.len() < 4 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Vec::new();
        }
        let digits = digits.to_ascii_lowercase();
        let (first, rest) = digits.split_at(2);
        let folders = self
            .folders
            .objects
            .iter()
            .map(|objects| objects.join(first));
        let names = folders.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        names
            .filter(|name| name.starts_with(rest))
            .filter_map(|name| Oid::from_str(&format!("{first}{name}")).ok())
            .collect()
    }

    /// An object that should be there: a partial clone does not have all, and nothing here asks the
    /// network. `at` is where more of the kind will be missing.
    pub(super) fn missing(
        &self,
        path: &str,
        at: Option<(CommitId, &str)>,
        error: &git2::Error,
    ) -> Failure {
        if error.code() != ErrorCode::NotFound {
            return damaged(path, error.message());
        }
        if !self.is_partial() {
            return damaged(path, "an object is missing");
        }
        let failure = Failure::new(say!(
            en: "the content of {path} is not in this clone",
            zh: "此克隆中没有 {path} 的内容",
            path = path,
        ));
        failure.help(at.map_or_else(
            bring_all,
            |(commit, folder)| {
                let (commit, folder) = (commit.short(), quoted(folder));
                say!(
                    en: "this seems to be a partial clone; bring the content with: git archive {commit} {folder} > /dev/null",
                    zh: "这似乎是部分克隆；取回内容：git archive {commit} {folder} > /dev/null",
                    commit = commit,
                    folder = folder,
                )
            },
        ))
    }

    /// Whether objects may be missing because somebody wanted a smaller clone.
    fn is_partial(&self) -> bool {
        let Ok(config) = self.repository.config() else {
            return false;
        };
        let promised = config.entries(Some("^remote\\..*\\.(promisor|partialclonefilter)$"));
        let promised = promised.is_ok_and(|mut entries| entries.next().is_some());
        promised || config.get_string("extensions.partialclone").is_ok()
    }
}

/// A file's content, of which only the header was read.
pub(super) struct Object {
    id: Oid,
    /// Bytes of its content.
    pub(super) size: u64,
    /// The content, if it is in a file of its own: so it is unpacked once, and here, where an end
    /// that is missing is an error.
    rest: Option<Unpacked>,
}

type Unpacked = BufReader<ZlibDecoder<File>>;

/// The size and kind that an object in a file of its own says it has, and its content.
fn unpack(id: Oid, file: File) -> Result<(u64, ObjectType, Unpacked), git2::Error> {
    let mut rest = BufReader::new(ZlibDecoder::new(file));
    let mut header = Vec::new();
    rest.by_ref()
        .take(MOST_HEADER)
        .read_until(0, &mut header)
        .map_err(|error| cut_off(id, &error))?;
    let parsed = || {
        let (kind, size) = std::str::from_utf8(header.strip_suffix(&[0])?)
            .ok()?
            .split_once(' ')?;
        let (kind, size) = (ObjectType::from_str(kind)?, size.parse::<i64>().ok()?);
        // Exactly what git writes, and nothing that only means the same.
        let is_exact = header == format!("{kind} {size}\0").as_bytes();
        u64::try_from(size)
            .ok()
            .filter(|_| is_exact)
            .map(|size| (size, kind))
    };
    let (size, kind) =
        parsed().ok_or_else(|| corrupt(format!("object {id} does not say what it is")))?;
    Ok((size, kind, rest))
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

fn cut_off(id: Oid, error: &io::Error) -> git2::Error {
    corrupt(format!("object {id} cannot be unpacked: {error}"))
}

fn corrupt(message: String) -> git2::Error {
    git2::Error::new(ErrorCode::GenericError, ErrorClass::Odb, message)
}

pub(super) fn damaged(path: &str, why: &str) -> Failure {
    Failure::new(say!(
        en: "cannot read {path}, because the repository is damaged: {why}",
        zh: "无法读取 {path}，仓库已损坏：{why}",
        path = path,
        why = why,
    ))
    .help(say!(
        en: "git fsck says more",
        zh: "git fsck 可查看详情",
    ))
}
