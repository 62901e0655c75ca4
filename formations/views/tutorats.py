"""Les conventions de tutorat, et les séances de sensibilisation."""

from django.urls import reverse_lazy

from formations import feuilles
from formations.filters.tutorats import SensibilisationFilter, TutoratFilter
from formations.forms import tutorats as forms
from formations.models import PointEtape, Sensibilisation, Tutorat
from formations.tables.tutorats import SensibilisationTable, TutoratTable
from formations.views.actes import ActePage
from formations.views.tableaux import FORMATIONS
from qualepref.socle.pages import CreateView, DetailView, ListView, UpdateSimultaneeView
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.vues import Vue

VOIR, CHANGER = "formations.view_tutorat", "formations.change_tutorat"
VOIR_LES_SEANCES = "formations.view_sensibilisation"
TUTORATS = ("Tutorats", reverse_lazy("formations:tutorat_list"))
SEANCES = ("Sensibilisations", reverse_lazy("formations:sensibilisation_list"))
TOUS = Tutorat.objects.select_related("tutore", "service__site__departement")
PDF = "application/pdf"


class TutoratListView(ListView):
    queryset = TOUS.avec_fin()
    filterset_class = TutoratFilter
    table_class = TutoratTable
    permission_required = VOIR
    export_name = "tutorats"
    parents = (FORMATIONS,)
    ajouter = "formations:tutorat_create"
    vide = "Aucune convention de tutorat."
    vues = (
        Vue("Toutes"),
        Vue("En cours", "en_cours=true"),
        Vue("À signer", "a_signer=true"),
        Vue("Closes", "clos=true"),
    )


class TutoratDetailView(DetailView):
    queryset = TOUS.prefetch_related("periodes", "points_etape")
    permission_required = VOIR
    parents = (FORMATIONS, TUTORATS)

    def get_context_data(self, **kwargs):
        periodes = list(self.object.periodes.all())
        return super().get_context_data(**kwargs) | {
            "periodes": periodes,
            "a_signer": any(periode.date_signature is None for periode in periodes),
            "changer": self.peut(CHANGER),
        }


class TutoratCreateView(CreateView):
    queryset = Tutorat.objects.all()
    form_class = forms.NouveauTutoratForm
    permission_required = "formations.add_tutorat"
    titre = "Préparer une convention de tutorat"
    parents = (FORMATIONS, TUTORATS)
    message = "La convention est prête : imprimez-la, faites-la signer, puis dites quand."


class TutoratUpdateView(UpdateSimultaneeView):
    queryset = TOUS
    form_class = forms.TutoratForm
    permission_required = CHANGER
    parents = (FORMATIONS, TUTORATS)


class SurUnTutorat(ActePage):
    queryset = TOUS
    permission_required = CHANGER
    parents = (FORMATIONS, TUTORATS)


class RenouvelerView(SurUnTutorat):
    form_class = forms.RenouvelerForm
    titre = "Renouveler la convention"
    bouton = "Renouveler"
    message = "Le renouvellement est prêt : il attend les trois signatures."


class SignerView(SurUnTutorat):
    form_class = forms.SignerForm
    titre = "Noter les signatures"
    message = "Signée : le tutorat couvre l'attente."


class CloreView(SurUnTutorat):
    form_class = forms.CloreForm
    titre = "Clore le tutorat"
    bouton = "Clore"
    message = "Le tutorat est clos."


class ConventionView(DetailView):
    """La convention à signer, avec sa dernière période."""

    queryset = TOUS
    permission_required = VOIR

    def render_to_response(self, context, **kwargs):
        octets = feuilles.convention(self.object)
        nom = f"convention-tutorat-{self.object.pk}.pdf"
        return reponse_fichier(octets, nom, PDF)


class PointUpdateView(UpdateSimultaneeView):
    """Ce qui s'est dit au point d'étape, et quand."""

    queryset = PointEtape.objects.select_related("tutorat__tutore")
    form_class = forms.PointForm
    permission_required = CHANGER
    parents = (FORMATIONS, TUTORATS)

    def get_parents(self):
        return [*self.parents, self.object.tutorat]


class SensibilisationListView(ListView):
    queryset = Sensibilisation.objects.prefetch_related("services")
    filterset_class = SensibilisationFilter
    table_class = SensibilisationTable
    permission_required = VOIR_LES_SEANCES
    export_name = "sensibilisations"
    parents = (FORMATIONS,)
    ajouter = "formations:sensibilisation_create"
    vide = "Aucune séance de sensibilisation."


class SensibilisationDetailView(DetailView):
    queryset = Sensibilisation.objects.prefetch_related("services")
    permission_required = VOIR_LES_SEANCES
    parents = (FORMATIONS, SEANCES)

    def get_context_data(self, **kwargs):
        changer = self.peut("formations.change_sensibilisation")
        return super().get_context_data(**kwargs) | {"changer": changer}


class SensibilisationCreateView(CreateView):
    queryset = Sensibilisation.objects.all()
    form_class = forms.SensibilisationForm
    permission_required = "formations.add_sensibilisation"
    titre = "Ajouter une séance de sensibilisation"
    parents = (FORMATIONS, SEANCES)
    message = "La séance est ajoutée : sa feuille d'émargement est prête à imprimer."


class SensibilisationUpdateView(UpdateSimultaneeView):
    queryset = Sensibilisation.objects.all()
    form_class = forms.SensibilisationForm
    permission_required = "formations.change_sensibilisation"
    parents = (FORMATIONS, SEANCES)


class SensibilisationPdfView(DetailView):
    """La feuille à faire signer : des lignes vides, elle ne nomme personne."""

    queryset = Sensibilisation.objects.select_related("departement").prefetch_related("services")
    permission_required = VOIR_LES_SEANCES

    def render_to_response(self, context, **kwargs):
        octets = feuilles.emargement_de_seance(self.object)
        nom = f"emargement-sensibilisation-{self.object.jour:%Y-%m-%d}.pdf"
        return reponse_fichier(octets, nom, PDF)
