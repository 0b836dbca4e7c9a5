#!/usr/bin/env python3
"""Counts and weights of attribution cues, learned on PolNeAR's training part.

    cargo xtask offers CORPORA/attribution/polnear_train.jsonl > offers.jsonl
    python3 training/cues.py CORPORA/attribution/polnear_train.jsonl offers.jsonl crates/rapporteur-lexicon/data

An offer is marked where some gold attribution has half its content in common (Dice), a word of its source (or neither
has one) and a word of its cue. Counted are lemmas and constructions; a logistic regression over a few signs weighs the
rest, each offer seen without its own count. Only counts of general words and the weights are written, no text.
Needs numpy. The same inputs give the same files.
"""
import collections, json, math, re, sys
import numpy as np

WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
OWN, WORDED, BUILT, SURE, STRENGTH = 3.0, 8.0, 10.0, 1e-3, 4.0  # the same in attributing.rs
INTERACT = ('source-', 'content-', 'negated', 'modal', 'inside', 'future')


def kind(construction):
    first = construction.split(':')[0]
    if first in ('rule', 'noun', 'adj', 'pass'):
        return first
    return 'clause' if first in ('that', 'clause', 'wh', 'before', 'beside', 'beside-left') else 'verb'


def words_of(text):
    spans = [m.span() for m in WORD.finditer(text)]
    return lambda pieces: frozenset(i for i, (a, b) in enumerate(spans) for s, e in pieces if a < e and b > s) \
        if pieces else frozenset()


def logit(p):
    p = min(max(p, SURE), 1 - SURE)
    return math.log(p / (1 - p))


def read(gold_file, offers_file):
    gold = {g['id']: g for g in map(json.loads, open(gold_file, encoding='utf-8'))}
    for line in open(offers_file, encoding='utf-8'):
        document = json.loads(line)
        article = gold[document['id']]
        of = words_of(article['text'])
        marked = [(of(a.get('source_spans') or []), of(a.get('cue_spans') or []), of(a['content']))
                  for a in article['attributions']]
        by_word = collections.defaultdict(set)
        for i, (_, _, content) in enumerate(marked):
            for word in content:
                by_word[word].add(i)
        for offer in document['offers']:
            source = of([offer['source']] if offer['source'] else [])
            cue = of([offer['cue']] if offer['cue'] else [])
            content = of(offer['content'])
            near = set().union(*(by_word[w] for w in content)) if content else set()
            offer['hit'] = int(any(
                2 * len(c & content) >= 0.5 * (len(c) + len(content))
                and (s & source or not s and not source) and (q & cue or not q or not cue)
                for s, q, c in (marked[i] for i in near)))
            yield offer


class Counts:
    def __init__(self, offers):
        self.all = [0, 0]
        self.built, self.worded, self.own = (collections.defaultdict(lambda: [0, 0]) for _ in range(3))
        for o in offers:
            c, k = o['construction'], kind(o['construction'])
            for cell in (self.all, self.built[c], self.worded[o['lemma'], k], self.own[o['lemma'], c]):
                cell[0] += o['hit']
                cell[1] += 1

    def signs(self, o):
        """Features of an offer, its own count left out."""
        h, c, k = o['hit'], o['construction'], kind(o['construction'])
        base = (self.all[0] - h + 1) / (self.all[1] - 1 + 5)
        smooth = lambda cell, prior, weight: (cell[0] - h + weight * prior) / (cell[1] - 1 + weight)
        built = smooth(self.built[c], base, BUILT)
        worded = smooth(self.worded[o['lemma'], k], base, WORDED)
        apart = 1 / (1 + math.exp(-(logit(built) + logit(worded) - logit(base))))
        p = smooth(self.own[o['lemma'], c], apart, OWN)
        f = {'bias': 1.0, 'p': logit(p), 'pc': logit(built), 'pl': logit(worded)}
        for sign in o['signs']:
            f['any|' + sign] = 1.0
            if sign.startswith(INTERACT):
                f[k + '|' + sign] = 1.0
        return f


def regression(rows, hits):
    names = {}
    encoded = [[(names.setdefault(k, len(names)), v) for k, v in f.items()] for f in rows]
    row = np.repeat(np.arange(len(encoded)), [len(x) for x in encoded])
    col = np.array([i for x in encoded for i, _ in x])
    val = np.array([v for x in encoded for _, v in x])
    y, n = np.array(hits, float), len(names)
    w = np.zeros(n)
    w[names['p']] = 1
    for _ in range(250):
        p = 1 / (1 + np.exp(-np.bincount(row, weights=val * w[col], minlength=len(encoded))))
        slope = np.bincount(col, weights=val * (p - y)[row], minlength=n) + STRENGTH * w
        curve = np.bincount(col, weights=val ** 2 * (p * (1 - p))[row], minlength=n) + STRENGTH
        w -= np.clip(0.15 * slope / curve, -.2, .2)
    return {k: round(float(w[i]), 2) for k, i in names.items()}


def main():
    gold_file, offers_file, folder = sys.argv[1:4]
    offers = list(read(gold_file, offers_file))
    counts = Counts(offers)
    weights = regression([counts.signs(o) for o in offers], [o['hit'] for o in offers])
    plain = re.compile(r'^[a-z][a-z-]+$')
    own = collections.defaultdict(list)
    for (lemma, c), (h, n) in counts.own.items():
        if n >= 2 and (h > 0 or n >= 6):
            own[lemma, kind(c)].append((c, h, n))
    rows = []
    for (lemma, k), (h, n) in sorted(counts.worded.items()):
        if n >= 4 and (plain.match(lemma) or not lemma) and (h > 0 or n >= 10):
            by = sorted(own[lemma, k], key=lambda t: (-t[2], t[0]))[:12]
            rows.append(f'{lemma}\t{k}\t{h}\t{n}\t' + ' '.join(f'{c}={a}/{b}' for c, a, b in by))
    with open(f'{folder}/attribution_counts.tsv', 'w', encoding='utf-8') as out:
        out.write('''# How often a word attributes: of the places where the program considers it, how many the annotators of PolNeAR's training
# part (Newell, Margolin and Ruths 2018) marked. Counts of general English words; none of the texts is here.
# Made by training/cues.py; do not edit. kind: how it is built (verb, clause, noun, adj, pass, rule); by: the same for each
# construction that was seen at least twice, as marked/considered.
word\tkind\tmarked\tconsidered\tby
''' + '\n'.join(rows) + '\n')
    lines = [f'all\t\t{counts.all[0]}\t{counts.all[1]}']
    lines += [f'construction\t{c}\t{h}\t{n}' for c, (h, n) in sorted(counts.built.items())
              if n >= 5 and re.match(r'^[a-z:+-]+$', c)]
    lines += [f'weight\t{k}\t{v}\t' for k, v in sorted(weights.items())
              if k in ('bias', 'p', 'pc', 'pl') or abs(v) >= .1]
    with open(f'{folder}/attribution_weights.tsv', 'w', encoding='utf-8') as out:
        out.write('''# How often each construction attributes, and what speaks for or against (weights of a logistic regression in log odds):
# learned on PolNeAR's training part, see attribution_counts.tsv. Made by training/cues.py; do not edit.
# all: of everything considered. construction: marked, considered. weight: a kind (or any), a sign seen there, its weight.
what\tname\ta\tb
''' + '\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
