//! Which words a retelling changed: two sets of words side by side.
//!
//! Pure; quadratic in the number of words, of which only the first [`MOST`] are compared.

use crate::html::Html;

/// Words of each side that are compared.
const MOST: usize = 400;

/// A stretch of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The words with the white space after them.
    pub(crate) text: String,
    /// The other side does not have them.
    pub(crate) changed: bool,
}

/// Case and marks do not make a word another one.
fn folded(word: &str) -> String {
    let kept: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if kept.is_empty() { word.trim().to_owned() } else { kept }
}

fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).filter(|w| !w.trim().is_empty()).take(MOST).collect()
}

fn join(words: &[&str], same: &[bool]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (word, same) in words.iter().zip(same) {
        match out.last_mut() {
            Some(last) if last.changed != *same => last.text.push_str(word),
            _ => out.push(Stretch { text: (*word).to_owned(), changed: !same }),
        }
    }
    out
}

/// The two sides, cut where they differ: a longest common sequence of words.
pub(crate) fn compare(a: &str, b: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    let (left, right) = (pieces(a), pieces(b));
    let (x, y): (Vec<String>, Vec<String>) =
        (left.iter().map(|w| folded(w)).collect(), right.iter().map(|w| folded(w)).collect());
    let width = y.len() + 1;
    let mut table = vec![0u16; (x.len() + 1) * width];
    let cell = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in x.iter().enumerate().rev() {
        for (j, b) in y.iter().enumerate().rev() {
            let best = if a == b {
                cell(&table, i + 1, j + 1) + 1
            } else {
                cell(&table, i + 1, j).max(cell(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let (mut same_a, mut same_b) = (vec![false; x.len()], vec![false; y.len()]);
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
        if a == b {
            if let (Some(s), Some(t)) = (same_a.get_mut(i), same_b.get_mut(j)) {
                (*s, *t) = (true, true);
            }
            (i, j) = (i + 1, j + 1);
        } else if cell(&table, i + 1, j) >= cell(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (join(&left, &same_a), join(&right, &same_b))
}

/// One side with its changed words in `tag`: `del` or `ins`.
pub(crate) fn marked(stretches: &[Stretch], tag: &str) -> Html {
    let mut html = Html::new();
    for s in stretches {
        let words = s.text.trim_end();
        if s.changed {
            html.put(format_args!("<{tag}>")).text(words).put(format_args!("</{tag}>"));
        } else {
            html.text(words);
        }
        if words.len() < s.text.len() {
            html.put(format_args!(" "));
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_marked() {
        let (a, b) = compare("A source close to the talks said", "An official close to the “talks” said so");
        assert_eq!(marked(&a, "del").to_string(), "<del>A source</del> close to the talks said");
        assert_eq!(
            marked(&b, "ins").to_string(),
            "<ins>An official</ins> close to the “talks” said <ins>so</ins>"
        );
    }

    #[test]
    fn long_and_hostile_words_are_bounded_and_escaped() {
        let (a, b) = compare(&"x ".repeat(10_000), "<b>&");
        assert_eq!(a.len(), 1);
        assert_eq!(marked(&b, "ins").to_string(), "<ins>&lt;b&gt;&amp;</ins>");
        assert_eq!(compare("", ""), (Vec::new(), Vec::new()));
    }
}
