"""Published files to figures: readers for each layout, checks, differences, and the fast way in."""
