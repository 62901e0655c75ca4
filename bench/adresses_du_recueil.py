"""Les adresses de l'application et « /vide/ », un POST derrière les mêmes intergiciels."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
@login_not_required
def ne_rien_faire(request):
    return HttpResponse()


urlpatterns = [path("vide/", ne_rien_faire), path("", include("qualepref.urls"))]
