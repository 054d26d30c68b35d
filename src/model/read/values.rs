//! Single values: text, names, lists, ids.

use std::collections::HashSet;
use std::fmt;

use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Fix;
use crate::finding::Key;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::Field;
use crate::model::Name;
use crate::model::fields;
use crate::model::limits::beyond;
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

use super::Reader;
use super::findings::LONGEST;
use super::findings::describe;
use super::findings::type_name;

impl Reader {
    pub(super) fn key<'d>(&mut self, node: NodeRef<'d>) -> Option<&'d str> {
        // A key that is a list or a map has its `syntax` finding.
        node.scalar().map(|scalar| scalar.text)
    }

    pub(super) fn map_name(&mut self, key: NodeRef<'_>, what: &str) -> Option<Name> {
        let text = key.scalar()?.text;
        if self.is_too_long(key, text, what) {
            return None;
        }
        if is_name(text) {
            return Some(Spanned::new(text.into(), key.span()));
        }
        let message =
            format!("{what} is empty, or has white space around it or a line break in it");
        self.schema(key.span(), "name", message, "write just the name");
        None
    }

    pub(super) fn map<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &str,
        what: &str,
    ) -> Option<Vec<(NodeRef<'d>, NodeRef<'d>)>> {
        self.map_of(node, key, what, None)
    }

    /// The entries of a map; if it is none, and nothing in it says why, `name` is what it is to be
    /// the map of.
    pub(super) fn map_of<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &str,
        what: &str,
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
        let message = format!(
            "{what} is a map of keys and values; this is {}",
            describe(node)
        );
        let help = match node.scalar() {
            Some(scalar) if scalar.text.contains('：') => {
                "a full-width colon `：` does not separate key and value: type `: `".to_owned()
            }
            Some(scalar) if scalar.text.contains(':') => {
                "YAML wants a space after the colon: `key: value`".to_owned()
            }
            _ => match name {
                Some(name) => format!("write {}: {{}}", scalar::name_to_yaml(name)),
                None => "write `key: value`, each key on a line of its own".to_owned(),
            },
        };
        self.schema(node.span(), key, message, &help);
        None
    }

    pub(super) fn list<'d>(
        &mut self,
        node: NodeRef<'d>,
        key: &str,
        of: &str,
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
        let message = format!("`{key}` is a list of {of}; this is {}", describe(node));
        let sure = self.sure_entry(node, key);
        let help = match node.scalar() {
            _ if let Some(name) = &sure => format!("write {key}: [{name}]"),
            // A list of names would be the next mistake.
            _ if matches!(key, "tasks" | "phases") => {
                format!(
                    "below `{key}:` begin a line for each of them further in, that begins with its id: `- id: ...`"
                )
            }
            Some(scalar) if !scalar.text.is_empty() && typed::is_nothing(scalar.text) => {
                "remove the key".to_owned()
            }
            Some(scalar) if !scalar.text.is_empty() && !scalar.block => {
                let text = scalar.text.trim_matches(['[', ']', '［', '］', '【', '】']);
                let items: Vec<String> = mend::split(text).take(20).map(scalar::to_yaml).collect();
                format!("write {key}: [{}]", shorten(&items.join(", "), 400))
            }
            _ => format!("write {key}: [...], or one line with `- ` for each"),
        };
        let mut finding = Finding::new("schema", node.span(), message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        if let Some(name) = sure {
            finding = finding.fix("make it a list", node.span(), format!("[{name}]"));
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
                &format!("`{key}`"),
                "text",
                "write it on one line after the key",
            );
            return None;
        };
        match scalar.value() {
            Value::Text("") => {
                self.schema(
                    node.span(),
                    key,
                    format!("`{key}` is empty"),
                    "write a value, or remove the key",
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
                let message = format!(
                    "`{key}` is text, but YAML reads {shown} as {}",
                    type_name(scalar.value())
                );
                let help = format!("put it between quotes: {}", scalar::quoted(&shown));
                self.schema(node.span(), key, message, &help);
                None
            }
        }
    }

    pub(super) fn prose(&mut self, node: NodeRef<'_>, key: &str) -> Option<Name> {
        self.text(node, key)
            .map(|text| Spanned::new(text.into(), node.span()))
    }

    /// A name between `“` and `”`, which are part of it to YAML: said, and read as it was meant.
    fn full_width_quotes(&mut self, node: NodeRef<'_>, key: &str) -> Option<Name> {
        let scalar = node.scalar().filter(|scalar| scalar.plain)?;
        let inner = scalar.text.strip_prefix('“')?;
        let inner = inner.strip_suffix(['”', '“']).unwrap_or(inner);
        let mut finding = Finding::new(
            "syntax",
            node.span(),
            "full-width quotes do not quote in YAML",
        )
        .help(format!("write {}", scalar::quoted(inner)))
        .key([Subject::text(key), Subject::Word("quote")])
        .task(self.task.as_deref());
        if !node.is_alias() {
            finding = finding.fix("use ASCII quotes", node.span(), scalar::quoted(inner));
        }
        self.findings.add(finding);
        Some(Spanned::new(inner.into(), node.span()))
    }

    /// Whether a name is longer than anybody would write; then it is not read.
    pub(super) fn is_too_long(
        &mut self,
        node: NodeRef<'_>,
        text: &str,
        what: impl fmt::Display,
    ) -> bool {
        // Every character has a byte at least.
        let Some(_) = text
            .char_indices()
            .nth(self.longest)
            .filter(|_| text.len() > self.longest)
        else {
            return false;
        };
        let message = format!(
            "{what} has {} characters, more than {}; it was not read",
            text.chars().count(),
            self.longest
        );
        let finding = beyond(
            node.span(),
            message,
            "write a shorter one",
            "max_name_chars",
        );
        self.findings.add(finding.task(self.task.as_deref()));
        self.part.broken = true;
        true
    }

    pub(super) fn name(&mut self, node: NodeRef<'_>, key: &str) -> Field<Box<str>> {
        if node
            .scalar()
            .is_some_and(|scalar| self.is_too_long(node, scalar.text, format_args!("`{key}`")))
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
        let message = format!("`{key}` has white space around it or a line break in it");
        self.schema(
            node.span(),
            key,
            message,
            "write just the name, on one line; a full-width space counts as white space",
        );
    }

    /// A list of names; `None` if it is not a list. Items that are no names are left out. A name
    /// that stands there alone is a list of one; whether it is several, only the plan as a whole
    /// can say.
    pub(super) fn names(
        &mut self,
        node: NodeRef<'_>,
        key: &str,
        item_is: &str,
    ) -> Option<Vec<Name>> {
        let Some(items) = self.list(node, key, "names") else {
            let is_text = node
                .scalar()
                .is_some_and(|scalar| matches!(scalar.value(), Value::Text(_)));
            let may_be = fields::is_of_owners(key) && is_text;
            let name = self
                .lone_entry(node)
                .filter(|_| may_be || self.sure_entry(node, key).is_some())?;
            return Some(vec![Spanned::new(name.into(), node.span())]);
        };
        let mut taken = None;
        let mut names = Vec::with_capacity(items.len());
        for item in &items {
            if item.scalar().is_none() {
                self.wrong(
                    *item,
                    &format!("an entry of `{key}`"),
                    item_is,
                    "write the name only",
                );
            } else if let Some(pieces) = full_width_pieces(*item) {
                let taken = taken.get_or_insert_with(|| whole_entries(&items));
                let pieces = pieces
                    .into_iter()
                    .filter(|piece| taken.insert(piece))
                    .collect();
                names.extend(self.full_width_in_list(*item, key, pieces));
            } else if let Field::Given(name) = self.name(*item, key) {
                names.push(name);
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
                let title = "separate the entries with ASCII commas".to_owned();
                Some(Fix {
                    title: title.into(),
                    edits: vec![Edit {
                        span: item.span(),
                        text: site.entries(&entries),
                    }],
                })
            }
            Some(_) => mend::removal(item.source(), range).map(|gone| Fix {
                title: "remove what stands in the list already".into(),
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
            .filter(|piece| !self.is_too_long(item, piece, format_args!("`{key}`")));
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
        let message =
            format!("a full-width `{separator}` does not separate the entries of a list in YAML");
        let mut finding = Finding::new("syntax", item.span(), message)
            .help(format!("write {key}: [{}]", shorten(&all.join(", "), 400)))
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
                &format!("`{key}`"),
                "an id",
                "write the id alone, between quotes",
            );
            return unreadable;
        };
        if self.is_too_long(node, scalar.text, format_args!("`{key}`")) {
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
            "a number".to_owned()
        } else {
            format!("the number {number}")
        };
        let what = if key == "id" {
            "the id"
        } else {
            "the reference"
        };
        // For the id itself the task is not known yet: it is this one.
        let task = if key == "id" {
            Some(text)
        } else {
            self.task.as_deref()
        };
        let mut finding = Finding::new(
            "unquoted-id",
            node.span(),
            format!("{what} {text} has no quotes, so YAML tools read it as {as_number}"),
        )
        .help(format!("write {}", scalar::quoted(text)))
        .task(task)
        .key(if key == "id" {
            Key::default()
        } else {
            Key::from([Subject::text(key), Subject::task(text)])
        });
        if !node.is_alias() {
            finding = finding.fix(
                "put the id between quotes",
                node.span(),
                scalar::quoted(text),
            );
        }
        self.findings.add(finding);
    }

    pub(super) fn flag(&mut self, node: NodeRef<'_>, key: &str) -> Option<Spanned<bool>> {
        match node.scalar().map(Scalar::value) {
            Some(Value::Bool(value)) => Some(Spanned::new(value, node.span())),
            Some(Value::Null) => {
                self.no_value(node, key);
                None
            }
            _ => {
                let meant = node
                    .scalar()
                    .and_then(|scalar| typed::yes_or_no(scalar.text));
                let help = match meant {
                    Some(meant) => format!("write {meant}"),
                    None => "write true, or remove the key".to_owned(),
                };
                let what = format!("`{key}`");
                let message = format!("{what} is true or false; this is {}", describe(node));
                let finding = Finding::new("schema", node.span(), message)
                    .help(help)
                    .key(Subject::text(&what));
                self.say_what_is_meant(node, finding, meant.map(|meant| meant.to_string()));
                meant.map(|meant| Spanned::new(meant, node.span()))
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
