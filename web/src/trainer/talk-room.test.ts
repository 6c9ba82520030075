import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "../core/testing";
import "./talk-room";
import { NO_SOUND, NOT_SECURE } from "./why";

class FakeSocket {
  static OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 1;
  binaryType = "";
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    FakeSocket.made.push(this);
  }
  send(data: unknown): void {
    if (typeof data === "string") this.sent.push(JSON.parse(data));
  }
  close(): void {}
  tells(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

class FakeContext {
  currentTime = 0;
  state = "running";
  audioWorklet = { addModule: async () => {} };
  static laid = 0;
  resume = async () => {};
  close = async () => {};
  createMediaStreamSource = () => ({ connect: () => {} });
  createBuffer = (_: number, length: number) => ({ duration: length / 16000, copyToChannel: () => {} });
  createBufferSource = () => ({ connect: () => {}, start: () => FakeContext.laid++, stop: () => {} });
}

const nodes: FakeNode[] = [];
class FakeNode {
  port: { onmessage?: (event: { data: object }) => void } = {};
  constructor() {
    nodes.push(this);
  }
}

/** `new Option(…)`, which the test's document does not have. */
function option(text: string, value: string, _preset: boolean, selected: boolean): HTMLOptionElement {
  const made = document.createElement("option");
  Object.assign(made, { textContent: text, value, selected });
  return made;
}

const asked: MediaTrackConstraints[] = [];
const DEVICES = [
  { kind: "audioinput", deviceId: "first", label: "Гарнитура" },
  { kind: "audioinput", deviceId: "second", label: "Камера" },
];

const ROOM = `<talk-room line="ws://here/" ticket="/ticket/" after="/after/">
  <div data-why hidden><p data-why-text></p></div>
  <div data-setup hidden><button data-microphone></button><label data-devices hidden><select data-device></select></label>
    <p data-trial hidden><span data-tried></span></p><button data-begin hidden></button><p data-meter hidden></p></div>
  <ol data-lines></ol><p data-state></p>
  <form data-typing><input data-words></form></talk-room>`;

const READY = {
  type: "ready",
  hearing: true,
  why: "",
  over: "",
  lines: [{ speaker: "client", text: "Алло?" }],
};
const last = (): FakeSocket => FakeSocket.made.at(-1) as FakeSocket;
const part = <T extends HTMLElement>(name: string): T => document.querySelector(`[data-${name}]`) as T;
const settle = () => vi.advanceTimersByTimeAsync(0);

async function opened(ready: object = READY): Promise<void> {
  show(ROOM);
  await settle();
  last().tells(ready);
}

function type(words: string): void {
  part<HTMLInputElement>("words").value = words;
  part("typing").dispatchEvent(new Event("submit", { cancelable: true }));
}

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  FakeSocket.made = [];
  FakeContext.laid = 0;
  localStorage.clear();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioWorkletNode", FakeNode);
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("Option", option);
  vi.stubGlobal("fetch", async () => ({ ok: true, json: async () => ({ ticket: "t" }) }));
  const mediaDevices = {
    getUserMedia: async ({ audio }: { audio: MediaTrackConstraints }) => {
      asked.push(audio);
      const wanted = (audio.deviceId as { exact?: string } | undefined)?.exact ?? "first";
      const track = { stop: () => {}, getSettings: () => ({ deviceId: wanted }) };
      return { getTracks: () => [track], getAudioTracks: () => [track] };
    },
    enumerateDevices: async () => DEVICES,
  };
  Object.defineProperty(navigator, "mediaDevices", { value: mediaDevices, configurable: true });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("where nothing can be recognised says why, offers no microphone, and the client speaks to what is typed", async () => {
  await opened({ ...READY, hearing: false, why: "Нет модели" });
  part("microphone").click();
  await settle();
  expect(asked).toEqual([]);
  expect(part("setup").hidden).toBe(true);
  expect(part("why-text").textContent).toBe("Нет модели");
  type("Здравствуйте");
  expect(last().sent.map((message) => message.type)).toEqual(["begin", "typed"]);
  last().onmessage?.({ data: new Uint8Array([1, 0, 1, 0, 5, 5]).buffer });
  expect(FakeContext.laid).toBe(1);
});

it("on a page that is not secure asks for no microphone and goes on naming HTTPS", async () => {
  vi.stubGlobal("isSecureContext", false);
  await opened();
  part("microphone").click();
  await settle();
  expect(asked).toEqual([]);
  expect(part("why-text").textContent).toBe(NOT_SECURE);
});

it("asks the browser to take off echo and noise, and turns over to the microphone that is picked", async () => {
  await opened();
  part("microphone").click();
  await settle();
  expect(asked[0]).toMatchObject({ echoCancellation: true, noiseSuppression: true });
  part<HTMLSelectElement>("device").value = "second";
  part("device").dispatchEvent(new Event("change"));
  await settle();
  expect(asked[1]?.deviceId).toEqual({ exact: "second" });
  expect(localStorage.getItem("mentor.microphone")).toBe("second");
  expect(part<HTMLSelectElement>("device").value).toBe("second");
});

it("says so where the microphone is on and gives no sound, until it does", async () => {
  await opened();
  part("microphone").click();
  await vi.advanceTimersByTimeAsync(3000);
  expect(part("why-text").textContent).toBe(NO_SOUND);
  nodes.at(-1)?.port.onmessage?.({ data: { pcm: new ArrayBuffer(640), level: 0.1 } });
  expect(part("why").hidden).toBe(true);
});

it("goes on with the talk by itself when a lost line is back", async () => {
  await opened();
  part("microphone").click();
  await settle();
  part("begin").click();
  last().onclose?.({ code: 1006 });
  expect(part("state").textContent).toContain("Связь прервалась");
  await vi.advanceTimersByTimeAsync(300);
  last().tells({ ...READY, lines: [...READY.lines, { speaker: "manager", text: "Здравствуйте" }] });
  expect(FakeSocket.made.length).toBe(2);
  expect(last().sent.at(-1)).toMatchObject({ type: "begin" });
  expect(part("lines").textContent).toContain("Здравствуйте");
  expect(part("why").hidden).toBe(true);
});
