"""The sign-in library's forms in our own words: labels, hints and what to do when something is missing."""

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp

EMAIL = ("E-mail address", "", "Enter your e-mail address")
PASSWORD = ("Password", "", "Enter your password")
NEW_PASSWORD = (
    "New password",
    "At least 12 characters. Three words that only you would put together work well.",
    "Enter a new password",
)
AGAIN = ("New password again", "", "Enter the new password a second time")
CODE = ("Code", "6 digits from the app, or one of your recovery codes", "Enter the code")


class InOurWords:
    """``words``: {field: (label, hint, message when it is empty)}."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, hint, missing) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = missing


class SignIn(InOurWords, account.LoginForm):
    words = {"login": EMAIL, "password": PASSWORD}


class AskForPassword(InOurWords, account.ResetPasswordForm):
    words = {"email": EMAIL}


class ChoosePassword(InOurWords, account.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePassword(InOurWords, account.ChangePasswordForm):
    words = {
        "oldpassword": ("Your password now", "", "Enter your password as it is now"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }


class PasswordOnceMore(InOurWords, account.ReauthenticateForm):
    words = {"password": PASSWORD}


class EnterCode(InOurWords, codes.AuthenticateForm):
    words = {"code": CODE}


class CodeOnceMore(InOurWords, codes.ReauthenticateForm):
    words = {"code": CODE}


class SetUpApp(InOurWords, totp.ActivateTOTPForm):
    words = {"code": ("Code from the app", "6 digits", "Enter the code that the app shows")}
