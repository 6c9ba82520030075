"""How much personal data is hidden before a text leaves the server.

    python -m evaluation.masking [--words]

Over ``evaluation/corpus/calls``, as written and as a recogniser prints it (``with_noise``): invented data are said in
every call, names of the header are looked for in what was said. ``known``: the header's names are given beforehand,
as in the product; ``blind``: they are not, as for people who are only spoken of. ``--words`` lists what was hidden as
a name and is nobody's in the headers.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.language_model.masking import Masker
from mentor.engines.text.normal import words_of

from .labelled import Labelled, load_labelled, with_noise
from .masking_data import Said, samples

CORPUS = Path(__file__).with_name("corpus")
NOT_NAMES = Path(__file__).with_name("masking_not_names.txt")


@dataclass(slots=True)
class Count:
    """Of all that was said, how much was hidden whole."""

    hidden: int = 0
    said: int = 0

    def __str__(self) -> str:
        share = f"{100 * self.hidden / self.said:5.1f}%" if self.said else "  —  "
        return f"{share} ({self.hidden} из {self.said})"


@dataclass(slots=True)
class Figures:
    """One run's counts. ``words``: how often each word was hidden as a name; ``seconds``: all the maskers' time."""

    kinds: dict[str, Count] = field(default_factory=dict)
    header_known: Count = field(default_factory=Count)
    header_blind: Count = field(default_factory=Count)
    words: Counter[str] = field(default_factory=Counter)
    all_words: int = 0
    seconds: float = 0.0


def forms_of(names: Iterable[str | None]) -> frozenset[str]:
    """Every form of every word of the names, by the dictionary: the truth that hiding is measured against."""
    import pymorphy3

    analyser = pymorphy3.MorphAnalyzer(lang="ru")
    found: set[str] = set()
    for name in names:
        for word in words_of(name or ""):
            found.add(word)
            for parse in analyser.parse(word):
                if {"Name", "Patr", "Surn"} & set(str(parse.tag).replace(" ", ",").split(",")):
                    found |= {str(each.word).replace("ё", "е") for each in parse.lexeme}
    return frozenset(found)


def measure(calls: list[Labelled], *, noise: bool) -> Figures:
    """All counts over the calls."""
    figures = Figures()
    rng = random.Random(20261123)
    for call in calls:
        # no recogniser prints «@»: it prints the words that are said
        said = [each for each in samples(rng) if not (noise and each.kind == "почта")]
        _inserted(call, said, figures, noise=noise)
        heard = with_noise(call) if noise else call
        _header(heard, figures)
    return figures


def masker_of(call: Labelled, conversation: Conversation, *, known: bool = True) -> Masker:
    """The masker that an engine would make for this conversation."""
    names = (
        (conversation.manager_name, conversation.client_name, *call.profile.manager_names) if known else ()
    )
    texts = [u.text for u in conversation.utterances]
    return Masker(known=names, company=call.profile.name, texts=texts)


def _inserted(call: Labelled, said: list[Said], figures: Figures, *, noise: bool) -> None:
    """Every sentence is said by the client at the end; parts are damaged apart, so that the value's place is known."""
    parts = tuple(Utterance("client", text) for s in said for text in (s.before, s.value, s.after))
    spoken = replace(call, conversation=replace(call.conversation, utterances=parts))
    texts = [u.text for u in (with_noise(spoken) if noise else spoken).conversation.utterances]
    glue = " " if noise else ""
    lines = [glue.join(texts[i : i + 3]) for i in range(0, len(texts), 3)]
    talk = replace(
        call.conversation,
        utterances=(*call.conversation.utterances, *(Utterance("client", line) for line in lines)),
    )
    masker = masker_of(call, talk)
    for each, line, start in zip(said, lines, range(0, len(texts), 3), strict=True):
        first = len(texts[start]) + len(glue)
        covered = {i for f in masker.find(line) for i in range(f.start, f.end)}
        needed = [first + i for i, c in enumerate(texts[start + 1]) if c.isalnum()]
        count = figures.kinds.setdefault(each.kind, Count())
        count.said += 1
        count.hidden += all(i in covered for i in needed)


def _header(call: Labelled, figures: Figures) -> None:
    talk = call.conversation
    wanted = forms_of((talk.manager_name, talk.client_name))
    started = time.perf_counter()
    known = masker_of(call, talk)
    hidden = [
        {w for f in known.find(u.text) if f.kind == "ИМЯ" for w in words_of(u.text[f.start : f.end])}
        for u in talk.utterances
    ]
    figures.seconds += time.perf_counter() - started
    blind = masker_of(call, talk, known=False)
    for utterance, names in zip(talk.utterances, hidden, strict=True):
        unseen = {w for f in blind.find(utterance.text) for w in words_of(utterance.text[f.start : f.end])}
        words = words_of(utterance.text)
        figures.all_words += len(words)
        for word in words:
            if word in wanted:
                figures.header_known.said += 1
                figures.header_known.hidden += word in names
                figures.header_blind.said += 1
                figures.header_blind.hidden += word in unseen
        figures.words.update(word for word in words if word in names)


def judged(words: Counter[str]) -> tuple[int, int]:
    """How many hidden words are names, and how many are not, by the list that was read through by hand."""
    wrong = set(NOT_NAMES.read_text(encoding="utf-8").split()) if NOT_NAMES.is_file() else set()
    bad = sum(n for word, n in words.items() if word in wrong)
    return sum(words.values()) - bad, bad


def report(title: str, figures: Figures, calls: int) -> None:
    """Print one run."""
    print(f"\n{title}")
    for kind, count in figures.kinds.items():
        print(f"  {kind:16} {count}")
    print(f"  имена из шапки, известны заранее {figures.header_known}")
    print(f"  имена из шапки, не известны      {figures.header_blind}")
    right, wrong = judged(figures.words)
    print(f"  точность по именам               {Count(right, right + wrong)}")
    print(
        f"  скрыто слов {sum(figures.words.values())} из {figures.all_words}; {figures.seconds / calls:.2f} с на звонок"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", action="store_true", help="list the words hidden as names")
    options = parser.parse_args()
    calls = load_labelled(CORPUS, contrast=False)
    for noise in (False, True):
        figures = measure(calls, noise=noise)
        report("как после распознавания" if noise else "как записано", figures, len(calls))
        if options.words:
            print(" ".join(f"{w}:{n}" for w, n in figures.words.most_common()))


if __name__ == "__main__":
    main()
