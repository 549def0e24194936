from learning.models.associates import Associate, Availability, Deployment, Level, Specialism
from learning.models.practice import PracticeExample

__all__ = ["Associate", "Availability", "Deployment", "Level", "PracticeExample", "Specialism"]
