"use strict";
/* Comfort only: every page works without. */

/* A form with the class "drop": shows where a file may fall, and that a large one is on its way. */
for (const form of document.querySelectorAll("form.drop")) {
  const mark = (event) => form.classList.toggle("over", event.type === "dragover");
  for (const name of ["dragover", "dragleave", "drop"]) form.addEventListener(name, mark);
  form.addEventListener("submit", () => {
    const status = form.querySelector("[role=status][data-sending]");
    if (status) status.textContent = status.dataset.sending;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
}

/* An element with an id and data-reload="seconds" is fetched again until it has that no more. */
const reload = async (element) => {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (!reply.ok || !fresh) return;
    element.replaceWith(fresh);
    watch(fresh);
  } catch {
    watch(element);
  }
};
const watch = (element) => {
  if (element.dataset.reload) setTimeout(reload, element.dataset.reload * 1000, element);
};
for (const element of document.querySelectorAll("[id][data-reload]")) watch(element);
