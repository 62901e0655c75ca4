"""Les actes datés sur une demande : accuser, transférer, suspendre, répondre, rouvrir…"""

from qualepref.socle.pages import UpdateView
from suivi.forms import conduite as forms
from suivi.models import Demande
from suivi.views.demandes import DEMANDES, TENIR
from suivi.views.facons import facons, titre


class ActeView(UpdateView):
    """Un acte daté ; ce que le modèle refuse se dit, sans rien perdre de la saisie."""

    queryset = Demande.objects.select_related("service__site__departement")
    permission_required = TENIR
    parents = (DEMANDES,)
    template_name = "suivi/demande_acte.html"
    bouton = ""  # à défaut, le titre
    verbe = ""  # s'il y a deux façons de faire

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "facons": facons(self.object, self.verbe, on_ecrit=False)
        }

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class DemandeAccuserView(ActeView):
    form_class = forms.AccuserForm
    verbe, titre = "accuser", titre("accuser")
    bouton = "Noter l'accusé"

    @property
    def message(self):
        if self.object.repondue_par_accuse:
            return (
                "L'accusé de réception est enregistré ; selon la règle du département, il vaut "
                "traitement. La réponse sur le fond se suit à part."
            )
        return "L'accusé de réception est enregistré ; la réponse reste due."


class DemandeAttendreView(ActeView):
    form_class = forms.AttendreForm
    verbe, titre = "attendre", titre("attendre")
    bouton = "Noter la réponse d'attente"
    message = "La réponse d'attente est enregistrée ; la réponse sur le fond reste due."


class DemandeTransfererView(ActeView):
    form_class = forms.TransfererForm
    titre = "Transférer à un autre service"
    message = "La demande est transférée ; votre service peut encore la lire."


class DemandeSuspendreView(ActeView):
    form_class = forms.SuspendreForm
    titre = "Suspendre le délai"
    message = "Le délai est suspendu : l'échéance sera connue à la reprise."


class DemandeReprendreView(ActeView):
    form_class = forms.ReprendreForm
    titre = "Reprendre le délai"
    message = "Le délai court de nouveau."


class DemandeProlongerView(ActeView):
    form_class = forms.ProlongerForm
    titre = "Prolonger le délai"
    message = "La prolongation est enregistrée."


class DemandeRepondreView(ActeView):
    form_class = forms.RepondreForm
    verbe, titre = "repondre", titre("repondre")
    bouton = "Noter la réponse"
    message = "La réponse est enregistrée."


class DemandeRetirerView(ActeView):
    form_class = forms.RetirerForm
    titre = "Retirer la demande"
    message = "La demande est retirée : aucune réponse n'est plus due."


class DemandeRouvrirView(ActeView):
    form_class = forms.RouvrirForm
    titre = "Rouvrir la demande"
    message = "La demande est rouverte : une réponse est de nouveau due."
