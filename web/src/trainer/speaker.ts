const RATE = 16000;
const LEAD_S = 0.02; // a first piece is laid this far ahead, so that the next one joins it without a gap

/** 16-bit samples → -1…1. */
export function samplesOf(pcm: ArrayBuffer): Float32Array<ArrayBuffer> {
  const whole = new Int16Array(pcm, 0, Math.floor(pcm.byteLength / 2));
  return Float32Array.from(whole, (sample) => sample / 32768);
}

/** Plays what comes in pieces, one after another, and falls silent at once. */
export class Speaker {
  #context: AudioContext | null = null;
  #playing = new Set<AudioBufferSourceNode>();
  #until = 0;
  #stopped = -1;

  /** In a click's handler: browsers let a page sound only after one. */
  wake(): void {
    this.#context ??= new AudioContext({ latencyHint: "interactive" });
    void this.#context.resume();
  }

  get sounding(): boolean {
    return this.#context !== null && this.#context.currentTime < this.#until;
  }

  /** Milliseconds until what was laid is over. */
  get leftMs(): number {
    return this.#context ? Math.max(0, (this.#until - this.#context.currentTime) * 1000) : 0;
  }

  /** Lays a piece after the last one; gives the moment (performance.now) when it will be heard. */
  play(reply: number, pcm: ArrayBuffer): number {
    this.wake();
    const context = this.#context as AudioContext;
    const samples = samplesOf(pcm);
    if (reply <= this.#stopped || !samples.length) return performance.now();
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const at = Math.max(this.#until, context.currentTime + LEAD_S);
    source.start(at);
    this.#until = at + buffer.duration;
    this.#playing.add(source);
    source.onended = () => this.#playing.delete(source);
    const delay = at - context.currentTime + (context.outputLatency || context.baseLatency || 0);
    return performance.now() + delay * 1000;
  }

  /** Silence: pieces of this reply that are still on their way are not played either. */
  stop(reply: number): void {
    this.#stopped = Math.max(this.#stopped, reply);
    for (const source of this.#playing) source.stop();
    this.#playing.clear();
    this.#until = 0;
  }

  /** A new line counts replies from one again. */
  forget(): void {
    this.#stopped = -1;
  }

  close(): void {
    this.stop(0);
    void this.#context?.close();
    this.#context = null;
  }
}
