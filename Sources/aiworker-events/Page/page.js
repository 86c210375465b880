// The page. Events say when to look again; lists are asked for, so what is shown is what is stored.

import "/add.js";
import * as agents from "/agents.js";
import { element, find, handsOff } from "/dom.js";
import * as events from "/events.js";
import * as inbox from "/inbox.js";
import { ask, lookedAt, notice, refresh } from "/server.js";
import * as task from "/task.js";
import * as tasks from "/tasks.js";
import { growOlder, learnProjects, nameTasks } from "/words.js";

// Staying up to date: one look at a time, and many events at once are one look.

let timer = null;
let isLooking = false;
let isStale = false;
let isFirst = true;
let lookedLast = -Infinity;

document.addEventListener("stale", () => {
  isStale = true;
  // A busy fleet is looked at twice a second, a quiet one at once.
  if (!isLooking) timer ??= setTimeout(look, Math.max(100, lookedLast + 500 - performance.now()));
});

async function look() {
  timer = null;
  lookedLast = performance.now();
  isLooking = true;
  isStale = false;
  try {
    const { projects } = await ask("/api/projects");
    learnProjects(projects);
    const shows = await Promise.all([inbox, tasks, agents, events, task].map((part) => part.look()));
    await handsOff();
    showProjects(projects);
    for (const show of shows) show(projects);
    nameTasks();
    growOlder();
    lookedAt(null);
    // Where only one part is to be seen, it is one with something in it.
    if (isFirst && !find("#inbox .empty").hidden) turnTo("tasks");
    isFirst = false;
  } catch (error) {
    lookedAt(error);
  } finally {
    isLooking = false;
    if (isStale) refresh();
  }
}

function showProjects(projects) {
  const choice = find("#project");
  const now = JSON.stringify(projects.map(({ id, name }) => [id, name]));
  if (choice.shown === now) return;
  choice.shown = now;
  const before = choice.value;
  choice.replaceChildren(element("option", { value: "", textContent: "All projects" }),
    ...projects.map(({ id, name }) => element("option", { value: id, textContent: name })));
  if (projects.some(({ id }) => id === before)) choice.value = before;
  choice.hidden = projects.length < 2;
}

// The connection

let pause = 500;
function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/events?after=${events.last}`);
  const line = find("#connection");
  socket.addEventListener("open", () => {
    pause = 500;
    line.textContent = "live";
    line.className = "live";
    refresh();
  });
  socket.addEventListener("message", ({ data }) => {
    events.hear(JSON.parse(data));
    refresh();
  });
  socket.addEventListener("close", () => {
    line.textContent = "not connected, trying again…";
    line.className = "lost";
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 15000);
  });
}

async function start() {
  // The last fifty, to begin with something.
  events.setLast(Math.max(0, (await ask("/api/events?limit=1")).last - 50));
  connect();
  // For what people change in the database without an event.
  setInterval(refresh, 10000);
  task.follow();
}

// Parts of a small screen, one at a time

function turnTo(tab) {
  document.body.dataset.tab = tab;
  for (const one of document.querySelectorAll("#tabs button")) {
    if (one.dataset.tab === tab) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
}

for (const one of document.querySelectorAll("#tabs button")) one.addEventListener("click", () => turnTo(one.dataset.tab));
for (const one of document.querySelectorAll("[data-all]")) {
  one.addEventListener("click", () => {
    tasks.choose(one.dataset.all);
    turnTo("tasks");
    find("#tasks").scrollIntoView();
  });
}
for (const one of document.querySelectorAll("[data-close]")) one.addEventListener("click", () => one.closest("dialog").close());
find("#project").addEventListener("change", refresh);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
start().catch((error) => notice(error.message));
