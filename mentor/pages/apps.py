from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mentor.pages"
    label = "pages"
