from django.urls import reverse_lazy

from qualepref.socle.models import Fermeture, Journal
from qualepref.socle.pages import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)
from qualepref.socle.temps import aujourdhui
from qualepref.socle.vues import Vue
from suivi.actes_groupes import DEMANDES as DEMANDES_EN_NOMBRE
from suivi.filters import demandes as filters
from suivi.forms import demandes as forms
from suivi.models import Demande, PieceJointe
from suivi.restes import duree, reste_en_detail
from suivi.tables import demandes as tables

DEMANDES = ("Demandes", reverse_lazy("suivi:demande_list"))


class DemandeListView(ListView):
    queryset = Demande.objects.select_related("service").defer("explication", "observations")
    filterset_class = filters.DemandeFilter
    table_class = tables.DemandeTable
    permission_required = "suivi.view_demande"
    export_name = "demandes"
    ajouter = "suivi:demande_create"
    vues = (
        Vue("À traiter", "situation=ouvertes"),
        Vue("En retard", "situation=en_retard"),
        Vue("Échéance cette semaine", "quand=a_echeance_cette_semaine"),
        Vue("À affecter", "situation=a_affecter"),
        Vue("Répondues", "situation=repondues"),
        Vue("Toutes"),
    )
    actes = DEMANDES_EN_NOMBRE
    actes_url = "suivi:demandes_actes"
    liens = (("Par service", "suivi:demandes_par_service"),)
    vide = "Aucune demande : ajoutez-en une, ou importez le classeur de suivi d'un service."

    def get_queryset(self):
        return super().get_queryset().avec_situation(aujourdhui())


class DemandeDetailView(DetailView):
    """La fiche d'une demande : où elle en est, et comment son échéance fut calculée."""

    queryset = Demande.objects.select_related("service__site__departement").avec_auteur()
    permission_required = "suivi.view_demande"
    parents = (DEMANDES,)

    def get_queryset(self):
        return super().get_queryset().avec_situation(aujourdhui())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "badge": tables.badge(self.object.situation),
            "temps": self.temps(),
            "pieces": PieceJointe.objects.lisibles_sur(self.object, self.request.user),
        }

    def temps(self):
        """Ce qu'il reste avant l'échéance, ou le temps que la réponse a pris."""
        demande = self.object
        calendrier = Fermeture.objects.calendrier(demande.service.site)
        if demande.date_reponse:
            return f"répondue {duree(demande.date_arrivee, demande.date_reponse, calendrier)}"
        if not demande.est_ouverte or demande.date_echeance is None:
            return ""
        return reste_en_detail(demande.date_echeance, aujourdhui(), calendrier)


class IdentiteView(DetailView):
    """L'auteur d'une demande ; chaque consultation s'écrit au journal."""

    queryset = Demande.objects.select_related("identite").filter(identite__isnull=False)
    permission_required = "suivi.view_identite"
    template_name = "suivi/identite_detail.html"

    def get_titre(self):
        return f"Auteur : {self.object}"

    def get_parents(self):
        return (DEMANDES, self.object)

    def get_template_names(self):
        return ["suivi/_identite.html"] if self.request.htmx else [self.template_name]

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner_consultation(request.user, self.object)
        return reponse


def consigner_consultation(agent, demande):
    Journal.objects.consigner(
        agent, Journal.Genre.CONSULTATION, {"demande": demande.pk}, demande.departement
    )


class DemandeCreateView(CreateView):
    queryset = Demande.objects.all()
    form_class = forms.DemandeForm
    permission_required = "suivi.add_demande"
    titre = "Ajouter une demande"
    parents = (DEMANDES,)
    message = "La demande est enregistrée."


class DemandeUpdateView(UpdateView):
    """Modifier montre l'identité : cela se consigne comme une consultation."""

    queryset = Demande.objects.select_related("service__site__departement", "identite")
    form_class = forms.DemandeForm
    permission_required = "suivi.change_demande"
    parents = (DEMANDES,)

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        if hasattr(self.object, "identite"):
            consigner_consultation(request.user, self.object)
        return reponse


class ActeView(UpdateView):
    """Un acte daté sur une demande : accuser, répondre, retirer."""

    queryset = Demande.objects.select_related("service__site__departement")
    permission_required = "suivi.change_demande"
    parents = (DEMANDES,)
    template_name = "suivi/demande_acte.html"


class DemandeAccuserView(ActeView):
    form_class = forms.AccuserForm
    titre = "Accuser réception"
    message = "L'accusé de réception est enregistré ; la réponse reste due."


class DemandeRepondreView(ActeView):
    form_class = forms.RepondreForm
    titre = "Répondre sur le fond"
    message = "La réponse est enregistrée."


class DemandeRetirerView(ActeView):
    form_class = forms.RetirerForm
    titre = "Retirer la demande"
    message = "La demande est retirée : aucune réponse n'est plus due."


class DemandeDeleteView(DeleteView):
    queryset = Demande.objects.all()
    permission_required = "suivi.delete_demande"
    parents = (DEMANDES,)
    success_url = reverse_lazy("suivi:demande_list")
