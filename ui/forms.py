"""The base of every form: design-system markup, no browser bubbles, errors in our own words."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout


class PortalFormMixin:
    """Give ``submit_label``; fields bring their own ``error_messages``."""

    submit_label = "Save and continue"

    @property
    def helper(self):
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(*self.fields, Button.primary("submit", self.submit_label))
        return helper
