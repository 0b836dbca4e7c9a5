"""Compares the engine with spaCy, token for token.

    parity.py MODEL TEXTS.json BINARY [--kernel avx2]

MODEL is a package or a pipeline directory, TEXTS.json a list of strings, BINARY the crate's `dump` example
(`cargo build --release -p rapporteur-syntax --example dump`). Prints what differs and the figures of docs/syntax.md.
"""
import argparse, collections, json, subprocess, sys
import spacy


def lines(binary, model, texts, kernel):
    command = [binary, str(model)] + ([kernel] if kernel else [])
    done = subprocess.run(command, input="\0".join(texts).encode(), capture_output=True, check=True)
    tokens, entities = [], []
    for line in done.stdout.decode().split("\n"):
        if line == ".":
            yield tokens, entities
            tokens, entities = [], []
        elif line:
            kind, *fields = line.split("\t")
            if kind == "T":
                tokens.append(fields)
            else:
                entities.append((int(fields[0]), int(fields[1]), fields[2]))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("model"), args.add_argument("texts"), args.add_argument("binary")
    args.add_argument("--kernel"), args.add_argument("--show", type=int, default=20)
    args = args.parse_args()
    nlp = spacy.load(args.model)
    texts = [t.replace("\0", " ") for t in json.load(open(args.texts))]
    totals = collections.Counter()
    wrong = collections.Counter()
    shown = collections.Counter()

    def differ(kind, *what):
        wrong[kind] += 1
        shown[kind] += 1
        if shown[kind] <= args.show:
            print(kind, *map(repr, what), file=sys.stderr)

    ours = lines(args.binary, nlp.path, texts, args.kernel)
    for doc, (tokens, entities) in zip(nlp.pipe(texts, batch_size=16), ours, strict=True):
        text = doc.text
        at = [0]
        for c in text:
            at.append(at[-1] + len(c.encode()))
        spans = [(at[t.idx], at[t.idx + len(t)]) for t in doc]
        mine = [(int(t[0]), int(t[1])) for t in tokens]
        totals["tokens"] += len(spans)
        if spans != mine:
            for span in set(spans) - set(mine):
                raw = text.encode()
                differ("tokens", raw[max(0, span[0] - 20):span[0]].decode(errors="replace"), raw[span[0]:span[1]].decode())
            # Tags and heads are compared given the same tokens.
            totals["texts with other tokens"] += 1
            continue
        totals["compared"] += len(spans)
        for t, (_, _, tag, pos, morph, lemma, dep, head, start) in zip(doc, tokens):
            lemma = lemma.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\\\", "\\")
            for kind, theirs, here in [
                ("tag", t.tag_, tag), ("pos", t.pos_, pos), ("morph", str(t.morph), morph),
                ("lemma", t.lemma_, lemma), ("dep", t.dep_, dep), ("head", t.head.i, int(head)),
                ("sentence", t.is_sent_start, start == "1"),
            ]:
                if theirs != here:
                    differ(kind, t.text, theirs, here)
            both = t.tag_ != tag or t.dep_ != dep or t.head.i != int(head)
            wrong["any of tag, head, label"] += both
        theirs = {(e.start, e.end, e.label_) for e in doc.ents}
        totals["entities"] += len(theirs)
        for e in theirs ^ set(entities):
            differ("entity", e, doc[e[0]:e[1]].text)
    print("of", dict(totals))
    for kind in ["tokens", "tag", "pos", "morph", "lemma", "dep", "head", "sentence", "any of tag, head, label", "entity"]:
        n = totals["entities"] if kind == "entity" else totals["tokens"] if kind == "tokens" else totals["compared"]
        print(f"{kind}: {wrong[kind]} differ, {100 * (1 - wrong[kind] / max(n, 1)):.4f} % identical")


main()
