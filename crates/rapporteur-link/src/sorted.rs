//! Sorted lists without doubles, as sets that are compared millions of times.
//!
//! Touches nothing. A list that is not sorted gives a wrong answer, never a panic.

use std::cmp::Ordering;

/// A hash map for keys of which a pile has many; nothing may depend on its order.
pub(crate) type QuickMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// Sorts a list and takes out doubles.
pub(crate) fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

/// Have the lists nothing in common?
pub(crate) fn disjoint<T: Ord>(a: &[T], b: &[T]) -> bool {
    shared(a, b).next().is_none()
}

/// What both lists have, in order.
pub(crate) fn shared<'a, T: Ord>(a: &'a [T], b: &'a [T]) -> impl Iterator<Item = &'a T> {
    shared_by(a, b, |x| x)
}

/// What the first list has by a key that the second has too; both are in the order of the key.
pub(crate) fn shared_by<'a, T, K: Ord + 'a>(
    mut a: &'a [T],
    mut b: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> impl Iterator<Item = &'a T> {
    std::iter::from_fn(move || {
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            match key(x).cmp(&key(y)) {
                Ordering::Less => a = rest_a,
                Ordering::Greater => b = rest_b,
                Ordering::Equal => {
                    (a, b) = (rest_a, rest_b);
                    return Some(x);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_lists_share() {
        let (a, b) = (sorted(vec![5, 1, 3, 3]), [2, 3, 5, 9]);
        assert_eq!(a, [1, 3, 5]);
        assert!(shared(&a, &b).eq([&3, &5]));
        assert!(!disjoint(&a, &b));
        assert!(disjoint(&a, &[2, 4]) && disjoint(&a, &[]) && disjoint::<u8>(&[], &[]));
    }
}
