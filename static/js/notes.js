// Notes over a bad line: what is written stays in this browser until the portal has answered that it is kept.
// Without this script the form is a plain one. Each note has a key of its own, so one that is sent again is kept once.

const RETRIES = [2000, 5000, 15000, 30000];
const PATIENCE = 20000; // how long an answer of the portal is waited for
const KEPT = "Not sent yet: kept on this phone.";
const NOT_KEPT = "Not sent yet, and this phone cannot keep it: stay on this page until it is sent.";

const form = document.querySelector("[data-kept-as]");
const state = document.getElementById("note-state");
const panel = document.getElementById("unsent");
const fields = form.elements;
const name = form.dataset.keptAs;

// What this browser keeps: what stands in the form, and the notes that wait to be sent, oldest first.
let memory = { draft: "", waiting: [] };
let isKept = true;

function load() {
  if (!isKept) return memory;
  try {
    memory = JSON.parse(localStorage.getItem(name)) ?? memory;
  } catch {
    isKept = false;
  }
  return memory;
}

function keep(changes) {
  memory = { ...load(), ...changes };
  const isEmpty = !memory.draft && !memory.waiting.length;
  try {
    if (isEmpty) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(memory));
    isKept = true;
  } catch {
    isKept = false;
  }
}

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

const sayUnsent = (more = "") => say(`${isKept ? KEPT : NOT_KEPT} ${more}`.trim());
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function content() {
  const data = new URLSearchParams(new FormData(form));
  data.delete("csrfmiddlewaretoken");
  return data.toString();
}

function fill(kept) {
  const data = new URLSearchParams(kept);
  for (const field of ["text", "source", "line", "session", "key"]) {
    if (data.has(field) && fields[field]) fields[field].value = data.get(field);
  }
  fields.is_mine_alone.checked = data.has("is_mine_alone");
}

// The next note is as likely as not of the same session and source: only the text goes.
function empty() {
  fields.text.value = "";
  fields.key.value = crypto.randomUUID();
}

function show() {
  const { waiting } = load();
  panel.hidden = !waiting.length;
  const heading = document.createElement("h2");
  heading.className = "govuk-heading-m";
  heading.textContent = `${waiting.length} not sent yet`;
  panel.replaceChildren(heading, ...waiting.map(shown));
}

function shown(note) {
  const text = document.createElement("p");
  text.className = "govuk-body portal-prewrap";
  text.textContent = new URLSearchParams(note).get("text");
  return text;
}

form.addEventListener("input", () => {
  keep({ draft: fields.text.value.trim() ? content() : "" });
  if (memory.draft) sayUnsent();
  else if (!memory.waiting.length) say("");
});

form.addEventListener("submit", (event) => {
  const isWhole = fields.text.value.trim() && fields.source.value;
  if (!isWhole && navigator.onLine) return; // the portal says what is missing
  event.preventDefault();
  if (!isWhole) {
    say("Write the note and say where it comes from. Then save it.");
    return;
  }
  keep({ draft: "", waiting: [...load().waiting, content()] });
  empty();
  show();
  send();
});

let isSending = false;
let tries = 0;
let timer;

async function send() {
  clearTimeout(timer);
  if (isSending) return;
  isSending = true;
  let sent = 0;
  let answer = { isKept: true };
  while (answer.isKept && load().waiting.length) {
    sayUnsent("Sending…");
    const note = memory.waiting[0];
    answer = await post(note);
    if (answer.isKept || answer.refused) keep({ waiting: load().waiting.filter((one) => one !== note) });
    if (answer.isKept) sent += 1;
    if (answer.refused) takeBack(note);
    show();
  }
  isSending = false;
  if (sent) await refresh();
  if (answer.refused) say(`Not sent, and in the form again. ${answer.refused}`);
  else if (!answer.isKept) later(answer.words);
  else if (sent) saySent();
}

// What the portal will not have as it is goes back into the form, before what stands there.
function takeBack(note) {
  const written = fields.text.value;
  fill(note);
  if (written.trim()) fields.text.value += `\n\n${written}`;
  keep({ draft: content() });
}

// Whether the note is kept; or why the portal refuses it; or words about why there is no answer yet.
async function post(note) {
  const body = new URLSearchParams(note);
  body.set("csrfmiddlewaretoken", fields.csrfmiddlewaretoken.value);
  const signal = AbortSignal.timeout(PATIENCE);
  const headers = { Accept: "application/json" };
  const response = await fetch(location.href, { method: "POST", body, signal, headers }).catch(() => null);
  if (!response) return { words: "No answer from the portal: trying again." };
  if (response.redirected) return { words: "You are signed out: sign in in another tab, then come back." };
  const told = await response.json().catch(() => ({}));
  if (response.ok && told.kept) return { isKept: true };
  if (told.errors) return { refused: told.errors.join(". ") };
  if (response.status === 404) return { words: "You can no longer write notes here: copy your text." };
  return { words: "The portal could not keep it: trying again." };
}

function saySent() {
  tries = 0;
  if (memory.draft) sayUnsent(`The one before was sent at ${clock()}.`);
  else say(`Sent at ${clock()}.`);
}

function later(words) {
  sayUnsent(words);
  timer = setTimeout(again, RETRIES[Math.min(tries, RETRIES.length - 1)]);
  tries += 1;
}

// A new sign-in makes this page's token an old one.
async function again() {
  if (!load().waiting.length) return;
  if (tries > 1) await refresh();
  if (isOurs) send();
}

// The list of notes and the token, from a fresh page; what is being written stays as it is. A page for somebody else,
// who is signed in here by now, is left alone: what was written here is not theirs, and what they read is not ours.
let isOurs = true;

async function refresh() {
  const response = await fetch(location.href).catch(() => null);
  if (!response || !response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  isOurs = page.body.dataset.person === document.body.dataset.person;
  if (!isOurs) sayUnsent("Somebody else is signed in here: copy your text, sign in again, and send it.");
  const notes = page.getElementById("notes");
  if (!notes || !isOurs) return;
  document.getElementById("notes").replaceWith(notes);
  fields.csrfmiddlewaretoken.value = page.querySelector("[name=csrfmiddlewaretoken]").value;
}

window.addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.hidden || again());
window.addEventListener("beforeunload", (event) => {
  if (!isKept && (memory.draft || memory.waiting.length)) event.preventDefault();
});

const before = load();
if (before.draft && !fields.text.value) {
  fill(before.draft);
  sayUnsent("This is what you were writing.");
}
show();
if (before.waiting.length) send();
