from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "mentor.knowledge"
    label = "knowledge"
