"""Documents keep their promises: every setting, target and script is described as it is."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from config import env
from tests.bootstrap import ROOT

pytestmark = pytest.mark.unit


def test_every_setting_is_documented_and_nothing_else():
    text = (ROOT / "docs" / "settings.md").read_text()
    described = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", text, re.M))
    assert described == {setting.name for setting in env.SETTINGS}


def test_the_environment_is_read_nowhere_but_in_env():
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("config", "mentor")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"os\.environ(\[|\.get)|getenv", path.read_text()) and "/tests/" not in str(path)
    ]
    # env.py reads settings; the embedded server hands PATH on to PostgreSQL's programs.
    assert sorted(readers) == ["config/env.py", "mentor/core/embedded_postgres/server.py"]


def test_the_container_makes_the_same_roles_and_rights_as_the_command():
    out = StringIO()
    call_command("database_sql", stdout=out)
    script = (ROOT / "deploy" / "postgres-init.sh").read_text()
    for line in out.getvalue().splitlines():
        if not line.startswith("--"):
            assert line in script


def test_both_readmes_name_the_same_commands():
    english, russian = ((ROOT / name).read_text() for name in ("README.md", "README.ru.md"))
    commands = [re.findall(r"`(make [a-z]+|python manage\.py [a-z_]+)", text) for text in (english, russian)]
    assert commands[0] == commands[1]
    blocks = [re.findall(r"```sh\n(.*?)```", text, re.S) for text in (english, russian)]
    assert blocks[0] == blocks[1]


def test_make_help_explains_every_target():
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    named = set(phony.split()) - {"check", "clean-tests"}
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))
    assert named == explained
