"""Builds the small pipelines and goldens that the crate's tests read.

    make_fixtures.py ../crates/rapporteur-syntax/tests/data

Two pipelines with random weights, in spaCy's format: `one` is put together like en_core_web_sm (listeners, attribute
ruler, lemmatizer by rules, names with their own tok2vec), `two` like what `spacy train` gives for treebanks
(morphologizer, edit-tree lemmatizer, extra state tokens, odd widths, another number of pieces). Random weights make
every transition happen, also those that a trained parser avoids. `golden-*.txt` is what spaCy says of `texts.txt`;
`golden-long-*.txt` is a
hash of what it says of all texts as one; `tokens.txt` is what its English tokenizer says of them. Texts are parted by lines of `%%`; `\\u....` stands for a
character.
"""
import json, pathlib, re, shutil, sys, tempfile
import numpy, spacy
from spacy.lookups import Lookups
from spacy.tokens import Doc
from spacy.training import Example

out = pathlib.Path(sys.argv[1])
random = numpy.random.default_rng(6)
WORDS = "Ruritania signed the old treaty on Monday , but its proud president said that he would not go there .".split()
TAGS = "NNP VBD DT JJ NN IN NNP , CC PRP$ JJ NN VBD IN PRP MD RB VB RB .".split()
POS = "PROPN VERB DET ADJ NOUN ADP PROPN PUNCT CCONJ PRON ADJ NOUN VERB SCONJ PRON AUX PART VERB ADV PUNCT".split()
HEADS = [1, 1, 4, 4, 1, 1, 5, 1, 1, 11, 11, 12, 1, 17, 17, 17, 17, 12, 17, 1]
DEPS = "nsubj ROOT det amod dobj prep pobj punct cc poss amod nsubj conj mark nsubj aux neg ccomp advmod punct".split()
LEMMAS = "Ruritania sign the old treaty on Monday , but its proud president say that he would not go there .".split()
MORPHS = ["Number=Sing", "Tense=Past|VerbForm=Fin", "Definite=Def|PronType=Art", "Degree=Pos", "Number=Sing", "",
          "Number=Sing", "PunctType=Comm", "", "Poss=Yes|PronType=Prs", "Degree=Pos", "Number=Sing",
          "Tense=Past|VerbForm=Fin", "", "Case=Nom", "VerbForm=Fin", "Polarity=Neg", "VerbForm=Inf", "", "PunctType=Peri"]
ENTS = ["B-GPE", "O", "O", "O", "O", "O", "B-DATE"] + ["O"] * 13


def embed(width, attrs, rows):
    return {"@architectures": "spacy.MultiHashEmbed.v2", "width": width, "attrs": attrs, "rows": rows,
            "include_static_vectors": False}


def tok2vec(width, depth, window, pieces, attrs, rows):
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed(width, attrs, rows),
            "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": width, "depth": depth,
                       "window_size": window, "maxout_pieces": pieces}}


def listener(width):
    return {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "*"}


def states(kind, t2v, extra, hidden, pieces):
    return {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": kind, "extra_state_tokens": extra,
            "hidden_width": hidden, "maxout_pieces": pieces, "use_upper": True, "tok2vec": t2v}


def tagger(t2v):
    return {"@architectures": "spacy.Tagger.v2", "tok2vec": t2v}


def example(nlp):
    doc = Doc(nlp.vocab, words=WORDS, tags=TAGS, pos=POS, heads=HEADS, deps=DEPS, lemmas=LEMMAS, morphs=MORPHS, ents=ENTS)
    return Example(nlp.make_doc(doc.text), doc)


def finish(nlp, name):
    for _, pipe in nlp.pipeline:
        if not hasattr(getattr(pipe, "model", None), "walk"):
            continue
        for node in pipe.model.walk():
            for param in node.param_names:
                if node.has_param(param):
                    value = node.get_param(param)
                    scale = 1.0 if node.name != "layernorm" else 0.3
                    # Coarse numbers, so that the files squeeze well in a repository.
                    new = numpy.round(random.normal(0, scale, value.shape) * 64) / 64
                    if node.name == "layernorm" and param == "G":
                        new = new + 1
                    elif node.name in ("linear", "softmax") and param == "W":
                        # Else one class would win everywhere.
                        new = new - new.mean(axis=1, keepdims=True)
                    elif node.name in ("linear", "softmax"):
                        new = new / 8
                    node.set_param(param, new.astype("f"))
    full = pathlib.Path(tempfile.mkdtemp())
    nlp.to_disk(full)
    loaded = spacy.load(full)
    target = out / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(full, target)
    shutil.rmtree(full)
    # What the engine does not read stays out of the repository.
    for useless in ["meta.json", "vocab/vectors", "vocab/key2row", "vocab/vectors.cfg", "senter", "README.md"]:
        path = target / useless
        path.unlink() if path.is_file() else None
    if "trainable_lemmatizer" in nlp.pipe_names:
        used = {nlp.vocab.strings[t[k]] for t in [nlp.get_pipe("trainable_lemmatizer").trees[i] for i in range(len(
            nlp.get_pipe("trainable_lemmatizer").trees))] for k in ("orig", "subst") if k in t}
        (target / "vocab/strings.json").write_text(json.dumps(sorted(s for s in used if s)))
    else:
        (target / "vocab/strings.json").unlink()
    return loaded


def one():
    nlp = spacy.blank("en")
    nlp.vocab.lookups.add_table("lexeme_norm", {"colour": "color", "tonne": "ton", "Colour": "color"})
    nlp.vocab.lex_attr_getters[67] = spacy.util.add_lookups(nlp.vocab.lex_attr_getters[67], nlp.vocab.lookups.get_table("lexeme_norm"))
    nlp.add_pipe("tok2vec", config={"model": tok2vec(16, 2, 1, 3, ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
                                                     [60, 20, 30, 24, 6, 6])})
    nlp.add_pipe("tagger", config={"model": tagger(listener(16))})
    nlp.add_pipe("parser", config={"min_action_freq": 1, "model": states("parser", listener(16), False, 16, 2)})
    ruler = nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("ner", config={"model": states("ner", tok2vec(16, 1, 1, 3, ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                                                               [40, 16, 24, 16]), False, 16, 2)})
    parser = nlp.get_pipe("parser")
    nlp.get_pipe("tagger").add_label("_SP")
    for label in ["amod||nsubj", "prep||dobj", "advmod||ROOT", "det"]:
        parser.add_label(label)
    for label in ["GPE", "DATE", "PERSON", "ORG"]:
        nlp.get_pipe("ner").add_label(label)
    lookups = Lookups()
    lookups.add_table("lemma_rules", {"noun": [["s", ""], ["ies", "y"], ["men", "man"]],
                                      "verb": [["s", ""], ["ed", ""], ["ed", "e"], ["ing", ""], ["ing", "e"]],
                                      "adj": [["er", ""], ["est", "e"]], "punct": [["\u201c", '"'], ["\u2019", "'"]],
                                      "adv": [["", ""]]})
    lookups.add_table("lemma_exc", {"verb": {"said": ["say"], "is": ["be"], "left": ["leave", "left"]},
                                    "noun": {"children": ["child"], "mice": ["mouse"]}, "adv": {"best": ["well"]}})
    lookups.add_table("lemma_index", {"noun": ["treaty", "island", "man", "talk", "party"], "verb": ["sign", "refuse", "agree", "talk"],
                                      "adj": ["old", "large"]})
    nlp.initialize(lambda: [example(nlp)])
    nlp.add_pipe("lemmatizer", config={"mode": "rule"}, before="ner").initialize(lambda: [], lookups=lookups)
    upos = {"NNP": "PROPN", "VBD": "VERB", "DT": "DET", "JJ": "ADJ", "NN": "NOUN", "IN": "ADP", ",": "PUNCT", "CC": "CCONJ",
            "PRP": "PRON", "PRP$": "PRON", "MD": "AUX", "RB": "ADV", "VB": "VERB", ".": "PUNCT", "_SP": "SPACE"}
    for tag, pos in upos.items():
        ruler.add([[{"TAG": tag}]], {"POS": pos, "MORPH": "_" if tag not in ("NN", "VB", "JJ") else
                                     {"NN": "Number=Plur", "VB": "VerbForm=Fin", "JJ": "Degree=Cmp"}[tag]})
    ruler.add([[{"LOWER": {"IN": ["not", "n't", "never"]}, "TAG": {"NOT_IN": ["DT", ""]}}]], {"POS": "PART", "LEMMA": "not"})
    ruler.add([[{"LOWER": "the"}, {"LOWER": {"REGEX": "^is(land|sue)s?$"}}]], {"LEMMA": "isle", "MORPH": "Number=Sing"}, index=1)
    ruler.add([[{"DEP": {"IN": ["aux", "neg"]}}], [{"ORTH": "Monday", "DEP": {"NOT_IN": ["ROOT"]}}]], {"POS": "AUX"})
    ruler.add([[{"IS_SPACE": True, "DEP": {"NOT_IN": [""]}}]], {"DEP": "dep"})
    ruler.add([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE", "MORPH": "_"})
    return finish(nlp, "one")


def two():
    nlp = spacy.blank("en")
    nlp.tokenizer.rules = {k: v for k, v in nlp.tokenizer.rules.items() if k in ("don't", "U.S.", ":)", "a.m.", "\n", " ")}
    nlp.tokenizer.prefix_search = re.compile(r'^["(\[]').search
    nlp.tokenizer.suffix_search = re.compile(r'["\)\].,;:!?]$|(?<=[0-9])%$').search
    nlp.tokenizer.infix_finditer = re.compile(r"--+|(?<=[a-z])\.(?=[A-Z])").finditer
    nlp.tokenizer.token_match = re.compile(r"[a-z]+@[a-z.]+$").match
    nlp.tokenizer.url_match = None
    cnn = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 20, "depth": 2,
           "embed_size": 24, "window_size": 1, "maxout_pieces": 2, "subword_features": True}
    nlp.add_pipe("tok2vec", config={"model": tok2vec(13, 1, 2, 4, ["LOWER", "ORTH", "SHAPE"], [40, 40, 20])})
    nlp.add_pipe("morphologizer", config={"model": tagger(listener(13))})
    nlp.add_pipe("trainable_lemmatizer", config={"model": tagger(listener(13)), "top_k": 3, "min_tree_freq": 1})
    nlp.add_pipe("tagger", config={"model": tagger(cnn)})
    nlp.add_pipe("parser", config={"min_action_freq": 1, "model": states("parser", listener(13), True, 9, 3)})
    nlp.add_pipe("ner", config={"model": states("ner", listener(13), True, 8, 1)})
    for label in ["GPE", "DATE", "PERSON"]:
        nlp.get_pipe("ner").add_label(label)
    nlp.initialize(lambda: [example(nlp)])
    return finish(nlp, "two")


def escape(text):
    return "".join(c if c.isprintable() and c != "\\" else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in text)


def unescape(text):
    return re.sub(r"\\u(....)|\\U(........)", lambda m: chr(int(m[1] or m[2], 16)), text)


def golden(nlp, texts, escape=escape):
    lines = []
    for text in texts:
        doc = nlp(text)
        at = [0]
        for c in text:
            at.append(at[-1] + len(c.encode()))
        for t in doc:
            fields = [at[t.idx], at[t.idx + len(t)], t.tag_, t.pos_, str(t.morph), escape(t.lemma_), t.dep_, t.head.i,
                      int(bool(t.is_sent_start) or t.i == 0)]
            lines.append("\t".join(map(str, ["T", *fields])))
        lines += [f"E\t{e.start}\t{e.end}\t{e.label_}" for e in doc.ents]
        lines.append(".")
    return "\n".join(lines) + "\n"


def fnv(text):
    h = 0xCBF29CE484222325
    for b in text.encode():
        h = (h ^ b) * 0x100000001B3 % 2**64
    return f"{h:016x}"


if __name__ == "__main__":
    texts = [unescape(t.strip("\n")) for t in (out / "texts.txt").read_text().split("%%\n")]
    for build in (one, two):
        nlp = build()
        (out / f"golden-{build.__name__}.txt").write_text(golden(nlp, texts))
        # All texts as one, twice over: longer than what the engine computes at a time.
        (out / f"golden-long-{build.__name__}.txt").write_text(fnv(golden(nlp, [" ".join(texts * 2)], str)) + "\n")
    blank = spacy.blank("en")
    rows = []
    for text in texts:
        rows += [f"{escape(t.text)}\t{escape(t.norm_)}\t{int(bool(t.whitespace_))}" for t in blank(text)] + ["."]
    (out / "tokens.txt").write_text("\n".join(rows) + "\n")
