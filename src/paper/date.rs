//! Publication dates, which the world knows to the day, the month or only the year.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar date of which month or day may be unknown.
///
/// Ordered by its first possible day, less precise dates first: `2024` < `2024-01` < `2024-01-01` < `2024-02`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    /// 1–12, or 0 when unknown.
    month: u8,
    /// 1–31, or 0 when unknown.
    day: u8,
}

/// The text is not `YYYY`, `YYYY-MM` or `YYYY-MM-DD` with a day that exists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")]
pub struct DateError(pub String);

impl Date {
    /// 1970-01-01.
    pub const EPOCH: Date = Date { year: 1970, month: 1, day: 1 };

    /// `None` when there is no such year (1000–9999), month or day.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Date> {
        if !(1000..=9999).contains(&year) || (month.is_none() && day.is_some()) {
            return None;
        }
        // The calendar knows which days exist.
        jiff::civil::Date::new(year as i16, month.unwrap_or(1) as i8, day.unwrap_or(1) as i8).ok()?;
        if month == Some(0) || day == Some(0) {
            return None;
        }
        Some(Date { year: year as i16, month: month.unwrap_or(0), day: day.unwrap_or(0) })
    }

    pub fn year_only(year: i32) -> Option<Date> {
        Date::new(year, None, None)
    }

    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The first day the date may mean, in days since 1970-01-01.
    pub fn first_day(self) -> i32 {
        epoch_days(self.civil(self.month.max(1), self.day.max(1)))
    }

    /// The middle of what the date may mean, in days since 1970-01-01: the fairest single guess.
    pub fn middle_day(self) -> i32 {
        match (self.month(), self.day()) {
            (None, _) => epoch_days(self.civil(7, 2)),
            (_, None) => epoch_days(self.civil(self.month, 16)),
            _ => self.first_day(),
        }
    }

    /// The last day the date may mean, in days since 1970-01-01.
    pub fn last_day(self) -> i32 {
        match (self.month(), self.day()) {
            (None, _) => epoch_days(self.civil(12, 31)),
            (_, None) => epoch_days(self.civil(self.month, 1).last_of_month()),
            _ => self.first_day(),
        }
    }

    /// [`Date::last_day`] as a date.
    pub fn last(self) -> Date {
        Date::from_epoch_days(self.last_day()).unwrap_or(self)
    }

    /// Months since year 0, when the month is known: a bucket for series per month.
    pub fn month_index(self) -> Option<i32> {
        self.month().map(|month| self.year() * 12 + i32::from(month) - 1)
    }

    /// The inverse of [`Date::month_index`].
    pub fn from_month_index(index: i32) -> Option<Date> {
        Date::new(index.div_euclid(12), Some(index.rem_euclid(12) as u8 + 1), None)
    }

    /// Years from this date's middle to `day` (days since 1970-01-01); negative when it lies ahead.
    pub fn years_before(self, day: i32) -> f64 {
        f64::from(day - self.middle_day()) / 365.25
    }

    pub fn from_epoch_days(days: i32) -> Option<Date> {
        let civil = jiff::civil::Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        Date::new(i32::from(civil.year()), Some(civil.month() as u8), Some(civil.day() as u8))
    }

    fn civil(self, month: u8, day: u8) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, month as i8, day as i8).expect("checked when the date was made")
    }
}

fn epoch_days(date: jiff::civil::Date) -> i32 {
    let span = date.since(jiff::civil::Date::constant(1970, 1, 1)).expect("both are in range");
    span.get_days()
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        let bad = || DateError(text.to_owned());
        let mut parts = text.trim().split('-');
        let mut field = |digits: usize| -> Result<Option<u16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => part.parse().map(Some).map_err(|_| bad()),
                Some(_) => Err(bad()),
            }
        };
        let year = field(4)?.ok_or_else(bad)?;
        let month = field(2)?;
        let day = field(2)?;
        if parts.next().is_some() {
            return Err(bad());
        }
        Date::new(i32::from(year), month.map(|m| m as u8), day.map(|d| d as u8)).ok_or_else(bad)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_read_and_printed_as_precisely_as_it_is_known() {
        for text in ["2024", "2024-02", "2024-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["", "24", "2023-02-29", "2024-13", "2024-00", "2024-1-1", "2024-01-01-01", "2024-01-00", "20２4"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_count_from_the_epoch_and_back() {
        assert_eq!(date("1970-01-01").first_day(), 0);
        assert_eq!(date("2000-03-01").first_day(), 11_017);
        assert_eq!(Date::from_epoch_days(11_017), Some(date("2000-03-01")));
        assert_eq!(date("2024").first_day(), date("2024-01-01").first_day());
        assert!(date("2024").middle_day() > date("2024-06").middle_day());
    }

    #[test]
    fn months_count_and_return() {
        let index = date("2024-02-29").month_index().unwrap();
        assert_eq!(Date::from_month_index(index), Some(date("2024-02")));
        assert_eq!(date("2024").month_index(), None);
    }
}
