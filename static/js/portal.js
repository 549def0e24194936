import { initAll } from "../govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Notes that were not sent stay in the browser until they are: nobody else at this device shall find them. They go when
// their writer signs out, and when somebody else is signed in without that, as after a session that ran out.
const { person } = document.body.dataset;
for (const key of person ? unsentNotes() : []) {
  if (!key.endsWith(`-${person}`)) localStorage.removeItem(key);
}

function unsentNotes() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("note-"));
  } catch {
    return []; // this browser keeps nothing
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches('[action$="/logout/"]')) return;
  const unsent = unsentNotes();
  if (unsent.length && !window.confirm("You have notes that are not sent yet. Sign out and delete them from this device?")) {
    event.preventDefault();
    return;
  }
  for (const key of unsent) localStorage.removeItem(key);
});
