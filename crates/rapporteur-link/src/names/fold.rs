//! Folds a name's spelling: letters to sounds that transliterations share.
//!
//! May touch: the strings it is given. Letter tables are code, not lexicon: they are the alphabet, not words.

pub use rapporteur_lexicon::gazetteer::fold::words;
use std::sync::LazyLock;

/// Letters that stand for another sound than each by itself, longer ones first.
const SPELLINGS: &[(&str, &str)] = &[
    ("tsch", "C"),
    ("sch", "S"),
    ("tch", "C"),
    ("dsch", "j"),
    ("shch", "S"),
    ("dzh", "j"),
    ("ough", "u"),
    ("sh", "S"),
    ("ch", "S"),
    ("kh", "X"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("dj", "j"),
    ("zh", "j"),
    ("tz", "C"),
    ("ts", "C"),
    ("ck", "k"),
    ("qu", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ie", "i"),
    ("ei", "e"),
    ("ay", "e"),
    ("ai", "e"),
    ("ey", "e"),
    ("ae", "e"),
    ("iy", "i"),
    ("uw", "u"),
    ("ij", "i"),
    ("q", "k"),
    ("c", "k"),
    ("w", "u"),
    ("y", "i"),
    ("x", "ks"),
];

/// The same by their first letter: looked up for each letter of each name.
static SPELLINGS_BY_LETTER: LazyLock<[Vec<(&str, &str)>; 128]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let begins = |(from, _): &&(&str, &str)| from.bytes().next().map(usize::from) == Some(letter);
        SPELLINGS.iter().filter(begins).copied().collect()
    })
});

/// The sounds of one plain word, one character each: what transliterations of one name have in common.
/// `S` = sh, `X` = kh, `C` = ch/ts; doubled sounds are one; a final h is dropped.
pub fn sounds(word: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let pairs = SPELLINGS_BY_LETTER.get(c as usize).map_or(&[][..], Vec::as_slice);
        let hit = pairs.iter().find(|(from, _)| rest.starts_with(from));
        let soft_c = c == 'c' && rest.chars().nth(1).is_some_and(|n| matches!(n, 'e' | 'i'));
        let (sound, n) = match hit {
            Some((from, to)) if !soft_c || from.len() > 1 => (*to, from.len()),
            _ if soft_c => ("s", 1),
            _ => (rest.get(..c.len_utf8()).unwrap_or(""), c.len_utf8()),
        };
        for s in sound.chars() {
            if out.last() != Some(&s) {
                out.push(s);
            }
        }
        rest = rest.get(n..).unwrap_or("");
    }
    if out.len() > 2 && out.last() == Some(&'h') {
        out.pop();
    }
    out
}

/// Is it the sound of a vowel?
pub fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The consonants of a word: the key under which spellings of one name are looked for. Sounds that spellings confuse are one
/// (k, g, q, kh, h: `k`, but h inside is dropped; s, z, sh: `s`; d, t: `t`; f, b, p: `f`; v is dropped as w is).
pub fn skeleton(word: &str) -> String {
    let sounds = sounds(word);
    let mut out = String::new();
    for (i, &c) in sounds.iter().enumerate() {
        let c = match c {
            // W is a vowel in "Walid" (Oualid) and v in "Witte" (Vitte): both count as none.
            'a' | 'e' | 'i' | 'o' | 'u' | 'v' => {
                if i == 0 {
                    'a'
                } else {
                    continue;
                }
            }
            'h' if i > 0 => continue,
            'k' | 'g' | 'X' | 'j' | 'h' => 'k',
            's' | 'z' | 'S' | 'C' => 's',
            'd' | 't' => 't',
            // "Kolov", "Koloff".
            'f' if i > 0 && i + 1 == sounds.len() => continue,
            'f' | 'b' | 'p' => 'f',
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn folds() {
        assert_eq!(words("Kolo-Bánda, N’Djamena"), ["kolo", "banda", "ndjamena"]);
        assert_eq!(sounds("ahmed").len(), 5);
        assert_eq!(sounds("allawi"), sounds("alaui"));
        assert_eq!(skeleton("barak"), skeleton("barrack"));
        assert_eq!(skeleton("suwayda"), skeleton("sweida"));
        assert_eq!(skeleton("witte"), skeleton("vitte"));
        assert_eq!(skeleton("kolov"), skeleton("koloff"));
        assert_eq!(words("сергей"), ["sergei"]);
    }
}
