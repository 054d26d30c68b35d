//! That planlint ends, whatever it reads: libgit2 can wait for ever for the rest of a damaged
//! object.

use std::io;
use std::io::Write as _;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use crate::load;

use super::FAILURE;
use super::terminal;

/// Far more than reading the largest plan takes, also from a slow disk.
const PATIENCE: u64 = 600;

/// Ends the process with a word on standard error if it is not dropped in time.
#[derive(Debug, Default)]
pub struct Watch(
    #[expect(dead_code, reason = "what counts is when it is dropped")] Option<mpsc::Sender<()>>,
);

impl Watch {
    /// Watch over what begins now, for as many seconds as the variable `PLANLINT_TIMEOUT` says; 0
    /// is for ever.
    pub(crate) fn begin() -> Self {
        let seconds = terminal::variable("PLANLINT_TIMEOUT")
            .and_then(|text| text.parse().ok())
            .unwrap_or(PATIENCE);
        if seconds == 0 {
            return Self(None);
        }
        let (sender, ended) = mpsc::channel();
        // Where there is no thread to be had, nobody watches.
        let watching = thread::Builder::new().spawn(move || {
            if ended.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout) {
                load::exit(i32::from(FAILURE), |replaced| {
                    let _ = io::stderr().write_all(last_words(seconds, replaced).as_bytes());
                });
            }
        });
        Self(watching.ok().map(|_| sender))
    }
}

/// What is said when the time is over, after so many files have been written.
fn last_words(seconds: u64, written: usize) -> String {
    let help =
        "git fsck says whether the repository is damaged; PLANLINT_TIMEOUT=SECONDS gives more time";
    let what = match written {
        0 => format!("reading has taken {seconds} s and was ended, so nothing was checked"),
        1 => format!("it has taken {seconds} s and was ended; 1 file had been written by then"),
        _ => format!(
            "it has taken {seconds} s and was ended; {written} files had been written by then, each of them whole"
        ),
    };
    format!("planlint: {what}\n  help: {help}\n")
}
