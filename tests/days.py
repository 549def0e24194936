"""A day as a form's three boxes send it."""


def day(name, when):
    return {f"{name}_0": when.day, f"{name}_1": when.month, f"{name}_2": when.year}
