//! Who caused how many days of a slip, where several changes made it together.
//!
//! What a change brings alone, and what it brings on top of all others, are two numbers; its share
//! is the mean of what it brings over all orders in which the changes can be made (its Shapley
//! value). Shares add up to the slip.

use crate::calendar::Calendar;
use crate::model::TaskIx;
use crate::schedule::Basis;
use crate::schedule::Changed;
use crate::schedule::Mixture;
use crate::schedule::Part;

use super::Change;
use super::Pairing;
use super::Shift;
use super::Side;
use super::Subject;

/// Of so many changes all orders are looked at.
const FEW: usize = 8;
/// Of more changes so many orders.
const ORDERS: usize = 200;

/// A change with its part in a slip. Days are those that the slip is counted in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Share {
    /// What changed.
    pub what: Whose,
    /// The fields that changed.
    pub fields: Vec<&'static str>,
    /// By how many days the old plan would end later with this change alone.
    pub alone: i64,
    /// By how many days the new plan would end earlier without this change.
    pub undone: i64,
    /// How many days of the slip it caused.
    pub share: f64,
}

/// What a change is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A task, group or phase in the old plan and in the new one; it is in one of them.
    Task(Option<TaskIx>, Option<TaskIx>),
    /// The key `plan`.
    Plan,
    /// The calendars of the plan.
    Calendars,
}

/// Who caused how many days of a slip of the plan's planned finish, and of its forecast.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shares {
    /// Of the planned finish; `None` where it is not known.
    pub planned: Option<Vec<Share>>,
    /// Of the forecast; `None` where it is not known.
    pub forecast: Option<Vec<Share>>,
}

/// Returns what each of the `changes` did to the finish of the plan. `moved` and `bases` are the
/// finishes that are to be explained with what each side is asked: planned, then forecast. Nothing
/// is said of them where that would take too long.
pub(super) fn shares(
    (old, new): (Side<'_>, Side<'_>),
    pairing: &Pairing,
    changes: &[Change],
    counting: Option<&Calendar>,
    moved: [Option<(Shift, [Basis; 2])>; 2],
) -> Shares {
    let mixture = || {
        Mixture::new(
            (old.plan, old.schedule),
            (new.plan, new.schedule),
            &pairing.new_of,
        )
    };
    let Some(mut mixture) = mixture() else {
        return Shares::default();
    };
    let mut of = |moved: Option<(Shift, [Basis; 2])>| {
        let (shift, bases) = moved?;
        mixture.ask(bases);
        let atoms = mixture.atoms().len();
        // Nobody asks which of many changes moved nothing.
        if shift.days == 0 && atoms > FEW {
            return None;
        }
        let mut later = |made: &[bool]| {
            let after = mixture.finish(made)?;
            let slip = Shift::new(shift.before, after, counting);
            (slip.working == shift.working).then_some(slip.days)
        };
        // If the ends are others than those of the plans, it is not known what is mixed.
        let ends = [vec![false; atoms], vec![true; atoms]].map(|made| later(&made));
        if ends != [Some(0), Some(shift.days)] {
            return None;
        }
        let parts = parts(atoms, later)?;
        let is_something =
            |part: &Portion| part.alone != 0 || part.undone != 0 || part.share.abs() > NOTHING;
        let all = parts.into_iter().enumerate();
        let shares = all
            .filter(|(_, part)| is_something(part))
            .map(|(at, part)| {
                let causes = &mixture.atoms()[at];
                Share {
                    what: whose(&mixture, causes),
                    fields: fields(&mixture, causes, changes),
                    alone: part.alone,
                    undone: part.undone,
                    share: part.share,
                }
            });
        let mut shares: Vec<Share> = shares.collect();
        shares.sort_by(|one, other| other.share.total_cmp(&one.share));
        Some(shares)
    };
    let [planned, forecast] = moved;
    Shares {
        planned: of(planned),
        forecast: of(forecast),
    }
}

/// Less than this is the noise of adding up.
const NOTHING: f64 = 1e-9;

fn whose(mixture: &Mixture, causes: &[Changed]) -> Whose {
    let task = causes.iter().find_map(|cause| match cause {
        Changed::Task(ix, _) => Some(*ix),
        _ => None,
    });
    match (task, causes.first()) {
        (Some(ix), _) => {
            let [before, after] = mixture.revisions(ix);
            Whose::Task(before, after)
        }
        (None, Some(Changed::Calendars)) => Whose::Calendars,
        (None, _) => Whose::Plan,
    }
}

/// The fields that a change consists of, as far as they are written.
fn fields(mixture: &Mixture, causes: &[Changed], changes: &[Change]) -> Vec<&'static str> {
    let mut fields: Vec<&'static str> = Vec::new();
    for cause in causes {
        let (subject, keys): (Option<Subject>, &[&'static str]) = match cause {
            Changed::Task(ix, part) => {
                let [before, after] = mixture.revisions(*ix);
                (Some(Subject::Task(before, after)), keys(*part))
            }
            Changed::Start => (Some(Subject::Plan), &["start"]),
            Changed::Status => (Some(Subject::Plan), &["status_date"]),
            Changed::Calendar => (Some(Subject::Plan), &["calendar"]),
            Changed::Calendars => (None, &["calendars"]),
            Changed::Order => (None, &["phases"]),
        };
        let of_change = subject.and_then(|subject| {
            let change = changes.iter().find(|change| change.subject == subject)?;
            let written = change.fields.iter().map(|field| field.field);
            let found: Vec<&'static str> = written.filter(|key| keys.contains(key)).collect();
            (!found.is_empty()).then_some(found)
        });
        // What nobody wrote anew still has a name: an id was given to other work.
        let own = of_change.unwrap_or_else(|| keys[..1].to_vec());
        fields.extend(
            own.into_iter()
                .filter(|key| !fields.contains(key))
                .collect::<Vec<_>>(),
        );
    }
    fields
}

fn keys(part: Part) -> &'static [&'static str] {
    const TIME: &[&str] = &["start", "finish", "days", "pending"];
    const TIME_AND_LINKS: &[&str] = &["days", "start", "finish", "depends_on", "progress"];
    match part {
        Part::Existence => TIME_AND_LINKS,
        Part::Place => &["parent"],
        Part::Time => TIME,
        Part::Links => &["depends_on", "parallel"],
        Part::Calendar => &["calendar"],
        Part::Progress => &["progress"],
    }
}

/// What one of several players brings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Portion {
    alone: i64,
    undone: i64,
    share: f64,
}

/// Returns the part of each of `count` players in what they come to together; `None` if `worth`
/// does not know what some of them come to.
fn parts(count: usize, mut worth: impl FnMut(&[bool]) -> Option<i64>) -> Option<Vec<Portion>> {
    let mut made = vec![false; count];
    let whole = worth(&vec![true; count])?;
    let mut portions = vec![Portion::default(); count];
    for (at, portion) in portions.iter_mut().enumerate() {
        made[at] = true;
        portion.alone = worth(&made)?;
        made[at] = false;
    }
    made.fill(true);
    for (at, portion) in portions.iter_mut().enumerate() {
        made[at] = false;
        portion.undone = whole - worth(&made)?;
        made[at] = true;
    }
    if count <= FEW {
        let every: Vec<usize> = (0..count).collect();
        exact(&every, &mut portions, &mut worth, &vec![false; count])?;
        return Some(portions);
    }
    let counts = |portion: &Portion| portion.alone != 0 || portion.undone != 0;
    let players: Vec<usize> = (0..count).filter(|at| counts(&portions[*at])).collect();
    // The others are made first; together they must be nothing, too.
    let others: Vec<bool> = portions.iter().map(|portion| !counts(portion)).collect();
    if worth(&others)? != 0 {
        return None;
    }
    if players.len() <= FEW {
        exact(&players, &mut portions, &mut worth, &others)?;
    } else {
        sampled(&players, &mut portions, &mut worth, &others)?;
    }
    Some(portions)
}

/// All orders of a few players.
fn exact(
    players: &[usize],
    portions: &mut [Portion],
    worth: &mut impl FnMut(&[bool]) -> Option<i64>,
    others: &[bool],
) -> Option<()> {
    let count = players.len();
    let mut worths = vec![0_i64; 1 << count];
    // From each to the next only one player comes or goes.
    for number in 0..1_usize << count {
        let set = number ^ (number >> 1);
        let mut made = others.to_vec();
        for (bit, player) in players.iter().enumerate() {
            made[*player] = set & (1 << bit) != 0;
        }
        worths[set] = worth(&made)?;
    }
    // Of all orders those in which exactly `before` come before one.
    let factorial = |count: usize| (1..=count).map(|n| n as u64).product::<u64>();
    for (bit, player) in players.iter().enumerate() {
        let mut sum = 0_i64;
        for (set, without) in worths.iter().enumerate() {
            if set & (1 << bit) != 0 {
                continue;
            }
            let before = set.count_ones() as usize;
            let orders = factorial(before) * factorial(count - before - 1);
            sum += i64::try_from(orders).ok()? * (worths[set | 1 << bit] - without);
        }
        portions[*player].share = ratio(sum, factorial(count));
    }
    Some(())
}

/// Some orders of many players, always the same.
fn sampled(
    players: &[usize],
    portions: &mut [Portion],
    worth: &mut impl FnMut(&[bool]) -> Option<i64>,
    others: &[bool],
) -> Option<()> {
    let mut order = players.to_vec();
    let mut sums = vec![0_i64; portions.len()];
    let mut random = Random(SEED);
    for _ in 0..ORDERS {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let mut made = others.to_vec();
        let mut before = 0;
        for player in &order {
            made[*player] = true;
            let after = worth(&made)?;
            sums[*player] += after - before;
            before = after;
        }
    }
    for player in players {
        portions[*player].share = ratio(sums[*player], ORDERS as u64);
    }
    Some(())
}

#[expect(clippy::cast_precision_loss, reason = "days stay below 2^52 by far")]
fn ratio(sum: i64, of: u64) -> f64 {
    sum as f64 / of as f64
}

/// The same plans get the same shares.
const SEED: u64 = 0x706c_616e_6c69_6e74;

/// `SplitMix64`, which is enough to shuffle with.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % bound as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Players with numbers of their own, and two of whom only the larger one counts.
    fn worth(made: &[bool]) -> Option<i64> {
        let own = [3, 0, 5];
        let sum: i64 = own
            .iter()
            .zip(made)
            .map(|(own, is_made)| own * i64::from(*is_made))
            .sum();
        let pair = (4 * i64::from(made[3])).max(6 * i64::from(made[4]));
        Some(sum + pair)
    }

    #[test]
    fn who_makes_something_together_shares_it() {
        let parts = parts(5, worth).expect("all is known");
        let shares: Vec<f64> = parts.iter().map(|part| part.share).collect();
        assert_eq!(shares, [3.0, 0.0, 5.0, 2.0, 4.0]);
        assert_eq!((parts[3].alone, parts[3].undone), (4, 0));
        assert_eq!((parts[4].alone, parts[4].undone), (6, 2));
    }

    #[test]
    fn many_add_up_as_well() {
        let count = 30;
        let worth = |made: &[bool]| {
            let made = made.iter().filter(|is_made| **is_made).count();
            i64::try_from(made.min(12)).ok()
        };
        let parts = parts(count, worth).expect("all is known");
        let sum: f64 = parts.iter().map(|part| part.share).sum();
        assert!((sum - 12.0).abs() < NOTHING, "{sum}");
    }

    #[test]
    fn what_counts_only_together_is_not_told() {
        // Two of the last three do what one of them does not, and the third adds nothing.
        let worth = |made: &[bool]| {
            let together = made[7..].iter().filter(|is_made| **is_made).count();
            Some(i64::from(made[0]) + i64::from(together >= 2))
        };
        assert_eq!(parts(10, worth), None);
        assert_eq!(parts(3, |_: &[bool]| None), None);
    }
}
