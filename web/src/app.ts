import "./styles/app.css";
import htmx from "htmx.org";
import { enhanceForms } from "./core/forms";
import { loadIslands } from "./core/islands";
import { startKeys } from "./core/keys";
import { startToasts } from "./core/toasts";
import { startWindows } from "./core/windows";
import { startPhrases } from "./recovery/phrases";

startKeys();
startWindows();
startPhrases();
startToasts();

const wake = (): void => {
  loadIslands();
  enhanceForms();
};
wake();
document.addEventListener("htmx:after:swap", wake);
document.addEventListener("page:shown", () => {
  const main = document.querySelector("main");
  if (main) htmx.process(main);
  wake();
});
// A page that comes back from the browser's memory may show an old theme.
addEventListener("pageshow", (event) => {
  if (event.persisted) dispatchEvent(new CustomEvent("theme:changed"));
});
