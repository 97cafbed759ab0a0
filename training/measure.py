"""Measures an exported reader, chooses its thresholds, and stores what the Rust test compares with.

`python measure.py ../models/screening --validate DIR… --real FILE… --chat FILE --choose` writes `reader.json`;
`--report NAME=FILE…` prints precision, recall and F1 of each label at the thresholds in `reader.json`;
`--expect FILE` stores the probabilities of the 30 messages in `thirty.jsonl`.
"""

import argparse
import json
import pathlib
import re

import onnxruntime
from tokenizers import Tokenizer

import data
from reader import LABELS, OUTPUTS, TOPICS

HERE = pathlib.Path(__file__).parent
WINDOW, STRIDE, MAX_WINDOWS = 510, 400, 4
# Chat lines without any of these cannot be flagged by a sensible reader; stands in for the bot's candidate test.
MAYBE = re.compile(
    r"back|spin|neck|pain|ache|aching|hurt|numb|tingl|leg|arm|hand|foot|feet|weak|pee|wee|bladder|bowel|toilet|loo\b|wet|chest|"
    r"heart|breath|head|face|fever|temp|cancer|tumou?r|pregnan|week|surg|fus|rod|screw|op\b|bone|fall|fell|die|dying|dead|death|kill|"
    r"suicid|live|living|alive|exist|end|gone|hope|cut|harm|goodbye|done|anymore|any more|disc|walk|stand|blood|body|burden|"
    r"point|wake|cripple|broken|ruin|never|nothing|forever|life|give up|given up",
    re.I,
)


class Exported:
    """The int8 network as the bot runs it: one text at a time, long ones in windows."""

    def __init__(self, folder, threads=1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"])
        self.tok = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.cls, self.sep = self.tok.token_to_id("[CLS]"), self.tok.token_to_id("[SEP]")

    def read(self, text):
        """The probabilities of OUTPUTS."""
        ids = self.tok.encode(text, add_special_tokens=False).ids
        count = min(1 + max(0, -(-(len(ids) - WINDOW) // STRIDE)), MAX_WINDOWS)
        best = [0.0] * len(OUTPUTS)
        for start in range(0, count * STRIDE, STRIDE):
            window = [self.cls, *ids[start : start + WINDOW], self.sep]
            p = self.session.run(["probabilities"], {"ids": [window]})[0][0].tolist()
            joined = p if p[1] > best[1] else best
            best = [max(a, b) for a, b in zip(p[:4], best[:4])] + joined[4:]
        return best


def chosen(wish_and_p, chat, most_false):
    """A threshold that flags at most `most_false` chat lines, never under 0.3: the middle of those whose F1 is within 0.01 of
    the best, since the very best is luck of a few messages."""
    floor = sorted(chat, reverse=True)[int(most_false)] if len(chat) > most_false else 0.0
    candidates = sorted({round(p, 3) for _, p in wish_and_p if p > max(floor, 0.3)}) or [max(floor, 0.5)]
    best = max(f1(wish_and_p, t)[2] for t in candidates)
    good = [t for t in candidates if f1(wish_and_p, t)[2] >= best - 0.01]
    return good[len(good) // 2]


def f1(wish_and_p, threshold):
    hit = sum(w and p >= threshold for w, p in wish_and_p)
    said, true = sum(p >= threshold for _, p in wish_and_p), sum(w for w, _ in wish_and_p)
    precision, recall = hit / max(said, 1), hit / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def asked(records, answers, i):
    """(wished, probability) of label `i` where the label is not optional."""
    label = LABELS[i]
    return [
        (label in r["labels"], p[i])
        for r, p in zip(records, answers)
        if label in r["labels"] or label not in (r.get("optional") or [])
    ]


def choose(reader, args):
    records = [r for r in data.load(args.validate) if data.held_out(r)] + [r for r in data.load(args.real) if data.held_out(r, 3)]
    records += data.load(args.aside)
    answers = [reader.read(r["text"]) for r in records]
    chat = [reader.read(t) for t in chat_lines(args)]
    total = args.chat_lines or 1
    thresholds = {}
    for i, label in enumerate(LABELS):
        thresholds[label] = chosen(asked(records, answers, i), [p[i] for p in chat], total / 10_000 * args.chat_rate)
    flags = [(r, p) for r, p in zip(records, answers) if "red_flag" in r["labels"]]
    emergencies = [(r["urgency"] == "emergency", p[4]) for r, p in flags]
    thresholds["emergency"] = max((t / 100 for t in range(25, 66, 5)), key=lambda t: accuracy(emergencies, t))
    thresholds["topic"] = 0.4
    # Below this the bot lets fall what only a rule saw (never a crisis or an emergency): measured with the rules, see the model card.
    thresholds["doubt"] = 0.05
    text = json.dumps({"outputs": OUTPUTS, "thresholds": thresholds}, indent=1)
    (args.folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    print("thresholds:", thresholds)


def accuracy(pairs, threshold):
    return sum(wish == (p >= threshold) for wish, p in pairs) / max(len(pairs), 1)


def chat_lines(args):
    """The lines that might be flagged at all, out of `--chat-lines`."""
    if not args.chat:
        return []
    if args.gated:
        return pathlib.Path(args.chat).read_text(encoding="utf-8").splitlines()
    lines = pathlib.Path(args.chat).read_text(encoding="utf-8", errors="replace").splitlines()[: args.chat_lines]
    return [t for t in lines if MAYBE.search(t)]


def report(reader, thresholds, name, path, shown):
    records = data.load([path])
    answers = [reader.read(r["text"]) for r in records]
    print(f"{name}: {len(records)} messages")
    for i, label in enumerate(LABELS):
        pairs = asked(records, answers, i)
        precision, recall, both = f1(pairs, thresholds[label])
        print(f"  {label:16} P {precision:.2f}  R {recall:.2f}  F1 {both:.2f}  (best F1 {max(f1(pairs, t / 50)[2] for t in range(2, 50)):.2f})  n {sum(w for w, _ in pairs)}")
        for r, p in zip(records, answers):
            if shown and (label in r["labels"]) != (p[i] >= thresholds[label]) and label not in (r.get("optional") or []):
                print(f"     {p[i]:.2f} {'missed' if label in r['labels'] else 'false'} {r['id']} {r['text'][:shown]!r}")
    red = [(r, p) for r, p in zip(records, answers) if "red_flag" in r["labels"]]
    emergencies = [(r, p) for r, p in red if r["urgency"] == "emergency"]
    found = [(r, p) for r, p in red if p[1] >= thresholds["red_flag"]]
    if found:
        urgency = sum((r["urgency"] == "emergency") == (p[4] >= thresholds["emergency"]) for r, p in found) / len(found)
        topic = sum(TOPICS[max(range(9), key=lambda t: p[5 + t])] in r["topic"] for r, p in found if r.get("topic")) / len(found)
        called = sum(p[1] >= thresholds["red_flag"] for _, p in emergencies) / max(len(emergencies), 1)
        print(f"  emergencies found {called:.2f} of {len(emergencies)}; of the red flags found: urgency right {urgency:.2f}, first topic right {topic:.2f}")


def report_chat(reader, thresholds, args):
    counts, silent = dict.fromkeys(LABELS, 0), 0
    for text in chat_lines(args):
        p = reader.read(text)
        over = [label for i, label in enumerate(LABELS) if p[i] >= thresholds[label]]
        silent += bool(over)
        for label in over:
            counts[label] += 1
            if args.show:
                print("   ", label, round(p[LABELS.index(label)], 2), text[: args.show])
    per = {label: round(n * 10_000 / args.chat_lines, 2) for label, n in counts.items()}
    print(f"chat: {args.chat_lines} lines; flags per 10,000: {per}; any label: {silent * 10_000 / args.chat_lines:.2f}")


def expect(reader, path):
    records = data.load([HERE / "thirty.jsonl"])
    lines = [json.dumps({"text": r["text"], "p": [round(x, 4) for x in reader.read(r["text"])]}, ensure_ascii=False) for r in records]
    pathlib.Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("stored", len(lines))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("folder", type=pathlib.Path)
    a.add_argument("--validate", nargs="*", default=[])
    a.add_argument("--real", nargs="*", default=[])
    a.add_argument("--aside", nargs="*", default=[], help="labelled files of which nothing was trained on")
    a.add_argument("--chat")
    a.add_argument("--chat-lines", type=int, default=40_000)
    a.add_argument("--gated", action="store_true", help="--chat holds only what the bot's candidate test let through of --chat-lines")
    a.add_argument("--chat-rate", type=float, default=0.25, help="chat flags per 10,000 lines and label that a threshold may allow")
    a.add_argument("--choose", action="store_true")
    a.add_argument("--report", nargs="*", default=[])
    a.add_argument("--expect")
    a.add_argument("--show", type=int, default=0, help="print this many letters of each mistake")
    args = a.parse_args()
    reader = Exported(args.folder)
    if args.choose:
        choose(reader, args)
    thresholds = json.loads((args.folder / "reader.json").read_text())["thresholds"]
    for entry in args.report:
        name, path = entry.split("=", 1)
        report(reader, thresholds, name, path, args.show)
    if args.chat and not args.choose:
        report_chat(reader, thresholds, args)
    if args.expect:
        expect(reader, args.expect)


if __name__ == "__main__":
    main()
