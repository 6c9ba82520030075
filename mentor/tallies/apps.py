from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "mentor.tallies"
    label = "tallies"
