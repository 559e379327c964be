"use strict";
/* Comfort only: every page works without. */

/* A form with the class "drop": takes a file that falls on it, and shows how much of it was sent. The
   check of it has an address of its own, to which the answer leads and which it names. Any other answer
   is left to the browser, which sends the form once more: so it is the same as without script. But what
   took too long would do so again: then the form stays as it is, and says what the answer says. */
for (const form of document.querySelectorAll("form.drop")) {
  const [line, bar, percent, status] = [".sending", "progress", ".sending__percent", "[role=status]"]
    .map((name) => form.querySelector(name));
  const buttons = form.querySelectorAll("button");
  let request = null;
  status.dataset.note = status.textContent;
  const say = (name, words = status.dataset[name]) => {
    status.textContent = words;
    status.classList.toggle("failed", ["failed", "several"].includes(name));
  };
  const settle = () => status.classList.contains("failed") && say("note");
  const end = () => {
    request = null;
    line.hidden = true;
    for (const button of buttons) button.removeAttribute("aria-disabled");
  };
  const mark = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // else it opens in place of the page
    form.classList.toggle("over", event.type === "dragover");
    const { files } = event.dataTransfer;
    if (event.type !== "drop") return;
    if (files.length !== 1) return say("several");
    form.querySelector("[type=file]").files = files;
    settle();
  };
  form.addEventListener("change", settle);
  for (const name of ["dragover", "dragleave", "drop"]) form.addEventListener(name, mark);
  const tooSlow = (answer) => {
    const lines = new DOMParser().parseFromString(answer, "text/html").querySelectorAll("main > p");
    const words = [...lines].filter((line) => !line.childElementCount).map((line) => line.textContent);
    end();
    say("failed", words.join(" ") || undefined);
  };
  const showSent = ({ loaded, total }) => {
    bar.value = Math.floor((loaded * 100) / total);
    percent.textContent = `${bar.value}${document.documentElement.lang === "de" ? " " : ""}%`;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (request) return;
    request = new XMLHttpRequest();
    request.upload.addEventListener("progress", showSent);
    request.upload.addEventListener("load", () => say("checking"));
    request.addEventListener("load", () => {
      const check = request.getResponseHeader("Content-Location");
      if (check) location.assign(check);
      else if (request.status === 408) tooSlow(request.responseText);
      else form.submit();
    });
    request.addEventListener("error", () => {
      end();
      say("failed");
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
    showSent({ loaded: 0, total: 1 });
    line.hidden = false;
    say("sending");
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", (event) => event.persisted && end()); // back to this page
}

/* An element with an id and data-reload="seconds" is fetched again until it has that no more. What has
   not changed in it stays the same nodes, and so does what has the focus; a status in it is said again
   by screen readers when its words change. Whoever is asked to come back later does. */
const renew = (old, fresh) => {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName || !old.hasChildNodes()) return void old.replaceWith(fresh);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  after.forEach((node, index) => (index < before.length ? renew(before[index], node) : old.append(node)));
  for (const node of before.slice(after.length)) node.remove();
};
const reload = async (element) => {
  let seconds = 0;
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (reply.ok ? !fresh : ![429, 500, 502, 503, 504].includes(reply.status)) return;
    const focused = element.contains(document.activeElement) && document.activeElement;
    if (reply.ok) renew(element, fresh);
    else seconds = Number(reply.headers.get("Retry-After"));
    if (focused && !focused.isConnected) { /* what had the focus is no more */
      element.tabIndex = -1;
      element.focus();
    }
  } catch { /* no connection */ }
  watch(element, seconds);
};
const watch = (element, seconds = 0) => {
  const wait = Math.max(element.dataset.reload, seconds || 0);
  if (element.dataset.reload) setTimeout(reload, wait * 1000, element);
};
for (const element of document.querySelectorAll("[id][data-reload]")) watch(element);
