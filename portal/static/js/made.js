// Elements made in scripts: with text only, never with markup.

/** An element with its properties (those with a hyphen are attributes), and what is inside. */
export function made(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-")) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...inside);
  return element;
}

/** A picture of the sprite. */
export function icon(name, className = "i") {
  const [svg, use] = ["svg", "use"].map((part) => document.createElementNS("http://www.w3.org/2000/svg", part));
  use.setAttribute("href", `${document.getElementById("later").dataset.icons}#${name}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
