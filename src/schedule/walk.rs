//! One walk over a graph, for all that ask what can be reached in it.

use std::collections::HashSet;

use super::rows::Rows;

/// What becomes of the walk at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// It goes on along the edges of the node.
    GoOn,
    /// It follows none of them.
    TurnBack,
    /// It has found what it was made for.
    Stop,
}

/// There were more edges to look at than may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent;

/// Visits what edges lead to from `start`, each node once, and of several the one first that was
/// found last. What `follow` makes of an edge goes with the node at its end; where that is `None`,
/// the edge is not followed.
///
/// Each edge that is looked at takes one from `budget`. A plan made to be slow must not take
/// quadratic time, and real ones never come near: so who asks says what is left for all questions
/// together, and what an answer that was not found means.
pub(super) fn walk<T: Copy>(
    graph: &Rows,
    start: (u32, T),
    budget: &mut usize,
    mut visit: impl FnMut(u32, T) -> Visit,
    mut follow: impl FnMut((u32, T), (u32, u32)) -> Option<T>,
) -> Result<(), Spent> {
    let mut seen = HashSet::from([start.0]);
    let mut work = vec![start];
    while let Some((node, with)) = work.pop() {
        match visit(node, with) {
            Visit::GoOn => {}
            Visit::TurnBack => continue,
            Visit::Stop => return Ok(()),
        }
        for edge in graph.of(node) {
            *budget = budget.checked_sub(1).ok_or(Spent)?;
            if let Some(next) = follow((node, with), *edge)
                && seen.insert(edge.0)
            {
                work.push((edge.0, next));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nodes that are visited from 0, each with the steps to it, and what is left of `budget`.
    fn visited(budget: usize, at: impl Fn(u32) -> Visit) -> (Vec<(u32, u32)>, bool, usize) {
        let edges = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0), (3, 4)];
        let rows = Rows::new(6, &edges.map(|(from, to)| (from, to, 7)));
        let (mut order, mut left) = (Vec::new(), budget);
        let whole = walk(
            &rows,
            (0, 0),
            &mut left,
            |node, steps| {
                order.push((node, steps));
                at(node)
            },
            |(_, steps), (_, precedence)| (precedence == 7).then_some(steps + 1),
        );
        (order, whole.is_ok(), left)
    }

    #[test]
    fn each_node_once_and_each_edge_for_one() {
        let all = vec![(0, 0), (2, 1), (3, 2), (4, 3), (1, 1)];
        assert_eq!(visited(100, |_| Visit::GoOn), (all.clone(), true, 94));
        assert_eq!(visited(6, |_| Visit::GoOn), (all, true, 0));
        let (order, whole, left) = visited(3, |_| Visit::GoOn);
        assert_eq!((order.len(), whole, left), (3, false, 0));
    }

    #[test]
    fn it_turns_back_and_stops() {
        let back = |node| [Visit::GoOn, Visit::TurnBack][usize::from(node == 3)];
        assert_eq!(
            visited(100, back),
            (vec![(0, 0), (2, 1), (3, 2), (1, 1)], true, 96)
        );
        let stop = |node| [Visit::GoOn, Visit::Stop][usize::from(node == 3)];
        assert_eq!(visited(100, stop), (vec![(0, 0), (2, 1), (3, 2)], true, 97));
    }
}
