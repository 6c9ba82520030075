from django.apps import AppConfig


class TrainerConfig(AppConfig):
    name = "mentor.trainer"
    label = "trainer"
