// The form shows what was chosen; the page of a submission follows it until all is read.
"use strict";
(() => {
  const form = document.querySelector("form.add");
  if (form) {
    const files = form.querySelector("input[type=file]");
    const drop = form.querySelector(".drop");
    const chosen = form.querySelector(".chosen");
    const show = () => {
      chosen.replaceChildren(...[...files.files].map((file) => {
        const line = document.createElement("li");
        line.textContent = file.name + " · " + Math.max(1, Math.round(file.size / 1024)) + " kB";
        return line;
      }));
    };
    files.addEventListener("change", show);
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      files.files = event.dataTransfer.files;
      show();
    });
    form.addEventListener("submit", () => { form.querySelector("button.main").textContent = "Sending …"; });
  }

  const added = document.querySelector(".added[data-job]");
  if (!added) return;
  const rows = [...added.querySelectorAll("tbody tr")];
  const progress = added.querySelector("progress");
  async function follow() {
    const answer = await fetch("/add/" + added.dataset.job + ".json");
    if (!answer.ok) return;
    const job = await answer.json();
    if (job.is_done) return location.reload();
    job.files.forEach((file, at) => {
      rows[at].querySelector(".state").textContent = file.state;
      const n = file.new + file.versions + file.recoded + file.known;
      if (n || file.failed) rows[at].querySelector(".line-text").textContent = n + " documents, " + file.failed + " failed; " + file.records + " records";
    });
    progress.value = job.files.filter((file) => file.state === "done" || file.state === "failed").length;
    setTimeout(follow, 400);
  }
  setTimeout(follow, 250);
})();
