from django.conf import settings


def portal(request):
    """What every page's frame needs."""
    return {"demonstration": settings.DEMO}
