from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "mentor.clients"
    label = "clients"
