#!/bin/sh
# Times the whole command `crosswalk map` on generated employees beside a mapping written by hand, in turn, and checks
# that both compute the same rows.
#
# usage: tests/bench/compare.sh [RECORDS [RUNS]]
#
#   CROSSWALK    the program            (target/release/crosswalk)
#   BENCH_GEN    writes N records       (`BENCH_GEN N`)
#   BENCH_FLOOR  the mapping by hand    (`BENCH_FLOOR value`, `BENCH_FLOOR typed`; NDJSON in, NDJSON out)
#   BENCH_CANON  hash of rows           (`python3 BENCH_CANON --kept FILE`)
#
# Without BENCH_GEN, BENCH_FLOOR and BENCH_CANON nothing is compared: they are not part of this project.
set -eu
cd "$(dirname "$0")/../.."
records=${1:-100000}
runs=${2:-5}
crosswalk=${CROSSWALK:-target/release/crosswalk}
for name in BENCH_GEN BENCH_FLOOR BENCH_CANON; do
    eval "path=\${$name:-}"
    if [ -z "$path" ] || [ ! -e "$path" ]; then
        echo "skipped: $name does not name a file (see the head of this script)"
        exit 0
    fi
done
if [ ! -x "$crosswalk" ]; then
    echo "there is no $crosswalk: run \`cargo build --release\`, or set CROSSWALK" >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BENCH_GEN" "$records" >"$work/in"

# Runs a command over the records: its CPU seconds (user and system) to the file of that name.
timed() {
    name=$1
    shift
    code=0
    bash -c 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null' timed "$@" <"$work/in" >"$work/$name" 2>"$work/time" || code=$?
    # 1: records were refused, as some must be.
    [ "$code" -le 1 ] || { echo "$name ended with $code" >&2; exit 2; }
    awk '{ print $1 + $2 }' "$work/time" >>"$work/$name.times"
}

run=0
while [ "$run" -lt "$runs" ]; do
    timed crosswalk "$crosswalk" map tests/bench/bench.yaml
    timed value "$BENCH_FLOOR" value
    timed typed "$BENCH_FLOOR" typed
    run=$((run + 1))
done

hash() { python3 "$BENCH_CANON" --kept "$1" | cut -d ' ' -f 1,2; }
ours=$(hash "$work/crosswalk")
theirs=$(hash "$work/value")
if [ "$ours" != "$theirs" ]; then
    echo "the rows differ: $ours here, $theirs by hand" >&2
    exit 1
fi
echo "the rows are equal: $ours"
for name in crosswalk value typed; do
    sort -n "$work/$name.times" | awk -v name="$name" -v records="$records" '
        { time[NR] = $1 }
        END { middle = time[int((NR + 1) / 2)]
              printf "%-10s %9.0f records a CPU second (median of %d; %.2f s, best %.2f s)\n", name, records / middle, NR, middle, time[1] }'
done
