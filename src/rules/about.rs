//! Which fields bear on what a rule says: who changed others did not bring it about.

use crate::model::Bearing;

/// What the findings of a rule are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct About {
    /// The fields that bear on it.
    pub(crate) fields: Bearing,
    /// Whether it looks at everything within a group or phase.
    pub(crate) within: bool,
}

/// What the findings of a rule are about; everything, if nothing more is known.
pub(crate) fn about(rule: &str) -> About {
    known(rule).unwrap_or(About {
        fields: Bearing::ALL,
        within: false,
    })
}

fn known(rule: &str) -> Option<About> {
    const WHEN: Bearing = Bearing::DATES.and(Bearing::EFFORT).and(Bearing::CALENDAR);
    const WHERE: Bearing = Bearing::STRUCTURE;
    let (fields, within) = match rule {
        // Of the text itself.
        "syntax" | "encoding" | "limit" | "schema" => (Bearing::ALL, false),
        "unquoted-id" => (WHERE.and(Bearing::LINKS), false),
        "id-duplicate" | "wbs-parent" | "wbs-order" => (WHERE, false),
        "description-duplicate" => (Bearing::WORDS, false),
        "dependency-unknown"
        | "dependency-cycle"
        | "dependency-hierarchy"
        | "dependency-duplicate"
        | "dependency-redundant"
        | "dependency-parallel"
        | "dependency-optional" => (WHERE.and(Bearing::LINKS), false),
        "dependency-dates" => (WHEN.and(Bearing::LINKS), false),
        "phase-overlap" => (WHEN.and(Bearing::LINKS), true),
        "date-order" | "date-days" | "date-nonworking" | "date-missing" | "date-pending"
        | "date-implausible" | "calendar-unknown" | "calendar-uncovered" => (WHEN, false),
        "date-outside-parent" => (WHEN.and(WHERE), false),
        "owner-undeclared" | "owner-alias" | "owner-placeholder" | "owner-unused"
        | "owner-group-empty" => (Bearing::PEOPLE, false),
        "owner-missing" | "owner-outside-parent" => (Bearing::PEOPLE.and(WHERE), false),
        "owner-overload" => (WHEN.and(Bearing::PEOPLE).and(Bearing::PROGRESS), false),
        "total-mismatch" => (WHEN.and(Bearing::LINKS).and(WHERE), true),
        "total-span" | "total-missing" => (WHEN.and(WHERE), true),
        "progress-rollup" => (Bearing::PROGRESS.and(Bearing::EFFORT).and(WHERE), true),
        "progress-early" | "progress-late" => {
            (WHEN.and(Bearing::PROGRESS).and(Bearing::STATUS), true)
        }
        "progress-order" => (Bearing::PROGRESS.and(Bearing::LINKS), true),
        // Of two revisions, what a merge can make.
        "revision-id-reused" => (WHERE.and(Bearing::LINKS), false),
        _ => return None,
    };
    Some(About { fields, within })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;
    use crate::rules::Run;

    #[test]
    fn it_is_known_what_rules_about_one_plan_are_about() {
        for rule in RULES {
            let of_a_plan = matches!(rule.run, Run::Plan(_) | Run::Reading);
            assert!(!of_a_plan || known(rule.id).is_some(), "{}", rule.id);
        }
    }
}
