//! All kernels give the same bits, and so do all threads, whatever they read before.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

mod common;

use common::{data, dump, kernels, texts};
use rapporteur_syntax::{Kernel, Model};

#[test]
fn vectors_have_the_same_bits() {
    let text = texts().join(" ");
    for pipeline in ["one", "two"] {
        for layer in 0..2 {
            let bits = |kernel: Kernel| -> Vec<u32> {
                let model = Model::load_with(&data(pipeline), kernel).unwrap();
                model.vectors(&text, layer).iter().map(|x| x.to_bits()).collect()
            };
            let portable = bits(Kernel::Portable);
            assert!(portable.len() > 5000);
            for kernel in kernels() {
                assert!(bits(kernel) == portable, "{} differs on {pipeline}, layer {layer}", kernel.name());
            }
        }
    }
}

#[test]
fn a_kernel_that_does_not_run_here_is_an_error() {
    for kernel in Kernel::ALL {
        assert_eq!(Model::load_with(&data("one"), kernel).is_ok(), kernel.runs_here());
    }
    assert!(Kernel::best().runs_here());
}

#[test]
fn what_was_read_before_changes_nothing() {
    let texts = texts();
    let warm = Model::load(&data("one")).unwrap();
    // Enough words to push each other out of the store.
    let many: Vec<String> = (0..20_000).map(|i| format!("word{i}x")).collect();
    warm.annotate(&many.join(" "));
    for text in texts.iter().rev() {
        let fresh = Model::load(&data("one")).unwrap();
        assert_eq!(dump(&warm.annotate(text)), dump(&fresh.annotate(text)));
    }
}

#[test]
fn threads_share_a_model() {
    let model = Model::load(&data("two")).unwrap();
    let texts = texts();
    let alone: Vec<String> = texts.iter().map(|t| dump(&model.annotate(t))).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (text, alone) in texts.iter().zip(&alone) {
                    assert_eq!(&dump(&model.annotate(text)), alone);
                }
            });
        }
    });
}
