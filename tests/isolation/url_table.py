"""Every address × method × kind of person → what it answers. An address that is not here fails the test.

``LOGIN`` and ``COMPANIES`` are redirects there; 302 is a redirect after work that was done. A method that is not here
answers 405. Decision 18: what is not yours does not exist, so a stranger's id is 404 and never 403.
"""

from __future__ import annotations

from typing import Literal

LOGIN: Literal["login"] = "login"
COMPANIES: Literal["companies"] = "companies"
Answer = int | Literal["login", "companies"]
Row = dict[str, Answer]


def members(
    owner: Answer,
    colleague: Answer,
    head: Answer,
    stranger: Answer,
    integrator: Answer,
    loose: Answer = COMPANIES,
) -> Row:
    """Answers to people; anonymous visitors go to the log-in. ``stranger`` is the head of another company."""
    return {
        "anonymous": LOGIN,
        "owner": owner,
        "colleague": colleague,
        "head": head,
        "stranger": stranger,
        "integrator": integrator,
        "loose": loose,
    }


def everybody(answer: Answer) -> Row:
    return members(answer, answer, answer, answer, answer, answer) | {"anonymous": answer}


def people(answer: Answer) -> Row:
    """Everybody with a log-in, whatever their company: pages about the person alone."""
    return everybody(answer) | {"anonymous": LOGIN}


def visitors(anonymous: Answer, others: Answer) -> Row:
    return everybody(others) | {"anonymous": anonymous}


OPEN = everybody(200)
NOWHERE = everybody(404)
WITH_KEY_ONLY = everybody(401)  # sessions open nothing of the API
COMPANY = members(200, 200, 200, 200, 200)
HEADS = members(404, 404, 200, 200, 200)
HEADS_REFUSED = members(404, 404, 422, 422, 422)  # an empty form
OURS = members(200, 404, 200, 404, 200)  # an object of the owner's
OURS_DONE = members(302, 404, 302, 404, 302)
HEADS_OURS = members(404, 404, 200, 404, 200)
HEADS_OURS_DONE = members(404, 404, 302, 404, 302)
INTEGRATORS = members(404, 404, 404, 404, 200)
INTEGRATORS_REFUSED = members(404, 404, 404, 404, 422)
INTEGRATORS_DONE = members(404, 404, 404, 404, 302)
STAFF = members(404, 404, 404, 404, 200, 200)
OWN = members(200, 200, 200, 200, 404)  # a member's own; our staff is none
MANAGERS = members(200, 200, 404, 404, 404)
OWNERS_DONE = members(302, 404, 404, 404, 404)  # what only the manager whose it is may do
UPLOADS = members(403, 403, 200, 200, 200)

# (method, route) → (answers, name of the object in town.ids that stands for the route's argument)
TABLE: dict[tuple[str, str], tuple[Row, str]] = {
    ("GET", "healthz"): (OPEN, ""),
    ("POST", "healthz"): (OPEN, ""),
    # API: keys alone, see test_the_api_knows_a_company_by_its_key_alone
    ("GET", "api/v1/openapi.json"): (OPEN, ""),
    ("POST", "api/v1/openapi.json"): (OPEN, ""),
    ("GET", "api/v1/me"): (WITH_KEY_ONLY, ""),
    ("POST", "api/v1/calls"): (WITH_KEY_ONLY, ""),
    ("GET", "api/v1/calls/<int:call_id>"): (WITH_KEY_ONLY, "call"),
    ("POST", "api/v1/leads"): (WITH_KEY_ONLY, ""),
    ("POST", "api/v1/deals"): (WITH_KEY_ONLY, ""),
    ("POST", "api/v1/payments"): (WITH_KEY_ONLY, ""),
    ("GET", "api/v1/"): (NOWHERE, ""),
    ("POST", "api/v1/"): (NOWHERE, ""),
    ("GET", "api/v1/^"): (NOWHERE, ""),
    ("POST", "api/v1/^"): (NOWHERE, ""),
    # Обзор and the team
    ("GET", ""): (members(302, 302, 200, 200, 200), ""),
    ("GET", "managers/"): (HEADS, ""),
    ("GET", "money/"): (HEADS, ""),
    # a week is no object of anybody's: every company has its own of that Monday
    ("GET", "reports/"): (HEADS, ""),
    ("GET", "reports/<str:week>/"): (HEADS, "week"),
    ("GET", "reports/<str:week>/report.pdf"): (HEADS, "week"),
    ("GET", "reports/<str:week>/report.xlsx"): (HEADS, "week"),
    # the head of ours is the acceptor there; integrators read only
    ("GET", "acceptance/"): (HEADS, ""),
    ("GET", "acceptance/protocol.pdf"): (HEADS, ""),
    ("GET", "acceptance/readings/"): (HEADS, ""),
    ("GET", "acceptance/<int:stage>/"): (HEADS, "stage"),
    ("POST", "acceptance/<int:stage>/answer/"): (members(404, 404, 422, 403, 403), "stage"),
    ("POST", "acceptance/<int:stage>/accept/"): (members(404, 404, 422, 403, 403), "stage"),
    ("GET", "money/statements/"): (HEADS, ""),
    ("GET", "money/statements/<int:pk>/"): (HEADS_OURS, "statement"),
    ("GET", "money/statements/<int:pk>/statement.pdf"): (HEADS_OURS, "statement"),
    ("GET", "money/statements/<int:pk>/statement.xlsx"): (HEADS_OURS, "statement"),
    # nothing was said, in both
    ("POST", "money/statements/<int:pk>/say/"): (members(404, 404, 422, 404, 422), "statement"),
    # Записи, чеки, таблицы
    ("GET", "money/entries/"): (HEADS, ""),
    ("GET", "money/entries/new/<slug:kind>/"): (INTEGRATORS, "entry_kind"),
    ("POST", "money/entries/new/<slug:kind>/"): (INTEGRATORS_REFUSED, "entry_kind"),
    ("GET", "money/payments/<int:pk>/"): (HEADS_OURS, "payment"),
    ("POST", "money/payments/<int:pk>/refund/"): (INTEGRATORS_REFUSED, "payment"),
    ("POST", "money/payments/<int:pk>/correct/"): (INTEGRATORS_REFUSED, "payment"),
    ("POST", "money/deals/<int:pk>/give/"): (INTEGRATORS_DONE, "deal"),
    ("POST", "money/leads/<int:pk>/withdraw/"): (INTEGRATORS_DONE, "crm_lead"),
    ("GET", "money/receipts/"): (HEADS, ""),
    ("GET", "money/receipts/of/<int:pk>/"): (HEADS_OURS, "client"),
    ("POST", "money/receipts/of/<int:pk>/"): (members(404, 404, 422, 404, 422), "client"),
    ("GET", "money/receipts/<int:pk>/"): (HEADS_OURS, "receipt"),
    ("POST", "money/receipts/<int:pk>/confirm/"): (INTEGRATORS_REFUSED, "receipt"),
    ("POST", "money/receipts/<int:pk>/reject/"): (INTEGRATORS_REFUSED, "receipt"),
    ("GET", "money/receipts/<int:pk>/file/"): (HEADS_OURS, "receipt"),
    ("GET", "money/tables/"): (INTEGRATORS, ""),
    ("POST", "money/tables/"): (INTEGRATORS_REFUSED, ""),
    ("GET", "money/tables/<int:pk>/"): (INTEGRATORS, "entry_import"),
    ("GET", "money/tables/<int:pk>/refused.csv"): (INTEGRATORS, "entry_import"),
    ("POST", "money/tables/<int:pk>/agree/"): (INTEGRATORS_DONE, "entry_import"),
    ("POST", "money/tables/<int:pk>/cancel/"): (INTEGRATORS_DONE, "entry_import"),
    ("POST", "clients/<int:pk>/join/"): (HEADS_OURS_DONE, "client"),
    ("GET", "managers/insights/"): (HEADS, ""),
    ("GET", "managers/compare/"): (members(404, 404, 302, 302, 302), ""),
    ("GET", "managers/<int:pk>/"): (members(302, 404, 200, 404, 200), "member"),
    ("GET", "my/day/"): (MANAGERS, ""),
    ("GET", "my/stages/"): (MANAGERS, ""),
    # Calls, losses, clients
    ("GET", "calls/"): (COMPANY, ""),
    ("GET", "calls/<int:pk>/"): (OURS, "call"),
    ("GET", "calls/<int:pk>/audio.ogg"): (OURS, "call"),
    ("GET", "calls/<int:pk>/peaks.json"): (OURS, "call"),
    ("POST", "calls/<int:pk>/retry/"): (OURS_DONE, "call"),
    ("POST", "calls/<int:pk>/swap-speakers/"): (HEADS_OURS_DONE, "call"),
    # Тренажёр: a talk is its manager's own, heads and integrators read it
    ("GET", "trainer/"): (COMPANY, ""),
    ("GET", "trainer/scenarios/"): (HEADS, ""),
    ("GET", "trainer/scenarios/<int:pk>/"): (INTEGRATORS, "scenario"),
    ("POST", "trainer/scenarios/<int:pk>/"): (INTEGRATORS_REFUSED, "scenario"),
    ("POST", "trainer/scenarios/<int:pk>/away/"): (INTEGRATORS_DONE, "scenario"),
    ("POST", "trainer/scenarios/<int:pk>/start/"): (OWNERS_DONE, "scenario"),
    ("GET", "trainer/people/<int:pk>/"): (HEADS_OURS, "member"),
    ("GET", "trainer/talks/<int:pk>/"): (OURS, "talk"),
    ("POST", "trainer/talks/<int:pk>/say/"): (OWNERS_DONE, "talk"),
    ("POST", "trainer/talks/<int:pk>/end/"): (OWNERS_DONE, "talk"),
    ("POST", "trainer/talks/<int:pk>/ticket/"): (members(200, 404, 404, 404, 404), "talk"),
    ("POST", "calls/<int:pk>/rehearse/"): (OWNERS_DONE, "call"),
    ("GET", "losses/"): (COMPANY, ""),
    ("GET", "losses/export.xlsx"): (COMPANY, ""),
    # who sees it but is not the one to call gets 403: only its manager marks it
    ("POST", "recommendations/<int:pk>/mark/"): (members(302, 404, 403, 404, 403), "recommendation"),
    ("POST", "recommendations/<int:pk>/unmark/"): (members(302, 404, 403, 404, 403), "recommendation"),
    ("POST", "recommendations/<int:pk>/snooze/"): (members(302, 404, 403, 404, 403), "recommendation"),
    ("POST", "cases/<int:pk>/stop/"): (members(302, 404, 302, 404, 302), "case"),
    ("POST", "cases/<int:pk>/resume/"): (members(302, 404, 302, 404, 302), "case"),
    ("POST", "cases/<int:pk>/reassign/"): (HEADS_OURS_DONE, "case"),
    ("POST", "calls/<int:pk>/rebind/"): (HEADS_OURS_DONE, "call"),
    ("POST", "settings/people/<int:pk>/give-cases/"): (HEADS_OURS_DONE, "member"),
    ("POST", "settings/people/<int:pk>/absences/"): (HEADS_OURS_DONE, "member"),
    ("POST", "settings/absences/<int:pk>/remove/"): (HEADS_OURS_DONE, "absence"),
    ("POST", "recommendations/<int:pk>/correct/"): (members(403, 404, 302, 404, 302), "recommendation"),
    ("POST", "recommendations/<int:pk>/forbid/"): (members(403, 404, 302, 404, 302), "recommendation"),
    ("GET", "corrections/"): (HEADS, ""),
    ("POST", "corrections/<int:pk>/cancel/"): (HEADS_OURS_DONE, "correction"),
    ("POST", "followups/<int:pk>/rule/"): (members(403, 404, 302, 404, 302), "followup"),
    ("POST", "followups/<int:pk>/contest/"): (members(302, 404, 403, 404, 403), "followup"),
    ("GET", "clients/<int:pk>/"): (OURS, "client"),
    # Требует внимания, uploads
    ("GET", "attention/"): (HEADS, ""),
    ("POST", "attention/<int:pk>/bind/"): (HEADS_OURS_DONE, "attention"),
    ("POST", "attention/<int:pk>/retry/"): (HEADS_OURS_DONE, "failed"),
    ("POST", "attention/<int:pk>/hide/"): (HEADS_OURS_DONE, "attention"),
    ("GET", "uploads/"): (UPLOADS, ""),
    ("GET", "uploads/one/"): (members(403, 403, 302, 302, 302), ""),
    ("POST", "uploads/one/"): (members(403, 403, 422, 422, 422), ""),
    ("GET", "uploads/archive/"): (members(403, 403, 302, 302, 302), ""),
    ("POST", "uploads/archive/"): (members(403, 403, 422, 422, 422), ""),
    ("GET", "uploads/example.csv"): (UPLOADS, ""),
    # Our staff; the way in
    ("GET", "staff/companies/"): (STAFF, ""),
    ("GET", "staff/companies/new/"): (STAFF, ""),
    ("POST", "staff/companies/new/"): (STAFF, ""),
    ("POST", "staff/companies/<int:pk>/choose/"): (members(404, 404, 404, 404, 302, 302), "company"),
    ("GET", "no-company/"): (members(302, 302, 302, 302, 302, 200), ""),
    ("GET", "welcome/"): (people(200), ""),
    ("GET", "invitation/<str:token>/"): (OPEN, "invitation"),
    ("POST", "invitation/<str:token>/"): (OPEN, "invitation"),
    # Оценка звонков
    ("GET", "grading/"): (INTEGRATORS, ""),
    ("GET", "grading/next/"): (members(404, 404, 404, 404, 302), ""),
    ("GET", "grading/agreement/"): (INTEGRATORS, ""),
    ("GET", "grading/proposals/"): (INTEGRATORS, ""),
    # marks that have changed since are told in a message
    ("POST", "grading/proposals/"): (INTEGRATORS_REFUSED, ""),
    ("GET", "grading/reassess/"): (INTEGRATORS, ""),
    ("POST", "grading/reassess/"): (INTEGRATORS, ""),
    ("GET", "grading/reassess/<int:pk>/"): (INTEGRATORS, "reassessment"),
    ("GET", "grading/reassess/<int:pk>/progress/"): (INTEGRATORS, "reassessment"),
    ("POST", "grading/reassess/<int:pk>/cancel/"): (members(404, 404, 404, 404, 302), "reassessment"),
    ("GET", "grading/<int:pk>/"): (INTEGRATORS, "call"),
    ("POST", "grading/<int:pk>/"): (INTEGRATORS_REFUSED, "call"),
    ("GET", "grading/<int:pk>/versions/"): (members(404, 404, 404, 404, 302), "call"),
    # Уведомления; webhook: nobody knows the secret
    ("GET", "notices/"): (OWN, ""),
    ("GET", "notices/count/"): (OWN, ""),
    ("GET", "notices/live/"): (members(204, 204, 204, 204, 404), ""),
    ("GET", "profile/notices/"): (OWN, ""),
    ("POST", "profile/notices/"): (members(302, 302, 302, 302, 404), ""),
    ("POST", "profile/notices/telegram/"): (members(302, 302, 302, 302, 404), ""),
    ("POST", "profile/notices/telegram/off/"): (members(302, 302, 302, 302, 404), ""),
    ("GET", "settings/notices/"): (HEADS, ""),
    ("POST", "settings/notices/"): (HEADS_REFUSED, ""),
    ("POST", "telegram/webhook/"): (NOWHERE, ""),
    # Телефония: nobody knows the secret of the address
    ("GET", "hooks/telephony/<str:token>/"): (NOWHERE, "hook"),
    ("POST", "hooks/telephony/<str:token>/"): (NOWHERE, "hook"),
    ("GET", "hooks/telephony/<str:token>/<path:rest>"): (NOWHERE, "hook"),
    ("POST", "hooks/telephony/<str:token>/<path:rest>"): (NOWHERE, "hook"),
    ("GET", "settings/telephony/"): (INTEGRATORS, ""),
    ("GET", "settings/telephony/new/"): (INTEGRATORS, ""),
    ("GET", "settings/telephony/new/<slug:provider>/"): (INTEGRATORS, "provider"),
    ("POST", "settings/telephony/new/<slug:provider>/"): (INTEGRATORS_REFUSED, "provider"),
    ("POST", "settings/telephony/letters/"): (members(404, 404, 404, 404, 302), ""),
    ("GET", "settings/telephony/unknown/"): (INTEGRATORS, ""),
    ("POST", "settings/telephony/unknown/"): (members(404, 404, 404, 404, 302), ""),
    ("GET", "settings/telephony/<int:pk>/"): (INTEGRATORS, "telephony"),
    ("POST", "settings/telephony/<int:pk>/"): (INTEGRATORS_REFUSED, "telephony"),
    ("POST", "settings/telephony/<int:pk>/check/"): (members(404, 404, 404, 404, 302), "telephony"),
    ("POST", "settings/telephony/<int:pk>/address/"): (INTEGRATORS, "telephony"),
    ("POST", "settings/telephony/<int:pk>/close-old/"): (members(404, 404, 404, 404, 302), "telephony"),
    ("POST", "settings/telephony/<int:pk>/switch/"): (members(404, 404, 404, 404, 302), "telephony"),
    ("POST", "settings/telephony/<int:pk>/history/"): (members(404, 404, 404, 404, 302), "telephony"),
    ("POST", "settings/telephony/<int:pk>/again/"): (members(404, 404, 404, 404, 302), "telephony"),
    ("GET", "hooks/crm/<str:token>/"): (NOWHERE, "hook"),
    ("POST", "hooks/crm/<str:token>/"): (NOWHERE, "hook"),
    ("GET", "settings/crm/"): (INTEGRATORS, ""),
    ("GET", "settings/crm/new/<slug:provider>/"): (INTEGRATORS, "crm_provider"),
    ("POST", "settings/crm/new/<slug:provider>/"): (INTEGRATORS_REFUSED, "crm_provider"),
    ("GET", "settings/crm/came-back/<slug:provider>/"): (members(404, 404, 404, 404, 302), "crm_provider"),
    ("GET", "settings/crm/<int:pk>/"): (INTEGRATORS, "crm"),
    ("POST", "settings/crm/<int:pk>/"): (INTEGRATORS_REFUSED, "crm"),
    ("POST", "settings/crm/<int:pk>/address/"): (INTEGRATORS, "crm"),
    ("POST", "settings/crm/<int:pk>/log-in/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/check/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/stages/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/choices/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/close-old/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/switch/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/read/"): (members(404, 404, 404, 404, 302), "crm"),
    ("POST", "settings/crm/<int:pk>/again/"): (members(404, 404, 404, 404, 302), "crm"),
    # Set-up
    ("GET", "settings/"): (HEADS, ""),
    ("POST", "settings/"): (HEADS, ""),
    ("POST", "settings/stresses/listen/"): (HEADS_REFUSED, ""),
    ("POST", "settings/numbers/"): (HEADS_REFUSED, ""),
    ("POST", "settings/numbers/<int:pk>/include/"): (HEADS_OURS_DONE, "number"),
    ("GET", "settings/people/"): (HEADS, ""),
    ("GET", "settings/people/new/"): (HEADS, ""),
    ("POST", "settings/people/new/"): (HEADS, ""),
    ("GET", "settings/people/<int:pk>/"): (HEADS_OURS, "member"),
    ("POST", "settings/people/<int:pk>/"): (HEADS_OURS, "member"),
    ("POST", "settings/people/<int:pk>/invite/"): (HEADS_OURS_DONE, "member"),
    ("POST", "settings/people/<int:pk>/off/"): (HEADS_OURS_DONE, "member"),
    ("POST", "settings/people/<int:pk>/on/"): (HEADS_OURS_DONE, "member"),
    ("POST", "settings/people/<int:pk>/drop-factor/"): (HEADS_OURS_DONE, "member"),
    ("GET", "settings/rubric/"): (HEADS, ""),
    ("POST", "settings/rubric/"): (INTEGRATORS_REFUSED, ""),
    ("GET", "settings/rubric/new-rule/"): (INTEGRATORS, ""),
    ("POST", "settings/rubric/new-rule/"): (INTEGRATORS, ""),
    ("GET", "settings/rubric/rules/<slug:code>/"): (INTEGRATORS, "rule"),
    ("GET", "settings/figures/"): (HEADS, ""),
    ("POST", "settings/figures/cheque/"): (INTEGRATORS_REFUSED, ""),
    ("POST", "settings/figures/baseline/"): (INTEGRATORS_REFUSED, ""),
    ("POST", "settings/figures/fee/"): (INTEGRATORS_REFUSED, ""),
    ("GET", "settings/api-keys/"): (HEADS, ""),
    ("POST", "settings/api-keys/"): (HEADS, ""),
    ("POST", "settings/api-keys/<int:pk>/revoke/"): (HEADS_OURS_DONE, "api_key"),
    ("GET", "settings/knowledge/"): (HEADS, ""),
    ("POST", "settings/knowledge/"): (HEADS, ""),
    ("GET", "settings/knowledge/search/"): (HEADS, ""),
    ("GET", "settings/knowledge/presentations/"): (HEADS, ""),
    ("POST", "settings/knowledge/presentations/"): (HEADS, ""),
    ("GET", "settings/knowledge/presentations/<int:pk>/"): (HEADS_OURS, "presentation"),
    ("POST", "settings/knowledge/presentations/<int:pk>/"): (HEADS_OURS, "presentation"),
    ("POST", "settings/knowledge/presentations/<int:pk>/remove/"): (HEADS_OURS_DONE, "presentation"),
    ("POST", "calls/<int:pk>/reference/"): (HEADS_OURS_DONE, "call"),
    ("GET", "settings/knowledge/objections/"): (HEADS, ""),
    ("POST", "settings/knowledge/objections/"): (HEADS, ""),
    ("GET", "settings/knowledge/rules/"): (HEADS, ""),
    ("POST", "settings/knowledge/rules/"): (HEADS, ""),
    ("GET", "settings/knowledge/phrases/"): (HEADS, ""),
    ("POST", "settings/knowledge/phrases/"): (HEADS, ""),
    ("GET", "settings/knowledge/references/"): (HEADS, ""),
    ("POST", "settings/knowledge/references/"): (HEADS, ""),
    ("POST", "settings/knowledge/references/<int:pk>/remove/"): (HEADS_OURS_DONE, "reference"),
    ("GET", "settings/audit/"): (HEADS, ""),
    # Log-in, password, second factor, sessions: allauth's, about the person alone
    ("GET", "accounts/login/"): (visitors(200, 302), ""),
    ("POST", "accounts/login/"): (visitors(200, 302), ""),
    ("GET", "accounts/logout/"): (visitors(302, 200), ""),
    ("POST", "accounts/logout/"): (everybody(302), ""),
    ("GET", "accounts/inactive/"): (OPEN, ""),
    ("GET", "accounts/signup/"): (visitors(200, 302), ""),  # says that people come by invitation
    ("POST", "accounts/signup/"): (visitors(200, 302), ""),
    ("GET", "accounts/reauthenticate/"): (people(200), ""),
    ("POST", "accounts/reauthenticate/"): (people(200), ""),
    ("GET", "accounts/email/"): (people(200), ""),
    ("POST", "accounts/email/"): (people(302), ""),
    ("GET", "accounts/confirm-email/"): (OPEN, ""),
    ("GET", "accounts/password/change/"): (people(200), ""),
    ("POST", "accounts/password/change/"): (people(200), ""),
    ("GET", "accounts/password/set/"): (people(302), ""),
    ("POST", "accounts/password/set/"): (people(302), ""),
    ("GET", "accounts/password/reset/"): (OPEN, ""),
    ("POST", "accounts/password/reset/"): (OPEN, ""),
    ("GET", "accounts/login/code/confirm/"): (visitors(LOGIN, 302), ""),
    ("POST", "accounts/login/code/confirm/"): (visitors(LOGIN, 302), ""),
    ("GET", r"accounts/^confirm-email/(?P<key>[-:\w]+)/$"): (OPEN, ""),  # says that the link is out of date
    ("POST", r"accounts/^confirm-email/(?P<key>[-:\w]+)/$"): (NOWHERE, ""),
    ("GET", "accounts/password/reset/key/done/"): (OPEN, ""),
    ("GET", r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"): (OPEN, ""),
    ("POST", r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"): (OPEN, ""),
    ("GET", "accounts/password/reset/done/"): (OPEN, ""),
    ("GET", "accounts/2fa/"): (people(200), ""),
    ("POST", "accounts/2fa/"): (people(405), ""),
    ("GET", "accounts/2fa/authenticate/"): (visitors(LOGIN, 302), ""),
    ("POST", "accounts/2fa/authenticate/"): (visitors(LOGIN, 302), ""),
    ("GET", "accounts/2fa/reauthenticate/"): (people(302), ""),
    ("POST", "accounts/2fa/reauthenticate/"): (people(302), ""),
    ("GET", "accounts/2fa/totp/activate/"): (people(302), ""),  # asks for the password again first
    ("POST", "accounts/2fa/totp/activate/"): (people(302), ""),
    ("GET", "accounts/2fa/totp/deactivate/"): (people(404), ""),  # nobody here has a second factor
    ("POST", "accounts/2fa/totp/deactivate/"): (people(404), ""),
    ("GET", "accounts/2fa/recovery-codes/"): (people(404), ""),
    ("POST", "accounts/2fa/recovery-codes/"): (people(405), ""),
    ("GET", "accounts/2fa/recovery-codes/generate/"): (people(302), ""),
    ("POST", "accounts/2fa/recovery-codes/generate/"): (people(302), ""),
    ("GET", "accounts/2fa/recovery-codes/download/"): (people(404), ""),
    ("POST", "accounts/2fa/recovery-codes/download/"): (people(404), ""),
    ("GET", "accounts/sessions/"): (people(200), ""),
    ("POST", "accounts/sessions/"): (people(302), ""),
}
# Routes written as regular expressions, and an address that each of them takes.
ADDRESSES = {
    "api/v1/^": "api/v1/nothing-here",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "accounts/confirm-email/unknown/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/1-unknown/",
}
