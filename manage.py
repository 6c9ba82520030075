#!/usr/bin/env python
"""Django's command line of mentor.ai."""

from __future__ import annotations

import os
import secrets
import sys

FILE_DOORS = {"assess", "judge_followups", "advise", "evaluate", "figures", "rehearse"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in FILE_DOORS:
        # A file door works on any machine: it reads no .env and leaves nothing in the data folder.
        os.environ["MENTOR_ENV_FILE"] = ""
        for name in ("MENTOR_SECRET_KEY", "MENTOR_SECRETS_KEY"):
            os.environ.setdefault(name, secrets.token_urlsafe(32))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
