from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "mentor.recovery"
    label = "recovery"
