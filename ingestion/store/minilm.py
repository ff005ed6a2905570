"""The MiniLM-L6 encoder as an ONNX graph written from its weights, then quantised to int8 per channel."""

import json
import logging
from pathlib import Path
from typing import Any

LAYERS, HEADS, HIDDEN = 6, 12, 384
HEAD = HIDDEN // HEADS
OPSET = 20
EPSILON = 1e-12


def write_graph(weights: Path, target: Path) -> None:
    """Write the int8 model for the weights file to `target`. Inputs `ids`, `mask` (batch x tokens), output `hidden`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = target.with_suffix(".fp32.onnx")
    onnx.save(_Graph(_tensors(weights)).model(), str(plain))
    logging.disable(logging.WARNING)  # the quantiser advises on the root logger
    try:
        quantize_dynamic(str(plain), str(target), per_channel=True, weight_type=QuantType.QInt8)
    finally:
        logging.disable(logging.NOTSET)
    plain.unlink()


def _tensors(file: Path) -> dict[str, Any]:
    """Tensors of a safetensors file by name."""
    import numpy as np

    data = file.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    kinds = {"F32": np.float32, "I64": np.int64}
    out = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            out[name] = np.frombuffer(data[8 + size + start : 8 + size + end], kinds[entry["dtype"]]).reshape(
                entry["shape"]
            )
    return out


class _Graph:
    def __init__(self, tensors: dict[str, Any]) -> None:
        self._tensors = tensors
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> Any:
        """The whole encoder."""
        from onnx import TensorProto, helper

        hidden = self._embeddings()
        bias = self._mask_bias()
        for layer in range(LAYERS):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}.")
        self._add("Identity", [hidden], "hidden")
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ("ids", "mask")]
        output = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["batch", "tokens", HIDDEN])
        graph = helper.make_graph(self._nodes, "minilm", inputs, [output], self._constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)

    def _embeddings(self) -> str:
        import numpy as np

        words = self._add("Gather", [self._weight("embeddings.word_embeddings.weight"), "ids"])
        shape = self._add("Shape", ["ids"], start=1, end=2)
        length = self._add("Squeeze", [shape])
        places = self._add("Range", [self._const(np.array(0, np.int64)), length, self._const(np.array(1, np.int64))])
        positions = self._add("Gather", [self._weight("embeddings.position_embeddings.weight"), places])
        kind = self._const(self._tensors["embeddings.token_type_embeddings.weight"][0])
        total = self._add("Add", [self._add("Add", [words, positions]), kind])
        return self._norm(total, "embeddings.LayerNorm.")

    def _mask_bias(self) -> str:
        import numpy as np
        from onnx import TensorProto

        wide = self._add("Unsqueeze", ["mask", self._const(np.array([1, 2], np.int64))])
        number = self._add("Cast", [wide], to=TensorProto.FLOAT)
        off = self._add("Sub", [self._const(np.array(1, np.float32)), number])
        return self._add("Mul", [off, self._const(np.array(-1e9, np.float32))])

    def _layer(self, hidden: str, bias: str, at: str) -> str:
        import numpy as np

        query, key, value = (
            self._split(self._linear(hidden, f"{at}attention.self.{n}."), n) for n in ("query", "key", "value")
        )
        scores = self._add("MatMul", [query, key])
        scaled = self._add("Mul", [scores, self._const(np.array(HEAD**-0.5, np.float32))])
        shares = self._add("Softmax", [self._add("Add", [scaled, bias])], axis=-1)
        mixed = self._add("Transpose", [self._add("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        joined = self._add("Reshape", [mixed, self._const(np.array([0, 0, HIDDEN], np.int64))])
        attended = self._linear(joined, f"{at}attention.output.dense.")
        hidden = self._norm(self._add("Add", [attended, hidden]), f"{at}attention.output.LayerNorm.")
        inner = self._add("Gelu", [self._linear(hidden, f"{at}intermediate.dense.")])
        return self._norm(
            self._add("Add", [self._linear(inner, f"{at}output.dense."), hidden]), f"{at}output.LayerNorm."
        )

    def _split(self, name: str, part: str) -> str:
        """Heads apart; the key is turned for the product with the query."""
        import numpy as np

        heads = self._add("Reshape", [name, self._const(np.array([0, 0, HEADS, HEAD], np.int64))])
        return self._add("Transpose", [heads], perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3])

    def _linear(self, name: str, at: str) -> str:
        import numpy as np

        weight = self._const(np.ascontiguousarray(self._tensors[f"{at}weight"].T))
        return self._add("Add", [self._add("MatMul", [name, weight]), self._weight(f"{at}bias")])

    def _norm(self, name: str, at: str) -> str:
        weights = [self._weight(f"{at}weight"), self._weight(f"{at}bias")]
        return self._add("LayerNormalization", [name, *weights], epsilon=EPSILON)

    def _weight(self, name: str) -> str:
        return self._const(self._tensors[name])

    def _const(self, value: Any) -> str:
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def _add(self, kind: str, inputs: list[str], output: str | None = None, **attributes: Any) -> str:
        from onnx import helper

        name = output or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name
