// The proof of work on the account page: it starts when the page opens and fills one hidden field. Whatever goes wrong, the page has
// its other ways on.
const box = document.querySelector("[data-challenge]");
if (box && window.Worker) {
  const form = box.closest("form"), field = form.elements.altcha, said = box.querySelector("[role=status]");
  const show = (what) => {
    for (const one of box.querySelectorAll("[data-robot]")) one.hidden = one.dataset.robot !== what;
    said.textContent = box.dataset[what] ?? "";
  };
  let waiting = null, over = false;
  const end = (solution) => {
    if (over) return;
    over = true;
    field.value = solution;
    show(solution ? "done" : "failed");
    if (waiting) form.requestSubmit(waiting);
  };
  show("running");
  try {
    const worker = new Worker(box.dataset.worker);
    worker.onmessage = ({ data }) => { worker.terminate(); end(data); };
    worker.onerror = () => end("");
    worker.postMessage(JSON.parse(box.dataset.challenge));
  } catch { end(""); }
  setTimeout(() => end(""), 10000);
  form.addEventListener("submit", (event) => {
    if (over || event.submitter?.value === "none") return;
    event.preventDefault(); // a second or two; the press is kept
    waiting = event.submitter;
  }, { capture: true });
}
