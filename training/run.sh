#!/bin/sh
# Trains, measures and packs the weights: run.sh CORPORA OUT. One core; a machine of its own needs about an hour and a quarter.
# Wants a Python environment with requirements.txt.
set -eu
here=$(dirname "$0")
export OMP_NUM_THREADS=1 PYTHONHASHSEED=0
python "$here/train_syntax.py" "$1" "$2/syntax" --steps 700 --every 350
python "$here/train_syntax.py" "$1" "$2/syntax2" --start "$2/syntax/pipeline" --steps 240 --every 1000 --rate 0.0008 --batch 800 --seed 5
python "$here/train_syntax.py" "$1" "$2/syntax3" --start "$2/syntax2/pipeline" --steps 3000 --every 750 --rate 0.001 --batch 800 --seed 6
python "$here/train_names.py" "$1" "$2/names" --steps 2400 --every 600 --rate 0.001
python "$here/pack.py" "$1" "$2/syntax3/pipeline" "$2/names/pipeline" "$2/pipeline"
python "$here/measure.py" "$1" "$2/pipeline"
