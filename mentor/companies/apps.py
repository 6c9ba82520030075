from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "mentor.companies"
    label = "companies"
