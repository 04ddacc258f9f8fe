// Comfort for the pages about how the server is run; all of them work without it.

// A chosen file is read into the box: what is sent is what stands there, and can be read over first.
for (const file of document.querySelectorAll("input[data-into]")) {
  file.closest("[data-file]").hidden = false;
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (chosen && chosen.size < 128 * 1024) document.getElementById(file.dataset.into).value = await chosen.text();
  });
}

// While a dry run goes on the page looks again by itself.
const running = document.querySelector("[data-running]");
if (running) setTimeout(() => location.reload(), 3000);
