from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from pilotage import filters
from pilotage.actes_groupes import PROPOSITIONS as EN_NOMBRE
from pilotage.forms import propositions as forms
from pilotage.models import PropositionDeMesure
from pilotage.models.propositions import VALIDER
from pilotage.tables.propositions import PropositionTable
from pilotage.views.mesures import MESURES
from qualepref.socle.pages import (
    ActionVerrouilleeView,
    CreateView,
    DetailView,
    ListView,
    UpdateSimultaneeView,
    UpdateView,
)
from qualepref.socle.pages_actes import ActesGroupesView
from qualepref.socle.vues import Vue

CHANGER = "pilotage.change_propositiondemesure"
PROPOSEES = ("Valeurs proposées", reverse_lazy("pilotage:propositiondemesure_list"))
AVEC_LIEUX = PropositionDeMesure.objects.select_related(
    "indicateur", "departement", "site", "service"
)


class PropositionListView(ListView):
    queryset = AVEC_LIEUX.select_related("auteur")
    filterset_class = filters.PropositionFilter
    table_class = PropositionTable
    permission_required = "pilotage.view_propositiondemesure"
    export_name = "valeurs-proposees"
    parents = (MESURES,)
    ajouter = "pilotage:propositiondemesure_create"
    vide = "Aucune valeur proposée : les correspondants proposent ici celles de leur site."
    vide_a_remplir = "Aucune valeur proposée : « Ajouter » propose celle de votre site."
    vues = (
        Vue("À valider", "etat=proposee"),
        Vue("Refusées", "etat=refusee"),
        Vue("Validées", "etat=validee"),
        Vue("Toutes"),
    )
    actes = EN_NOMBRE
    actes_url = "pilotage:propositions_actes"


class PropositionsActesView(ActesGroupesView):
    """Valider ou refuser les valeurs cochées ou filtrées."""

    groupe = EN_NOMBRE
    queryset = PropositionDeMesure.objects.all()
    filterset_class = filters.PropositionFilter
    permission_required = VALIDER
    liste = "pilotage:propositiondemesure_list"
    titre = "Décider de plusieurs valeurs"
    parents = (MESURES, PROPOSEES)


class PropositionDetailView(DetailView):
    queryset = AVEC_LIEUX.select_related("auteur", "decidee_par", "mesure")
    permission_required = "pilotage.view_propositiondemesure"
    parents = (MESURES, PROPOSEES)

    def get_context_data(self, **kwargs):
        proposition = self.object
        return super().get_context_data(**kwargs) | {
            "valider": proposition.est_a_valider and self.peut(VALIDER),
            "reprendre": proposition.se_reprend and self.peut(CHANGER),
            "connue": proposition.mesure_connue if proposition.est_a_valider else None,
        }


class PropositionPieceView(PropositionDetailView):
    """Télécharge la pièce jointe à la valeur proposée."""

    def render_to_response(self, context, **kwargs):
        if not self.object.piece:
            raise Http404
        return FileResponse(self.object.piece.open(), as_attachment=True)


class PropositionCreateView(CreateView):
    queryset = PropositionDeMesure.objects.all()
    form_class = forms.PropositionForm
    permission_required = "pilotage.add_propositiondemesure"
    titre = "Proposer une valeur"
    bouton = "Proposer"
    message = "La valeur est proposée : elle comptera une fois validée par le référent qualité."
    parents = (MESURES, PROPOSEES)


class PropositionReprendreView(UpdateSimultaneeView):
    queryset = AVEC_LIEUX
    form_class = forms.ReprendreForm
    template_name = "pilotage/proposition_reprendre.html"
    permission_required = CHANGER
    titre = "Reprendre la valeur proposée"
    bouton = "Proposer de nouveau"
    message = "La valeur est proposée de nouveau."
    parents = (MESURES, PROPOSEES)


class PropositionRetirerView(ActionVerrouilleeView):
    queryset = AVEC_LIEUX
    permission_required = CHANGER
    acte = "retirer"
    message = "La valeur proposée est retirée."


class DecisionView(UpdateView):
    """Une décision sur la valeur que l'on a lue ; ce qui l'empêche se dit, sans rien perdre."""

    queryset = AVEC_LIEUX
    permission_required = VALIDER
    parents = (MESURES, PROPOSEES)
    template_name = "pilotage/proposition_decision.html"

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class PropositionValiderView(DecisionView):
    form_class = forms.ValiderForm
    titre = "Valider la valeur proposée"
    bouton = "Valider"
    message = "La valeur est validée : elle compte dans la série de l'indicateur."


class PropositionRefuserView(DecisionView):
    form_class = forms.RefuserForm
    titre = "Refuser la valeur proposée"
    bouton = "Refuser avec ce motif"
    message = "La valeur est refusée ; le motif se lit sur sa fiche."
