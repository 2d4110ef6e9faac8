// The decision panel's page: the ladder, the what-if form and where the decision flips. It only shows and asks.

import {
  changesFrom,
  type Flip,
  type FromPage,
  furtherDifferences,
  type Hint,
  hintNamed,
  HINTS,
  type HintValues,
  read,
  type Result,
  type Rung,
  spell,
  type ToPage,
  type WhatIfAnswer,
} from "../decision/model.js";

const ASK_AFTER_MS = 200;

const host = acquireVsCodeApi<Record<string, unknown>>();
const send = (message: FromPage): void => {
  host.postMessage(message);
};

const fields = new Map<string, HTMLInputElement>();
let written: HintValues = {};
let timer: number | undefined;

window.addEventListener("message", (event: MessageEvent<ToPage>) => {
  const message = event.data;
  if (message.type === "trouble") {
    element("trouble").textContent = message.text;
    element("trouble").hidden = false;
    document.body.classList.add("stale");
    return;
  }
  element("trouble").hidden = true;
  document.body.classList.remove("stale");
  // Kept by the editor, so that the panel can ask again after the window was reloaded.
  host.setState({ target: message.target, changes: message.changes });
  show(message.answer, message.changes);
  if (message.focus === "form") {
    element("ladder-section").parentElement?.append(element("ladder-section"));
    fields.values().next().value?.focus();
  }
  if (message.focus === "ladder") {
    // Who asks why reads the ladder first; who asks what if, the form.
    element("result-section").after(element("ladder-section"));
    element("ladder-title").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
});

buildForm();
element("text").addEventListener("click", () => {
  send({ type: "text" });
});
element("pick").addEventListener("click", () => {
  send({ type: "pick" });
});
element("reset").addEventListener("click", () => {
  fillForm({});
  ask();
});
send({ type: "ready" });

function buildForm(): void {
  const form = element("form");
  for (const hint of HINTS as readonly Hint[]) {
    const id = `hint-${hint.name}`;
    const input = document.createElement("input");
    input.id = id;
    input.type = hint.kind === "switch" ? "checkbox" : "text";
    if (hint.kind === "number") input.inputMode = "decimal";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("aria-describedby", `${id}-note`);
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, ASK_AFTER_MS);
    });
    const label = make("label", "", hint.label);
    label.htmlFor = id;
    const note = make("span", "note", "");
    note.id = `${id}-note`;
    form.append(label, input, note);
    fields.set(hint.name, input);
  }
}

function fillForm(changes: HintValues): void {
  for (const hint of HINTS as readonly Hint[]) {
    const input = fields.get(hint.name);
    if (input === undefined) continue;
    const name = hint.name as keyof HintValues;
    const value = name in changes ? changes[name] : written[name];
    if (hint.kind === "switch") input.checked = value === true;
    else if (!keepsOwnSpelling(hint, input, value)) input.value = spell(value);
    mark(hint, input);
  }
}

/** A field being typed in keeps its text while that means the same value, or none yet. */
function keepsOwnSpelling(hint: Hint, input: HTMLInputElement, value: HintValues[keyof HintValues]): boolean {
  if (document.activeElement !== input) return false;
  const typed = read(hint, input.value);
  return typed === undefined || spell(typed) === spell(value);
}

function mark(hint: Hint, input: HTMLInputElement): void {
  const text = hint.kind === "switch" ? String(input.checked) : input.value;
  const value = read(hint, text);
  const stands = written[hint.name as keyof HintValues];
  const note = element(`${input.id}-note`);
  input.setAttribute("aria-invalid", String(value === undefined));
  const differs = value !== undefined && spell(value) !== spell(stands);
  input.classList.toggle("changed", differs);
  if (value === undefined) note.textContent = `not a number from ${hint.min ?? 0}`;
  else if (differs) note.textContent = `manifest: ${spell(stands) === "" ? "not set" : spell(stands)}`;
  else note.textContent = hint.note;
}

function ask(): void {
  const wanted: HintValues = {};
  for (const hint of HINTS as readonly Hint[]) {
    const input = fields.get(hint.name);
    if (input === undefined) continue;
    mark(hint, input);
    const value = read(hint, hint.kind === "switch" ? String(input.checked) : input.value);
    if (value !== undefined) wanted[hint.name as keyof HintValues] = value;
  }
  send({ type: "changes", changes: changesFrom(written, wanted) });
}

function show(answer: WhatIfAnswer, changes: HintValues): void {
  written = answer.hints;
  element("process").textContent = answer.process;
  fillForm(changes);

  const asked = Object.keys(changes).length > 0;
  const differences = answer.changes ?? [];
  showResult("baseline", answer.baseline);
  showResult("outcome", answer.outcome);
  element("verdict").textContent = !asked ? "Nothing changed yet: these are the manifest's own hints." : differences.length === 0 ? "The same load." : "Another load.";
  element("result").classList.toggle("differs", differences.length > 0);
  // Before anything is changed the second card would only repeat the first.
  element("result").classList.toggle("as-written", !asked);
  replace("differences", furtherDifferences(differences).map((text) => make("li", "", text)));

  const shown = asked ? answer.outcome : answer.baseline;
  element("ladder-title").textContent = asked ? "Ladder, with your changes" : "Ladder";
  replace("ladder", shown.ladder.map(rungRow));
  replace("flips", answer.flips.length > 0 ? answer.flips.map(flipItem) : [make("li", "quiet", "No single hint flips the decision.")]);
}

function showResult(id: "baseline" | "outcome", result: Result): void {
  element(id).textContent = result.strategy;
  element(`${id}-policy`).textContent = result.merge_policy ?? "";
  element(`${id}-path`).textContent = result.path ?? "";
}

function rungRow(rung: Rung): HTMLElement {
  const row = make("tr", rung.taken ? "taken" : "");
  const name = make("td", "rung");
  name.append(make("span", "strategy", rung.strategy ?? "as written"), make("span", "name", rung.rung.replaceAll("_", " ")));
  const because = make("td", "because");
  because.append(...inlineCode(rung.because));
  row.append(name, because);
  if (rung.taken) row.setAttribute("aria-current", "true");
  return row;
}

function flipItem(flip: Flip): HTMLElement {
  const item = make("li", "");
  item.append(...inlineCode(flip.sentence));
  const hint = hintNamed(flip.hint);
  const input = fields.get(hint?.name ?? "");
  if (hint === undefined || input === undefined) return item;
  const threshold = typeof flip.at === "number" ? spell(flip.at) : undefined;
  const button = make("button", "link", threshold === undefined ? "change" : "try");
  button.type = "button";
  button.setAttribute("aria-label", threshold === undefined ? `Change ${hint.label}` : `Try ${hint.label} ${threshold}`);
  button.addEventListener("click", () => {
    if (threshold !== undefined) input.value = threshold;
    else if (hint.kind === "switch") input.checked = !input.checked;
    input.focus();
    input.select();
    ask();
  });
  item.append(" ", button);
  return item;
}

/** Text in which `backticks` become code; nothing of it is ever read as HTML. */
function inlineCode(text: string): Node[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? make("code", "", part) : document.createTextNode(part)));
}

function replace(id: string, children: readonly Node[]): void {
  element(id).replaceChildren(...children);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks #${id}`);
  return found;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}
