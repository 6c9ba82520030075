export interface Band {
  start: number;
  end: number;
  title: string;
  tone: string;
}

export interface Pin {
  at: number;
  title: string;
  tone: string;
}

export interface CallData {
  duration: number | null;
  bands: Band[];
  pins: Pin[];
  lanes: string[];
}

/** The data that the server put beside the player; missing lists are empty. */
export function readCall(text: string): CallData {
  const data = JSON.parse(text || "{}") as Partial<CallData>;
  return {
    duration: typeof data.duration === "number" && data.duration > 0 ? data.duration : null,
    bands: data.bands ?? [],
    pins: data.pins ?? [],
    lanes: data.lanes ?? [],
  };
}

/** `2:05` or `1:02:05`, floored, as the server writes places in a recording. */
export function clock(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const tail = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

const share = (value: number, whole: number): string =>
  `${Math.min(100, Math.max(0, (value / whole) * 100))}%`;

/** Stages as bands over the wave and deductions as pins in it; each pin is a button that plays from its place. */
export function placeMarks(wave: HTMLElement, call: CallData, duration: number): void {
  for (const old of wave.querySelectorAll(".player-band, .player-pin, .player-tip")) old.remove();
  for (const band of call.bands) {
    const element = document.createElement("div");
    element.className = `player-band is-${band.tone}`;
    element.style.left = share(band.start, duration);
    element.style.width = share(band.end - band.start, duration);
    element.textContent = band.title;
    element.title = `${band.title}: ${clock(band.start)}–${clock(band.end)}`;
    wave.append(element);
  }
  const tip = document.createElement("div");
  tip.className = "player-tip";
  tip.hidden = true;
  for (const pin of [...call.pins].sort((one, other) => one.at - other.at)) {
    wave.append(pinButton(pin, duration, tip, wave));
  }
  wave.append(tip);
}

function pinButton(pin: Pin, duration: number, tip: HTMLElement, wave: HTMLElement): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `player-pin is-${pin.tone}`;
  button.style.left = share(pin.at, duration);
  button.dataset.seek = String(pin.at);
  button.setAttribute("aria-label", `${clock(pin.at)}: ${pin.title}`);
  const show = (): void => {
    tip.textContent = `${clock(pin.at)} · ${pin.title}`;
    tip.hidden = false;
    const room = wave.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(room, (pin.at / duration) * wave.clientWidth - tip.offsetWidth / 2))}px`;
  };
  const hide = (): void => {
    tip.hidden = true;
  };
  for (const name of ["pointerenter", "focus"]) button.addEventListener(name, show);
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, hide);
  return button;
}
