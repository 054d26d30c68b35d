//! What kind of owner a name is, as far as the name tells.

use super::cell;

/// The kind of an owner, as far as an import can tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// A name.
    Organisation,
    /// A word for several: `全部厂家`.
    Group,
    /// A word for nobody in particular: `多方`, `待定`.
    Placeholder,
}

impl OwnerKind {
    /// The kind of the owner called `name`.
    #[must_use]
    pub fn of(name: &str) -> Self {
        const NOBODY: [&str; 14] = [
            "多方",
            "相关方",
            "相关单位",
            "相关部门",
            "相关人员",
            "有关方",
            "多部门",
            "待确认",
            "待补充",
            "tbd",
            "tbc",
            "tba",
            "to be determined",
            "unknown",
        ];
        const NOBODY_YET: [&str; 3] = ["待定", "未定", "未确定"];
        const ALL: [&str; 6] = ["全部", "所有", "全体", "各", "all ", "every "];
        let name = cell::folded(name);
        if NOBODY.contains(&name.as_str()) || NOBODY_YET.iter().any(|word| name.ends_with(word)) {
            OwnerKind::Placeholder
        } else if ALL.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| !rest.is_empty())) {
            OwnerKind::Group
        } else {
            OwnerKind::Organisation
        }
    }

    /// As the plan format has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OwnerKind::Organisation => "organisation",
            OwnerKind::Group => "group",
            OwnerKind::Placeholder => "placeholder",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for name in ["多方", "待定", "厂家待定", "未定", "TBD", "相关方"] {
            assert_eq!(OwnerKind::of(name), OwnerKind::Placeholder, "{name}");
        }
        for name in ["全部厂家", "所有部门", "各县区", "全体人员", "All vendors"] {
            assert_eq!(OwnerKind::of(name), OwnerKind::Group, "{name}");
        }
        for name in ["移动", "信息中心", "各", "Allianz", "省统一身份认证平台"] {
            assert_eq!(OwnerKind::of(name), OwnerKind::Organisation, "{name}");
        }
    }
}
