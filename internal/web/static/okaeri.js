// Comfort for pages that work without any of it. Each block stands alone, looks for what it needs and leaves silently if it is not there.

// Error focus: the summary is what a person has to hear first.
document.querySelector(".faults")?.focus();

// Submit once: a second press of a button sends nothing. (The server takes a form twice as once; this only keeps the wait calm.)
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent && Date.now() - form.dataset.sent < 8000) return event.preventDefault();
    form.dataset.sent = Date.now();
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form")) delete form.dataset.sent;
});

// Show and hide what is typed into a password box; always hidden again when it is sent.
for (const box of document.querySelectorAll("input[type=password][data-show]")) {
  const button = document.createElement("button");
  const turn = (shown) => {
    box.type = shown ? "text" : "password";
    button.textContent = shown ? box.dataset.hide : box.dataset.show;
    button.setAttribute("aria-label", button.textContent + " " + (box.labels[0]?.textContent.trim() ?? ""));
  };
  button.type = "button";
  button.className = "button button-second";
  button.addEventListener("click", () => turn(box.type === "password"));
  box.form.addEventListener("submit", () => turn(false));
  turn(false);
  box.after(button);
}

// Print and copy.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById(button.dataset.said).textContent = button.dataset.done;
  });
}

// Characters left in a long answer.
for (const box of document.querySelectorAll("textarea[data-most]")) {
  const said = document.getElementById(box.dataset.count);
  const count = () => { said.textContent = [...box.value].length + " / " + box.dataset.most; };
  box.addEventListener("input", count);
  count();
}

// Changing the language keeps what is typed: a changed form is saved on the way.
const form = document.querySelector("form[data-keep]");
let changed = false;
form?.addEventListener("input", () => { changed = true; });
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", (event) => {
    if (!changed) return;
    event.preventDefault();
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "switch", value: link.lang });
    form.append(field);
    form.submit();
  });
}
