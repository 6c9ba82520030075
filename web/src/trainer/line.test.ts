import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Line, type Told, TRY_FOR_MS } from "./line";

class FakeSocket {
  static OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 1;
  binaryType = "";
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly address: string) {
    FakeSocket.made.push(this);
  }
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {
    this.readyState = 3;
  }
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const told: Told[] = [];
const sounds: [number, number][] = [];
const lost: [boolean, number][] = [];
let tickets = 0;

function line(): Line {
  return new Line("ws://here/", async () => `t${++tickets}`, {
    told: (message) => told.push(message),
    sounded: (reply, pcm) => sounds.push([reply, pcm.byteLength]),
    lost: (again, code) => lost.push([again, code]),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
  told.length = sounds.length = lost.length = tickets = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const last = (): FakeSocket => FakeSocket.made.at(-1) as FakeSocket;

it("says hello with a fresh ticket on every connection and goes on with the same talk", async () => {
  await line().connect();
  last().onopen?.();
  last().drop();
  await vi.advanceTimersByTimeAsync(300);
  last().onopen?.();
  expect(FakeSocket.made.length).toBe(2);
  expect(JSON.parse(String(last().sent[0]))).toEqual({ type: "hello", ticket: "t2" });
  expect(lost).toEqual([[true, 1006]]);
});

it("gives up after ten seconds", async () => {
  await line().connect();
  for (let waited = 0; waited <= TRY_FOR_MS + 4000; waited += 500) {
    if (last().readyState === 1) last().drop();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(lost.at(-1)).toEqual([false, 1006]);
});

it("does not fight for a talk that was opened in another tab", async () => {
  await line().connect();
  last().drop(4409);
  expect(lost).toEqual([[false, 4409]]);
});

it("tells messages and sound apart", async () => {
  await line().connect();
  last().onmessage?.({ data: '{"type":"ready","lines":[]}' });
  const data = new Uint8Array([7, 0, 1, 0, 5, 5]).buffer;
  last().onmessage?.({ data });
  expect(told[0]?.type).toBe("ready");
  expect(sounds).toEqual([[7, 2]]);
});
