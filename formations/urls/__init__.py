from formations.urls import agents, sessions, tutorats

app_name = "formations"
urlpatterns = [*agents.urlpatterns, *sessions.urlpatterns, *tutorats.urlpatterns]
