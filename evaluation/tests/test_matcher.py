"""The shipped matcher: the arithmetic of numpy is that of the training, the training runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from evaluation.material import training_followups
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.judge.local.matcher.inputs import inputs_of
from mentor.engines.judge.local.matcher.network import shipped_network

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "evaluation" / "matcher" / "reference.json"
TRAINING = ROOT / ".venv-train" / "bin" / "python"


@pytest.mark.unit
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(json.loads(REFERENCE.read_text())))
def test_numpy_gives_what_the_training_library_gave(name):
    item = next(item for item in training_followups() if item.name == name)
    points = tuple(point["text"] for point in item.gold["points"])
    answered = shipped_network().run(inputs_of(points, tag_call(item.conversation, item.profile)))
    for head, expected in json.loads(REFERENCE.read_text())[name].items():
        # weights are kept in half precision: log-odds may move by hundredths
        found = np.reshape(getattr(answered, head), -1)
        assert np.allclose(found, np.reshape(expected, -1), atol=0.1), head


@pytest.mark.slow
@pytest.mark.skipif(not TRAINING.exists(), reason="no training environment here (make train-setup)")
def test_the_training_runs_from_start_to_end():
    done = subprocess.run(
        [TRAINING, "-m", "evaluation.matcher.train", "--small", "--epochs", "1", "--seeds", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "epoch 1/1" in done.stdout
