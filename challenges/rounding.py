"""How many authorities a theme is said to have, so that no number tells who they are. Pure: no Django.

Fewer than three are none. From three on, numbers are rounded down to threes, and one authority of the region is
always left out: a theme of all of them names each. So a number that stays or rises by three does not tell who came.
"""

LEAST = 3


def said_of(authorities: int, *, region: int) -> int:
    """ "At least so many", of as many as the region has; 0 where nothing is said."""
    return max(min(authorities, region - 1), 0) // LEAST * LEAST
