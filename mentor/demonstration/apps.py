from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "mentor.demonstration"
    label = "demonstration"
