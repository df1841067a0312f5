#!/usr/bin/env python3
"""Prints own sentences with their trees: "The union called for a ceasefire.", "A party demanded that the army leave."

    python3 training/english/calls.py > calls.conllu

Treebanks hold few such sentences and many like "a man called Fox", so that a parser takes "called" for a participle.
The same sentences come at each run.
"""

import random

SINGULAR = """minister president opposition party union government group council report statement ministry army leader
alliance movement bloc coalition parliament delegation committee envoy senator bishop spokesman commission court
resolution federation mayor governor king newspaper embassy""".split()
PLURAL = """protesters lawmakers rebels senators ministers students activists diplomats unions parties fishermen farmers
experts observers mediators officials governments soldiers churches""".split()
KIND = "local new main national regional Russian French Islamist liberal independent African".split()
AIMS = """ceasefire truce boycott strike referendum investigation inquiry summit compromise vote pause withdrawal
settlement reform timetable coalition""".split()
BARE = "talks dialogue calm restraint elections sanctions reforms peace unity negotiations action".split()
ENDS = [("release", "prisoners"), ("resignation", "minister"), ("withdrawal", "troops"), ("end", "war"), ("lifting", "sanctions"),
        ("return", "refugees"), ("creation", "state"), ("removal", "governor")]
BASE = "leave resign withdraw apologise explain ban release open close stop join sign publish lift recognise".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
IRREGULAR = {"fishermen": "fisherman", "parties": "party", "churches": "church"}
THE, SOME = ("DET", "DT", "Definite=Def|PronType=Art"), ("DET", "DT", "Definite=Ind|PronType=Art")
IN = ("ADP", "IN", "_")
NOUN = {False: ("NOUN", "NN", "Number=Sing"), True: ("NOUN", "NNS", "Number=Plur")}
VERB = {"call": "called", "press": "pressed", "push": "pushed", "ask": "asked", "appeal": "appealed", "vote": "voted"}


class Sentence:
    """Words with their heads, as references to words."""

    def __init__(self):
        self.words = []

    def word(self, form, lemma, tags, rel):
        self.words.append({"form": form, "lemma": lemma, "tags": tags, "rel": rel, "head": None})
        return self.words[-1]

    def noun(self, draw, noun, plural, rel, first=False):
        """A noun with an article and perhaps an adjective."""
        parts = []
        if not plural or draw.random() < 0.4:
            some = not plural and draw.random() < 0.35
            form = ("an" if noun[0] in "aeiou" else "a") if some else "the"
            parts.append([form, "a" if some else "the", SOME if some else THE, "det"])
        if draw.random() < 0.25:
            kind = draw.choice(KIND)
            if parts and parts[0][1] == "a":
                parts[0][0] = "an" if kind[0] in "aeiouAI" else "a"
            parts.append([kind, kind, ("ADJ", "JJ", "Degree=Pos"), "amod"])
        if first and parts:
            parts[0][0] = parts[0][0][0].upper() + parts[0][0][1:]
        made = [self.word(*part) for part in parts]
        form = noun[0].upper() + noun[1:] if first and not parts else noun
        lemma = IRREGULAR.get(noun) or (noun.removesuffix("s") if plural else noun)
        head = self.word(form, lemma, NOUN[plural], rel)
        for part in made:
            part["head"] = head
        return head

    def case(self, form):
        return self.word(form, form, IN, "case")

    def print(self, number):
        at = {id(word): i for i, word in enumerate(self.words, 1)}
        rows = []
        for i, w in enumerate(self.words, 1):
            head = 0 if w["head"] is None else at[id(w["head"])]
            misc = "SpaceAfter=No" if i == len(self.words) - 1 else "_"
            rows.append([str(i), w["form"], w["lemma"], *w["tags"], str(head), w["rel"], "_", misc])
        text = " ".join(w["form"] for w in self.words[:-1]) + "."
        print(f"# newdoc\n# sent_id = calls-{number}\n# text = {text}")
        print("\n".join("\t".join(row) for row in rows), end="\n\n")


def past(plural):
    number = "Plur" if plural else "Sing"
    return ("VERB", "VBD", f"Mood=Ind|Number={number}|Person=3|Tense=Past|VerbForm=Fin")


def aim(draw, s, head):
    """What is called for."""
    case = s.case("for")
    kind = draw.random()
    if kind < 0.4:
        noun = s.noun(draw, draw.choice(AIMS), False, "obl")
    elif kind < 0.6:
        word = draw.choice(BARE)
        plural = word.endswith("s")
        noun = s.word(word, word[:-1] if plural else word, NOUN[plural], "obl")
    else:
        first, second = draw.choice(ENDS)
        noun = s.noun(draw, first, False, "obl")
        inner = s.case("to" if first == "end" else "of")
        other = s.noun(draw, second, second.endswith("s"), "nmod")
        inner["head"], other["head"] = other, noun
    case["head"], noun["head"] = noun, head


def demand(draw, s, head):
    """That somebody do something."""
    mark = s.word("that", "that", ("SCONJ", "IN", "_"), "mark")
    who = s.noun(draw, draw.choice(SINGULAR), False, "nsubj")
    base = draw.choice(BASE)
    verb = s.word(base, base, ("VERB", "VB", "Mood=Sub|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"), "ccomp")
    verb["head"], mark["head"], who["head"] = head, verb, verb
    if base in ("ban", "release", "open", "close", "stop", "join", "sign", "publish", "lift", "recognise"):
        thing = s.noun(draw, draw.choice(AIMS), False, "obj")
        thing["head"] = verb


def main():
    draw = random.Random(1)
    for number in range(1, 401):
        s = Sentence()
        plural = draw.random() < 0.35
        who = s.noun(draw, draw.choice(PLURAL if plural else SINGULAR), plural, "nsubj", first=True)
        if draw.random() < 0.75:
            lemma = draw.choice(["call"] * 8 + list(VERB))
            root = s.word(VERB[lemma], lemma, past(plural), "root")
            aim(draw, s, root)
        else:
            root = s.word("demanded", "demand", past(plural), "root")
            demand(draw, s, root)
        who["head"] = root
        if draw.random() < 0.25:
            case = s.case("on")
            day = draw.choice(DAYS)
            when = s.word(day, day, ("PROPN", "NNP", "Number=Sing"), "obl")
            case["head"], when["head"] = when, root
        s.word(".", ".", ("PUNCT", ".", "_"), "punct")["head"] = root
        s.print(number)


if __name__ == "__main__":
    main()
