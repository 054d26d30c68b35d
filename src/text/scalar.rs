//! What a scalar means: the YAML 1.2 core schema, section 10.3.2, and where other readers differ.

/// The value that YAML gives to a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(&'a str),
}

/// What the plain (unquoted) text `raw` means in the core schema.
#[must_use]
pub(crate) fn resolve(raw: &str) -> Value<'_> {
    match raw {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    // Most plain scalars are words: decide by the first character.
    if !raw.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Value::Text(raw);
    }
    number(raw).unwrap_or(Value::Text(raw))
}

fn number(raw: &str) -> Option<Value<'_>> {
    let unsigned = raw.strip_prefix(['+', '-']).unwrap_or(raw);
    if unsigned.eq_ignore_ascii_case(".inf") && consistent_case(unsigned) {
        return Some(Value::Float(if raw.starts_with('-') {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }));
    }
    if matches!(raw, ".nan" | ".NaN" | ".NAN") {
        return Some(Value::Float(f64::NAN));
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = raw.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_digit(radix))
        {
            return Some(
                i64::from_str_radix(digits, radix).map_or(Value::Float(f64::INFINITY), Value::Int),
            );
        }
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Some(raw.parse().map_or_else(
            |_| Value::Float(raw.parse().unwrap_or(f64::INFINITY)),
            Value::Int,
        ));
    }
    is_float(unsigned).then(|| Value::Float(raw.parse().unwrap_or(f64::INFINITY)))
}

fn consistent_case(inf: &str) -> bool {
    matches!(inf, ".inf" | ".Inf" | ".INF")
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, the sign already taken
/// off.
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let exponent_ok = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        !text.is_empty() && digits(text)
    });
    let mantissa_ok = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    exponent_ok && mantissa_ok
}

/// What the schema calls a name or an id: something visible at both ends, on one line.
#[must_use]
pub(crate) fn is_name(text: &str) -> bool {
    let visible = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let breaks = |c: char| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    visible(text.chars().next()) && visible(text.chars().next_back()) && !text.contains(breaks)
}

/// Whether a plain scalar that is text here is a number to common YAML 1.1 readers (`1_0`, `0b1`,
/// `1:30`).
#[must_use]
pub(crate) fn is_number_elsewhere(raw: &str) -> bool {
    let unsigned = raw.strip_prefix(['+', '-']).unwrap_or(raw);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let binary = unsigned
        .strip_prefix("0b")
        .is_some_and(|d| !d.is_empty() && d.bytes().all(|b| matches!(b, b'0' | b'1' | b'_')));
    let underscored = unsigned.contains('_') && {
        let plain = unsigned.replace('_', "");
        plain.bytes().all(|b| b.is_ascii_digit()) || is_float(&plain)
    };
    // Base 60 of YAML 1.1: [1-9][0-9_]*(:[0-5]?[0-9])+
    let sexagesimal = unsigned.contains(':')
        && unsigned.split(':').enumerate().all(|(index, part)| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_digit())
                && (index == 0 || part.parse::<u32>().is_ok_and(|n| part.len() <= 2 && n < 60))
        });
    binary || underscored || sexagesimal
}

/// What is no control character, and not allowed in YAML or taken for a line break or a byte order
/// mark by some readers.
pub(crate) const OUTSIDE_OF_YAML: [char; 5] =
    ['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'];

/// Whether a character has no shape of its own: bidirectional controls, zero-width characters, the
/// soft hyphen, fillers, the byte-order mark, tags. Where one is meant, it is written as an escape,
/// so that it is seen.
#[must_use]
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether `text`, written without quotes in a block, would be read back as exactly this text by
/// every common reader.
#[must_use]
pub(crate) fn is_plain_safe(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let starts_badly = first.is_whitespace()
        || "-?:,[]{}#&*!|>'\"%@`=<~".contains(first)
        || text.starts_with("...");
    let like_another_type = !matches!(resolve(text), Value::Text(_))
        || is_number_elsewhere(text)
        || ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
        || text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'));
    let holds_syntax = text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.ends_with(char::is_whitespace)
        || text.chars().any(|c| {
            c.is_control()
                || is_invisible(c)
                || OUTSIDE_OF_YAML.contains(&c)
                || matches!(c, ',' | '[' | ']' | '{' | '}' | '\u{85}')
        });
    !(starts_badly || like_another_type || holds_syntax)
}

/// `text` between double quotes, with YAML's escapes where they are needed.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_invisible(c) || OUTSIDE_OF_YAML.contains(&c) => {
                let code = u32::from(c);
                let escape = if code > 0xffff {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                };
                out.push_str(&escape);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `text` as it can stand after `key: ` in a block: plain where that is safe, else quoted.
#[must_use]
pub(crate) fn to_yaml(text: &str) -> String {
    if is_plain_safe(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A name as it can stand in a block or a list. Full-width punctuation that would be taken for a
/// mistyped quote, comma or colon is between quotes: then it is meant.
#[must_use]
pub(crate) fn name_to_yaml(name: &str) -> String {
    let looks_mistyped = name.starts_with('“') || name.contains(['，', '、', '；', '：']);
    if looks_mistyped {
        quoted(name)
    } else {
        to_yaml(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema() {
        assert_eq!(resolve("1.10"), Value::Float(1.1));
        assert_eq!(resolve("12"), Value::Int(12));
        assert_eq!(resolve("-3"), Value::Int(-3));
        assert_eq!(resolve("0x1F"), Value::Int(31));
        assert_eq!(resolve("0o17"), Value::Int(15));
        assert_eq!(resolve("1e3"), Value::Float(1000.0));
        assert_eq!(resolve("1."), Value::Float(1.0));
        assert_eq!(resolve(".5"), Value::Float(0.5));
        assert_eq!(resolve("-.INF"), Value::Float(f64::NEG_INFINITY));
        assert_eq!(resolve("~"), Value::Null);
        assert_eq!(resolve("True"), Value::Bool(true));
        for text in [
            "1.1.1",
            "2023-08-21",
            "50%",
            ".",
            "-",
            "1e",
            "e1",
            "yes",
            ".iNF",
            "0x",
            "1_0",
            "+",
            "١",
        ] {
            assert_eq!(resolve(text), Value::Text(text), "{text}");
        }
    }

    #[test]
    fn numbers_of_other_readers() {
        for text in ["1_0", "0b101", "1:30", "1_0.5"] {
            assert!(is_number_elsewhere(text), "{text}");
        }
        for text in ["1.1.1", "a_1", "1:xx", "1:99", "2023-08-21", "3.1_x"] {
            assert!(!is_number_elsewhere(text), "{text}");
        }
    }

    #[test]
    fn quoting() {
        assert_eq!(to_yaml("部署OA应用"), "部署OA应用");
        assert_eq!(to_yaml("1.10"), "\"1.10\"");
        assert_eq!(to_yaml("no"), "\"no\"");
        assert_eq!(to_yaml("a: b"), "\"a: b\"");
        assert_eq!(to_yaml("- x"), "\"- x\"");
        assert_eq!(to_yaml("a\nb\t\"c\"\\"), "\"a\\nb\\t\\\"c\\\"\\\\\"");
        assert_eq!(to_yaml(""), "\"\"");
        assert_eq!(
            to_yaml("甲\u{202e}\u{e0041}乙"),
            "\"甲\\u202e\\U000e0041乙\""
        );
        assert_eq!(to_yaml("先部署，再测试"), "先部署，再测试");
        assert_eq!(name_to_yaml("部署OA应用"), "部署OA应用");
        assert_eq!(name_to_yaml("no"), "\"no\"");
        for name in ["“森", "泛微（张三、李四）", "甲，乙", "甲；乙", "notes：x"]
        {
            assert_eq!(name_to_yaml(name), format!("\"{name}\""));
        }
    }
}
