#!/usr/bin/env python3
"""Prints sentences of a treebank as wire news has them: behind a dateline, in capitals, as a headline.

    python3 training/english/wire.py en_ewt-train.conllu training/english/ewt-names.tsv > wire.conllu

The same input gives the same output. Trees of datelines follow those that stand alone in UD English EWT; the place
hangs on the sentence as `parataxis`. Names are written as `NE=` in MISC.
"""

import random
import sys
from collections import defaultdict

SHARE = {"dateline": 0.12, "capitals": 0.02, "headline": 0.03}
CITIES = """Accra Amman Ankara Athens Baghdad Baku Bamako Bangkok Beirut Belgrade Berlin Bogota Brussels Budapest Cairo
Canberra Caracas Damascus Dakar Dhaka Doha Dublin Geneva Hanoi Harare Havana Islamabad Jakarta Jerusalem Kabul Kampala
Khartoum Kigali Kinshasa Kyiv Lagos Lima Lisbon London Madrid Manila Minsk Mogadishu Moscow Nairobi Niamey Oslo Ottawa
Paris Podgorica Prague Pretoria Pyongyang Quito Rabat Riga Riyadh Rome Sanaa Santiago Sarajevo Seoul Skopje Sofia
Stockholm Taipei Tallinn Tashkent Tbilisi Tehran Tokyo Tripoli Tunis Vienna Vilnius Warsaw Washington Yerevan Zagreb
New_Delhi Addis_Ababa San_Salvador Mexico_City United_Nations Buenos_Aires Kuala_Lumpur The_Hague Phnom_Penh
Port_Moresby Abu_Dhabi New_York Cape_Town Panama_City Hong_Kong""".split()
STATES = """Russia Iran China France Turkey Egypt Pakistan Ukraine Japan Brazil Kenya Israel Syria India Iraq Sudan Togo
Latvia Chile Peru Ghana Nepal Germany Poland Jordan Ethiopia Calif. Fla. Va. Md. Texas""".split()
AGENCIES = "Reuters AP AFP Xinhua TASS UPI IRNA dpa EFE CNN ANSA Interfax RIA Kyodo Yonhap".split()
MONTHS = """January February March April May June July August September October November December
Jan. Feb. Aug. Sept. Oct. Nov. Dec.""".split()
FULL = {m[:3]: m for m in MONTHS[:12]}
DASHES = [("-", ","), ("--", ","), ("–", ","), ("—", ","), ("-", ":"), ("—", ":"), (":", ":")]
NAME = ("PROPN", "NNP", "Number=Sing")
NUMBER = ("NUM", "CD", "NumForm=Digit|NumType=Card")
SMALL = set("a an and as at but by for in nor of on or the to with from".split())


def sentences(path):
    """Sentences without empty words and multi-word tokens, as id and rows; others are left out."""
    name, rows, plain = "", [], True
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
            plain &= rows[-1][0].isdigit()
        elif not line:
            if plain:
                yield name, rows
            rows, plain = [], True


def named(path):
    """Names by sentence: first word, last word, type."""
    found = defaultdict(list)
    for line in open(path, encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        if len(fields) == 4:
            found[fields[0]].append((int(fields[1]), int(fields[2]), fields[3]))
    return found


def mark(rows, names):
    """Writes name labels and spaces, and nothing else, into MISC."""
    for row in rows:
        row[8] = "_"
        row[9] = "SpaceAfter=No" if "SpaceAfter=No" in row[9] else "_"
    for first, last, kind in names:
        for i in range(first - 1, last):
            label = "NE=" + ("B-" if i == first - 1 else "I-") + kind
            rows[i][9] = label if rows[i][9] == "_" else label + "|" + rows[i][9]


class Opening:
    """Rows of a dateline; heads count from 1, head 0 is the sentence's root."""

    def __init__(self):
        self.rows = []

    def word(self, form, tags, head, rel, misc=(), lemma=None):
        """Adds a word; gives its number."""
        number = len(self.rows) + 1
        self.rows.append([str(number), form, lemma or form, *tags, str(head), rel, "_", "|".join(misc) or "_"])
        return number

    def name(self, text, kind, head, rel, capitals=False):
        """Adds a name, its parts joined by underscores; gives the number of its first word."""
        first = None
        for part in text.split("_"):
            form = part.upper() if capitals else part
            label = f"NE={'I' if first else 'B'}-{kind}"
            number = self.word(form, NAME, first or head, "flat" if first else rel, [label], part)
            first = first or number
        return first

    def close(self):
        """No space after the last word."""
        misc = self.rows[-1][9]
        self.rows[-1][9] = "SpaceAfter=No" if misc == "_" else misc + "|SpaceAfter=No"

    def comma(self, head):
        self.close()
        self.word(",", ("PUNCT", ",", "_"), head, "punct")

    def date(self, draw, city):
        """Adds "March 3" or "3 March", with a year or not."""
        month, day, at = draw.choice(MONTHS), str(draw.randint(1, 31)), len(self.rows) + 2
        feats = ("Abbr=Yes|" if month.endswith(".") else "") + "Number=Sing"
        noun, lemma = ("PROPN", "NNP", feats), FULL[month[:3]]
        self.comma(at + 1)
        if draw.random() < 0.85:
            self.word(month, noun, at + 1, "nmod:unmarked", lemma=lemma)
            self.word(day, NUMBER, city, "nmod:unmarked")
        else:
            self.word(day, NUMBER, at + 1, "nummod")
            self.word(month, noun, city, "nmod:unmarked", lemma=lemma)
        if draw.random() < 0.3:
            self.comma(at + 3)
            self.word(str(draw.randint(1946, 2026)), NUMBER, at + 1, "nmod:unmarked")


def dateline(draw):
    """Rows of a dateline."""
    opening = Opening()
    city = opening.name(draw.choice(CITIES), "LOC", 0, "parataxis", draw.random() < 0.75)
    if draw.random() < 0.25:
        opening.comma(len(opening.rows) + 2)
        opening.name(draw.choice(STATES), "LOC", city, "appos")
    if draw.random() < 0.65:
        opening.date(draw, city)
    if draw.random() < 0.5:
        agency = len(opening.rows) + 2
        opening.word("(", ("PUNCT", "-LRB-", "_"), agency, "punct", ["SpaceAfter=No"])
        opening.name(draw.choice(AGENCIES), "ORG", city, "list")
        opening.close()
        opening.word(")", ("PUNCT", "-RRB-", "_"), agency, "punct")
    dash, tag = draw.choice(DASHES)
    if dash == ":":
        opening.close()
    opening.word(dash, ("PUNCT", tag, "_"), city, "punct")
    return opening.rows


def behind_dateline(draw, rows):
    """The sentence behind a dateline."""
    opening = dateline(draw)
    shift = len(opening)
    root = next(int(row[0]) for row in rows if row[6] == "0") + shift
    for row in opening:
        row[6] = str(root) if row[6] == "0" else row[6]
    for row in rows:
        row[0] = str(int(row[0]) + shift)
        row[6] = "0" if row[6] == "0" else str(int(row[6]) + shift)
    return opening + rows


def in_capitals(_, rows):
    """The sentence in capitals."""
    for row in rows:
        row[1] = row[1].upper()
    return rows


def as_headline(_, rows):
    """The sentence with a capital for each longer word, and without its stop."""
    for row in rows:
        if row[1].lower() not in SMALL:
            row[1] = row[1][:1].upper() + row[1][1:]
    return rows[:-1] if rows[-1][1] == "." else rows


DRESS = {"dateline": behind_dateline, "capitals": in_capitals, "headline": as_headline}


def suits(kind, rows):
    """Whether the sentence may stand so in the news."""
    root = next(row for row in rows if row[6] == "0")
    subject = any(row[6] == root[0] and row[7].startswith("nsubj") for row in rows)
    starts = rows[0][1][:1].isupper() and rows[0][3] not in ("INTJ", "CCONJ", "PUNCT", "X", "SYM")
    if kind == "dateline":
        return subject and starts and rows[-1][1] == "." and len(rows) >= 5
    return subject and starts and 4 <= len(rows) <= 25


def main():
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} TREEBANK.conllu NAMES.tsv")
    draw, names = random.Random(1), named(sys.argv[2])
    for sent_id, rows in sentences(sys.argv[1]):
        for kind, share in SHARE.items():
            if draw.random() < share and suits(kind, rows):
                copy = [list(row) for row in rows]
                mark(copy, names[sent_id])
                copy = DRESS[kind](draw, copy)
                text = "".join(row[1] + ("" if "SpaceAfter=No" in row[9] else " ") for row in copy).strip()
                print(f"# newdoc\n# sent_id = {sent_id}-{kind}\n# text = {text}")
                print("\n".join("\t".join(row) for row in copy), end="\n\n")


if __name__ == "__main__":
    main()
