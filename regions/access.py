"""The rule that every view must declare, or it does not answer.

``open_to_all``, ``signed_in`` or ``needs(permission)`` sits on the view; the
middleware reads it. Which object may be seen is for ``Model.objects.visible_to``
in the view (404), and what may be done with it for ``person.may`` (403).
"""

from dataclasses import dataclass

from regions.roles import Permission


@dataclass(frozen=True)
class Rule:
    public: bool = False
    second_factor: bool = True  # whether the session must have given one
    permission: Permission | None = None

    def allows(self, person):
        """Whether a signed-in person may ask this view anything at all."""
        return person.is_active and (self.permission is None or person.may(self.permission))


OPEN = Rule(public=True)
SIGNED_IN = Rule()
PASSWORD_GIVEN = Rule(second_factor=False)


def open_to_all(view):
    """Anyone may ask, signed in or not."""
    view.access = OPEN
    return view


def signed_in(view):
    """Anyone signed in may ask; the view shows only what ``visible_to`` gives them."""
    view.access = SIGNED_IN
    return view


def needs(permission):
    """Only people who hold the permission somewhere may ask; the view checks where."""

    def declare(view):
        view.access = Rule(permission=permission)
        return view

    return declare


# Views of the sign-in library, by URL name. One that is not listed does not answer.
LIBRARY_VIEWS = {
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_reauthenticate": PASSWORD_GIVEN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": OPEN,
    "mfa_reauthenticate": PASSWORD_GIVEN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": PASSWORD_GIVEN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}
