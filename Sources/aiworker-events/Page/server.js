// What is asked of the server, and what is said when it refuses.

import { element, find } from "/dom.js";

/** The server could not be reached; what was asked of it may have been done. */
class Unreachable extends Error {}

export async function ask(path, options) {
  const answer = await fetch(path, { headers: { "Content-Type": "application/json" }, ...options }).catch(() => {
    throw new Unreachable("The server does not answer. When this page is live again, look whether it was done before you repeat it.");
  });
  if (answer.status === 401) location.assign("/login");
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(body?.error?.message ?? `The server answered ${answer.status}.`), { code: body?.error?.code });
  return body;
}

export const post = (path, body = {}) => ask(path, { method: "POST", body: JSON.stringify(body) });

/** Says something where a person looks, until it is put away; nothing takes it away at once. */
export function notice(text, place = find("#notice")) {
  place.hidden = !text;
  if (!text) return;
  const away = element("button", { type: "button", className: "plain close", textContent: "×", ariaLabel: "Put away" });
  away.addEventListener("click", () => notice("", place));
  place.replaceChildren(element("span", { textContent: text }), away);
}

/** Has everything looked at again. */
export const refresh = () => document.dispatchEvent(new Event("stale"));

/** Runs what a person asked for. What goes wrong is said in the dialog where they are, else at the top of the page. */
export async function doing(button, work) {
  const place = find(".notice", button.closest("dialog") ?? find("#top"));
  button.disabled = true;
  try {
    notice("", place);
    await work();
  } catch (error) {
    notice(error.message, place);
  } finally {
    button.disabled = false;
    // Also after a refusal: what is shown may be older than what is stored.
    refresh();
  }
}

/** What went wrong while looking; a lost connection is told beside the name of the page. */
let isInTrouble = false;
export function lookedAt(error) {
  if (error instanceof Unreachable) return;
  if (error) notice(`What you see may be old. ${error.message}`);
  else if (isInTrouble) notice("");
  isInTrouble = Boolean(error);
}
