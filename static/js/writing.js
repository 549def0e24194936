// Writing a chapter: an editor over each plain box, autosave that never claims more than it knows, who else is here.
// Without this script every box is a plain one with a Save button.

const PAUSE = 1200; // milliseconds after the last key before a save
const RETRIES = [2000, 5000, 15000, 30000];
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
const TABLE =
  "<table><thead><tr><th>Heading</th><th>Heading</th></tr></thead>" +
  "<tbody><tr><td>&nbsp;</td><td>&nbsp;</td></tr><tr><td>&nbsp;</td><td>&nbsp;</td></tr></tbody></table><p></p>";

const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

class Answer {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.counter = form.querySelector("[data-words]");
    this.tries = 0;
    this.sent = null;
    this.lastSaved = "";
    this.editor = this.makeEditor();
    this.kept = this.content();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
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
    editor.setAttribute("aria-labelledby", this.form.closest("section").getAttribute("aria-labelledby"));
    if (plain.hasAttribute("aria-describedby")) {
      editor.setAttribute("aria-describedby", plain.getAttribute("aria-describedby"));
    }
    editor.append(this.form.querySelector("template").content.cloneNode(true));
    editor.addEventListener("paste", (event) => this.paste(event));
    plain.before(this.makeTools(editor), editor);
    this.form.querySelector(`label[for="${plain.id}"]`).remove();
    plain.remove();
    return editor;
  }

  makeTools(editor) {
    const bar = document.createElement("div");
    bar.className = "portal-tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Formatting");
    for (const [label, command, value] of TOOLS) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "portal-tools__button";
      button.textContent = label;
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
      button.addEventListener("click", () => {
        editor.focus();
        document.execCommand("defaultParagraphSeparator", false, "p");
        if (command === "table") document.execCommand("insertHTML", false, TABLE);
        else document.execCommand(command, false, value);
        this.changed();
      });
      bar.append(button);
    }
    return bar;
  }

  async paste(event) {
    const html = event.clipboardData.getData("text/html");
    if (!html) return; // plain text is the browser's own business
    event.preventDefault();
    const selection = window.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    this.say("Pasting…");
    const response = await this.post(this.form.dataset.paste, { html }).catch(() => null);
    if (!response || !response.ok) {
      const told = response ? await response.json().catch(() => ({})) : {};
      this.say(told.refused || "Not pasted: the portal did not answer. Try again.");
      return;
    }
    this.editor.focus();
    if (range) {
      selection.removeAllRanges();
      selection.addRange(range);
    }
    document.execCommand("insertHTML", false, (await response.json()).html);
    this.changed();
  }

  content() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (name !== "version") data.append(name, value);
    data.delete("csrfmiddlewaretoken");
    if (this.editor) data.set("html", this.editor.innerHTML);
    return data.toString();
  }

  get isDirty() {
    return this.content() !== this.kept;
  }

  changed() {
    if (!this.isDirty || this.stopped) return;
    this.count();
    if (!this.sent) this.say("Writing…");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  count() {
    if (!this.editor || !this.counter) return;
    const words = this.editor.innerText.split(/\s+/).filter(Boolean).length;
    const guide = Number(this.form.dataset.guide || 0);
    this.counter.textContent = guide ? `${words} of about ${guide} words` : `${words} words`;
    this.counter.classList.toggle("portal-answer__long", guide > 0 && words > guide);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.sent || this.stopped || !this.isDirty) return;
    const content = this.content();
    this.sent = content;
    this.say("Saving…");
    const version = this.form.elements.version.value;
    const response = await this.post(this.form.action, content, version).catch(() => null);
    this.sent = null;
    if (response && response.ok && response.headers.get("content-type").includes("json")) {
      this.wasSaved(await response.json(), content);
    } else if (response && (response.status === 409 || response.status === 423)) {
      this.wasRefused(response.status, await response.json());
    } else {
      this.failed(response);
    }
  }

  wasSaved(told, content) {
    this.form.elements.version.value = told.version;
    this.kept = content;
    this.tries = 0;
    this.lastSaved = told.saved;
    this.say(`Saved ${told.saved}`);
    if (this.isDirty) this.changed();
  }

  wasRefused(status, told) {
    this.stopped = true;
    this.say("");
    if (status === 423) {
      this.say(told.refused);
      return;
    }
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = told.clash;
    link.textContent = "See both and choose";
    this.state.replaceChildren(`${told.by} saved this meanwhile. Your text is kept. `, link);
  }

  failed(response) {
    const since = this.lastSaved ? `Not saved since ${this.lastSaved}` : `Not saved: ${clock()}`;
    const isSignedOut = response && (response.redirected || response.status === 403);
    const next = isSignedOut ? "You are signed out: sign in in another tab, then come back." : "Trying again.";
    this.say(`${since}. ${next}`);
    const wait = RETRIES[Math.min(this.tries, RETRIES.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(async () => {
      if (isSignedOut) await freshToken();
      this.save();
    }, wait);
  }

  say(words) {
    this.state.textContent = words;
  }

  post(url, content, version) {
    const body = new URLSearchParams(content);
    body.set("csrfmiddlewaretoken", token());
    if (version !== undefined) body.set("version", version);
    return fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  }
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

const answers = [...document.querySelectorAll("[data-answer]")].map((form) => new Answer(form));

window.addEventListener("beforeunload", (event) => {
  if (answers.some((answer) => answer.isDirty && !answer.stopped)) event.preventDefault();
});

const here = document.getElementById("here");
async function sayHere() {
  if (document.hidden) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token() });
  const response = await fetch(here.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!response || !response.ok || response.redirected) return;
  const { others } = await response.json();
  const words = others.length ? `Also here: ${others.join(", ")}.` : "";
  if (here.textContent !== words) here.textContent = words;
}
sayHere();
setInterval(sayHere, 20000);
