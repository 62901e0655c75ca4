"""L'administration de Django, pour les comptes techniques, derrière la connexion de tous."""

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator


class Administration(AdminSite):
    site_header = site_title = "Qualepref"
    index_title = "Tables techniques"

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Une seule page de connexion ; connecté sans être technicien, l'accès est refusé."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/administration/"))
