"""Les points de dépôt, tenus par le référent, et les deux pages qu'y ouvre un usager."""

from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.text import slugify

from qualepref.socle.models import Journal
from qualepref.socle.pages import CreateView, DetailView, ListView, UpdateView
from qualepref.socle.pages_publiques import FormulairePublicView, PagePublique
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.sorties.qr import qr_code
from suivi.delais.promesse import promettre
from suivi.depots.affiche import adresse_publique, affiche_pdf
from suivi.depots.mots_publics import MOTS
from suivi.forms.depots import DeposerForm, PointDeDepotForm
from suivi.identites.conservation import mois_gardes
from suivi.models import Depot, DureeConservation, Nature, PointDeDepot, Registre
from suivi.tables.depots import PointDeDepotTable

POINTS = ("Points de dépôt", reverse_lazy("suivi:pointdedepot_list"))
REGISTRE, RECLAMATION = Registre.SUGGESTIONS_RECLAMATIONS, Nature.RECLAMATION
TENUS = PointDeDepot.objects.select_related("service__site__departement", "lieu")


class PointDeDepotListView(ListView):
    queryset = TENUS.annotate(nombre=Count("depots"))
    table_class = PointDeDepotTable
    permission_required = "suivi.view_pointdedepot"
    export_name = "points-de-depot"
    ajouter = "suivi:pointdedepot_create"
    vide = "Aucun point de dépôt."
    vide_a_remplir = (
        "Aucun point de dépôt : ajoutez-en un, puis affichez son QR code là où passent les usagers."
    )


class PointDeDepotDetailView(DetailView):
    queryset = TENUS.annotate(nombre=Count("depots"))
    permission_required = "suivi.view_pointdedepot"
    parents = (POINTS,)

    def get_context_data(self, **kwargs):
        adresse = adresse_publique(self.object)
        return super().get_context_data(**kwargs) | {"adresse": adresse, "code": qr_code(adresse)}


class PointDeDepotCreateView(CreateView):
    queryset = PointDeDepot.objects.all()
    form_class = PointDeDepotForm
    permission_required = "suivi.add_pointdedepot"
    titre = "Ajouter un point de dépôt"
    parents = (POINTS,)
    message = "Le point de dépôt est prêt : imprimez son affiche."


class PointDeDepotUpdateView(UpdateView):
    queryset = TENUS
    form_class = PointDeDepotForm
    permission_required = "suivi.change_pointdedepot"
    parents = (POINTS,)


class AfficheView(DetailView):
    """L'affiche A4 à imprimer."""

    queryset = TENUS
    permission_required = "suivi.view_pointdedepot"

    def render_to_response(self, context, **kwargs):
        nom = f"affiche-{slugify(self.object.intitule) or self.object.code}.pdf"
        details = {"affiche": self.object.pk}
        Journal.objects.consigner(self.request.user, Journal.Genre.TELECHARGEMENT, details)
        return reponse_fichier(affiche_pdf(self.object), nom, "application/pdf")


def point_de(vue):
    """Le point que nomme l'adresse de la page."""
    return get_object_or_404(TENUS, code=vue.kwargs["code"])


class DeposerView(FormulairePublicView):
    """Une suggestion ou une réclamation, sans compte."""

    form_class = DeposerForm
    template_name = "suivi/deposer.html"
    textes = MOTS
    point = cached_property(point_de)

    def get_titre(self):
        return self.mots.titre if self.point.est_ouvert else self.mots.ferme

    def get_formulaire(self):
        return f"depot-{self.point.code}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"point": self.point, "mots": self.mots}

    def get_context_data(self, **kwargs):
        departement = self.point.service.site.departement
        mois = mois_gardes(DureeConservation.objects.de(departement), REGISTRE, RECLAMATION)
        donnees = [phrase.format(mois=mois) for phrase in self.mots.donnees]
        return super().get_context_data(**kwargs) | {"point": self.point, "donnees": donnees}

    def post(self, request, *args, **kwargs):
        if not self.point.est_ouvert:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        depot = form.save()
        if depot is None:
            return self.form_invalid(form)
        suite = "" if self.langue == "fr" else f"?lang={self.langue}"
        return HttpResponseRedirect(depot.adresse_du_recu + suite)


class DepotRecuView(PagePublique):
    """Le reçu : un numéro et une date, et rien de la demande ; lisible un jour."""

    template_name = "suivi/depot_recu.html"
    textes = MOTS
    point = cached_property(point_de)

    def get_titre(self):
        return self.mots.merci

    def get_context_data(self, **kwargs):
        depots = Depot.objects.lisibles().select_related("demande").filter(point=self.point)
        demande = get_object_or_404(depots, jeton=self.kwargs["jeton"]).demande
        phrases = promettre(demande.calcul_de_la_reponse, demande.reponse_non_due, self.langue)
        return super().get_context_data(**kwargs) | {
            "point": self.point,
            "numero": demande.numero,
            "phrases": phrases,
        }
