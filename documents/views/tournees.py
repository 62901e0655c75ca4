"""Les tournées : la feuille d'un site à emporter, et son retour saisi sur une page."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy

from documents.fabriques import demander_la_feuille
from documents.models import Diffusion
from documents.models.endroits import CONSTATER
from documents.tournees import Retour
from documents.views.actes import REGISTRE
from documents.views.diffusions import DIFFUSIONS
from qualepref.socle.models import Site
from qualepref.socle.pages import DetailView, Page

TOURNEES = ("Tournées", reverse_lazy("documents:tournees"))
VOIR_LES_SITES = "socle.view_site"


class TourneesView(Page):
    """Les sites, et ce qu'il y a à y voir."""

    permission_required = CONSTATER
    template_name = "documents/tournees.html"
    titre = "Tournées"
    parents = (REGISTRE, DIFFUSIONS)

    def get_context_data(self, **kwargs):
        agent = self.request.user
        comptes = Diffusion.objects.visibles_par(agent, CONSTATER).compter_par_site()
        sites = Site.objects.visibles_par(agent, VOIR_LES_SITES)
        a_voir = [(site, *comptes[site.pk]) for site in sites if site.pk in comptes]
        return super().get_context_data(**kwargs) | {"sites": a_voir}


class SurUnSite(DetailView):
    """Chacun ouvre la feuille des sites de son département ; elle n'a que ce qu'il contrôle."""

    queryset = Site.objects.select_related("departement")
    permission_required = CONSTATER
    parents = (REGISTRE, DIFFUSIONS, TOURNEES)

    def get_queryset(self):
        return self.queryset.visibles_par(self.request.user, VOIR_LES_SITES)


class TourneeView(SurUnSite):
    """Le retour de la tournée : une ligne par endroit, à saisir au clavier."""

    template_name = "documents/tournee.html"

    def get_titre(self):
        return f"Tournée : {self.object}"

    @property
    def rang(self):
        return self.request.GET.get("page", 1)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("retour", Retour(self.object, self.request.user, page=self.rang))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        retour = Retour(self.object, request.user, request.POST, self.rang)
        retour.enregistrer()
        dire_le_retour(request, retour)
        if retour.fautives:
            relu = retour.reste_a_corriger()
            return self.render_to_response(self.get_context_data(retour=relu))
        return HttpResponseRedirect(request.get_full_path())


def dire_le_retour(request, retour) -> None:
    if retour.notees:
        messages.success(request, f"Constats notés : {retour.notees}.")
    if retour.fautives:
        dit = f"Lignes à corriger : {retour.fautives}. Leur saisie est gardée ci-dessous."
        messages.error(request, dit)
    if not (retour.notees or retour.fautives):
        messages.info(request, "Aucune ligne n'est saisie : rien n'a changé.")


class FeuilleView(SurUnSite):
    """Demande la feuille à imprimer ; la page de la production en dit l'avancement."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        production = demander_la_feuille(self.get_object(), request.user)
        return HttpResponseRedirect(production.get_absolute_url())
