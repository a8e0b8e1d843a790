() => {
  // A footnote in an answer opens its source below; "Copy" copies the answer and its sources as text.
  const openSource = (link) => {
    const source = document.getElementById(link.getAttribute("href").slice(1));
    if (!source) return;
    source.open = true;
    source.scrollIntoView({ behavior: "smooth", block: "center" });
    source.classList.remove("fn-flash");
    void source.offsetWidth; // restart the animation
    source.classList.add("fn-flash");
  };

  const asText = (foot) => {
    const message = foot.parentElement;
    const answer = message.querySelector(".fn-answer").innerText.trim();
    const lines = [...message.querySelectorAll(".fn-source")].map((source) => {
      const part = (name) => source.querySelector(name)?.textContent.trim();
      const mark = part(".fn-n") ? `[${part(".fn-n")}]` : "-"; // what is only near has no number
      return `${mark} ${[part(".fn-title"), part(".fn-place")].filter(Boolean).join(", ")}`;
    });
    const title = message.querySelector(".fn-nearest-title")?.textContent;
    return [answer, [title, ...lines].filter(Boolean).join("\n")].filter(Boolean).join("\n\n");
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a.fn-ref");
    if (link) {
      event.preventDefault();
      openSource(link);
      return;
    }
    const button = event.target.closest("button.fn-copy");
    if (button) {
      await navigator.clipboard.writeText(asText(button.closest(".fn-foot")));
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    }
  });

  // What is sent while an answer is still being written is asked when that has ended, unless it was changed since.
  const busy = () => document.querySelector("#box .stop-button");
  const askNext = (box, text, tries = 5) => {
    if (box.value !== text || !tries) return;
    const waits = Boolean(busy());
    if (!waits) document.querySelector("#box .submit-button")?.click();
    setTimeout(() => askNext(box, text, tries - !waits), 200); // right after an answer a click may still be lost
  };
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || event.shiftKey || !box.matches("#box textarea") || !box.value.trim() || !busy()) return;
    event.preventDefault();
    event.stopPropagation();
    askNext(box, box.value);
  }, true);

  // The cross beside a document hands its key to the hidden box that the page listens to.
  document.addEventListener("click", (event) => {
    const cross = event.target.closest("button.fn-remove");
    if (!cross || !confirm(`${cross.title} from the collection?`)) return;
    const box = document.querySelector("#remove textarea, #remove input");
    box.value = cross.dataset.key;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const kinds = KINDS; // the suffixes that there is a reader for, filled in by web.py

  // Of a picked folder only files that can be read are uploaded; their paths and what was left out are told with them.
  const hidden = /^(\.|~\$|(node_modules|__pycache__|__MACOSX|site-packages|thumbs\.db|desktop\.ini)$)/i;
  const pickFolder = (input) => {
    const shown = [...input.files].filter((file) => !file.webkitRelativePath.split("/").slice(1).some((part) => hidden.test(part)));
    const isRead = (file) => !file.name.includes(".") || kinds.some((kind) => file.name.toLowerCase().endsWith(kind));
    const kept = shown.filter(isRead);
    const left_out = shown.filter((file) => !isRead(file)).map((file) => file.name);
    input.dataset.picked = JSON.stringify({ paths: kept.map((file) => file.webkitRelativePath || file.name), left_out });
    const files = new DataTransfer();
    kept.forEach((file) => files.items.add(file));
    input.files = files.files;
    if (!kept.length) alert("There is no file in this folder that can be read.");
  };
  document.addEventListener("change", (event) => event.target.webkitdirectory && pickFolder(event.target), true);

  const toggleSidebar = (open) => {
    const sidebar = document.querySelector(".sidebar");
    if (sidebar && sidebar.classList.contains("open") !== open) sidebar.querySelector(".toggle-button").click();
  };

  // The first documents are added from the middle of the page, and are watched in the sidebar.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("button.fn-start")) return;
    toggleSidebar(true);
    document.querySelector("#add").click();
  });

  // On a phone the list of conversations covers the page: a choice closes it.
  document.addEventListener("click", (event) => {
    if (window.innerWidth <= 768 && event.target.closest("#new, #past label")) toggleSidebar(false);
  });

  // The list of conversations is open where there is room for it.
  const openSidebar = (tries) => {
    if (!document.querySelector(".sidebar") && tries > 0) return setTimeout(() => openSidebar(tries - 1), 50);
    if (window.innerWidth > 900) toggleSidebar(true);
  };
  openSidebar(100);
}
