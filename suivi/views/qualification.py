"""Examiner une suggestion ou une réclamation, et en proposer une action."""

from qualepref.socle.pages import UpdateView
from suivi.forms.qualification import ExaminerForm, ProposerForm
from suivi.models import Demande
from suivi.views.demandes import DEMANDES

EXAMINEES = Demande.objects.select_related("service__site__departement", "site", "departement")


class ActeView(UpdateView):
    """Un acte qui se refuse parfois : la saisie reste à l'écran, avec la raison."""

    queryset = EXAMINEES
    permission_required = "suivi.change_qualification"
    parents = (DEMANDES,)

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class DemandeExaminerView(ActeView):
    form_class = ExaminerForm
    template_name = "suivi/demande_examiner.html"
    titre = "Examiner la demande"
    message = "La décision est enregistrée."


class DemandeProposerView(ActeView):
    form_class = ProposerForm
    template_name = "suivi/demande_acte.html"
    titre = "Proposer une action"
    message = "L'action est proposée au plan d'actions."
