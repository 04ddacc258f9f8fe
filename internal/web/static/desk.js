// The desk's scripts. Pages work without them, except where a passkey is asked for: browsers hand passkeys to scripts only.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What the server wants, as the browser takes it.
function wished(options) {
  const o = options.publicKey;
  o.challenge = bytes(o.challenge);
  if (o.user) o.user.id = bytes(o.user.id);
  for (const list of [o.excludeCredentials, o.allowCredentials]) for (const one of list ?? []) one.id = bytes(one.id);
  return { publicKey: o };
}

// What the authenticator said, as the server takes it.
function answer(credential) {
  const r = credential.response;
  const response = { clientDataJSON: text(r.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (r[part]) response[part] = text(r[part]);
  if (r.getTransports) response.transports = r.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() });
}

// A form with data-passkey asks that address for a challenge, lets the browser answer it, and is sent with the answer in it.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[role=status]");
  const say = (what) => { said.textContent = what ? form.dataset[what] : ""; };
  if (!window.PublicKeyCredential) { say("missing"); continue; }
  form.querySelector("[data-go]").hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("wait");
    try {
      const asked = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      if (!asked.ok) { form.submit(); return; }
      const options = wished(await asked.json());
      const credential = form.dataset.make ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
      form.elements.credential.value = answer(credential);
      form.submit();
    } catch (fault) {
      say(fault.name === "InvalidStateError" ? "already" : "failed");
    }
  }, { capture: true });
}
