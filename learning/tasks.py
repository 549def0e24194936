"""What is asked again as an e-mail about learning goes out."""

from learning import notices
from outbox.tasks import still_right

still_right.update(notices.RECHECKS)
