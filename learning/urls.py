from django.urls import path

from learning.views import associates, lending, practice

app_name = "learning"
urlpatterns = [
    path("practice/", practice.examples, name="examples"),
    path("practice/<slug:slug>/add/", practice.add, name="example_add"),
    path("practice/<int:pk>/", practice.example, name="example"),
    path("practice/<int:pk>/change/", practice.edit, name="example_edit"),
    path("practice/<int:pk>/release/", practice.release, name="example_release"),
    path("practice/<int:pk>/move/", practice.move, name="example_move"),
    path("findings/<int:finding>/practice-example/", practice.from_finding, name="example_from_finding"),
    path("associates/", associates.register, name="associates"),
    path("associates/mine/", associates.mine, name="associate_mine"),
    path("associates/add/", associates.add, name="associate_add"),
    path("associates/days/", lending.days, name="associate_days"),
    path("associates/days/csv/", lending.days_csv, name="associate_days_csv"),
    path("associates/<int:pk>/", associates.associate, name="associate"),
    path("associates/<int:pk>/change/", associates.edit, name="associate_edit"),
    path("associates/<int:pk>/contact/", associates.contact, name="associate_contact"),
    path("associates/<int:pk>/leave/", associates.leave, name="associate_leave"),
    path("associates/<int:pk>/put-back/", associates.put_back, name="associate_put_back"),
    path(
        "associates/<int:pk>/availability/add/",
        associates.availability_add,
        name="associate_add_availability",
    ),
    path(
        "associates/availability/<int:pk>/remove/",
        associates.availability_remove,
        name="associate_availability_remove",
    ),
    path("associates/<int:pk>/days/add/", lending.deployment_add, name="associate_add_deployment"),
    path(
        "associates/deployments/<int:pk>/change/", lending.deployment_edit, name="associate_deployment_edit"
    ),
    path(
        "associates/deployments/<int:pk>/remove/",
        lending.deployment_remove,
        name="associate_deployment_remove",
    ),
]
