from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "mentor.calls"
    label = "calls"
