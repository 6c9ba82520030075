"""The words of a PDF that typst made, read through each font's ToUnicode map: enough to know that a figure is there."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_PAGE = re.compile(rb"/Type\s*/Page\b.*?/Resources (\d+) 0 R.*?/Contents (\d+) 0 R", re.S)
_TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
_FONT = re.compile(rb"/(f\d+|F\d+) (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_PLAIN = rb"(?:\\.|[^\\()])*"
_STRING = (
    rb"\(" + _PLAIN + rb"(?:\(" + _PLAIN + rb"\)" + _PLAIN + rb")*\)"
)  # brackets in pairs need no escape
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(" + _STRING + rb"|<[0-9A-Fa-f]*>)|(T\*|Td|Tm|ET)", re.S)
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All that is shown, pieces apart by spaces, spaces of every width as plain ones."""
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [_PAGE.search(body) for body in objects.values()]
    shown = "".join(
        _shown(_content(objects[int(page[2])]), _fonts(objects[int(page[1])], objects))
        for page in pages
        if page
    )
    return re.sub(r"\s+", " ", shown).replace("\xad ", "")  # words broken at the end of a line


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body[: found.start()] else found[1]


def _fonts(resources: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[bytes, str]]:
    """By the name that the page uses: code → characters."""
    found = {}
    for name, number in _FONT.findall(resources):
        link = _TO_UNICODE.search(objects[int(number)])
        if link is not None:
            found[name] = _map(objects[int(link[1])])
    return found


def _map(body: bytes) -> dict[bytes, str]:
    stream = _STREAM.search(body)
    assert stream is not None
    content = zlib.decompress(stream[1]) if b"/FlateDecode" in body else stream[1]
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for code, letters in _PAIR.findall(content)
    }


def _shown(content: bytes, maps: dict[bytes, dict[bytes, str]]) -> str:
    words: list[str] = []
    letters: dict[bytes, str] = {}
    for font, string, moved in _SHOWN.findall(content):
        if font:
            letters = maps.get(font, {})
        elif string:
            codes = _bytes(string)
            words += [letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
        elif moved:
            words.append(" ")
    return "".join(words)


def _bytes(string: bytes) -> bytes:
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode())
    return _ESCAPE.sub(_unescaped, string[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit():
        return bytes([int(code, 8)])
    return _ESCAPES.get(code, b"" if code.endswith(b"\n") else code)
