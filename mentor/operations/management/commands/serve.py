"""``manage.py serve``: the whole product on one machine — database, migrations, demonstration, web, workers."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import env
from mentor.core.embedded_postgres import server
from mentor.core.embedded_postgres.address import embedded_url
from mentor.engines.speech_to_text.miniature import NAME as MINIATURE
from mentor.operations.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Starts everything and keeps it running until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="create the demonstration company")
        parser.add_argument(
            "--recognise",
            action="store_true",
            help="with --demo: calls come without transcripts and are recognised by the miniature model",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        data_dir: Path = settings.DATA_DIR
        data_dir.mkdir(parents=True, exist_ok=True)
        demo = ["demo", *(["--recognise"] if options["recognise"] else [])] if options["demo"] else []
        if options["recognise"]:
            env.hand_down("MENTOR_SPEECH_MODEL", MINIATURE)
        lock = only_one(data_dir)
        _port_is_free(settings.HOST, settings.PORT, "MENTOR_PORT")
        _port_is_free(settings.HOST, settings.TALK_PORT, "MENTOR_TALK_PORT")
        embedded = not env.text("DATABASE_URL")
        try:
            if embedded:
                self._say("Запускаю базу данных…")
                server.start(data_dir)
            look = self._keep_database if embedded else None
            _migrate(
                data_dir, embedded=embedded
            )  # before the pages: an answer means that the tables are there
            supervisor = Supervisor([_web()], say=self._say, look=look)
            threading.Thread(target=self._when_it_answers, args=(supervisor, demo), daemon=True).start()
            supervisor.run()
        except server.PostgresError as error:
            raise CommandError(str(error)) from error
        finally:
            if embedded:
                server.stop(data_dir)
            lock.close()
        self._say("Остановлено. Все данные сохранены.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _keep_database(self) -> None:
        """A killed server comes back; what was committed is there again."""
        if not server.running(settings.DATA_DIR):
            self._say("База данных остановилась, запускаю снова…")
            try:
                server.start(settings.DATA_DIR, keep_port=True)
            except server.PostgresError as error:
                self._say(str(error))

    def _when_it_answers(self, supervisor: Supervisor, demo: list[str]) -> None:
        """Tell the address once the pages answer; then feed the demonstration through the same door as customers."""
        while not _answers(f"http://{settings.HOST}:{settings.PORT}"):
            if supervisor.stopping(within=0.1):
                return
        supervisor.children += _workers()  # pages first: on two cores everything at once would serve later
        if demo:
            self._say(f"Страницы уже отвечают: {settings.PUBLIC_URL}")
            try:
                _run(*demo)
            except CommandError as error:
                self._say(str(error))
        else:
            self._say(f"mentor.ai работает: {settings.PUBLIC_URL}  (Ctrl-C — остановить)")


def _migrate(data_dir: Path, *, embedded: bool) -> None:
    """Bring tables up to date; the embedded database of this folder is not looked at again for the same code."""
    code = hashlib.sha256((env.ROOT / "requirements" / "run.lock").read_bytes())
    for path in sorted((env.ROOT / "mentor").glob("*/migrations/*.py")):
        code.update(path.read_bytes())
    mark = data_dir / "migrated"
    if embedded and mark.is_file() and mark.read_text() == code.hexdigest():
        return
    _run("migrate_database")
    mark.write_text(code.hexdigest())


def _web() -> Child:
    web = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", settings.HOST]
    web += ["--port", str(settings.PORT), "--no-access-log", "--log-level", "warning"]
    web += ["--timeout-graceful-shutdown", "5"]
    if env.integer("MENTOR_WEB_PROCESSES") > 1:
        web += ["--workers", env.text("MENTOR_WEB_PROCESSES")]
    return Child("web", web)


def _voice() -> Child:
    """Talks of the trainer: beside busy pages their sound would come too late."""
    voice = [sys.executable, "-m", "uvicorn", "config.voice:application", "--host", settings.HOST]
    voice += ["--port", str(settings.TALK_PORT), "--no-access-log", "--log-level", "warning"]
    # Sound does not shrink by a general packer: packing each frame costs the processor and brings nothing.
    voice += ["--ws-max-size", "65536", "--ws-per-message-deflate", "false"]
    return Child("voice", [*voice, "--timeout-graceful-shutdown", "5"])


def _workers() -> list[Child]:
    manage = [sys.executable, str(env.ROOT / "manage.py")]
    workers = [
        Child(f"worker-{number}", [*manage, "worker", "--queues", "calls,maintenance"])
        for number in range(1, env.integer("MENTOR_WORKER_PROCESSES") + 1)
    ]
    bot = settings.TELEGRAM_TOKEN and settings.TELEGRAM_MODE == "polling"
    if bot:
        workers.append(Child("telegram", [*manage, "telegram_bot"]))
    return [
        *workers,
        Child("notices", [*manage, "worker", "--queues", "notices", "--threads", "2"]),
        Child("speech", [*manage, "worker", "--queues", "speech", "--threads", "1", "--give-way"]),
        Child("receive", [*manage, "receive"]),
        _voice(),
    ]


def only_one(data_dir: Path) -> Any:
    """A lock for the life of the process; running twice on one data folder would fight over it."""
    handle = (data_dir / "serve.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        raise CommandError(
            f"mentor.ai уже запущен с этой папкой данных (процесс {handle.read().strip() or '?'}): "
            f"{settings.PUBLIC_URL}\n"
            "Остановите его через Ctrl-C в том окне или задайте другую папку: MENTOR_DATA_DIR=… make run"
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def _port_is_free(host: str, port: int, setting: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Порт {port} на {host} занят другой программой. Освободите его или запустите на другом: "
                f"{setting}={port + 1} make run"
            ) from error


def _run(command: str, *arguments: str) -> None:
    """Here, where settings know the database's address; on a first start they do not, and a fresh process does."""
    address = settings.DATABASES["default"]
    now = urlsplit(env.text("DATABASE_URL") or embedded_url(settings.DATA_DIR, "app"))
    if (address["PORT"], address["PASSWORD"]) == (str(now.port), unquote(now.password or "")):
        call_command(command, *arguments)
        return
    done = subprocess.run([sys.executable, str(env.ROOT / "manage.py"), command, *arguments], check=False)
    if done.returncode:
        raise CommandError(f"Команда {command} не удалась (код {done.returncode}); данные не изменены.")


def _answers(url: str) -> bool:
    address = f"{url}/healthz"
    with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
        return bool(answer.status == 200)
    return False
