// Times, titles and reasons in words.

import { element, put } from "/dom.js";
import { ask } from "/server.js";

// Ages are told by the clock of the store: this machine's may be wrong.
let ahead = 0;
export const setClock = (now) => { ahead = Date.parse(now) - Date.now(); };

export const age = (text) => (Date.now() + ahead - Date.parse(text)) / 1000;

function ago(text) {
  const seconds = Math.max(0, age(text));
  if (seconds < 10) return "just now";
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** A moment in local time; today's without its date. */
export function moment(text) {
  const date = new Date(text ?? NaN);
  if (Number.isNaN(date.valueOf())) return text ?? "";
  return day.format(date) === day.format(new Date()) ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** The same where there is little room: the time of today, else the day. */
export const shortMoment = (text) => moment(text).replace(/ \d{4}, .*/, "");

/** How long ago something was; goes with the time. */
export const since = (text) => element("time", { dateTime: text, title: moment(text), textContent: ago(text) });

/** Lets all ages go on. */
export function growOlder() {
  for (const one of document.querySelectorAll("time")) put(one, ago(one.dateTime));
}

// Titles: events and agents name tasks by their ids.

const titles = new Map();

export function learn(tasks) {
  for (const { id, title } of tasks) titles.set(id, title);
}

/** Asks for the titles of tasks that no list has shown. Without them the ids have to do: nothing else may fail with this. */
export async function lookUp(ids) {
  const unknown = [...new Set(ids)].filter((id) => typeof id === "string" && id && !titles.has(id)).slice(0, 50);
  if (!unknown.length) return;
  let tasks;
  try {
    ({ tasks } = await ask(`/api/tasks?${new URLSearchParams({ ids: JSON.stringify(unknown), brief: 1, limit: unknown.length })}`));
  } catch {
    return;
  }
  // One that is not there any more keeps its id for a name.
  for (const id of unknown) titles.set(id, id);
  learn(tasks);
}

const addressOf = (id) => `#task=${encodeURIComponent(id)}`;

/** The task that such an address names, or null. */
export function taskIn(address) {
  try {
    return decodeURIComponent(/^#task=(.+)$/.exec(address)[1]);
  } catch {
    return null;
  }
}

/** A link that opens the task on this page. */
export function taskLink(id, properties = {}) {
  const made = element("a", { href: addressOf(id), textContent: titles.get(id) ?? id, ...properties });
  made.dataset.task = id;
  return made;
}

/** Gives all links the titles that are known by now. */
export function nameTasks() {
  for (const one of document.querySelectorAll("a[data-task]")) put(one, titles.get(one.dataset.task) ?? one.dataset.task);
}

// Projects

const projects = new Map();
export const learnProjects = (list) => { for (const { id, name } of list) projects.set(id, name); };
export const projectName = (id) => projects.get(id) ?? id;

/** Why a task failed, for people. */
export const reason = (task) => (task.failureReason === "lease_expired"
  ? "Its agents fell silent until no attempt was left (lease_expired)."
  : task.failureReason || "No reason was given.");

/** Facts in one line, with dots between them. */
export function facts(...parts) {
  return parts.filter(Boolean).flatMap((part, place) => (place ? [" · ", part] : [part]));
}
