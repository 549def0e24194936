from learning.models.practice import PracticeExample

__all__ = ["PracticeExample"]
