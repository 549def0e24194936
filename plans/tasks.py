"""What is asked again as an e-mail about plans goes out, and what the day's reminders add."""

from cycles import reminders
from outbox.tasks import still_right
from plans import notices, reminding

still_right.update(notices.RECHECKS)
still_right.update(reminding.RECHECKS)
reminders.also_told.append(reminding.ask_for_words)
