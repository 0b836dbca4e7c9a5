//! Scores of clusterings: MUC, B3, CEAF-e and their mean, the CoNLL score.
//!
//! Definitions: MUC after Vilain et al. 1995, B3 after Bagga and Baldwin 1998, CEAF-e after Luo 2005 (similarity of two
//! clusters: twice the shared members over all members, best one-to-one pairing), all as set out by Pradhan et al. 2014
//! for the reference scorer. Touches nothing; knows nothing of corpora. Things that only one side has count against the
//! other side's members as the paper has it, so clusterings of different things can be compared too.

use std::collections::{BTreeMap, BTreeSet};

/// Clusters of things known by number.
pub(crate) type Clusters = Vec<BTreeSet<usize>>;

/// Precision and recall, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PrecisionRecall {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl PrecisionRecall {
    /// Harmonic mean in percent.
    pub(crate) fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 200.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// The three scores.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Scores {
    pub(crate) muc: PrecisionRecall,
    pub(crate) b3: PrecisionRecall,
    pub(crate) ceaf_e: PrecisionRecall,
}

impl Scores {
    /// Compares the system's clusters with the gold ones.
    pub(crate) fn of(gold: &Clusters, system: &Clusters) -> Scores {
        Scores {
            muc: both(gold, system, muc),
            b3: both(gold, system, b3),
            ceaf_e: {
                let sum = best_pairing(gold, system);
                let share = |n: usize| if n == 0 { 0.0 } else { sum / n as f64 };
                PrecisionRecall { precision: share(system.len()), recall: share(gold.len()) }
            },
        }
    }

    /// The CoNLL score: mean of the three F1, in percent.
    pub(crate) fn conll(&self) -> f64 {
        (self.muc.f1() + self.b3.f1() + self.ceaf_e.f1()) / 3.0
    }
}

/// Clusters from one label a thing.
#[allow(dead_code)] // Not every measure labels things.
pub(crate) fn clusters<L: Ord>(labels: impl IntoIterator<Item = L>) -> Clusters {
    let mut by: BTreeMap<L, BTreeSet<usize>> = BTreeMap::new();
    for (i, label) in labels.into_iter().enumerate() {
        by.entry(label).or_default().insert(i);
    }
    by.into_values().collect()
}

fn both(gold: &Clusters, system: &Clusters, recall: fn(&Clusters, &Clusters) -> f64) -> PrecisionRecall {
    PrecisionRecall { precision: recall(system, gold), recall: recall(gold, system) }
}

fn holders(clusters: &Clusters) -> BTreeMap<usize, usize> {
    clusters.iter().enumerate().flat_map(|(i, c)| c.iter().map(move |&m| (m, i))).collect()
}

/// Links of `key` that `other` keeps, over all links of `key`.
fn muc(key: &Clusters, other: &Clusters) -> f64 {
    let holder = holders(other);
    let (mut kept, mut all) = (0, 0);
    for cluster in key.iter().filter(|c| c.len() > 1) {
        let parts: BTreeSet<_> = cluster.iter().filter_map(|m| holder.get(m)).collect();
        let alone = cluster.iter().filter(|m| !holder.contains_key(m)).count();
        kept += cluster.len() - parts.len() - alone;
        all += cluster.len() - 1;
    }
    if all == 0 { 0.0 } else { kept as f64 / all as f64 }
}

/// Mean over the members of `key` of the share of their cluster that `other` puts with them.
fn b3(key: &Clusters, other: &Clusters) -> f64 {
    let holder = holders(other);
    let (mut sum, mut all) = (0.0, 0);
    for cluster in key {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for m in cluster {
            if let Some(&h) = holder.get(m) {
                *shared.entry(h).or_default() += 1;
            }
        }
        sum += shared.values().map(|n| (n * n) as f64).sum::<f64>() / cluster.len().max(1) as f64;
        all += cluster.len();
    }
    if all == 0 { 0.0 } else { sum / all as f64 }
}

/// The greatest sum of similarities over one-to-one pairings of gold and system clusters. Clusters that share nothing
/// add nothing, so each connected group is paired by itself.
fn best_pairing(gold: &Clusters, system: &Clusters) -> f64 {
    let holder = holders(system);
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (g, cluster) in gold.iter().enumerate() {
        for s in cluster.iter().filter_map(|m| holder.get(m)) {
            *shared.entry((g, *s)).or_default() += 1;
        }
    }
    let mut root: Vec<usize> = (0..gold.len() + system.len()).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for &(g, s) in shared.keys() {
        let (a, b) = (find(&mut root, g), find(&mut root, gold.len() + s));
        root[a] = b;
    }
    let mut groups: BTreeMap<usize, Vec<(usize, usize, f64)>> = BTreeMap::new();
    for (&(g, s), &n) in &shared {
        let all = gold[g].len() + system[s].len();
        groups.entry(find(&mut root, g)).or_default().push((g, s, 2.0 * n as f64 / all as f64));
    }
    groups.values().map(|edges| assignment(edges)).sum()
}

/// The greatest sum of weights over one-to-one pairings, by the Hungarian method with potentials (cubic in the larger
/// side of the group).
fn assignment(edges: &[(usize, usize, f64)]) -> f64 {
    let rows: Vec<usize> = edges.iter().map(|e| e.0).collect::<BTreeSet<_>>().into_iter().collect();
    let cols: Vec<usize> = edges.iter().map(|e| e.1).collect::<BTreeSet<_>>().into_iter().collect();
    let n = rows.len().max(cols.len());
    let mut cost = vec![vec![0.0_f64; n + 1]; n + 1];
    for (g, s, weight) in edges {
        if let (Ok(r), Ok(c)) = (rows.binary_search(g), cols.binary_search(s)) {
            cost[r + 1][c + 1] = -weight;
        }
    }
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let (mut row_of, mut way) = (vec![0_usize; n + 1], vec![0_usize; n + 1]);
    for row in 1..=n {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; n + 1];
        let mut used = vec![false; n + 1];
        loop {
            used[at] = true;
            let r = row_of[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for c in 1..=n {
                if used[c] {
                    continue;
                }
                let reduced = cost[r][c] - u[r] - v[c];
                if reduced < least[c] {
                    least[c] = reduced;
                    way[c] = at;
                }
                if least[c] < delta {
                    delta = least[c];
                    next = c;
                }
            }
            for c in 0..=n {
                if used[c] {
                    u[row_of[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            at = next;
            if row_of[at] == 0 {
                break;
            }
        }
        while at != 0 {
            let before = way[at];
            row_of[at] = row_of[before];
            at = before;
        }
    }
    (1..=n).map(|c| -cost[row_of[c]][c]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sets: &[&[usize]]) -> Clusters {
        sets.iter().map(|s| s.iter().copied().collect()).collect()
    }
    fn near(is: f64, should: f64) {
        assert!((is - should).abs() < 5e-4, "{is} is not {should}");
    }
    fn check(of: PrecisionRecall, precision: f64, recall: f64) {
        near(of.precision, precision);
        near(of.recall, recall);
    }

    /// The worked example of Pradhan et al. 2014: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    #[test]
    fn the_example_of_the_reference_scorer() {
        let scores = Scores::of(&of(&[&[1, 2, 3], &[4, 5, 6, 7]]), &of(&[&[1, 2], &[3, 4], &[6, 7, 8, 9]]));
        check(scores.muc, 0.4, 0.4);
        check(scores.b3, 0.5, 35.0 / 12.0 / 7.0);
        check(scores.ceaf_e, 1.3 / 3.0, 0.65);
        near(scores.ceaf_e.f1(), 52.0);
        near(scores.conll(), (40.0 + scores.b3.f1() + 52.0) / 3.0);
    }

    /// Bagga and Baldwin 1998, figures as in Luo 2005: the worse error costs more with B3 and CEAF, not with MUC.
    #[test]
    fn two_errors_of_one_size() {
        let gold = of(&[&[1, 2, 3, 4, 5], &[6, 7], &[8, 9, 10, 11, 12]]);
        let small = Scores::of(&gold, &of(&[&[1, 2, 3, 4, 5], &[6, 7, 8, 9, 10, 11, 12]]));
        check(small.muc, 0.9, 1.0);
        check(small.b3, 16.0 / 21.0, 1.0);
        check(small.ceaf_e, (1.0 + 10.0 / 12.0) / 2.0, (1.0 + 10.0 / 12.0) / 3.0);
        let large = Scores::of(&gold, &of(&[&[1, 2, 3, 4, 5, 8, 9, 10, 11, 12], &[6, 7]]));
        check(large.muc, 0.9, 1.0);
        check(large.b3, 7.0 / 12.0, 1.0);
        check(large.ceaf_e, (1.0 + 10.0 / 15.0) / 2.0, (1.0 + 10.0 / 15.0) / 3.0);
    }

    #[test]
    fn the_same_scores_all_and_all_apart_scores_no_link() {
        let gold = of(&[&[1, 2, 3], &[4], &[5, 6]]);
        let same = Scores::of(&gold, &gold);
        near(same.conll(), 100.0);
        let apart = Scores::of(&gold, &of(&[&[1], &[2], &[3], &[4], &[5], &[6]]));
        check(apart.muc, 0.0, 0.0);
        check(apart.b3, 1.0, 0.5);
        // Pairings: 1/2 for {1 2 3}, 1 for {4}, 2/3 for {5 6}.
        check(apart.ceaf_e, (0.5 + 1.0 + 2.0 / 3.0) / 6.0, (0.5 + 1.0 + 2.0 / 3.0) / 3.0);
    }

    #[test]
    fn the_best_pairing_is_not_the_greedy_one() {
        // Taking {1 2 3 4}-{1 2 3 5} first (6/8) leaves nothing for the other two; crossing gives 2/3 + 2/3.
        let gold = of(&[&[1, 2, 3, 4], &[5]]);
        let system = of(&[&[1, 2, 3, 5], &[4, 6]]);
        let sum = best_pairing(&gold, &system);
        near(sum, (0.75_f64).max(2.0 / 5.0 + 2.0 / 6.0));
        let crossing = assignment(&[(0, 0, 0.6), (0, 1, 0.5), (1, 0, 0.5)]);
        near(crossing, 1.0);
    }

    #[test]
    fn nothing_scores_nothing_without_fail() {
        let none = Scores::of(&Vec::new(), &Vec::new());
        near(none.conll(), 0.0);
        assert_eq!(clusters(["a", "b", "a"]), of(&[&[0, 2], &[1]]));
    }
}
