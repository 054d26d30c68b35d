//! What stands at a place in a document.

use super::Document;
use super::NodeRef;
use super::Shape;

/// One step on the way from the root of a document to a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'d> {
    /// Into the value of this key.
    Key(&'d str),
    /// Into the item of a list, counted from 0.
    Item(usize),
}

/// The innermost node at a place, and the way to it.
#[derive(Clone, Debug)]
pub(crate) struct Spot<'d> {
    /// The way from the root; it ends with the key that the node is or belongs to, or with its place
    /// in a list.
    pub steps: Vec<Step<'d>>,
    /// The node.
    pub node: NodeRef<'d>,
    /// Whether the node is a key of a map rather than a value.
    pub is_key: bool,
}

impl Document {
    /// Returns the innermost node that covers the byte at `offset`, or ends right before it: there a
    /// cursor stands behind what was typed last. `None` outside of everything. What an alias stands
    /// for is elsewhere, so the alias itself is the innermost.
    #[must_use]
    pub(crate) fn at(&self, offset: u32) -> Option<Spot<'_>> {
        let covers = |node: NodeRef<'_>| {
            let span = node.span();
            span.start <= offset && offset <= span.end
        };
        let mut node = self.root().filter(|root| covers(*root))?;
        let mut steps = Vec::new();
        // The tape has no more levels than `Limits::depth` allows.
        loop {
            let inner = match node.shape() {
                _ if node.is_alias() => None,
                Shape::Scalar(_) => None,
                Shape::Seq => {
                    let mut items = node.items().enumerate();
                    items
                        .find(|(_, item)| covers(*item))
                        .map(|(at, item)| (Step::Item(at), item, false))
                }
                Shape::Map => node.entries().into_iter().find_map(|(key, value)| {
                    let name = Step::Key(key.scalar().map_or("", |scalar| scalar.text));
                    if covers(key) {
                        Some((name, key, true))
                    } else {
                        covers(value).then_some((name, value, false))
                    }
                }),
            };
            match inner {
                Some((step, key, true)) => {
                    steps.push(step);
                    return Some(Spot {
                        steps,
                        node: key,
                        is_key: true,
                    });
                }
                Some((step, value, false)) => {
                    steps.push(step);
                    node = value;
                }
                None => {
                    return Some(Spot {
                        steps,
                        node,
                        is_key: false,
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::SourceMap;
    use crate::text::yaml;

    const TEXT: &str = "\
phases:
  - id: p
    tasks:
      - {id: \"1.1\", depends_on: [a, 二]}
      - &x {name: 中}
      - *x
";

    /// The way to the first occurrence of `word`, and whether that is a key.
    fn way(word: &str) -> String {
        let text: Arc<str> = TEXT.into();
        let file = SourceMap::default().add("a.yaml", None, Arc::clone(&text));
        let read = yaml::read(file, &text, &[], &yaml::Limits::default());
        let offset = u32::try_from(TEXT.find(word).expect("it is there")).expect("it is small");
        let Some(spot) = read.document.at(offset) else {
            return "nothing".to_owned();
        };
        let steps = spot.steps.iter().map(|step| match step {
            Step::Key(key) => format!(".{key}"),
            Step::Item(at) => format!("[{at}]"),
        });
        let key = if spot.is_key { " (key)" } else { "" };
        format!("{}{key}", steps.collect::<String>())
    }

    #[test]
    fn the_way_to_a_place() {
        assert_eq!(way("phases"), ".phases (key)");
        assert_eq!(way("p\n"), ".phases[0].id");
        assert_eq!(way("1.1"), ".phases[0].tasks[0].id");
        assert_eq!(way("depends_on"), ".phases[0].tasks[0].depends_on (key)");
        assert_eq!(way("二"), ".phases[0].tasks[0].depends_on[1]");
        assert_eq!(way("中"), ".phases[0].tasks[1].name");
        assert_eq!(way("*x"), ".phases[0].tasks[2]");
    }
}
