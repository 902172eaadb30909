// Questions before something is lost, in a dialog.
const later = document.getElementById("later").dataset;
const { made } = await import(later.made);

/** Whether the answer was yes. The other one comes first, as it loses nothing. */
export function ask(title, words, yes, no) {
  const answers = made("form", { method: "dialog", className: "row" },
    made("button", { className: "btn btn-p", value: "", autofocus: true }, no),
    made("button", { className: "btn btn-d", value: "yes" }, yes));
  const box = made("dialog", { className: "card", "aria-labelledby": "ask-h" }, made("div", { className: "stack" },
    made("h2", { id: "ask-h", className: "lg" }, title), made("p", {}, words), answers));
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.onclose = () => {
      box.remove();
      done(box.returnValue === "yes");
    };
  });
}

/** Before signing out: nothing that waits is lost unasked, and nothing is left behind. */
export async function leave() {
  const [count] = (localStorage.waiting ?? "0").split(" ").map(Number);
  const [title, lose] = count === 1
    ? ["1 change is not sent yet", "Sign out and lose it"]
    : [`${count} changes are not sent yet`, "Sign out and lose them"];
  const words = "Signing out takes everything of yours off this device, also what waits to be sent.";
  if (count && !(await ask(title, words, lose, "Stay"))) return false;
  if (localStorage.waiting) await (await import(later.sealed)).wipe();
  if (localStorage.mine) await (await import(later.own)).forget();
  return true;
}
