//! The longest chain where dates break a dependency, so that two children come after each other both ways.

use super::network::Network;
use super::network::Work;

/// Of more children no longest chain is searched for.
const MOST: usize = 256;

/// A set of children, by their positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Set([u64; MOST / 64]);

impl Set {
    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn remove(&mut self, at: usize) {
        self.0[at / 64] &= !(1 << (at % 64));
    }

    fn contains(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn extend(&mut self, other: &Set) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }
}

/// Put the longest chain in the place of `chain`, which is one already; whether it is sure that there is none longer.
///
/// A chain that goes round and round ends nowhere, so each child is in it once; to find the longest such one takes a search
/// through all, and the bounds that cut it short are good only where few children come after each other both ways.
pub(super) fn search(network: &Network, work: &[Work], chain: &mut Vec<usize>, budget: &mut usize) -> bool {
    if work.len() > MOST {
        return false;
    }
    let Some(after) = after(network, work, budget) else { return false };
    let reached = closure(&after);
    let mut order: Vec<usize> = (0..work.len()).collect();
    order.sort_by_key(|at| (work[*at].start, *at));
    let knot_weight = |at: usize| {
        let knot = (0..work.len()).filter(|other| reached[at].contains(*other) && reached[*other].contains(at));
        knot.map(|other| work[other].weight).sum()
    };
    let knot_weights: Vec<i64> = (0..work.len()).map(knot_weight).collect();
    let beyond = beyond(&reached, &knot_weights);
    let best = chain.iter().map(|at| work[*at].weight).sum();
    let mut search = Search {
        work,
        after,
        reached,
        order,
        knot_weights,
        beyond,
        path: Vec::new(),
        visited: Set::default(),
        best,
        chain,
        budget,
        complete: true,
    };
    search.all();
    search.complete
}

/// For each child those that follow it directly, by a dependency or by dates.
fn after(network: &Network, work: &[Work], budget: &mut usize) -> Option<Vec<Set>> {
    let mut after = vec![Set::default(); work.len()];
    for (at, set) in after.iter_mut().enumerate() {
        network.waiting(at, budget)?.into_iter().for_each(|other| set.insert(other));
        (0..work.len()).filter(|other| work[*other].is_after(&work[at])).for_each(|other| set.insert(other));
    }
    Some(after)
}

/// For each child itself and those that follow it in any number of steps; Warshall's algorithm.
fn closure(after: &[Set]) -> Vec<Set> {
    let mut reached = after.to_vec();
    reached.iter_mut().enumerate().for_each(|(at, set)| set.insert(at));
    for middle in 0..reached.len() {
        let beyond = reached[middle];
        for set in reached.iter_mut().filter(|set| set.contains(middle)) {
            set.extend(&beyond);
        }
    }
    reached
}

/// For each child the most that can come after all children that it can come after and before.
fn beyond(reached: &[Set], knot_weights: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..reached.len()).collect();
    // What reaches less comes later.
    order.sort_by_key(|at| reached[*at].len());
    let mut beyond = vec![0; reached.len()];
    for at in order {
        let next = (0..reached.len()).filter(|other| reached[at].contains(*other) && !reached[*other].contains(at));
        beyond[at] = next.map(|other| knot_weights[other] + beyond[other]).max().unwrap_or(0);
    }
    beyond
}

/// A search through all chains, cut short where nothing longer than the best can come.
struct Search<'s> {
    work: &'s [Work],
    after: Vec<Set>,
    reached: Vec<Set>,
    /// The order in which they are tried: the earliest start first.
    order: Vec<usize>,
    /// For each child the weight of all that it comes both before and after, itself included.
    knot_weights: Vec<i64>,
    beyond: Vec<i64>,
    path: Vec<usize>,
    visited: Set,
    best: i64,
    chain: &'s mut Vec<usize>,
    budget: &'s mut usize,
    complete: bool,
}

impl Search<'_> {
    fn all(&mut self) {
        for at in self.order.clone() {
            self.visit(at, 0, self.knot_weights[at]);
        }
        // Chains do not begin with what weighs nothing.
        let empty = self.chain.iter().take_while(|at| self.work[**at].weight == 0).count();
        self.chain.drain(..empty.min(self.chain.len().saturating_sub(1)));
    }

    /// Go on to the child at `at`, after `days` of others; `left` weighs what is not yet visited of its knot.
    fn visit(&mut self, at: usize, days: i64, left: i64) {
        if days + left + self.beyond[at] <= self.best {
            return;
        }
        let Some(budget) = self.budget.checked_sub(self.work.len()) else {
            self.complete = false;
            return;
        };
        *self.budget = budget;
        let weight = self.work[at].weight;
        self.path.push(at);
        self.visited.insert(at);
        if days + weight > self.best {
            self.best = days + weight;
            self.chain.clone_from(&self.path);
        }
        for next in 0..self.order.len() {
            let next = self.order[next];
            if self.after[at].contains(next) && !self.visited.contains(next) {
                let same_knot = self.reached[next].contains(at);
                self.visit(next, days + weight, if same_knot { left - weight } else { self.knot_weights[next] });
            }
        }
        self.visited.remove(at);
        self.path.pop();
    }
}
