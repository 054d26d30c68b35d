//! `--fix`: change the characters that findings say to change, and nothing else.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::check::Report;
use crate::finding::Edit;
use crate::finding::Fix;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write;
use crate::load::write::Staged;
use crate::model;
use crate::model::Limits;
use crate::text::FileId;
use crate::text::SourceFile;
use crate::text::SourceMap;
use crate::text::Span;
use crate::text::edit;
use crate::text::edit::Splice;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::Error;
use super::Project;
use super::check::Check;
use super::check::Checked;
use super::check::Origin;
use super::job::Job;
use super::source::Source;

/// What was mended.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Fixed {
    /// How many findings.
    pub findings: usize,
    /// The paths of the files that were replaced.
    pub files: BTreeSet<String>,
    /// Where, and what: a line for each of the first.
    pub told: Vec<Message>,
    /// How many more were mended.
    pub not_told: usize,
    /// The paths of files that would not be what they were afterwards.
    pub left_alone: BTreeSet<String>,
    /// The paths of temporary files of runs that were killed; they are gone now.
    pub removed: Vec<String>,
    /// Whether nothing is left that can only be mended in one way.
    pub is_done: bool,
}

impl Fixed {
    /// Add what was mended after that.
    fn add(&mut self, later: Self) {
        self.findings += later.findings;
        self.not_told += later.not_told;
        self.told.extend(later.told);
        self.files.extend(later.files);
        self.left_alone.extend(later.left_alone);
    }
}

impl Project {
    /// Mends what can only have been meant in one way, and checks again until nothing of that is
    /// left. Every file is replaced whole or not at all, and none that somebody has saved meanwhile.
    /// Returns what was mended, also where something has failed after that, and what is left.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("plan/plan.yaml");
    /// # std::fs::create_dir(folder.path().join("plan"))?;
    /// # std::fs::write(&file, "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: 1.1}]}]\n")?;
    /// use planlint::{Check, Day, Project};
    ///
    /// let project = Project::new(folder.path().into(), || Day::MIN);
    /// let (fixed, checked) = project.fix(&Check::default());
    /// assert!(fixed.findings > 0 && fixed.is_done);
    /// assert!(std::fs::read_to_string(file)?.contains("\"1.1\""));
    /// let report = checked?.report;
    /// assert!(report.findings.iter().all(|one| one.finding.rule != "unquoted-id"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fix(&self, check: &Check) -> (Fixed, Result<Checked, Error>) {
        let mut fixed = Fixed::default();
        let checked = self.fix_into(check, &mut fixed);
        (fixed, checked)
    }

    fn fix_into(&self, check: &Check, fixed: &mut Fixed) -> Result<Checked, Error> {
        let origin = Origin::of(self, check)?;
        let source = origin.source()?;
        let (mut job, mut report) = self.report(&check.scope, source)?;
        if self.texts.is_some() {
            let failure = Failure::new(say!(
                en: "texts in memory are in no place where they could be mended",
                zh: "内存中的文本没有可供修正的位置",
            ));
            let help = say!(
                en: "each finding has its fix: Finding::fix",
                zh: "每个问题各有其修正：Finding::fix",
            );
            return Err(failure.help(help).into());
        }
        if let Source::Tree(_) = source {
            all_here(&report, &job)?;
        }
        fixed.removed = clean(&report, &job.root);
        // What has more wrong with it than can be told takes long, and each round has as much to
        // mend as there is room for.
        let most = if report.without_words() > 0 {
            FEW_ROUNDS
        } else {
            MOST_ROUNDS
        };
        for _ in 0..most {
            let round = apply(&report, &job.root, MOST_TOLD - fixed.told.len())?;
            fixed.is_done = round.findings == 0;
            fixed.add(round);
            if fixed.is_done {
                break;
            }
            // Both reports together would be more than one may take.
            drop((job, report));
            (job, report) = self.report(&check.scope, source)?;
        }
        if !check.one_by_one {
            report.tell_causes(|root| job.asked.is_whole(root));
        }
        Ok(Checked {
            report,
            fail_on: job.settings.fail_on,
            max_findings: job.settings.max_findings,
            lang: job.settings.lang,
            commit: None,
            against: None,
        })
    }
}

/// What is outside of a sparse checkout cannot be mended in place.
fn all_here(report: &Report, job: &Job) -> Result<(), Failure> {
    let mut mended = report
        .findings
        .iter()
        .filter(|one| one.finding.fix.is_some())
        .map(|one| report.sources.file(one.finding.span.file).path());
    match mended.find(|path| job.root.join(path).symlink_metadata().is_err()) {
        Some(path) => Err(Failure::new(say!(
            en: "{path} is outside of the sparse checkout; nothing was mended",
            zh: "{path} 在稀疏检出范围之外；未作任何修正",
            path = path,
        ))
        .help(say!(
            en: "git sparse-checkout add FOLDER brings what is in a folder",
            zh: "git sparse-checkout add FOLDER 可取回某个文件夹的内容",
        ))),
        None => Ok(()),
    }
}

/// How often a plan is mended and checked again in one run: what is mended may show what is next,
/// and of two changes that overlap one comes after the other. Far fewer are enough for whatever
/// people write.
const MOST_ROUNDS: usize = 20;
/// The same for a plan with more mistakes than are told.
const FEW_ROUNDS: usize = 2;

/// How much of what was mended is told line by line, in one run: nobody reads more.
const MOST_TOLD: usize = 500;

/// Apply the fixes of all findings. Every file is complete before the first takes its place, and
/// each is replaced whole. At most `lines` of them are told one by one.
fn apply(report: &Report, root: &Path, lines: usize) -> Result<Fixed, Failure> {
    let mut fixed = Fixed::default();
    let mut staged = Vec::new();
    for (id, fixes) in chosen(report) {
        let file = report.sources.file(id);
        let path = root.join(file.path());
        // So bytes are shown that are no text: which file is meant cannot be told.
        if file.path().contains("\\x") {
            return Err(Failure::new(say!(
                en: "the name of {path} is not UTF-8; nothing was mended",
                zh: "{path} 的文件名不是 UTF-8 编码；未作任何修正",
                path = file.path(),
            ))
            .help(say!(
                en: "rename the file, and run planlint check --fix again",
                zh: "请重命名该文件，再运行 planlint check --fix",
            )));
        }
        unchanged(file, &path).map_err(|why| why.failure(&[], &fix_again()))?;
        let splices = fixes.iter().flat_map(|(_, fix)| &fix.edits);
        let line_end = if file.text().contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let splice = |edit: &Edit| Splice {
            range: edit.span.range(),
            text: edit.text.replace('\n', line_end),
        };
        let splices = splices.map(splice).collect();
        let (text, _) = edit::apply(file.text(), splices);
        if is_worse(file.text(), &text) {
            fixed.left_alone.insert(file.path().to_owned());
            continue;
        }
        let written = Staged::new(&path, &text)
            .map_err(|error| disk::cannot(disk::Deed::Write, file.path(), &error))?;
        staged.push((file, path, written));
        fixed.findings += fixes.len();
        fixed.files.insert(file.path().to_owned());
        let told = fixes.iter().take(lines - fixed.told.len());
        fixed.not_told += fixes.len() - told.len();
        fixed.told.extend(told.map(|(span, fix)| {
            let place = report.sources.start(*span);
            let at = format!("{}:{}:{}", file.path(), place.line, place.column);
            match change(file.text(), fix) {
                Some((old, new)) => say!(
                    en: "{at}: {title}: {old} -> {new}",
                    zh: "{at}: {title}（`{old}` -> `{new}`）",
                    at = at,
                    title = fix.title.clone(),
                    old = old,
                    new = new,
                ),
                None => say!(
                    en: "{at}: {title}",
                    zh: "{at}: {title}",
                    at = at,
                    title = fix.title.clone(),
                ),
            }
        }));
    }
    replace(staged, &fix_again())?;
    Ok(fixed)
}

/// Longer values are not shown: the line would be about them.
const LONGEST_VALUE: usize = 60;

/// What stood there and what stands there now, as far as both can be seen in a line and are not
/// told already.
fn change<'t>(text: &'t str, fix: &'t Fix) -> Option<(&'t str, &'t str)> {
    let [edit] = fix.edits.as_slice() else {
        return None;
    };
    let (old, new) = (text.get(edit.span.range())?, edit.text.as_str());
    let is_seen = |value: &str| {
        !value.trim().is_empty()
            && !value.contains('\n')
            && value.chars().take(LONGEST_VALUE + 1).count() <= LONGEST_VALUE
    };
    // By what is said, not by the sentence: the same in each language.
    let mut said = fix.title.args();
    let is_told = said.any(|(_, arg)| arg.text(Lang::En).contains(new.trim()));
    (is_seen(old) && is_seen(new) && !is_told).then(|| (old.trim(), new.trim()))
}

/// The fixes that can be made together, by file, with the places of their findings: each is made
/// whole or not at all, and of two that overlap the second is left for the next round.
fn chosen(report: &Report) -> BTreeMap<FileId, Vec<(Span, &Fix)>> {
    let mut taken: BTreeMap<(FileId, usize), usize> = BTreeMap::new();
    let mut chosen: BTreeMap<FileId, Vec<(Span, &Fix)>> = BTreeMap::new();
    for reported in &report.findings {
        let (span, Some(fix)) = (reported.finding.span, &reported.finding.fix) else {
            continue;
        };
        let is_free = |edit: &Edit| {
            let Range { start, end } = edit.span.range();
            let before = taken
                .range(..(edit.span.file, end.max(start + 1)))
                .next_back();
            before.is_none_or(|((file, _), last)| *file != edit.span.file || *last <= start)
        };
        if fix.edits.iter().all(is_free) {
            taken.extend(fix.edits.iter().map(|edit| {
                let Range { start, end } = edit.span.range();
                ((edit.span.file, start), end.max(start + 1))
            }));
            chosen.entry(span.file).or_default().push((span, fix));
        }
    }
    chosen
}

/// Whether something of the new text cannot be read that could be read in the old one. Nobody gives
/// a fix that does this; but what is mended is somebody's plan, and looking once more is cheap.
fn is_worse(old: &str, new: &str) -> bool {
    let read = |text: &str| {
        let mut sources = SourceMap::default();
        let text: Arc<str> = text.into();
        let file = sources.add("", None, Arc::clone(&text));
        model::unread(file, text, &Limits::default())
    };
    let ((unread, is_broken), (unread_now, is_broken_now)) = (read(old), read(new));
    unread_now > unread || (is_broken_now && !is_broken)
}

/// Put the files that are written into the places of those that they are made of, as long as these
/// have not changed.
pub(super) fn replace(
    staged: Vec<(&SourceFile, PathBuf, Staged)>,
    again: &Message,
) -> Result<(), Failure> {
    // Writing has taken a while: rather nothing is mended than half of it.
    for (file, path, _) in &staged {
        unchanged(file, path).map_err(|why| why.failure(&[], again))?;
    }
    let _together = write::together();
    let mut done: Vec<&str> = Vec::new();
    for (file, path, written) in staged {
        let replaced = unchanged(file, &path).and_then(|()| {
            written
                .commit()
                .map_err(|error| Kept::Failed(disk::cannot(disk::Deed::Write, file.path(), &error)))
        });
        replaced.map_err(|why| why.failure(&done, again))?;
        done.push(file.path());
    }
    Ok(())
}

fn fix_again() -> Message {
    say!(
        en: "run planlint check --fix again",
        zh: "请再运行 planlint check --fix",
    )
}

/// Why a file is not replaced.
enum Kept {
    /// Somebody has saved it.
    Changed(String),
    Failed(Failure),
}

impl Kept {
    /// The same for the user, after these files have been replaced.
    fn failure(self, done: &[&str], again: &Message) -> Failure {
        let (failure, again) = match self {
            Self::Changed(path) => (
                Failure::new(say!(
                    en: "{path} changed while planlint was running; nothing was written to it",
                    zh: "planlint 运行期间 {path} 有改动；未写入该文件",
                    path = path,
                )),
                Some(again.clone()),
            ),
            Self::Failed(failure) => (failure, None),
        };
        let mended = (!done.is_empty()).then(|| {
            say!(
                en: "these files are mended already: {files}",
                zh: "以下文件已修正：{files}",
                files = Arg::joined(done, usize::MAX, Joined::Comma),
            )
        });
        let Failure { message, help } = failure;
        let help = mended.into_iter().chain(again).chain(help).collect();
        Failure { message, help }
    }
}

/// Whoever changed the file in the meantime keeps their change.
fn unchanged(file: &SourceFile, path: &Path) -> Result<(), Kept> {
    let mut limits = Limits::default();
    limits.part.file_bytes = file.text().len() as u64;
    limits.plan_bytes = limits.part.file_bytes;
    match disk::part(path, file.path(), &limits)
        .map_err(Kept::Failed)?
        .text
    {
        Some(Ok(now)) if now == *file.text() => Ok(()),
        _ => Err(Kept::Changed(file.path().to_owned())),
    }
}

/// Remove what runs that were killed have left in the folders of what was read. Returns the paths.
fn clean(report: &Report, root: &Path) -> Vec<String> {
    let folders: BTreeSet<&Path> = report
        .sources
        .files()
        .filter_map(|file| Path::new(file.path()).parent())
        .collect();
    let clean = |folder: &Path| {
        let shown = move |name: String| folder.join(name).display().to_string();
        write::clean(&root.join(folder))
            .into_iter()
            .map(shown)
            .collect::<Vec<_>>()
    };
    folders.into_iter().flat_map(clean).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn less_that_can_be_read_is_worse() {
        assert!(is_worse("phases: []\n", "phases: [\n"));
        assert!(is_worse("phases: []\n", "phases: x\n"));
        assert!(!is_worse("phases：[]\n", "phases: []\n"));
        assert!(!is_worse("phases: [\n", "phases: [ \n"));
    }

    const OLD: [(&str, &str); 2] = [("a.yaml", "a：1\n"), ("b.yaml", "b：1\n")];

    /// Both files written anew, then something happens, then they are replaced. What is said, and
    /// the files afterwards.
    fn replaced(meanwhile: impl FnOnce(&Path)) -> (Result<(), Failure>, [String; 2], usize) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let mut sources = SourceMap::default();
        let ids = OLD.map(|(name, text)| {
            fs::write(root.join(name), text).expect("a file");
            sources.add(name, None, text.into())
        });
        let stage = |id: FileId| {
            let file = sources.file(id);
            let path = root.join(file.path());
            let staged =
                Staged::new(&path, &file.text().replace('：', ": ")).expect("it is staged");
            (file, path, staged)
        };
        let staged = ids.map(stage).into();
        meanwhile(root);
        let said = replace(staged, &fix_again());
        let now = OLD.map(|(name, _)| fs::read_to_string(root.join(name)).expect("it is there"));
        (
            said,
            now,
            fs::read_dir(root).expect("the folder is there").count(),
        )
    }

    fn helps(failure: &Failure) -> Vec<String> {
        let helps = failure.help.iter();
        helps.map(|help| help.text(Lang::En)).collect()
    }

    #[test]
    fn nobody_is_in_the_way() {
        let (said, now, files) = replaced(|_| {});
        assert_eq!(
            (said, now, files),
            (Ok(()), ["a: 1\n".into(), "b: 1\n".into()], 2)
        );
    }

    #[test]
    fn what_an_editor_saves_meanwhile_stays() {
        let (said, now, files) =
            replaced(|root| fs::write(root.join("b.yaml"), "saved\n").expect("saved"));
        assert_eq!((now, files), (["a：1\n".into(), "saved\n".into()], 2));
        let said = said.expect_err("it is refused");
        assert_eq!(
            said.message.text(Lang::En),
            "b.yaml changed while planlint was running; nothing was written to it"
        );
        assert_eq!(helps(&said), ["run planlint check --fix again"]);
    }

    #[test]
    fn files_that_are_replaced_already_are_named() {
        let (said, now, files) = replaced(|root| {
            // As when the folder is swept in the wrong moment: the second file cannot be put into
            // its place.
            let all = fs::read_dir(root)
                .expect("the folder is there")
                .map(|entry| entry.expect("readable").path());
            let of_b = all.filter(|path| path.extension().is_some_and(|end| end == "tmp"));
            for path in
                of_b.filter(|path| fs::read_to_string(path).is_ok_and(|text| text.starts_with('b')))
            {
                fs::remove_file(path).expect("it was there");
            }
        });
        assert_eq!((now, files), (["a: 1\n".into(), "b：1\n".into()], 2));
        let said = said.expect_err("it cannot be done");
        assert!(
            said.to_string().starts_with("cannot write b.yaml"),
            "{said}",
        );
        assert_eq!(helps(&said), ["these files are mended already: a.yaml"]);
    }
}
