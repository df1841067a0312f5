#!/usr/bin/env python3
"""Counts what a reader judged of whole articles, by kind of record and of fault, as a part of docs/quality.md.

    bench/judged.py docs/judged.tsv 2214 2315 2416 2517 >> docs/quality.md
"""

import collections
import csv
import sys

FAULTS = {
    "content": "content breaks off or goes on too far",
    "ctx": "supposed, wanted or ahead where it is a fact, or the other way round",
    "party": "wrong party",
    "recip": "wrong recipient",
    "type": "wrong type or mode",
    "act": "act told as a statement",
    "date": "date of something else",
    "name": "name cut wrong",
    "voice": "wrong voice",
}


def table(head, rows):
    """Prints a table in Markdown."""
    print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell or "") for cell in row) + " |")


def main(path, *rounds):
    """Prints the judgements of `rounds`."""
    with open(path, encoding="utf-8", newline="") as file:
        judged = [row for row in csv.DictReader(file, delimiter="\t") if row["round"] in rounds]
    kinds = sorted({row["kind"] for row in judged})
    count = collections.Counter((row["verdict"], row["kind"]) for row in judged)
    every = collections.Counter(row["verdict"] for row in judged)
    print("\n## Judged by hand\n")
    print(f"Written by `bench/judged.py docs/judged.tsv {' '.join(rounds)}`: all records of {len({row['article'] for row in judged})} articles "
          "of `data/throughput` read in full, as the build after the last of these rounds has them, also those that `read` holds back. How many of the shown ones are right, and how it was judged: "
          "[precision.md](precision.md).")
    table(["verdict", *kinds, "all"], [
        [FAULTS.get(verdict, verdict), *(count[verdict, kind] for kind in kinds), every[verdict]]
        for verdict in sorted(every, key=lambda v: (v != "right", -every[v], v))
    ])


main(*sys.argv[1:])
