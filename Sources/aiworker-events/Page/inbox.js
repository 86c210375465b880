// What waits for a person: questions, tasks to try, tasks that failed.

import { element, fill, find, idButton, keep, link, put } from "/dom.js";
import { ask, doing, post } from "/server.js";
import { actions } from "/task.js";
import { facts, learn, projectName, reason, since, taskLink } from "/words.js";

const most = 6;

export async function look() {
  const project = find("#project").value;
  const tasks = (state) => ask(`/api/tasks?${new URLSearchParams({ state, limit: most, brief: 1, ...(project && { project }) })}`);
  const [{ questions }, ready, failed] = await Promise.all([ask("/api/questions"), tasks("ready_to_test"), tasks("failed")]);
  return () => {
    const asked = questions.filter((one) => !project || one.projectId === project);
    learn([...ready.tasks, ...failed.tasks, ...asked.map((one) => ({ id: one.taskId, title: one.taskTitle ?? one.taskId }))]);
    show("#questions", asked, asked.length, questionCard);
    show("#ready", ready.tasks, ready.total, taskCard);
    show("#failed", failed.tasks, failed.total, taskCard);
    const count = asked.length + ready.total + failed.total;
    find("#inbox .empty").hidden = count > 0;
    put(find('#tabs [data-tab="inbox"] .count'), count ? String(count) : "");
    document.title = count ? `(${count}) aiworker` : "aiworker";
  };
}

let movedAt = -Infinity;

function show(place, items, total, make) {
  const part = find(place);
  part.hidden = !items.length;
  put(find(".count", part), String(total));
  const all = find("[data-all]", part);
  if (all) all.hidden = total <= items.length;
  if (keep(find(".list", part), items, make)) movedAt = performance.now();
}

/** Whether a click was meant for what lay there a moment ago, before the cards moved. */
document.addEventListener("click", (event) => {
  const isOfPointer = event.detail > 0;
  if (!isOfPointer || performance.now() - movedAt > 350 || !event.target.closest("#inbox button")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** A question with its answer's form. `isAlone`: in the dialog of its task, which need not be named. */
export function questionCard(question, isAlone = false) {
  const box = element("textarea", { rows: 2, required: true, placeholder: "Your answer", ariaLabel: `Answer to: ${question.question}` });
  const button = element("button", { textContent: "Answer" });
  const form = element("form", {}, box, element("p", { className: "buttons" }, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    doing(button, () => post(`/api/questions/${encodeURIComponent(question.id)}/answer`, { response: box.value }));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const who = question.agentId ? `${question.agentId} asks` : "asked";
  const card = element("article", { className: "card question" },
    isAlone ? null : element("p", { className: "of" }, taskLink(question.taskId)),
    element("p", { className: "facts" }, ...facts(isAlone ? "" : projectName(question.projectId), who, since(question.createdAt))),
    element("h4", { className: "text", textContent: question.question }),
    question.context ? element("p", { className: "text context", textContent: question.context }) : null, form);
  card.show = () => {};
  return card;
}

function taskCard(task) {
  const card = element("article", { className: `card ${task.state}` });
  const about = element("div");
  const buttons = element("p", { className: "buttons" });
  card.append(about, buttons);
  card.show = (now) => {
    const { id, state, projectId, assignedAgentId, updatedAt, title } = now;
    fill(about, { ...now, leaseExpiresAt: null, project: projectName(projectId) }, () => [
      element("h4", {}, taskLink(id)),
      element("p", { className: "facts" }, ...facts(projectName(projectId), assignedAgentId, idButton(id), since(updatedAt))),
      state === "failed" ? element("p", { className: "text bad", textContent: reason(now) }) : null,
      ...links(now),
    ]);
    fill(buttons, { state, title }, () => actions(now).filter((one) => one.dataset.verb !== "cancel"));
  };
  return card;
}

/** Where to try and read what was done. */
export function links(task) {
  const found = [];
  if (task.previewUrl) found.push(link(task.previewUrl, "Open the preview"));
  if (task.prUrl) found.push(link(task.prUrl, task.prNumber ? `Pull request ${task.prNumber}` : "Pull request"));
  const made = found.length ? [element("p", { className: "links" }, ...found.map((one) => element("span", {}, one)))] : [];
  if (task.previewStatus === "failed") made.push(element("p", { className: "bad", textContent: "The preview failed." }));
  if (task.previewStatus === "deploying") made.push(element("p", { className: "quiet", textContent: "The preview is being deployed." }));
  return made;
}
