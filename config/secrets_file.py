"""Secrets that the installation makes for itself, kept in the data folder with mode 600."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def keep(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Read ``path`` and make what is missing of ``names``: 43 random URL-safe characters each.

    Two processes may come at once: the file is replaced whole, and the one that finds it made reads it.
    """
    found: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
    missing = [name for name in names if name not in found]
    if not missing:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    found |= {name: secrets.token_urlsafe(32) for name in missing}
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(found, indent=1))
    draft.replace(path)
    return found
