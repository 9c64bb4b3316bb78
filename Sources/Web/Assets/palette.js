// The quick way (Ctrl+K) and the help (?): dialogs over the page. The menu leads to all of it without them.

const palette = document.querySelector("#palette");
const help = document.querySelector("#keys-help");
const field = document.querySelector("#palette-query");
const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

// A dialog gives the focus back to where it was by itself.
function open(dialog) {
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.querySelectorAll("details:is(.menu, .group)[open]").forEach((menu) => (menu.open = false));
  dialog.showModal();
}

function openPalette() {
  open(palette);
  field.value = "";
  field.dispatchEvent(new Event("input"));
}

async function openHelp() {
  const body = help.querySelector("#keys-help-body");
  open(help);
  if (body.children.length) return;
  const answer = await fetch(help.dataset.from, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return location.assign(help.dataset.from);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  body.replaceChildren(...fresh.querySelector("#help").childNodes);
}

document.addEventListener("keydown", (event) => {
  // By its place on the keyboard too: it is the same key under a Russian layout.
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && (event.key.toLowerCase() === "k" || event.code === "KeyK")) {
    event.preventDefault();
    palette.open ? palette.close() : openPalette();
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !document.documentElement.dataset.keys) {
    event.preventDefault();
    help.open ? help.close() : openHelp();
  }
});

for (const dialog of [palette, help]) {
  // Beside the dialog, on what lies under it.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

for (const button of document.querySelectorAll("[data-opens=palette]")) {
  button.hidden = false;
  button.addEventListener("click", openPalette);
}

// "Nothing found" is said, not only shown by an empty list.
const found = document.querySelector("#palette-found");
new MutationObserver(() => (document.querySelector("#palette-none").hidden = found.children.length > 0 || !field.value.trim())).observe(found, { childList: true });
