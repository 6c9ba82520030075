from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "mentor.telephony"
    label = "telephony"
