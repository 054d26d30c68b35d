//! Working days: pure arithmetic over dates, in constant or logarithmic time whatever the distance.

mod builtin;
mod day;
mod instant;
mod sums;
mod working;
pub(crate) mod written;

pub(crate) use builtin::BUILT_IN;
pub use builtin::built_in;
pub(crate) use builtin::chinese_name;
pub use day::Day;
pub use day::Weekday;
pub(crate) use instant::Instant;
pub(crate) use sums::Sums;
pub(crate) use working::Calendar;
pub(crate) use working::DayOff;
pub(crate) use working::Range;
