"""A telephony that can only leave files on a server: recordings are fetched over SFTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .files import check, history, sound
from .form import SftpForm

PROVIDER = Provider(
    code="sftp",
    title="Папка на сервере (SFTP)",
    about="Записи, которые телефония складывает на свой или ваш сервер; описание — в имени файла или рядом в .json",
    form=SftpForm,
    folder=Path(__file__).parent,
    check=check,
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=2),
)
