#!/usr/bin/env python3
"""Prints every Nth text of a JSONL file (or .jsonl.gz), an empty line between, as `verbale train --raw` takes them.

    python3 training/english/raw.py 3 ../shared/data/throughput/articles.jsonl.gz > raw.txt
"""

import gzip
import itertools
import json
import sys


def main() -> None:
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        sys.exit(f"usage: {sys.argv[0]} N FILE.jsonl[.gz]; N is 1 for all texts, 2 for every second")
    every, path = int(sys.argv[1]), sys.argv[2]
    read = gzip.open if path.endswith(".gz") else open
    with read(path, "rt", encoding="utf-8") as file:
        for line in itertools.islice(file, 0, None, every):
            print(json.loads(line)["text"].strip(), end="\n\n")


if __name__ == "__main__":
    main()
