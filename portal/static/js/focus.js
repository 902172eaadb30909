// After a swap the keyboard goes to what is to correct, stays, or goes to the changed heading.
const WRONG = ".errors, [aria-invalid=true], .has-err :is(input, select, textarea)";

addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const target = tasks.find((task) => task.type === "main")?.target;
  const held = target?.contains(document.activeElement) || target?.contains(ctx.sourceElement);
  if (!held || !target.parentElement) return;
  const { children } = target.parentElement;
  ctx.place = { target, children, index: [...children].indexOf(target) };
});

addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { place } = ctx;
  const changed = place?.target.isConnected ? place.target : place?.children[place.index];
  if (!changed) return;
  const wrong = changed.querySelector(WRONG);
  if (!wrong && document.activeElement !== document.body) return;
  const next = wrong ?? changed.querySelector("[autofocus]") ?? changed.querySelector("h1, h2, h3, h4") ?? changed;
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus();
});

// What is behind a sheet cannot be seen: it closes when the keyboard goes there.
addEventListener("focusin", ({ target }) => {
  const sheet = document.querySelector(".sheet:popover-open");
  if (sheet && !sheet.contains(target) && !target.matches(`[popovertarget=${sheet.id}]`)) sheet.hidePopover();
});
