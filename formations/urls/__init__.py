from formations.urls import agents, sessions

app_name = "formations"
urlpatterns = [*agents.urlpatterns, *sessions.urlpatterns]
