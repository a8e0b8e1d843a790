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

  // The cross beside a document hands its key to the hidden box that the page listens to.
  document.addEventListener("click", (event) => {
    const cross = event.target.closest("button.fn-remove");
    if (!cross || !confirm(`${cross.title} from the collection?`)) return;
    const box = document.querySelector("#remove textarea, #remove input");
    box.value = cross.dataset.key;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // On a phone the list of conversations covers the page: a choice closes it.
  document.addEventListener("click", (event) => {
    const open = window.innerWidth <= 768 && event.target.closest(".sidebar.open");
    if (open && event.target.closest("#new, #past label")) open.querySelector(".toggle-button").click();
  });

  // The list of conversations is open where there is room for it.
  const openSidebar = (tries) => {
    const sidebar = document.querySelector(".sidebar");
    if (!sidebar && tries > 0) return setTimeout(() => openSidebar(tries - 1), 50);
    if (sidebar && window.innerWidth > 900 && !sidebar.classList.contains("open"))
      sidebar.querySelector(".toggle-button").click();
  };
  openSidebar(100);
}
