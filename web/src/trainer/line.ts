export type Told = { type: string } & Record<string, unknown>;

export interface Listener {
  told(message: Told): void;
  sounded(reply: number, pcm: ArrayBuffer): void;
  /** `again`: the line tries to come back; otherwise it has given up and `code` says why. */
  lost(again: boolean, code: number): void;
}

const HEAD = 4; // bytes before the sound: reply, part
export const TRY_FOR_MS = 10_000;
const PAUSES_MS = [200, 500, 1000, 1500, 2000, 2500, 3000];
// What no new attempt can mend: a bad ticket, a talk that is gone, one opened elsewhere, a full machine, one too long.
const FINAL = new Set([4400, 4403, 4404, 4409, 4413, 4429]);

/** The line to the voice process: a ticket for each connection, and ten seconds of trying when it breaks. */
export class Line {
  #socket: WebSocket | null = null;
  #closed = false;
  #lostAt = 0;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly address: string,
    readonly ticket: () => Promise<string>,
    readonly listener: Listener,
  ) {}

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  async connect(): Promise<void> {
    let ticket = "";
    try {
      ticket = await this.ticket();
    } catch {
      this.#again(0);
      return;
    }
    if (this.#closed) return;
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => this.tell({ type: "hello", ticket });
    socket.onmessage = (event) => this.#take(event.data);
    socket.onclose = (event) => {
      if (this.#socket === socket && !this.#closed) this.#again(event.code);
    };
  }

  tell(message: Told): void {
    if (this.open) this.#socket?.send(JSON.stringify(message));
  }

  sound(pcm: ArrayBuffer): void {
    if (this.open) this.#socket?.send(pcm);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      this.listener.sounded(new DataView(data).getUint16(0, true), data.slice(HEAD));
      return;
    }
    const message = JSON.parse(data) as Told;
    if (message.type === "ready") {
      this.#attempt = 0;
      this.#lostAt = 0;
    }
    this.listener.told(message);
  }

  #again(code: number): void {
    this.#socket = null;
    this.#lostAt ||= Date.now();
    if (FINAL.has(code) || Date.now() - this.#lostAt > TRY_FOR_MS) {
      this.listener.lost(false, code);
      return;
    }
    this.listener.lost(true, code);
    const pause = PAUSES_MS[Math.min(this.#attempt++, PAUSES_MS.length - 1)];
    this.#timer = setTimeout(() => void this.connect(), pause);
  }
}
