//! From a parser's arcs to a tree: roots, labels that remember a lost head, and where sentences start. Pure.

use crate::transition::{NONE, Parse};
use std::collections::HashMap;

/// Tokens looked at for one label's lost head; real trees are far smaller.
const MAX_SEARCH: usize = 5000;

/// Labels with a meaning to this module, by number.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    pub(crate) root: u16,
    /// Decorated label -> the label itself, and the label of the head to look for.
    pub(crate) decorated: HashMap<u16, (u16, u16)>,
}

/// A finished tree.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// A root is its own head.
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<u16>,
    pub(crate) starts: Vec<bool>,
}

/// Finishes a parse as spaCy does: heads to roots, decorated labels to their heads, sentence starts by the tree.
pub(crate) fn finish(parse: Parse, labels: &Labels, space: impl Fn(usize) -> bool) -> Tree {
    let mut heads = parse.heads;
    let mut deps = parse.labels;
    for (i, head) in heads.iter_mut().enumerate() {
        if *head == NONE {
            *head = i as u32;
            if let Some(dep) = deps.get_mut(i) {
                *dep = labels.root;
            }
        }
    }
    let edges = edges(&heads);
    if deps.iter().any(|d| labels.decorated.contains_key(d)) {
        deprojectivize(&mut heads, &mut deps, labels, &edges, space);
        let edges = self::edges(&heads);
        let starts = starts(&heads, &edges);
        return Tree { heads, labels: deps, starts };
    }
    let starts = starts(&heads, &edges);
    Tree { heads, labels: deps, starts }
}

/// The first and the last token below each token (`set_children_from_heads`).
fn edges(heads: &[u32]) -> Vec<(u32, u32)> {
    let n = heads.len();
    let mut edges: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
    let widen = |edges: &mut Vec<(u32, u32)>, i: usize| {
        let (left, right) = edges[i];
        let head = &mut edges[heads[i] as usize];
        *head = (head.0.min(left), head.1.max(right));
    };
    for _ in 0..12 {
        (0..n).for_each(|i| widen(&mut edges, i));
        (0..n).rev().for_each(|i| widen(&mut edges, i));
        if within_sentences(heads, &edges) {
            break;
        }
    }
    edges
}

fn within_sentences(heads: &[u32], edges: &[(u32, u32)]) -> bool {
    let n = heads.len();
    let mut is_start = vec![false; n];
    for (i, &head) in heads.iter().enumerate() {
        if head as usize == i {
            is_start[edges[i].0 as usize] = true;
        }
    }
    let mut from = 0;
    for (i, &start) in is_start.iter().enumerate() {
        if (i > 0 && start) || i + 1 == n {
            // The end is the next sentence's first token, as upstream has it.
            if (from..i).any(|j| (heads[j] as usize) < from || heads[j] as usize > i) {
                return false;
            }
            from = i;
        }
    }
    true
}

fn starts(heads: &[u32], edges: &[(u32, u32)]) -> Vec<bool> {
    let mut starts = vec![false; heads.len()];
    for (i, &head) in heads.iter().enumerate() {
        if head as usize == i {
            starts[edges[i].0 as usize] = true;
        }
    }
    starts
}

/// Gives tokens with a decorated label `X||Y` the label `X` and, for a head, the first descendant of their head that
/// has label `Y`, breadth first, left to right.
fn deprojectivize(
    heads: &mut [u32],
    deps: &mut [u16],
    labels: &Labels,
    edges: &[(u32, u32)],
    space: impl Fn(usize) -> bool,
) {
    let n = heads.len();
    // Children by head, in order: first those of the parse, then those moved since.
    let mut first = vec![0u32; n + 1];
    for (i, &head) in heads.iter().enumerate() {
        if head as usize != i {
            first[head as usize + 1] += 1;
        }
    }
    for i in 0..n {
        first[i + 1] += first[i];
    }
    let mut children = vec![0u32; first[n] as usize];
    let mut next = first.clone();
    for (i, &head) in heads.iter().enumerate() {
        if head as usize != i {
            children[next[head as usize] as usize] = i as u32;
            next[head as usize] += 1;
        }
    }
    let mut moved: HashMap<u32, Vec<u32>> = HashMap::new();
    for i in 0..n {
        let Some(&(label, wanted)) = labels.decorated.get(&deps[i]) else { continue };
        let mut queue = vec![heads[i]];
        let mut at = 0;
        let mut found = None;
        let mut below: Vec<u32> = Vec::new();
        'search: while let Some(&head) = queue.get(at) {
            at += 1;
            below.clear();
            let own = first[head as usize] as usize..first[head as usize + 1] as usize;
            below.extend(children[own].iter().filter(|&&c| heads[c as usize] == head));
            if let Some(more) = moved.get(&head) {
                let (left, right) = edges[head as usize];
                let here = |c: &&u32| heads[**c as usize] == head && (left..=right).contains(*c);
                below.extend(more.iter().filter(here));
                below.sort_unstable();
                below.dedup();
            }
            for &child in &below {
                if space(child as usize) || child as usize == i {
                    continue;
                }
                if deps[child as usize] == wanted {
                    found = Some(child);
                    break 'search;
                }
                queue.push(child);
            }
            if queue.len() > MAX_SEARCH {
                break;
            }
        }
        let new = found.unwrap_or(heads[i]);
        if new != heads[i] {
            heads[i] = new;
            moved.entry(new).or_default().push(i as u32);
        }
        deps[i] = label;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(heads: &[u32], labels: &[u16], decorated: &[(u16, (u16, u16))]) -> Tree {
        let parse =
            Parse { heads: heads.to_vec(), labels: labels.to_vec(), starts: vec![false; heads.len()] };
        let labels = Labels { root: 9, decorated: decorated.iter().copied().collect() };
        finish(parse, &labels, |_| false)
    }

    #[test]
    fn tokens_without_a_head_are_roots_and_sentences_start_at_their_left_edge() {
        let tree = tree(&[1, NONE, 1, 4, NONE], &[1, 0, 2, 1, 0], &[]);
        assert_eq!(tree.heads, [1, 1, 1, 4, 4]);
        assert_eq!(tree.labels, [1, 9, 2, 1, 9]);
        assert_eq!(tree.starts, [true, false, false, true, false]);
    }

    #[test]
    fn a_decorated_label_finds_the_head_it_lost() {
        // Token 0 hangs from the root 1 as `5`, that is "3, whose head has label 2"; that head is 3, below 2.
        let tree = tree(&[1, NONE, 1, 2, 1], &[5, 0, 4, 2, 2], &[(5, (3, 2))]);
        // Breadth first: token 4, nearer to the root, comes before token 3.
        assert_eq!(tree.heads, [4, 1, 1, 2, 1]);
        assert_eq!(tree.labels, [3, 9, 4, 2, 2]);
        assert_eq!(tree.starts, [true, false, false, false, false]);
    }

    #[test]
    fn a_decorated_label_without_such_a_head_keeps_its_own() {
        let tree = tree(&[1, NONE], &[5, 0], &[(5, (3, 2))]);
        assert_eq!((tree.heads, tree.labels), (vec![1, 1], vec![3, 9]));
    }

    #[test]
    fn crossing_trees_take_linear_time() {
        // Every token hangs from one far away, all with labels to look up.
        let n = 20_000u32;
        let heads: Vec<u32> = (0..n).map(|i| if i == n / 2 { NONE } else { (i * 7 + 3) % n }).collect();
        let labels = vec![5; n as usize];
        let tree = tree(&heads, &labels, &[(5, (3, 2))]);
        assert_eq!(tree.heads.len(), n as usize);
    }
}
