// Makes pages faster to work with. Nothing here is needed: every form and link works without it.

const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");
const search = document.querySelector("#search");

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && search && !document.documentElement.dataset.keys) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    const menu = document.querySelector("details:is(.menu, .group, .drop)[open]");
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
  for (const menu of document.querySelectorAll("details:is(.menu, .group, .drop)[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select")) event.target.closest("form[data-submit-on-change]")?.requestSubmit();
});

// What has been looked at is told once it is seen: to ask for a page changes nothing.
for (const form of document.querySelectorAll("form[data-told]")) {
  form.hidden = true;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", keepalive: true }).catch(() => {});
}

// Pictures of a long list come with their rows: a browser by itself asks for far more than a window holds. Once it is scrolled, that is left to the browser.
let isMoved = false;
const appearing = new IntersectionObserver((cells) => cells.forEach(({ isIntersecting, target }) => isIntersecting && show(target)));
function show(cell) {
  cell.querySelector("img")?.classList.add("near");
  appearing.unobserve(cell);
}
function showPictures() {
  for (const picture of document.querySelectorAll("td.picture > :is(a, .place) > img:not(.near)")) {
    const cell = picture.closest("td");
    if (isMoved || cell.getBoundingClientRect().top < innerHeight) show(cell);
    else appearing.observe(cell);
  }
}
document.documentElement.dataset.watched = "";
showPictures();
new MutationObserver(showPictures).observe(document.querySelector("main"), { childList: true, subtree: true });
addEventListener("scroll", () => { isMoved = true; showPictures(); }, { once: true, passive: true });

// The same form is never sent twice by an impatient hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

// What may be meant, below a field while somebody types; arrows choose, Enter opens, Escape closes. A list that stays is the palette's: it shows something for nothing typed.
for (const field of document.querySelectorAll("[data-offers]")) offer(field, document.querySelector(`#${field.dataset.offers}`));

function offer(field, list) {
  let asked, waiting, stale, wanted;
  const stays = "stays" in list.dataset;
  const options = () => [...list.children];
  const chosen = () => options().findIndex((option) => option.ariaSelected === "true");
  const close = () => {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const option = options()[place];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const question = field.value.trim();
    if (question.length < Number(list.dataset.least ?? 2)) return close();
    const answer = await fetch(`${list.dataset.from}?query=${encodeURIComponent(question)}`, { signal: asked.signal, headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (field.value.trim() !== question || document.activeElement !== field) return;
    list.replaceChildren(...fresh.body.children);
    options().forEach((option, index) => {
      option.id = `${list.id}-${index}`;
      option.setAttribute("aria-selected", "false");
    });
    stale = false;
    if (!options().length) return close();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (stays) choose(0);
    if (wanted) options()[0].click();
  };
  list.setAttribute("role", "listbox");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })) field.setAttribute(name, value);
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    [stale, wanted] = [stays, false];
    waiting = setTimeout(ask, field.value ? 120 : 0);
  });
  if (!stays) field.addEventListener("blur", () => setTimeout(() => list.contains(document.activeElement) || close(), 150));
  field.addEventListener("keydown", (event) => {
    // Faster than the answer: what it begins with is opened, and not what stands there still.
    if (event.key === "Enter" && stale) {
      event.preventDefault();
      wanted = true;
      return;
    }
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const count = options().length + (stays ? 0 : 1);
      choose(stays ? (chosen() + step + count) % count : ((chosen() + 1 + step + count) % count) - 1);
    } else if (event.key === "Enter" && chosen() >= 0) {
      event.preventDefault();
      options()[chosen()].click();
    } else if (event.key === "Escape" && !stays) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}
