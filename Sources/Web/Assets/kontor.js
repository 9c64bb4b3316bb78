// Makes pages faster to work with. Nothing here is needed: every form and link works without it.

const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");
const search = document.querySelector("#search");

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.target === search) search.blur();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    const form = event.target.form;
    form.requestSubmit(form.querySelector("button.primary:not(:disabled)"));
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select")) event.target.closest("form[data-submit-on-change]")?.requestSubmit();
});

// The same form is never sent twice by an impatient hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

// Adding to the cart keeps the place on the page: the answer is the same page again, its changed parts are put in.
for (const form of document.querySelectorAll("form[data-in-place]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.plain) return;
    event.preventDefault();
    if (!form.dataset.busy) add(form, event.submitter);
  });
}

async function add(form, button) {
  form.dataset.busy = "yes";
  const body = new URLSearchParams(new FormData(form, button));
  const { name, value } = document.activeElement;
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
  delete form.dataset.busy;
  if (!answer?.ok) {
    // Sent again the plain way, so that the answer is seen.
    form.dataset.plain = "yes";
    return form.requestSubmit(button);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [cart, flash, table] = ["#cart-figure", "#flash", "#goods"].map((name) => fresh.querySelector(name));
  if (!cart || !flash) return location.reload();
  document.querySelector("#cart-figure").replaceWith(cart);
  document.querySelector("#flash").replaceChildren(...flash.childNodes);
  if (table) form.querySelector("#goods")?.replaceWith(table);
  [...form.elements].find((field) => name && field.name === name && (field.type !== "submit" || field.value === value))?.focus({ preventScroll: true });
}
