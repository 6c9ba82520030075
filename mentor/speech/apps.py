from django.apps import AppConfig


class SpeechConfig(AppConfig):
    name = "mentor.speech"
    label = "speech"
