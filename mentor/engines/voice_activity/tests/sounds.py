"""Made-up sounds of a telephone line for tests: music of several kinds, network tones, speech, noise."""

from __future__ import annotations

from functools import cache

import numpy as np

from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

RATE = 8_000
CHORDS = ((261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7))
WORDS = (
    "Добрый день, меня зовут Пётр, компания Северный ветер. Вы оставляли заявку на окна, вам удобно говорить? "
    "Расскажите, пожалуйста, сколько окон нужно и к какому сроку. Мы делаем двойное остекление, гарантия пять "
    "лет, замер бесплатный, приедем в среду в одиннадцать часов утра. Двухкамерный пакет гасит шум на сорок "
    "децибел, ребёнок будет спать спокойно, и зимой у окна тепло."
)


def telephone(samples, rate=RATE, level=0.3):
    """Through the band of a line (300–3400 Hz) and the steps of mu-law, to a peak of ``level``."""
    spectrum, hertz = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    heard = np.fft.irfft(spectrum, len(samples))
    heard *= level / max(np.abs(heard).max(), 1e-9)
    coded = np.sign(heard) * np.round(np.log1p(255 * np.abs(heard)) / np.log(256) * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


def note(hertz, seconds, decay=0.0, vibrato=0.0, rate=RATE):
    """Seven harmonics, with soft ends."""
    time = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * hertz * time + hertz * vibrato / 5.5 * np.sin(2 * np.pi * 5.5 * time)
    sound = sum(np.sin(k * phase) / k**1.2 for k in range(1, 8) if hertz * k < 0.48 * rate)
    sound = sound * np.exp(-decay * time)
    soft = min(200, len(time) // 4)
    sound[:soft] *= np.linspace(0, 1, soft)
    sound[-soft:] *= np.linspace(1, 0, soft)
    return sound


# kind → seconds between notes, seconds a note, decay, vibrato, all notes of the chord at once, drums
KINDS = {
    "chords": (2.0, 2.0, 0.0, 0.0, True, False),
    "strings": (2.0, 2.0, 0.0, 0.012, True, False),
    "piano": (0.25, 0.9, 3.0, 0.0, False, False),
    "guitar": (0.25, 0.9, 6.0, 0.0, False, False),
    "band": (0.5, 0.9, 3.0, 0.0, True, True),
    "quick": (0.125, 0.3, 6.0, 0.0, False, False),
}


def music(kind, seconds=20.0, rate=RATE):
    """A progression of four chords, over and over."""
    step, length, decay, vibrato, together, drums = KINDS[kind]
    random = np.random.default_rng(11)
    line = np.zeros(int((seconds + 3) * rate))

    def add(sound, at):
        line[at : at + len(sound)] += sound

    for index in range(int(seconds / step)):
        chord, at = CHORDS[int(index * step // 2) % 4], int(index * step * rate)
        for hertz in chord if together else (chord[index % 3],):
            add(note(hertz, length, decay, vibrato, rate), at)
        if drums:
            beat = random.normal(0, 1.2, int(0.08 * rate))
            add(beat * np.exp(-40 * np.arange(len(beat)) / rate), at)
    return telephone(line[: int(seconds * rate)], rate)


@cache
def speech(voice="ru", pace=1.0, pitch=1.0, rate=RATE):
    """About twenty seconds of espeak-ng over a telephone line."""
    spoken = EspeakTextToSpeech().speak(WORDS, voice=voice, rate=pace, pitch=pitch)
    at = np.arange(0, len(spoken.samples), spoken.sample_rate / rate)
    return telephone(np.interp(at, np.arange(len(spoken.samples)), spoken.samples), rate, 0.4)


def tone(hertz, on, off, times, level=0.2, rate=RATE):
    """Pulses of a sine, each followed by silence."""
    time = np.arange(int(on * rate)) / rate
    pulse = np.concatenate([level * np.sin(2 * np.pi * hertz * time), np.zeros(int(off * rate))])
    return np.tile(pulse, times).astype(np.float32)


def noise(seconds, level=3e-4, rate=RATE):
    return np.random.default_rng(2).normal(0, level, int(seconds * rate)).astype(np.float32)


def line(*parts, rate=RATE):
    """Parts one after another over the faint noise of a line."""
    joined = np.concatenate(parts)
    return joined + noise(len(joined) / rate + 1, rate=rate)[: len(joined)]
