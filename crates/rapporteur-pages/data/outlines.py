#!/usr/bin/env python3
"""Makes outlines.tsv from Natural Earth's coasts and borders at 1:110 million, which are in the public domain.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python3 outlines.py package/countries-110m.json package/land-110m.json > outlines.tsv

The npm package `world-atlas` (ISC) holds them as TopoJSON. One line per ring of land or stretch of border:
its kind, a tab, and longitude and latitude in tenths of a degree, each as the step from the one before.
"""

import json
import sys


def arcs(topology):
    """Every arc in tenths of a degree."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for px, py in arc:
            x, y = x + px, y + py
            line.append((round((x * kx + dx) * 10), round((y * ky + dy) * 10)))
        out.append(line)
    return out


def polygons(geometry):
    if geometry["type"] == "Polygon":
        yield geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        yield from geometry["arcs"]
    for part in geometry.get("geometries", []):
        yield from polygons(part)


def joined(ring, lines):
    out = []
    for n in ring:
        line = lines[n] if n >= 0 else lines[~n][::-1]
        out.extend(line if not out else line[1:])
    return out


def unwrapped(line):
    """The line without leaps from one edge of the map to the other: it goes on past 180 degrees instead."""
    out, turn = [], 0
    for i, (x, y) in enumerate(line):
        if i and abs(x - line[i - 1][0]) > 1800:
            turn += 3600 if x < line[i - 1][0] else -3600
        out.append((x + turn, y))
    return out


def copies(line):
    """The line, and once more at the other edge of the map if it goes past this one."""
    line = unwrapped(line)
    yield line
    if max(x for x, _ in line) > 1800:
        yield [(x - 3600, y) for x, y in line]
    if min(x for x, _ in line) < -1800:
        yield [(x + 3600, y) for x, y in line]


def steps(line):
    """The line without points that repeat the one before, as steps."""
    kept = [p for i, p in enumerate(line) if i == 0 or p != line[i - 1]]
    if len(kept) < 2:
        return None
    before = (0, 0)
    out = []
    for p in kept:
        out.append(f"{p[0] - before[0]},{p[1] - before[1]}")
        before = p
    return " ".join(out)


countries = json.load(open(sys.argv[1]))
land = json.load(open(sys.argv[2]))
print("# Natural Earth 1:110m, public domain; made by outlines.py. kind, then steps in tenths of a degree")
lines = arcs(land)
for polygon in polygons(land["objects"]["land"]):
    for ring in polygon[:1]:
        for copy in copies(joined(ring, lines)):
            if s := steps(copy):
                print(f"land\t{s}")
# A border is an arc that two countries share.
used = {}
for country in countries["objects"]["countries"]["geometries"]:
    for polygon in polygons(country):
        for ring in polygon:
            for n in ring:
                used[n if n >= 0 else ~n] = used.get(n if n >= 0 else ~n, 0) + 1
lines = arcs(countries)
for n in sorted(used):
    for copy in copies(lines[n]) if used[n] > 1 else []:
        if s := steps(copy):
            print(f"border\t{s}")
