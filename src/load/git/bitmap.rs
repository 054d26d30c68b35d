//! Compressed bitmaps (EWAH) as git writes them: words of 64 bits, of which long runs of equal ones
//! are only counted.

/// Bits of a word, and its bytes.
const BITS: usize = 64;

const BYTES: usize = 8;

/// Take the first bitmap from `bytes`: for each of `count` positions whether it is set. `None` if
/// it is none, or has more of them set.
pub(super) fn marks(bytes: &mut &[u8], count: usize) -> Option<Vec<bool>> {
    // The number of bits, which the words say, too.
    number(bytes)?;
    let size = usize::try_from(number(bytes)?).ok()?.checked_mul(BYTES)?;
    let (words, rest) = bytes.split_at_checked(size)?;
    *bytes = rest;
    // Where the last run begins: for whoever adds to it.
    number(bytes)?;
    let mut words = words
        .chunks_exact(BYTES)
        .map(|word| word.try_into().map_or(0, u64::from_be_bytes));
    let mut marks = vec![false; count];
    let mut at: usize = 0;
    while let Some(run) = words.next() {
        // Whether they are ones, how many there are, and how many words follow as they are.
        let equal = usize::try_from((run >> 1) & 0xffff_ffff)
            .ok()?
            .checked_mul(BITS)?;
        let end = at.checked_add(equal)?;
        if run & 1 == 1 {
            marks.get_mut(at..end)?.fill(true);
        }
        at = end;
        for _ in 0..run >> 33 {
            let word = words.next()?;
            for bit in (0..BITS).filter(|bit| word >> bit & 1 == 1) {
                *marks.get_mut(at.checked_add(bit)?)? = true;
            }
            at = at.checked_add(BITS)?;
        }
    }
    Some(marks)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_be_bytes(*number))
}
