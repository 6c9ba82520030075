import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ListenButton } from "./listen-button";
import { show } from "./testing";

const played: FakeAudio[] = [];

class FakeAudio extends EventTarget {
  playing = false;
  constructor(readonly src: string) {
    super();
    played.push(this);
  }
  async play(): Promise<void> {
    this.playing = true;
  }
  pause(): void {
    this.playing = false;
  }
}

beforeEach(() => {
  played.length = 0;
  vi.stubGlobal("Audio", FakeAudio);
  URL.createObjectURL = vi.fn(() => "blob:sound");
  URL.revokeObjectURL = vi.fn();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function button(answer: Response | Error): { element: ListenButton; asked: ReturnType<typeof vi.fn> } {
  const asked = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  vi.stubGlobal("fetch", asked);
  show(
    `<form><input type="hidden" name="csrfmiddlewaretoken" value="знак"><textarea name="stresses">Ол+еся</textarea>
     <listen-button url="/listen/" field="stresses"><button><span data-listen-label>Послушать</span></button>
     <p data-listen-trouble hidden></p></listen-button></form>`,
  );
  return { element: document.querySelector("listen-button") as ListenButton, asked };
}

const label = (): string => document.querySelector("[data-listen-label]")?.textContent ?? "";
const trouble = (): HTMLElement => document.querySelector("[data-listen-trouble]") as HTMLElement;

it("plays what stands in the field before it is saved, and stops when pressed again", async () => {
  const { element, asked } = button(new Response("звук"));
  await element.press();
  const [address, sent] = asked.mock.calls[0] as [string, RequestInit];
  expect(address).toBe("/listen/");
  expect((sent.body as FormData).get("stresses")).toBe("Ол+еся");
  expect(played[0]?.playing).toBe(true);
  expect(label()).toBe("Остановить");
  await element.press();
  expect(played[0]?.playing).toBe(false);
  expect(label()).toBe("Послушать");
  expect(asked).toHaveBeenCalledOnce();
});

it("can be pressed again when the sound has ended", async () => {
  const { element } = button(new Response("звук"));
  await element.press();
  played[0]?.dispatchEvent(new Event("ended"));
  expect(label()).toBe("Послушать");
});

it("says what is wrong with the word", async () => {
  const answer = new Response(JSON.stringify({ detail: "«Олеся»: нужно слово с плюсом." }), { status: 422 });
  await button(answer).element.press();
  expect(trouble().hidden).toBe(false);
  expect(trouble().textContent).toContain("нужно слово с плюсом");
  expect(played).toHaveLength(0);
});

it("says so when the network fails, and the button works again", async () => {
  const { element } = button(new TypeError("offline"));
  await element.press();
  expect(trouble().textContent).toContain("Проверьте сеть");
  expect(element.querySelector("button")?.disabled).toBe(false);
  expect(ListenButton.name).toBe("ListenButton");
});
