"""The mean of several names that were trained from the same start: what each overlearned evens out.

    average.py OUT PIPELINE...

The pipelines must have the same shape and labels; the first gives everything but the numbers. Seeds play no part.
"""
import argparse, os
os.environ.setdefault("OMP_NUM_THREADS", "1")
import spacy


def numbers(nlp):
    """Every parameter of the names, in one order."""
    model = nlp.get_pipe("ner").model
    return [(node, name) for node in model.walk() for name in node.param_names if node.has_param(name)]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out"), args.add_argument("pipelines", nargs="+")
    args = args.parse_args()
    first, *others = [spacy.load(p) for p in args.pipelines]
    rows = [numbers(nlp) for nlp in (first, *others)]
    assert all(nlp.get_pipe("ner").move_names == first.get_pipe("ner").move_names for nlp in others)
    assert all([(n.name, p) for n, p in r] == [(n.name, p) for n, p in rows[0]] for r in rows)
    for same in zip(*rows):
        mean = sum(node.get_param(name).astype("f8") for node, name in same) / len(same)
        node, name = same[0]
        node.set_param(name, mean.astype("f4"))
    first.to_disk(args.out)


if __name__ == "__main__":
    main()
