from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "mentor.crm"
    label = "crm"
