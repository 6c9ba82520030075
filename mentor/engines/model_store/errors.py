"""What can go wrong with downloaded models. A message says what happened, what is safe and what to do."""

from __future__ import annotations


class StoreError(Exception):
    """``status`` is the exit status of the command."""

    status = 1


class UnknownModelError(StoreError):
    """Nobody knows a model of this name."""

    status = 2


class UnreachableError(StoreError):
    """The hub or mirror does not answer, breaks off or refuses; what was fetched is kept and continued."""

    status = 3


class WrongFileError(StoreError):
    """What came, or what lies here, is not the file that was meant."""

    status = 4


class FolderError(StoreError):
    """The models' folder cannot be used: no space, no rights, another command is busy with it."""

    status = 5
