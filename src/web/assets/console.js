// What the pages do beyond plain forms. Everything works without it, with more clicks.
"use strict";

// Rows with a cross: the buttons count along; Shift chooses a range; the box in the head chooses the page.
let last = null;
const boxes = (list) => [...list.querySelectorAll('input[name="pick"]')];
function recount(list) {
  const here = boxes(list).filter((box) => box.checked).length;
  const all = here + Number(list.querySelector("#rows")?.dataset.elsewhere || 0);
  for (const shown of list.querySelectorAll("[data-picked]")) shown.textContent = all;
  for (const box of boxes(list)) box.closest("tr").classList.toggle("picked", box.checked);
  const head = list.querySelector("[data-all]");
  if (head) {
    head.checked = here > 0 && here === boxes(list).length;
    head.indeterminate = here > 0 && !head.checked;
  }
}
function rechoose(list) {
  const shown = list.querySelector("[data-chosen]");
  if (!shown) return;
  const selects = [...list.querySelectorAll('select[name^="action:"]')];
  const was = selects.filter((select) => [...select.options].some((it) => it.defaultSelected && it.value !== "nothing")).length;
  const is = selects.filter((select) => select.value !== "nothing").length;
  shown.textContent = Number(shown.dataset.chosen) - was + is;
}
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.name !== "pick") return;
  const list = box.closest("[data-list]");
  const all = boxes(list);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  recount(list);
});
document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (!list) return;
  if (event.target.matches("[data-all]")) for (const box of boxes(list)) box.checked = event.target.checked;
  recount(list);
  rechoose(list);
});
// A link out of a list takes what was chosen so far along; one to another tab of it waits until that is known there.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#list a[href]");
  const form = document.querySelector("form[data-list]");
  if (!link || !form || event.defaultPrevented) return;
  const body = new URLSearchParams([...new FormData(form), ["do", "keep"]]);
  if (!link.closest("nav.tabs") || event.button || event.ctrlKey || event.metaKey || event.shiftKey) {
    navigator.sendBeacon(form.action, body);
    return;
  }
  event.preventDefault();
  fetch(form.action, { method: "POST", body, redirect: "manual" }).finally(() => (window.location.href = link.href));
});
// Enter in the search box searches; it never presses the first button of the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.('[data-list] input[name="search"]')) {
    event.preventDefault();
    event.target.form.querySelector('button[value="search"]').click();
  }
});
// What cannot be taken back lightly is asked for once more.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const question = button?.name === "do" && event.target.elements.namedItem(`ask:${button.value}`)?.value;
  if (!question) return;
  if (!window.confirm(question)) return event.preventDefault();
  const sure = document.createElement("input");
  Object.assign(sure, { type: "hidden", name: "sure", value: "1" });
  event.target.append(sure);
});
// Back to where one came from, where there is such a place.
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("[data-back]") || window.history.length < 2) return;
  event.preventDefault();
  window.history.back();
});
// The run is over: the page shows what came of it.
document.addEventListener("over", () => window.location.reload());
document.addEventListener("DOMContentLoaded", () => {
  for (const list of document.querySelectorAll("[data-list]")) recount(list);
  if (window.location.hash) document.querySelector(window.location.hash)?.focus?.();
});
for (const swapped of ["htmx:after:swap", "htmx:afterSwap"]) {
  document.addEventListener(swapped, () => {
    for (const list of document.querySelectorAll("[data-list]")) recount(list);
  });
}
