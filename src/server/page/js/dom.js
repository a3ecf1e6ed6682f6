// Makes elements. Text always goes in as text, never as HTML: names come from files of the user's own.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [name, to] of Object.entries(value)) element.style.setProperty(name, to);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** An HTML element: `h("p", {class: "small"}, "text", child)`. Keys beginning with `on` are listeners. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** Puts children in the place of whatever an element holds. */
export const show = (element, ...children) => {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
};

/** Runs a function when calls have stopped coming for so many milliseconds. */
export function later(run, milliseconds) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), milliseconds);
  };
}

/** Says something to screen readers. */
export const say = (text) => { document.getElementById("live").textContent = text; };

const PATHS = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16.2 16.2 20.5 20.5",
  swap: "M7 4v15M7 19l-3.5-3.5M7 19l3.5-3.5M17 20V5M17 5l-3.5 3.5M17 5l3.5 3.5",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  pin: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6",
  layers: "M12 3.5 21 8.5 12 13.5 3 8.5zM4 12.8l8 4.4 8-4.4M4 16.6l8 4.4 8-4.4",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2.2M12 19.3v2.2M2.5 12h2.2M19.3 12h2.2M5.3 5.3l1.6 1.6M17.1 17.1l1.6 1.6M5.3 18.7l1.6-1.6M17.1 6.9l1.6-1.6",
  link: "M10 14a4.5 4.5 0 0 0 6.6.3l2.6-2.6a4.5 4.5 0 0 0-6.4-6.4L11.6 6.5M14 10a4.5 4.5 0 0 0-6.6-.3L4.8 12.3a4.5 4.5 0 0 0 6.4 6.4l1.2-1.2",
  open: "M12 15.5V4.5M7.5 9 12 4.5 16.5 9M5 19.5h14",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  compare: "M8 5v14M16 5v14M3.5 9.5 8 5l4.5 4.5M11.5 14.5 16 19l4.5-4.5",
  up: "M6 15l6-6 6 6",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5.5M12 7.6v.1",
};

/** A small picture of the name given; decoration only. */
export const icon = (name, size = 18) =>
  s("svg", { class: "icon", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" }, s("path", { d: PATHS[name] }));
