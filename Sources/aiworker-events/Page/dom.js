// Small hands on the document. Texts of agents and people are only ever set as text.

export const find = (selector, root = document) => root.querySelector(selector);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Sets a text where it is another one, so that a selection in it stays. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes the children of a place anew when what they show has changed, and only then. */
export function fill(place, data, make) {
  const now = JSON.stringify(data);
  if (place.shown === now) return;
  place.shown = now;
  place.replaceChildren(...make(data).filter(Boolean));
}

/**
 * Brings a list in line with its items: a card stays the same element for as long as its item is there, so that neither a click nor
 * what somebody types is lost. `make` gives a card for an id; its function `show` takes the item.
 * Returns whether a card that was there before has moved.
 */
export function keep(list, items, make) {
  const before = new Map([...list.children].map((card) => [card.dataset.id, card]));
  const focused = document.activeElement;
  const cards = items.map((item) => {
    const card = before.get(item.id) ?? make(item);
    card.dataset.id = item.id;
    card.show(item);
    return card;
  });
  let moved = false;
  const wanted = new Set(cards);
  for (const card of before.values()) {
    if (wanted.has(card)) continue;
    card.remove();
    moved = true;
  }
  cards.forEach((card, place) => {
    const there = list.children[place];
    if (there === card) return;
    list.insertBefore(card, there ?? null);
    moved ||= there !== undefined;
  });
  if (focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true });
  return moved;
}

/** A link only where it leads to a web page; anything else stays text. */
export function link(address, words = address) {
  return /^https?:\/\//i.test(address ?? "")
    ? element("a", { href: address, textContent: `${words} ↗`, target: "_blank", rel: "noopener noreferrer" })
    : document.createTextNode(address ?? "");
}

export const badge = (state, words = state.replaceAll("_", " ")) => element("span", { className: `badge ${state}`, textContent: words });

export function showBadge(node, state, words = state.replaceAll("_", " ")) {
  put(node, words);
  const name = `badge ${state}`;
  if (node.className !== name) node.className = name;
}

/** A button that copies a text; where the browser does not let it, the text is shown to be copied by hand. */
export function copyButton(text, words) {
  const button = element("button", { type: "button", className: "copy", title: `Copy ${text}`, textContent: words });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1500);
    } catch {
      put(button, text);
      getSelection().selectAllChildren(button);
    }
  });
  return button;
}

/** An id to copy: long ones are told by their beginning. */
export const idButton = (id) => copyButton(id, id.length > 20 ? `${id.slice(0, 8)}…` : id);

/** A command for a terminal, with its button. */
export const command = (text) => element("p", { className: "command" }, element("code", { textContent: text }), copyButton(text, "copy"));

// While a finger or button is down, nothing may move under it.

let isPressed = false;
let waiting = [];
addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel", "dragend", "blur"]) {
  addEventListener(end, () => setTimeout(() => {
    // After the click, which follows the release.
    isPressed = false;
    for (const go of waiting.splice(0)) go();
  }), true);
}
export const handsOff = () => (isPressed ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve());
