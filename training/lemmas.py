"""Lemmas by tables: en_core_web_sm's rules and word lists, and before them what the treebanks say of the forms they hold.

The tables are those of spaCy's rule lemmatizer for English, which the engine reads. No training: counting.
"""
import collections
from spacy.lookups import Lookups

CLASSES = "adj adp adv aux cconj det intj noun num part pron propn punct sconj sym verb x".split()


def tables(base, sentences):
    """Lookups for the rule lemmatizer: of a form with one part of speech the treebanks' commonest lemma goes first."""
    source = base.get_pipe("lemmatizer").lookups
    counts = collections.defaultdict(collections.Counter)
    for s in sentences:
        for form, pos, lemma in zip(s.words, s.pos, s.lemmas):
            if pos not in ("PROPN", "PUNCT", "SYM", "X", "NUM"):
                counts[pos.lower(), form.lower()][lemma] += 1
    # A table answers to a name, but lists its keys as hashes: a name beside the hash of the same name would replace it.
    of = lambda table: {pos: source.get_table(table)[pos] for pos in CLASSES if pos in source.get_table(table)}
    exceptions = {pos: dict(table) for pos, table in of("lemma_exc").items()}
    rules = {pos: list(table) for pos, table in of("lemma_rules").items()}
    assert "verb" in rules and "noun" in rules and "verb" in exceptions
    for (pos, form), lemmas in counts.items():
        lemma, count = lemmas.most_common(1)[0]
        if count * 10 < 7 * sum(lemmas.values()) or " " in lemma or lemma == "_":
            continue
        plain = [form[:len(form) - len(old)] + new for old, new in rules.get(pos, []) if old and form.endswith(old)]
        # What the rules would say anyway, or leave as it is, needs no entry.
        if lemma == form and not plain:
            continue
        if pos in ("noun", "verb", "adj") and count < 2 and lemma in plain and form not in exceptions.get(pos, {}):
            continue
        exceptions.setdefault(pos, {})[form] = [lemma]
    # Classes without rules: what no exception names is its own lemma, in lower case.
    for pos in exceptions:
        rules.setdefault(pos, [["", ""]])
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", exceptions)
    lookups.add_table("lemma_index", {pos: list(t) for pos, t in of("lemma_index").items()})
    return lookups


def replace(nlp, base, sentences):
    """Puts the tables in the place of the trained lemmatizer."""
    if "trainable_lemmatizer" in nlp.pipe_names:
        nlp.remove_pipe("trainable_lemmatizer")
    pipe = nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": True}, after="parser" if "parser" in nlp.pipe_names else None)
    pipe.initialize(lambda: [], lookups=tables(base, sentences))
