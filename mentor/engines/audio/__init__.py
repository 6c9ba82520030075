"""Recordings as they come from telephony: what they are, their samples, a compact copy, their wave."""

from .errors import AudioError, AudioFault
from .join import join
from .lanes import count_lanes, decode
from .opus import CONTENT_TYPE as OPUS_CONTENT_TYPE
from .peaks import Peaks, PeaksJson
from .prepare import Prepared, encode_opus, peaks, prepare
from .raising import Raising
from .source import DEFAULT_LIMITS, AudioInfo, Limits, Source, probe

__all__ = [
    "DEFAULT_LIMITS",
    "OPUS_CONTENT_TYPE",
    "AudioError",
    "AudioFault",
    "AudioInfo",
    "Limits",
    "Peaks",
    "PeaksJson",
    "Prepared",
    "Raising",
    "Source",
    "count_lanes",
    "decode",
    "encode_opus",
    "join",
    "peaks",
    "prepare",
    "probe",
]
