//! The terminal: colors or none, its width, the progress bar, and words of others made harmless.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rapporteur::{Progress, Stage};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::time::Duration;

/// Says a line on standard error. That nobody hears it is no failure.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Standard output, written in large pieces; flush it when done.
pub(crate) fn out() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// Should standard output have colors? See no-color.org.
pub(crate) fn color() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
    io::stdout().is_terminal() && !refused && !dumb
}

/// The columns of standard output; 80 where it is no terminal.
pub(crate) fn width() -> usize {
    let size = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    size.map_or(80, |(width, _)| usize::from(width.0))
}

/// Words of others for a terminal: on one line, and nothing in them commands it or turns the reading direction.
pub(crate) fn harmless(words: &str) -> String {
    let harmless = |c: char| match c {
        '\n' | '\t' | '\r' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    words.chars().map(harmless).collect()
}

/// The same line by line, for what we laid out in lines ourselves.
pub(crate) fn harmless_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => harmless(line) + "\n",
            None => harmless(line),
        })
        .collect()
}

/// How far a build is, on standard error if that is a terminal.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar; none if `quiet` or nobody watches.
    pub(crate) fn new(quiet: bool) -> Bar {
        if quiet || !io::stderr().is_terminal() {
            return Bar(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(100));
        Bar(Some(bar))
    }
    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
    /// A handle for the thread that handles an interrupt.
    pub(crate) fn handle(&self) -> Bar {
        Bar(self.0.clone())
    }
    /// Names the stage that comes after those of the library.
    pub(crate) fn writing(&self) {
        self.stage("writing", 0, None);
    }

    fn stage(&self, name: &'static str, done: usize, total: Option<usize>) {
        let Some(bar) = &self.0 else { return };
        if bar.message() != name {
            bar.set_message(name);
            bar.set_position(0);
            let template = if total.is_some() {
                "{msg} [{bar:30}] {pos}/{len}"
            } else if done > 0 {
                "{spinner} {msg} {pos}"
            } else {
                "{spinner} {msg}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
        }
        if let Some(total) = total {
            bar.set_length(total as u64);
        }
        // Threads report in any order.
        bar.set_position(bar.position().max(done as u64));
    }
}

impl Progress for Bar {
    fn at(&self, stage: Stage, done: usize, total: Option<usize>) {
        let name = match stage {
            Stage::Reading => "reading",
            Stage::Annotating => "annotating",
            Stage::Linking => "linking",
            Stage::Recording => "recording",
        };
        self.stage(name, done, total);
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn words_of_others_cannot_command_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\nc\u{202e}d\u{9b}e"), "a\u{fffd}[2Jb c\u{fffd}d\u{fffd}e");
        assert_eq!(harmless("Żanna said “so” – 🙂"), "Żanna said “so” – 🙂");
    }
}
