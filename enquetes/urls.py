"""Les adresses des enquêtes : un module par sujet, que cette table réunit."""

app_name = "enquetes"
urlpatterns = []
