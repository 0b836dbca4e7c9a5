//! Answers kept ready: what is asked for again is not worked out again.
//!
//! Belongs to one snapshot and goes with it, so that nothing kept can be of another record. Bounded in bytes; what was
//! asked for longest ago goes first. Pure but for its lock.

use crate::route::Reply;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What an answer takes beside its body and its address, in bytes.
const BESIDE: usize = 400;

/// Answers by the address they were asked for with.
pub(crate) struct Kept {
    most: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    answers: BTreeMap<String, (u64, Reply)>,
    /// When each was asked for last; the first is the oldest.
    uses: BTreeMap<u64, String>,
    clock: u64,
    bytes: usize,
}

fn size(address: &str, reply: &Reply) -> usize {
    // The address stands in both lists.
    2 * address.len() + reply.body.len() + BESIDE
}

impl Kept {
    /// Room for so many bytes.
    pub(crate) fn new(most: usize) -> Kept {
        Kept { most, inner: Mutex::default() }
    }

    /// The answer to that address, if it is there.
    pub(crate) fn get(&self, address: &str) -> Option<Reply> {
        let mut guard = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { answers, uses, clock, .. } = &mut *guard;
        let (used, reply) = answers.get_mut(address)?;
        *clock += 1;
        uses.remove(used);
        *used = *clock;
        uses.insert(*clock, address.to_owned());
        Some(reply.clone())
    }

    /// Keeps an answer that depends on nothing but the snapshot and the address.
    pub(crate) fn put(&self, address: &str, reply: &Reply) {
        let more = size(address, reply);
        // One answer does not drive out many others.
        if !reply.keep || more > self.most / 8 {
            return;
        }
        let mut guard = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { answers, uses, clock, bytes } = &mut *guard;
        *clock += 1;
        if let Some((used, old)) = answers.insert(address.to_owned(), (*clock, reply.clone())) {
            uses.remove(&used);
            *bytes -= size(address, &old);
        }
        uses.insert(*clock, address.to_owned());
        *bytes += more;
        while *bytes > self.most {
            let Some((_, oldest)) = uses.pop_first() else { break };
            if let Some((_, old)) = answers.remove(&oldest) {
                *bytes -= size(&oldest, &old);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::HTML;

    #[test]
    fn the_oldest_goes_first_and_nothing_beyond_the_limit_stays() {
        let kept = Kept::new(100_000);
        let page = |n: usize| Reply::new(200, HTML, vec![b'x'; n]);
        for n in 0..40 {
            kept.put(&format!("/{n}"), &page(5_000));
            assert!(kept.get("/0").is_some(), "it is asked for again and again: {n}");
        }
        let held: Vec<usize> = (0..40).filter(|n| kept.get(&format!("/{n}")).is_some()).collect();
        assert!(held.len() > 10 && held.len() < 20, "{held:?}");
        assert!(held.iter().skip(1).is_sorted() && held.last() == Some(&39), "{held:?}");
        let inner = kept.inner.lock().unwrap();
        assert!(inner.bytes <= 100_000 && inner.uses.len() == inner.answers.len());
        assert_eq!(inner.bytes, inner.answers.iter().map(|(a, (_, r))| size(a, r)).sum::<usize>());
    }

    #[test]
    fn what_is_too_large_or_not_the_same_for_all_is_not_kept() {
        let kept = Kept::new(100_000);
        kept.put("/large", &Reply::new(200, HTML, vec![b'x'; 50_000]));
        kept.put("/gone", &Reply::new(404, HTML, "none"));
        assert!(kept.get("/large").is_none() && kept.get("/gone").is_none());
        kept.put("/", &Reply::new(200, HTML, "one"));
        kept.put("/", &Reply::new(200, HTML, "two"));
        assert_eq!(kept.get("/").map(|r| r.body), Some("two".into()));
    }
}
