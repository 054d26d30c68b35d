//! What happened between two revisions of a plan: who is who, and what became of them.

mod bend;
mod change;
mod effect;
mod outlook;
mod pairing;
mod share;
mod shift;
mod similar;

pub(crate) use bend::Bend;
pub(crate) use bend::Evidence;
pub(crate) use bend::bends;
pub(crate) use bend::lost;
pub use change::Change;
pub use change::ChangeKind;
pub use change::FieldChange;
pub(crate) use change::Subject;
pub(crate) use change::changes;
pub(crate) use effect::Effects;
pub(crate) use effect::PhaseEffect;
pub(crate) use effect::Slip;
pub(crate) use effect::effects;
pub(crate) use outlook::FloatChange;
pub(crate) use outlook::Outlook;
pub(crate) use outlook::Unsaid;
pub(crate) use outlook::forecast_basis;
pub(crate) use outlook::outlook;
pub(crate) use outlook::shares_of;
pub(crate) use pairing::Pairing;
pub(crate) use share::Share;
pub(crate) use share::Shares;
pub(crate) use share::Whose;
pub(crate) use shift::Shift;

use crate::model::Plan;
use crate::schedule::Schedule;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    /// The plan as it is written there.
    pub plan: &'a Plan,
    /// The facts about it.
    pub schedule: &'a Schedule,
}
