from django.apps import AppConfig
from django.conf import settings


class PipelineConfig(AppConfig):
    name = "mentor.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        """The engines learn which sentence encoder they may use."""
        from config.text_encoder import supply

        supply(settings.TEXT_ENCODER, settings.MODELS_DIR, settings.DATA_DIR)
