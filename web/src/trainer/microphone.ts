export interface Frame {
  pcm: ArrayBuffer;
  level: number;
}

/** The microphone of this page: asks for it, names the devices, gives frames of 20 ms at 16 kHz. */
export class Microphone {
  #stream: MediaStream | null = null;
  #context: AudioContext | null = null;

  get on(): boolean {
    return this.#stream !== null;
  }

  /** Turns it on, or over to another device. Rejects with getUserMedia's error. */
  async start(device: string, take: (frame: Frame) => void): Promise<void> {
    this.stop();
    const audio: MediaTrackConstraints = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      ...(device ? { deviceId: { exact: device } } : {}),
    };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const context = new AudioContext({ latencyHint: "interactive" });
    this.#stream = stream;
    this.#context = context;
    await context.audioWorklet.addModule("/static/microphone.js");
    const node = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
    node.port.onmessage = (event: MessageEvent<Frame>) => take(event.data);
    context.createMediaStreamSource(stream).connect(node);
    void context.resume(); // without a device for sound some browsers never answer this
  }

  stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close();
    this.#stream = null;
    this.#context = null;
  }

  /** id → name of every microphone; names are there once one was allowed. */
  async devices(): Promise<Map<string, string>> {
    const found = await navigator.mediaDevices.enumerateDevices();
    const microphones = found.filter((one) => one.kind === "audioinput" && one.deviceId);
    return new Map(microphones.map((one, at) => [one.deviceId, one.label || `Микрофон ${at + 1}`]));
  }

  get device(): string {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId ?? "";
  }
}
