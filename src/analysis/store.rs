//! Everything that is read in one run, each file once, however many revisions it is in.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::finding::Finding;
use crate::finding::Found;
use crate::finding::Room;
use crate::model;
use crate::model::Allowance;
use crate::model::BlobId;
use crate::model::Limits;
use crate::model::NotText;
use crate::model::Part;
use crate::model::Plan;
use crate::model::RawFile;
use crate::rules;
use crate::rules::Reads;
use crate::text::FileId;
use crate::text::SourceMap;

use super::PlanFiles;

/// Below this many bytes starting threads costs more than they save.
const WORTH_THREADS: usize = 64 * 1024;

/// Nodes that the aliases of a plan may stand for whatever else is written in it.
const MOST_OUT_OF_PROPORTION: u64 = 1000;

/// Bytes that the words of findings may take, however little is written in the plans.
const ROOM: usize = 4 << 20;
/// The same for each byte of a plan.
const ROOM_FOR_A_BYTE: usize = 8;
/// The same for each revision with which others are compared: who has many findings in one has them
/// in all.
const ROOM_FOR_A_REVISION: usize = 4 << 20;
/// The four revisions of a merge may take four times as much as one, and are not four times as
/// large.
const ROOM_FOR_A_MERGE: usize = 61 << 20;
/// What is left for the rules about two revisions, however much is wrong with each: for their words
/// somebody compares.
const ROOM_FOR_CHANGES: usize = 8 << 20;

/// The text of a file, or why it has none.
type Text = Result<Arc<str>, NotText>;

/// The texts of a run and what was read from them.
#[derive(Debug)]
pub(crate) struct Store {
    /// The texts that findings point into.
    pub sources: SourceMap,
    limits: Limits,
    /// Of plans that have limits of their own, by their folders.
    own_limits: HashMap<String, Limits>,
    /// By path and content: an unchanged file is the same text at every revision.
    parts: HashMap<(String, BlobId), (FileId, Arc<Part>)>,
    /// By path, what came without an id: a file of the working tree is likely the same as at the
    /// other revision.
    without_id: HashMap<String, (FileId, Arc<Part>)>,
    /// What has been fetched and will be read before anything that is fetched later.
    announced: HashSet<(String, BlobId)>,
    /// Whether another revision will be read: else what was read need not be kept.
    more_to_come: bool,
    /// Whether what was read is kept for the next generation of the same files.
    generations: bool,
    /// Names of texts that no file has any more.
    free: Vec<FileId>,
    /// What is still to be read, if that is known; see [`Store::will_read`].
    ahead: Option<Ahead>,
    parsed: usize,
    /// What is left of the room for words, in bytes.
    room: usize,
    /// What nobody but the rules about two revisions may take of it.
    room_for_changes: usize,
}

/// How often something is still to be read: what is not is forgotten, because a plan is made of
/// what was read of it, and two revisions held twice are more than they may take.
#[derive(Debug, Default)]
struct Ahead {
    /// By path and content.
    contents: HashMap<(String, BlobId), usize>,
    /// By path, whatever the content: a file of the working tree may be the same.
    paths: HashMap<String, usize>,
}

impl Ahead {
    fn new<'p>(plans: impl IntoIterator<Item = &'p PlanFiles>) -> Self {
        let mut ahead = Self::default();
        for file in plans.into_iter().flat_map(|plan| &plan.files) {
            *ahead.paths.entry(file.path.clone()).or_default() += 1;
            if let Some(blob) = file.blob {
                *ahead.contents.entry((file.path.clone(), blob)).or_default() += 1;
            }
        }
        ahead
    }

    /// A file is read now.
    fn pass(&mut self, file: &RawFile) {
        let pass = |count: Option<&mut usize>| {
            if let Some(count) = count {
                *count = count.saturating_sub(1);
            }
        };
        pass(self.paths.get_mut(&file.path));
        if let Some(blob) = file.blob {
            pass(self.contents.get_mut(&(file.path.clone(), blob)));
        }
    }
}

impl Store {
    /// Nothing read yet; `sources` may already hold the settings.
    #[must_use]
    pub(crate) fn new(sources: SourceMap, limits: Limits) -> Self {
        Self {
            sources,
            limits,
            own_limits: HashMap::new(),
            parts: HashMap::new(),
            without_id: HashMap::new(),
            announced: HashSet::new(),
            more_to_come: false,
            generations: false,
            free: Vec::new(),
            ahead: None,
            parsed: 0,
            room: ROOM,
            room_for_changes: 0,
        }
    }

    /// How large files and plans may be that are read, where a plan has no limits of its own.
    #[must_use]
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Let the plan in the folder `root` have limits of its own.
    pub(crate) fn set_limits_of(&mut self, root: &str, limits: Limits) {
        self.own_limits.insert(root.to_owned(), limits);
    }

    /// How large the plan in the folder `root` and its files may be.
    #[must_use]
    pub(crate) fn limits_of(&self, root: &str) -> &Limits {
        self.own_limits.get(root).unwrap_or(&self.limits)
    }

    /// Whether this content at this path was read before, so that nobody has to fetch it.
    #[must_use]
    pub(crate) fn knows(&self, path: &str, blob: BlobId) -> bool {
        let key = (path.to_owned(), blob);
        self.parts.contains_key(&key) || self.announced.contains(&key)
    }

    /// Say that these files will be read first, so that their content need not be fetched again for
    /// another revision.
    pub(crate) fn announce<'p>(&mut self, plans: impl IntoIterator<Item = &'p PlanFiles>) {
        self.more_to_come = true;
        let files = plans
            .into_iter()
            .flat_map(|plan| &plan.files)
            .filter(|file| file.text.is_some());
        self.announced
            .extend(files.filter_map(|file| Some((file.path.clone(), file.blob?))));
    }

    /// Say that these plans will be read, each once, and nothing else until [`Store::reads_on`]: so
    /// what none of them needs any more is not kept.
    pub(crate) fn will_read<'p>(&mut self, plans: impl IntoIterator<Item = &'p PlanFiles>) {
        // All of it is fetched.
        self.announced = HashSet::new();
        self.ahead = Some(Ahead::new(plans));
    }

    /// Keep what is read from here on: nobody knows what will be read again.
    pub(crate) fn reads_on(&mut self) {
        self.ahead = None;
    }

    /// Read plans of the working tree again and again, and of each generation only the files that
    /// have changed since the one before.
    pub(crate) fn keep_generations(&mut self) {
        self.generations = true;
    }

    /// Begin another generation, of files with so many bytes: words have as much room again, and
    /// what `is_there` says is gone is forgotten.
    pub(crate) fn next_generation(&mut self, bytes: usize, is_there: impl Fn(&str) -> bool) {
        self.room = ROOM + ROOM_FOR_A_BYTE * bytes;
        let gone = self.without_id.extract_if(|path, _| !is_there(path));
        // Sorted, so that the order in which names are given again does not depend on a hash.
        let mut gone: Vec<FileId> = gone.map(|(_, (id, _))| id).collect();
        gone.sort_unstable();
        for id in &gone {
            self.sources.replace(*id, "", "".into());
        }
        self.free.extend(gone);
    }

    /// A name for a text of this path: in a long-lived store that of the text before, or one that
    /// nobody has any more.
    fn name(&mut self, path: &str, revision: Option<&Arc<str>>, text: Arc<str>) -> FileId {
        let reused = self
            .generations
            .then(|| {
                let former = self.without_id.get(path).map(|(id, _)| *id);
                former.or_else(|| self.free.pop())
            })
            .flatten();
        match reused {
            Some(id) => {
                self.sources.replace(id, path, text);
                id
            }
            None => self.sources.add(path, revision.cloned(), text),
        }
    }

    /// Whether this content is still to be read at another revision.
    fn is_needed(&self, key: &(String, BlobId)) -> bool {
        self.ahead
            .as_ref()
            .is_none_or(|ahead| ahead.contents.get(key).is_some_and(|count| *count > 0))
    }

    /// Whether a file of this path is still to be read at another revision.
    fn is_ahead(&self, path: &str) -> bool {
        self.ahead
            .as_ref()
            .is_none_or(|ahead| ahead.paths.get(path).is_some_and(|count| *count > 0))
    }

    /// What was read of this content, if it was; forgotten if this was the last time.
    fn known(&mut self, key: &(String, BlobId)) -> Option<(FileId, Arc<Part>)> {
        if self.is_needed(key) {
            return self.parts.get(key).cloned();
        }
        self.parts.remove(key)
    }

    /// How many files were parsed so far.
    #[must_use]
    pub(crate) fn parsed(&self) -> usize {
        self.parsed
    }

    /// Read the parts of a plan, on all cores where that is worth it, and put them together.
    /// `revision` is how places in it are labelled; `None` for the revision that a command is
    /// about.
    pub(crate) fn read(&mut self, plan: PlanFiles, revision: Option<&str>) -> (Plan, Found) {
        let mut files = plan.files;
        files.sort_by(|a, b| model::natural_order(&a.path, &b.path));
        let revision: Option<Arc<str>> = revision.map(Arc::from);
        let mut parts: Vec<Option<(FileId, Arc<Part>)>> = Vec::with_capacity(files.len());
        let mut unread: Vec<(usize, FileId, Text)> = Vec::new();
        let mut keys = Vec::new();
        for file in files {
            if let Some(ahead) = &mut self.ahead {
                ahead.pass(&file);
            }
            let key = file.blob.map(|blob| (file.path.clone(), blob));
            if let Some(known) = key.as_ref().and_then(|key| self.known(key)) {
                parts.push(Some(known));
                continue;
            }
            let text = file
                .text
                .expect("a loader leaves out only what was announced, and that is read first");
            if let (Some(key), Ok(text)) = (&key, &text)
                && let Some(same) = self
                    .without_id
                    .get(&file.path)
                    .filter(|(id, _)| self.sources.file(*id).text() == text)
            {
                let same = same.clone();
                if self.is_needed(key) {
                    self.parts.insert(key.clone(), same.clone());
                } else {
                    self.without_id.remove(&file.path);
                }
                parts.push(Some(same));
                continue;
            }
            if let (None, true, Ok(text)) = (&key, self.generations, &text)
                && let Some(same) = self
                    .without_id
                    .get(&file.path)
                    .filter(|(id, _)| self.sources.file(*id).text() == text)
            {
                parts.push(Some(same.clone()));
                continue;
            }
            let shown = match &text {
                Ok(text) => Arc::clone(text),
                Err(NotText::Encoding(error)) => Arc::clone(&error.valid),
                Err(NotText::TooLarge { .. } | NotText::PlanTooLarge(_)) => "".into(),
            };
            let id = self.name(&file.path, revision.as_ref(), shown);
            unread.push((parts.len(), id, text));
            keys.push(key.ok_or(file.path));
            parts.push(None);
        }
        let limits = &self.limits_of(&plan.root).clone();
        let read = self.parse(&unread, limits);
        for ((at, id, part), key) in read.into_iter().zip(keys) {
            match key {
                Ok(key) if self.is_needed(&key) => {
                    self.parts.insert(key, (id, Arc::clone(&part)));
                }
                Err(path) if self.generations || (self.more_to_come && self.is_ahead(&path)) => {
                    self.without_id.insert(path, (id, Arc::clone(&part)));
                }
                Ok(_) | Err(_) => {}
            }
            parts[at] = Some((id, part));
        }
        let mut parts: Vec<(FileId, Arc<Part>)> = parts.into_iter().flatten().collect();
        self.settle_aliases(&mut parts, limits);
        let parts = parts
            .into_iter()
            .map(|(id, part)| (id, Arc::unwrap_or_clone(part)))
            .collect();
        let (mut plan, mut found) = model::assemble(&plan.root, parts, limits);
        model::settle(&mut plan, &mut found, &|file| {
            self.sources.file(file).text()
        });
        mark_unread(&mut found.kept, &plan);
        (plan, found)
    }

    /// Have room for the findings of another revision, too, because those of both are held at the
    /// same time.
    pub(crate) fn expect_another_revision(&mut self) {
        self.room += ROOM_FOR_A_REVISION;
        self.room_for_changes = ROOM_FOR_CHANGES;
    }

    /// Have room for the findings of all revisions of a merge.
    pub(crate) fn expect_a_merge(&mut self) {
        self.room += ROOM_FOR_A_MERGE;
        self.room_for_changes = ROOM_FOR_CHANGES;
    }

    /// A part of the room that is left for findings in words: all of it, or one of so many.
    pub(crate) fn take_room(&mut self, of: usize) -> Room {
        let room = self.room / of;
        self.room -= room;
        Room::of(room)
    }

    /// Give back what was not needed.
    pub(crate) fn return_room(&mut self, room: &Room) {
        self.room += room.left();
    }

    /// Look for findings with all the room that is left.
    pub(crate) fn with_room<T>(&mut self, look: impl FnOnce(&Room) -> T) -> T {
        let room = self.take_room(1);
        let found = look(&room);
        self.return_room(&room);
        found
    }

    /// The same for the rules about two revisions.
    pub(crate) fn with_room_for_changes<T>(&mut self, look: impl FnOnce(&Room) -> T) -> T {
        self.room += std::mem::take(&mut self.room_for_changes);
        self.with_room(look)
    }

    fn parse(
        &mut self,
        unread: &[(usize, FileId, Text)],
        limits: &Limits,
    ) -> Vec<(usize, FileId, Arc<Part>)> {
        self.parsed += unread.len();
        let bytes: usize = unread
            .iter()
            .map(|(_, _, text)| text.as_ref().map_or(0, |text| text.len()))
            .sum();
        self.room += ROOM_FOR_A_BYTE * bytes;
        let mut room = Room::of(self.room);
        let read_one = |room: &Room, (at, id, text): &(usize, FileId, Text)| {
            (
                *at,
                *id,
                Arc::new(model::read_part(
                    *id,
                    text,
                    limits,
                    Allowance::InProportion,
                    room,
                )),
            )
        };
        // With threads it is a matter of luck for which findings there was room: as soon as there
        // is none they give up.
        let with_threads = (bytes > WORTH_THREADS && unread.len() > 1)
            .then(|| {
                unread
                    .par_iter()
                    .map(|one| (room.left() > 0).then(|| read_one(&room, one)))
                    .collect()
            })
            .and_then(|read: Option<Vec<_>>| read.filter(|_| room.left() > 0));
        let read = with_threads.unwrap_or_else(|| {
            room = Room::of(self.room);
            unread.iter().map(|one| read_one(&room, one)).collect()
        });
        self.room = room.left();
        read
    }

    /// Let each file's aliases, in the order of the files, stand for what the plan has left for
    /// them. A file for which that is not enough is not read, and says so.
    fn settle_aliases(&mut self, parts: &mut [(FileId, Arc<Part>)], limits: &Limits) {
        let in_proportion: u64 = parts
            .iter()
            .map(|(_, part)| part.aliases.in_proportion)
            .sum();
        let in_plan = limits
            .part
            .alias_nodes
            .min(MOST_OUT_OF_PROPORTION + in_proportion);
        let mut left = in_plan;
        for (id, part) in parts
            .iter_mut()
            .filter(|(_, part)| part.aliases.stand_for > 0)
        {
            let here = match left.checked_sub(part.aliases.stand_for) {
                Some(rest) => {
                    left = rest;
                    if !part.is_left_for_later {
                        continue;
                    }
                    part.aliases.stand_for
                }
                None => left,
            };
            let text = Ok(Arc::clone(self.sources.file(*id).text()));
            let allowance = Allowance::Nodes { here, in_plan };
            *part = Arc::new(
                self.with_room(|room| model::read_part(*id, &text, limits, allowance, room)),
            );
        }
    }
}

/// Tell those findings because of which something was not read.
fn mark_unread(findings: &mut [Finding], plan: &Plan) {
    for finding in findings {
        finding.unread = match rules::reads(finding.rule) {
            Reads::Text => true,
            // A list in the place of a map, and the like.
            Reads::Shape => plan.broken.contains(&finding.span.file),
            Reads::Plan => false,
        };
    }
}
