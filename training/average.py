"""The mean of several pipelines (names, or trees) that were trained from the same start: what each overlearned evens out.

    average.py OUT PIPELINE...

The pipelines must have the same shape and labels; the first gives everything but the numbers. Seeds play no part.
"""
import argparse, os
os.environ.setdefault("OMP_NUM_THREADS", "1")
import spacy


def numbers(nlp):
    """Every parameter, in one order."""
    models = [pipe.model for _, pipe in nlp.pipeline if hasattr(getattr(pipe, "model", None), "walk")]
    return [(node, name) for model in models for node in model.walk() for name in node.param_names if node.has_param(name)]


def labels(nlp):
    return [(name, getattr(pipe, "move_names", None) or getattr(pipe, "labels", None)) for name, pipe in nlp.pipeline]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out"), args.add_argument("pipelines", nargs="+")
    args = args.parse_args()
    first, *others = [spacy.load(p) for p in args.pipelines]
    rows = [numbers(nlp) for nlp in (first, *others)]
    assert all(labels(nlp) == labels(first) for nlp in others)
    assert all([(n.name, p) for n, p in r] == [(n.name, p) for n, p in rows[0]] for r in rows)
    for same in zip(*rows):
        mean = sum(node.get_param(name).astype("f8") for node, name in same) / len(same)
        node, name = same[0]
        node.set_param(name, mean.astype("f4"))
    first.to_disk(args.out)


if __name__ == "__main__":
    main()
