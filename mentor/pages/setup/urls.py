"""Addresses of set-up."""

from __future__ import annotations

from django.urls import path

from . import (
    audit,
    companies,
    figures,
    invitations,
    keys,
    knowledge,
    knowledge_search,
    people,
    presentations,
    rubric,
    settings,
)

urlpatterns = [
    path("staff/companies/", companies.companies, name="companies"),
    path("staff/companies/new/", companies.company_new, name="company_new"),
    path("staff/companies/<int:pk>/choose/", companies.choose_company, name="choose_company"),
    path("no-company/", invitations.no_company, name="no_company"),
    path("welcome/", invitations.welcome, name="welcome"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("settings/", settings.settings, name="settings"),
    path("settings/stresses/listen/", settings.stresses_listen, name="stresses_listen"),
    path("settings/numbers/", settings.number_exclude, name="number_exclude"),
    path("settings/numbers/<int:pk>/include/", settings.number_include, name="number_include"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.person_new, name="person_new"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("settings/people/<int:pk>/off/", people.person_off, name="person_off"),
    path("settings/people/<int:pk>/drop-factor/", people.person_drop_factor, name="person_drop_factor"),
    path("settings/people/<int:pk>/on/", people.person_on, name="person_on"),
    path("settings/rubric/", rubric.rubric, name="rubric"),
    path("settings/rubric/new-rule/", rubric.rule_new, name="rule_new"),
    path("settings/rubric/rules/<slug:code>/", rubric.rule_trial, name="rule_trial"),
    path("settings/figures/", figures.figures, name="figures"),
    path("settings/figures/cheque/", figures.cheque_set, name="cheque_set"),
    path("settings/figures/baseline/", figures.baseline_set, name="baseline_set"),
    path("settings/figures/fee/", figures.fee_set, name="fee_set"),
    path("settings/api-keys/", keys.api_keys, name="api_keys"),
    path("settings/api-keys/<int:pk>/revoke/", keys.api_key_revoke, name="api_key_revoke"),
    path("settings/knowledge/", knowledge.script, name="knowledge"),
    path("settings/knowledge/search/", knowledge_search.knowledge_search, name="knowledge_search"),
    path("settings/knowledge/presentations/", presentations.presentations, name="presentations"),
    path("settings/knowledge/presentations/<int:pk>/", presentations.presentation, name="presentation"),
    path(
        "settings/knowledge/presentations/<int:pk>/remove/",
        presentations.presentation_remove,
        name="presentation_remove",
    ),
    path("calls/<int:pk>/reference/", knowledge.call_reference, name="call_reference"),
    path("settings/knowledge/objections/", knowledge.objections, name="knowledge_objections"),
    path("settings/knowledge/rules/", knowledge.rules, name="knowledge_rules"),
    path("settings/knowledge/phrases/", knowledge.phrases, name="knowledge_phrases"),
    path("settings/knowledge/references/", knowledge.references, name="knowledge_references"),
    path(
        "settings/knowledge/references/<int:pk>/remove/", knowledge.reference_remove, name="reference_remove"
    ),
    path("settings/audit/", audit.audit, name="audit"),
]
