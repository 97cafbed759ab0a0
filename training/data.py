"""Labelled messages and chat lines in, training examples out: splits, targets, and the changes that make new voices."""

import hashlib
import json
import pathlib
import random
import re

import torch

from reader import LABELS, OUTPUTS, TOPICS

# One in this many labelled messages is kept aside, by its id, to choose epochs and thresholds on.
HELD_OUT = 8


def load(paths):
    """The records of JSON-lines files and folders of them."""
    files = [f for p in map(pathlib.Path, paths) for f in (sorted(p.glob("*.jsonl")) if p.is_dir() else [p])]
    return [json.loads(line) for f in files for line in f.read_text(encoding="utf-8").splitlines() if line.strip()]


def held_out(record, part=HELD_OUT):
    """Whether a record belongs to the part kept aside; depends on its id alone."""
    return int(hashlib.sha1(record["id"].encode()).hexdigest(), 16) % part == 0


def target(record):
    """What the reader should answer (0 or 1), and how much each answer counts (0 = not asked)."""
    labels, optional = record["labels"], record.get("optional") or []
    wish, weight = torch.zeros(len(OUTPUTS)), torch.zeros(len(OUTPUTS))
    for i, label in enumerate(LABELS):
        wish[i] = float(label in labels)
        weight[i] = float(label in labels or label not in optional)
    if "red_flag" in labels:
        wish[len(LABELS)] = float(record["urgency"] == "emergency")
        weight[len(LABELS)] = 0.5
        for i, topic in enumerate(TOPICS):
            wish[len(LABELS) + 1 + i] = float(topic in (record.get("topic") or []))
            weight[len(LABELS) + 1 + i] = 0.3 if record.get("topic") else 0.0
    return wish, weight


class Voices:
    """Rewrites a text as another hand would have typed it, and buries short messages in long stories."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def retype(self, text):
        """Half the time the text itself; else one or two of: no marks, no apostrophes, slips of the finger, no breaks."""
        r = self.random
        if r.random() < 0.5:
            return text
        for change in r.sample([self.no_marks, self.no_apostrophes, self.slips, self.dropped_words], r.choice([1, 1, 2])):
            text = change(text)
        return text

    def no_marks(self, text):
        return re.sub(r"\s+", " ", re.sub(r"[.,;:!?\"()\n–—-]+", " ", text)).strip() or text

    def no_apostrophes(self, text):
        return re.sub(r"['’]", self.random.choice(["", "", " "]), text)

    def dropped_words(self, text):
        """Small words go, as in hurried or second-language writing; never a negation."""
        small = {"the", "a", "an", "is", "am", "are", "to", "of", "it", "and", "i", "my"}
        kept = [w for w in text.split(" ") if w.lower() not in small or self.random.random() > 0.35]
        return " ".join(kept) or text

    def slips(self, text):
        """About one letter in thirty swapped, dropped, doubled or run into the next word."""
        out, letters, i = [], list(text), 0
        while i < len(letters):
            c = letters[i]
            if c.isascii() and (c.isalpha() or c == " ") and self.random.random() < 0.03:
                kind = self.random.randrange(3)
                if kind == 0 and i + 1 < len(letters) and c != " ":
                    out += [letters[i + 1], c]
                    i += 1
                elif kind == 1 and c != " ":
                    out += [c, c]
            else:
                out.append(c)
            i += 1
        return "".join(out) or text

    def bury(self, story, piece):
        """`piece` somewhere inside a part of `story`."""
        r = self.random
        parts = [p for p in re.split(r"(?<=[.!?])\s+|\n+", story) if p.strip()]
        if len(parts) < 3:
            words = story.split()
            step = max(8, len(words) // 6)
            parts = [" ".join(words[i : i + step]) for i in range(0, len(words), step)]
        if len(parts) > 3 and r.random() < 0.5:
            length = r.randint(3, len(parts))
            start = r.randint(0, len(parts) - length)
            parts = parts[start : start + length]
        parts.insert(r.randint(0, len(parts)), piece)
        return " ".join(parts)


def buried(records, stories, voices, positives, negatives):
    """New long records: short labelled messages inside long stories that carry no label.

    Without them the reader learns from real posts that a true story is never a red flag.
    """
    short = [r for r in records if len(r["text"]) < 320]
    with_label = {label: [r for r in short if label in r["labels"]] for label in LABELS}
    without = [r for r in short if not r["labels"] and not r.get("optional")]
    made = []
    for i in range(positives + negatives):
        pool = with_label[LABELS[(1, 2, 3, 0, 1, 2, 3)[i % 7]]] if i < positives else without
        piece, story = voices.random.choice(pool), voices.random.choice(stories)
        made.append({**piece, "id": f"{piece['id']}+{story['id']}", "text": voices.bury(story["text"], piece["text"])})
    return made


def is_story(record):
    """A long text without any label, certain or disputed."""
    return len(record["text"]) > 250 and not record["labels"] and not record.get("optional")


def told(records, story_lines, voices, count):
    """New records as a patient tells it: plain lines of a story in order, one labelled clause, often a harmless one too."""
    r = voices.random
    by_label = {label: [c for c in records if label in c["labels"]] for label in LABELS}
    plain = [c for c in records if not c["labels"] and not c.get("optional")]
    made = []
    for i in range(count):
        pool = plain if i % 5 > 2 else by_label[LABELS[(1, 2, 3, 1, 3, 2, 0)[i % 7]]]
        piece = r.choice(pool)
        parts = [story_lines[k] for k in sorted(r.sample(range(len(story_lines)), r.randint(2, 16)))]
        for clause in [piece["text"]] + [r.choice(plain)["text"] for _ in range(r.choice([0, 1, 1, 2]))]:
            parts.insert(r.randint(0, len(parts)), clause)
        joint = r.choice([". ", ". ", " ", ", ", "\n"])
        made.append({**piece, "id": f"told-{piece['id']}", "text": joint.join(parts)})
    return made
