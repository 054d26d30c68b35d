//! Temporary files: whatever ends planlint, short of being killed outright, none of them stays; and
//! what a killed run has left is taken away by a later one.
//!
//! In each folder a run has a file `.planlint-RUN.tmp`, which it holds a lock on, and beside it
//! `.planlint-RUN-….tmp`, one for each file that it writes. The system gives a lock back whatever
//! becomes of its process, so who can have the lock of a run knows that it has ended. Names with
//! the number of a process would not say that: numbers come again, and other machines and
//! containers have their own.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::Weak;

use tempfile::NamedTempFile;
use tempfile::TempPath;

use super::disk;

const PREFIX: &str = ".planlint-";
/// Not `.yaml`, so that what is left behind is no part of a plan.
const SUFFIX: &str = ".tmp";

/// What this process would leave behind.
static OURS: Mutex<Ours> = Mutex::new(Ours {
    files: BTreeSet::new(),
    runs: BTreeMap::new(),
    replaced: 0,
    busy: 0,
    watched: false,
});
/// Told when nobody is busy any more.
static IDLE: Condvar = Condvar::new();

struct Ours {
    files: BTreeSet<PathBuf>,
    runs: BTreeMap<PathBuf, Weak<Run>>,
    /// How many files have been put into their places.
    replaced: usize,
    /// How many are in the middle of something that is done whole.
    busy: usize,
    /// Whether signals are waited for.
    watched: bool,
}

fn ours() -> MutexGuard<'static, Ours> {
    // What is known of files is true wherever somebody has panicked.
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that goes when this goes, and when a signal ends the process.
#[derive(Debug)]
pub(super) struct Temporary {
    path: Option<TempPath>,
    _run: Arc<Run>,
}

/// The files of this process in a folder, as long as it has any.
#[derive(Debug)]
struct Run {
    name: String,
    path: PathBuf,
    /// Held for its lock.
    _lock: File,
}

impl Temporary {
    /// A new file in `folder`, open for writing, that everybody may read whom the user's umask
    /// lets.
    pub(super) fn new(folder: &Path) -> io::Result<(File, Self)> {
        // Before what is locked, so that it goes after that: its end needs the lock.
        let run;
        let mut ours = ours();
        ours.watch();
        run = ours.run(folder)?;
        let file = create(folder, &format!("{PREFIX}{}-", run.name))?;
        ours.files.insert(file.path().to_owned());
        let (file, path) = file.into_parts();
        Ok((
            file,
            Self {
                path: Some(path),
                _run: run,
            },
        ))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Put it into the place of `target`.
    pub(super) fn persist(mut self, target: &Path) -> io::Result<()> {
        let Some(path) = self.path.take() else {
            return Ok(());
        };
        let mut ours = ours();
        let name = path.to_path_buf();
        // What could not be put there is removed by the error.
        let done = path.persist(target).map_err(|error| error.error);
        ours.files.remove(&name);
        ours.replaced += usize::from(done.is_ok());
        done
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            let mut ours = ours();
            ours.files.remove(&path.to_path_buf());
            drop(path);
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let mut ours = ours();
        // There is nobody to tell of an error; the next run tries again.
        let _ = fs::remove_file(&self.path);
        ours.files.remove(&self.path);
    }
}

impl Ours {
    /// This process's run in `folder`.
    fn run(&mut self, folder: &Path) -> io::Result<Arc<Run>> {
        if let Some(run) = self.runs.get(folder).and_then(Weak::upgrade) {
            return Ok(run);
        }
        loop {
            let (lock, path) = create(folder, PREFIX)?.into_parts();
            // Where there are no locks nobody can have this one, so what is left there stays.
            let _ = lock.lock();
            // Somebody who cleans up may have been faster than the lock.
            if fs::symlink_metadata(&path).is_err() {
                continue;
            }
            let path = path.keep().map_err(|error| error.error)?;
            self.files.insert(path.clone());
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = name
                .trim_start_matches(PREFIX)
                .trim_end_matches(SUFFIX)
                .to_owned();
            let run = Arc::new(Run {
                name,
                path,
                _lock: lock,
            });
            self.runs.insert(folder.to_owned(), Arc::downgrade(&run));
            return Ok(run);
        }
    }

    /// From now on a signal that ends the process removes its files first, as git does it.
    #[cfg(unix)]
    fn watch(&mut self) {
        use signal_hook::consts::signal;
        // Of those that end a process by default all that may come from outside.
        const ENDS: [i32; 14] = [
            signal::SIGHUP,
            signal::SIGINT,
            signal::SIGQUIT,
            signal::SIGTERM,
            signal::SIGALRM,
            signal::SIGUSR1,
            signal::SIGUSR2,
            signal::SIGVTALRM,
            signal::SIGXCPU,
            signal::SIGABRT,
            signal::SIGIO,
            signal::SIGPROF,
            signal::SIGSYS,
            signal::SIGTRAP,
        ];
        if std::mem::replace(&mut self.watched, true) {
            return;
        }
        // A file that may not become so large is an error of writing, which says so.
        let _ = signal_hook::flag::register(signal::SIGXFSZ, Arc::default());
        // Where it cannot be done, a later run cleans up.
        let Ok(mut signals) = signal_hook::iterator::Signals::new(ENDS) else {
            return;
        };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                end(signal);
            }
        });
    }

    /// Elsewhere a later run cleans up.
    #[cfg(not(unix))]
    fn watch(&mut self) {
        self.watched = true;
    }
}

/// Remove what is there and die of the signal, as whoever started this process expects.
#[cfg(unix)]
#[expect(clippy::exit, reason = "the signal ends the process, wherever it is")]
fn end(signal: i32) {
    let _none_comes = remove();
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    // The library takes some of them for ignored by default; not all systems do.
    std::process::exit(128 + signal);
}

/// End the process with `status`, as soon as nobody is in the middle of something that is done
/// whole, and leave no temporary file. Before that `say` is told how many files have been put into
/// their places.
#[expect(
    clippy::exit,
    reason = "whoever asks has no way back to where the process began"
)]
pub(crate) fn exit(status: i32, say: impl FnOnce(usize)) -> ! {
    let ours = remove();
    say(ours.replaced);
    std::process::exit(status)
}

/// Remove what is there. As long as the result is held nothing new comes.
fn remove() -> MutexGuard<'static, Ours> {
    let mut ours = ours();
    while ours.busy > 0 {
        ours = IDLE.wait(ours).unwrap_or_else(PoisonError::into_inner);
    }
    for path in &ours.files {
        let _ = fs::remove_file(path);
    }
    ours
}

/// As long as this lives, a signal does not end the process: it does so right after.
#[must_use]
pub(crate) struct Uninterrupted(());

/// Have a signal wait.
pub(super) fn uninterrupted() -> Uninterrupted {
    ours().busy += 1;
    Uninterrupted(())
}

impl Drop for Uninterrupted {
    fn drop(&mut self) {
        ours().busy -= 1;
        IDLE.notify_all();
    }
}

/// A new file with a name that nobody else has.
fn create(folder: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX);
    // A new file may be read by whom the user's umask lets, not only by its owner.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The error of the library names the temporary file, which means nothing to anybody.
    builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))
}

/// Remove what runs that have ended without doing so have left in `folder`. Returns the names of
/// the files. What cannot be removed stays: it is nothing that anybody reads.
pub(super) fn clean(folder: &Path) -> Vec<String> {
    let mut runs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let inner = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.strip_suffix(SUFFIX));
        if let Some(inner) = inner.filter(|_| entry.file_type().is_ok_and(|kind| kind.is_file())) {
            let run = inner
                .split_once('-')
                .map_or(inner, |(run, _)| run)
                .to_owned();
            runs.entry(run).or_default().push(name);
        }
    }
    let mut removed = Vec::new();
    for (run, names) in runs {
        let owner = folder.join(format!("{PREFIX}{run}{SUFFIX}"));
        let lock = match disk::open(&owner) {
            Ok(Some(lock)) if lock.try_lock().is_ok() => Some(lock),
            // A run removes it last.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            _ => continue,
        };
        removed.extend(
            names
                .into_iter()
                .filter(|name| fs::remove_file(folder.join(name)).is_ok()),
        );
        drop(lock);
    }
    removed
}
