"""``python manage.py evaluate DIR``: the quality of the engines on labelled calls, without a database."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """A thin door: everything is in the package ``evaluation``."""

    help = "Измерить движки на размеченных звонках: таблица рядом с простым сравнением и целями"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder of labelled calls, the family of engines, the form of the answer."""
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--engine", choices=("local", "language_model"), default="local")
        parser.add_argument("--json", action="store_true", help="JSON вместо таблицы")
        parser.add_argument("--no-baseline", action="store_true", help="без простого сравнения (быстрее)")
        parser.add_argument(
            "--audio",
            action="store_true",
            help="произнести звонки, распознать и сравнить с набранным текстом",
        )
        parser.add_argument("--limit", type=int, default=20, help="сколько звонков произнести с --audio")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where the folder cannot be measured."""
        from evaluation import evaluate

        folder: Path = options["folder"]
        if not (folder / "calls").is_dir() or not (folder / "companies").is_dir():
            self.stderr.write(f"{folder}: нет папок calls/ и companies/ с размеченными звонками")
            sys.exit(2)
        if options["audio"]:
            self._by_ear(folder, options)
            return
        columns = evaluate.evaluate(_engines(options["engine"]), folder, baseline=not options["no_baseline"])
        self.stdout.write(evaluate.as_json(columns) if options["json"] else evaluate.show(columns))

    def _by_ear(self, folder: Path, options: dict[str, Any]) -> None:
        from config import speech
        from evaluation import evaluate, heard
        from mentor.engines.errors import EngineError, ModelMissingError
        from mentor.engines.speech_to_text.miniature.engine import MiniatureSpeechToText
        from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

        try:
            chosen = speech.recogniser()
            recogniser = chosen if chosen.ready() else MiniatureSpeechToText()
        except ModelMissingError:
            recogniser = MiniatureSpeechToText()
        self.stderr.write(f"{recogniser.name}: {options['limit']} звонков, голос espeak-ng")
        try:
            ears = heard.Ears(EspeakTextToSpeech(), recogniser)
            columns = heard.evaluate(
                _engines(options["engine"]).assessor, ears, folder, max(1, options["limit"])
            )
        except EngineError as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write(evaluate.as_json(columns) if options["json"] else heard.show(columns))


def _engines(family: str) -> Any:
    from evaluation.evaluate import Engines
    from mentor.engines.assessor.local import LocalAssessor
    from mentor.engines.doors.families import adviser_of, assessor_of, judge_of, say_unusable
    from mentor.engines.errors import EngineError
    from mentor.engines.judge.local import LocalJudge

    try:
        assessor, judge = assessor_of(family, os.environ), judge_of(family, os.environ)
        adviser = adviser_of(family, os.environ)
    except EngineError as error:
        sys.exit(say_unusable(error))
    return Engines(assessor or LocalAssessor(), judge or LocalJudge(), adviser)
