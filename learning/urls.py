from django.urls import path

from learning.views import practice

app_name = "learning"
urlpatterns = [
    path("practice/", practice.examples, name="examples"),
    path("practice/<slug:slug>/add/", practice.add, name="example_add"),
    path("practice/<int:pk>/", practice.example, name="example"),
    path("practice/<int:pk>/change/", practice.edit, name="example_edit"),
    path("practice/<int:pk>/release/", practice.release, name="example_release"),
    path("practice/<int:pk>/move/", practice.move, name="example_move"),
    path("findings/<int:finding>/practice-example/", practice.from_finding, name="example_from_finding"),
]
