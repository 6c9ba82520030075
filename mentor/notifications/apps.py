from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentor.notifications"
    label = "notifications"
