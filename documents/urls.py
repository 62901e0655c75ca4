from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path(
        "documents/types/",
        views.TypeDocumentListView.as_view(),
        name="typedocument_list",
    ),
]
