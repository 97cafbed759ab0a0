"""Fine-tunes the reader: `python train.py --labelled DIR… --chat FILE… --out reader.pt`. See README.md."""

import argparse
import json
import pathlib
import random
import time

import torch
import torch.nn.functional as F

import data
import reader

HERE = pathlib.Path(__file__).parent


def arguments():
    a = argparse.ArgumentParser()
    a.add_argument("--labelled", nargs="+", required=True, help="JSON-lines files or folders, written messages")
    a.add_argument("--stories", nargs="*", default=[], help="JSON-lines files of real posts, labelled")
    a.add_argument("--chat", nargs="*", default=[], help="text files of ordinary chat, one line a message, no label")
    a.add_argument("--hard-chat", nargs="*", default=[], help="chat lines that an earlier reader got wrong; read anew each epoch, so that they can be mined meanwhile")
    a.add_argument("--start", help="weights to go on from, instead of MiniLM's")
    a.add_argument("--out", required=True)
    a.add_argument("--epochs", type=int, default=5)
    a.add_argument("--rate", type=float, default=1e-4)
    a.add_argument("--chat-lines", type=int, default=1500, help="fresh chat lines an epoch")
    a.add_argument("--buried", type=int, nargs=2, default=[350, 150], help="long composed records an epoch: with, without label")
    a.add_argument("--told", type=int, default=500, help="long records an epoch put together from clauses and story lines")
    a.add_argument("--crisis-weight", type=float, default=2.0, help="how much a message with a crisis counts for that label: the rarest, and the worst to miss")
    a.add_argument("--max-tokens", type=int, default=320)
    a.add_argument("--batch-tokens", type=int, default=2048)
    a.add_argument("--seed", type=int, default=5)
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--minutes", type=float, default=90, help="hurry: the rate falls to nothing by then, whatever is left of the epochs")
    return a.parse_args()


def lines(paths):
    return [t for p in paths for t in open(p, encoding="utf-8", errors="replace").read().splitlines() if len(t) > 3]


def batches(records, tok, voices, batch_tokens, shuffle):
    """Records of like length together, about `batch_tokens` tokens a batch."""
    encoded = [(tok.encode(voices.retype(r["text"]) if voices else r["text"]).ids, r) for r in records]
    encoded.sort(key=lambda e: len(e[0]) + (shuffle.random() * 8 if shuffle else 0))
    groups, group = [], []
    for e in encoded:
        if group and (len(group) + 1) * len(e[0]) > batch_tokens or len(group) == 64:
            groups.append(group)
            group = []
        group.append(e)
    groups.append(group)
    if shuffle:
        shuffle.shuffle(groups)
    return groups


def pad(group):
    length = max(len(ids) for ids, _ in group)
    ids, mask = torch.zeros(len(group), length, dtype=torch.long), torch.zeros(len(group), length, dtype=torch.long)
    for i, (tokens, _) in enumerate(group):
        ids[i, : len(tokens)] = torch.tensor(tokens)
        mask[i, : len(tokens)] = 1
    return ids, mask


@torch.no_grad()
def read(model, tok, texts, batch_tokens=8192):
    """The probabilities of all outputs for each text, in order."""
    model.eval()
    records = [{"text": t, "at": i} for i, t in enumerate(texts)]
    out = torch.zeros(len(texts), len(reader.OUTPUTS))
    for group in batches(records, tok, None, batch_tokens, None):
        logits, _ = model(*pad(group))
        out[[r["at"] for _, r in group]] = logits.sigmoid()
    return out


def epoch_records(args, written, stories, chat, hard, story_lines, voices, shuffle):
    """One epoch's examples: everything labelled once, new buried messages, and another handful of chat."""
    calm = [r for r in written + stories if data.is_story(r)]
    plain = [{"id": f"chat{i}", "text": t, "labels": []} for i, t in enumerate(shuffle.sample(chat, min(args.chat_lines, len(chat))))]
    plain += [{"id": f"hard{i}", "text": t, "labels": []} for i, t in enumerate(hard)]
    clauses = [r for r in written if r["id"].startswith("w-")]
    told = data.told(clauses, story_lines, voices, args.told) if clauses else []
    return written + stories + data.buried(written, calm, voices, *args.buried) + told + plain


def averaged(average, model, keep):
    """Moves the running average of the weights towards the model's."""
    for ours, theirs in zip(average.parameters(), model.parameters()):
        ours.lerp_(theirs.detach(), 1 - keep)


def loss_of(logits, group, crisis_weight):
    wish, weight = map(torch.stack, zip(*(data.target(r) for _, r in group)))
    weight[:, 0] *= 1 + (crisis_weight - 1) * wish[:, 0]
    each = F.binary_cross_entropy_with_logits(logits, wish, reduction="none") * weight
    return each[:, :4].mean() + each[:, 4:].sum() / len(group)


def optimiser(model, rate):
    heads = [model.look.weight, model.value.weight, model.bias]
    body = [p for p in model.parameters() if all(p is not h for h in heads)]
    return torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": rate * 10}], weight_decay=0.01)


def report(model, tok, records):
    """F1 of each label at 0.5 on held-out records, for a line of the log."""
    p = read(model, tok, [r["text"] for r in records])
    line = []
    for i, label in enumerate(reader.LABELS):
        known = [j for j, r in enumerate(records) if label in r["labels"] or label not in (r.get("optional") or [])]
        hit = sum(p[j, i] > 0.5 and label in records[j]["labels"] for j in known)
        said, true = sum(p[j, i] > 0.5 for j in known), sum(label in records[j]["labels"] for j in known)
        line.append(f"{label} P {hit / max(said, 1):.2f} R {hit / max(true, 1):.2f}")
    return " | ".join(line)


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    shuffle, voices = random.Random(args.seed), data.Voices(args.seed)
    tok = reader.tokenizer(args.max_tokens)
    model = reader.pretrained()
    if args.start:
        model.load_state_dict(torch.load(args.start))
    everything, real = data.load(args.labelled), data.load(args.stories)
    written, aside = [r for r in everything if not data.held_out(r)], [r for r in everything if data.held_out(r)]
    stories, real_aside = [r for r in real if not data.held_out(r, 3)], [r for r in real if data.held_out(r, 3)]
    chat, story_lines = lines(args.chat), lines([HERE / "data" / "story-lines.txt"])
    opt = optimiser(model, args.rate)
    average = reader.pretrained()
    average.load_state_dict(model.state_dict())
    average.requires_grad_(False)
    began, step, total = time.time(), 0, None
    for epoch in range(args.epochs):
        hard = lines(p for p in args.hard_chat if pathlib.Path(p).exists())
        records = epoch_records(args, written, stories, chat, hard, story_lines, voices, shuffle)
        groups = batches(records, tok, voices, args.batch_tokens, shuffle)
        total = total or len(groups) * args.epochs
        model.train()
        running = 0.0
        for group in groups:
            part = max(step / total, (time.time() - began) / 60 / args.minutes)
            if part >= 1.0:
                break
            for g, top in zip(opt.param_groups, (args.rate, args.rate * 10)):
                g["lr"] = top * min(part / 0.06, (1.02 - part) / 0.96)
            loss = loss_of(model(*pad(group))[0], group, args.crisis_weight)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            opt.zero_grad()
            averaged(average, model, min(0.99, step / (step + 10)))
            running, step = running + loss.item(), step + 1
        print(json.dumps({"epoch": epoch, "minutes": round((time.time() - began) / 60, 1), "loss": running / len(groups), "examples": len(records)}), flush=True)
        print("  written:", report(average, tok, aside), flush=True)
        if real_aside:
            print("  real:   ", report(average, tok, real_aside), flush=True)
        torch.save(average.state_dict(), args.out)
        if part >= 1.0:
            break


if __name__ == "__main__":
    main()
