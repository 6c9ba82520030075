import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { show } from "../core/testing";
import "./call-player";
import type { CallPlayer } from "./call-player";

class FakeAudio extends EventTarget {
  preload = "";
  src = "";
  currentTime = 0;
  duration = Number.NaN;
  playbackRate = 1;
  paused = true;
  ended = false;
  play = vi.fn(async () => {
    this.paused = false;
    this.dispatchEvent(new Event("play"));
  });
  pause = vi.fn(() => {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  });
}

let audio: FakeAudio;

function page(src: string, peaks = ""): CallPlayer {
  show(`<call-player ${src ? `src="${src}"` : ""} ${peaks ? `peaks="${peaks}"` : ""}>
    <script type="application/json">{"duration":60,"bands":[],"pins":[{"at":30,"title":"−7","tone":"bad"}]}</script>
    <button data-play disabled></button><b data-now></b><button data-speed="1"></button><button data-speed="1.25"></button>
    <div data-wave></div><p data-message hidden></p></call-player>
    <ol><li data-start="0">раз</li><li data-start="10">два <a href="#">ссылка</a></li><li data-start="20">три</li></ol>
    <button data-seek="12.3" id="quote">12</button><input id="field">`);
  return document.querySelector("call-player") as CallPlayer;
}

function press(code: string, target: Element = document.body, key = ""): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

function click(selector: string): void {
  document.querySelector(selector)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

describe("<call-player>", () => {
  beforeEach(() => {
    vi.stubGlobal("Audio", function make() {
      audio = new FakeAudio();
      return audio;
    });
    vi.stubGlobal("requestAnimationFrame", () => 0);
  });
  afterEach(() => {
    document.body.innerHTML = "";
    location.hash = "";
    vi.unstubAllGlobals();
  });

  it("plays from a quote, and lights the row that sounds there", () => {
    const player = page("/audio");
    click("#quote");
    expect(player.currentTime).toBe(12.3);
    expect(audio.play).toHaveBeenCalledOnce();
    expect(document.querySelector(".is-playing")?.textContent).toContain("два");
  });
  it("plays from a row, but a link in the row stays a link", () => {
    const player = page("/audio");
    click("li:last-child");
    expect(player.currentTime).toBe(20);
    click("li a");
    expect(player.currentTime).toBe(20);
  });
  it("goes by keys: space, arrows, J and K, S", () => {
    const player = page("/audio");
    press("Space");
    expect(audio.paused).toBe(false);
    press("KeyJ");
    expect(player.currentTime).toBe(10);
    press("ArrowRight", document.body, "ArrowRight");
    expect(player.currentTime).toBe(15);
    press("KeyK");
    expect(player.currentTime).toBe(10);
    press("KeyS");
    expect(audio.playbackRate).toBe(1.25);
    press("Space");
    expect(audio.paused).toBe(true);
  });
  it("leaves the keys to those who type", () => {
    page("/audio");
    const event = press("Space", document.querySelector("#field") as Element);
    expect(event.defaultPrevented).toBe(false);
    expect(audio.play).not.toHaveBeenCalled();
  });
  it("never leaves the recording", () => {
    const player = page("/audio");
    player.seek(1000, false);
    expect(player.currentTime).toBe(60);
    player.seek(-5, false);
    expect(player.currentTime).toBe(0);
  });
  it("starts at the place that the address names", async () => {
    location.hash = "#t=20.5";
    const player = page("/audio");
    await Promise.resolve();
    expect(player.currentTime).toBe(20.5);
    expect(document.querySelector(".is-playing")?.textContent).toBe("три");
  });
  it("without sound still shows where a quote stands", () => {
    page("");
    click("#quote");
    expect(document.querySelector(".is-playing")?.textContent).toContain("два");
    expect(document.querySelector<HTMLButtonElement>("[data-play]")?.disabled).toBe(true);
  });
  it("says so when the recording does not load, and keeps the rest", () => {
    page("/audio");
    audio.dispatchEvent(new Event("error"));
    expect(document.querySelector("[data-message]")?.textContent).toContain("расшифровка целы");
  });
  it("says so when the wave does not load", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 500 }));
    page("/audio", "/peaks");
    await vi.waitFor(() => expect(document.querySelector("[data-message]")?.textContent).toContain("Волна"));
  });
  it("follows rows that were swapped in later", () => {
    const player = page("/audio");
    player.seek(1, false);
    const list = document.querySelector("ol");
    if (list) list.innerHTML = '<li data-start="0">новая</li>';
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    player.seek(2, false);
    expect(document.querySelector(".is-playing")?.textContent).toBe("новая");
  });
  it("falls silent when it leaves the page", () => {
    page("/audio");
    const mine = audio;
    document.querySelector("call-player")?.remove();
    expect(mine.pause).toHaveBeenCalled();
  });
});
