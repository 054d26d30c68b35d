//! Working days: pure arithmetic over dates, in constant or logarithmic time whatever the distance.

mod builtin;
mod day;
mod instant;
mod working;
pub(crate) mod written;

pub use builtin::BUILT_IN;
pub use builtin::built_in;
pub(crate) use builtin::chinese_name;
pub use day::Day;
pub use day::Weekday;
pub use instant::Instant;
pub use working::Calendar;
pub use working::DayOff;
pub use working::Range;
