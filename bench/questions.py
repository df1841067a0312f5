#!/usr/bin/env python3
"""Asks a ledger all that the program is made for, and prints what each answer took, as a part of docs/quality.md.

    bench/questions.py target/release/verbale LEDGER >> docs/quality.md

LEDGER holds the seed article and the texts of data/throughput, as `verbale add` read them. Rows count the lines of the answer;
times are those of the whole program, the fastest of three runs: by the clock, and of the processor.
"""

import json
import resource
import subprocess
import sys
import time

RUNS = 3

# Each question with its arguments, in the order of docs/questions.md.
QUESTIONS = [
    ("who recognises, on a day", "recognition --of AFG --as-of 2025-07-04"),
    ("two days before", "recognition --of AFG --as-of 2025-07-02"),
    ("ambassadors without recognition", "recognition --as-of 2025-07-04 --where axis=exchange --where value=ambassador --where recognition="),
    ("each step of two", "recognition --of AFG --by RUS --steps"),
    ("who stepped down", "recognition --steps --where change=downgrade --where change=recall --where date>=2021"),
    ("steps on one side's word", "recognition --steps --where word!=other --where word!=both"),
    ("what falls due", "claims --due-from 2022-03-01 --due-to 2022-03-31 --as-of 2022-03-31"),
    ("what one promised", "claims --speaker Russia --where said<=2022-12"),
    ("whose word is broken", "claims --where document_status!="),
    ("too vague to fail", "claims --kind commitment --where not_after="),
    ("demands that were answered", "claims --kind demand --where settled_by!="),
    ("posts of one", "actor AFG --kind role"),
    ("what one said of another", "actor RUS --kind statement --where what~recogni"),
    ("names and who uses them", "actor AFG --kind actor"),
    ("whom one met", "meetings --actor RUS"),
    ("alliances and divisions", "network"),
    ("splits", "network --relation split_from --where since>=2021"),
    ("who backs whom", "network --relation supports"),
    ("what changed after a day", "network --actor AFG --where since>=2025-07-03"),
    ("who reacted how", "reactions --about recognition"),
    ("who stayed silent", "reactions --about recognition --from 2025-07-03 --silent"),
    ("told at second hand", "reactions --where second_hand=true"),
    ("who changed", "reactions --where changed=true"),
    ("voices of a text", "voices article"),
    ("acts in time", "events --actor RUS --recipient UKR --bin month"),
    ("forecasts to test", "claims --kind impact --where document=article"),
    ("tests before and after", "impact"),
    ("words", "search recognition"),
]


def ask(program, ledger, arguments):
    """Rows, and milliseconds by the clock and of the processor."""
    command = [program, "ask", *arguments, "--ledger", ledger, "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    used = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return len(json.loads(done.stdout)), 1000 * clock, 1000 * used


def main(program, ledger):
    print("\n## Questions to a ledger\n")
    print("Written by `bench/questions.py` on the seed article and the 2,998 texts of `data/throughput`.\n")
    print("| question | `verbale ask …` | rows | ms | ms of the processor |\n|---|---|---|---|---|")
    for name, text in QUESTIONS:
        runs = [ask(program, ledger, text.split()) for _ in range(RUNS)]
        rows, clock, used = runs[0][0], min(r[1] for r in runs), min(r[2] for r in runs)
        print(f"| {name} | `{text}` | {rows:,} | {clock:.0f} | {used:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
