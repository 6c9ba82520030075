"""Every setting of the installation: its name, default and meaning, read from the environment or one ``.env``.

``docs/settings.md`` lists the same names; a test fails when one is missing there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; ``default`` is the text that would stand in the environment."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("DATABASE_URL", "", "PostgreSQL of the application role; empty: the embedded database"),
    Setting("DATABASE_OWNER_URL", "", "PostgreSQL of the owner role, used by migrations only"),
    Setting("MENTOR_DATA_DIR", "data", "folder of the embedded database, recordings, secrets"),
    Setting(
        "MENTOR_SECRET_KEY", "", "signs sessions and links; empty: made once and kept in the data folder"
    ),
    Setting(
        "MENTOR_SECRETS_KEY",
        "",
        "encrypts secrets of connections; several, comma-separated: the first encrypts, all decrypt; empty: made "
        "once and kept in the data folder",
    ),
    Setting("MENTOR_HOST", "127.0.0.1", "address that the web process listens on"),
    Setting("MENTOR_PORT", "8000", "port that the web process listens on"),
    Setting("MENTOR_PUBLIC_URL", "", "address in invitations and mails; empty: http://HOST:PORT"),
    Setting("MENTOR_ALLOWED_HOSTS", "", "extra host names, comma-separated"),
    Setting("MENTOR_DEBUG", "false", "true shows error details; never on a server"),
    Setting("MENTOR_TALK_PORT", "", "port of the voice process; empty: MENTOR_PORT + 100"),
    Setting("MENTOR_TALK_URL", "", "address of the voice process for browsers; empty: by the public address"),
    Setting("MENTOR_TALK_MODEL", "", "recogniser of the trainer; empty: MENTOR_SPEECH_MODEL"),
    Setting("MENTOR_TALKS", "20", "talks by voice at once"),
    Setting("MENTOR_WEB_PROCESSES", "1", "web processes that `make run` starts"),
    Setting("MENTOR_WORKER_PROCESSES", "1", "worker processes that `make run` starts"),
    Setting("MENTOR_WORKER_THREADS", "4", "jobs that one worker process runs at once"),
    Setting("MENTOR_DATABASE_POOL", "10", "most database connections of one process"),
    Setting("MENTOR_MAX_RECORDING_MB", "500", "largest recording accepted, megabytes"),
    Setting("MENTOR_MAX_RECORDING_HOURS", "4", "longest recording accepted, hours"),
    Setting("MENTOR_INBOX_DIR", "", "watched folder; empty: inbox/ in the data folder"),
    Setting(
        "MENTOR_TELEPHONY_DIR",
        "",
        "files of telephonies, a folder a company; empty: telephony/ in the data folder",
    ),
    Setting("MENTOR_FETCH_ALLOWED_HOSTS", "", "hosts whose recordings may be fetched from private addresses"),
    Setting("MENTOR_STORAGE_S3_BUCKET", "", "bucket for recordings; empty: the data folder"),
    Setting("MENTOR_STORAGE_S3_ENDPOINT", "", "address of the S3-compatible storage"),
    Setting("MENTOR_STORAGE_S3_KEY", "", "access key of the storage"),
    Setting("MENTOR_STORAGE_S3_SECRET", "", "secret key of the storage"),
    Setting(
        "MENTOR_SPEECH_MODEL", "gigaam-v3-e2e-rnnt", "recogniser: a model of the catalogue, yandex or salute"
    ),
    Setting("MENTOR_SPEECH_DEVICE", "cpu", "what recognises: cpu or cuda"),
    Setting("MENTOR_DIARIZER", "", "sherpa-onnx tells voices apart in one lane; empty: by what is said"),
    Setting("MENTOR_MODELS_DIR", "", "folder of downloaded models; empty: models/ in the data folder"),
    Setting("MENTOR_MODELS_MIRROR", "", "folder or address that models come from instead of the hub"),
    Setting("MENTOR_VOICE", "espeak", "voice: espeak, a voice of the catalogue, yandex or salute"),
    Setting("MENTOR_VOICE_CACHE_MB", "200", "most disk for speech made once, megabytes; 0: none is kept"),
    Setting("MENTOR_YANDEX_KEY", "", "API key of Yandex SpeechKit"),
    Setting("MENTOR_YANDEX_FOLDER", "", "folder id, for a key of a user account"),
    Setting("MENTOR_SALUTE_KEY", "", "authorisation key of SaluteSpeech"),
    Setting("MENTOR_SALUTE_SCOPE", "SALUTE_SPEECH_PERS", "SALUTE_SPEECH_PERS, _B2B or _CORP"),
    Setting("MENTOR_SALUTE_CA", "", "file with the Russian Trusted Root CA"),
    Setting(
        "MENTOR_TEXT_ENCODER", "", "text encoder of the catalogue that helps to tell meanings; empty: none"
    ),
    Setting("MENTOR_ASSESSOR", "local", "engine that assesses calls"),
    Setting("MENTOR_ADVISER", "local", "engine that writes recommendations"),
    Setting("MENTOR_JUDGE", "local", "engine that judges follow-ups"),
    Setting("MENTOR_PERSONA", "local", "engine that plays the client of the trainer"),
    Setting("MENTOR_LM_URL", "", "OpenAI-compatible address of the engines language_model"),
    Setting("MENTOR_LM_KEY", "", "key of the language model"),
    Setting("MENTOR_LM_MODEL", "", "name of the language model"),
    Setting(
        "MENTOR_LM_OUTPUT", "schema", "schema: answers held to a JSON schema; prompt: asked for in words"
    ),
    Setting("MENTOR_LM_TEMPERATURE", "0", "randomness of answers, 0–2"),
    Setting("MENTOR_LM_TIMEOUT_S", "120", "longest wait for one request, seconds"),
    Setting("MENTOR_LM_DEADLINE_S", "300", "longest wait for an answer with its repeats, seconds"),
    Setting("MENTOR_LM_RETRIES", "2", "repeats after a refused connection, 429 or 5xx"),
    Setting("MENTOR_LM_PARALLEL", "4", "requests of one process that run at once"),
    Setting("MENTOR_LM_CONTEXT_TOKENS", "32000", "the model's window, tokens"),
    Setting("MENTOR_LM_ANSWER_TOKENS", "6000", "longest answer, tokens"),
    Setting("MENTOR_LM_PRICE_IN", "0", "roubles per 1,000 tokens sent"),
    Setting("MENTOR_LM_PRICE_OUT", "0", "roubles per 1,000 tokens received"),
    Setting("MENTOR_LM_BUDGET_RUB", "0", "most roubles a company and month; 0: no limit"),
    Setting(
        "MENTOR_EMAIL_URL", "", "smtp://user:password@host:port; empty: mails go to mail/ in the data folder"
    ),
    Setting("MENTOR_EMAIL_FROM", "mentor.ai <noreply@localhost>", "sender of mails"),
    Setting("MENTOR_TELEGRAM_TOKEN", "", "token of the Telegram bot; empty: no Telegram"),
    Setting("MENTOR_TELEGRAM_BOT", "", "the bot's user name without @, for links to it"),
    Setting("MENTOR_TELEGRAM_MODE", "polling", "how commands come: polling or webhook"),
    Setting("MENTOR_TELEGRAM_API", "https://api.telegram.org", "address of the Bot API"),
    Setting("MENTOR_LOG_LEVEL", "INFO", "log level"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _read_dotenv(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; blank lines and ``#`` comments are skipped, one pair of quotes is taken off."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator:
            raise SystemExit(f"{path}:{number}: expected NAME=value, found {line!r}")
        values[name.strip()] = value.strip().strip("\"'")
    return values


# Doors and tests must not depend on what lies beside the project: MENTOR_ENV_FILE= (empty) reads no file.
_ENV_FILE = os.environ.get("MENTOR_ENV_FILE", str(ROOT / ".env"))
_DOTENV = _read_dotenv(Path(_ENV_FILE)) if _ENV_FILE else {}


def text(name: str) -> str:
    """The setting's text: environment first, then ``.env``, then the default. Unknown names raise KeyError."""
    setting = _BY_NAME[name]
    value = os.environ.get(name)
    if value is None:
        value = _DOTENV.get(name)
    return setting.default if value is None else value


def hand_down(name: str, value: str) -> None:
    """The setting as processes started from this one will read it. Unknown names raise KeyError."""
    os.environ[_BY_NAME[name].name] = value


def integer(name: str) -> int:
    """The setting as a whole number; says which setting is wrong."""
    value = text(name)
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {value!r}") from None


def flag(name: str) -> bool:
    """The setting as yes or no."""
    return text(name).strip().lower() in {"1", "true", "yes", "on"}


def items(name: str) -> list[str]:
    """The setting as a comma-separated list without empty items."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def group(prefix: str) -> dict[str, str]:
    """All settings whose names begin with ``prefix``."""
    return {setting.name: text(setting.name) for setting in SETTINGS if setting.name.startswith(prefix)}


def data_dir() -> Path:
    """The data folder, absolute; made by whoever writes there first."""
    path = Path(text("MENTOR_DATA_DIR")).expanduser()
    return path if path.is_absolute() else ROOT / path
