// After a swap the keyboard stays where the person was: on the first field to correct, else on the
// control that came back, else on the heading of what changed.
const WRONG = '[aria-invalid="true"], .has-err :is(input, select, textarea):not([type=hidden])';
const places = new WeakMap();

document.addEventListener("htmx:before:swap", ({ detail }) => {
  const target = detail.tasks.find((task) => task.type === "main")?.target;
  if (!(target instanceof Element)) return;
  const source = detail.ctx.sourceElement;
  if (!target.contains(document.activeElement) && !target.contains(source)) return;
  const parent = target.parentElement;
  places.set(detail.ctx, { target, parent, index: [...parent.children].indexOf(target) });
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const place = places.get(detail.ctx);
  if (!place) return;
  const changed = place.target.isConnected ? place.target : place.parent.children[place.index];
  if (!changed) return;
  const wrong = changed.querySelector("[data-errors]") ?? changed.querySelector(WRONG);
  const active = document.activeElement;
  if (!wrong && active !== document.body && active.isConnected) return;
  const next = wrong
    ?? changed.querySelector("[autofocus], [data-focus]")
    ?? changed.querySelector("h1, h2, h3, h4")
    ?? changed;
  if (!next.matches("input, select, textarea, button, a[href], [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: false });
});
