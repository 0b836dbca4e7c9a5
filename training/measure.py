"""How good a pipeline is: trees, tags, lemmas on a treebank's tokens; names on wikigold.

    measure.py CORPORA PIPELINE [--final]

Without --final the development sets, for choosing; with it the test sets, for the one figure at the end.
"""
import argparse, json, os, pathlib, sys
os.environ.setdefault("OMP_NUM_THREADS", "1")
import spacy
from spacy.tokens import Doc
import corpora


def trees(nlp, sentences, group=1):
    """Scores as CORPORA/syntax/eval.py counts them, on gold tokens: sentence by sentence, or `group` at a time."""
    keep = [p for p in nlp.pipe_names if p != "ner"]
    docs, chunks = [], []
    for i in range(0, len(sentences), group):
        chunk = sentences[i:i + group]
        words = [w for s in chunk for w in s.words]
        spaces = [x for s in chunk for x in s.spaces[:-1] + [True]]
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces))
        chunks.append(chunk)
    n = words = uas = las = upos = xpos = lemma = feats = 0
    with nlp.select_pipes(enable=keep):
        for doc, chunk in zip(nlp.pipe(docs, batch_size=64), chunks):
            base = 0
            for s in chunk:
                for i in range(len(s.words)):
                    t = doc[base + i]
                    words += 1
                    upos += t.pos_ == s.pos[i]
                    xpos += t.tag_ == s.tags[i]
                    feats += str(t.morph) == s.morphs[i]
                    lemma += t.lemma_.lower() == s.lemmas[i].lower()
                    if s.pos[i] == "PUNCT":
                        continue
                    n += 1
                    right = t.head.i == base + s.heads[i]
                    uas += right
                    las += right and t.dep_.split(":")[0] == s.deps[i].split(":")[0]
                base += len(s.words)
    pct = lambda a, b: round(100 * a / max(b, 1), 2)
    return {"UAS": pct(uas, n), "LAS": pct(las, n), "UPOS": pct(upos, words), "XPOS": pct(xpos, words),
            "feats": pct(feats, words), "lemma": pct(lemma, words)}


COARSE = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}


def spans(labels):
    """Spans of IOB labels; both styles, also an I- that opens a span."""
    out, start, kind = [], None, None
    for i, label in enumerate(list(labels) + ["O"]):
        head, _, name = (label or "O").partition("-")
        if start is not None and (head != "I" or name != kind):
            out.append((start, i, kind))
            start = None
        if head in ("B", "I") and start is None:
            start, kind = i, name
    return out


def trim(words, span):
    start, end, kind = span
    if end - start > 1 and words[start].lower() == "the":
        start += 1
    if end - start > 1 and words[end - 1] in ("'s", "’s"):
        end -= 1
    return start, end, kind


def names(nlp, pairs):
    """F of PER/ORG/LOC by exact span and label on given tokens; a leading "the" and a closing 's are no part of a name."""
    docs = [Doc(nlp.vocab, words=w, spaces=corpora.spaces(w)) for w, _ in pairs]
    count = {}
    for doc, (words, labels) in zip(nlp.pipe(docs, batch_size=64), pairs):
        gold = {trim(words, (a, b, COARSE[k])) for a, b, k in spans(labels) if k in COARSE}
        ours = {trim(words, (e.start, e.end, COARSE[e.label_])) for e in doc.ents if e.label_ in COARSE}
        for key in ("PER", "ORG", "LOC", "all"):
            c = count.setdefault(key, [0, 0, 0])
            g = {x for x in gold if key in ("all", x[2])}
            o = {x for x in ours if key in ("all", x[2])}
            c[0] += len(g & o)
            c[1] += len(o)
            c[2] += len(g)
    out = {}
    for key, (hit, ours, gold) in count.items():
        p, r = hit / max(ours, 1), hit / max(gold, 1)
        out[key] = [round(100 * x, 2) for x in (p, r, 2 * p * r / max(p + r, 1e-9))]
    return out


def redocred(path):
    """Sentences of a DocRED file with the labels of its entities; of nested ones the longest."""
    out = []
    for document in json.loads(corpora.text_of(path)):
        marks = [["O"] * len(s) for s in document["sents"]]
        mentions = {(m["sent_id"], *m["pos"], m["type"]) for entity in document["vertexSet"] for m in entity}
        for sent, a, b, kind in sorted(mentions, key=lambda m: (m[0], m[1] - m[2], m[1], m[3])):
            if all(x == "O" for x in marks[sent][a:b]):
                marks[sent][a:b] = ["B-" + kind] + ["I-" + kind] * (b - a - 1)
        out += list(zip(document["sents"], marks))
    return out


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("pipeline"), args.add_argument("--final", action="store_true")
    args = args.parse_args()
    root, nlp = pathlib.Path(args.corpora), spacy.load(args.pipeline)
    part = "test" if args.final else "dev"
    if "parser" in nlp.pipe_names:
        for name in (f"syntax/gum/gum-free-{part}.conllu", f"syntax/ewt-{part}.conllu"):
            sentences = corpora.conllu(root / name)
            print(name, "sentence by sentence", trees(nlp, sentences), flush=True)
            print(name, "ten at a time", trees(nlp, sentences, 10), flush=True)
    if "ner" in nlp.pipe_names:
        if args.final:
            pairs = list(corpora.columns(corpora.text_of(root / "ner/wikigold.conll.txt")))
            print("wikigold", names(nlp, pairs))
            print("redocred test", names(nlp, redocred(root / "ner/redocred_test.json")))
        else:
            text = corpora.text_of(root / "ner/uner_dev.iob2")
            rows = "\n".join(l for l in text.split("\n") if not l.startswith("#"))
            print("redocred dev", names(nlp, redocred(root / "ner/redocred_dev.json")))
            print("uner dev", names(nlp, list(corpora.columns(rows, 1, 2))))


if __name__ == "__main__":
    main()
