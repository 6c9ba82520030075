"""Engines that hear and speak, built from the settings: a model of the catalogue, a cloud, or espeak-ng."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mentor.engines.cloud_speech.line import CloudLine
from mentor.engines.model_store.catalogue import Model, catalogue
from mentor.engines.speech_to_text.cloud import CloudSpeechToText
from mentor.engines.speech_to_text.miniature import NAME as MINIATURE
from mentor.engines.speech_to_text.onnx_asr_engine import Device, OnnxAsrSpeechToText
from mentor.engines.speech_to_text.port import StreamingSpeechToText
from mentor.engines.text_to_speech.port import TextToSpeech

YANDEX, SALUTE, ESPEAK = "yandex", "salute", "espeak"
STREAMING_MODEL = "t-one-streaming"
_DEVICES = ("cpu", "cuda")


def recogniser(name: str = "") -> OnnxAsrSpeechToText | CloudSpeechToText:
    """By ``name``, else by ``MENTOR_SPEECH_MODEL``.

    Raises ``ModelMissingError`` for a cloud without a key, ``ImproperlyConfigured``.
    """
    name, device = name or settings.SPEECH_MODEL, settings.SPEECH_DEVICE
    if device not in _DEVICES:
        raise ImproperlyConfigured(
            f"MENTOR_SPEECH_DEVICE={device!r}: known devices are {', '.join(_DEVICES)}"
        )
    if name == YANDEX:
        from mentor.engines.speech_to_text.yandex import YandexService

        return CloudSpeechToText(YandexService(_yandex()))
    if name == SALUTE:
        from mentor.engines.speech_to_text.salute import SaluteService

        return CloudSpeechToText(SaluteService(_salute()))
    if name == MINIATURE:
        from mentor.engines.speech_to_text.miniature.engine import MiniatureSpeechToText

        return MiniatureSpeechToText()
    model = _model(name, "recognition")
    if model is None:  # a name that only onnx-asr knows, or nobody: it says so itself
        return OnnxAsrSpeechToText(name, settings.MODELS_DIR / name, device=cast(Device, device))
    return OnnxAsrSpeechToText(
        model.loads_as,
        settings.MODELS_DIR / model.name,
        quantization=model.quantization,
        required=model.required,
        device=cast(Device, device),
    )


def live_recogniser() -> StreamingSpeechToText:
    """Words while somebody speaks; its model is looked for when the first lane opens."""
    from mentor.engines.speech_to_text.sherpa_streaming import SherpaStreamingSpeechToText

    return SherpaStreamingSpeechToText(settings.MODELS_DIR / STREAMING_MODEL)


def voice() -> TextToSpeech:
    """By ``MENTOR_VOICE``, behind the cache. Raises ``ModelMissingError`` for a cloud without a key."""
    from mentor.engines.text_to_speech.cache import CachedTextToSpeech

    most = settings.VOICE_CACHE_BYTES
    spoken = _voice(settings.VOICE)
    return CachedTextToSpeech(spoken, settings.DATA_DIR / "speech-cache", most) if most else spoken


def _voice(name: str) -> TextToSpeech:
    if name == ESPEAK:
        from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

        return EspeakTextToSpeech()
    if name in (YANDEX, SALUTE):
        from mentor.engines.text_to_speech.cloud import CloudTextToSpeech, SaluteVoice, YandexVoice

        if name == YANDEX:
            return CloudTextToSpeech(YandexVoice(_yandex(), settings.YANDEX_FOLDER))
        return CloudTextToSpeech(SaluteVoice(_salute()))
    model = _model(name, "voice")
    if model is None:
        known = [ESPEAK, *(one.name for one in catalogue() if one.purpose == "voice"), YANDEX, SALUTE]
        raise ImproperlyConfigured(f"MENTOR_VOICE={name!r}: known voices are {', '.join(known)}")
    from mentor.engines.text_to_speech.piper import PiperTextToSpeech

    return PiperTextToSpeech(model.name, settings.MODELS_DIR / model.name, model.loads_as)


def _model(name: str, purpose: str) -> Model | None:
    return next((one for one in catalogue() if one.name == name and one.purpose == purpose), None)


def _yandex() -> CloudLine:
    from mentor.engines.cloud_speech.yandex import yandex_line

    return yandex_line(settings.YANDEX_KEY, settings.YANDEX_FOLDER)


def _salute() -> CloudLine:
    from mentor.engines.cloud_speech.salute import salute_line

    certificate = Path(settings.SALUTE_CA) if settings.SALUTE_CA else None
    return salute_line(settings.SALUTE_KEY, settings.SALUTE_SCOPE, certificate)
