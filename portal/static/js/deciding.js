// The form of a page shows again what could not be saved as it was kept: with what was saved
// elsewhere, or with what is wrong. It is settled when that form is saved, or the saved one is kept.
const { sealed } = document.getElementById("later").dataset;
const store = await import(sealed);
const opened = () => (sessionStorage.deciding ?? "").split(" ");

/** After js/waiting.js opened the form of an entry: the same key, so that it counts once. */
export async function decide() {
  const [id, path] = opened();
  const entry = (await store.all()).find((one) => one.id === Number(id));
  if (!entry) return delete sessionStorage.deciding;
  const forms = [...document.querySelectorAll("[data-offline]")];
  const form = forms.find((one) => one.getAttribute(one.form ? "formaction" : "action").split("?")[0] === path);
  if (!form || !document.querySelector("main [role=alert]")) {
    // It was saved, and its key says so when it is sent again; or it was left undecided.
    delete sessionStorage.deciding;
    return store.put({ ...entry, state: undefined });
  }
  if (form.form) return undefined; // A part of a form, which says itself that it comes once.
  const key = entry.fields.find(([name]) => name === "_once")[1];
  const input = form.elements._once ?? document.createElement("input");
  Object.assign(input, { type: "hidden", name: "_once", value: key });
  form.append(input);
  if ("unsaved" in form.dataset) form.dataset.dirty = "";
}

async function settle() {
  const [id] = opened();
  delete sessionStorage.deciding;
  if (id) await store.drop(Number(id));
  dispatchEvent(new Event("aspire:sent"));
}

addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const same = ctx.request.method === "POST" && ctx.request.action.split("?")[0] === opened()[1];
  if (same && ctx.response?.status < 400) settle();
});

addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-drop]");
  if (!link || !sessionStorage.deciding) return;
  const leads = !link.matches("[hx-get]");
  if (leads) event.preventDefault();
  await settle();
  for (const form of document.querySelectorAll("form[data-dirty]")) delete form.dataset.dirty;
  if (leads) location.assign(link.href);
});
