"""The shipped reader: the arithmetic of numpy is that of the training, the weights are those that were measured."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from evaluation.labelled import Labelled, load_labelled
from evaluation.material import CORPUS, training_material
from evaluation.measure import judge
from evaluation.metrics import figures
from evaluation.shipped import CHECKSUMS, checksum_of, files
from mentor.engines.assessor.local import LocalAssessor, samples
from mentor.engines.assessor.local.reader.inputs import inputs_of
from mentor.engines.assessor.local.reader.network import shipped_network
from mentor.engines.assessor.local.tagger import tag_call

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "evaluation" / "reader" / "reference.json"
TRAINING = ROOT / ".venv-train" / "bin" / "python"


def call_named(name: str) -> Labelled:
    return next(call for call in training_material().calls if call.id == name)


@pytest.mark.unit
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(json.loads(REFERENCE.read_text())))
def test_numpy_gives_what_the_training_library_gave(name):
    call = call_named(name)
    tagged = tag_call(call.conversation, call.profile)
    tagged.objections = samples.gold_objections(tagged, call.gold)
    answered = shipped_network().run(inputs_of(tagged, guest=call.guest))
    for head, expected in json.loads(REFERENCE.read_text())[name].items():
        # weights are kept in half precision: log-odds may move by hundredths
        assert np.allclose(answered[head].reshape(-1), expected, atol=0.15), head


@pytest.mark.unit
def test_shipped_weights_are_those_that_the_model_card_speaks_of():
    kept = json.loads(CHECKSUMS.read_text())
    assert {name: checksum_of(path) for name, path in files().items()} == kept


@pytest.mark.unit
def test_a_changed_weight_changes_the_checksum(tmp_path):
    copy = tmp_path / "weights"
    data = bytearray(next(iter(files().values())).read_bytes())
    data[-1] ^= 1
    copy.write_bytes(bytes(data))
    assert checksum_of(copy) != hashlib.sha256(next(iter(files().values())).read_bytes()).hexdigest()


@pytest.mark.unit
@pytest.mark.slow
def test_shipped_weights_know_the_calls_that_they_were_trained_on():
    calls = load_labelled(CORPUS, contrast=False)[::4]
    found = figures(judge(LocalAssessor(), calls, []))
    assert (found["outcome accuracy"] or 0) >= 0.95
    assert (found["stages MAE"] or 9) <= 0.7
    assert found["verbatim quotes"] == 1.0


@pytest.mark.slow
@pytest.mark.skipif(not TRAINING.exists(), reason="no training environment here (make train-setup)")
def test_the_training_runs_from_start_to_end():
    done = subprocess.run(
        [TRAINING, "-m", "evaluation.reader.train", "--small", "--epochs", "1", "--seeds", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "epoch 1/1" in done.stdout
