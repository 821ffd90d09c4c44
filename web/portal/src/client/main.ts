import "virtual:tokens.css";
import "../styles/base.css";
import "../styles/frame.css";
import "../styles/parts.css";
import "../styles/home.css";
import "../styles/search.css";
import "../styles/dataset.css";
import "../styles/pages.css";
import "../styles/print.css";

/** Islands: comforts on top of pages that are whole without them. */

async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  const label = button.querySelector("span");
  if (!label) return;
  const before = label.textContent;
  label.textContent = button.dataset.done ?? before;
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy],[data-copy-text]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = button.dataset.copyText ?? button.parentElement?.querySelector("code")?.textContent ?? "";
      void copy(button, text);
    });
  }
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** The tab of the part in view is marked while the reader scrolls. */
for (const nav of document.querySelectorAll("[data-spy]")) {
  const links = [...nav.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const parts = links.map((link) => document.getElementById(link.hash.slice(1)));
  const markCurrent = () => {
    let current = 0;
    parts.forEach((part, i) => {
      if (part && part.getBoundingClientRect().top < 160) current = i;
    });
    links.forEach((link, i) => {
      if (i === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        markCurrent();
      });
    },
    { passive: true },
  );
  markCurrent();
}
