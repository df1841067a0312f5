"""Makes predictions out of gold, some dropped, some altered, and lists what to score: perturb.py SHARED OUT.

Prints lines `KIND GOLD PREDICTED` for scorers-agree.sh. Seeds are fixed, so every run makes the same files.
"""
import json, os, random, sys

shared, out = sys.argv[1:]
data = os.path.join(shared, "data")
sys.path.insert(0, os.path.join(shared, "eval"))


def write(name, objects):
    path = os.path.join(out, name)
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)
    return path


def shift(r, spans):
    moved = [(max(0, a + r.choice([0, 0, 0, -4, 3])), b + r.choice([0, 0, 5, 9])) for a, b in spans]
    return [[a, max(a, b)] for a, b in moved]


def ud(seed):
    r = random.Random(seed)
    gold = os.path.join(data, "ud", "en_ewt-dev.conllu")
    path = os.path.join(out, "ud-%d.conllu" % seed)
    with open(gold, encoding="utf-8") as f, open(path, "w", encoding="utf-8") as g:
        for sentence in f.read().split("\n\n"):
            rows = [x.split("\t") for x in sentence.split("\n") if x and x[0] != "#"]
            words = [x for x in rows if x[0].isdigit()]
            for w in words:
                if r.random() < 0.1:
                    w[3] = "NOUN"
                if r.random() < 0.1:
                    w[7] = r.choice(["obl", "nmod", "punct", "nmod:poss", "conj"])
                if r.random() < 0.1:
                    w[2] = w[1]
                if r.random() < 0.1:
                    w[5] = "Number=Sing"
                if w[6] not in ("0", "_") and r.random() < 0.1:
                    root = next(x for x in words if x[6] == "0")
                    if w is not root and not any(x[6] == w[0] for x in words):
                        w[6] = root[0]
            if r.random() < 0.3:                            # without multi-word lines, the words run on
                rows = [x for x in rows if "-" not in x[0] or
                        "".join(w[1] for w in words[int(x[0].split("-")[0]) - 1:int(x[0].split("-")[1])]) != x[1]]
            if rows:
                g.write("\n".join("\t".join(x) for x in rows) + "\n\n")
    print("ud", gold, path)


def events(seed):
    r = random.Random(seed)
    gold = os.path.join(data, "plover-gsr", "dev.json")
    import events as E
    pred = []
    for doc, _, _, evs in E.read_gold(gold):
        for e in evs:
            if r.random() < 0.15:
                continue
            one = {"doc": doc, "type": r.choice(E.TYPES) if r.random() < 0.2 else e.type}
            for k, side in (("source", e.src), ("target", e.tgt)):
                one[k] = [c for c, _ in side if c and r.random() < 0.9] + (["USA"] if r.random() < 0.1 else [])
                one[k + "_sectors"] = sorted({s for _, x in side for s in x if r.random() < 0.9})
            if r.random() < 0.1:
                one["source"], one["target"] = one["target"], one["source"]
            pred.append(one)
            if r.random() < 0.2:
                pred.append(dict(one, type=None, cameo=r.choice(["057", "0841", "163", "010", "190", "1712"])))
    print("plover", gold, write("events-%d.jsonl" % seed, pred))


def attribution(seed):
    r = random.Random(seed)
    gold = os.path.join(data, "polnear-dev")
    import attribution as A
    pred = []
    for doc, files in sorted(A.list_gold(gold).items()):
        text = A.load_text(gold, doc)
        n = len(text.text)
        clip = lambda spans: [[min(a, n), min(b, n)] for a, b in spans]
        for k, who in enumerate(sorted(files)):
            for source, cue, content in A.read_ann(files[who], text)[0]:
                if r.random() < (0.15 if k == 0 else 0.7):
                    continue
                one = {"doc": doc, "source": clip(shift(r, source)) if r.random() < 0.85 else [],
                       "cue": clip(shift(r, cue)), "content": clip(shift(r, content))}
                if r.random() < 0.5:
                    one["kind"] = r.choice(["direct", "indirect", "mixed"])
                pred.append(one)
    print("attribution", gold, write("attributions-%d.jsonl" % seed, pred))
    if seed == 1:
        print("human", gold, "-")


def alter(r, fields, values):
    for k, v in fields.items():
        if r.random() < 0.08:
            fields[k] = None
        elif r.random() < 0.12:
            fields[k] = r.choice(values[k])
        elif isinstance(v, str) and r.random() < 0.1:
            fields[k] = v.upper()
        elif isinstance(v, list) and len(v) > 1 and r.random() < 0.3:
            fields[k] = v[1:]
        elif k in ("date", "deadline") and v and r.random() < 0.4:
            fields[k] = v[:4]


def records(seed):
    r = random.Random(seed)
    gold = os.path.join(data, "seed-article", "gold.json")
    rs = json.load(open(gold, encoding="utf-8"))["records"]
    values, kinds = {}, sorted({x["kind"] for x in rs})
    for x in rs:
        for k, v in x["fields"].items():
            values.setdefault(k, []).append(v)
    pred = []
    for x in rs:
        one = {k: json.loads(json.dumps(x[k])) for k in ("kind", "evidence", "fields", "spans", "factuality") if k in x}
        if r.random() < 0.12:
            continue
        alter(r, one["fields"], values)
        one["evidence"] = shift(r, one["evidence"])
        if r.random() < 0.05:
            one["kind"] = r.choice(kinds)
        for k in list(one.get("spans") or {}):
            one["spans"][k] = shift(r, one["spans"][k])
        if x["kind"] == "actor" and r.random() < 0.5:
            one["fields"]["actor_id"] = "p%d" % len(pred)
        pred.append(one)
        if r.random() < 0.2:
            a, b = one["evidence"][0]
            m = (a + b) // 2
            pred.append(dict(one, evidence=[[a, m]]))
            pred.append(dict(one, evidence=[[m, b]], spans={"cue": [[m, b]]}))
        if r.random() < 0.1:
            pred.append(dict(one, kind="event", fields={"type": r.choice(["SUPPORT", "ACCUSE", "CONSULT"]), "actor": [], "recipient": []}))
    print("records", gold, write("records-%d.jsonl" % seed, pred))


def ties(seed):
    r = random.Random(seed)
    gold = os.path.join(data, "recognition-guide", "gold.json")
    g = json.load(open(gold, encoding="utf-8"))
    values = {}
    for t in g["ties"]:
        for k in ("sender", "receiver", "value", "change", "date", "axis"):
            values.setdefault(k, []).append(t.get(k))
    pred = []
    for t in g["ties"]:
        if r.random() < 0.15:
            continue
        one = {k: t[k] for k in ("doc", "sender", "receiver", "axis", "value", "change", "date", "object", "evidence")}
        if r.random() < 0.25:
            k = r.choice(list(values))
            one[k] = r.choice(values[k])
        for k in ("sender", "receiver"):
            names = g["aliases"].get(one[k])
            if names and r.random() < 0.4:
                one[k] = "the " + r.choice(names).upper()
        if one["date"] and r.random() < 0.1:
            one["date"] = one["date"][:4]
        one["evidence"] = shift(r, one["evidence"])
        pred.append(one)
        if r.random() < 0.05:
            pred.append(dict(one, date=(one["date"] or "")[:4]))
    print("ties", gold, write("ties-%d.jsonl" % seed, pred))


for seed in (1, 2, 3):
    for kind in (ud, events, attribution, records, ties):
        kind(seed)
