// One task in a dialog: everything about it, and what can be done with it. Its address can be given to others.

import { badge, copyButton, element, fill, find, idButton, keep, put, showBadge } from "/dom.js";
import { links, questionCard } from "/inbox.js";
import { ask, doing, notice, post } from "/server.js";
import { facts, learn, moment, reason, since, taskIn } from "/words.js";

const dialog = find("#task-dialog");
let open = null;

const get = async (id) => (await ask(`/api/tasks/${encodeURIComponent(id)}`)).task;

/** Opens the task that the address names. */
export async function follow() {
  open = taskIn(location.hash);
  if (open === null) return dialog.close();
  const id = open;
  try {
    const task = await get(id);
    // It may have been closed meanwhile, or another one opened.
    if (open !== id) return;
    notice("", find(".notice", dialog));
    draw(task);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  } catch (error) {
    if (open !== id) return;
    forget();
    notice(error.message);
  }
}

function forget() {
  open = null;
  if (location.hash) history.replaceState(null, "", location.pathname);
}

dialog.addEventListener("close", () => { if (!dialog.open && open === dialog.dataset.task) forget(); });
addEventListener("hashchange", follow);

export async function look() {
  const id = open;
  if (id === null || !dialog.open) return () => {};
  try {
    const task = await get(id);
    return () => { if (open === id) draw(task); };
  } catch (error) {
    if (error.code !== "task_not_found") throw error;
    return () => {
      if (open !== id) return;
      dialog.close();
      notice(error.message);
    };
  }
}

function draw(task) {
  learn([task]);
  dialog.dataset.task = task.id;
  showBadge(find(".badge", dialog), task.state);
  put(find("h2", dialog), task.title);
  fill(find(".facts", dialog), [task.id, task.project?.name, task.priority], () => facts(
    task.project?.name ?? task.projectId, `priority ${task.priority}`, idButton(task.id)));
  const pending = task.questions.filter((one) => one.status === "pending");
  keep(find(".pending", dialog), pending, (question) => questionCard({ ...question, agentId: task.assignedAgentId }, true));
  fill(find(".parts", dialog), { ...task, leaseExpiresAt: moment(task.leaseExpiresAt), updatedAt: null }, parts);
  fill(find("footer", dialog), [task.id, task.title, task.state, task.assignedAgentId], () => actions(task));
}

function parts(task) {
  const list = element("dl");
  const fact = (name, value) => {
    if (value === null || value === undefined || value === "") return;
    list.append(element("dt", { textContent: name }), element("dd", {}, value instanceof Node ? value : String(value)));
  };
  fact("Agent", task.assignedAgentId);
  fact("Needs", task.requiredCapabilities.join(", "));
  fact("Attempts", task.attemptCount ? `${task.attemptCount}${task.maxAttempts ? ` of ${task.maxAttempts}` : ""}` : "");
  fact("Not before", task.runAfter && moment(task.runAfter));
  fact("Lease until", task.leaseExpiresAt);
  fact("Branch", task.branchName && copyButton(task.branchName, task.branchName));
  fact("Result", task.resultMetadata ? element("pre", { textContent: JSON.stringify(task.resultMetadata, null, 2) }) : "");
  fact("Added", task.createdAt && moment(task.createdAt));
  fact("Taken up", task.startedAt && moment(task.startedAt));
  fact("Completed", task.completedAt && moment(task.completedAt));
  const answered = task.questions.filter((one) => one.status !== "pending").map((one) => element("div", { className: "exchange" },
    element("p", { className: "text asked", textContent: one.question }),
    element("p", { className: "text", textContent: one.response ?? "The question was withdrawn." })));
  const log = task.recentLogs.map((line) => element("li", { className: line.level },
    element("span", { className: "when", textContent: moment(line.createdAt) }), badge(line.level),
    element("span", { className: "text", textContent: line.message })));
  return [
    task.state === "failed" ? element("p", { className: "text bad", textContent: reason(task) }) : null,
    ...links(task),
    task.description ? element("p", { className: "text description", textContent: task.description }) : null,
    list,
    ...(answered.length ? [element("h3", { textContent: "Answered" }), ...answered] : []),
    ...(log.length ? [element("h3", { textContent: "Log" }), element("ol", { className: "log" }, ...log)] : []),
  ];
}

/** The buttons for what a person can do with a task. */
export function actions(task) {
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
  if (["ready_to_test", "approved", "failed"].includes(task.state)) add("requeue", "Back to the backlog", "plain");
  if (!["completed", "cancelled"].includes(task.state)) add("cancel", "Cancel the task…", "plain bad");
  return buttons;
}

const sure = find("#sure-dialog");
let decide = () => {};

function isSure(task) {
  // Whatever was asked before was not answered with yes.
  decide(false);
  const isHeld = ["in_progress", "needs_input"].includes(task.state) && task.assignedAgentId;
  put(find("#sure-text"), `Cancel “${task.title}”?`);
  const what = isHeld ? `${task.assignedAgentId} is told to stop with its next sign of life.`
    : task.state === "backlog" ? "No agent will take it up." : "What was done stays where it is; nobody goes on with it.";
  put(find("#sure-why"), `${what} A cancelled task does not come back.`);
  sure.showModal();
  return new Promise((resolve) => { decide = resolve; });
}

find("#sure-yes").addEventListener("click", () => {
  decide(true);
  sure.close();
});
// The event comes a moment after the end: by then the next question may have been put.
sure.addEventListener("close", () => { if (!sure.open) decide(false); });
