// The filters beside the catalogue: a long list of values is narrowed while somebody types, and empty fields stay out of the address.

for (const form of document.querySelectorAll("form.facets")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
  for (const facet of form.querySelectorAll(".facet")) {
    const values = [...facet.querySelectorAll("label")];
    if (values.length > 10) values[0].before(finder(facet, values, form.dataset.find));
  }
}

function finder(facet, values, title) {
  const fold = (text) => text.toLowerCase().replaceAll("ё", "е").replaceAll(",", ".");
  const texts = values.map((value) => fold(value.querySelector("span").textContent));
  const more = facet.querySelector(".more");
  const field = document.createElement("input");
  Object.assign(field, { type: "search", autocomplete: "off", placeholder: title, ariaLabel: `${facet.querySelector("summary").textContent}: ${title}` });
  field.addEventListener("input", () => {
    const wanted = fold(field.value.trim());
    values.forEach((value, place) => (value.hidden = !texts[place].includes(wanted)));
    if (more) more.open = wanted !== "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  return field;
}
