from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "mentor.operations"
    label = "operations"
