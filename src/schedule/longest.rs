//! The longest chain where dates break a dependency, so that two children come after each other
//! both ways.

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
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(own, other)| *own |= other);
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }
}

/// Put the longest chain in the place of `chain`, which is one already; whether it is sure that
/// there is none longer.
///
/// A chain that goes round and round ends nowhere, so each child is in it once; to find the longest
/// such one takes a search through all, and the bounds that cut it short are good only where few
/// children come after each other both ways.
pub(super) fn search(
    network: &Network,
    work: &[Work],
    chain: &mut Vec<usize>,
    budget: &mut usize,
) -> bool {
    let after = if work.len() > MOST {
        None
    } else {
        after(network, work, budget)
    };
    after.is_some_and(|after| longest(after, work, chain, budget))
}

/// The same for children of which each is followed directly by those of `after`.
fn longest(after: Vec<Set>, work: &[Work], chain: &mut Vec<usize>, budget: &mut usize) -> bool {
    let reached = closure(&after);
    let mut order: Vec<usize> = (0..work.len()).collect();
    order.sort_by_key(|at| (work[*at].start, *at));
    let component_weight = |at: usize| {
        let component = (0..work.len())
            .filter(|other| reached[at].contains(*other) && reached[*other].contains(at));
        component.map(|other| work[other].weight).sum()
    };
    let component_weights: Vec<i64> = (0..work.len()).map(component_weight).collect();
    let beyond = beyond(&reached, &component_weights);
    let best = chain.iter().map(|at| work[*at].weight).sum();
    let mut search = Search {
        work,
        after,
        reached,
        order,
        component_weights,
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
        network
            .waiting(at, budget)?
            .into_iter()
            .for_each(|other| set.insert(other));
        (0..work.len())
            .filter(|other| work[*other].is_after(&work[at]))
            .for_each(|other| set.insert(other));
    }
    Some(after)
}

/// For each child itself and those that follow it in any number of steps; Warshall's algorithm.
fn closure(after: &[Set]) -> Vec<Set> {
    let mut reached = after.to_vec();
    reached
        .iter_mut()
        .enumerate()
        .for_each(|(at, set)| set.insert(at));
    for middle in 0..reached.len() {
        let beyond = reached[middle];
        for set in reached.iter_mut().filter(|set| set.contains(middle)) {
            set.extend(&beyond);
        }
    }
    reached
}

/// For each child the most that can come after all children that it can come after and before.
fn beyond(reached: &[Set], component_weights: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..reached.len()).collect();
    // What reaches less comes later.
    order.sort_by_key(|at| reached[*at].len());
    let mut beyond = vec![0; reached.len()];
    for at in order {
        let next = (0..reached.len())
            .filter(|other| reached[at].contains(*other) && !reached[*other].contains(at));
        beyond[at] = next
            .map(|other| component_weights[other] + beyond[other])
            .max()
            .unwrap_or(0);
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
    component_weights: Vec<i64>,
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
            self.visit(at, 0, self.component_weights[at]);
        }
        // Chains do not begin with what weighs nothing.
        let empty = self
            .chain
            .iter()
            .take_while(|at| self.work[**at].weight == 0)
            .count();
        self.chain
            .drain(..empty.min(self.chain.len().saturating_sub(1)));
    }

    /// Go on to the child at `at`, after `days` of others; `left` weighs what is not yet visited of
    /// its component.
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
                let same_component = self.reached[next].contains(at);
                self.visit(
                    next,
                    days + weight,
                    if same_component {
                        left - weight
                    } else {
                        self.component_weights[next]
                    },
                );
            }
        }
        self.visited.remove(at);
        self.path.pop();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sets_of_children() {
        let mut set = Set::default();
        for at in [0, 63, 64, 200, 255] {
            assert!(!set.contains(at));
            set.insert(at);
        }
        set.remove(64);
        let members = |set: Set| {
            (0..MOST)
                .filter(|at| set.contains(*at))
                .collect::<Vec<usize>>()
        };
        assert_eq!((members(set), set.len()), (vec![0, 63, 200, 255], 4));
        let mut other = Set::default();
        [1, 63].into_iter().for_each(|at| other.insert(at));
        other.extend(&set);
        assert_eq!((members(other), other.len()), (vec![0, 1, 63, 200, 255], 5));
        set.remove(5);
        assert_eq!(set.len(), 4, "what is not there cannot be removed");
    }

    #[test]
    fn what_follows_in_any_number_of_steps() {
        let set = |members: &[usize]| {
            let mut set = Set::default();
            members.iter().for_each(|at| set.insert(*at));
            set
        };
        // 0 -> 1 <-> 2 -> 3, and 4 by itself.
        let after = [set(&[1]), set(&[2]), set(&[1, 3]), set(&[]), set(&[])];
        let reached = closure(&after);
        assert_eq!(
            reached,
            [
                set(&[0, 1, 2, 3]),
                set(&[1, 2, 3]),
                set(&[1, 2, 3]),
                set(&[3]),
                set(&[4])
            ]
        );
        assert_eq!(beyond(&reached, &[10, 20, 20, 5, 7]), [25, 5, 5, 0, 0]);
    }

    /// The positions of those that follow each other; the other children of the group do not.
    const ACTIVE: [usize; 6] = [0, 1, 63, 64, 65, 69];

    fn group(follows: &[[bool; 6]; 6], weights: [i64; 6]) -> (Vec<Set>, Vec<Work>) {
        let mut after = vec![Set::default(); 70];
        let mut work = vec![
            Work {
                weight: 0,
                start: None,
                finish: None
            };
            70
        ];
        for (from, row) in ACTIVE.into_iter().zip(follows) {
            let next = ACTIVE
                .into_iter()
                .zip(row)
                .filter(|(to, follows)| **follows && *to != from);
            next.for_each(|(to, _)| after[from].insert(to));
        }
        ACTIVE
            .into_iter()
            .zip(weights)
            .for_each(|(at, weight)| work[at].weight = weight);
        (after, work)
    }

    /// All chains, one child after the other.
    fn chains(after: &[Set]) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = ACTIVE.iter().map(|at| vec![*at]).collect();
        let mut at = 0;
        while let Some(chain) = all.get(at).cloned() {
            let last = chain[chain.len() - 1];
            let next = ACTIVE
                .iter()
                .filter(|next| after[last].contains(**next) && !chain.contains(next));
            all.extend(next.map(|next| [&chain[..], &[*next]].concat()));
            at += 1;
        }
        all
    }

    fn days(work: &[Work], chain: &[usize]) -> i64 {
        chain.iter().map(|at| work[*at].weight).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_chain_is_longer(follows in any::<[[bool; 6]; 6]>(), sparse in any::<[[bool; 6]; 6]>(), weights in prop::array::uniform6(0_i64..5)) {
            for follows in [follows, std::array::from_fn(|a| std::array::from_fn(|b| follows[a][b] && sparse[a][b]))] {
                let (after, work) = group(&follows, weights);
                let expected = chains(&after).iter().map(|chain| days(&work, chain)).max();
                let mut chain = vec![ACTIVE[0]];
                let complete = longest(after.clone(), &work, &mut chain, &mut 10_000_000);
                prop_assert!(complete);
                prop_assert_eq!(Some(days(&work, &chain)), expected);
                prop_assert!(chains(&after).contains(&chain), "{:?}", chain);
                prop_assert!(chain.len() == 1 || work[chain[0]].weight > 0, "{:?} begins with nothing", chain);
            }
        }
    }

    #[test]
    fn a_search_ends_with_its_budget() {
        // Three children that all follow each other.
        let mut follows = [[false; 6]; 6];
        (0..3).for_each(|a| (0..3).for_each(|b| follows[a][b] = true));
        let (after, work) = group(&follows, [1, 1, 1, 0, 0, 0]);
        let search = |mut budget: usize| {
            let mut chain = vec![ACTIVE[0]];
            let complete = longest(after.clone(), &work, &mut chain, &mut budget);
            (complete, chain.len(), budget)
        };
        // Each visit looks at all 70 children. After the first three nothing longer is possible.
        assert_eq!(search(210), (true, 3, 0));
        assert_eq!(search(211), (true, 3, 1));
        assert_eq!(search(209), (false, 2, 69));
        assert_eq!(search(0), (false, 1, 0));
        // What is as long as all together needs no search.
        let mut chain = ACTIVE[..3].to_vec();
        assert!(longest(after, &work, &mut chain, &mut 0));
        assert_eq!(chain, ACTIVE[..3]);
    }
}
