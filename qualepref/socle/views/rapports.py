"""Pages de tous les rapports : l'index, la page d'un rapport, sa fabrication en tâche de fond."""

from django.contrib import messages
from django.forms import ModelChoiceField
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views import generic

from qualepref.socle import catalogue
from qualepref.socle.fabriques import ProductionRefusee
from qualepref.socle.models import Journal
from qualepref.socle.pages import Droits, Page
from qualepref.socle.rapport import demander, rendre
from qualepref.socle.sorties.exports import TYPE_XLSX, reponse_fichier

RAPPORTS = ("Rapports", reverse_lazy("socle:rapport_list"))
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": TYPE_XLSX,
}


def telecharger(request, rapport, donnees, forme):
    """Le fichier d'une forme légère, tout de suite ; l'export se note au journal."""
    fichier = rendre(rapport, donnees, forme)
    Journal.objects.consigner(
        request.user, Journal.Genre.EXPORT, {"rapport": rapport.slug, "fichier": fichier.nom}
    )
    return reponse_fichier(fichier.octets, fichier.nom, TYPES[forme])


class RapportListView(Page):
    """Les rapports que l'agent peut ouvrir."""

    permission_required = "socle.view_departement"
    template_name = "socle/rapport_list.html"
    titre = "Rapports"

    def get_context_data(self, **kwargs):
        permis = [r for r in catalogue.tous() if self.request.user.has_perm(r.permission_required)]
        return super().get_context_data(**kwargs) | {"rapports": permis}


class RapportPage(Droits):
    """Un rapport du catalogue : sa propre permission s'ajoute à celle de la page."""

    permission_required = "socle.view_departement"

    @cached_property
    def rapport(self):
        try:
            return catalogue.trouver(self.kwargs["slug"])
        except catalogue.RapportInconnu:
            raise Http404 from None

    def has_permission(self):
        return super().has_permission() and self.request.user.has_perm(
            self.rapport.permission_required
        )


class RapportDetailView(RapportPage, generic.TemplateView):
    """Les paramètres, puis le rapport à l'écran ou l'une de ses formes légères."""

    template_name = "socle/rapport_detail.html"

    def get_titre(self):
        return self.rapport.titre

    def get_parents(self):
        return (RAPPORTS,)

    @cached_property
    def formulaire(self):
        saisie = self.request.GET if self.a_une_saisie else None
        return self.rapport.form_class(saisie, agent=self.request.user)

    @property
    def a_une_saisie(self):
        return bool(self.request.GET) or not self.rapport.form_class.base_fields

    @cached_property
    def donnees(self):
        if self.a_une_saisie and self.formulaire.is_valid():
            return self.rapport.donnees(self.request.user, **self.formulaire.cleaned_data)
        return None

    def get(self, request, *args, **kwargs):
        forme = request.GET.get("forme")
        if self.donnees is not None and forme in TYPES:
            return telecharger(request, self.rapport, self.donnees, forme)
        return super().get(request, *args, **kwargs)

    @property
    def sans_choix(self):
        """Vrai si une liste à choisir est vide : le formulaire ne pourrait pas servir."""
        listes = [c for c in self.formulaire.fields.values() if isinstance(c, ModelChoiceField)]
        return any(liste.required and not liste.queryset.exists() for liste in listes)

    def get_context_data(self, **kwargs):
        dessin = self.rapport.contexte(self.donnees, self.request.user) if self.donnees else {}
        communs = {"rapport": self.rapport, "formulaire": self.formulaire, "formes": sorted(TYPES)}
        communs["vide"] = self.rapport.vide if self.sans_choix else ""
        return super().get_context_data(**kwargs) | communs | dessin


class RapportFabriquerView(RapportPage, generic.View):
    """Demande le PDF d'un rapport ; la page de la production en dit l'avancement."""

    permission_required = "socle.view_production"
    http_method_names = ["post"]

    def post(self, request, slug):
        saisie = {nom: request.POST.get(nom) for nom in self.rapport.form_class.base_fields}
        try:
            self.rapport.lire(saisie, request.user)
        except ProductionRefusee as refus:
            messages.error(request, str(refus))
            return HttpResponseRedirect(reverse_lazy("socle:rapport_detail", args=[slug]))
        production = demander(
            self.rapport,
            "pdf",
            saisie,
            agent=request.user,
            departement=request.user.departement,
            objet=self.rapport.titre,
        )
        return HttpResponseRedirect(production.get_absolute_url())
