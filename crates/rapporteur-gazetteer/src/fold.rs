//! Folds a name's letters: script and diacritics to plain small letters, so that spellings can be looked up.
//!
//! May touch: the strings it is given. Letter tables are code, not lexicon: they are the alphabet, not words.

/// Plain small letters for one character; `None` where it is no letter or digit. A mark or hamza gives "".
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'a'
        | 'A'
        | 'à'..='å'
        | 'À'..='Å'
        | 'ā'
        | 'Ā'
        | 'ă'
        | 'Ă'
        | 'ą'
        | 'Ą'
        | 'ǎ'
        | 'ạ'
        | 'Ạ'
        | 'ả'
        | 'ấ'
        | 'ầ'
        | 'ẩ'
        | 'ậ'
        | 'ắ' => "a",
        'æ' | 'Æ' => "ae",
        'b' | 'B' | 'ḅ' => "b",
        'c' | 'C' | 'ç' | 'Ç' | 'ć' | 'Ć' | 'ĉ' | 'ċ' => "c",
        'č' | 'Č' => "ch",
        'd' | 'D' | 'ď' | 'Ď' | 'đ' | 'Đ' | 'ḍ' | 'Ḍ' | 'ḏ' | 'Ḏ' | 'ḑ' | 'Ḑ' => "d",
        'ð' | 'Ð' => "d",
        'e'
        | 'E'
        | 'è'..='ë'
        | 'È'..='Ë'
        | 'ē'
        | 'Ē'
        | 'ĕ'
        | 'ė'
        | 'Ė'
        | 'ę'
        | 'Ę'
        | 'ě'
        | 'Ě'
        | 'ế'
        | 'ề'
        | 'ể'
        | 'ễ'
        | 'ệ'
        | 'ẹ'
        | 'ǝ'
        | 'ə'
        | 'Ə' => "e",
        'f' | 'F' => "f",
        'g' | 'G' | 'ĝ' | 'ğ' | 'Ğ' | 'ġ' | 'Ġ' | 'ģ' | 'Ģ' | 'ǧ' => "g",
        'h' | 'H' | 'ĥ' | 'ħ' | 'Ħ' | 'ḥ' | 'Ḥ' | 'ẖ' | 'ḩ' | 'Ḩ' => "h",
        'ḫ' | 'Ḫ' => "kh",
        'i' | 'I' | 'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'ĭ' | 'į' | 'Į' | 'ı' | 'İ' | 'ị' | 'ỉ' => {
            "i"
        }
        'j' | 'J' | 'ĵ' => "j",
        'k' | 'K' | 'ķ' | 'Ķ' | 'ḳ' | 'ḵ' => "k",
        'l' | 'L' | 'ł' | 'Ł' | 'ĺ' | 'ļ' | 'Ļ' | 'ľ' | 'ḷ' => "l",
        'm' | 'M' | 'ṃ' => "m",
        'n' | 'N' | 'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ņ' | 'Ņ' | 'ň' | 'Ň' | 'ŋ' | 'ṇ' => "n",
        'o'
        | 'O'
        | 'ò'..='ö'
        | 'Ò'..='Ö'
        | 'ø'
        | 'Ø'
        | 'ō'
        | 'Ō'
        | 'ŏ'
        | 'ő'
        | 'Ő'
        | 'ơ'
        | 'ọ'
        | 'ố'
        | 'ồ'
        | 'ộ'
        | 'ớ'
        | 'ờ' => "o",
        'œ' | 'Œ' => "oe",
        'p' | 'P' => "p",
        'q' | 'Q' => "q",
        'r' | 'R' | 'ŕ' | 'ř' | 'Ř' | 'ṛ' => "r",
        's' | 'S' | 'ś' | 'Ś' | 'ŝ' | 'ṣ' | 'Ṣ' => "s",
        'ş' | 'Ş' | 'š' | 'Š' | 'ș' | 'Ș' => "sh",
        'ß' => "ss",
        't' | 'T' | 'ţ' | 'Ţ' | 'ť' | 'Ť' | 'ț' | 'Ț' | 'ṭ' | 'Ṭ' | 'ṯ' => "t",
        'þ' | 'Þ' => "th",
        'u'
        | 'U'
        | 'ù'..='ü'
        | 'Ù'..='Ü'
        | 'ū'
        | 'Ū'
        | 'ŭ'
        | 'ů'
        | 'Ů'
        | 'ű'
        | 'Ű'
        | 'ų'
        | 'Ų'
        | 'ư'
        | 'ụ'
        | 'ủ'
        | 'ứ' => "u",
        'v' | 'V' => "v",
        'w' | 'W' | 'ŵ' => "w",
        'x' | 'X' => "x",
        'y' | 'Y' | 'ý' | 'Ý' | 'ÿ' | 'ỳ' | 'ỹ' => "y",
        'z' | 'Z' | 'ź' | 'Ź' | 'ż' | 'Ż' | 'ẓ' | 'Ẓ' => "z",
        'ž' | 'Ž' => "zh",
        '0'..='9' => return DIGITS.get((c as usize) - ('0' as usize)..=(c as usize) - ('0' as usize)),
        'ا' | 'أ' | 'إ' | 'آ' | 'ى' | 'ة' | 'ع' => "a",
        'ب' => "b",
        'ت' | 'ط' | 'ث' => "t",
        'ج' => "j",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ض' | 'ذ' => "d",
        'ر' => "r",
        'ز' | 'ظ' => "z",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'ئ' | 'ؤ' | 'ء' => "",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' => "w",
        'ي' | 'ی' => "y",
        'а' | 'А' => "a",
        'б' | 'Б' => "b",
        'в' | 'В' => "v",
        'г' | 'Г' | 'ґ' | 'Ґ' => "g",
        'д' | 'Д' => "d",
        'е' | 'Е' | 'э' | 'Э' | 'є' | 'Є' => "e",
        'ё' | 'Ё' => "yo",
        'ж' | 'Ж' => "zh",
        'з' | 'З' => "z",
        'и' | 'И' | 'й' | 'Й' | 'ы' | 'Ы' | 'і' | 'І' | 'ї' | 'Ї' => "i",
        'к' | 'К' => "k",
        'л' | 'Л' => "l",
        'м' | 'М' => "m",
        'н' | 'Н' => "n",
        'о' | 'О' => "o",
        'п' | 'П' => "p",
        'р' | 'Р' => "r",
        'с' | 'С' => "s",
        'т' | 'Т' => "t",
        'у' | 'У' => "u",
        'ф' | 'Ф' => "f",
        'х' | 'Х' => "kh",
        'ц' | 'Ц' => "ts",
        'ч' | 'Ч' => "ch",
        'ш' | 'Ш' | 'щ' | 'Щ' => "sh",
        'ю' | 'Ю' => "yu",
        'я' | 'Я' => "ya",
        'ъ' | 'Ъ' | 'ь' | 'Ь' => "",
        _ => return None,
    })
}

const DIGITS: &str = "0123456789";

fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{02bb}' | '\u{02be}' | '\u{02bf}' | '`' | '´' | 'ʹ' | 'ʺ' | '.'
            | '\u{0300}'..='\u{036f}' | '\u{064b}'..='\u{0652}' | '\u{0640}' | '\u{200c}' | '\u{200d}'
    )
}

/// The words of a name in plain small letters: diacritics and apostrophes off, hyphens and other marks cut.
/// Letters of scripts not in the table stay as they are.
pub fn words(name: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in name.chars().take(400) {
        match plain(c) {
            Some(letters) => push(&mut out, letters),
            None if is_silent(c) => {}
            None if c.is_alphanumeric() => push(&mut out, c.to_lowercase().collect::<String>().as_str()),
            None => out.push(String::new()),
        }
    }
    out.retain(|w| !w.is_empty());
    out
}

fn push(out: &mut [String], letters: &str) {
    if let Some(last) = out.last_mut() {
        last.push_str(letters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn plain_letters() {
        assert_eq!(words("Kolo-Bánda, N’Djamena"), ["kolo", "banda", "ndjamena"]);
        assert_eq!(words("сергей"), ["sergei"]);
    }
}
