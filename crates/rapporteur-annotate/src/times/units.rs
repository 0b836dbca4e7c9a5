//! Arithmetic of units: a point some units on, a day some units on, lengths as TIMEX3 writes them.

use super::form::Count;
use super::point::{Point, date, monday, month_of, plus_days, plus_months};
use rapporteur_lexicon::times::Unit;
use rapporteur_model::{Date, Interval};

/// The value of a unit nothing is known of.
pub(super) fn unknown(unit: Unit) -> String {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX",
        Unit::Day | Unit::Night => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Half => "XXXX-HX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
        Unit::Millennium => "X",
    }
    .to_owned()
}

/// `point`, `by` units on, as a point of that unit; `None` if `point` is too coarse to tell.
pub(super) fn move_by(point: Point, unit: Unit, by: i64) -> Option<Point> {
    let by = i32::try_from(by).ok()?;
    match unit {
        Unit::Day | Unit::Night => Some(Point::Day(plus_days(point.day()?, by)?)),
        Unit::Week | Unit::Fortnight | Unit::Weekend => {
            let start = match point {
                Point::Day(d) => monday(d),
                Point::Week(d) | Point::Weekend(d) => d,
                _ => return None,
            };
            let weeks = if unit == Unit::Fortnight { by.checked_mul(2)? } else { by };
            let moved = plus_days(start, weeks.checked_mul(7)?)?;
            Some(if unit == Unit::Weekend { Point::Weekend(moved) } else { Point::Week(moved) })
        }
        Unit::Month => {
            let (y, m) = point.month()?;
            let (y, m) = plus_months(y, m, by);
            Some(Point::Month(y, m))
        }
        Unit::Quarter => {
            let (y, q) = match point {
                Point::Quarter(y, q) => (y, q),
                _ => {
                    let (y, m) = point.month()?;
                    (y, (m - 1) / 3 + 1)
                }
            };
            let index = y.checked_mul(4)?.checked_add(i32::from(q) - 1)?.checked_add(by)?;
            Some(Point::Quarter(index.div_euclid(4), u8::try_from(index.rem_euclid(4) + 1).ok()?))
        }
        Unit::Half => {
            let (y, m) = point.month()?;
            let index = y.checked_mul(2)?.checked_add(i32::from(m > 6))?.checked_add(by)?;
            Some(Point::Half(index.div_euclid(2), u8::try_from(index.rem_euclid(2) + 1).ok()?))
        }
        Unit::Year => in_range(point.year()?.checked_add(by)?).map(Point::Year),
        Unit::Decade => {
            let index = match point {
                Point::Decade { index, bc: false } => index,
                Point::Decade { index, bc: true } => {
                    return Some(Point::Decade { index: index.checked_sub(by)?, bc: true });
                }
                _ => {
                    let year = point.year()?;
                    if year <= 0 {
                        let index = (1 - year).div_euclid(10).checked_sub(by)?;
                        return Some(Point::Decade { index, bc: true });
                    }
                    year.div_euclid(10)
                }
            };
            let index = index.checked_add(by)?;
            (index >= 0).then_some(Point::Decade { index, bc: false })
        }
        Unit::Century => {
            let (index, bc) = match point {
                Point::Century { index, bc } => (index, bc),
                Point::Decade { index, bc } => (index / 10, bc),
                _ => {
                    let year = point.year()?;
                    if year <= 0 { ((-year).div_euclid(100), true) } else { (year.div_euclid(100), false) }
                }
            };
            let index = if bc { index.checked_sub(by)? } else { index.checked_add(by)? };
            (index >= 0).then_some(Point::Century { index, bc })
        }
        Unit::Millennium | Unit::Hour | Unit::Minute | Unit::Second => None,
    }
}

pub(super) fn in_range(year: i32) -> Option<i32> {
    (-9998..=9998).contains(&year).then_some(year)
}

/// The day `by` units from `day`.
pub(super) fn shift_day(day: Date, unit: Unit, by: i64) -> Option<Date> {
    let by = i32::try_from(by).ok()?;
    let months = match unit {
        Unit::Day | Unit::Night => return plus_days(day, by),
        Unit::Week | Unit::Weekend => return plus_days(day, by.checked_mul(7)?),
        Unit::Fortnight => return plus_days(day, by.checked_mul(14)?),
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Month => by,
        Unit::Quarter => by.checked_mul(3)?,
        Unit::Half => by.checked_mul(6)?,
        Unit::Year => by.checked_mul(12)?,
        Unit::Decade => by.checked_mul(120)?,
        Unit::Century => by.checked_mul(1200)?,
        Unit::Millennium => by.checked_mul(12000)?,
    };
    let (y, m) = plus_months(i32::from(day.year()), month_of(day), months);
    let first = date(y, m, 1)?;
    plus_days(first, (i32::from(day.day()) - 1).min(i32::from(first.days_in_month()) - 1))
}

/// A count in thousandths as a whole number of a unit: two and a half years are thirty months.
pub(super) fn whole(thousandths: u64, unit: Unit) -> (i64, Unit) {
    let exact = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if thousandths.is_multiple_of(1000) {
        return (exact(thousandths / 1000), unit);
    }
    let (times, finer) = match unit {
        Unit::Millennium => (1000, Unit::Year),
        Unit::Century => (100, Unit::Year),
        Unit::Decade => (10, Unit::Year),
        Unit::Year => (12, Unit::Month),
        Unit::Week => (7, Unit::Day),
        Unit::Hour => (60, Unit::Minute),
        other => (1, other),
    };
    (exact(thousandths.saturating_mul(times) / 1000), finer)
}

/// One unit more on either side.
pub(super) fn widen(interval: Interval, unit: Unit) -> Interval {
    Interval {
        start: interval.start.and_then(|d| shift_day(d, unit, -1)),
        end: interval.end.and_then(|d| shift_day(d, unit, 1)),
    }
}

/// The TIMEX3 value of a length: `P2W`, `PT30M`, `P2.5Y`, `PXD`.
pub(super) fn period(count: Count, unit: Unit) -> String {
    let (time, letter) = match unit {
        Unit::Second => ("T", "S"),
        Unit::Minute => ("T", "M"),
        Unit::Hour => ("T", "H"),
        Unit::Day => ("", "D"),
        Unit::Night => ("T", "NI"),
        Unit::Weekend => ("", "WE"),
        Unit::Week | Unit::Fortnight => ("", "W"),
        Unit::Month => ("", "M"),
        Unit::Quarter => ("", "Q"),
        Unit::Half => ("", "H"),
        Unit::Year => ("", "Y"),
        Unit::Decade => ("", "DE"),
        Unit::Century => ("", "CE"),
        Unit::Millennium => ("", "ML"),
    };
    let number = match count {
        Count::Vague => "X".to_owned(),
        Count::Exact(n) => {
            let n = if unit == Unit::Fortnight { n.saturating_mul(2) } else { n };
            if n < 1000
                && !matches!(unit, Unit::Second | Unit::Day | Unit::Night | Unit::Weekend | Unit::Month)
            {
                let (finer_count, finer) = whole(n, unit);
                if finer != unit {
                    return period(
                        Count::Exact(u64::try_from(finer_count).unwrap_or(0).saturating_mul(1000)),
                        finer,
                    );
                }
            }
            if n.is_multiple_of(1000) {
                (n / 1000).to_string()
            } else {
                format!("{}.{:03}", n / 1000, n % 1000).trim_end_matches('0').to_owned()
            }
        }
    };
    format!("P{time}{number}{letter}")
}
