#!/usr/bin/env python3
"""Weights of what speaks for and against that a pronoun takes up somebody, learned on GUM's training part.

    cargo xtask offers --pronouns CORPORA > pronouns.jsonl
    python3 training/pronouns.py pronouns.jsonl crates/rapporteur-lexicon/data

A line is a pronoun with its choices, each with its signs and whether it is right. Learned is a log-linear model: the share
of the right choices among all (softmax), with a pull to zero; apart for "he" and "she" and for "they". Only weights of signs
are written, no text. `--held` learns on four fifths of the documents and prints how good the weights are on the fifth.
Needs numpy. The same inputs give the same files.
"""
import json, sys
import numpy as np

STRENGTH, STEPS, SEEN = 1.5, 600, 5
HEAD = '''# What speaks for and against that a pronoun takes up somebody, as weights in log odds: a sign, what it is seen together with,
# the weight for "he" and "she", the weight for "they". Learned on GUM's freely licensed training part (Zeldes 2017), see
# references.rs; no text of it is here. Made by training/pronouns.py; do not edit.
sign\twith\tone\tmany
'''


def learn(rows):
    seen = {}
    for row in rows:
        for choice in row['choices']:
            for sign in map(tuple, choice['signs']):
                seen[sign] = seen.get(sign, 0) + 1
    names = {s: n for n, s in enumerate(sorted(s for s, n in seen.items() if n >= SEEN))}
    choice, pronoun, col, val, hit = [], [], [], [], []
    for p, row in enumerate(rows):
        for c in row['choices']:
            for sign in map(tuple, c['signs']):
                if sign in names:
                    choice.append(len(hit))
                    col.append(names[sign])
            hit.append(float(c['hit']))
            pronoun.append(p)
    choice, col, pronoun, hit = map(np.array, (choice, col, pronoun, hit))
    w, m, v = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    share = lambda e: e / np.bincount(pronoun, weights=e)[pronoun]
    for step in range(1, STEPS + 1):
        score = np.bincount(choice, weights=w[col], minlength=len(hit))
        top = np.full(pronoun.max() + 1, -np.inf)
        np.maximum.at(top, pronoun, score)
        e = np.exp(score - top[pronoun])
        slope = np.bincount(col, weights=(share(e) - share(e * hit + 1e-12))[choice], minlength=len(names)) + STRENGTH * w
        m, v = .9 * m + .1 * slope, .999 * v + .001 * slope ** 2
        w -= .05 * (m / (1 - .9 ** step)) / (np.sqrt(v / (1 - .999 ** step)) + 1e-8)
    return {s: float(w[n]) for s, n in names.items()}


def right(weights, rows):
    good = 0
    for row in rows:
        best = max(row['choices'], key=lambda c: sum(weights.get(tuple(s), 0) for s in c['signs']))
        good += best['hit']
    return good, len(rows)


def main():
    held = '--held' in sys.argv
    file, folder = [a for a in sys.argv[1:] if a != '--held'][:2]
    rows = [json.loads(line) for line in open(file, encoding='utf-8') if line.strip()]
    apart = [[r for r in rows if r['many'] == many] for many in (False, True)]
    if held:
        ids = sorted({r['id'] for r in rows})
        for kind, of in zip(('he, she', 'they'), apart):
            good = all_ = 0
            for fold in range(5):
                out = set(ids[fold::5])
                weights = learn([r for r in of if r['id'] not in out])
                g, n = right(weights, [r for r in of if r['id'] in out])
                good, all_ = good + g, all_ + n
            print(f'{kind}: {good} of {all_} right, {100 * good / all_:.1f} %')
        return
    one, many = map(learn, apart)
    signs = sorted(s for s in set(one) | set(many) if max(abs(one.get(s, 0)), abs(many.get(s, 0))) >= .01)
    with open(f'{folder}/antecedents.tsv', 'w', encoding='utf-8') as out:
        out.write(HEAD)
        for s in signs:
            out.write(f'{s[0]}\t{s[1]}\t{one.get(s, 0):.2f}\t{many.get(s, 0):.2f}\n')


if __name__ == '__main__':
    main()
