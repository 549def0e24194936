"""Where a link in the error summary must land, which is not always the field's own id."""

from django import forms, template

register = template.Library()
CLASSES = {forms.Select: "govuk-select", forms.Textarea: "govuk-textarea"}  # the others are plain inputs


@register.filter
def error_target(bound):
    """The id of the first control: options are numbered from 1 by crispy-forms-gds, parts from 0 by Django."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_1"
    if isinstance(widget, forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return bound.id_for_label


@register.filter
def design_system_widget(bound):
    """A text-like control with the design system's class and its hint and errors tied to it."""
    described_by = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described_by += [f"{bound.auto_id}_error_{number}" for number, _ in enumerate(bound.errors, 1)]
    name = next(
        (name for kind, name in CLASSES.items() if isinstance(bound.field.widget, kind)), "govuk-input"
    )
    attributes = {"class": name + (f" {name}--error" if bound.errors else ""), "placeholder": ""}
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    return bound.as_widget(attrs=attributes)
