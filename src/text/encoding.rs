//! Bytes into text: UTF-8 or nothing, with a good guess at what else it may be.

use std::fmt;
use std::sync::Arc;

use encoding_rs::GB18030;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;

/// What a file that is not UTF-8 most likely is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// What every file of a plan has to be.
    Utf8,
    /// GBK, or its superset GB18030: what spreadsheets in China write.
    Gbk,
    /// UTF-16, the low byte first: what Windows calls Unicode.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// None that planlint knows; perhaps not text at all.
    Unknown,
}

impl Encoding {
    /// Its name for `iconv -f`.
    #[must_use]
    pub(crate) fn iconv_name(self) -> Option<&'static str> {
        match self {
            Encoding::Gbk => Some("GB18030"),
            Encoding::Utf16Le => Some("UTF-16LE"),
            Encoding::Utf16Be => Some("UTF-16BE"),
            Encoding::Utf8 | Encoding::Unknown => None,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gbk => "GBK",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Unknown => "unknown",
        })
    }
}

/// Bytes that are not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8 {
    /// The text before the first byte that is wrong.
    pub valid: Arc<str>,
    /// What the file most likely is.
    pub likely: Encoding,
    /// The text in that encoding: good enough to see which names occur in it, not to check it.
    pub guess: Option<Arc<str>>,
}

/// `bytes` as text, a byte-order mark kept so that offsets stay those of the file.
///
/// # Errors
/// `NotUtf8` with the part that is UTF-8 and the likely encoding.
pub(crate) fn decode(bytes: &[u8]) -> Result<Arc<str>, NotUtf8> {
    // UTF-16 of Latin text is valid UTF-8 with a NUL in every other byte: ask first.
    if let Some(likely) = utf16(bytes) {
        let coder = if likely == Encoding::Utf16Le {
            UTF_16LE
        } else {
            UTF_16BE
        };
        let guess = coder
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(|text| without_mark(&text).into());
        return Err(NotUtf8 {
            valid: "".into(),
            likely,
            guess,
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let valid = std::str::from_utf8(&bytes[..error.valid_up_to()])
                .unwrap_or_default()
                .into();
            let gbk = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            let likely = if gbk.is_some() {
                Encoding::Gbk
            } else {
                Encoding::Unknown
            };
            Err(NotUtf8 {
                valid,
                likely,
                guess: gbk.map(|text| text.as_ref().into()),
            })
        }
    }
}

/// `bytes` as text in whatever encoding they are likely to be, byte-order mark taken off; for files
/// that are only read.
#[must_use]
pub(crate) fn decode_any(bytes: &[u8]) -> Option<(String, Encoding)> {
    match decode(bytes) {
        Ok(text) => Some((without_mark(&text).to_owned(), Encoding::Utf8)),
        Err(NotUtf8 { likely, guess, .. }) => guess.map(|text| (text.as_ref().to_owned(), likely)),
    }
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// By its byte-order mark, or by the NULs that line breaks and Latin letters have in it.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    if bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let nuls = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (nuls(0), nuls(1));
    // A third of the characters below U+0100 is less than any YAML has: keys, spaces and line
    // breaks.
    let enough = sample.len() / 6;
    if odd > enough && even == 0 {
        Some(Encoding::Utf16Le)
    } else if even > enough && odd == 0 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(&*decode("名称: x".as_bytes()).expect("UTF-8"), "名称: x");
        assert_eq!(
            &*decode("\u{feff}a: 1".as_bytes()).expect("UTF-8"),
            "\u{feff}a: 1"
        );
    }

    #[test]
    fn gbk() {
        let (bytes, _, _) = GB18030.encode("id: a\nname: 部署");
        let error = decode(&bytes).expect_err("GBK is not UTF-8");
        assert_eq!(error.likely, Encoding::Gbk);
        assert_eq!(&*error.valid, "id: a\nname: ");
        assert_eq!(
            decode_any(&bytes),
            Some(("id: a\nname: 部署".to_owned(), Encoding::Gbk))
        );
    }

    #[test]
    fn utf16_both_ways() {
        let text = "\u{feff}id: a\nname: 部署\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, likely) in [
            (&little[..], Encoding::Utf16Le),
            (&little[2..], Encoding::Utf16Le),
            (&big[..], Encoding::Utf16Be),
            (&big[2..], Encoding::Utf16Be),
        ] {
            assert_eq!(decode(bytes).expect_err("not UTF-8").likely, likely);
            assert_eq!(
                decode_any(bytes).map(|(text, _)| text).as_deref(),
                Some("id: a\nname: 部署\n")
            );
        }
    }

    #[test]
    fn neither() {
        assert_eq!(
            decode(&[b'a', 0xff, 0xff]).expect_err("not UTF-8").likely,
            Encoding::Unknown
        );
        assert_eq!(decode_any(&[b'a', 0xff, 0xff]), None);
    }
}
