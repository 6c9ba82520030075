"""Where the embedded database answers. Import-light: settings need it before anything else is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal
from urllib.parse import quote

DATABASE = "mentor"
Role = Literal["owner", "app", "superuser"]
ROLE_NAMES: dict[Role, str] = {"owner": "mentor_owner", "app": "mentor_app", "superuser": "postgres"}


def cluster_file(data_dir: Path) -> Path:
    """The file that says where the cluster lies, its port and its passwords."""
    return data_dir / "postgres.json"


def embedded_url(data_dir: Path, role: Role, database: str = DATABASE) -> str:
    """Address of the embedded database for a role; points nowhere until the cluster is made."""
    path = cluster_file(data_dir)
    known = json.loads(path.read_text()) if path.is_file() else {}
    password = quote(known.get("passwords", {}).get(role, ""), safe="")
    return f"postgres://{ROLE_NAMES[role]}:{password}@127.0.0.1:{known.get('port', 1)}/{database}"
