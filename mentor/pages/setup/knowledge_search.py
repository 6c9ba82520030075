"""«Найти»: one question to the whole knowledge, each answer beside where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mentor.analysis.models import Stage
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import clock
from mentor.engines.rubric import STAGES
from mentor.knowledge import retrieval
from mentor.knowledge.models import Excerpt, Kind

from .doors import for_heads
from .forms.knowledge import SearchForm
from .knowledge import show_part

MOST = 10
STAGE_WORDS = dict(zip(STAGES, map(str, Stage.labels), strict=True)) | {"required": "обязательно сказать"}
PAGES = {
    Kind.SCRIPT: "knowledge",
    Kind.OBJECTION: "knowledge_objections",
    Kind.RULE: "knowledge_rules",
    Kind.PHRASE: "knowledge_phrases",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An excerpt as the page shows it; ``url`` opens what it was cut from. ``asked``: it holds the very words."""

    kind: str
    title: str
    text: str
    where: str
    url: str
    asked: bool


def answer(excerpt: Excerpt, asked: str) -> Answer:
    """Words and address of an excerpt."""
    kind = Kind(excerpt.kind)
    where = STAGE_WORDS.get(excerpt.stage, "") if kind == Kind.SCRIPT else ""
    if kind == Kind.REFERENCE:
        url = reverse("call", args=[excerpt.source_id])
        if excerpt.at_s is not None:
            url, where = f"{url}#t={excerpt.at_s:g}", clock(excerpt.at_s)
    elif kind == Kind.PRESENTATION:
        url = reverse("presentation", args=[excerpt.source_id])
    else:
        url = reverse(PAGES[kind])
    return Answer(str(kind.label), excerpt.title, excerpt.text, where, url, asked in excerpt.text)


@require_safe
@for_heads
def knowledge_search(request: CompanyRequest) -> HttpResponse:
    """Up to ten answers: the very words first (so a recommendation's source opens on its passage), then the best."""
    form = SearchForm(request.GET or None)
    answers: list[Answer] = []
    asked = ""
    if form.is_bound and form.is_valid():
        asked, kind = form.cleaned_data["ask"], form.cleaned_data["kind"]
        kinds = [Kind(kind)] if kind else list(Kind)
        found = retrieval.find(asked, kinds=kinds, most=MOST)
        answers = sorted((answer(each.excerpt, asked) for each in found), key=lambda each: not each.asked)
    context = {"search": form, "asked": asked, "answers": answers, "kinds": Kind.choices}
    return show_part(request, "knowledge_search", **context)
