"""Turns published sets with names into lines with marked names for `train --marked`.

    python3 training/english/marked.py uner EWT.conllu UNER.iob2 > uner.txt
    python3 training/english/marked.py re3d re3d.jsonl > re3d.txt
    python3 training/english/marked.py meantime FOLDER > meantime.txt
"""

import glob
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

SMALL = {"of", "the", "for", "and", "in", "on", "to", "de", "al", "-", "&", "'s", "’s", "el", "bin", "ibn", "van", "von"}
TITLES = {
    "Foreign", "Prime", "Minister", "President", "Mr", "Mr.", "Mrs", "Ms", "Dr", "Dr.", "HE", "General", "Gen", "Gen.",
    "Secretary", "Defence", "Defense", "Lt", "Lt.", "Lieutenant", "Colonel", "Col.", "Major", "Maj.", "Sir", "Lord",
    "Sheikh", "Ambassador", "Envoy", "Special", "Deputy", "Vice", "King", "Prince", "Queen", "Chancellor", "US", "UK",
    "UN", "Senator", "Sen.", "Captain", "Commander", "Brigadier", "Brig.", "Air", "Marshal", "Sergeant", "Corporal",
}


def mark(text, names):
    """`text` with marks around names, given as (first, end, type); of names that overlap the longest counts."""
    chosen = []
    for first, end, kind in sorted(names, key=lambda n: (n[0] - n[1], n[0])):
        if all(end <= a or b <= first for a, b, _ in chosen):
            chosen.append((first, end, kind))
    out, at = [], 0
    for first, end, kind in sorted(chosen):
        out.append(text[at:first].replace("[", "("))
        out.append(f"[{kind} {text[first:end].replace(']', ')')}]")
        at = end
    out.append(text[at:].replace("[", "("))
    return re.sub(r"\s+", " ", "".join(out)).strip()


def columns(path):
    """Sentences as (sent_id, text, rows)."""
    head, rows = {}, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            head[key.strip()] = value.strip()
        elif line:
            row = line.split("\t")
            if row[0].isdigit():
                rows.append(row)
        elif rows:
            yield head.get("sent_id"), head.get("text"), rows
            head, rows = {}, []
    if rows:
        yield head.get("sent_id"), head.get("text"), rows


def uner(treebank, iob2):
    texts = {tuple(r[1] for r in rows): text for _, text, rows in columns(treebank)}
    for _, _, rows in columns(iob2):
        text = texts.get(tuple(r[1] for r in rows))
        if text is None:
            continue
        names, at = [], 0
        for row in rows:
            first = text.find(row[1], at)
            if first < 0:
                break
            at = first + len(row[1])
            begin, _, kind = row[2].partition("-")
            if kind not in ("PER", "ORG", "LOC"):
                continue
            if begin == "I" and names:
                names[-1] = (names[-1][0], at, names[-1][2])
            else:
                names.append((first, at, kind))
        else:
            print(mark(text, names))


def trim(value, kind):
    """The part of a phrase that is a name: (offset, length), or None."""
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", value)]
    while words and (words[0][1].lower() in ("the", "a", "an") or (kind == "PER" and words[0][1] in TITLES)):
        words.pop(0)
    if (len(words) == 1 and words[0][1] in {"We", "They", "Our", "It", "He", "She", "I", "Their", "His"}) or not words or words[0][1] in SMALL or not all(w[:1].isupper() or w.lower() in SMALL for _, w in words):
        return None
    if not words[-1][1][:1].isupper():
        return None
    first = words[0][0]
    end = words[-1][0] + len(words[-1][1].rstrip(",.;:"))
    return first, end


def re3d(path):
    kinds = {"Person": "PER", "Organisation": "ORG", "Location": "LOC"}
    for line in open(path, encoding="utf-8"):
        doc = json.loads(line)
        names = []
        for entity in doc["entities"]:
            kind = kinds.get(entity["type"])
            if not kind or entity["confidence"] == 0:
                continue
            value = doc["text"][entity["begin"] : entity["end"]]
            part = trim(value, kind)
            if part:
                names.append((entity["begin"] + part[0], entity["begin"] + part[1], kind))
        starts = [m.end() for m in re.finditer(r"\n+", doc["text"])]
        for first, end in zip([0] + starts, starts + [len(doc["text"])]):
            inside = [(a - first, b - first, k) for a, b, k in names if first <= a and b <= end]
            if doc["text"][first:end].strip():
                print(mark(doc["text"][first:end], inside))


def meantime(folder):
    kinds = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
    for path in sorted(glob.glob(folder + "/*/*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = {t.get("t_id"): t for t in root.iter("token")}
        types = {e.get("m_id"): kinds.get(e.get("ent_type")) for e in root.iter("ENTITY")}
        of = {}
        for link in root.iter("REFERS_TO"):
            target = link.find("target").get("m_id")
            for source in link.findall("source"):
                of[source.get("m_id")] = types.get(target)
        named = [m for m in root.iter("ENTITY_MENTION") if m.get("syntactic_type") == "NAM"]
        for number in range(6):
            text, spans = "", {}
            for t_id, token in tokens.items():
                if token.get("sentence") != str(number):
                    continue
                if text and not re.fullmatch(r"[,.;:!?)%]|'s|’s|n't", token.text) and not text.endswith(("(", "$")):
                    text += " "
                spans[t_id] = (len(text), len(text) + len(token.text))
                text += token.text
            names = []
            for mention in named:
                ids = [a.get("t_id") for a in mention.iter("token_anchor")]
                kind = of.get(mention.get("m_id"))
                if kind and ids and all(i in spans for i in ids):
                    first, end = spans[ids[0]][0], spans[ids[-1]][1]
                    part = trim(text[first:end], kind)
                    if part:
                        names.append((first + part[0], first + part[1], kind))
            if text:
                print(mark(text, names))


if __name__ == "__main__":
    {"uner": uner, "re3d": re3d, "meantime": meantime}[sys.argv[1]](*sys.argv[2:])
