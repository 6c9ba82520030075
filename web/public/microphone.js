// The microphone's samples as the voice process wants them: 16 kHz, 16 bit, frames of 20 ms. Runs on the audio thread.
const RATE = 16000;
const FRAME = RATE / 50;

class Microphone extends AudioWorkletProcessor {
  #step = sampleRate / RATE;
  #at = 0; // of the next output sample, in input samples from the start of `#rest`
  #rest = new Float32Array(0);
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #loudest = 0;

  process(inputs) {
    const input = inputs[0]?.[0];
    if (!input) return true;
    const joined = new Float32Array(this.#rest.length + input.length);
    joined.set(this.#rest);
    joined.set(input, this.#rest.length);
    while (this.#at + this.#step <= joined.length) {
      this.#push(this.#mean(joined, this.#at, this.#at + this.#step));
      this.#at += this.#step;
    }
    const used = Math.floor(this.#at);
    this.#rest = joined.slice(used);
    this.#at -= used;
    return true;
  }

  // The mean over the output sample's length: takes off what would fold back, at the cost of a little treble.
  #mean(samples, from, to) {
    let sum = 0;
    for (let i = Math.floor(from); i < to; i++) {
      const share = Math.min(i + 1, to) - Math.max(i, from);
      sum += (samples[i] ?? 0) * share;
    }
    return sum / (to - from);
  }

  #push(sample) {
    const kept = Math.max(-1, Math.min(1, sample));
    this.#loudest = Math.max(this.#loudest, Math.abs(kept));
    this.#frame[this.#filled++] = Math.round(kept * 32767);
    if (this.#filled < FRAME) return;
    this.port.postMessage({ pcm: this.#frame.slice().buffer, level: this.#loudest });
    this.#filled = 0;
    this.#loudest = 0;
  }
}

registerProcessor("microphone", Microphone);
