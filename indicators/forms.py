"""The form for a file of figures. What is in the file is read in the background, never here."""

import re
from pathlib import PurePath

from django import forms
from django.conf import settings

from ui.forms import PortalFormMixin

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}
OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".ods"}
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class UploadForm(PortalFormMixin, forms.Form):
    submit_label = "Check this file"

    file = forms.FileField(
        label="Choose a file",
        help_text="CSV or Excel workbook (.xlsx), up to 25 MB",
        error_messages={
            "required": "Choose a file to load.",
            "empty": "The file is empty. Choose one with figures in it.",
            "invalid": "Choose a file to load.",
        },
    )

    def clean_file(self):
        """Size and kind by name; Raises ValidationError with what to do."""
        file = self.cleaned_data["file"]
        suffix = PurePath(file.name).suffix.lower()
        if suffix in OTHER_WORKBOOKS:
            raise forms.ValidationError(
                f"The portal cannot read {suffix} files. Save it as “Excel workbook (.xlsx)” or CSV and choose that."
            )
        if suffix not in MEDIA_TYPES:
            raise forms.ValidationError("Choose a CSV file or an Excel workbook (.xlsx).")
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                f"The file is too large: the limit is {settings.UPLOAD_MAX_BYTES // 1024**2} MB."
            )
        return file

    @property
    def media_type(self):
        return MEDIA_TYPES[PurePath(self.cleaned_data["file"].name).suffix.lower()]

    @property
    def name(self):
        """The file's name without folders, control characters and marks that turn text around."""
        name = UNPRINTABLE.sub("", PurePath(self.cleaned_data["file"].name.replace("\\", "/")).name)
        return f"{PurePath(name).stem[:100]}{PurePath(name).suffix}"
