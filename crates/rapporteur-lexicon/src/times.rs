//! The words of time expressions: months, units, numbers, cues, named days.
//!
//! Reads `data/times.toml` and `data/times-holidays.tsv` and answers one question about a word: which roles it may play.
//! It knows no grammar and no calendar arithmetic; those are `annotate::times`.

use crate::table;
use std::collections::BTreeMap;

const WORDS: &str = include_str!("../data/times.toml");
const HOLIDAYS: &str = include_str!("../data/times-holidays.tsv");

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A night: counted like a day.
    Night,
    /// A day.
    Day,
    /// A weekend.
    Weekend,
    /// A week.
    Week,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Half,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// A thousand years.
    Millennium,
}

/// A season of the year, by its TIMEX3 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// SP
    Spring,
    /// SU
    Summer,
    /// FA
    Fall,
    /// WI
    Winter,
}

impl Season {
    /// The TIMEX3 code.
    pub fn code(self) -> &'static str {
        match self {
            Season::Spring => "SP",
            Season::Summer => "SU",
            Season::Fall => "FA",
            Season::Winter => "WI",
        }
    }
}

/// Which of several like times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// "this": the one we are in.
    This,
    /// "last": the one before, counted from the day of writing.
    Last,
    /// "next": the one after, counted from the day of writing.
    Next,
    /// "previous": the one before the time last named.
    Previous,
    /// "following": the one after the time last named.
    Following,
    /// "that", "same": the time last named.
    Same,
}

/// Early, middle or late part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// "early", "the beginning of".
    Start,
    /// "mid", "the middle of".
    Mid,
    /// "late", "the end of".
    End,
}

/// Where a count of units is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// "ago": back from the day of writing.
    Ago,
    /// "hence", "from now": forward from the day of writing.
    Hence,
    /// "earlier": back from the time last named.
    Earlier,
    /// "later": forward from the time last named.
    Later,
    /// "before" something.
    Before,
    /// "after" something.
    After,
    /// "since".
    Since,
    /// "from".
    From,
}

/// Every role one word may play in a time expression. A role it does not play is `None`, 0 or `false`.
#[derive(Debug, Clone, Default)]
pub struct TimeWord {
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 (Monday) to 7.
    pub weekday: Option<u8>,
    /// Season.
    pub season: Option<Season>,
    /// Unit of time.
    pub unit: Option<Unit>,
    /// Is the word a plural?
    pub plural: bool,
    /// TIMEX3 code of a part of the day ("MO"), or the clock time it names ("12:00").
    pub part_of_day: Option<&'static str>,
    /// Cardinal number.
    pub number: Option<u32>,
    /// "hundred", "dozen".
    pub multiplier: Option<u32>,
    /// Ordinal number.
    pub ordinal: Option<u32>,
    /// "sixties" is 60.
    pub decade: Option<u32>,
    /// "daily" is `P1D`.
    pub repeated: Option<&'static str>,
    /// Offset of a time zone as in TIMEX3, empty where the zone's offset changes over the year.
    pub zone: Option<&'static str>,
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    pub reference: Option<&'static str>,
    /// "yesterday" is -1.
    pub deictic_day: Option<i32>,
    /// This, last, next...
    pub which: Option<Which>,
    /// Early, mid, late.
    pub phase: Option<Phase>,
    /// Ago, later...
    pub direction: Option<Direction>,
    /// "several".
    pub vague: bool,
    /// "about".
    pub approximate: bool,
    /// "scheduled".
    pub plan: bool,
    /// "said".
    pub telling: bool,
    /// "was", "met".
    pub past: bool,
    /// "in", "since".
    pub before_date: bool,
    /// "men", "tons".
    pub counted: bool,
    /// "weeklong" is `P1W`.
    pub span: Option<&'static str>,
    /// "time", "moment".
    pub noun: bool,
    /// Can it carry an expression? The others only lead to one that does.
    pub core: bool,
    /// May an expression begin with this word?
    pub begins: bool,
    /// "each", "half": begins expressions without naming a time.
    pub glue: bool,
    /// "two *bloody* weeks".
    pub inner: bool,
    /// "Black" Monday.
    pub naming: bool,
    /// "raid": happens on a day.
    pub event: bool,
    /// "ousted": over when it is told with a day.
    pub done: bool,
    /// "agreed": before "to" it looks ahead.
    pub bound: bool,
    /// "article": a number after it is a label.
    pub numbered: bool,
    /// "offensive" after "spring".
    pub seasonal: bool,
    /// A reference that only histories mark: "former".
    pub narrative: Option<&'static str>,
    /// Begins the name of a day.
    pub begins_holiday: bool,
}

impl TimeWord {
    /// "Mondays".
    pub fn plural_weekday(&self) -> bool {
        self.plural && self.weekday.is_some()
    }
    /// Is it a time, or part of one, by itself?
    fn carries(&self) -> bool {
        self.month.is_some()
            || self.weekday.is_some()
            || self.season.is_some()
            || self.unit.is_some()
            || self.part_of_day.is_some()
            || self.decade.is_some()
            || self.repeated.is_some()
            || self.span.is_some()
            || self.reference.is_some()
            || self.deictic_day.is_some()
            || self.narrative.is_some()
            || self.begins_holiday
            || self.noun
    }

    /// Can an expression begin here? The roles left out only help those that do.
    fn may_begin(&self) -> bool {
        self.month.is_some()
            || self.weekday.is_some()
            || self.season.is_some()
            || self.unit.is_some()
            || self.part_of_day.is_some()
            || self.number.is_some()
            || self.multiplier.is_some()
            || self.ordinal.is_some()
            || self.decade.is_some()
            || self.repeated.is_some()
            || self.span.is_some()
            || self.reference.is_some()
            || self.deictic_day.is_some()
            || self.which.is_some()
            || self.phase.is_some()
            || matches!(self.direction, Some(Direction::Earlier))
            || self.vague
            || self.approximate
            || self.glue
            || self.narrative.is_some()
            || self.begins_holiday
    }
}

/// How a named day is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidayRule {
    /// Month and day.
    Fixed(u8, u8),
    /// Days after Easter Sunday.
    Easter(i32),
    /// Month, weekday (Monday is 1), which one (-1 is the last).
    Nth(u8, u8, i8),
    /// Not worked out here.
    Moves,
}

/// A day with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its name, lower case.
    pub name: &'static str,
    /// How it is found.
    pub rule: HolidayRule,
}

/// The words of time expressions, parsed once.
#[derive(Debug)]
pub struct TimeLexicon {
    /// Word number 0 is the word that plays no role.
    words: Vec<TimeWord>,
    names: Vec<&'static str>,
    /// Word numbers by hash, open addressing; 0 is empty.
    slots: Vec<u16>,
    holidays: Vec<Holiday>,
    longest: usize,
}

impl Default for TimeLexicon {
    fn default() -> Self {
        TimeLexicon::new()
    }
}

impl TimeLexicon {
    /// Parses the files that are compiled in. Rows that do not parse are left out; a test proves that there are none.
    pub fn new() -> TimeLexicon {
        TimeLexicon::parse(&mut Vec::new())
    }

    fn parse(errors: &mut Vec<String>) -> TimeLexicon {
        let mut roles: BTreeMap<&'static str, TimeWord> = BTreeMap::new();
        // A flat reading of the TOML subset the file uses: it keeps `&'static str`s and needs no second copy.
        let mut section = "";
        for line in WORDS.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = name;
                continue;
            }
            let Some((word, value)) = line.split_once('=') else {
                errors.push(line.to_owned());
                continue;
            };
            let (word, value) = (word.trim().trim_matches('"'), value.trim().trim_matches('"'));
            if assign(roles.entry(word).or_default(), section, value).is_none() {
                errors.push(format!("[{section}] {line}"));
            }
        }
        let mut holidays = Vec::new();
        for row in table::rows(HOLIDAYS) {
            let (Some(name), Some(day)) = (row.first().copied(), row.get(1).copied()) else { continue };
            match holiday_rule(day) {
                Some(rule) => holidays.push(Holiday { name, rule }),
                None => errors.push(format!("{name}: {day}")),
            }
            let first = name.split([' ', '-', '.', '\'']).next().unwrap_or(name);
            roles.entry(first).or_default().begins_holiday = true;
        }
        // The longest name first, so that "Christmas Eve" is not read as "Christmas".
        holidays.sort_by_key(|h| (std::cmp::Reverse(h.name.len()), h.name));
        let mut words = vec![TimeWord::default()];
        let mut names = vec![""];
        let mut longest = 0;
        for (name, mut word) in roles {
            word.plural = name.ends_with('s') && !matches!(name, "this" | "afterwards" | "tues" | "thurs")
                || matches!(name, "millennia");
            word.begins = word.may_begin();
            word.core = word.carries();
            longest = longest.max(name.len());
            names.push(name);
            words.push(word);
        }
        // Four slots a word keep the runs short.
        let mut slots = vec![0; (words.len() * 4).next_power_of_two()];
        for (number, name) in names.iter().enumerate().skip(1) {
            let mut slot = hash(name.bytes()) & (slots.len() - 1);
            while slots.get(slot).is_some_and(|s| *s != 0) {
                slot = (slot + 1) & (slots.len() - 1);
            }
            if let (Some(s), Ok(number)) = (slots.get_mut(slot), u16::try_from(number)) {
                *s = number;
            }
        }
        TimeLexicon { words, names, slots, holidays, longest }
    }

    /// The number of a word, whatever the case of its ASCII letters; 0 if it plays no role.
    pub fn number(&self, word: &str) -> u16 {
        if word.len() > self.longest {
            return 0;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(word.bytes()) & mask;
        loop {
            match self.slots.get(slot).copied() {
                None | Some(0) => return 0,
                Some(n) if self.names.get(usize::from(n)).is_some_and(|w| w.eq_ignore_ascii_case(word)) => {
                    return n;
                }
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    /// The roles of word `number`.
    pub fn word(&self, number: u16) -> &TimeWord {
        // Word 0 always exists: `new` puts it there.
        self.words.get(usize::from(number)).unwrap_or(&NO_ROLE)
    }

    /// Length in bytes of the longest word with a role.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Days with a name, the longest name first.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }
}

/// FNV-1a over the letters in lower case.
fn hash(bytes: impl Iterator<Item = u8>) -> usize {
    let mut h: u32 = 0x811c_9dc5;
    for b in bytes {
        h = (h ^ u32::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    }
    (h ^ (h >> 15)) as usize
}

static NO_ROLE: TimeWord = TimeWord {
    month: None,
    weekday: None,
    season: None,
    unit: None,
    plural: false,
    part_of_day: None,
    number: None,
    multiplier: None,
    ordinal: None,
    decade: None,
    repeated: None,
    zone: None,
    reference: None,
    deictic_day: None,
    which: None,
    phase: None,
    direction: None,
    vague: false,
    approximate: false,
    plan: false,
    telling: false,
    past: false,
    before_date: false,
    counted: false,
    span: None,
    noun: false,
    core: false,
    begins: false,
    glue: false,
    inner: false,
    seasonal: false,
    numbered: false,
    bound: false,
    done: false,
    naming: false,
    event: false,
    narrative: None,
    begins_holiday: false,
};

/// Gives a word its role; `None` if section or value is not understood.
fn assign(word: &mut TimeWord, section: &str, value: &'static str) -> Option<()> {
    match section {
        "month" => word.month = Some(value.parse().ok().filter(|m| (1..=12).contains(m))?),
        "weekday" => word.weekday = Some(value.parse().ok().filter(|d| (1..=7).contains(d))?),
        "season" => {
            word.season = Some(match value {
                "SP" => Season::Spring,
                "SU" => Season::Summer,
                "FA" => Season::Fall,
                "WI" => Season::Winter,
                _ => return None,
            });
        }
        "unit" => {
            word.unit = Some(match value {
                "second" => Unit::Second,
                "minute" => Unit::Minute,
                "hour" => Unit::Hour,
                "night" => Unit::Night,
                "day" => Unit::Day,
                "weekend" => Unit::Weekend,
                "week" => Unit::Week,
                "fortnight" => Unit::Fortnight,
                "month" => Unit::Month,
                "quarter" => Unit::Quarter,
                "half" => Unit::Half,
                "year" => Unit::Year,
                "decade" => Unit::Decade,
                "century" => Unit::Century,
                "millennium" => Unit::Millennium,
                _ => return None,
            });
        }
        "part_of_day" => word.part_of_day = Some(value),
        "number" => word.number = Some(value.parse().ok()?),
        "multiplier" => word.multiplier = Some(value.parse().ok()?),
        "ordinal" => word.ordinal = Some(value.parse().ok()?),
        "decade" => word.decade = Some(value.parse().ok()?),
        "repeated" => word.repeated = Some(value),
        "zone" => word.zone = Some(value),
        "reference" => word.reference = Some(value),
        "deictic_day" => word.deictic_day = Some(value.parse().ok()?),
        "which" => {
            word.which = Some(match value {
                "=" => Which::This,
                "-" => Which::Last,
                "+" => Which::Next,
                "p" => Which::Previous,
                "n" => Which::Following,
                "a" => Which::Same,
                _ => return None,
            });
        }
        "phase" => {
            word.phase = Some(match value {
                "START" => Phase::Start,
                "MID" => Phase::Mid,
                "END" => Phase::End,
                _ => return None,
            });
        }
        "direction" => {
            word.direction = Some(match value {
                "ago" => Direction::Ago,
                "hence" => Direction::Hence,
                "earlier" => Direction::Earlier,
                "later" => Direction::Later,
                "before" => Direction::Before,
                "after" => Direction::After,
                "since" => Direction::Since,
                "from" => Direction::From,
                _ => return None,
            });
        }
        "vague" => word.vague = true,
        "approximate" => word.approximate = true,
        "plan" => word.plan = true,
        "telling" => word.telling = true,
        "past" => word.past = true,
        "before_date" => word.before_date = true,
        "counted" => word.counted = true,
        "glue" => word.glue = true,
        "inner" => word.inner = true,
        "naming" => word.naming = true,
        "event" => word.event = true,
        "done" => word.done = true,
        "span" => word.span = Some(value),
        "noun" => word.noun = true,
        "bound" => word.bound = true,
        "numbered" => word.numbered = true,
        "seasonal" => word.seasonal = true,
        "narrative" => word.narrative = Some(value),
        _ => return None,
    }
    Some(())
}

fn holiday_rule(day: &str) -> Option<HolidayRule> {
    if day == "-" {
        return Some(HolidayRule::Moves);
    }
    if let Some(offset) = day.strip_prefix("easter") {
        return offset.parse().ok().map(HolidayRule::Easter);
    }
    if day.contains(':') {
        let mut pieces = day.split(':');
        let month = pieces.next()?.parse().ok()?;
        let weekday = pieces.next()?.parse().ok()?;
        return Some(HolidayRule::Nth(month, weekday, pieces.next()?.parse().ok()?));
    }
    let (month, day) = day.split_once('-')?;
    Some(HolidayRule::Fixed(month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_parses() {
        let mut errors = Vec::new();
        let lexicon = TimeLexicon::parse(&mut errors);
        assert_eq!(errors, Vec::<String>::new());
        assert!(lexicon.words.len() > 300 && lexicon.holidays.len() > 40);
    }

    #[test]
    fn the_file_is_toml_with_lower_case_keys() {
        let file: toml::Table = toml::from_str(WORDS).unwrap();
        for (section, words) in &file {
            for word in words.as_table().unwrap().keys() {
                assert_eq!(*word, word.to_lowercase(), "[{section}]");
            }
        }
    }

    #[test]
    fn a_word_may_play_several_roles() {
        let lexicon = TimeLexicon::new();
        let second = lexicon.word(lexicon.number("second"));
        assert_eq!((second.unit, second.ordinal), (Some(Unit::Second), Some(2)));
        assert_eq!(lexicon.number("parliament"), 0);
    }
}
