//! Lemmas by rules and tables (spaCy's `lemmatizer` for English) and by edit trees (`trainable_lemmatizer`). Pure.

use crate::chars;
use crate::data::{Value, msgpack};
use crate::error::{Reason, corrupt};
use crate::ids::{murmur, string_id};
use crate::tables::SYMBOLS;
use rapporteur_model::Upos;
use std::collections::HashMap;

/// The tables of one part of speech.
#[derive(Debug, Default)]
struct Tables {
    rules: Vec<(String, String)>,
    exceptions: HashMap<Box<str>, Vec<Box<str>>>,
    /// Hashes of the known base forms, in order.
    index: Vec<u64>,
}

impl Tables {
    fn any(&self) -> bool {
        !(self.rules.is_empty() && self.exceptions.is_empty() && self.index.is_empty())
    }
}

/// A lemmatizer by rules, or by looking up.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    tables: HashMap<u64, Tables>,
    lookup: Option<HashMap<u64, Box<str>>>,
}

impl Rules {
    /// Reads the file called `lookups.bin`; `mode` is "rule" or "lookup".
    pub(crate) fn read(bytes: &[u8], mode: &str) -> Result<Rules, Reason> {
        let file = msgpack(bytes)?;
        let mut rules = Rules::default();
        let table = |name: &str| file.get(name).and_then(Value::map);
        let key = |v: &Value<'_>| match v {
            Value::Str(s) => Some(string_id(s)),
            v => v.uint(),
        };
        if mode == "lookup" {
            let entries = table("lemma_lookup").ok_or_else(|| corrupt("no table lemma_lookup"))?;
            rules.lookup =
                Some(entries.iter().filter_map(|(k, v)| Some((key(k)?, v.str()?.into()))).collect());
            return Ok(rules);
        }
        for (pos, list) in table("lemma_rules").ok_or_else(|| corrupt("no table lemma_rules"))? {
            let wrong = || corrupt("a rule of lemma_rules is no pair");
            let tables = rules.tables.entry(key(pos).ok_or_else(wrong)?).or_default();
            for pair in list.list().ok_or_else(wrong)? {
                let [old, new] = pair.list().ok_or_else(wrong)? else { return Err(wrong()) };
                tables.rules.push((old.str().ok_or_else(wrong)?.into(), new.str().ok_or_else(wrong)?.into()));
            }
        }
        for (pos, map) in table("lemma_exc").unwrap_or(&[]) {
            let wrong = || corrupt("an exception of lemma_exc is no list");
            let tables = rules.tables.entry(key(pos).ok_or_else(wrong)?).or_default();
            for (form, lemmas) in map.map().ok_or_else(wrong)? {
                let lemmas = lemmas.list().ok_or_else(wrong)?;
                let lemmas = lemmas.iter().filter_map(|l| l.str().map(Into::into)).collect();
                tables.exceptions.insert(form.str().ok_or_else(wrong)?.into(), lemmas);
            }
        }
        for (pos, list) in table("lemma_index").unwrap_or(&[]) {
            let wrong = || corrupt("lemma_index is no list of forms");
            let tables = rules.tables.entry(key(pos).ok_or_else(wrong)?).or_default();
            let list = list.list().ok_or_else(wrong)?;
            tables.index = list.iter().filter_map(|f| f.str().map(|f| murmur(f.as_bytes()))).collect();
            tables.index.sort_unstable();
        }
        Ok(rules)
    }

    /// The lemma of a word; `morph` holds features as `Name=Value|...`.
    pub(crate) fn lemma(&self, text: &str, pos: Upos, morph: &str) -> String {
        if let Some(lookup) = &self.lookup {
            return lookup.get(&string_id(text)).map_or_else(|| text.to_owned(), |l| l.to_string());
        }
        if pos == Upos::None || pos == Upos::Space || is_base_form(pos, morph) {
            return chars::lower(text);
        }
        let Some(tables) = self.tables.get(&string_id(&pos.as_str().to_lowercase())).filter(|t| t.any())
        else {
            return if pos == Upos::Propn { text.to_owned() } else { chars::lower(text) };
        };
        let string = chars::lower(text);
        // Where spaCy puts a form in front of its list, the list's front is all that counts here.
        let mut indexed: Option<String> = None;
        let mut first_other: Option<String> = None;
        let mut all: Vec<String> = Vec::new();
        let mut oov: Option<String> = None;
        for (old, new) in &tables.rules {
            let Some(stem) = string.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if tables.index.binary_search(&murmur(form.as_bytes())).is_ok() {
                indexed = Some(form.clone());
                all.push(form);
            } else if !chars::all_alpha(&form) {
                first_other.get_or_insert_with(|| form.clone());
                all.push(form);
            } else {
                oov.get_or_insert(form);
            }
        }
        // Exceptions go in front one by one, those already there excepted: the last new one is first.
        let mut front: Option<&str> = None;
        for form in tables.exceptions.get(string.as_str()).map_or(&[][..], Vec::as_slice) {
            if !all.iter().any(|f| **f == **form) {
                all.push(form.to_string());
                front = Some(form);
            }
        }
        match front {
            Some(form) => form.to_owned(),
            None => indexed.or(first_other).or(oov).unwrap_or_else(|| text.to_owned()),
        }
    }
}

/// Whether the features already say that a word is its own lemma (`EnglishLemmatizer.is_base_form`).
fn is_base_form(pos: Upos, morph: &str) -> bool {
    let get = |name: &str| {
        morph.split('|').find_map(|f| f.split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v))
    };
    let (form, degree) = (get("VerbForm"), get("Degree"));
    (pos == Upos::Noun && get("Number") == Some("Sing"))
        || form == Some("Inf")
        || (pos == Upos::Verb
            && form == Some("Fin")
            && get("Tense") == Some("Pres")
            && get("Number").is_none())
        || form == Some("None")
        || degree == Some("Pos")
}

#[derive(Debug, Clone)]
enum Node {
    Match { prefix: usize, suffix: usize, before: Option<u32>, after: Option<u32> },
    Replace { from: String, to: String },
}

/// Edit trees: how to make a lemma of a form.
#[derive(Debug, Default)]
pub(crate) struct Trees {
    nodes: Vec<Node>,
}

/// Nodes visited for one form; a tree of a pipeline has a handful.
const MAX_STEPS: usize = 1000;

impl Trees {
    /// Reads the file called `trees`; `strings` is the list of `vocab/strings.json`.
    pub(crate) fn read(bytes: &[u8], strings: &Value<'_>) -> Result<Trees, Reason> {
        let file = msgpack(bytes)?;
        let listed = strings.list().ok_or_else(|| corrupt("strings.json is no list"))?;
        // spaCy does not list the strings it has numbers of its own for.
        let reserved = SYMBOLS.iter().map(|(name, id)| (u64::from(*id), *name));
        let listed = listed.iter().filter_map(|s| s.str().map(|s| (string_id(s), s)));
        let by_id: HashMap<u64, &str> = reserved.chain(listed).collect();
        let mut trees = Trees::default();
        for tree in file.need("trees")?.list().ok_or_else(|| corrupt("the trees are no list"))? {
            let node = if let Some(from) = tree.get("orig") {
                let text = |v: &Value<'_>| -> Result<String, Reason> {
                    match v.uint() {
                        Some(0) => Ok(String::new()),
                        Some(id) => by_id
                            .get(&id)
                            .map(|s| (*s).to_owned())
                            .ok_or_else(|| corrupt(format!("string {id} is not in vocab/strings.json"))),
                        None => v.str().map(str::to_owned).ok_or_else(|| corrupt("a tree's string")),
                    }
                };
                Node::Replace { from: text(from)?, to: text(tree.need("subst")?)? }
            } else {
                let size = |name: &str| -> Result<usize, Reason> {
                    tree.need(name)?.size().ok_or_else(|| corrupt(format!("a tree's {name}")))
                };
                let child = |name: &str| -> Result<Option<u32>, Reason> {
                    match size(name)? {
                        n if n == u32::MAX as usize => Ok(None),
                        // Children are made before their parents, so nothing runs in a circle.
                        n if n < trees.nodes.len() => Ok(Some(n as u32)),
                        _ => Err(corrupt("a tree that points forward")),
                    }
                };
                Node::Match {
                    prefix: size("prefix_len")?,
                    suffix: size("suffix_len")?,
                    before: child("prefix_tree")?,
                    after: child("suffix_tree")?,
                }
            };
            trees.nodes.push(node);
        }
        Ok(trees)
    }

    /// Trees there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The lemma that a tree makes of a form, if it fits the form.
    pub(crate) fn apply(&self, tree: u32, form: &[char]) -> Option<String> {
        let mut out = String::new();
        self.step(tree, form, &mut out, &mut 0)?;
        Some(out)
    }

    fn step(&self, tree: u32, form: &[char], out: &mut String, steps: &mut usize) -> Option<()> {
        *steps += 1;
        if *steps > MAX_STEPS {
            return None;
        }
        match self.nodes.get(tree as usize)? {
            Node::Match { prefix, suffix, before, after } => {
                let end = form.len().checked_sub(*suffix).filter(|end| prefix <= end)?;
                if let Some(tree) = before {
                    self.step(*tree, &form[..*prefix], out, steps)?;
                }
                out.extend(&form[*prefix..end]);
                if let Some(tree) = after {
                    self.step(*tree, &form[end..], out, steps)?;
                }
            }
            Node::Replace { from, to } => {
                if !from.chars().eq(form.iter().copied()) {
                    return None;
                }
                out.push_str(to);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"trees": [{"orig": 456, "subst": 0}]}`: a rule that takes "_" away. A pipeline that was just trained writes no
    /// reserved name into vocab/strings.json.
    #[test]
    fn a_tree_may_speak_of_a_reserved_name_that_is_not_listed() {
        let tree =
            |id: [u8; 3]| [b"\x81\xa5trees\x91\x82\xa4orig".as_slice(), &id, b"\xa5subst\x00"].concat();
        let strings = crate::data::json("[]").unwrap();
        assert!(Trees::read(&tree([0xcd, 0x01, 0xc8]), &strings).is_ok());
        let unknown = Trees::read(&tree([0xcd, 0xff, 0xff]), &strings);
        assert!(unknown.is_err(), "a number nobody knows is still an error");
    }
}
