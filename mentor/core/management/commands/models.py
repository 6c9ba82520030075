"""``python manage.py models list|pull|verify|remove``: models that are fetched once."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mentor.engines.doors.models import desk, run_models
from mentor.engines.model_store.catalogue import catalogue
from mentor.engines.model_store.pull import source_from


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.models``."""

    help = "Модели распознавания и голоса: список, загрузка, проверка, удаление"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An action and names of models."""
        parser.add_argument("action", choices=("list", "pull", "verify", "remove"))
        parser.add_argument(
            "names", nargs="*", metavar="ИМЯ", help="без имён — модели из настроек; all — все из списка"
        )
        parser.add_argument("--addresses", action="store_true", help="list: откуда берётся каждый файл")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit statuses are told in docs/models.md."""
        named = (settings.SPEECH_MODEL, settings.VOICE, settings.TEXT_ENCODER)
        used = [
            one.name
            for one in catalogue()
            if one.name in named or (settings.DIARIZER and one.purpose == "speakers")
        ]
        at = desk(settings.MODELS_DIR, source_from(settings.MODELS_MIRROR, os.environ), used)
        sys.exit(run_models(options["action"], options["names"], at, addresses=options["addresses"]))
