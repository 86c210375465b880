// The list of tasks: what waits for people first, then what is under way, then the backlog in the order it is claimed.

import { command, element, fill, find, idButton, keep, put, showBadge } from "/dom.js";
import { links } from "/inbox.js";
import { ask, refresh } from "/server.js";
import { age, facts, learn, moment, projectName, reason, since, taskLink } from "/words.js";

const states = ["in_progress", "needs_input", "ready_to_test", "failed", "approved", "backlog", "completed", "cancelled"];
const unfinished = states.slice(0, 6);
const page = 100;
/** The longest page that the server gives. */
const longest = 1000;
let chosen = "";
let most = page;

/** Shows the tasks in one state; in none: all that are not finished. */
export function choose(state) {
  chosen = state;
  most = page;
  refresh();
}

export async function look() {
  const project = find("#project").value;
  const text = find("#find").value;
  const order = ["completed", "cancelled"].includes(chosen) ? "newest" : "person";
  const query = new URLSearchParams({ state: chosen || unfinished.join(","), limit: most, brief: 1, order });
  if (project) query.set("project", project);
  if (text) query.set("text", text);
  const { tasks, total, counts } = await ask(`/api/tasks?${query}`);
  return (projects) => {
    learn(tasks);
    showChips(counts);
    keep(find("#tasks .list"), tasks, taskRow);
    const rest = total - tasks.length;
    find("#more").hidden = rest <= 0 || most >= longest;
    put(find("#more"), `Show more of the other ${rest}`);
    const isNew = !text && !project && Object.values(counts).every((count) => !count);
    const empty = find("#tasks .empty");
    empty.hidden = tasks.length > 0;
    if (!tasks.length) fill(empty, { isNew, text, chosen, project: projects[0]?.id }, isNew ? beginning : nothing);
  };
}

function showChips(counts) {
  const open = unfinished.reduce((sum, state) => sum + counts[state], 0);
  put(find('#tabs [data-tab="tasks"] .count'), String(open));
  const chips = [{ id: "", words: "Open", count: open }, ...states.map((id) => ({ id, words: sentenceCase(id), count: counts[id] }))];
  keep(find("#chips"), chips.filter((chip) => chip.count || chip.id === chosen || chip.id === ""), (chip) => {
    const count = element("span", { className: "count" });
    const made = element("button", { type: "button", className: `chip ${chip.id}` }, `${chip.words} `, count);
    made.addEventListener("click", () => choose(chip.id));
    made.show = (now) => {
      put(count, String(now.count));
      made.ariaPressed = String(now.id === chosen);
    };
    return made;
  });
}

const sentenceCase = (state) => (state[0].toUpperCase() + state.slice(1)).replaceAll("_", " ");

function taskRow(task) {
  const state = element("span", { className: "badge" });
  const about = element("p", { className: "facts" });
  const more = element("div");
  const row = element("article", { className: "card task" },
    element("div", { className: "over" }, element("h3", {}, taskLink(task.id, { className: "whole" })), state), about, more);
  row.show = (now) => {
    showBadge(state, now.state);
    const { id, priority, assignedAgentId, requiredCapabilities, previewUrl, previewStatus, prUrl, prNumber } = now;
    const needs = now.state === "backlog" && requiredCapabilities.length ? `needs ${requiredCapabilities.join(", ")}` : "";
    const later = now.runAfter && age(now.runAfter) < 0 ? `not before ${moment(now.runAfter)}` : "";
    const [word, time] = { backlog: ["added", now.createdAt], in_progress: ["taken up", now.assignedAt] }[now.state] ?? ["", now.updatedAt];
    const project = projectName(now.projectId);
    fill(about, { id, project, priority, assignedAgentId, needs, later, word, time }, () => facts(
      project, priority ? `priority ${priority}` : "", now.state === "backlog" ? "" : assignedAgentId, needs, later, idButton(id),
      time ? element("span", {}, `${word} `, since(time)) : ""));
    const why = now.state === "failed" ? reason(now) : "";
    fill(more, { why, previewUrl, previewStatus, prUrl, prNumber }, () => [
      why ? element("p", { className: "text bad", textContent: why }) : null, ...links(now)]);
  };
  return row;
}

function nothing({ text, chosen: state }) {
  if (text) return [element("p", { textContent: `No task has “${text}” in its title or id.` })];
  return [element("p", { textContent: state ? `No task is ${state.replaceAll("_", " ")}.` : "Everything is done." })];
}

/** How it begins: three commands, in any order of people and agents. */
function beginning({ project }) {
  return [
    element("p", { textContent: "There is no task yet. Three commands begin it, at a terminal with the same AIWORKER_DATABASE_URL:" }),
    command(`aiworkerctl project add ${project ?? "shop"} --name "Shop"`), command(`aiworkerctl task add ${project ?? "shop"} "Add a dark mode"`),
    command("mcp-host call get_next_task agentId=ada"),
  ].filter((_, place) => !(project && place === 1));
}

find("#find").addEventListener("input", () => { most = page; refresh(); });
find("#more").addEventListener("click", () => { most = Math.min(most + page, longest); refresh(); });
