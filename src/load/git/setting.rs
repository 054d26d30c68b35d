//! git's settings: from its files, and from its variables, which libgit2 does not read.

use crate::load::Failure;
use crate::words::say;

use super::Deed;
use super::Repo;
use super::hook::variables;
use super::odd;

/// `git -c` tells its children in this one; whoever starts git can use the numbered ones.
const PARAMETERS: &str = "GIT_CONFIG_PARAMETERS";

const COUNT: &str = "GIT_CONFIG_COUNT";

/// Nobody sets more.
const MOST: usize = 10_000;

/// A key with its value; none if it stands alone, which git takes for `true`.
type Setting = (String, Option<String>);

impl Repo {
    /// Every value that a key has in git's settings, in git's order; the last counts where one is
    /// wanted. A key that stands alone, without `=`, has an empty one.
    ///
    /// # Errors
    /// If git's settings cannot be read.
    pub(crate) fn setting(&self, key: &str) -> Result<Vec<String>, Failure> {
        Ok(self
            .values(key)?
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect())
    }

    /// Whether a key is on; `None` if nobody has set it, or not to what git takes for yes or no.
    ///
    /// # Errors
    /// If git's settings cannot be read.
    pub(crate) fn is_on(&self, key: &str) -> Result<Option<bool>, Failure> {
        Ok(self
            .values(key)?
            .pop()
            .and_then(|value| is_yes(value.as_deref())))
    }

    fn values(&self, key: &str) -> Result<Vec<Option<String>>, Failure> {
        let pattern = format!("^{}$", key.to_ascii_lowercase().replace('.', "\\."));
        let found = self.settings_like(&pattern, |known| known.eq_ignore_ascii_case(key))?;
        Ok(found.into_iter().map(|(_, value)| value).collect())
    }

    /// The settings of a section, each by its whole key.
    ///
    /// # Errors
    /// If git's settings cannot be read.
    pub(super) fn section(&self, section: &str) -> Result<Vec<Setting>, Failure> {
        let beginning = format!("{section}.");
        self.settings_like(&format!("^{section}\\."), |key| {
            key.get(..beginning.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(&beginning))
        })
    }

    fn settings_like(
        &self,
        pattern: &str,
        is_meant: impl Fn(&str) -> bool,
    ) -> Result<Vec<Setting>, Failure> {
        let read = || -> Result<Vec<Setting>, git2::Error> {
            let mut settings = Vec::new();
            self.repository
                .config()?
                .entries(Some(pattern))?
                .for_each(|entry| {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    settings.push((
                        text(entry.name_bytes()),
                        entry.has_value().then(|| text(entry.value_bytes())),
                    ));
                })?;
            Ok(settings)
        };
        let mut settings = read().map_err(|error| odd(Deed::ReadSettings, &error))?;
        settings.extend(
            from_variables()?
                .into_iter()
                .filter(|(key, _)| is_meant(key)),
        );
        Ok(settings)
    }
}

/// What git takes for yes and no.
fn is_yes(value: Option<&str>) -> Option<bool> {
    let Some(value) = value else {
        return Some(true);
    };
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" | "" => Some(false),
        other => other.parse::<i64>().ok().map(|number| number != 0),
    }
}

fn from_variables() -> Result<Vec<Setting>, Failure> {
    let said = variables("GIT_CONFIG_");
    let named = |name: &str| {
        said.iter()
            .find(|(rest, _)| format!("GIT_CONFIG_{rest}") == name)
            .map(|(_, value)| value)
    };
    let mut settings = Vec::new();
    if let Some(count) = named(COUNT).filter(|count| !count.is_empty()) {
        let count = count.parse().ok().filter(|count| *count <= MOST);
        for at in 0..count.ok_or_else(|| unclear(COUNT))? {
            let (key, value) = (
                format!("GIT_CONFIG_KEY_{at}"),
                format!("GIT_CONFIG_VALUE_{at}"),
            );
            let found = named(&key)
                .zip(named(&value))
                .ok_or_else(|| unclear(COUNT))?;
            settings.push((found.0.clone(), Some(found.1.clone())));
        }
    }
    if let Some(parameters) = named(PARAMETERS) {
        settings.extend(quoted_settings(parameters).ok_or_else(|| unclear(PARAMETERS))?);
    }
    Ok(settings)
}

fn unclear(variable: &str) -> Failure {
    Failure::new(say!(
        en: "{variable} does not say what git's settings are",
        zh: "{variable} 未说明 git 的设置",
        variable = variable,
    ))
    .help(say!(
        en: "git does not understand it either",
        zh: "git 也无法理解",
    ))
}

/// Settings as `git -c` hands them on: `'key'='value'`, or `'key=value'` as older ones did, with
/// spaces between.
fn quoted_settings(text: &str) -> Option<Vec<Setting>> {
    let mut settings = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = unquote(rest)?;
        let (setting, after) = match after.strip_prefix('=') {
            Some(after) if after.starts_with('\'') => {
                let (value, after) = unquote(after)?;
                ((key, Some(value)), after)
            }
            Some(after) => ((key, None), after),
            None => match key.split_once('=') {
                Some((key, value)) => ((key.to_owned(), Some(value.to_owned())), after),
                None => ((key, None), after),
            },
        };
        if !(after.is_empty() || after.starts_with(char::is_whitespace)) {
            return None;
        }
        settings.push(setting);
        rest = after.trim_start();
    }
    Some(settings)
}

/// A text in quotes, in which a quote or an exclamation mark stands outside of them and behind a
/// backslash; and what comes after it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut plain = String::new();
    loop {
        let (inside, after) = rest.split_once('\'')?;
        plain.push_str(inside);
        let escaped = ["\\''", "\\!'"]
            .into_iter()
            .find(|escaped| after.starts_with(escaped));
        let Some(escaped) = escaped else {
            return Some((plain, after));
        };
        plain.push_str(&escaped[1..2]);
        rest = &after[escaped.len()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, String)>> {
        let settings = quoted_settings(text)?.into_iter();
        Some(
            settings
                .map(|(key, value)| (key, value.unwrap_or_else(|| "alone".to_owned())))
                .collect(),
        )
    }

    #[test]
    fn what_git_hands_on() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read("'a.b'='c'"), Some(vec![pair("a.b", "c")]));
        assert_eq!(
            read("'a.b=c d' 'e.f'='' 'g.h'="),
            Some(vec![
                pair("a.b", "c d"),
                pair("e.f", ""),
                pair("g.h", "alone")
            ])
        );
        assert_eq!(
            read("'a.b' 'c.d=e=f'"),
            Some(vec![pair("a.b", "alone"), pair("c.d", "e=f")])
        );
        assert_eq!(
            read("'a.b'='it'\\''s'\\!''"),
            Some(vec![pair("a.b", "it's!")])
        );
        assert_eq!(read(""), Some(Vec::new()));
        for wrong in [
            "a.b=c",
            "'a.b",
            "'a.b'='c",
            "'a.b'x",
            "'a.b'='c'x",
            "'a'\\x'b'",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn yes_and_no() {
        for (value, yes) in [
            ("true", true),
            ("YES", true),
            ("on", true),
            ("1", true),
            ("0", false),
            ("", false),
            ("off", false),
        ] {
            assert_eq!(is_yes(Some(value)), Some(yes), "{value}");
        }
        assert_eq!(is_yes(None), Some(true));
        assert_eq!(is_yes(Some("perhaps")), None);
    }
}
