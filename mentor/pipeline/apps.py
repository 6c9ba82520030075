from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "mentor.pipeline"
    label = "pipeline"
