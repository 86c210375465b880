// The fleet: who works on what, who is free, who has not been heard of.

import { command, element, fill, find, keep, put, showBadge } from "/dom.js";
import { ask } from "/server.js";
import { lookUp, setClock, since, taskLink } from "/words.js";

export async function look() {
  const { agents, now, leaseSeconds } = await ask("/api/agents");
  await lookUp(agents.map((agent) => agent.currentTaskId));
  return () => {
    setClock(now);
    for (const agent of agents) agent.isSilent = agent.status !== "offline" && !(agent.secondsSinceHeartbeat <= leaseSeconds);
    const rank = (agent) => [agent.isSilent, agent.status === "error", agent.status === "busy", true].indexOf(true);
    // Who has nothing to do and has not been heard of is no news.
    const isAway = (agent) => agent.status === "offline" || (agent.isSilent && !agent.currentTaskId);
    const here = agents.filter((agent) => !isAway(agent)).sort((one, other) => rank(one) - rank(other));
    const away = agents.filter(isAway);
    keep(find("#agents > .list"), here, agentRow);
    keep(find("#away .list"), away, agentRow);
    find("#away").hidden = !away.length;
    put(find("#away .count"), String(away.length));
    for (const count of document.querySelectorAll('#agents-title .count, #tabs [data-tab="agents"] .count')) put(count, String(here.length));
    const empty = find("#agents .empty");
    empty.hidden = agents.length > 0;
    if (!agents.length) {
      fill(empty, "none", () => [
        element("p", { textContent: "No agent has called yet. An agent does this:" }), command("mcp-host call get_next_task agentId=ada")]);
    }
  };
}

function agentRow() {
  const name = element("h3");
  const state = element("span", { className: "badge" });
  const work = element("p", { className: "work" });
  const heard = element("p", { className: "facts heard" });
  const about = element("p", { className: "facts" });
  const row = element("article", { className: "agent" }, element("div", { className: "over" }, name, heard, state), work, about);
  row.show = (agent) => {
    put(name, agent.name && agent.name !== agent.id ? `${agent.name} (${agent.id})` : agent.id);
    showBadge(state, agent.isSilent ? "silent" : agent.status);
    row.classList.toggle("is-silent", agent.isSilent && Boolean(agent.currentTaskId));
    fill(work, agent.currentTaskId, () => [agent.currentTaskId ? taskLink(agent.currentTaskId) : ""]);
    work.hidden = !agent.currentTaskId;
    fill(heard, agent.lastHeartbeat, () => [element("span", {}, "heard ", agent.lastHeartbeat ? since(agent.lastHeartbeat) : "never")]);
    put(about, [agent.tasksCompleted ? `${agent.tasksCompleted} done` : "", agent.capabilities.join(", ")].filter(Boolean).join(" · "));
    about.hidden = !about.textContent;
  };
  return row;
}
