from regions.models.people import Person, Post
from regions.models.places import Area, LocalAuthority, Region

__all__ = ["Area", "LocalAuthority", "Person", "Post", "Region"]
