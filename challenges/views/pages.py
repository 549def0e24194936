"""A page that is one form: most writing on a challenge's feedback is."""

from dataclasses import dataclass

from django.shortcuts import render


@dataclass
class FormPage:
    """``quote`` is what the form is about, such as the point that is wrong."""

    title: str
    caption: str
    back: str
    back_words: str
    intro: str = ""
    quote: str = ""


def form_page(request, page: FormPage, form):
    context = {"page": page, "form": form}
    return render(request, "challenges/form_page.html", context, status=422 if form.errors else 200)
