"""What the teachers share: a small BERT-like encoder in jax, words as its pieces, and how it is fine-tuned.

Knows neither names nor trees. The folder of an encoder holds model.safetensors, tokenizer.json and config.json, such as
all-MiniLM-L6-v2's. It reads lower case only, so the shape of each word is given to it apart. One core.
"""
import json, os
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import jax, jax.numpy as jnp, numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

SHAPES = 8
LAYER = [f"{part}.{x}" for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
         "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm") for x in ("weight", "bias")]


def shape(word, first):
    if word.isupper() and len(word) > 1:
        return 1
    if word[:1].isupper():
        return (3 if any(c.isupper() for c in word[1:]) else 2) + (3 if first else 0)
    return 4 if any(c.isdigit() for c in word) else 7 if any(c.isupper() for c in word) else 0


class Pieces:
    """Words of a sentence as the encoder's pieces, `longest` of them at most."""

    def __init__(self, folder, longest):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding(), self.tokenizer.no_truncation()
        self.known, self.longest = {}, longest

    def of(self, words):
        """The pieces, where each word begins (fewer than the words, where they are too many), the pieces' shapes."""
        ids, starts, shapes = [101], [], [0]
        for i, word in enumerate(words):
            if word not in self.known:
                self.known[word] = self.tokenizer.encode(word, add_special_tokens=False).ids[:8] or [100]
            pieces = self.known[word]
            if len(ids) + len(pieces) > self.longest - 1:
                break
            starts.append(len(ids))
            ids += pieces
            shapes += [shape(word, i == 0)] * len(pieces)
        return ids + [102], starts, shapes + [0]


def load(folder, rng):
    """The encoder's weights, the layers stacked, with rows for the words' shapes; and its configuration."""
    raw = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    p = {k: jnp.asarray(v) for k, v in raw.items() if v.dtype == np.float32 and not k.startswith("pooler")}
    for name in LAYER:
        p["layers." + name] = jnp.stack([p.pop(f"encoder.layer.{k}.{name}") for k in range(config["num_hidden_layers"])])
    p["shapes"] = drawn(rng, (SHAPES, config["hidden_size"]))
    return p, config


def drawn(rng, size):
    return jnp.asarray(rng.normal(0, 0.02, size), jnp.float32)


def dropped(x, key, k, drop=0.1):
    """One draw a row and unit, for all words of the row: cheap, and as good. Without a key nothing is dropped."""
    if key is None:
        return x
    shape = (x.shape[0], 1, x.shape[2])
    return jnp.where(jax.random.bernoulli(jax.random.fold_in(key, k), 1 - drop, shape), x / (1 - drop), 0)


def encode(p, config, ids, places, seen, shapes, more=0.0, key=None):
    """A vector a piece. `seen` is true where a piece looks at another; `more` is added to every embedding."""
    heads = config["num_attention_heads"]

    def norm(x, w, bias):
        m = x.mean(-1, keepdims=True)
        v = ((x - m) ** 2).mean(-1, keepdims=True)
        return (x - m) * jax.lax.rsqrt(v + 1e-12) * w + bias

    n, width = ids.shape
    mask = jnp.where(seen, 0.0, -1e9)[:, None]
    x = p["embeddings.word_embeddings.weight"][ids] + p["embeddings.position_embeddings.weight"][places] \
        + p["embeddings.token_type_embeddings.weight"][0] + p["shapes"][shapes] + more
    x = dropped(norm(x, p["embeddings.LayerNorm.weight"], p["embeddings.LayerNorm.bias"]), key, 0)

    # One loop, as compiling the layers one after another takes longer than training.
    def layer(x, at):
        l, k = at

        def line(x, name):
            return x @ l[name + ".weight"].T + l[name + ".bias"]

        q, a, v = (line(x, f"attention.self.{w}").reshape(n, width, heads, -1).transpose(0, 2, 1, 3)
                   for w in ("query", "key", "value"))
        scores = q @ a.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1]) + mask
        mixed = (jax.nn.softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(n, width, -1)
        out = "attention.output."
        x = norm(x + dropped(line(mixed, out + "dense"), key, 2 * k + 1), l[out + "LayerNorm.weight"], l[out + "LayerNorm.bias"])
        y = jax.nn.gelu(line(x, "intermediate.dense"), approximate=True)
        x = norm(x + dropped(line(y, "output.dense"), key, 2 * k + 2), l["output.LayerNorm.weight"], l["output.LayerNorm.bias"])
        return x, None

    layers = {name: p["layers." + name] for name in LAYER}
    x, _ = jax.lax.scan(layer, x, (layers, jnp.arange(config["num_hidden_layers"])))
    return dropped(x, key, 99)


def learner(loss, rate, steps, fast):
    """One step of Adam on loss(p, *batch, key); what `fast` names learns ten times as fast. The rate falls to 0."""

    @jax.jit
    def step(p, m, v, t, *batch):
        value, g = jax.value_and_grad(loss)(p, *batch)
        size = jnp.sqrt(sum((x ** 2).sum() for x in g.values()))
        g = {k: x * jnp.minimum(1.0, 1.0 / (size + 1e-6)) for k, x in g.items()}
        now = rate * jnp.minimum(1.0, jnp.minimum((t + 1) / 60, jnp.maximum((steps - t) / steps, 0)))
        m = {k: 0.9 * m[k] + 0.1 * x for k, x in g.items()}
        v = {k: 0.999 * v[k] + 0.001 * x * x for k, x in g.items()}
        speed = {k: 10.0 if k in fast else 1.0 for k in p}
        p = {k: x - now * speed[k] * (m[k] / (1 - 0.9 ** (t + 1))
             / (jnp.sqrt(v[k] / (1 - 0.999 ** (t + 1))) + 1e-8) + 0.01 * x) for k, x in p.items()}
        return p, m, v, value

    return step


def zeros(p):
    return {k: jnp.zeros_like(x) for k, x in p.items()}


def save(path, p):
    np.savez(path, **{k: np.asarray(x) for k, x in p.items()})


def kept(path):
    held = np.load(path)
    return {k: jnp.asarray(held[k]) for k in held.files}
