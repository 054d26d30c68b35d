//! What reaches each other in a directed graph.

use super::rows::Rows;

/// Strongly connected parts with more than one node, each sorted, that can be reached from `roots`;
/// Tarjan's algorithm with a stack of its own.
pub(super) fn components(graph: &Rows, roots: impl IntoIterator<Item = u32>) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let nodes = graph.nodes();
    let mut number = vec![NEW; nodes];
    let mut low = vec![0_u32; nodes];
    let mut on_path = vec![false; nodes];
    let (mut path, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in roots {
        if number[root as usize] != NEW {
            continue;
        }
        let mut work: Vec<(u32, usize)> = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            let at = node as usize;
            if edge == 0 {
                number[at] = next;
                low[at] = next;
                next += 1;
                path.push(node);
                on_path[at] = true;
            }
            if let Some((target, _)) = graph.of(node).get(edge) {
                work.push((node, edge + 1));
                let to = *target as usize;
                if number[to] == NEW {
                    work.push((*target, 0));
                } else if on_path[to] {
                    low[at] = low[at].min(number[to]);
                }
                continue;
            }
            if low[at] == number[at] {
                let start = path.iter().rposition(|other| *other == node).unwrap_or(0);
                let mut component = path.split_off(start);
                for member in &component {
                    on_path[*member as usize] = false;
                }
                if component.len() > 1 {
                    component.sort_unstable();
                    found.push(component);
                }
            }
            if let Some((parent, _)) = work.last() {
                let parent = *parent as usize;
                low[parent] = low[parent].min(low[at]);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_each_other() {
        // Two cycles with a way from the one to the other, one within a longer one, a loop at a
        // node, and a chain.
        let edges = [
            (0, 1),
            (1, 2),
            (2, 0),
            (2, 3),
            (3, 4),
            (4, 3),
            (4, 9),
            (5, 6),
            (6, 7),
            (7, 6),
            (7, 5),
            (8, 8),
            (9, 10),
        ];
        let rows = Rows::new(11, &edges.map(|(from, to)| (from, to, 0)));
        let [first, second, third] = [vec![0, 1, 2], vec![3, 4], vec![5, 6, 7]];
        assert_eq!(
            components(&rows, 0..11),
            [first.clone(), second.clone(), third.clone()]
        );
        assert_eq!(
            components(&rows, (0..11).rev()),
            [first, second.clone(), third.clone()]
        );
        // Only what can be reached is looked at.
        assert_eq!(components(&rows, [4, 10]), [second]);
        assert_eq!(components(&rows, [7]), [third]);
        assert_eq!(components(&rows, [8, 9, 10]), [[0; 0]; 0]);
    }
}
