"""What is asked again as an e-mail about plans goes out."""

from outbox.tasks import still_right
from plans import notices

still_right.update(notices.RECHECKS)
