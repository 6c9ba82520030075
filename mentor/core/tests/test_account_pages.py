"""Every account page that a person can reach is ours: in Russian, in the product's own frame."""

import pytest
from django.template.loader import get_template

pytestmark = pytest.mark.unit

PAGES = [
    *(f"account/{name}.html" for name in ("login", "logout", "signup", "signup_closed", "account_inactive")),
    *(f"account/password_{name}.html" for name in ("reset", "reset_done", "reset_from_key", "change")),
    *("account/password_reset_from_key_done.html", "account/reauthenticate.html", "mfa/reauthenticate.html"),
    *(
        "mfa/authenticate.html",
        "mfa/index.html",
        "mfa/totp/activate_form.html",
        "mfa/totp/deactivate_form.html",
    ),
    *("mfa/recovery_codes/index.html", "mfa/recovery_codes/generate.html"),
    *("usersessions/usersession_list.html", "allauth/layouts/entrance.html", "allauth/layouts/manage.html"),
]


@pytest.mark.parametrize("name", PAGES)
def test_our_page_is_found_before_the_librarys(name):
    assert "mentor/core/templates" in get_template(name).origin.name  # type: ignore[attr-defined] # the engine's own template has one
