"""Writes a trained reader as int8 ONNX with its vocabulary: `python export.py reader.pt ../models/screening`.

Two outputs for one text at a time: the probabilities of reader.OUTPUTS, and what each token adds to each label's logit.
"""

import argparse
import json
import pathlib
import tempfile

import onnx
import torch
import torch.nn as nn
from onnxruntime.quantization import QuantType, quantize_dynamic

import reader

# Stay float: the heads are small, and the first layer's narrowing loses most by int8 (it carries a few very large values).
LEFT_ALONE = ["/look/MatMul", "/value/MatMul", "/layers.0/down/MatMul"]


class Words(nn.Module):
    """An embedding as int8, each row with its own scale: half the loss of one scale for all."""

    def __init__(self, table):
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        return self.rows[ids].float() * self.scale[ids]


class Exported(nn.Module):
    """The reader for one unpadded text: no mask, probabilities instead of logits."""

    def __init__(self, model):
        super().__init__()
        self.model, self.words = model, Words(model.words.weight.data)
        self.places = nn.Parameter(model.places.weight.data)

    def forward(self, ids):
        x = self.model.norm(self.words(ids) + self.places[: ids.shape[1]])
        for layer in self.model.layers:
            x = layer(x, None)
        logits, terms = self.model.answer(x, 0.0)
        return torch.sigmoid(logits), terms


def small_tokenizer():
    """MiniLM's tokenizer as rten-text and `tokenizers` both read it, without paddings and cuts."""
    whole = json.loads((reader.base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    whole["padding"] = whole["truncation"] = None
    return whole


def drop_tokens(whole, model, keep):
    """Takes tokens that no message needs out of the vocabulary and their rows out of the embedding."""
    vocab = whole["model"]["vocab"]
    kept = [t for t in sorted(vocab, key=vocab.get) if keep(t)]
    rows = torch.tensor([vocab[t] for t in kept])
    model.words = nn.Embedding.from_pretrained(model.words.weight.data[rows])
    new = {t: i for i, t in enumerate(kept)}
    whole["model"]["vocab"] = new
    for token in whole["added_tokens"]:
        token["id"] = new[token["content"]]
    for special in whole["post_processor"].get("special_tokens", {}).values():
        special["ids"] = [new[t] for t in special["tokens"]]
    for part in ("sep", "cls"):
        if part in whole["post_processor"]:
            whole["post_processor"][part][1] = new[whole["post_processor"][part][0]]


def wanted(token):
    """Latin letters, digits, marks and the special tokens; not the thousand unused rows nor other scripts' single letters."""
    bare = token.removeprefix("##")
    return not token.startswith("[unused") and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2190 for c in bare)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("weights")
    a.add_argument("out")
    args = a.parse_args()
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    model = reader.pretrained(0.0)
    model.load_state_dict(torch.load(args.weights))
    whole = small_tokenizer()
    drop_tokens(whole, model, wanted)
    exported = Exported(model).eval()
    with tempfile.TemporaryDirectory() as tmp:
        plain = str(pathlib.Path(tmp) / "reader.onnx")
        torch.onnx.export(
            exported, (torch.zeros(1, 16, dtype=torch.long),), plain, dynamo=False, opset_version=17,
            input_names=["ids"], output_names=["probabilities", "terms"], dynamic_axes={"ids": {1: "tokens"}, "terms": {1: "tokens"}},
        )
        quantize_dynamic(
            plain, str(out / "reader.onnx"), op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True}, nodes_to_exclude=LEFT_ALONE,
        )
    onnx.checker.check_model(str(out / "reader.onnx"))
    (out / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    print("bytes:", (out / "reader.onnx").stat().st_size, "tokens:", len(whole["model"]["vocab"]))


if __name__ == "__main__":
    main()
