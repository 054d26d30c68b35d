//! What happened between two revisions of a plan: who is who, and what became of them.

mod bend;
mod change;
mod effect;
mod pairing;
mod shift;
mod similar;

pub use bend::Bend;
pub use bend::Evidence;
pub use bend::bends;
pub use bend::lost;
pub use change::Change;
pub use change::ChangeKind;
pub use change::FieldChange;
pub use change::ListChange;
pub use change::Subject;
pub use change::changes;
pub use effect::Effects;
pub use effect::LoadChange;
pub use effect::PhaseEffect;
pub use effect::Slip;
pub use effect::effects;
pub use pairing::Pairing;
pub use shift::Shift;

use crate::model::Plan;
use crate::schedule::Schedule;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The plan as it is written there.
    pub plan: &'a Plan,
    /// The facts about it.
    pub schedule: &'a Schedule,
}
