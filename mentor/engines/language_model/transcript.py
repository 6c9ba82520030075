"""A conversation as a model sees it: masked, numbered, fenced; and the way from its words back to the recording's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..assessor.local.acts import Role, TaggedCall
from ..assessor.port import Moment
from ..text.cues import load_cues
from ..text.normal import normalise
from ..text.quotes import sentences
from .condense import Line, condense
from .masking import Masked, Masker

SIDES: dict[Role, str] = {"manager": "М", "client": "К"}
WITHHELD = "[обращение к машине опущено]"
_COMMANDS = load_cues(Path(__file__).with_name("commands.txt"))["to_a_machine"]
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Shown:
    """One conversation prepared for a request. ``condensed``: some utterances were left out."""

    text: str
    masked: tuple[Masked, ...]
    roles: tuple[Role, ...]
    condensed: bool

    def find(self, quote: str, role: Role | None = None) -> Moment | None:
        """The verbatim place of ``quote``, said by ``role`` where given: case, signs and «ё» may differ.

        The first place; a placeholder stands for the words that it hides.
        """
        plain = quote.strip().strip('«»"“”„').strip()
        for i, masked in enumerate(self.masked):
            if role is None or self.roles[i] == role:
                span = _place(masked.text, plain)
                if span is not None:
                    start, end = masked.original_span(*span)
                    return Moment(i, masked.original[start:end])
        return None

    def find_restored(self, quote: str, masker: Masker, role: Role | None = None) -> Moment | None:
        """As ``find``; where the model put a name back by itself, the quote is looked for in the original."""
        found = self.find(quote, role)
        if found is not None:
            return found
        bare = quote.strip().strip('«»"“”„').strip()
        for i, masked in enumerate(self.masked):
            if role is None or self.roles[i] == role:
                span = _place(masked.original, masker.restore_known(bare))
                if span is not None:
                    return Moment(i, masked.original[slice(*span)])
        return None


def _place(text: str, quote: str) -> tuple[int, int] | None:
    """Where ``text`` says ``quote``: as it stands, else word for word."""
    if not quote:
        return None
    exact = re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", text)
    if exact is not None:
        return exact.span()
    wanted = normalise(quote)
    said = normalise(text)
    if not wanted.text:
        return None
    at = f" {said.text} ".find(f" {wanted.text} ")
    if at < 0:
        return None
    start, end = said.span(at, at + len(wanted.text))
    while end < len(text) and text[end] in ".!?…":
        end += 1
    # a placeholder's brackets are no letters: take them in with its words
    start -= text[start - 1 : start] == "["
    end += text[end : end + 1] == "]"
    return start, end


def show(call: TaggedCall, masker: Masker, room: int) -> Shown:
    """Number and mask the utterances; leave out the least telling ones where they do not fit ``room`` letters."""
    masked = tuple(masker.mask(u.text) for u in call.conversation.utterances)
    lines = [
        Line(f"{i} {SIDES[role]}: {_safe(m.text)}", _weight(call, i))
        for i, (role, m) in enumerate(zip(call.roles, masked, strict=True))
        if m.text.strip()
    ]
    kept = condense(lines, room)
    return Shown(
        "\n".join(kept),
        masked,
        call.roles,
        condensed=len(kept) < len(lines) or kept != [x.text for x in lines],
    )


def _safe(text: str) -> str:
    """One line; a sentence that commands a machine is not passed on."""
    if text in _COMMANDS:
        parts = [text[s.start : s.end] for s in sentences(text)]
        text = " ".join(WITHHELD if part in _COMMANDS else part for part in parts)
    return _BLANKS.sub(" ", text).replace("<", "‹").replace(">", "›").strip()


_TELLING = (
    "hello", "own_name", "company", "purpose", "need_question", "need_summary", "present", "benefit", "proof", "price",
    "join", "argue", "check", "propose", "time", "recap", "bye", "defers_answer", "objects", "refuses", "bought",
    "evades", "agrees", "sets_time", "client_question", "price_question",
)  # fmt: skip


def _weight(call: TaggedCall, index: int) -> float:
    """How much an utterance tells of the course of the sale: the acts that it holds."""
    acts: Sequence[str] = list(call.acts[index])
    return float(sum(act in _TELLING for act in acts))
