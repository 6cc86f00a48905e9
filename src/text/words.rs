//! How are numbers and lists put into a sentence?

/// `1234567` as `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 paper`, `2 papers`, `1,234 papers`. A number that is no count of things, such as a negative one, is shown as the largest.
pub fn counted(number: impl TryInto<u64>, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_things_counted() {
        assert_eq!((thousands(0), thousands(999), thousands(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
        assert_eq!(counted(1usize, "paper", "papers"), "1 paper");
        assert_eq!(counted(4_727u32, "paper", "papers"), "4,727 papers");
    }

    #[test]
    fn lists_end_with_and() {
        let words = |words: &[&str]| joined(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!((words(&[]), words(&["a"]), words(&["a", "b", "c"])), (String::new(), "a".to_owned(), "a, b and c".to_owned()));
    }
}
