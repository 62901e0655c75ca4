"""La feuille d'un service par Excel : la télécharger, la rendre, voir ce qui change, appliquer."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from engagements.classeurs.depot import appliquer
from engagements.classeurs.feuille import REMPLIR, FeuilleEnClasseur
from engagements.classeurs.lecture import RetourRefuse
from engagements.forms.retour import GENRE, RetourClasseurForm
from engagements.models import Feuille
from engagements.views.feuilles import FEUILLES, parents_pour
from qualepref.socle.models import Journal, Production
from qualepref.socle.pages import DetailView, Droits, UpdateView
from qualepref.socle.sorties.exports import TYPE_XLSX, reponse_fichier

DISPARU = "Ce service n'est plus dans la campagne"


class FeuilleClasseurView(DetailView):
    """Le classeur prérempli d'une feuille."""

    queryset = FEUILLES
    permission_required = REMPLIR

    def render_to_response(self, context, **kwargs):
        feuille, agent = self.object, self.request.user
        faits = {"liste": "classeur de service", "feuille": feuille.pk}
        Journal.objects.consigner(agent, Journal.Genre.EXPORT, faits)
        nom = f"{feuille.campagne.code}-{feuille.service.code}.xlsx"
        return reponse_fichier(FeuilleEnClasseur(feuille, agent).exporter(), nom, TYPE_XLSX)


class RetourCreateView(UpdateView):
    """Dépose le classeur rempli d'une feuille : il est comparé, rien n'est encore écrit."""

    queryset = FEUILLES
    form_class = RetourClasseurForm
    permission_required = REMPLIR
    titre = "Déposer le classeur rempli"
    message = "Classeur lu : voici ce qu'il change. Rien n'est encore enregistré."
    template_name = "engagements/retour_form.html"

    def get_parents(self):
        return [*parents_pour(self.request.user, self.object.campagne), self.object]

    def get_success_url(self):
        return adresse_du_depot(self.object)  # que `save` vient de créer


class RetourDetailView(DetailView):
    """Ce que change un classeur déposé, les conflits à trancher, les cases refusées."""

    queryset = Production.objects.filter(genre=GENRE)
    permission_required = REMPLIR
    template_name = "engagements/retour_detail.html"
    titre = "Classeur déposé"

    def get_parents(self):
        self.feuille = feuille_du_depot(self.object, self.request.user)
        if self.feuille is None:
            return []
        return [*parents_pour(self.request.user, self.feuille.campagne), self.feuille]

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        verrou = self.feuille.verrou if self.feuille else DISPARU
        propres = {"feuille": self.feuille, "verrou": verrou, "rapport": self.object.rapport}
        return contexte | propres


class RetourAppliquerView(Droits, SingleObjectMixin, View):
    queryset = Production.objects.filter(genre=GENRE)
    permission_required = REMPLIR
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        depot = self.get_object()
        feuille = feuille_du_depot(depot, request.user)
        try:
            if feuille is None:
                raise RetourRefuse(f"{DISPARU}.")
            ecrites = appliquer(depot, feuille, request.user, request.POST)
        except RetourRefuse as refus:
            messages.error(request, str(refus))
        else:
            dire_ce_qui_est_fait(request, depot, ecrites)
        return HttpResponseRedirect(adresse_du_depot(depot))


def feuille_du_depot(depot, agent):
    """La feuille du classeur, si l'agent la remplit encore ; None si elle a disparu."""
    cle = depot.parametres["feuille"]
    feuille = FEUILLES.filter(pk=cle).visibles_par(agent, REMPLIR).first()
    if feuille is None and Feuille.objects.filter(pk=cle).exists():
        raise Http404
    return feuille


def adresse_du_depot(depot):
    return reverse("engagements:retour_detail", args=[depot.pk])


def dire_ce_qui_est_fait(request, depot, ecrites):
    s = "s" if ecrites > 1 else ""
    messages.success(request, f"{ecrites or 'Aucune'} réponse{s} enregistrée{s}.")
    if conflits := len(depot.rapport["conflits"]):
        messages.warning(request, f"Il reste {conflits} conflit{'s' * (conflits > 1)} à trancher.")
