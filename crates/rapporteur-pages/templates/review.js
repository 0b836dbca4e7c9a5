// Keys for the review page: j, k to go, a, r to accept and reject, e to edit. Without it, buttons do the same.
"use strict";
(() => {
  const cases = [...document.querySelectorAll(".case")];
  const author = document.querySelector("#author");
  const here = () => cases.findIndex((c) => c.contains(document.activeElement));
  const go = (n) => {
    const next = cases[Math.min(Math.max(n, 0), cases.length - 1)];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const act = (name) => {
    const at = cases[Math.max(here(), 0)];
    const button = at && at.querySelector("button." + name);
    if (!button) return;
    // A ruling has an author; whoever has not said their name is asked first.
    if (!author.value.trim()) author.focus();
    else button.click();
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const in_field = e.target.matches("input, select, textarea");
    if (in_field) {
      if (e.key === "Escape") go(here());
      else if (e.key === "Enter" && e.target.matches(".edit")) {
        e.preventDefault();
        act("correct");
      }
      return;
    }
    const edit = () => cases[Math.max(here(), 0)]?.querySelector(".edit")?.focus();
    const keys = {
      j: () => go(here() + 1),
      k: () => go(here() - 1),
      a: () => act("accept"),
      r: () => act("reject"),
      e: edit,
    };
    if (Object.hasOwn(keys, e.key)) {
      e.preventDefault();
      keys[e.key]();
    }
  });
  if (author && author.value.trim()) go(0);
  // While the record is being drawn up again: ask again, but not under a reader's hands.
  if (document.querySelector("[data-applying]")) setTimeout(() => location.reload(), 2500);
})();
