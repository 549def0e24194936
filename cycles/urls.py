from django.urls import path

from cycles.views import cycles, phases

app_name = "cycles"
urlpatterns = [
    path("cycles/", cycles.index, name="cycles"),
    path("regions/<slug:slug>/start-cycle/", cycles.start, name="cycle_start"),
    path("cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<int:pk>/open/", cycles.open_it, name="cycle_open"),
    path("cycles/<int:pk>/close/", cycles.close, name="cycle_close"),
    path("cycles/<int:pk>/copy/", cycles.copy, name="cycle_copy"),
    path("cycles/<int:pk>/calendar.ics", cycles.calendar, name="cycle_calendar"),
    path("cycles/<int:pk>/add-step/", phases.add, name="cycle_add_step"),
    path("steps/<int:pk>/", phases.change, name="phase"),
    path("steps/<int:pk>/done/", phases.done, name="phase_done"),
    path("steps/<int:pk>/remove/", phases.remove, name="phase_remove"),
    path("steps/<int:pk>/calendar.ics", phases.calendar, name="phase_calendar"),
]
