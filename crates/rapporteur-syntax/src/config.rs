//! `config.cfg`: sections of names with JSON values, some of which point to others (`${a.b:c}`). Pure.

use crate::data::{Value, json};
use crate::error::{Reason, corrupt};
use std::collections::BTreeMap;

/// A pipeline's settings: section (dotted) -> name -> value as written.
#[derive(Debug, Default)]
pub(crate) struct Config {
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Config {
    /// Reads the text of a `config.cfg`.
    pub(crate) fn read(text: &str) -> Result<Config, Reason> {
        let mut config = Config::default();
        let mut section: Option<String> = None;
        let mut last: Option<String> = None;
        for line in text.lines() {
            let bare = line.trim();
            if bare.is_empty() || bare.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = bare.strip_prefix('[').and_then(|b| b.strip_suffix(']'))
                && !line.starts_with([' ', '\t'])
            {
                config.sections.entry(name.to_owned()).or_default();
                section = Some(name.to_owned());
                last = None;
                continue;
            }
            let entries = section
                .as_ref()
                .and_then(|s| config.sections.get_mut(s))
                .ok_or_else(|| corrupt("a setting before the first section"))?;
            if line.starts_with([' ', '\t']) {
                // A value that goes on over several lines.
                if let Some(value) = last.as_ref().and_then(|name| entries.get_mut(name)) {
                    value.push('\n');
                    value.push_str(bare);
                    continue;
                }
            }
            let (name, value) =
                bare.split_once('=').ok_or_else(|| corrupt(format!("no setting: {bare:?}")))?;
            let name = name.trim().to_owned();
            entries.insert(name.clone(), value.trim().to_owned());
            last = Some(name);
        }
        Ok(config)
    }

    /// A value, with pointers followed; `None` where the setting is absent.
    pub(crate) fn get(&self, section: &str, name: &str) -> Result<Option<Value<'static>>, Reason> {
        self.follow(section, name, 0)
    }

    fn follow(&self, section: &str, name: &str, depth: usize) -> Result<Option<Value<'static>>, Reason> {
        let Some(raw) = self.sections.get(section).and_then(|s| s.get(name)) else {
            return Ok(None);
        };
        if depth > 20 {
            return Err(corrupt(format!("[{section}] {name} points to itself")));
        }
        if let Some(target) = raw.strip_prefix("${").and_then(|r| r.strip_suffix('}'))
            && !target.contains('$')
        {
            let split = target.rsplit_once(':').or_else(|| target.rsplit_once('.'));
            let (section, name) = split.ok_or_else(|| corrupt(format!("no target in {raw:?}")))?;
            return self.follow(section, name, depth + 1);
        }
        json(raw).map(Some).map_err(|_| corrupt(format!("[{section}] {name} = {raw:?} is not JSON")))
    }

    /// A setting that must be a string.
    pub(crate) fn str(&self, section: &str, name: &str) -> Result<String, Reason> {
        let value = self.get(section, name)?;
        let text = value.as_ref().and_then(Value::str);
        text.map(str::to_owned).ok_or_else(|| corrupt(format!("[{section}] has no {name}")))
    }

    /// A setting that must be a whole number, not negative.
    pub(crate) fn size(&self, section: &str, name: &str) -> Result<usize, Reason> {
        let value = self.get(section, name)?.as_ref().and_then(Value::size);
        value.ok_or_else(|| corrupt(format!("[{section}] has no {name}")))
    }

    /// A setting that is true or false.
    pub(crate) fn bool(&self, section: &str, name: &str, default: bool) -> Result<bool, Reason> {
        match self.get(section, name)? {
            None | Some(Value::Nil) => Ok(default),
            Some(Value::Bool(b)) => Ok(b),
            Some(_) => Err(corrupt(format!("[{section}] {name} is neither true nor false"))),
        }
    }

    /// A setting that is a list of strings.
    pub(crate) fn strs(&self, section: &str, name: &str) -> Result<Vec<String>, Reason> {
        let wrong = || corrupt(format!("[{section}] {name} is no list of names"));
        match self.get(section, name)? {
            None => Ok(Vec::new()),
            Some(value) => {
                let list = value.list().ok_or_else(wrong)?;
                list.iter().map(|v| v.str().map(str::to_owned).ok_or_else(wrong)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lists_and_long_values() {
        let text = "[nlp]\npipeline = [\"a\",\n  \"b\"]\n# note\n[x.y]\nwidth = ${z:w}\nloop = ${x.y.loop}\n[z]\nw = 96\nflag = true\n";
        let config = Config::read(text).unwrap();
        assert_eq!(config.strs("nlp", "pipeline").unwrap(), ["a", "b"]);
        assert_eq!(config.size("x.y", "width").unwrap(), 96);
        assert!(config.bool("z", "flag", false).unwrap());
        assert!(config.get("x.y", "loop").is_err());
        assert!(config.get("x.y", "none").unwrap().is_none());
        assert!(Config::read("a = 1").is_err());
    }
}
