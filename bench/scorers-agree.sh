#!/bin/bash
# Holds the Rust scorers to the reference programs on the same files: tables byte for byte, JSON value for value.
#   bench/scorers-agree.sh            compare; says so and stops where the reference programs are not beside the clone
#   bench/scorers-agree.sh --write    make the expected texts of crates/code/tests/score anew
#   REFERENCE=DIR                     where the reference programs and data lie (default ../shared)
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${REFERENCE:-../shared}
if [ ! -d "$shared/eval" ]; then
    echo "scorers-agree: skipped, no reference programs in $shared/eval"
    exit 0
fi
eval_dir=$(realpath "$shared/eval")
tests=crates/code/tests/score
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# reference KIND GOLD PREDICTED [--json]
reference() {
    local kind=$1 gold=$2 predicted=$3 json=${4:-}
    case $kind in
        ud) python3 "$eval_dir/parsing.py" "$gold" "$predicted" --subtypes --no-punct ${json:---per-deprel} $json | sed '/^$/d' ;;
        plover | plover-types)
            if [ -n "$json" ]; then
                python3 "$eval_dir/events.py" "$gold" "$predicted" --json "$work/events.json" >/dev/null 2>&1
                cat "$work/events.json"
            else
                python3 "$eval_dir/events.py" "$gold" "$predicted" --per-type 2>/dev/null
            fi ;;
        attribution) python3 "$eval_dir/attribution.py" "$gold" "$predicted" $json 2>/dev/null ;;
        human) python3 "$eval_dir/attribution.py" --human "$gold" $json ;;
        records) python3 "$eval_dir/records.py" "$gold" "$predicted" $json ;;
        many) python3 "$eval_dir/records.py" --many "$gold" "$predicted" $json ;;
        ties) python3 "$eval_dir/ties.py" "$gold" "$predicted" $json ;;
    esac
}

own() {
    echo "ud crates/parse/tests/score/gold.conllu crates/parse/tests/score/system.conllu"
    echo "plover $tests/plover-gold.json $tests/plover-predicted.jsonl"
    echo "plover-types $tests/plover-gold.tsv $tests/plover-table-predicted.jsonl"
    echo "attribution $tests/attribution $tests/attribution-predicted.jsonl"
    echo "human $tests/attribution -"
    for name in lund vote zero; do
        predicted=$tests/records/predicted/$name.jsonl
        [ -f "$predicted" ] || predicted=/dev/null
        echo "records $tests/records/gold/$name/gold.json $predicted"
    done
    echo "many $tests/records/gold $tests/records/predicted"
    echo "ties $tests/ties-gold.json $tests/ties-predicted.jsonl"
}

if [ "${1:-}" = --write ]; then
    mkdir -p "$tests/expected"
    own | while read -r kind gold predicted; do
        [ "$kind" = ud ] && continue
        name=$kind
        [ "$kind" = records ] && name=records-$(basename "$(dirname "$gold")")
        reference "$kind" "$gold" "$predicted" >"$tests/expected/$name.txt"
        reference "$kind" "$gold" "$predicted" --json >"$tests/expected/$name.json"
    done
    exit 0
fi

cargo build -q --release -p verbale --example score
score=${CARGO_TARGET_DIR:-target}/release/examples/score
{
    own
    if [ -d "$shared/data" ]; then
        python3 bench/perturb.py "$shared" "$work"
    fi
} >"$work/list"
failed=0
while read -r kind gold predicted; do
    reference "$kind" "$gold" "$predicted" >"$work/a.txt"
    "$score" "$kind" "$gold" "$predicted" >"$work/b.txt"
    reference "$kind" "$gold" "$predicted" --json >"$work/a.json"
    "$score" "$kind" "$gold" "$predicted" --json >"$work/b.json"
    if diff "$work/a.txt" "$work/b.txt" && python3 -c '
import json, sys
a, b = (json.load(open(x, encoding="utf-8")) for x in sys.argv[1:])
sys.exit(a != b and "the JSON differs")' "$work/a.json" "$work/b.json"; then
        echo "same: $kind $gold $(basename "$predicted")"
    else
        echo "DIFFERENT: $kind $gold $predicted"
        failed=1
    fi
done <"$work/list"
exit $failed
