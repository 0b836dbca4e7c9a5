//! Loads a pipeline directory, or the same files from memory. The only module that reads files, and it writes none.
#![allow(clippy::disallowed_methods)] // Loading a model the user named is this crate's one contact with the disk.

use crate::bounds;
use crate::config::Config;
use crate::data::{Value, json};
use crate::error::{LoadError, Reason, corrupt, unsupported};
use crate::kernels::{Kernel, Kernels};
use crate::lemma::{Rules, Trees};
use crate::lexeme::Lexicon;
use crate::matrix::{Matrix, Shape, Source};
use crate::model::{Head, HeadKind, Model, Step};
use crate::names::Names;
use crate::net::Net;
use crate::ruler::Ruler;
use crate::tables::SYMBOLS;
use crate::tok2vec::Tok2Vec;
use crate::tokenizer::Tokenizer;
use crate::transition::{self, Scorer};
use rapporteur_model::Upos;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// No file of a pipeline this engine reads is larger.
const MAX_FILE: u64 = 1 << 30;

/// Where the files come from.
enum Files<'a> {
    Directory(&'a Path),
    Memory(&'a [(&'a str, &'a [u8])]),
}

impl<'a> Files<'a> {
    fn path(&self, name: &str) -> PathBuf {
        match self {
            Files::Directory(dir) => dir.join(name),
            Files::Memory(_) => PathBuf::from(name),
        }
    }
    fn find(&self, name: &str) -> Result<Option<Cow<'a, [u8]>>, LoadError> {
        match self {
            Files::Memory(files) => {
                Ok(files.iter().find(|(n, _)| *n == name).map(|(_, bytes)| Cow::Borrowed(*bytes)))
            }
            Files::Directory(_) => {
                let path = self.path(name);
                let unreadable = |e: std::io::Error| Reason::Unreadable(e.to_string()).at(&path);
                match std::fs::metadata(&path) {
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(e) => Err(unreadable(e)),
                    Ok(m) if m.len() > MAX_FILE => Err(unsupported("a file of more than 1 GiB").at(&path)),
                    Ok(_) => std::fs::read(&path).map(|b| Some(Cow::Owned(b))).map_err(unreadable),
                }
            }
        }
    }
    fn need(&self, name: &str) -> Result<Cow<'a, [u8]>, LoadError> {
        self.find(name)?.ok_or_else(|| Reason::Missing.at(self.path(name)))
    }
    /// A file put through a reader, whose reasons get the file's path.
    fn read<T>(&self, name: &str, reader: impl FnOnce(&[u8]) -> Result<T, Reason>) -> Result<T, LoadError> {
        reader(&self.need(name)?).map_err(|reason| reason.at(self.path(name)))
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| corrupt("not UTF-8"))
}

impl Model {
    /// Loads a pipeline directory (the one with `config.cfg` in it), to run on the fastest kernel of this machine.
    pub fn load(dir: &Path) -> Result<Model, LoadError> {
        Model::load_with(dir, Kernel::best())
    }

    /// As [`Model::load`], with a kernel of one's choice: for tests and measurements.
    pub fn load_with(dir: &Path, kernel: Kernel) -> Result<Model, LoadError> {
        Loader::new(Files::Directory(dir), kernel)?.model()
    }

    /// Loads a pipeline from memory: its files, by their path within the directory with `/` between folders. For
    /// weights that are part of a binary.
    pub fn from_files(files: &[(&str, &[u8])], kernel: Kernel) -> Result<Model, LoadError> {
        Loader::new(Files::Memory(files), kernel)?.model()
    }
}

struct Loader<'a> {
    files: Files<'a>,
    config: Config,
    kernel: Kernel,
    kernels: Kernels,
    names: Names,
    tok2vecs: Vec<Tok2Vec>,
    /// Components that are a tok2vec of their own, and their numbers.
    shared: Vec<(String, usize)>,
    heads: Vec<Head>,
}

impl<'a> Loader<'a> {
    fn new(files: Files<'a>, kernel: Kernel) -> Result<Self, LoadError> {
        let kernels = Kernels::of(kernel).ok_or_else(|| Reason::Kernel(kernel.name()).at(files.path("")))?;
        let config = files.read("config.cfg", |bytes| Config::read(utf8(bytes)?))?;
        Ok(Loader {
            files,
            config,
            kernel,
            kernels,
            names: Names::default(),
            tok2vecs: Vec::new(),
            shared: Vec::new(),
            heads: Vec::new(),
        })
    }

    /// A reason that is about the settings.
    fn about_config(&self, reason: Reason) -> LoadError {
        reason.at(self.files.path("config.cfg"))
    }

    fn model(mut self) -> Result<Model, LoadError> {
        let lang = self.config.str("nlp", "lang").map_err(|e| self.about_config(e))?;
        if lang != "en" {
            return Err(self.about_config(unsupported(format!("language {lang:?}"))));
        }
        let named = self.config.get("nlp", "tokenizer").map_err(|e| self.about_config(e))?;
        let named = match &named {
            Some(value) => value.get("@tokenizers").and_then(Value::str).map(str::to_owned),
            None => self.config.str("nlp.tokenizer", "@tokenizers").ok(),
        };
        if let Some(other) = named.filter(|n| n != "spacy.Tokenizer.v1") {
            return Err(self.about_config(unsupported(format!("tokenizer {other:?}"))));
        }
        let tokenizer = self.files.read("tokenizer", Tokenizer::read)?;
        let lexicon = self.lexicon()?;
        let disabled = self.config.strs("nlp", "disabled").map_err(|e| self.about_config(e))?;
        let mut steps = Vec::new();
        for name in self.config.strs("nlp", "pipeline").map_err(|e| self.about_config(e))? {
            if !disabled.contains(&name) {
                self.component(&name, &mut steps)?;
            }
        }
        let reason = |e: Reason| e.at("");
        let mut labels =
            bounds::Labels { root: self.names.number("ROOT").map_err(reason)?, decorated: HashMap::new() };
        for n in 0..self.names.len() as u16 {
            let name = self.names.get(n).to_owned();
            if let Some((label, head)) = name.split_once("||") {
                let pair =
                    (self.names.number(label).map_err(reason)?, self.names.number(head).map_err(reason)?);
                labels.decorated.insert(n, pair);
            }
        }
        Ok(Model {
            kernel: self.kernel,
            tokenizer,
            lexicon,
            names: Arc::new(self.names),
            tok2vecs: self.tok2vecs,
            heads: self.heads,
            steps: parser_first(steps),
            labels,
            pool: Mutex::new(Vec::new()),
        })
    }

    fn lexicon(&self) -> Result<Lexicon, LoadError> {
        let name = "vocab/lookups.bin";
        let Some(bytes) = self.files.find(name)? else { return Ok(Lexicon::default()) };
        let read = || -> Result<Lexicon, Reason> {
            let file = crate::data::msgpack(&bytes)?;
            let table = file.get("lexeme_norm").and_then(Value::map).unwrap_or(&[]);
            let pairs = table.iter().map(|(k, v)| {
                let key = k.uint().or_else(|| k.str().map(crate::ids::string_id));
                key.zip(v.str().map(str::to_owned)).ok_or_else(|| corrupt("lexeme_norm holds no norm"))
            });
            Ok(Lexicon { norms: pairs.collect::<Result<_, _>>()? })
        };
        if bytes.is_empty() {
            return Ok(Lexicon::default());
        }
        read().map_err(|reason| reason.at(self.files.path(name)))
    }

    fn component(&mut self, name: &str, steps: &mut Vec<Step>) -> Result<(), LoadError> {
        let section = format!("components.{name}");
        let factory = self.config.str(&section, "factory").map_err(|e| self.about_config(e))?;
        match factory.as_str() {
            "tok2vec" => {
                let number = self.tok2vec(&format!("{section}.model"), name)?;
                self.shared.push((name.to_owned(), number));
            }
            "tagger" | "morphologizer" | "trainable_lemmatizer" => {
                let head = self.head(name, &section, &factory)?;
                self.heads.push(head);
                steps.push(Step::Head(self.heads.len() - 1));
            }
            "parser" => {
                let (tok2vec, scorer) = self.scorer(name, &section, 0..=4, &[8, 13])?;
                let subtok = self.names.find("subtok");
                steps.push(Step::Parser { tok2vec, scorer: Box::new(scorer), subtok });
            }
            "ner" => {
                let (tok2vec, scorer) = self.scorer(name, &section, 1..=5, &[3, 6])?;
                steps.push(Step::Names { tok2vec, scorer: Box::new(scorer) });
            }
            "attribute_ruler" => {
                let file = format!("{name}/patterns");
                let names = &mut self.names;
                let ruler = self.files.read(&file, |bytes| Ruler::read(bytes, names))?;
                steps.push(Step::Ruler(Box::new(ruler)));
            }
            "lemmatizer" => {
                let mode = self.config.str(&section, "mode").map_err(|e| self.about_config(e))?;
                if mode != "rule" && mode != "lookup" {
                    return Err(self.about_config(unsupported(format!("lemmatizer with mode {mode:?}"))));
                }
                let overwrite =
                    self.config.bool(&section, "overwrite", false).map_err(|e| self.about_config(e))?;
                let file = format!("{name}/lookups/lookups.bin");
                let rules = self.files.read(&file, |bytes| Rules::read(bytes, &mode))?;
                steps.push(Step::Lemmas { rules: Box::new(rules), overwrite });
            }
            other => {
                return Err(self.about_config(unsupported(format!("component {name:?} of kind {other:?}"))));
            }
        }
        Ok(())
    }

    fn architecture(&self, section: &str, known: &[&str]) -> Result<String, LoadError> {
        let name = self.config.str(section, "@architectures").map_err(|e| self.about_config(e))?;
        if !known.contains(&name.as_str()) {
            return Err(self.about_config(unsupported(format!("architecture {name} in [{section}]"))));
        }
        Ok(name)
    }

    /// Checks that a section describes a tok2vec this engine knows, and says whether it is a listener.
    fn check_tok2vec(&self, section: &str) -> Result<bool, LoadError> {
        let known = ["spacy.Tok2Vec.v2", "spacy.HashEmbedCNN.v2", "spacy.Tok2VecListener.v1"];
        let name = self.architecture(section, &known)?;
        let flag = |section: &str, name: &str| {
            self.config.get(section, name).map_err(|e| self.about_config(e)).map(|v| match v {
                None | Some(Value::Nil | Value::Bool(false)) => false,
                Some(_) => true,
            })
        };
        let vectors = match name.as_str() {
            "spacy.Tok2VecListener.v1" => return Ok(true),
            "spacy.HashEmbedCNN.v2" => flag(section, "pretrained_vectors")?,
            _ => {
                self.architecture(&format!("{section}.encode"), &["spacy.MaxoutWindowEncoder.v2"])?;
                let embed = format!("{section}.embed");
                self.architecture(&embed, &["spacy.MultiHashEmbed.v2"])?;
                flag(&embed, "include_static_vectors")?
            }
        };
        if vectors {
            return Err(
                self.about_config(unsupported(format!("spacy.StaticVectors (word vectors) in [{section}]")))
            );
        }
        Ok(false)
    }

    /// Reads a component that is a tok2vec.
    fn tok2vec(&mut self, section: &str, name: &str) -> Result<usize, LoadError> {
        if self.check_tok2vec(section)? {
            return Err(self.about_config(corrupt(format!("[{section}] listens to nothing"))));
        }
        let kernels = self.kernels;
        let tok2vec =
            self.files.read(&format!("{name}/model"), |bytes| Tok2Vec::read(&Net::read(bytes)?, kernels))?;
        self.tok2vecs.push(tok2vec);
        Ok(self.tok2vecs.len() - 1)
    }

    /// The tok2vec of a component: the one it listens to, or the one within its own network.
    fn tok2vec_of(&mut self, section: &str, net: &Net<'_>, path: &Path) -> Result<usize, LoadError> {
        if self.check_tok2vec(section)? {
            let upstream = self.config.str(section, "upstream").unwrap_or_else(|_| "*".to_owned());
            let found = self.shared.iter().rev().find(|(name, _)| upstream == "*" || *name == upstream);
            return found.map(|(_, n)| *n).ok_or_else(|| {
                self.about_config(corrupt(format!(
                    "[{section}] listens to {upstream:?}, which does not come before"
                )))
            });
        }
        let tok2vec = Tok2Vec::read(net, self.kernels).map_err(|e| e.at(path))?;
        self.tok2vecs.push(tok2vec);
        Ok(self.tok2vecs.len() - 1)
    }

    fn settings(&self, name: &str) -> Result<Value<'static>, LoadError> {
        self.files.read(&format!("{name}/cfg"), |bytes| json(utf8(bytes)?))
    }

    fn head(&mut self, name: &str, section: &str, factory: &str) -> Result<Head, LoadError> {
        self.architecture(&format!("{section}.model"), &["spacy.Tagger.v2"])?;
        let file = format!("{name}/model");
        let path = self.files.path(&file);
        let bytes = self.files.need(&file)?;
        let net = Net::read(&bytes).map_err(|e| e.at(&path))?;
        let tok2vec = self.tok2vec_of(&format!("{section}.model.tok2vec"), &net, &path)?;
        let matrix = || -> Result<Matrix, Reason> {
            let layer = net.reference("softmax")?;
            let w = net.array(layer, "W", 2)?;
            let b = net.array(layer, "b", 1)?;
            let (outputs, inputs) = (w.shape[0], w.shape[1]);
            let source =
                Source { weights: &w.data, stride: inputs, offset: 0, bias: Some(&b.data), inputs, outputs };
            let matrix = Matrix::new(self.kernels, Shape::Linear, &source)?;
            if self.tok2vecs.get(tok2vec).map(Tok2Vec::width) != Some(inputs)
                || outputs > usize::from(u16::MAX)
            {
                return Err(corrupt("the sizes of two layers do not fit"));
            }
            Ok(matrix)
        };
        let matrix = matrix().map_err(|e| e.at(&path))?;
        let cfg = self.settings(name)?;
        let kind = self.head_kind(name, section, factory, &cfg)?;
        let classes = match &kind {
            HeadKind::Tagger(labels) => labels.len(),
            HeadKind::Morphologizer(labels) => labels.len(),
            HeadKind::Trees { labels, .. } => labels.len(),
        };
        if classes != matrix.outputs() {
            let why = corrupt(format!("{classes} labels for {} outputs", matrix.outputs()));
            return Err(why.at(self.files.path(&format!("{name}/cfg"))));
        }
        let overwrite = cfg.get("overwrite").and_then(Value::bool);
        let overwrite = match overwrite {
            Some(o) => o,
            None => self.config.bool(section, "overwrite", false).map_err(|e| self.about_config(e))?,
        };
        Ok(Head { tok2vec, matrix, kind, overwrite })
    }

    fn head_kind(
        &mut self,
        name: &str,
        section: &str,
        factory: &str,
        cfg: &Value<'_>,
    ) -> Result<HeadKind, LoadError> {
        let path = self.files.path(&format!("{name}/cfg"));
        let at = |reason: Reason| reason.at(&path);
        match factory {
            "tagger" => {
                let labels = cfg
                    .need("labels")
                    .map_err(at)?
                    .list()
                    .ok_or_else(|| at(corrupt("labels are no list")))?;
                let number = |l: &Value<'_>| self.names.number(l.str().ok_or_else(|| corrupt("a label"))?);
                let labels = labels.iter().map(number).collect::<Result<_, _>>().map_err(at)?;
                Ok(HeadKind::Tagger(labels))
            }
            "morphologizer" => {
                if cfg.get("extend").and_then(Value::bool) == Some(true) {
                    return Err(at(unsupported("morphologizer with extend = true")));
                }
                let mut labels = Vec::new();
                let morphs = cfg.need("labels_morph").map_err(at)?.map().unwrap_or(&[]);
                let pos = cfg.need("labels_pos").map_err(at)?;
                for (label, morph) in morphs {
                    let wrong = || at(corrupt("a label without features or part of speech"));
                    let (label, morph) = label.str().zip(morph.str()).ok_or_else(wrong)?;
                    let number = pos.get(label).and_then(Value::int).ok_or_else(wrong)?;
                    let pos = match number {
                        0 => Upos::None,
                        n => {
                            let found = SYMBOLS.iter().find(|(_, id)| i64::from(*id) == n);
                            found.and_then(|(name, _)| name.parse().ok()).ok_or_else(wrong)?
                        }
                    };
                    let morph = self.names.number(if morph == "_" { "" } else { morph }).map_err(at)?;
                    labels.push((morph, pos));
                }
                Ok(HeadKind::Morphologizer(labels))
            }
            _ => {
                let strings = self.files.need("vocab/strings.json")?;
                let strings =
                    utf8(&strings).and_then(json).map_err(|e| e.at(self.files.path("vocab/strings.json")))?;
                let trees =
                    self.files.read(&format!("{name}/trees"), |bytes| Trees::read(bytes, &strings))?;
                let labels = cfg
                    .need("labels")
                    .map_err(at)?
                    .list()
                    .ok_or_else(|| at(corrupt("labels are no list")))?;
                let labels = labels
                    .iter()
                    .map(|l| l.size().filter(|&l| l < trees.len()).map(|l| l as u32))
                    .collect::<Option<Vec<u32>>>()
                    .ok_or_else(|| at(corrupt("a label that is no tree")))?;
                let top_k = self.config.size(section, "top_k").unwrap_or(1).max(1);
                let backoff = self.config.str(section, "backoff").ok();
                if let Some(other) = backoff.as_deref().filter(|b| *b != "orth") {
                    return Err(self
                        .about_config(unsupported(format!("trainable_lemmatizer with backoff {other:?}"))));
                }
                Ok(HeadKind::Trees { trees: Box::new(trees), labels, top_k, backoff: backoff.is_some() })
            }
        }
    }

    fn scorer(
        &mut self,
        name: &str,
        section: &str,
        actions: std::ops::RangeInclusive<u8>,
        places: &[usize],
    ) -> Result<(usize, Scorer), LoadError> {
        self.architecture(&format!("{section}.model"), &["spacy.TransitionBasedParser.v2"])?;
        let cfg = self.settings(name)?;
        transition::check_settings(&cfg).map_err(|e| e.at(self.files.path(&format!("{name}/cfg"))))?;
        let file = format!("{name}/model");
        let path = self.files.path(&file);
        let bytes = self.files.need(&file)?;
        let net = Net::read(&bytes).map_err(|e| e.at(&path))?;
        let tok2vec = self.tok2vec_of(&format!("{section}.model.tok2vec"), &net, &path)?;
        let moves = self.files.need(&format!("{name}/moves"))?;
        let scorer = Scorer::read(&net, &moves, actions, places, self.kernels, &mut self.names)
            .map_err(|e| e.at(&path))?;
        if self.tok2vecs.get(tok2vec).map(Tok2Vec::width) != Some(scorer.inputs()) {
            return Err(corrupt("the sizes of two layers do not fit").at(&path));
        }
        Ok((tok2vec, scorer))
    }
}

/// Lets a parser go before the heads right in front of it that share its tok2vec: their classes are then chosen while
/// the parser's blocks are at hand, and no block is computed twice. Neither looks at what the other sets.
fn parser_first(mut steps: Vec<Step>) -> Vec<Step> {
    for i in 1..steps.len() {
        let mut at = i;
        while at > 0 && matches!(steps[at], Step::Parser { .. }) && matches!(steps[at - 1], Step::Head(_)) {
            steps.swap(at, at - 1);
            at -= 1;
        }
    }
    steps
}
