from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "mentor.analysis"
    label = "analysis"
