"use strict";
// The page: one list each of questions, tasks, agents and events. Events say when to look again; lists are asked for, so what is shown
// is what is stored. Texts of agents and people are only ever set as text.

const find = (selector, root = document) => root.querySelector(selector);
const states = ["backlog", "in_progress", "needs_input", "ready_to_test", "approved", "completed", "failed", "cancelled"];
const unfinished = ["in_progress", "needs_input", "ready_to_test", "approved", "backlog", "failed"];
const pageSize = 100;
let shownTasks = pageSize;
let lastEvent = 0;
let openTask = null;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function notice(text) {
  const place = find("#notice");
  place.textContent = text ?? "";
  place.hidden = !text;
}

async function ask(path, options) {
  const answer = await fetch(path, { headers: { "Content-Type": "application/json" }, ...options });
  if (answer.status === 401) location.assign("/login");
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.error?.message ?? `The server answered ${answer.status}.`);
  return body;
}

const post = (path, body = {}) => ask(path, { method: "POST", body: JSON.stringify(body) });

/** Runs what a person asked for; what goes wrong is said on the page. */
async function doing(button, work) {
  button.disabled = true;
  try {
    notice();
    await work();
  } catch (error) {
    notice(error.message);
  } finally {
    button.disabled = false;
    // Also after a refusal: what is shown may be older than what is stored.
    refresh();
  }
}

function ago(text, now = Date.now()) {
  if (!text) return "never";
  const seconds = Math.max(0, Math.round((now - Date.parse(text)) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}

/** A link only where it leads to a web page; anything else stays text. */
function link(address) {
  return /^https?:\/\//i.test(address ?? "")
    ? element("a", { href: address, textContent: address, target: "_blank", rel: "noopener noreferrer" })
    : document.createTextNode(address ?? "");
}

const badge = (state) => element("span", { className: `state ${state}`, textContent: state.replaceAll("_", " ") });

// Questions

async function showQuestions() {
  const { questions } = await ask("/api/questions");
  find("#questions .count").textContent = `(${questions.length})`;
  const list = find("#questions .list");
  const open = new Set(questions.map((question) => question.id));
  for (const card of [...list.children]) if (!open.has(card.dataset.id)) card.remove();
  // A card that stays is not moved: somebody may be typing into it. The oldest come first, so new ones belong at the end.
  const shown = new Set([...list.children].map((card) => card.dataset.id));
  list.append(...questions.filter((question) => !shown.has(question.id)).map(questionCard));
}

function questionCard(question) {
  const box = element("textarea", { rows: 2, required: true, ariaLabel: `Answer to: ${question.question}` });
  const button = element("button", { textContent: "Answer" });
  const form = element("form", {}, box, element("p", { className: "buttons" }, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    doing(button, () => post(`/api/questions/${encodeURIComponent(question.id)}/answer`, { response: box.value }));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const card = element("article", { className: "card" },
    element("p", { className: "quiet small text", textContent: `${question.taskTitle ?? question.taskId} · ${question.agentId ?? "an agent"} · ${ago(question.createdAt)}` }),
    element("h3", { className: "text", textContent: question.question }),
    question.context ? element("p", { className: "text quiet", textContent: question.context }) : null, form);
  card.dataset.id = question.id;
  return card;
}

// Tasks

async function showTasks() {
  const query = new URLSearchParams({ state: find("#state").value || unfinished.join(","), limit: shownTasks, order: "newest" });
  if (find("#find").value) query.set("text", find("#find").value);
  const { tasks, total } = await ask(`/api/tasks?${query}`);
  find("#tasks .count").textContent = `(${total})`;
  find("#more").hidden = total <= tasks.length;
  const rank = (task) => unfinished.indexOf(task.state);
  const sorted = find("#state").value ? tasks : [...tasks].sort((one, other) => rank(one) - rank(other));
  const list = find("#tasks .list");
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const task = focused?.closest(".card").dataset.id;
  list.replaceChildren(...sorted.map(taskCard));
  // The keyboard stays where it was.
  const card = task && [...list.children].find((one) => one.dataset.id === task);
  if (card) (card.querySelector(`[data-verb="${focused.dataset.verb}"]`) ?? find("button", card))?.focus();
}

function taskCard(task) {
  const open = element("button", { type: "button", className: "link", textContent: task.title });
  open.dataset.verb = "open";
  open.addEventListener("click", () => showTask(task.id));
  const facts = [task.id, task.priority ? `priority ${task.priority}` : "", task.assignedAgentId ?? "", ago(task.updatedAt)];
  const card = element("article", { className: "card" },
    element("div", { className: "row" }, element("h3", {}, open), badge(task.state), ...taskButtons(task)),
    element("p", { className: "quiet small text", textContent: facts.filter(Boolean).join(" · ") }),
    task.previewUrl ? element("p", { className: "small text" }, "Preview: ", link(task.previewUrl)) : null,
    task.prUrl ? element("p", { className: "small text" }, "Pull request: ", link(task.prUrl)) : null,
    task.failureReason && task.state === "failed" ? element("p", { className: "small text", textContent: task.failureReason }) : null);
  card.dataset.id = task.id;
  return card;
}

function taskButtons(task) {
  const buttons = [];
  const add = (verb, label, className) => {
    const button = element("button", { type: "button", textContent: label, className, ariaLabel: `${label}: ${task.title}` });
    button.dataset.verb = verb;
    button.addEventListener("click", async () => {
      if (verb === "cancel" && !(await isSure(task))) return;
      doing(button, () => post(`/api/tasks/${encodeURIComponent(task.id)}/${verb}`));
    });
    buttons.push(button);
  };
  if (task.state === "ready_to_test") add("approve", "Approve", "");
  if (["ready_to_test", "approved", "failed"].includes(task.state)) add("requeue", "Back to the backlog", "quiet");
  if (!["completed", "cancelled"].includes(task.state)) add("cancel", "Cancel", "quiet");
  return buttons;
}

function isSure(task) {
  const dialog = find("#sure-dialog");
  find("#sure-text").textContent = `Cancel “${task.title}”? Its agent is told to stop; this cannot be undone.`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

async function showTask(id) {
  const { task } = await ask(`/api/tasks/${encodeURIComponent(id)}`);
  openTask = id;
  const facts = element("dl");
  const fact = (name, value) => {
    if (value === null || value === undefined || value === "") return;
    facts.append(element("dt", { textContent: name }), element("dd", {}, value instanceof Node ? value : String(value)));
  };
  fact("Id", task.id);
  fact("Project", task.project?.name);
  fact("Priority", task.priority);
  fact("Agent", task.assignedAgentId);
  fact("Attempts", `${task.attemptCount}${task.maxAttempts ? ` of ${task.maxAttempts}` : ""}`);
  fact("Needs", task.requiredCapabilities.join(", "));
  fact("Not before", task.runAfter);
  fact("Lease until", task.leaseExpiresAt);
  fact("Branch", task.branchName);
  fact("Pull request", task.prUrl ? link(task.prUrl) : "");
  fact("Preview", task.previewUrl ? link(task.previewUrl) : task.previewStatus);
  fact("Failure", task.failureReason);
  fact("Result", task.resultMetadata ? JSON.stringify(task.resultMetadata, null, 1) : "");
  fact("Created", task.createdAt);
  fact("Completed", task.completedAt);
  const questions = task.questions.map((question) => element("article", { className: "card" },
    element("div", { className: "row" }, element("h3", { className: "text", textContent: question.question }), element("span", { className: "quiet small", textContent: question.status })),
    question.response !== null ? element("p", { className: "text", textContent: question.response }) : null));
  const lines = task.recentLogs.map((line) => element("p", { className: "small text", textContent: `${line.createdAt}  ${line.level}  ${line.message}` }));
  find("#task-dialog article").replaceChildren(
    element("div", { className: "row" }, element("h2", { id: "task-heading", textContent: task.title }), badge(task.state)),
    task.description ? element("p", { className: "text", textContent: task.description }) : "", facts,
    questions.length ? element("h3", { textContent: "Questions" }) : "", ...questions,
    lines.length ? element("h3", { textContent: "Log" }) : "", ...lines);
  if (!find("#task-dialog").open) find("#task-dialog").showModal();
}

// Agents and events

async function showAgents() {
  const { agents, now } = await ask("/api/agents");
  find("#agents .count").textContent = `(${agents.length})`;
  find("#agents .list").replaceChildren(...agents.map((agent) => element("article", { className: "card" },
    element("div", { className: "row" }, element("h3", { textContent: agent.id }), badge(agent.status)),
    element("p", { className: "quiet small text", textContent: `heard ${ago(agent.lastHeartbeat, Date.parse(now))} · ${agent.tasksCompleted} done${agent.currentTaskId ? ` · on ${agent.currentTaskId}` : ""}` }))));
}

function eventText(event) {
  const data = event.data ?? {};
  switch (event.event) {
    case "task:status_changed": return `${data.taskId}: ${data.oldState} → ${data.newState}${data.agentId ? ` by ${data.agentId}` : ""}`;
    case "task:needs_input": return `${data.taskId} asks: ${data.question}`;
    case "task:pr_created": return `${data.taskId}: pull request ${data.prNumber}`;
    case "task:ready_to_test": return `${data.taskId}: ready to test${data.previewUrl ? ` at ${data.previewUrl}` : ""}`;
    default: return `${data.taskId ?? ""}: ${event.event.replace("task:", "")}`;
  }
}

function showEvent(event) {
  const list = find("#events .list");
  list.prepend(element("li", {}, element("span", { className: "quiet small", textContent: `${(event.at ?? "").slice(11, 19)}  ` }), eventText(event)));
  while (list.children.length > 200) list.lastChild.remove();
}

// Staying up to date

let waiting = null;
function refresh() {
  // Many events at once are one look.
  waiting ??= setTimeout(async () => {
    waiting = null;
    try {
      await Promise.all([showQuestions(), showTasks(), showAgents()]);
      if (find("#task-dialog").open && openTask) await showTask(openTask);
    } catch (error) {
      notice(error.message);
    }
  }, 120);
}

let pause = 500;
function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/events?after=${lastEvent}`);
  const line = find("#connection");
  socket.addEventListener("open", () => {
    pause = 500;
    line.textContent = "live";
    line.className = "live";
    refresh();
  });
  socket.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    lastEvent = Math.max(lastEvent, event.id);
    showEvent(event);
    refresh();
  });
  socket.addEventListener("close", () => {
    line.textContent = "not connected, trying again…";
    line.className = "quiet";
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 15000);
  });
}

async function start() {
  for (const state of states) find("#state").append(element("option", { value: state, textContent: state.replaceAll("_", " ") }));
  const { last } = await ask("/api/events?limit=1");
  // The last fifty, to begin with something.
  lastEvent = Math.max(0, last - 50);
  connect();
  // For the age of heartbeats, and for what people change in the database without an event.
  setInterval(refresh, 10000);
}

find("#find").addEventListener("input", refresh);
find("#state").addEventListener("change", refresh);
find("#more").addEventListener("click", () => { shownTasks += pageSize; refresh(); });
find("#task-dialog").addEventListener("close", () => { openTask = null; });
find("#sure-yes").addEventListener("click", () => find("#sure-dialog").close("yes"));
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
find("#add").addEventListener("click", async () => {
  try {
    const { projects } = await ask("/api/projects");
    if (!projects.length) return notice("There is no project yet: aiworkerctl project add makes one.");
    find("#add-dialog select").replaceChildren(...projects.map((project) => element("option", { value: project.id, textContent: project.name })));
    find("#add-dialog").showModal();
  } catch (error) {
    notice(error.message);
  }
});
find("#add-dialog form").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  doing(find("button[type=submit]", form), async () => {
    const words = form.elements.capabilities.value.split(",").map((word) => word.trim()).filter(Boolean);
    await post("/api/tasks", {
      projectId: form.elements.projectId.value, title: form.elements.title.value, description: form.elements.description.value || null,
      priority: Number(form.elements.priority.value || 0), requiredCapabilities: words.length ? words : null,
    });
    form.reset();
    find("#add-dialog").close();
  });
});
start().catch((error) => notice(error.message));
