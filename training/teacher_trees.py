"""A larger reader of trees: a small transformer, fine-tuned on the treebanks, whose trees of raw text the parser learns.

    teacher_trees.py CORPORA ENCODER OUT [--steps 1200] [--start FILE]
                                                            fine-tunes; writes OUT/trees.npz, OUT/trees.json, OUT/log.tsv
    teacher_trees.py CORPORA ENCODER OUT --label FILE       labels raw text with it; writes FILE, a sentence a line (JSON)

Every word is scored under every other (a bilinear form of the two, each through a layer of its own), then its label under
the chosen head, its tag, and its part of speech with all features; the best tree with one root is taken. Sentences share
rows, each seeing itself only. ENCODER and what it wants: `encoder.py`.
"""
import argparse, json, pathlib, random, time
import encoder
import jax, jax.numpy as jnp, numpy as np
import spacy
from spacy.tokens import Doc
import corpora, measure, teacher, train_names

WIDTH, ROWS = 128, 8
ARC, LABEL = 256, 128


def begin(p, rng, size, counts):
    """Fresh heads; returns their names."""
    new = {"dep.W": (size, ARC), "head.W": (size, ARC), "arc.U": (ARC + 1, ARC), "ldep.W": (size, LABEL), "lhead.W": (size, LABEL),
           "label.U": (LABEL + 1, counts["deps"] * (LABEL + 1)), "tags.W": (size, counts["tags"]), "kinds.W": (size, counts["kinds"])}
    for name, shape in new.items():
        p[name] = encoder.drawn(rng, shape)
        if name.endswith(".W"):
            p[name[:-1] + "b"] = jnp.zeros(shape[1])
    return [k for k in p if k.split(".")[0] in ("dep", "head", "arc", "ldep", "lhead", "label", "tags", "kinds", "shapes")]


def one(x):
    return jnp.concatenate([x, jnp.ones(x.shape[:-1] + (1,))], -1)


def layer(p, x, name, key, k):
    return encoder.dropped(jax.nn.gelu(x @ p[name + ".W"] + p[name + ".b"], approximate=True), key, k, 0.2)


def forward(p, config, ids, places, part, shapes, opens, key=None):
    """Vectors; log-likelihoods of every piece as head of every piece, of tags, of kinds. `opens`: a word or its sentence begins."""
    same = (part[:, :, None] == part[:, None, :]) & (part > 0)[:, :, None]
    seen = same | jnp.eye(WIDTH, dtype=bool)
    x = encoder.encode(p, config, ids, places, seen, shapes, key=key)
    arcs = one(layer(p, x, "dep", key, 200)) @ p["arc.U"] @ layer(p, x, "head", key, 201).transpose(0, 2, 1)
    able = same & opens[:, None, :] & ~jnp.eye(WIDTH, dtype=bool)
    arcs = jax.nn.log_softmax(jnp.where(able, arcs, -1e9))
    return x, arcs, *(jax.nn.log_softmax(x @ p[k + ".W"] + p[k + ".b"]) for k in ("tags", "kinds"))


def labels(p, x, heads, key=None):
    """Log-likelihoods of the label of every piece under the given head."""
    d, h = one(layer(p, x, "ldep", key, 202)), one(layer(p, x, "lhead", key, 203))
    h = jnp.take_along_axis(h, heads[..., None], 1)
    u = (d @ p["label.U"]).reshape(*d.shape[:2], -1, LABEL + 1)
    return jax.nn.log_softmax((u * h[:, :, None, :]).sum(-1))


def rows_of(items):
    """As many sentences, in their order, as find room in one batch of rows."""
    rows, room = [[] for _ in range(ROWS)], [WIDTH] * ROWS
    for item in items:
        at = next((k for k in range(ROWS) if room[k] >= len(item[0])), None)
        if at is None:
            yield rows
            rows, room, at = [[] for _ in range(ROWS)], [WIDTH] * ROWS, 0
        rows[at].append(item)
        room[at] -= len(item[0])
    yield rows


def arrays(rows):
    """ids, places, part, shapes, opens; then head, label, tag and kind of each word at its first piece, -1 elsewhere."""
    out = [np.zeros((ROWS, WIDTH), t) for t in (np.int32,) * 4 + (bool,)] + [np.full((ROWS, WIDTH), -1, np.int32) for _ in range(4)]
    ids, places, part, shapes, opens, heads, *rest = out
    for r, row in enumerate(rows):
        base = 0
        for k, (i, s, at, gold, *_) in enumerate(row):
            span = slice(base, base + len(i))
            ids[r, span], places[r, span], part[r, span], shapes[r, span] = i, range(len(i)), k + 1, s
            first = base + np.asarray(at)
            opens[r, base], opens[r, first] = True, True
            if gold:
                # The head of a root is what opens its sentence.
                heads[r, first] = [base if h == w else first[h] for w, h in enumerate(gold[0])]
                for array, values in zip(rest, gold[1:]):
                    array[r, first] = values
            base += len(i)
    return out


def loss_of(config):
    def mean(logits, gold):
        said = jnp.take_along_axis(logits, jnp.maximum(gold, 0)[..., None], -1)[..., 0]
        return -(said * (gold >= 0)).sum() / jnp.maximum((gold >= 0).sum(), 1)

    def loss(p, ids, places, part, shapes, opens, heads, deps, tags, kinds, key):
        x, arcs, t, k = forward(p, config, ids, places, part, shapes, opens, key)
        return mean(arcs, heads) + mean(labels(p, x, jnp.maximum(heads, 0), key), deps) + mean(t, tags) + mean(k, kinds)
    return loss


def cycle(heads):
    """The nodes of one cycle, or nothing; node 0 is the root."""
    done = [False] * len(heads)
    for start in range(1, len(heads)):
        path, at = [], start
        while at and not done[at]:
            done[at] = True
            path.append(at)
            at = heads[at]
        if at in path:
            return path[path.index(at):]
    return []


def arborescence(s):
    """The best tree of s[dependent, head] (Chu, Liu, Edmonds); node 0 is the root. Time cubic at worst."""
    s = s.copy()
    np.fill_diagonal(s, -np.inf)
    heads = s.argmax(1)
    heads[0] = 0
    ring = cycle(heads)
    if not ring:
        return heads
    rest = [i for i in range(len(s)) if i not in ring]
    gain = s[ring][:, rest] - s[ring, heads[ring]][:, None]
    below = s[rest][:, ring]
    t = np.full((len(rest) + 1,) * 2, -np.inf)
    t[:-1, :-1], t[-1, :-1], t[:-1, -1] = s[np.ix_(rest, rest)], gain.max(0), below.max(1)
    small = arborescence(t)
    for k, i in enumerate(rest):
        if i:
            heads[i] = ring[below[k].argmax()] if small[k] == len(rest) else rest[small[k]]
    enter = rest[small[-1]]
    heads[ring[gain[:, small[-1]].argmax()]] = enter
    return heads


def tree(arcs):
    """Heads of the words, a root its own, of arcs[word, 0 for the root or 1 + head]: the best tree with one root."""
    best, heads = -np.inf, None
    full = np.vstack([np.zeros(len(arcs) + 1), arcs])
    greedy = full.argmax(1)
    greedy[0] = 0
    if (greedy[1:] == 0).sum() == 1 and not cycle(greedy):
        heads = greedy
    else:
        # Of roots that are not among the four likeliest none was ever best.
        for root in np.argsort(-arcs[:, 0])[:4]:
            s = full.copy()
            s[:, 0] = -1e6
            s[root + 1, 0] = full[root + 1, 0]
            found = arborescence(s)
            value = s[np.arange(1, len(s)), found[1:]].sum()
            if value > best:
                best, heads = value, found
    return [i if h == 0 else int(h) - 1 for i, h in enumerate(heads[1:])]


class Reader:
    def __init__(self, pieces, config, params, names):
        self.pieces, self.params, self.names = pieces, params, names
        self.run = jax.jit(lambda p, *a: forward(p, config, *a))
        self.labels = jax.jit(labels)

    def read(self, sentences):
        """Of each sentence: heads, labels, tags, kinds, how sure of each word's head and label; None if it is too long."""
        out, items = [None] * len(sentences), []
        for k, words in enumerate(sentences):
            ids, at, shapes = self.pieces.of(words)
            if at and len(at) == len(words):
                items.append((ids, shapes, at, None, k))
        items.sort(key=lambda i: len(i[0]))
        for rows in rows_of(items):
            batch = arrays(rows)[:5]
            x, arcs, tags, kinds = self.run(self.params, *batch)
            arcs, tags, kinds = np.asarray(arcs), np.asarray(tags).argmax(-1), np.asarray(kinds).argmax(-1)
            heads, found = np.zeros((ROWS, WIDTH), np.int32), []
            for r, row in enumerate(rows):
                base = 0
                for ids, _, at, _, k in row:
                    first = base + np.asarray(at)
                    said = tree(arcs[r][np.ix_(first, np.concatenate([[base], first]))])
                    heads[r, first] = [base if h == w else first[h] for w, h in enumerate(said)]
                    found.append((k, r, first, said))
                    base += len(ids)
            deps = np.array(self.labels(self.params, x, heads))
            root = self.names["deps"].index("ROOT")
            for k, r, first, said in found:
                mine = deps[r, first]
                inner = np.asarray([h != w for w, h in enumerate(said)])
                mine[inner, root] = -np.inf
                best = np.where(inner, mine.argmax(-1), root)
                sure = np.exp(arcs[r, first, heads[r, first]] + mine[np.arange(len(said)), best])
                out[k] = said, [self.names["deps"][b] for b in best], [self.names["tags"][t] for t in tags[r, first]], \
                    [self.names["kinds"][t] for t in kinds[r, first]], [round(float(x), 3) for x in sure]
        return out


class Like:
    """What `measure.trees` asks of a pipeline."""
    vocab = spacy.blank("en").vocab
    pipe_names = []

    def __init__(self, reader):
        self.reader = reader

    def select_pipes(self, enable):
        import contextlib
        return contextlib.nullcontext()

    def pipe(self, docs, batch_size):
        docs = list(docs)
        for doc, read in zip(docs, self.reader.read([[t.text for t in d] for d in docs])):
            yield doc if read is None else doc_of(self.vocab, [t.text for t in doc], read)


def doc_of(vocab, words, read):
    heads, deps, tags, kinds, _ = read
    return Doc(vocab, words=words, heads=heads, deps=deps, tags=tags, pos=[k.split("|", 1)[0] for k in kinds],
               morphs=[k.split("|", 1)[1] for k in kinds])


def raw(root):
    """Sentences of freely licensed text without trees: multiNER, politics, re3d, ECB+ train; no tweets."""
    for source, words, gaps, _, _ in train_names.read(root):
        if source not in ("uner", "gum", "wnut"):
            yield source, words, gaps
    for words, gaps in teacher.stories(root):
        yield "ecb", words, gaps


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("encoder"), args.add_argument("out")
    args.add_argument("--steps", type=int, default=1200, help="of about a thousand pieces")
    args.add_argument("--every", type=int, default=400, help="steps between two looks at dev")
    args.add_argument("--rate", type=float, default=2e-4)
    args.add_argument("--start", default="", help="a trees.npz to go on from")
    args.add_argument("--label", default="")
    args.add_argument("--most", type=int, default=100_000, help="sentences to label, the first")
    args.add_argument("--seed", type=int, default=4)
    args = args.parse_args()
    root, folder, out = pathlib.Path(args.corpora), pathlib.Path(args.encoder), pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    pieces = encoder.Pieces(folder, WIDTH)
    rng = np.random.default_rng(args.seed)
    params, config = encoder.load(folder, rng)
    if args.label:
        names = json.loads((out / "trees.json").read_text())
        reader = Reader(pieces, config, encoder.kept(out / "trees.npz"), names)
        sentences = list(raw(root))[:args.most]
        with open(args.label, "w") as f:
            for at in range(0, len(sentences), 1000):
                some = sentences[at:at + 1000]
                for (source, words, gaps), read in zip(some, reader.read([w for _, w, _ in some])):
                    if read is not None:
                        row = dict(zip(("heads", "deps", "tags", "kinds", "sure"), read))
                        f.write(json.dumps({"source": source, "words": words, "spaces": gaps, **row}) + "\n")
                f.flush()
        return
    say = corpora.logging(out)

    train = corpora.conllu(root / "syntax/ewt-train.conllu") + corpora.conllu(root / "syntax/gum/gum-free-train.conllu")
    dev = {name: corpora.conllu(root / f"syntax/{path}-dev.conllu")[:300] for name, path in (("ewt-dev", "ewt"), ("gum-dev", "gum/gum-free"))}
    names = {"deps": sorted({d for s in train for d in s.deps}), "tags": sorted({t for s in train for t in s.tags}),
             "kinds": sorted({f"{p}|{m}" for s in train for p, m in zip(s.pos, s.morphs)})}
    (out / "trees.json").write_text(json.dumps(names))
    fast = begin(params, rng, config["hidden_size"], {k: len(v) for k, v in names.items()})
    if args.start:
        params = encoder.kept(args.start)
    index = {k: {x: i for i, x in enumerate(v)} for k, v in names.items()}
    items = []
    for s in train:
        ids, at, shapes = pieces.of(s.words)
        if len(at) == len(s.words):
            items.append((ids, shapes, at, (s.heads, [index["deps"][d] for d in s.deps], [index["tags"][t] for t in s.tags],
                                            [index["kinds"][f"{p}|{m}"] for p, m in zip(s.pos, s.morphs)])))
    say("sentences", len(items), "pieces", sum(len(i[0]) for i in items))
    step_of = encoder.learner(loss_of(config), args.rate, args.steps, fast)
    m, v = encoder.zeros(params), encoder.zeros(params)
    order, key, step, total = random.Random(args.seed), jax.random.PRNGKey(args.seed), 0, 0.0
    began = time.process_time()
    while step < args.steps:
        order.shuffle(items)
        for rows in rows_of(items):
            params, m, v, loss = step_of(params, m, v, step, *arrays(rows), jax.random.fold_in(key, step))
            total += float(loss)
            step += 1
            if step % 50 == 0:
                say("step", step, round(time.process_time() - began), round(total / 50, 4))
                total = 0.0
            if step % args.every == 0 or step == args.steps:
                reader = Reader(pieces, config, params, names)
                for name, sentences in dev.items():
                    say("dev", step, name, measure.trees(Like(reader), sentences))
                encoder.save(out / "trees.npz", params)
            if step == args.steps:
                break
    say("seconds", round(time.process_time() - began))


if __name__ == "__main__":
    main()
