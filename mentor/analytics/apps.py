from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "mentor.analytics"
    label = "analytics"
