"""What can be done with an account of any room: its settings, check, address and switch. For integrators."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pages.setup.doors import Guarded, for_integrators, viewer_of
from mentor.providers.errors import ProviderError
from mentor.providers.linked import LinkedAccount

from .room import Room

A = TypeVar("A", bound=LinkedAccount)


def shared_paths(room: Room[A]) -> list[URLPattern]:
    """The addresses that every room has for an account."""
    at, name = f"settings/{room.name}/<int:pk>/", room.name
    return [
        path(at, _settings(room), name=f"{name}_connection"),
        path(f"{at}check/", _check(room), name=f"{name}_check"),
        path(f"{at}address/", _rotate(room), name=f"{name}_rotate"),
        path(f"{at}close-old/", _close_old(room), name=f"{name}_close_old"),
        path(f"{at}switch/", _switch(room), name=f"{name}_switch"),
    ]


def _settings(room: Room[A]) -> Guarded:
    """One account; a POST changes its settings."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @for_integrators
    def view(request: CompanyRequest, pk: int) -> HttpResponse:
        account = room.find(pk)
        if request.method != "POST":
            return room.show(request, account)
        form = room.form(account, request)
        if not form.is_valid():
            return room.show(request, account, form=form, status=422)
        room.writes.change(connection=account, **form.said(), by=viewer_of(request).user)
        messages.success(request, "Настройки подключения сохранены.")
        return redirect(f"{room.name}_connection", pk=pk)

    return view


def _check(room: Room[A]) -> Guarded:
    """«Проверить подключение»: asks the provider now and says what it answered."""

    @require_POST
    @for_integrators
    def view(request: CompanyRequest, pk: int) -> HttpResponse:
        account = room.find(pk)
        try:
            words = room.check(account)
        except ProviderError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, words)
        audit(
            user=viewer_of(request).user,
            action=room.check_action,
            subject=f"{room.name}:{account.pk}",
            name=account.title,
        )
        return redirect(f"{room.name}_connection", pk=pk)

    return view


def _rotate(room: Room[A]) -> Guarded:
    """A new address, shown in the answer itself."""

    @never_cache
    @require_POST
    @for_integrators
    def view(request: CompanyRequest, pk: int) -> HttpResponse:
        account = room.find(pk)
        token = room.writes.rotate(connection=account, by=viewer_of(request).user)
        passed_on = room.passed_on(account)
        if passed_on:
            messages.success(request, passed_on)
        return room.show(request, account, token=token)

    return view


def _close_old(room: Room[A]) -> Guarded:
    """The address before the last rotation stops working now."""

    @require_POST
    @for_integrators
    def view(request: CompanyRequest, pk: int) -> HttpResponse:
        room.writes.forget_old_address(connection=room.find(pk), by=viewer_of(request).user)
        messages.success(request, "Старый адрес больше не работает.")
        return redirect(f"{room.name}_connection", pk=pk)

    return view


def _switch(room: Room[A]) -> Guarded:
    """On or off."""

    @require_POST
    @for_integrators
    def view(request: CompanyRequest, pk: int) -> HttpResponse:
        on = request.POST.get("on") == "1"
        try:
            room.writes.switch(connection=room.find(pk), on=on, by=viewer_of(request).user)
        except Problem as trouble:
            messages.error(request, trouble.detail)
        else:
            messages.success(request, room.words.now_on if on else room.words.now_off)
        return redirect(f"{room.name}_connection", pk=pk)

    return view
