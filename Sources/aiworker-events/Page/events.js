// What happened, in sentences.

import { element, find, link } from "/dom.js";
import { lookUp, moment, shortMoment, taskLink } from "/words.js";

const most = 200;
const heard = [];
export let last = 0;
export const setLast = (id) => { last = id; };

// What may have been missed is told again after a pause: each once.
const known = new Set();

export function hear(event) {
  if (known.has(event.id)) return;
  known.add(event.id);
  if (known.size > 5000) known.delete(known.values().next().value);
  last = Math.max(last, event.id);
  heard.push(event);
}

export async function look() {
  await lookUp(heard.map((event) => event.data?.taskId));
  return () => {
    const list = find("#events .list");
    for (const event of heard.splice(0)) {
      const words = sentence(event);
      if (!words) continue;
      const isBad = event.data?.newState === "failed" || event.data?.previewStatus === "failed";
      const when = element("span", { className: "when", textContent: shortMoment(event.at), title: moment(event.at) });
      list.prepend(element("li", { className: isBad ? "bad" : "" }, when, element("p", {}, ...words)));
    }
    while (list.children.length > most) list.lastChild.remove();
    list.hidden = !list.children.length;
    find("#events .empty").hidden = !list.hidden;
  };
}

/** A sentence as texts and links; null where another event says the same. */
function sentence({ event, data }) {
  const task = () => taskLink(data.taskId);
  if (typeof data?.taskId !== "string") return [event];
  switch (event) {
    case "task:status_changed": return move(data, task, data.agentId);
    case "task:needs_input": return ["A question about ", task(), ` “${data.question}”`];
    case "task:pr_created": return [link(data.prUrl, `Pull request ${data.prNumber}`), " for ", task()];
    case "task:ready_to_test": return data.previewUrl ? [link(data.previewUrl, "A preview"), " of ", task()] : null;
    case "task:updated": return change(data, task);
    default: return [task(), `: ${event.replace("task:", "")}`];
  }
}

function move({ oldState, newState }, task, agent) {
  const who = agent ?? "Somebody";
  switch (newState) {
    case "in_progress":
      if (oldState === "backlog") return [`${who} took up `, task()];
      return [`${who} ${oldState === "ready_to_test" ? "reworks" : "goes on with"} `, task()];
    // Its question is told.
    case "needs_input": return null;
    case "ready_to_test": return [task(), " is ready to test"];
    case "approved": return [task(), " was approved"];
    case "completed": return agent ? [`${agent} completed `, task()] : [task(), " was completed"];
    case "failed": return [task(), " failed", agent ? ` with ${agent}` : ""];
    case "cancelled": return [task(), " was cancelled"];
    case "backlog": return [task(), " went back to the backlog", agent ? ` from ${agent}` : ""];
    default: return [task(), ` is ${String(newState).replaceAll("_", " ")}`];
  }
}

function change(data, task) {
  if (data.created) return [task(), " was added"];
  if (data.questionStatus === "answered") return ["The question about ", task(), " was answered"];
  if (data.branchName) return [`Branch ${data.branchName} for `, task()];
  if (data.previewStatus === "deploying") return ["A preview of ", task(), " is being deployed"];
  if (data.previewStatus === "failed") return ["The preview of ", task(), " failed"];
  if (data.previewStatus === null) return ["The preview of ", task(), " was removed"];
  if (data.assignedAgentId === null) return [task(), " lost its agent and waits for the next one"];
  return [task(), " was changed"];
}
