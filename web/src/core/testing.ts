/** Puts markup into the page as a browser's parser does: elements are connected with their children inside. */
export function show(html: string): void {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.body.replaceChildren(...box.childNodes);
}
