"""Makes a pipeline of trees and tags twice as wide that says exactly the same, to be trained on.

    wider.py PIPELINE OUT [--seed 4]

Every number that passes through the tok2vec stands there twice; what reads it reads a share of each copy. The shares
are drawn, so that the copies learn different things: `train_syntax.py --start OUT`.
"""
import argparse, os
os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy, spacy
from spacy.training import Example


def shared(w, width, rng):
    """Weights that read blocks of `width` numbers, for blocks of two copies."""
    blocks = w.reshape(*w.shape[:-1], -1, width)
    more = rng.normal(0, 0.15, blocks.shape).astype("f4")
    return numpy.stack([blocks * (0.5 + more), blocks * (0.5 - more)], -2).reshape(*w.shape[:-1], -1)


def doubled(kind, name, w, width, rng):
    if kind == "hashembed":
        return numpy.concatenate([w, w], 1)
    if name == "W" and kind in ("maxout", "softmax", "linear"):
        w = shared(w, width, rng)
    return w if kind in ("softmax", "linear") else numpy.concatenate([w, w], 0)


def blank(old, width):
    """The same pipeline with the same labels, its tok2vec of another width."""
    config = old.config.copy()
    for part in config["components"].values():
        model = part["model"]
        for place in (model.get("embed"), model.get("encode"), model.get("tok2vec")):
            if place:
                place["width"] = width
    new = spacy.util.load_model_from_config(config, auto_fill=True)
    new.vocab.lookups.add_table("lexeme_norm", dict(old.vocab.lookups.get_table("lexeme_norm")))
    text = spacy.tokens.Doc(new.vocab, words=["It", "rains"], heads=[1, 1], deps=["nsubj", "ROOT"], tags=["PRP", "VBZ"], pos=["PRON", "VERB"])
    for name, pipe in new.pipeline:
        labels = {"labels": old.get_pipe(name).label_data} if getattr(old.get_pipe(name), "label_data", None) else {}
        pipe.initialize(lambda: [Example(text, text)], nlp=new, **labels)
    return new


def main():
    args = argparse.ArgumentParser()
    args.add_argument("pipeline"), args.add_argument("out"), args.add_argument("--seed", type=int, default=4)
    args = args.parse_args()
    old, rng = spacy.load(args.pipeline), numpy.random.default_rng(args.seed)
    width = old.config["components"]["tok2vec"]["model"]["encode"]["width"]
    new = blank(old, 2 * width)
    assert new.get_pipe("parser").move_names == old.get_pipe("parser").move_names
    for name, pipe in old.pipeline:
        assert getattr(pipe, "labels", ()) == getattr(new.get_pipe(name), "labels", ())
        for a, b in zip(pipe.model.walk(), new.get_pipe(name).model.walk(), strict=True):
            for p in a.param_names:
                if a.has_param(p):
                    w = a.get_param(p)
                    b.set_param(p, w.copy() if w.shape == b.get_param(p).shape else doubled(a.name, p, w, width, rng))
    new.to_disk(args.out)


if __name__ == "__main__":
    main()
