from regions.actions.people import add_person, give_post

__all__ = ["add_person", "give_post"]
