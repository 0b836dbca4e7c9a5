//! Measures the engine: `speed MODEL-DIR TEXTS [--kernel NAME] [--threads N] [--repeat N]
//! [--tokenize | --syntax]`, texts parted by a NUL byte.
//!
//! Prints one JSON object: tokens, CPU seconds and wall seconds of the best repeat, seconds to load, peak memory. Linux
//! only, since it reads CPU time and memory from /proc.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use rapporteur_syntax::{Kernel, Model};
use std::time::Instant;

/// CPU seconds of the whole process so far.
fn cpu() -> f64 {
    let mut sum = 0.0;
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        sum += text.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9;
    }
    sum
}

/// Peak memory in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1));
    let kernel = match option("--kernel").map(String::as_str) {
        None => Kernel::best(),
        Some("portable") => Kernel::Portable,
        Some("avx2") => Kernel::Avx2,
        Some("avx512") => Kernel::Avx512,
        Some(other) => return Err(format!("no kernel {other}").into()),
    };
    let threads: usize = option("--threads").map_or(Ok(1), |n| n.parse())?;
    let repeat: usize = option("--repeat").map_or(Ok(3), |n| n.parse())?;
    let whole = args.iter().any(|a| a == "--syntax");
    let only_tokens = args.iter().any(|a| a == "--tokenize");
    let [dir, texts, ..] = args.as_slice() else { return Err("usage: speed MODEL-DIR TEXTS".into()) };
    let input = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = input.split('\0').collect();
    let before = (Instant::now(), cpu());
    let model = Model::load_with(dir.as_ref(), kernel)?;
    let load = (before.0.elapsed().as_secs_f64(), cpu() - before.1);
    let loaded = peak();
    let mut best = (f64::MAX, f64::MAX);
    let mut tokens = 0;
    for _ in 0..repeat {
        let before = (Instant::now(), cpu());
        let next = std::sync::atomic::AtomicUsize::new(0);
        let work = || {
            let mut tokens = 0;
            while let Some(text) = texts.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                tokens += if only_tokens {
                    model.tokenize(text).len()
                } else if whole {
                    model.parse(text).tokens.len()
                } else {
                    model.annotate(text).len()
                };
            }
            (tokens, cpu())
        };
        tokens = if threads == 1 {
            work().0
        } else {
            std::thread::scope(|scope| {
                let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
                workers.into_iter().map(|w| w.join().map_or(0, |(n, _)| n)).sum()
            })
        };
        let now = (before.0.elapsed().as_secs_f64(), cpu() - before.1);
        best = (best.0.min(now.0), best.1.min(now.1));
    }
    println!(
        "{{\"kernel\":\"{}\",\"threads\":{threads},\"tokens\":{tokens},\"wall_s\":{:.4},\"cpu_s\":{:.4},\"load_wall_s\":{:.4},\"load_cpu_s\":{:.4},\"loaded_mb\":{loaded:.1},\"peak_mb\":{:.1}}}",
        model.kernel().name(),
        best.0,
        best.1,
        load.0,
        load.1,
        peak()
    );
    Ok(())
}
