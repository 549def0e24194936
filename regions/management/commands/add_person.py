from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from regions.actions import add_person, give_post
from regions.models import LocalAuthority, Region
from regions.roles import AUTHORITY_ROLES, PORTAL_ROLES, ROLE_LABELS, Role


class Command(BaseCommand):
    help = "Adds someone who may sign in, and gives them a post. They set a password by 'I have forgotten'."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--at", help="an LA number or a region's slug, as the role asks")

    def handle(self, *args, **options):
        role = Role(options["role"])
        place = self.place(role, options["at"])
        person = add_person(email=options["email"], name=options["name"], by=None)
        give_post(person=person, role=role, starts_on=timezone.localdate(), by=None, **place)
        print(f"{person.name} ({person.email}) is now {ROLE_LABELS[role].lower()}.")

    def place(self, role, at):
        if role in PORTAL_ROLES:
            return {}
        if role in AUTHORITY_ROLES:
            return {
                "authority": self.found(LocalAuthority, "LA number", pk=at if (at or "").isdigit() else None)
            }
        return {"region": self.found(Region, "region's slug", slug=at)}

    def found(self, model, kind, **where):
        thing = model.objects.filter(**where).first()
        if thing is None:
            raise CommandError(f"Give --at with a {kind} that exists.")
        return thing
