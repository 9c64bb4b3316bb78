// Passkeys: the browser makes one or shows one, and the answer goes off with its form. What it is worth the server decides.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer ?? []))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const credentials = (listed) => listed.map(({ id, transports }) => ({ type: "public-key", id: bytes(id), transports }));

const acts = {
  async make(asked) {
    const { response } = await navigator.credentials.create({
      publicKey: { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: credentials(asked.excludeCredentials) },
    });
    return { client_data: text(response.clientDataJSON), attestation: text(response.attestationObject), transports: (response.getTransports?.() ?? []).join(",") };
  },
  async show(asked) {
    const { rawId, response } = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: credentials(asked.allowCredentials) },
    });
    return {
      id: text(rawId), client_data: text(response.clientDataJSON), authenticator_data: text(response.authenticatorData), signature: text(response.signature),
      user_handle: text(response.userHandle),
    };
  },
};

async function answer(form) {
  const asked = await fetch(form.dataset.from, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
  // Whoever has been signed out meanwhile is led to the door by loading the page anew.
  if (!asked.headers.get("Content-Type")?.startsWith("application/json")) return location.reload();
  const question = await asked.json();
  if (question.problem) {
    form.elements[question.field]?.focus();
    return question.problem;
  }
  try {
    for (const [name, value] of Object.entries(await acts[form.dataset.passkey](question))) form.elements[name].value = value;
  } catch (error) {
    return error.name === "InvalidStateError" ? form.dataset.known : form.dataset.cancelled;
  }
  for (const field of form.querySelectorAll("[type=password]")) field.value = "";
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    document.querySelectorAll("[data-without-passkeys]").forEach((note) => (note.hidden = false));
    break;
  }
  form.hidden = false;
  const said = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    said.textContent = "";
    button.disabled = true;
    said.textContent = (await answer(form).catch(() => form.dataset.failed)) ?? "";
    button.disabled = false;
  });
}
