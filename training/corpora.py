"""Reads the corpora that the weights are trained and measured on. Knows formats, knows no model.

A sentence of a treebank is a `Sentence`; a labelled sentence for names is a `Named`. Every file read is noted in `READ`
with its SHA-256, so that a run says what it was made from.
"""
import collections, hashlib, pathlib, zipfile

READ = {}

Sentence = collections.namedtuple("Sentence", "doc id words spaces tags pos morphs lemmas heads deps misc")
# `labels`: one of None (not known), "O", or B-/I- with a label, per word; `source` says which corpus.
Named = collections.namedtuple("Named", "doc words spaces labels source")


def logging(out):
    """Prints a row of cells, and writes it into OUT/log.tsv."""
    file = open(pathlib.Path(out) / "log.tsv", "w")

    def say(*cells):
        for to in (None, file):
            print(*cells, sep="\t", file=to, flush=True)
    return say


def text_of(path):
    data = pathlib.Path(path).read_bytes()
    READ[str(path)] = hashlib.sha256(data).hexdigest()
    return data.decode("utf-8")


def conllu(path):
    """The sentences of a CoNLL-U file, by syntactic words."""
    sentences, rows, doc, name, joined = [], [], "", "", {}
    for line in text_of(path).split("\n"):
        if line.startswith("# newdoc id"):
            doc = line.split("=", 1)[1].strip()
        elif line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line.startswith("#"):
            continue
        elif line:
            c = line.split("\t")
            if "." in c[0]:
                continue
            if "-" in c[0]:
                first, last = map(int, c[0].split("-"))
                # Within a word of several no space; after it what the range says.
                for i in range(first, last + 1):
                    joined[i] = i == last and "SpaceAfter=No" not in c[9]
                continue
            rows.append(c)
        elif rows:
            spaces = [joined.get(i + 1, "SpaceAfter=No" not in c[9]) for i, c in enumerate(rows)]
            sentences.append(Sentence(
                doc, name, [c[1] for c in rows], spaces, [c[4] for c in rows], [c[3] for c in rows],
                ["" if c[5] == "_" else c[5] for c in rows], [c[2] for c in rows],
                [int(c[6]) - 1 if c[6] != "0" else i for i, c in enumerate(rows)],
                ["ROOT" if c[6] == "0" else c[7] for c in rows], [c[9] for c in rows]))
            rows, joined = [], {}
    return sentences


def columns(text, form=0, label=-1):
    """Sentences of files with one word a line and empty lines between: pairs of words and labels."""
    words, labels = [], []
    for line in text.replace("\r", "").split("\n"):
        cells = line.rstrip().split("\t") if "\t" in line else line.split()
        if not line.strip() or line.startswith("-DOCSTART-"):
            if words:
                yield words, labels
            words, labels = [], []
        elif len(cells) > 1:
            words.append(cells[form]), labels.append(cells[label])
    if words:
        yield words, labels


NO_SPACE_BEFORE = set(".,;:!?)]}%'’”") | {"'s", "’s", "n't", "n’t", "'re", "'ve", "'ll", "'m", "'d"}
NO_SPACE_AFTER = set("([{$“‘")


def spaces(words):
    """Where spaces stood, guessed: for corpora that do not say."""
    out = []
    for a, b in zip(words, words[1:] + [""]):
        out.append(not (b in NO_SPACE_BEFORE or a in NO_SPACE_AFTER or a in "-/–" or b in "-/–"))
    return out
