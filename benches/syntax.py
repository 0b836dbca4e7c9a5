"""The syntax engine against spaCy: the same texts, the same run, one thread each, CPU time.

    cargo build --release -p rapporteur-syntax --example speed
    python benches/syntax.py MODEL TEXTS.json target/release/examples/speed [--rival MODEL] [--rounds 3] [--kernel avx2]

MODEL is a pipeline directory, TEXTS.json a list of strings (at least 1 MB of them). With --rival spaCy runs that pipeline,
the engine MODEL; else both run the same. Rounds alternate between the two,
so that a busy machine is busy for both; the best of each counts. `training/requirements.txt` pins spaCy.
"""
import os

for threads in ["OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[threads] = "1"
import argparse, json, subprocess, tempfile, time
import spacy


def main():
    args = argparse.ArgumentParser()
    args.add_argument("model"), args.add_argument("texts"), args.add_argument("binary")
    args.add_argument("--rounds", type=int, default=3), args.add_argument("--kernel")
    args.add_argument("--rival", help="the pipeline that spaCy runs, if another")
    args = args.parse_args()
    texts = [t.replace("\0", " ") for t in json.load(open(args.texts))]
    size = sum(len(t.encode()) for t in texts)
    nlp = spacy.load(args.rival or args.model)
    nlp(texts[0])
    theirs, ours, load = float("inf"), None, float("inf")
    with tempfile.NamedTemporaryFile("wb") as file:
        file.write("\0".join(texts).encode())
        file.flush()
        run = [args.binary, args.model, file.name, "--repeat", "2"] + (["--kernel", args.kernel] if args.kernel else [])
        for _ in range(args.rounds):
            done = json.loads(subprocess.run(run, capture_output=True, check=True).stdout)
            load = min(load, done["load_wall_s"])
            if ours is None or done["cpu_s"] < ours["cpu_s"]:
                ours = done
            before = time.process_time()
            tokens = sum(len(doc) for doc in nlp.pipe(texts))
            theirs = min(theirs, time.process_time() - before)
        two = []
        for _ in range(args.rounds):
            one_two = [json.loads(subprocess.run([*run, "--threads", n], capture_output=True, check=True).stdout) for n in "12"]
            load = min([load, *(done["load_wall_s"] for done in one_two)])
            two.append(one_two[0]["wall_s"] / one_two[1]["wall_s"])
    # The same tokenizer, whatever the pipeline.
    assert tokens == ours["tokens"], (tokens, ours["tokens"])
    print(f"{size:,} bytes, {tokens:,} tokens; kernel {ours['kernel']}; spaCy {spacy.__version__}")
    print(f"spaCy:  {tokens / theirs:>9,.0f} tokens per CPU second")
    print(f"engine: {tokens / ours['cpu_s']:>9,.0f} tokens per CPU second, {theirs / ours['cpu_s']:.1f} times as many")
    print(f"two threads: {max(two):.2f} times one (best of {args.rounds})")
    print(f"load: {1000 * load:.0f} ms (best); memory: {ours['peak_mb']:.0f} MB at peak")


main()
