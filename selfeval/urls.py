from django.urls import path

from selfeval.views import documents, evidence, reading, releases, writing

app_name = "selfeval"
urlpatterns = [
    path("self-evaluations/", documents.mine, name="mine"),
    path("self-evaluations/<int:pk>/", documents.evaluation, name="evaluation"),
    path("self-evaluations/<int:pk>/move/", documents.move, name="move"),
    path("self-evaluations/<int:pk>/open-to-members/", documents.open_to_members, name="open_to_members"),
    path("self-evaluations/<int:pk>/carry-forward/", documents.carry_forward, name="carry_forward"),
    path("chapters/<int:pk>/", writing.chapter, name="chapter"),
    path("chapters/<int:pk>/move/", writing.move, name="chapter_move"),
    path("chapters/<int:pk>/people/", writing.people, name="chapter_people"),
    path("chapters/<int:pk>/here/", writing.here, name="chapter_here"),
    path("chapters/<int:pk>/comment/", writing.comment, name="chapter_comment"),
    path("comments/<int:pk>/settle/", writing.settle_comment, name="comment_settle"),
    path("answers/<int:pk>/save/", writing.save, name="answer_save"),
    path("answers/<int:pk>/confirm/", writing.confirm, name="answer_confirm"),
    path("answers/<int:pk>/history/", writing.history, name="answer_history"),
    path("clashes/<int:pk>/", writing.clash, name="clash"),
    path("chapters/<int:pk>/evidence/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/file/", evidence.download, name="evidence_file"),
    path("evidence/<int:pk>/remove/", evidence.remove, name="evidence_remove"),
    path("pasted/", writing.pasted, name="pasted"),
    path("releases/<int:pk>/", reading.read, name="read"),
    path("releases/<int:pk>/release.pdf", reading.pdf, name="read_pdf"),
    path("releases/<int:pk>/release.docx", reading.word, name="read_word"),
    path("releases/<int:pk>/note/", reading.note, name="read_note"),
    path("releases/<int:pk>/who-read-it/", releases.readings, name="release_readings"),
    path("releases/<int:pk>/withdraw/", releases.withdraw, name="release_withdraw"),
    path("shares/<int:pk>/end/", releases.end_share, name="share_end"),
    path("shares/<int:pk>/opens/", reading.opens, name="share_opens"),
]
