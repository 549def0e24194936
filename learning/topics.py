"""The themes that practice examples, needs, offers and priorities are put under. Pure: no Django."""

# What the figures are sorted by says what children live through; these say how an authority works.
WAYS_OF_WORKING = (
    "Commissioning and sufficiency",
    "Data and intelligence",
    "Leadership and governance",
    "Participation and voice",
    "Partnership working",
    "Practice and supervision",
    "Quality assurance and audit",
    "Workforce",
)
