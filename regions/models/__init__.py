from regions.models.people import Person, Post
from regions.models.places import ENGLAND, Area, LocalAuthority, Region

__all__ = ["ENGLAND", "Area", "LocalAuthority", "Person", "Post", "Region"]
