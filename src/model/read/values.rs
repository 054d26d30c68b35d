//! Single values: text, names, lists, ids.

use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Fix;
use crate::finding::Key;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::Field;
use crate::model::List;
use crate::model::Name;
use crate::model::fields;
use crate::model::limits::beyond;
use crate::model::rule_id;
use crate::text::Spanned;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::text::scalar::Value;
use crate::text::scalar::is_name;
use crate::text::typed;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::text::yaml::Shape;
use crate::words::code;
use crate::words::say;
use std::collections::HashSet;

use super::Reader;
use super::findings::At;
use super::findings::Expected;
use super::findings::LONGEST;
use super::findings::Of;
use super::findings::describe;
use super::findings::type_name;
use super::findings::write;

impl Reader {
    pub(super) fn key<'d>(&mut self, node: NodeRef<'d>) -> Option<&'d str> {
        // A key that is a list or a map has its `syntax` finding.
        node.scalar().map(|scalar| scalar.text)
    }

    pub(super) fn map_name(&mut self, key: NodeRef<'_>, what: At<'_>) -> Option<Name> {
        let text = key.scalar()?.text;
        if self.is_too_long(key, text, what) {
            return None;
        }
        if is_name(text) {
            return Some(Spanned::new(text.into(), key.span()));
        }
        let message = say!(
            en: "{what} is empty, or has white space around it or a line break in it",
            zh: "{what} 为空，或其前后有空白，或其中有换行",
            what = what,
        );
        let help = say!(en: "write just the name", zh: "只写名称");
        self.schema(key.span(), "name", message, help);
        None
    }

    pub(super) fn map<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &'static str,
        what: At<'_>,
    ) -> Option<Vec<(NodeRef<'d>, NodeRef<'d>)>> {
        self.map_of(node, key, what, None)
    }

    /// The entries of a map; if it is none, and nothing in it says why, `name` is what it is to be
    /// the map of.
    pub(super) fn map_of<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &'static str,
        what: At<'_>,
        name: Option<&str>,
    ) -> Option<Vec<(NodeRef<'d>, NodeRef<'d>)>> {
        if let Shape::Map = node.shape() {
            return Some(node.entries());
        }
        if self.gaps
            && node
                .scalar()
                .is_some_and(|scalar| scalar.value() == Value::Null)
        {
            return None;
        }
        let message = say!(
            en: "{what} is a map of keys and values; this is {found}",
            zh: "{what} 应为一组字段（`字段: 值`）；此处是 {found}",
            what = what,
            found = describe(node),
        );
        let help = match node.scalar() {
            Some(scalar) if scalar.text.contains('：') => {
                say!(
                    en: "a full-width colon `：` does not separate key and value: type `: `",
                    zh: "全角冒号 `：` 不能分隔字段和值：改为 `: `",
                )
            }
            Some(scalar) if scalar.text.contains(':') => {
                say!(
                    en: "YAML wants a space after the colon: `key: value`",
                    zh: "YAML 要求冒号后有空格：`key: value`",
                )
            }
            _ => match name {
                Some(name) => write(format!("{}: {{}}", scalar::name_to_yaml(name))),
                None => say!(
                    en: "write `key: value`, each key on a line of its own",
                    zh: "写成 `key: value`，每个字段单独一行",
                ),
            },
        };
        self.schema(node.span(), key, message, help);
        None
    }

    pub(super) fn list<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &str,
        of: Of,
    ) -> Option<Vec<NodeRef<'d>>> {
        if let Shape::Seq = node.shape() {
            return Some(node.items().collect());
        }
        // What stood here may be what could not be read.
        if self.gaps
            && node
                .scalar()
                .is_some_and(|scalar| scalar.value() == Value::Null)
        {
            return None;
        }
        let message = say!(
            en: "`{key}` is a list of {of}; this is {found}",
            zh: "`{key}` 应为 {of} 的列表；此处是 {found}",
            key = code(key),
            of = of,
            found = describe(node),
        );
        let sure = self.sure_entry(node, key);
        let help = match node.scalar() {
            _ if let Some(name) = &sure => write(format!("{key}: [{name}]")),
            // A list of names would be the next mistake.
            _ if matches!(key, "tasks" | "phases") => {
                say!(
                    en: "below `{key}:` begin a line for each of them further in, that begins with its id: `- id: ...`",
                    zh: "在 `{key}:` 之下为每一项另起一行并缩进，以其编号开头：`- id: ...`",
                    key = code(key),
                )
            }
            Some(scalar) if !scalar.text.is_empty() && typed::is_nothing(scalar.text) => {
                say!(en: "remove the key", zh: "删去该字段")
            }
            Some(scalar) if !scalar.text.is_empty() && !scalar.block => {
                let text = scalar.text.trim_matches(['[', ']', '［', '］', '【', '】']);
                let items: Vec<String> = mend::split(text).take(20).map(scalar::to_yaml).collect();
                write(format!("{key}: [{}]", shorten(&items.join(", "), 400)))
            }
            _ => say!(
                en: "write {entry}, or one line with `- ` for each",
                zh: "写成 {entry}，或每项一行并以 `- ` 开头",
                entry = code(format!("{key}: [...]")),
            ),
        };
        let mut finding = Finding::new(rule_id::SCHEMA, node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(name) = sure {
            finding = finding.fix(
                say!(en: "make it a list", zh: "改为列表"),
                node.span(),
                format!("[{name}]"),
            );
        }
        self.findings.add(finding);
        None
    }

    /// The text that stands where a list belongs, behind its key, if it can be an entry of it.
    pub(super) fn lone_entry<'d>(&self, node: NodeRef<'d>) -> Option<&'d str> {
        let scalar = node.scalar().filter(|_| !node.is_alias())?;
        let is_entry = !matches!(scalar.value(), Value::Null | Value::Bool(_))
            && is_name(scalar.text)
            && scalar.text.chars().take(self.longest + 1).count() <= self.longest
            && !typed::is_nothing(scalar.text)
            && !scalar
                .text
                .contains(['[', ']', '［', '］', '【', '】', '“', '”', '"'])
            && mend::site(node.source(), node.span().range()) == Some(Site::Value);
        is_entry.then_some(scalar.text)
    }

    /// What stands where a list belongs, as its only entry, if it can be no more than one.
    fn sure_entry(&self, node: NodeRef<'_>, key: &str) -> Option<String> {
        if key == "depends_on"
            && mend::is_flow_map(node.source(), node.span().range())
            && !node.is_alias()
        {
            return node.source().get(node.span().range()).map(str::to_owned);
        }
        let name = self.lone_entry(node).filter(|_| fields::is_of_names(key))?;
        let is_text = node
            .scalar()
            .is_some_and(|scalar| matches!(scalar.value(), Value::Text(_)));
        // Two owners may have no more than a space between them.
        let is_one = mend::split(name).eq([name])
            && !(fields::is_of_owners(key) && name.contains(char::is_whitespace));
        (is_text && is_one).then(|| scalar::name_to_yaml(name))
    }

    /// The text of a scalar that is text to YAML.
    pub(super) fn text<'d>(&mut self, node: NodeRef<'d>, key: &str) -> Option<&'d str> {
        let Some(scalar) = node.scalar() else {
            self.wrong(
                node,
                At::Key(key),
                Expected::Text,
                say!(en: "write it on one line after the key", zh: "写在字段名后的同一行"),
            );
            return None;
        };
        match scalar.value() {
            Value::Text("") => {
                self.schema(
                    node.span(),
                    Subject::text(key),
                    say!(en: "`{key}` is empty", zh: "`{key}` 为空", key = code(key)),
                    say!(
                        en: "write a value, or remove the key",
                        zh: "写明其值，或删去该字段",
                    ),
                );
                None
            }
            Value::Text(text) => Some(text),
            Value::Null => {
                self.no_value(node, key);
                None
            }
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                let shown = shorten(scalar.text, LONGEST);
                let help = say!(
                    en: "put it between quotes: {quoted}",
                    zh: "用引号括住：{quoted}",
                    quoted = code(scalar::quoted(&shown)),
                );
                let message = say!(
                    en: "`{key}` is text, but YAML reads {value} as {kind}",
                    zh: "`{key}` 应为文字，但 YAML 将 {value} 读作 {kind}",
                    key = code(key),
                    value = code(shown),
                    kind = type_name(scalar.value()),
                );
                self.schema(node.span(), Subject::text(key), message, help);
                None
            }
        }
    }

    pub(super) fn prose(&mut self, node: NodeRef<'_>, key: &str) -> Field<Box<str>> {
        let text = self.text(node, key);
        Field::read(text.map(Box::from), node.span())
    }

    /// A name between `“` and `”`, which are part of it to YAML: said, and read as it was meant.
    fn full_width_quotes(&mut self, node: NodeRef<'_>, key: &str) -> Option<Name> {
        let scalar = node.scalar().filter(|scalar| scalar.plain)?;
        let inner = scalar.text.strip_prefix('“')?;
        let inner = inner.strip_suffix(['”', '“']).unwrap_or(inner);
        let mut finding = Finding::new(
            rule_id::SYNTAX,
            node.span(),
            say!(
                en: "full-width quotes do not quote in YAML",
                zh: "全角引号在 YAML 中不起引号作用",
            ),
        )
        .help(write(scalar::quoted(inner)))
        .key([Subject::text(key), Subject::Word("quote")])
        .task(self.task.as_deref());
        if !node.is_alias() {
            finding = finding.fix(
                say!(en: "use ASCII quotes", zh: "改用半角引号"),
                node.span(),
                scalar::quoted(inner),
            );
        }
        self.findings.add(finding);
        Some(Spanned::new(inner.into(), node.span()))
    }

    /// Whether a name is longer than anybody would write; then it is not read.
    pub(super) fn is_too_long(&mut self, node: NodeRef<'_>, text: &str, what: At<'_>) -> bool {
        // Every character has a byte at least.
        let Some(_) = text
            .char_indices()
            .nth(self.longest)
            .filter(|_| text.len() > self.longest)
        else {
            return false;
        };
        let message = say!(
            en: "{what} has {count} characters, more than {most}; it was not read",
            zh: "{what} 有 {count} 个字符，超过 {most} 个；未读取",
            what = what,
            count = text.chars().count(),
            most = self.longest,
        );
        let advice = say!(en: "write a shorter one", zh: "写短一些");
        let finding = beyond(node.span(), message, advice, "max_name_chars");
        self.findings.add(finding.task(self.task.as_deref()));
        self.part.broken = true;
        true
    }

    pub(super) fn name(&mut self, node: NodeRef<'_>, key: &str) -> Field<Box<str>> {
        if node
            .scalar()
            .is_some_and(|scalar| self.is_too_long(node, scalar.text, At::Key(key)))
        {
            return Field::Unreadable(node.span());
        }
        if let Some(name) = self.full_width_quotes(node, key) {
            return Field::Given(name);
        }
        match self.text(node, key) {
            Some(text) if is_name(text) => Field::Given(Spanned::new(text.into(), node.span())),
            Some(_) => {
                self.blank_around(node, key);
                Field::Unreadable(node.span())
            }
            None => Field::Unreadable(node.span()),
        }
    }

    pub(super) fn blank_around(&mut self, node: NodeRef<'_>, key: &str) {
        let message = say!(
            en: "`{key}` has white space around it or a line break in it",
            zh: "`{key}` 的前后有空白，或其中有换行",
            key = code(key),
        );
        let help = say!(
            en: "write just the name, on one line; a full-width space counts as white space",
            zh: "只写名称，写在一行内；全角空格也算空白",
        );
        self.schema(node.span(), Subject::text(key), message, help);
    }

    /// A list of names; `None` if it is not a list. Of items that are no names it is known that
    /// there are some. A name
    /// that stands there alone is a list of one; whether it is several, only the plan as a whole
    /// can say.
    pub(super) fn names(
        &mut self,
        node: NodeRef<'_>,
        key: &str,
        item_is: Expected,
    ) -> Option<List<Name>> {
        let Some(items) = self.list(node, key, Of::Names) else {
            let is_text = node
                .scalar()
                .is_some_and(|scalar| matches!(scalar.value(), Value::Text(_)));
            let may_be = fields::is_of_owners(key) && is_text;
            let name = self
                .lone_entry(node)
                .filter(|_| may_be || self.sure_entry(node, key).is_some())?;
            return Some(List::whole(vec![Spanned::new(name.into(), node.span())]));
        };
        let mut taken = None;
        let mut names = List::whole(Vec::with_capacity(items.len()));
        for item in &items {
            if item.scalar().is_none() {
                self.wrong(
                    *item,
                    At::EntryOf(key),
                    item_is,
                    say!(en: "write the name only", zh: "只写名称"),
                );
                names.push(None);
            } else if let Some(pieces) = full_width_pieces(*item) {
                let taken = taken.get_or_insert_with(|| whole_entries(&items));
                let pieces = pieces
                    .into_iter()
                    .filter(|piece| taken.insert(piece))
                    .collect();
                names.extend(self.full_width_in_list(*item, key, pieces));
            } else {
                names.push(self.name(*item, key).given().cloned());
            }
        }
        Some(names)
    }

    /// `[移动，泛微]`: to YAML that is one name with a comma in it. Said, and read as it was meant;
    /// `pieces` are those that the list does not have already.
    fn full_width_in_list(&mut self, item: NodeRef<'_>, key: &str, pieces: Vec<&str>) -> Vec<Name> {
        let range = item.span().range();
        let site = mend::site(item.source(), range.clone()).filter(|_| !item.is_alias());
        let fix = match site {
            Some(site) if !pieces.is_empty() => {
                let entries: Vec<String> =
                    pieces.iter().map(|piece| scalar::to_yaml(piece)).collect();
                Some(Fix {
                    title: say!(
                        en: "separate the entries with ASCII commas",
                        zh: "用半角逗号分隔各项",
                    ),
                    edits: vec![Edit {
                        span: item.span(),
                        text: site.entries(&entries),
                    }],
                })
            }
            Some(_) => mend::removal(item.source(), range).map(|gone| Fix {
                title: say!(
                    en: "remove what stands in the list already",
                    zh: "删去列表中已有的内容",
                ),
                edits: vec![Edit {
                    span: item.span().with(gone),
                    text: String::new(),
                }],
            }),
            None => None,
        };
        self.full_width_comma(item, key, fix);
        let pieces = pieces
            .into_iter()
            .filter(|piece| !self.is_too_long(item, piece, At::Key(key)));
        pieces
            .collect::<Vec<_>>()
            .into_iter()
            .map(|piece| Spanned::new(piece.into(), item.span()))
            .collect()
    }

    /// Say that a full-width comma separates nothing.
    pub(super) fn full_width_comma(&mut self, item: NodeRef<'_>, key: &str, fix: Option<Fix>) {
        let text = item.scalar().map_or("", |scalar| scalar.text);
        let separator = text
            .chars()
            .find(|c| FULL_WIDTH_COMMAS.contains(c))
            .unwrap_or('，');
        let all: Vec<String> = mend::split(text).map(scalar::to_yaml).collect();
        let message = say!(
            en: "a full-width `{separator}` does not separate the entries of a list in YAML",
            zh: "全角的 `{separator}` 在 YAML 中不能分隔列表各项",
            separator = code(separator.to_string()),
        );
        let mut finding = Finding::new(rule_id::SYNTAX, item.span(), message)
            .help(write(format!("{key}: [{}]", shorten(&all.join(", "), 400))))
            .key([Subject::text(key), Subject::Word("separator")])
            .task(self.task.as_deref());
        finding.fix = fix;
        self.findings.add(finding);
    }

    /// An id or a reference to one: the text as it is written, with a finding if YAML reads a
    /// number.
    pub(super) fn id(&mut self, node: NodeRef<'_>, key: &str) -> Field<Box<str>> {
        let unreadable = Field::Unreadable(node.span());
        let Some(scalar) = node.scalar() else {
            self.wrong(
                node,
                At::Key(key),
                Expected::Id,
                say!(
                    en: "write the id alone, between quotes",
                    zh: "只写编号，用引号括住",
                ),
            );
            return unreadable;
        };
        if self.is_too_long(node, scalar.text, At::Key(key)) {
            return unreadable;
        }
        if let Some(name) = self.full_width_quotes(node, key) {
            return Field::Given(name);
        }
        let elsewhere = scalar.plain && scalar::is_number_elsewhere(scalar.text);
        match scalar.value() {
            Value::Int(_) | Value::Float(_) => {
                self.unquoted(node, key, scalar.text);
                Field::Given(Spanned::new(scalar.text.into(), node.span()))
            }
            Value::Text(text) if elsewhere && is_name(text) => {
                self.unquoted(node, key, text);
                Field::Given(Spanned::new(text.into(), node.span()))
            }
            _ => match self.text(node, key) {
                Some(text) if is_name(text) => Field::Given(Spanned::new(text.into(), node.span())),
                Some(_) => {
                    self.blank_around(node, key);
                    unreadable
                }
                None => unreadable,
            },
        }
    }

    pub(super) fn unquoted(&mut self, node: NodeRef<'_>, key: &str, text: &str) {
        let number = match scalar::resolve(text) {
            Value::Int(n) => n.to_string(),
            Value::Float(n) => n.to_string(),
            _ => String::new(),
        };
        let as_number = if number.is_empty() || number == text {
            say!(en: "a number", zh: "数字")
        } else {
            say!(en: "the number {number}", zh: "数字 {number}", number = code(number))
        };
        let message = if key == "id" {
            say!(
                en: "the id {id} has no quotes, so YAML tools read it as {number}",
                zh: "编号 {id} 没有引号，YAML 工具会将其读作 {number}",
                id = text,
                number = as_number,
            )
        } else {
            say!(
                en: "the reference {id} has no quotes, so YAML tools read it as {number}",
                zh: "引用的编号 {id} 没有引号，YAML 工具会将其读作 {number}",
                id = text,
                number = as_number,
            )
        };
        // For the id itself the task is not known yet: it is this one.
        let task = if key == "id" {
            Some(text)
        } else {
            self.task.as_deref()
        };
        let mut finding = Finding::new(rule_id::UNQUOTED_ID, node.span(), message)
            .help(write(scalar::quoted(text)))
            .task(task)
            .key(if key == "id" {
                Key::default()
            } else {
                Key::from([Subject::text(key), Subject::task(text)])
            });
        if !node.is_alias() {
            finding = finding.fix(
                say!(en: "put the id between quotes", zh: "用引号括住编号"),
                node.span(),
                scalar::quoted(text),
            );
        }
        self.findings.add(finding);
    }

    pub(super) fn flag(&mut self, node: NodeRef<'_>, key: &str) -> Field<bool> {
        match node.scalar().map(Scalar::value) {
            Some(Value::Bool(value)) => Field::Given(Spanned::new(value, node.span())),
            Some(Value::Null) => {
                self.no_value(node, key);
                Field::Unreadable(node.span())
            }
            _ => {
                let meant = node
                    .scalar()
                    .and_then(|scalar| typed::yes_or_no(scalar.text));
                let help = match meant {
                    Some(meant) => write(meant.to_string()),
                    None => say!(
                        en: "write true, or remove the key",
                        zh: "写 true，或删去该字段",
                    ),
                };
                let message = say!(
                    en: "`{key}` is true or false; this is {found}",
                    zh: "`{key}` 应为 true 或 false；此处是 {found}",
                    key = code(key),
                    found = describe(node),
                );
                let finding = Finding::new(rule_id::SCHEMA, node.span(), message)
                    .help(help)
                    .key(At::Key(key).subject());
                self.say_what_is_meant(node, finding, meant.map(|meant| meant.to_string()));
                match meant {
                    Some(meant) => Field::Given(Spanned::new(meant, node.span())),
                    None => Field::Unreadable(node.span()),
                }
            }
        }
    }
}

const FULL_WIDTH_COMMAS: [char; 3] = ['，', '、', '；'];

/// The entries that somebody has put into one with full-width commas.
pub(super) fn full_width_pieces(item: NodeRef<'_>) -> Option<Vec<&str>> {
    let scalar = item
        .scalar()
        .filter(|scalar| scalar.plain && scalar.text.contains(FULL_WIDTH_COMMAS))?;
    let pieces: Vec<&str> = mend::split(scalar.text).collect();
    (!pieces.is_empty() && pieces != [scalar.text]).then_some(pieces)
}

/// The entries of a list that are one entry each.
fn whole_entries<'d>(items: &[NodeRef<'d>]) -> HashSet<&'d str> {
    let whole = items
        .iter()
        .filter(|item| full_width_pieces(**item).is_none());
    whole
        .filter_map(|item| item.scalar())
        .map(|scalar| scalar.text)
        .collect()
}
