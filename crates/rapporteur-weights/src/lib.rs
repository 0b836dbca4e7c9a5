//! The trained English pipeline as data: the files that the syntax engine reads, unpacked from one file in the binary.
//!
//! No disk, no network, nothing but the bytes; what they mean the engine knows. `MODEL_CARD.md` says what the weights
//! were trained on and how good they are; they have a license of their own (CC BY-SA 4.0), the code around them has the
//! project's.
//!
//! Weights are stored with 16 bits each and were rounded before they were measured, so unpacking loses nothing.

/// The packed pipeline, as `training/pack.py` wrote it.
static PACKED: &[u8] = include_bytes!("../data/weights.bin");

/// One file of the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path within the pipeline directory, with `/` between folders.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// The pipeline's files, by path. About twice the size of what is in the binary: drop them once the engine has read
/// them.
pub fn files() -> Vec<File> {
    // What is in the binary is whole (a test reads it); without files the engine would say which one it misses.
    unpack(PACKED).unwrap_or_default()
}

/// Bytes in the binary.
pub fn packed_size() -> usize {
    PACKED.len()
}

/// Reads bytes from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }
    fn number<const N: usize>(&mut self) -> Option<usize> {
        let bytes = self.take(N)?;
        Some(bytes.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
    }
}

/// The files in a packed pipeline, if it is one, to its last byte.
fn unpack(packed: &[u8]) -> Option<Vec<File>> {
    let mut reader = Reader(packed);
    if reader.take(4)? != b"RWT1" {
        return None;
    }
    let mut files = Vec::new();
    for _ in 0..reader.number::<4>()? {
        let length = reader.number::<2>()?;
        let path = std::str::from_utf8(reader.take(length)?).ok()?.to_owned();
        let mut bytes = Vec::new();
        for _ in 0..reader.number::<4>()? {
            let kind = reader.number::<1>()?;
            let length = reader.number::<4>()?;
            match kind {
                0 => bytes.extend_from_slice(reader.take(length)?),
                1 => {
                    let (halves, _) = reader.take(length.checked_mul(2)?)?.as_chunks::<2>();
                    bytes.reserve(halves.len() * 4);
                    // Some at a time: a check of the room for each number would take as long as the number.
                    for halves in halves.chunks(256) {
                        let mut wide = [[0; 4]; 256];
                        for (wide, half) in wide.iter_mut().zip(halves) {
                            *wide = widen(u16::from_le_bytes(*half)).to_le_bytes();
                        }
                        bytes.extend_from_slice(wide.get(..halves.len()).unwrap_or(&[]).as_flattened());
                    }
                }
                _ => return None,
            }
        }
        files.push(File { path, bytes });
    }
    reader.0.is_empty().then_some(files)
}

/// A number of 16 bits (IEEE 754 binary16) as one of 32: exact.
fn widen(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    // As the bits of a wider number it is 2^-112 of what it says, below the smallest normal number too; without a branch,
    // so that the processor widens several at once.
    let narrow = u32::from(half & 0x7fff) << 13;
    let wide = (f32::from_bits(narrow) * f32::from_bits(0x7780_0000)).to_bits();
    // Infinity, and what is no number.
    let wide = if narrow >= 0x0f80_0000 { 0x7f80_0000 | narrow } else { wide };
    f32::from_bits(sign | wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_widen_exactly() {
        for (half, whole) in [
            (0x0000u16, 0.0f32),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x83ff, -6.097_555e-5),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(widen(half), whole, "{half:#06x}");
        }
        assert!(widen(0x8000).is_sign_negative());
        assert!(widen(0x7e00).is_nan());
    }

    #[test]
    fn pieces_are_joined_and_what_is_cut_short_is_nothing() {
        let mut packed = b"RWT1\x01\0\0\0\x03\0a/b\x02\0\0\0".to_vec();
        packed.extend_from_slice(b"\0\x02\0\0\0hi\x01\x01\0\0\0\x00\x3c");
        let files = unpack(&packed).unwrap();
        assert_eq!(files, [File { path: "a/b".to_owned(), bytes: b"hi\0\0\x80\x3f".to_vec() }]);
        for end in 0..packed.len() {
            assert_eq!(unpack(&packed[..end]), None, "cut at {end}");
        }
        packed.push(0);
        assert_eq!(unpack(&packed), None, "bytes left over");
        assert_eq!(unpack(b"RWT1\x01\0\0\0\0\0\x01\0\0\0\x07\0\0\0\0"), None, "a kind of piece that is none");
        assert_eq!(unpack(b"RWT1\xff\xff\xff\xff"), None);
    }
}
