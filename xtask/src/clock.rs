//! How much processor time the present thread has had: figures of speed that other work on the machine does not change.
//!
//! Reads `/proc/thread-self/schedstat` (Linux); elsewhere the wall clock stands in. Touches nothing else.

use std::sync::LazyLock;
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds of processor time of this thread; only differences mean something.
pub(crate) fn seconds() -> f64 {
    let start = *START;
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_cpu = read.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    on_cpu.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

#[cfg(test)]
mod tests {
    #[test]
    fn time_goes_on() {
        let before = super::seconds();
        let mut sum = 0_u64;
        for i in 0..20_000_000_u64 {
            sum = std::hint::black_box(sum.wrapping_add(i));
        }
        assert!(sum > 0 && super::seconds() > before);
    }
}
