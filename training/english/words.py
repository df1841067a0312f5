#!/usr/bin/env python3
"""Makes words.tsv, the list of English words for `verbale train --words`, from WordNet 3.0.

    apt-get download wordnet-base && dpkg-deb -x wordnet-base*.deb wn
    python3 training/english/words.py wn/usr/share/wordnet > training/english/words.tsv

Lines are tag, form and lemma, a tab between. Inflected forms follow the rules of spelling below; WordNet's lists of
exceptions come before them. Words of several parts and names are left out, and many rare ones.
"""

import sys
from collections import defaultdict
from pathlib import Path

VOWELS = "aeiou"
# Consonants that are never doubled before an ending.
SINGLE = "wxy"
# Letters of a noun of one meaning at most; longer ones are mostly learned.
MOST_LETTERS = 11


def entries(folder: Path, kind: str) -> dict[str, bool]:
    """Words of one kind, each with whether WordNet's tagged texts have it."""
    found = {}
    for line in (folder / f"index.{kind}").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        word, senses, tagged = fields[0], int(fields[2]), int(fields[5 + int(fields[3])])
        if word.isalpha() and len(word) > 1:
            found[word] = tagged > 0 or senses > 1
    return found


def spelled(folder: Path, kind: str) -> set[str]:
    """Words that WordNet writes without a capital in at least one meaning."""
    found = set()
    for line in (folder / f"data.{kind}").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        for i in range(int(fields[3], 16)):
            found.add(fields[4 + 2 * i].split("(")[0])
    return found


def exceptions(folder: Path, kind: str) -> dict[str, list[str]]:
    """Irregular forms of each lemma."""
    found = defaultdict(list)
    for line in (folder / f"{kind}.exc").read_text().splitlines():
        form, *lemmas = line.split()
        for lemma in lemmas:
            if form.isalpha() and lemma.isalpha():
                found[lemma].append(form)
    return found


def with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def stem(word: str) -> str:
    """A word as it stands before an ending with a vowel, unless a consonant is doubled."""
    return word[:-1] if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) else word


def is_doubled(word: str) -> bool:
    """Whether the last consonant of a word of one syllable is doubled before an ending."""
    if len(word) < 3 or word[-1] in VOWELS or word[-1] in SINGLE or word[-2] not in VOWELS:
        return False
    return word[-3] not in VOWELS and sum(c in VOWELS for c in word) == 1


def with_ending(word: str, ending: str) -> str:
    if word.endswith("y") and word[-2] not in VOWELS and ending != "ing":
        return word[:-1] + "i" + ending
    if word.endswith("ie") and ending == "ing":
        return word[:-2] + "ying"
    if is_doubled(word):
        return word + word[-1] + ending
    return stem(word) + ending


def nouns(folder: Path):
    irregular, written = exceptions(folder, "noun"), spelled(folder, "noun")
    for word, is_common in entries(folder, "noun").items():
        if word in written and (is_common or len(word) <= MOST_LETTERS):
            yield "NN", word, word
            for form in irregular.get(word) or [with_s(word)]:
                yield "NNS", form, word


def verbs(folder: Path):
    irregular = exceptions(folder, "verb")
    for word in entries(folder, "verb"):
        yield "VB", word, word
        forms = irregular.get(word, [])
        ing = [f for f in forms if f.endswith("ing") and len(f) > len(word)]
        s = [f for f in forms if f.endswith("s") and f not in ing]
        past = [f for f in forms if f not in ing and f not in s]
        doubled = [f for f in past if f.endswith("ed")] and not ing and is_doubled(word)
        for form in {*s, with_s(word)}:
            yield "VBZ", form, word
        for form in ing or [word + word[-1] + "ing" if doubled else with_ending(word, "ing")]:
            yield "VBG", form, word
        # Many irregular verbs have regular forms besides: smelt, smelled.
        for form in {*past, with_ending(word, "ed")}:
            yield "VBD", form, word
            yield "VBN", form, word


def adjectives(folder: Path):
    irregular = exceptions(folder, "adj")
    written = spelled(folder, "adj")
    for word, is_common in entries(folder, "adj").items():
        if word not in written:
            continue
        if is_common or word.endswith(("ed", "ing", "ful", "less", "ous", "ive", "able", "ible", "al", "ic")):
            yield "JJ", word, word
        forms = irregular.get(word, [])
        short = is_common and (sum(c in VOWELS for c in stem(word)) == 1 or word.endswith("y")) and len(word) < 8
        for tag, ending in [("JJR", "er"), ("JJS", "est")]:
            own = [f for f in forms if f.endswith(ending)]
            for form in own or ([with_ending(word, ending)] if short else []):
                yield tag, form, word


def adverbs(folder: Path):
    for word, is_common in entries(folder, "adv").items():
        if is_common or word.endswith("ly"):
            yield "RB", word, word


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER, the one with index.noun")
    folder = Path(sys.argv[1])
    lines = {line for kind in (nouns, verbs, adjectives, adverbs) for line in kind(folder)}
    for line in sorted(lines):
        print("\t".join(line))


if __name__ == "__main__":
    main()
