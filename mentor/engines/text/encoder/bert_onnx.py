"""Sentence encoders of the BERT family in ONNX, from a folder on this machine.

Not tried live: no model could be fetched where this was written. Written against onnxruntime 1.32 and the layout
that optimum exports; tested with a small network of the same inputs and outputs, run by the real onnxruntime.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...errors import EngineError, ModelMissingError
from .port import Rows
from .wordpiece import WordPiece

Pooling = Literal["cls", "mean"]
VOCABULARY, HABITS = "vocab.txt", "tokenizer_config.json"
BATCH = 32
LONGEST = 256  # pieces; a sentence of a call is a tenth of it
WIDEST = 4096  # a row of more numbers is a guess at a word, not a meaning
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_FEW_THREADS = 1  # the worker runs several calls at once


class BertOnnxEncoder:
    """One model, loaded at first use and kept; ``pooling``: as its card says.

    ``network``: name of the ONNX file beside ``vocab.txt``; letter case is kept unless ``tokenizer_config.json``
    says otherwise. ``longest``: pieces of a text that are read, with the two marks around them.
    """

    def __init__(
        self, name: str, folder: Path, network: str, pooling: Pooling, *, longest: int = LONGEST
    ) -> None:
        self.name = name
        self._folder, self._network, self._pooling, self._longest = folder, network, pooling, longest
        self._loaded: tuple[Any, WordPiece] | None = None
        self._loading = threading.Lock()

    def ready(self) -> bool:
        """Whether the files are here; loads nothing."""
        return not self._lacking()

    def fingerprint(self) -> str:
        """SHA-256 of the files that decide about a vector, hexadecimal. Raises ``EngineError``."""
        self._refuse_missing()
        digest = hashlib.sha256(self._pooling.encode())
        for name in (self._network, VOCABULARY, HABITS):
            if not (self._folder / name).is_file():
                continue
            with (self._folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str]) -> Rows:
        """Unit rows, one a text. Raises ``ModelMissingError``, ``EngineError``."""
        session, vocabulary = self._model()
        numbered = [vocabulary.numbers(text, self._longest) for text in texts]
        if not numbered:
            return np.zeros((0, 0), dtype=np.float32)
        order = sorted(range(len(numbered)), key=lambda at: len(numbered[at]))  # like lengths, little padding
        rows: dict[int, Rows] = {}
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            batch = self._run(session, [numbered[at] for at in places], vocabulary.padding)
            rows.update(zip(places, batch, strict=True))
        return np.stack([rows[at] for at in range(len(numbered))])

    def _run(self, session: Any, batch: list[list[int]], padding: int) -> Rows:
        width = max(len(one) for one in batch)
        ids = np.array([one + [padding] * (width - len(one)) for one in batch], dtype=np.int64)
        heard = np.array([[1] * len(one) + [0] * (width - len(one)) for one in batch], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": heard, "token_type_ids": np.zeros_like(ids)}
        wanted = {each.name for each in session.get_inputs()}
        try:
            answer = session.run(None, {name: given[name] for name in wanted})
        except Exception as problem:  # onnxruntime raises types of its own, without a common base
            raise EngineError(
                f"Модель смысла «{self.name}» не смогла прочесть фразу.", permanent=True
            ) from problem
        names = [each.name for each in session.get_outputs()]
        return self._unit(self._pooled(dict(zip(names, answer, strict=True)), heard))

    def _pooled(self, answer: dict[str, NDArray[Any]], heard: NDArray[np.int64]) -> NDArray[Any]:
        """One row a text: the model's own row of a sentence, else made of the rows of its pieces."""
        if "sentence_embedding" in answer:
            return answer["sentence_embedding"]
        pieces = next(
            (answer[name] for name in ("last_hidden_state", "token_embeddings") if name in answer),
            next(iter(answer.values())),
        )
        if pieces.ndim != 3 or pieces.shape[:2] != heard.shape or pieces.shape[2] > WIDEST:
            raise EngineError(
                f"Модель смысла «{self.name}» отвечает не векторами слов (форма {pieces.shape}): нужна другая.",
                permanent=True,
            )
        if self._pooling == "cls":
            return np.asarray(pieces[:, 0])
        weights = heard[:, :, None].astype(np.float32)
        return np.asarray((pieces * weights).sum(axis=1) / weights.sum(axis=1))

    def _unit(self, raw: NDArray[Any]) -> Rows:
        rows = np.asarray(raw, dtype=np.float32)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        if rows.ndim != 2 or not np.isfinite(rows).all() or not norms.all():
            raise EngineError(
                f"Модель смысла «{self.name}» ответила не числами: нужна другая.", permanent=True
            )
        return np.asarray(rows / norms, dtype=np.float32)

    def _model(self) -> tuple[Any, WordPiece]:
        with self._loading:
            if self._loaded is None:
                self._refuse_missing()
                self._loaded = self._session(), self._vocabulary()
            return self._loaded

    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = _FEW_THREADS
        path = self._folder / self._network
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as problem:  # onnxruntime raises types of its own, without a common base
            raise EngineError(f"Файл модели смысла {path} не читается.", permanent=True) from problem
        strange = sorted({each.name for each in session.get_inputs()} - _INPUTS)
        if strange:
            raise EngineError(f"Модель смысла «{self.name}» ждёт неизвестного: {strange[0]}.", permanent=True)
        return session

    def _vocabulary(self) -> WordPiece:
        path = self._folder / VOCABULARY
        try:
            pieces = path.read_text(encoding="utf-8").split("\n")
            return WordPiece([piece.rstrip("\r") for piece in pieces], lower=self._lower())
        except (OSError, ValueError) as problem:
            raise EngineError(
                f"Словарь модели смысла {path} не читается: {problem}.", permanent=True
            ) from problem

    def _lower(self) -> bool:
        path = self._folder / HABITS
        if not path.is_file():
            return False
        told = json.loads(path.read_text(encoding="utf-8"))
        return isinstance(told, dict) and told.get("do_lower_case") is True

    def _lacking(self) -> str | None:
        return next((n for n in (self._network, VOCABULARY) if not (self._folder / n).is_file()), None)

    def _refuse_missing(self) -> None:
        lacking = self._lacking()
        if lacking:
            raise ModelMissingError(
                f"Модели смысла «{self.name}» нет на машине: в папке {self._folder} нет файла {lacking}. "
                f"Скачайте её: models pull {self.name}."
            )
