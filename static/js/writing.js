// Writing a chapter: an editor over each plain box, autosave that never claims more than it knows, who else is here.
// Without this script every box is a plain one with a Save button.

const PAUSE = 1200; // milliseconds after the last key before a save
const RETRIES = [2000, 5000, 15000, 30000];
const PATIENCE = 20000; // how long an answer of the portal is waited for
const HERE_EVERY = 20000;
const TOOLS = [
  ["Bold", "bold"],
  ["Italic", "italic"],
  ["Heading", "formatBlock", "h3"],
  ["Subheading", "formatBlock", "h4"],
  ["Text", "formatBlock", "p"],
  ["Bullets", "insertUnorderedList"],
  ["Numbers", "insertOrderedList"],
  ["Indent", "indent"],
  ["Outdent", "outdent"],
  ["Table", "table"],
];
const HAVE_STATES = ["bold", "italic"];
const TABLE =
  "<table><thead><tr><th>Heading</th><th>Heading</th></tr></thead>" +
  "<tbody><tr><td>&nbsp;</td><td>&nbsp;</td></tr><tr><td>&nbsp;</td><td>&nbsp;</td></tr></tbody></table><p></p>";
const COPY = "Copy your text before you leave.";

const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

class Answer {
  constructor(form) {
    this.form = form;
    this.section = form.closest("section");
    this.state = form.querySelector("[data-state]");
    this.announcer = form.querySelector("[data-announce]");
    this.counter = form.querySelector("[data-words]");
    this.tries = 0;
    this.dirtySince = "";
    this.unsure = null; // what was sent without an answer: the portal may have it or not
    this.editor = this.makeEditor();
    this.makeRowButton();
    this.kept = this.content();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.isDirty) this.save({ isAsked: true });
      else this.announce(this.state.textContent || "There is nothing to save.");
    });
  }

  makeEditor() {
    const plain = this.form.querySelector(".portal-answer__plain");
    if (!plain) return null;
    const editor = document.createElement("div");
    editor.className = "portal-editor govuk-textarea";
    editor.contentEditable = "true";
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", "true");
    editor.setAttribute("aria-labelledby", this.section.getAttribute("aria-labelledby"));
    editor.setAttribute("aria-describedby", [plain.getAttribute("aria-describedby"), "keys"].filter(Boolean).join(" "));
    editor.append(this.form.querySelector("template").content.cloneNode(true));
    editor.addEventListener("paste", (event) => this.paste(event));
    plain.before(makeTools(editor, () => this.changed()), editor);
    this.form.querySelector(`label[for="${plain.id}"]`).remove();
    plain.remove();
    return editor;
  }

  makeRowButton() {
    const rows = this.form.querySelector("[data-rows]");
    if (!rows) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = "Add a row";
    button.addEventListener("click", () => addRow(rows));
    this.form.querySelector("[data-rows-hint]").replaceChildren("To take a row out, empty it.");
    this.form.querySelector("[data-save]").before(button);
  }

  async paste(event) {
    const html = event.clipboardData.getData("text/html");
    if (!html && event.clipboardData.files.length) {
      event.preventDefault();
      this.tell("A picture cannot stand in the text: add it as evidence.");
    }
    if (!html) return; // plain text is the browser's own business
    event.preventDefault();
    const selection = window.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    this.say("Pasting…");
    const response = await post(this.form.dataset.paste, { html }).catch(() => null);
    const told = response ? await response.json().catch(() => ({})) : {};
    if (told.html === undefined) {
      this.tell(told.refused || "Not pasted: the portal did not answer. Paste it again.");
      return;
    }
    this.editor.focus();
    if (range) {
      selection.removeAllRanges();
      selection.addRange(range);
    }
    document.execCommand("insertHTML", false, told.html);
    this.announce("Pasted.");
    this.changed();
  }

  content() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) data.append(name, value);
    data.delete("version");
    data.delete("csrfmiddlewaretoken");
    if (this.editor) data.set("html", this.editor.innerHTML);
    return data.toString();
  }

  get isDirty() {
    return this.unsure !== null || this.content() !== this.kept;
  }

  changed() {
    if (this.stopped || !this.isDirty) return;
    this.dirtySince ||= clock();
    this.count();
    if (!this.sending && !this.tries) this.say("Writing…");
    if (this.tries) return; // a try is due already
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  count() {
    if (this.editor) this.showWords(this.editor.innerText.split(/\s+/).filter(Boolean).length);
  }

  showWords(words) {
    const guide = Number(this.form.dataset.guide || 0);
    const isLong = guide > 0 && words > guide;
    this.counter.textContent = `${words}${guide ? ` of about ${guide}` : ""} words${isLong ? ": longer than asked" : ""}`;
    this.counter.classList.toggle("portal-answer__long", isLong);
  }

  async save({ isAsked = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.isDirty) return;
    this.sending = true;
    if (!this.tries) this.say("Saving…");
    const content = (this.unsure ??= this.content()); // sent again as it was, or it would clash with itself
    const version = this.form.elements.version.value;
    const response = await post(this.form.action, content, { version }).catch(() => null);
    const told = await jsonOf(response);
    this.sending = false;
    if (told && response.ok) this.wasSaved(told, content, isAsked);
    else if (told && response.status === 409) this.clashes(told, content);
    else if (told && response.status === 413) this.isTooLong(told, content);
    else if (told) this.stop(told.refused);
    else if (response && response.status === 404) this.stop(`You can no longer change this chapter. ${COPY}`);
    else this.failed(response);
  }

  wasSaved(told, content, isAsked) {
    this.form.elements.version.value = told.version;
    this.kept = content;
    this.unsure = null;
    this.dirtySince = "";
    this.say(`Saved ${told.saved}`);
    if (isAsked || this.tries) this.announce(`Saved ${told.saved}`);
    this.tries = 0;
    if (!this.editor) this.showWords(told.words);
    this.form.querySelector("[data-history]").hidden = false;
    const hint = this.form.querySelector("[data-hint]");
    if (hint) hint.textContent = told.hint;
    this.section.querySelector("[data-unreviewed], [data-unchanged]")?.remove();
    showState(told);
    if (this.isDirty) this.changed();
  }

  clashes(told, content) {
    this.kept = content;
    this.unsure = null;
    if (this.isDirty) {
      this.save(); // what was typed while the portal answered is kept too
      return;
    }
    this.freeze();
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = told.clash;
    link.textContent = "See both and choose";
    this.state.replaceChildren(`${told.by} saved this meanwhile. Your text is kept. `, link);
    this.announce(`${told.by} saved this meanwhile. Your text is kept: see both and choose.`);
  }

  isTooLong(told, content) {
    this.unsure = null;
    this.tries = 0;
    this.tell(`Not saved since ${this.dirtySince}. ${told.refused}`);
    if (this.content() !== content) this.changed();
  }

  stop(words) {
    this.freeze();
    this.tell(words);
  }

  freeze() {
    this.stopped = true;
    if (this.editor) this.editor.contentEditable = "false";
    for (const field of this.form.querySelectorAll("textarea, select, input, button")) field.disabled = true;
  }

  failed(response) {
    const isSignedOut = response && (response.redirected || response.status === 403);
    const next = isSignedOut ? "You are signed out: sign in in another tab, then come back." : "Trying again.";
    const words = `Not saved since ${this.dirtySince}. ${next}`;
    if (this.state.textContent !== words) this.tell(words);
    this.wait(RETRIES[Math.min(this.tries, RETRIES.length - 1)], isSignedOut);
    this.tries += 1;
  }

  wait(milliseconds, needsToken) {
    this.needsToken = needsToken;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tryAgain(), milliseconds);
  }

  async tryAgain() {
    clearTimeout(this.timer);
    if (this.needsToken) await freshToken();
    this.save();
  }

  say(words) {
    this.state.textContent = words;
  }

  announce(words) {
    this.announcer.textContent = words;
  }

  tell(words) {
    this.say(words);
    this.announce(words);
  }
}

// One tab stop; arrow keys move inside it.
function makeTools(editor, changed) {
  const bar = document.createElement("div");
  bar.className = "portal-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formatting");
  const buttons = TOOLS.map(([label, command, value], place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "portal-tools__button";
    button.textContent = label;
    button.tabIndex = place ? -1 : 0;
    button.dataset.command = command;
    if (HAVE_STATES.includes(command)) button.setAttribute("aria-pressed", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
    button.addEventListener("click", () => {
      editor.focus();
      document.execCommand("defaultParagraphSeparator", false, "p");
      if (command === "table") document.execCommand("insertHTML", false, TABLE);
      else document.execCommand(command, false, value);
      changed();
    });
    return button;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const chosen = buttons[next < 0 ? last : next > last ? 0 : next];
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
    chosen.focus();
  });
  const showPressed = () => {
    if (document.activeElement !== editor) return;
    for (const button of buttons) {
      const { command } = button.dataset;
      if (HAVE_STATES.includes(command)) button.setAttribute("aria-pressed", document.queryCommandState(command));
    }
  };
  document.addEventListener("selectionchange", showPressed);
  editor.addEventListener("keyup", showPressed); // with nothing selected, bold changes no selection
  bar.addEventListener("click", showPressed);
  return bar;
}

// A copy of the last row, emptied, with names and labels of its own.
function addRow(rows) {
  const row = rows.lastElementChild.cloneNode(true);
  const number = rows.children.length + 1;
  for (const label of row.querySelectorAll("label")) {
    const field = row.querySelector(`#${label.htmlFor}`);
    field.id = label.htmlFor = label.htmlFor.replace(/^(cell-\d+)-\d+/, `$1-${number}`);
    label.textContent = label.textContent.replace(/\d+$/, number);
    field.value = "";
  }
  rows.append(row);
  row.querySelector("textarea, select").focus();
}

function showState({ state, colour }) {
  const tag = document.querySelector("#chapter-state .govuk-tag");
  tag.textContent = state;
  tag.className = `govuk-tag govuk-tag--${colour}`;
}

function post(url, content, { version } = {}) {
  const body = new URLSearchParams(content);
  body.set("csrfmiddlewaretoken", token());
  if (version !== undefined) body.set("version", version);
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(url, { method: "POST", body, signal, headers: { Accept: "application/json" } });
}

// What the portal's own views tell. The sign-in page, where a request ends up after a session, answers in JSON too.
async function jsonOf(response) {
  if (!response || response.redirected || !(response.headers.get("content-type") || "").includes("json")) return null;
  return response.json().catch(() => null);
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// After signing in again in another tab, this page's token is an old one: take the new one from a fresh page.
async function freshToken() {
  const response = await fetch(location.href).catch(() => null);
  if (!response || !response.ok || response.redirected) return;
  const found = (await response.text()).match(/name="csrfmiddlewaretoken" value="(\w+)"/);
  if (!found) return;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = found[1];
}

document.getElementById("keys").hidden = false;
const answers = [...document.querySelectorAll("[data-answer]")].map((form) => new Answer(form));
const waiting = () => answers.filter((answer) => answer.isDirty && !answer.stopped);

window.addEventListener("beforeunload", (event) => {
  if (answers.some((answer) => answer.isDirty)) event.preventDefault();
});
window.addEventListener("online", () => waiting().forEach((answer) => answer.tryAgain()));
document.addEventListener("visibilitychange", () => {
  waiting().forEach((answer) => answer.tryAgain());
  sayHere();
});

// Who else has the chapter open, and at which prompt. A hint beside the text, never a lock.
const here = document.getElementById("here");
let prompt = "";

async function sayHere() {
  if (document.hidden) return;
  const told = await jsonOf(await post(here.dataset.url, { prompt }).catch(() => null));
  if (!told || !told.others) return;
  const names = told.others.map((one) => one.name);
  show(here, names.length ? `Also here: ${names.join(", ")}.` : "");
  for (const place of document.querySelectorAll("[data-others]")) {
    const writing = told.others.filter((one) => String(one.prompt) === place.dataset.others).map((one) => one.name);
    show(place, writing.length ? `${writing.join(" and ")} ${writing.length > 1 ? "are" : "is"} at this question now.` : "");
  }
}

function show(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

document.addEventListener("focusin", (event) => {
  const form = event.target.closest("[data-answer]");
  if (!form || form.dataset.prompt === prompt) return;
  prompt = form.dataset.prompt;
  sayHere();
});
sayHere();
setInterval(sayHere, HERE_EVERY);
