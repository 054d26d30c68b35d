//! What kind of owner a name is, as far as the name tells.

use super::cell;

/// The kind of an owner, as far as an import can tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerKind {
    /// A name.
    Organisation,
    /// A person: a Chinese name in a column for persons.
    Person,
    /// A word for several: `全部厂家`.
    Group,
    /// A word for nobody in particular: `多方`, `待定`.
    Placeholder,
}

impl OwnerKind {
    /// The kind of the owner called `name`.
    #[must_use]
    pub(crate) fn of(name: &str) -> Self {
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
        } else if ALL
            .iter()
            .any(|word| name.strip_prefix(word).is_some_and(|rest| !rest.is_empty()))
        {
            OwnerKind::Group
        } else {
            OwnerKind::Organisation
        }
    }

    /// The kind of the owner called `name`, who stands in a column for persons.
    #[must_use]
    pub(crate) fn of_person(name: &str) -> Self {
        match Self::of(name) {
            OwnerKind::Organisation if is_personal(name) => OwnerKind::Person,
            kind => kind,
        }
    }

    /// As the plan format has it.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            OwnerKind::Organisation => "organisation",
            OwnerKind::Person => "person",
            OwnerKind::Group => "group",
            OwnerKind::Placeholder => "placeholder",
        }
    }
}

/// The family names that nearly everybody has.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔\
    钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪\
    庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟\
    艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞\
    敖巩明佘池查麻苑迟邝傅肖";

/// Family names of two characters.
const LONG_FAMILY_NAMES: [&str; 10] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐",
];

/// What the names of organisations and of trades end with.
const NO_PERSONS: [&str; 31] = [
    "公司", "集团", "厂家", "厂商", "单位", "部门", "中心", "学院", "医院", "大学", "机构", "银行",
    "小组", "专家", "人员", "局", "科", "处", "部", "室", "队", "组", "院", "厂", "所", "办", "会",
    "委", "方", "商", "包",
];

/// Whether `name` is that of a Chinese person as far as it tells: two to four characters, the first
/// of them a family name.
fn is_personal(name: &str) -> bool {
    let length = name.chars().count();
    (2..=4).contains(&length)
        && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && (name.starts_with(|c: char| FAMILY_NAMES.contains(c))
            || LONG_FAMILY_NAMES.iter().any(|long| name.starts_with(long)))
        && !NO_PERSONS.iter().any(|word| name.ends_with(word))
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

    #[test]
    fn persons() {
        for name in ["李娜", "王建国", "欧阳明华", "许会计"] {
            assert_eq!(OwnerKind::of_person(name), OwnerKind::Person, "{name}");
            assert_eq!(OwnerKind::of(name), OwnerKind::Organisation, "{name}");
        }
        for name in [
            "施工队",
            "厂家",
            "外包",
            "和平公司",
            "李",
            "财政局",
            "Li Na",
            "泛微",
            "设备厂商",
            "王建国、李娜",
        ] {
            assert_eq!(
                OwnerKind::of_person(name),
                OwnerKind::Organisation,
                "{name}"
            );
        }
        assert_eq!(OwnerKind::of_person("待定"), OwnerKind::Placeholder);
    }
}
