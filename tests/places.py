"""Two small made-up regions for tests that need places but no official figures."""

from datetime import date

from regions.models import Area, LocalAuthority, Region

ENGLAND_CODE = 970


def make_england():
    return Area.objects.get_or_create(
        pk=ENGLAND_CODE, defaults={"kind": Area.Kind.COUNTRY, "name": "England", "gss": "E92000001"}
    )[0]


def make_region(code, name):
    return Region.objects.create(
        pk=code, kind=Area.Kind.REGION, name=name, gss=f"E12{code:06}", slug=name.lower().replace(" ", "-")
    )


def make_authority(code, name, region, *, closed_on=None):
    return LocalAuthority.objects.create(
        pk=code,
        kind=Area.Kind.AUTHORITY,
        name=name,
        gss=f"E06{code:06}",
        region=region,
        authority_kind=LocalAuthority.Kind.UNITARY,
        opened_on=date(1998, 4, 1) if closed_on else None,
        closed_on=closed_on,
    )
