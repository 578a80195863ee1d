// Keeps the statistics up to date while somebody looks; each look is a connection.
"use strict";
const EVERY = 5000;
const place = document.getElementById("live");
const state = document.getElementById("state");

function row(name, value) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  const cell = document.createElement("td");
  cell.textContent = String(value);
  line.append(head, cell);
  return line;
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/stats", { cache: "no-store" });
    const found = await answer.json();
    const rows = [];
    for (const [group, values] of Object.entries(found)) {
      if (typeof values !== "object") { rows.push(row(group, values)); continue; }
      for (const [name, value] of Object.entries(values)) rows.push(row(`${group}: ${name}`, value));
    }
    place.replaceChildren(...rows);
    state.textContent = "live";
  } catch {
    state.textContent = "the server does not answer";
  }
}

look();
setInterval(look, EVERY);
