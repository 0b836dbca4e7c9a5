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

/// Seconds of processor time of the whole process, all threads, in steps of a hundredth; only differences mean something.
pub(crate) fn of_process() -> f64 {
    let start = *START;
    let stat = std::fs::read_to_string("/proc/self/stat").ok();
    // After the name in brackets: time in the program and in the system for it, in hundredths.
    let ticks = stat.as_deref().and_then(|text| text.rsplit(')').next()).map(|text| {
        text.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum::<f64>()
    });
    ticks.map_or_else(|| start.elapsed().as_secs_f64(), |ticks| ticks / 100.0)
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
