"""Les adresses de la lecture : ce qui est à lire, qui a lu."""

from django.urls import path

from documents.views import lectures

urlpatterns = [
    path("documents/a-lire/", lectures.ALireView.as_view(), name="a_lire"),
    path(
        "documents/versions/<int:pk>/lue/", lectures.AttesterView.as_view(), name="version_attester"
    ),
    path("documents/<int:pk>/lectures/", lectures.LecturesView.as_view(), name="lectures"),
    path(
        "documents/<int:pk>/lectures/demander/",
        lectures.DemanderLectureView.as_view(),
        name="lecture_demander",
    ),
    path(
        "documents/lectures/<int:pk>/retirer/",
        lectures.RetirerView.as_view(),
        name="demandedelecture_retirer",
    ),
    path(
        "documents/lectures/<int:pk>/relancer/",
        lectures.RelancerView.as_view(),
        name="demandedelecture_relancer",
    ),
]
