// Adding to the cart keeps the place on the page: the answer is the same page again, its changed parts are put in.
// What is pressed while an answer is awaited comes after it; the same button pressed twice counts once.
for (const form of document.querySelectorAll("form[data-in-place]")) {
  let last = Promise.resolve();
  const awaited = new Set();
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.plain || (button?.hasAttribute("formaction") && !button.ariaPressed)) return;
    event.preventDefault();
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const pressed = [address, button?.name, button?.value].join(" ");
    if (awaited.has(pressed)) return;
    awaited.add(pressed);
    const body = new URLSearchParams(new FormData(form, button));
    last = last.then(() => add(form, button, address, body)).finally(() => awaited.delete(pressed));
  });
}

async function add(form, button, address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) {
    // Sent again the plain way, so that the answer is seen.
    if (button && !button.isConnected) return location.reload();
    form.dataset.plain = "yes";
    return form.requestSubmit(button);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [cart, flash, ...parts] = ["#cart-figure", "#flash", "#goods", "#keeping .marks"].map((name) => fresh.querySelector(name));
  const old = [form.querySelector("#goods"), form.matches("#keeping") ? form.querySelector(".marks") : null];
  if (!flash || old.some((part, place) => part && !parts[place])) return location.reload();
  const { name, value, ariaPressed, formAction } = document.activeElement;
  const top = document.activeElement.getBoundingClientRect().top;
  if (cart) document.querySelector("#cart-figure")?.replaceWith(cart);
  // Over the page: what is pressed next must not have moved away meanwhile.
  const said = document.querySelector("#flash");
  said.dataset.over = "";
  said.replaceChildren(...flash.childNodes);
  old.forEach((part, place) => part?.replaceWith(parts[place]));
  [...form.elements].find((field) => ariaPressed ? field.value === value && field.formAction === formAction : name && field.name === name && (field.type !== "submit" || field.value === value))?.focus({ preventScroll: true });
  scrollBy(0, document.activeElement.getBoundingClientRect().top - top);
}
