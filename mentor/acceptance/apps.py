from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "mentor.acceptance"
    default_auto_field = "django.db.models.BigAutoField"
