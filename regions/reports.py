"""The certificate of a signature, as a printed document with the exact text that was signed."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from regions.models import MemorandumSignature
from ui import pdf

STYLES = [Path(settings.BASE_DIR) / "static" / "css" / "memorandum-print.css"]
SECONDS = 20  # it is printed while someone waits


def build_certificate(signature: MemorandumSignature, to: Path) -> None:
    """Print to a file. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    pdf.write_pdf(certificate_html(signature), stylesheets=STYLES, to=to, seconds=SECONDS)


def certificate_html(signature: MemorandumSignature) -> str:
    return render_to_string("reports/memorandum/certificate.html", {"signature": signature})
