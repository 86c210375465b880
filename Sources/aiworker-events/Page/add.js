// A new task.

import { command, element, find } from "/dom.js";
import { ask, doing, notice, post } from "/server.js";

const dialog = find("#add-dialog");
const form = find("form", dialog);

find("#add").addEventListener("click", async () => {
  try {
    const { projects } = await ask("/api/projects");
    form.hidden = !projects.length;
    find(".none", dialog).hidden = projects.length > 0;
    find(".commands", dialog).replaceChildren(command('aiworkerctl project add shop --name "Shop"'));
    const choice = form.elements.projectId;
    const before = find("#project").value || choice.value;
    choice.replaceChildren(...projects.map((project) => element("option", { value: project.id, textContent: project.name })));
    if (projects.some((project) => project.id === before)) choice.value = before;
    notice("", find(".notice", dialog));
    dialog.showModal();
  } catch (error) {
    notice(error.message);
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  doing(find("button[type=submit]", form), async () => {
    const given = form.elements;
    const words = given.capabilities.value.split(",").map((word) => word.trim()).filter(Boolean);
    await post("/api/tasks", {
      projectId: given.projectId.value, title: given.title.value, description: given.description.value || null,
      priority: Number(given.priority.value || 0), requiredCapabilities: words.length ? words : null,
    });
    const project = given.projectId.value;
    form.reset();
    given.projectId.value = project;
    dialog.close();
  });
});
