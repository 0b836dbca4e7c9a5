//! English verb forms from lemmas: data/irregular_verbs.tsv and the regular rules.

use std::collections::BTreeMap;

/// Forms of verbs, lower case.
#[derive(Debug)]
pub struct Verbs {
    irregular: BTreeMap<&'static str, [Vec<&'static str>; 3]>,
}

impl Default for Verbs {
    fn default() -> Self {
        let mut irregular = BTreeMap::new();
        for row in crate::table::rows(include_str!("../data/irregular_verbs.tsv")) {
            if let [lemma, past, participle, spelling] = row[..] {
                let list = |cell: &'static str| cell.split('|').filter(|w| !w.is_empty()).collect();
                irregular.insert(lemma, [list(past), list(participle), list(spelling)]);
            }
        }
        Verbs { irregular }
    }
}

impl Verbs {
    /// Every form of `lemma`, the lemma first: "stop" -> stop, stops, stopped, stopping.
    pub fn forms(&self, lemma: &str) -> Vec<String> {
        let none: [Vec<&str>; 3] = Default::default();
        let [past, participle, spelling] = self.irregular.get(lemma).unwrap_or(&none);
        let double = spelling.as_slice() == ["double"];
        let mut forms = vec![lemma.to_owned(), third_person(lemma)];
        if past.is_empty() {
            forms.push(regular_past(lemma, double));
        }
        forms.extend(past.iter().chain(participle).map(|w| (*w).to_owned()));
        match (double, spelling.is_empty()) {
            (false, false) => forms.extend(spelling.iter().map(|w| (*w).to_owned())),
            _ => forms.push(present_participle(lemma, double)),
        }
        if lemma == "be" {
            forms.extend(["am", "is", "are"].map(str::to_owned));
        }
        forms.sort_by_key(|f| f != lemma);
        let mut seen = std::collections::BTreeSet::new();
        forms.retain(|f| seen.insert(f.clone()));
        forms
    }

    /// The verb of each irregular past or participle; of two verbs the one that comes first in the alphabet.
    pub fn irregular_past(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        for (lemma, [past, participle, _]) in &self.irregular {
            for form in past.iter().chain(participle) {
                all.entry((*form).to_owned()).or_insert_with(|| (*lemma).to_owned());
            }
        }
        all
    }

    /// Only past tense and participle forms.
    pub fn past_forms(&self, lemma: &str) -> Vec<String> {
        let none: [Vec<&str>; 3] = Default::default();
        let [past, participle, spelling] = self.irregular.get(lemma).unwrap_or(&none);
        if past.is_empty() {
            vec![regular_past(lemma, spelling.as_slice() == ["double"])]
        } else {
            past.iter().chain(participle).map(|w| (*w).to_owned()).collect()
        }
    }
}

fn vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn consonant_y(lemma: &str) -> Option<&str> {
    lemma.strip_suffix('y').filter(|stem| stem.bytes().last().is_some_and(|b| !vowel(b)))
}

fn third_person(lemma: &str) -> String {
    match lemma {
        "be" => return "is".to_owned(),
        "have" => return "has".to_owned(),
        _ => {}
    }
    if let Some(stem) = consonant_y(lemma) {
        format!("{stem}ies")
    } else if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| lemma.ends_with(end)) {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

fn doubled(lemma: &str, double: bool) -> String {
    let mut stem = lemma.to_owned();
    if double && let Some(last) = lemma.chars().last() {
        stem.push(last);
    }
    stem
}

fn regular_past(lemma: &str, double: bool) -> String {
    if let Some(stem) = consonant_y(lemma) {
        format!("{stem}ied")
    } else if lemma.ends_with('e') {
        format!("{lemma}d")
    } else {
        format!("{}ed", doubled(lemma, double))
    }
}

fn present_participle(lemma: &str, double: bool) -> String {
    if lemma == "be" {
        return "being".to_owned();
    }
    if let Some(stem) = lemma.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    match lemma.strip_suffix('e') {
        Some(stem) if !lemma.ends_with("ee") && !lemma.ends_with("oe") && !lemma.ends_with("ye") => {
            format!("{stem}ing")
        }
        _ => format!("{}ing", doubled(lemma, double)),
    }
}

#[cfg(test)]
mod tests {
    use super::Verbs;

    #[test]
    fn forms() {
        let verbs = Verbs::default();
        for (lemma, forms) in [
            ("stop", "stop stops stopped stopping"),
            ("agree", "agree agrees agreed agreeing"),
            ("refuse", "refuse refuses refused refusing"),
            ("deny", "deny denies denied denying"),
            ("seek", "seek seeks sought seeking"),
            ("withdraw", "withdraw withdraws withdrew withdrawn withdrawing"),
            ("launch", "launch launches launched launching"),
            ("lie", "lie lies lay lied lain lying"),
            ("signal", "signal signals signalled signaled signalling signaling"),
            ("veto", "veto vetoes vetoed vetoing"),
        ] {
            assert_eq!(verbs.forms(lemma).join(" "), forms);
        }
        assert_eq!(verbs.past_forms("reject"), ["rejected"]);
    }
}
