//! Edges of a graph, close together: what is walked again and again lies in a row.

/// Compressed rows: the edges of node `e` are `targets[offsets[e]..offsets[e + 1]]`, each with its
/// precedence.
#[derive(Debug, Default)]
pub(super) struct Rows {
    offsets: Vec<u32>,
    targets: Vec<(u32, u32)>,
}

impl Rows {
    pub(super) fn new(nodes: usize, edges: &[(u32, u32, u32)]) -> Self {
        let mut offsets = vec![0_u32; nodes + 1];
        for (from, _, _) in edges {
            offsets[*from as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut targets = vec![(0, 0); edges.len()];
        for (from, to, precedence) in edges {
            let slot = &mut next[*from as usize];
            targets[*slot as usize] = (*to, *precedence);
            *slot += 1;
        }
        Self { offsets, targets }
    }

    pub(super) fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(super) fn of(&self, node: u32) -> &[(u32, u32)] {
        let node = node as usize;
        &self.targets[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }
}
