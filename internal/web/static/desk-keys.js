// j and k walk through the queue, Enter opens a case and ? shows the list of keys. The switch above the table turns the keys off, and stays as it was left.
const table = document.querySelector("table[data-keys]");
const holder = document.querySelector("[data-keys-switch]");
if (table && holder) {
  const on = holder.querySelector("[data-keys-on]");
  holder.hidden = false;
  on.checked = localStorage.getItem("okaeri-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("okaeri-keys", on.checked ? "on" : "off"));
  const help = holder.querySelector("[data-keys-help]");
  const links = [...table.querySelectorAll("tbody a.ref")];
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "?") {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
      event.preventDefault();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !links.length) return;
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    event.preventDefault();
  });
}
