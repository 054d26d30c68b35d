//! What planlint says, as data: sentences that stand in each language where they are made, with
//! typed arguments. They become words at the rim, when it is known who reads them.

mod arg;
#[cfg(test)]
pub(crate) mod pseudo;
mod spacing;
mod wrong;

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hash;
use std::hash::Hasher;

pub use arg::Arg;
pub use arg::ArgList;
pub use arg::Joined;
pub use arg::Noun;
pub(crate) use arg::code;
pub(crate) use arg::days;
pub(crate) use arg::days_in;
pub(crate) use arg::list;
pub(crate) use arg::many;
pub(crate) use arg::percent;
pub(crate) use arg::word;
pub(crate) use wrong::Wrong;

/// A language that planlint speaks. Who has words of their own for each is told by the compiler when
/// there is another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    Zh,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// Its subtag by BCP 47: `en` or `zh`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language of a tag or a locale: `en`, `zh`, `zh-Hans`, `zh_CN.UTF-8`. `None` for others,
    /// and where the text would have to be in another charset than UTF-8.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('@').map_or(text, |(text, _)| text);
        let (tag, charset) = text.split_once('.').unwrap_or((text, "UTF-8"));
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut subtags = tag.split('-');
        let lang = match subtags.next() {
            Some("en") => Lang::En,
            // Others are written in traditional characters.
            Some("zh") if subtags.all(|subtag| ["hans", "cn", "sg"].contains(&subtag)) => Lang::Zh,
            _ => return None,
        };
        let is_utf8 = ["utf-8", "utf8"]
            .iter()
            .any(|name| charset.eq_ignore_ascii_case(name));
        is_utf8.then_some(lang)
    }
}

/// How a message becomes words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    /// In which language.
    pub(crate) lang: Lang,
    /// Whether each argument stands between marks, for who looks at its neighbours.
    pub(crate) marked: bool,
}

/// A sentence with places for arguments, in every language. Only `say!` makes one.
#[derive(Debug)]
pub(crate) struct Template {
    /// English, with the names of arguments in braces: what tells one sentence from another.
    pub(crate) en: &'static str,
    /// The names of the arguments, in their order.
    pub(crate) names: &'static [&'static str],
    /// Writes the sentence with these arguments.
    pub(crate) write: fn(&[Arg], Voice, &mut dyn fmt::Write) -> fmt::Result,
}

/// A sentence in every language, with its arguments:
///
/// ```ignore
/// say!(en: "{task} waits for {other}", zh: "{task} 的前置任务是 {other}", task = task, other = id)
/// ```
///
/// It does not build where a language is missing, or where one has a placeholder that the arguments
/// do not have, or has none for one of them.
macro_rules! say {
    (en: $en:literal, zh: $zh:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        static TEMPLATE: $crate::words::Template = $crate::words::Template {
            en: $en,
            names: &[$(stringify!($name)),*],
            write: |args, voice, out| {
                let [$($name),*] = args else {
                    return Ok(());
                };
                $(let $name = $name.shown(voice);)*
                match voice.lang {
                    $crate::words::Lang::En => out.write_fmt(format_args!($en $(, $name = $name)*)),
                    $crate::words::Lang::Zh => out.write_fmt(format_args!($zh $(, $name = $name)*)),
                }
            },
        };
        $crate::words::Message::new(&TEMPLATE, Box::new([$($crate::words::Arg::from($value)),*]))
    }};
}

pub(crate) use say;

/// Something that planlint says: a sentence and what is said with it.
///
/// Two messages are the same if they say the same sentence with the same arguments; no words are
/// made to find that out.
#[derive(Clone)]
pub struct Message {
    template: &'static Template,
    args: Box<[Arg]>,
}

impl Message {
    /// What `say!` makes.
    pub(crate) fn new(template: &'static Template, args: Box<[Arg]>) -> Self {
        Self { template, args }
    }

    /// The message in words of a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        #[cfg(test)]
        if pseudo::is_spoken(lang) {
            return pseudo::bracketed(&self.with_marks(lang));
        }
        spacing::written(lang, |out| {
            let marked = false;
            self.write(Voice { lang, marked }, out)
        })
    }

    /// The message with each argument between `⟦` and `⟧`: what stands outside is planlint's own.
    #[must_use]
    pub fn marked(&self, lang: Lang) -> String {
        self.with_marks(lang)
            .replace(spacing::OPEN, "⟦")
            .replace(spacing::CLOSE, "⟧")
            .replace("⟦⟧", "")
    }

    /// Sentences of their own in one line, which semicolons part.
    pub(crate) fn in_a_line(sentences: Vec<Message>) -> Self {
        let all = Arg::joined(sentences, usize::MAX, Joined::Semicolon);
        say!(en: "{all}", zh: "{all}", all = all)
    }

    /// Words of somebody else, which are the same in every language.
    #[must_use]
    pub fn verbatim(text: &str) -> Self {
        say!(en: "{text}", zh: "{text}", text = text)
    }

    fn with_marks(&self, lang: Lang) -> String {
        let mut text = String::new();
        // A string takes whatever is written.
        let _ = self.write(Voice { lang, marked: true }, &mut text);
        text
    }

    fn write(&self, voice: Voice, out: &mut dyn fmt::Write) -> fmt::Result {
        (self.template.write)(&self.args, voice, out)
    }

    /// The sentence in English, with the names of its arguments in braces.
    #[must_use]
    pub fn template(&self) -> &'static str {
        self.template.en
    }

    /// What is said with it, by name.
    pub fn args(&self) -> impl ExactSizeIterator<Item = (&'static str, &Arg)> {
        self.template.names.iter().copied().zip(&self.args)
    }

    /// About how many bytes it takes beside its own size.
    pub(crate) fn weight(&self) -> usize {
        arg::weight(&self.args)
    }

    fn identity(&self) -> (&'static str, &[Arg]) {
        (self.template.en, &self.args)
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Message {}

impl Hash for Message {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl PartialOrd for Message {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Message {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text(Lang::En).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(task: &str, other: &str) -> Message {
        say!(
            en: "{task} waits for {other}",
            zh: "{task} 的前置任务是 {other}",
            task = task,
            other = other,
        )
    }

    #[test]
    fn both_languages() {
        let message = waits("1.2", "1.1");
        assert_eq!(message.text(Lang::En), "1.2 waits for 1.1");
        assert_eq!(message.text(Lang::Zh), "1.2 的前置任务是 1.1");
        assert_eq!(message.marked(Lang::Zh), "⟦1.2⟧ 的前置任务是 ⟦1.1⟧");
        let names: Vec<_> = message.args().map(|(name, _)| name).collect();
        assert_eq!(names, ["task", "other"]);
        assert_eq!(message.template(), "{task} waits for {other}");
    }

    #[test]
    fn tags_and_locales() {
        let told = |text: &str| Lang::parse(text).map_or("none", Lang::tag);
        for text in ["en", "EN", "en_US.UTF-8", "en-GB", "en_US.utf8"] {
            assert_eq!(told(text), "en", "{text}");
        }
        for text in [
            "zh",
            "zh-CN",
            "zh_CN.UTF-8",
            "zh-Hans",
            "zh-hans-cn",
            "zh_CN.utf8@pinyin",
        ] {
            assert_eq!(told(text), "zh", "{text}");
        }
        for text in [
            "",
            "fr",
            "C",
            "POSIX",
            "zh_CN.GB18030",
            "zh-TW",
            "zh-Hant",
            "chinese",
            "e",
        ] {
            assert_eq!(told(text), "none", "{text}");
        }
    }

    #[test]
    fn one_space_between_han_and_latin_and_none_between_han() {
        assert_eq!(waits("部署", "测试").text(Lang::Zh), "部署的前置任务是测试");
        assert_eq!(waits("部署", "1.1").text(Lang::Zh), "部署的前置任务是 1.1");
    }

    #[test]
    fn the_same_sentence_with_the_same_arguments() {
        assert_eq!(waits("1.2", "1.1"), waits("1.2", "1.1"));
        assert_ne!(waits("1.2", "1.1"), waits("1.2", "1.3"));
        assert_ne!(waits("1.2", "1.1"), Message::verbatim("1.2 waits for 1.1"));
    }

    #[test]
    fn lists() {
        let told = |count: usize, most: usize| {
            let names = ["a", "b", "c", "d"];
            let message = say!(
                en: "{names} are late",
                zh: "{names} 已推迟",
                names = list(names.into_iter().take(count).collect::<Vec<_>>(), most),
            );
            [message.text(Lang::En), message.text(Lang::Zh)]
        };
        assert_eq!(told(1, 9), ["a are late", "a 已推迟"]);
        assert_eq!(told(2, 9), ["a and b are late", "a 和 b 已推迟"]);
        assert_eq!(told(3, 9), ["a, b and c are late", "a、b 和 c 已推迟"]);
        assert_eq!(
            told(4, 2),
            ["a, b and 2 more are late", "a、b 等 4 项已推迟"]
        );
    }

    #[test]
    fn days_and_plurals() {
        let told = |days: Arg| {
            let message = say!(en: "{days} too early", zh: "早了 {days}", days = days);
            [message.text(Lang::En), message.text(Lang::Zh)]
        };
        assert_eq!(told(days(1)), ["1 day too early", "早了 1 天"]);
        assert_eq!(told(days(2)), ["2 days too early", "早了 2 天"]);
        assert_eq!(
            told(days_in(2, "china")),
            ["2 days too early", "早了 2 个工作日"]
        );
        assert_eq!(
            told(days_in(2, "every-day")),
            ["2 days too early", "早了 2 个自然日"]
        );
    }
}
