from django.urls import reverse, reverse_lazy

from qualepref.socle.models import Fermeture, Journal
from qualepref.socle.pages import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateSimultaneeView,
)
from qualepref.socle.temps import aujourdhui
from qualepref.socle.vues import Vue
from suivi.actes_groupes import DEMANDES as DEMANDES_EN_NOMBRE
from suivi.affectation import est_a_affecter
from suivi.delais.restes import duree, reste_en_detail
from suivi.demarche import actes_possibles
from suivi.filters import demandes as filters
from suivi.forms import demandes as forms
from suivi.forms.affectation import AffecterForm
from suivi.identites.voile import LIRE, Voile, avec_auteurs
from suivi.models import Demande, MessageRecu, PieceJointe
from suivi.tables import demandes as tables
from suivi.views.facons import FACONS, ecrire, ou_en_est

DEMANDES = ("Demandes", reverse_lazy("suivi:demande_list"))
TENIR = "suivi.change_demande"
# Verbe → libellé du bouton, dans l'ordre où la fiche les offre.
BOUTONS = {
    "repondre": "Répondre",
    "accuser": "Accuser réception",
    "transferer": "Transférer",
    "reprendre": "Reprendre le délai",
    "rouvrir": "Rouvrir",
    "attendre": "Faire attendre",
    "suspendre": "Suspendre le délai",
    "prolonger": "Prolonger le délai",
    "retirer": "Retirer",
}
EN_VUE = ("repondre", "accuser", "transferer", "reprendre", "rouvrir")


def boutons(demande):
    """Les actes que l'état permet : ceux qui se voient d'abord, puis les autres."""
    offerts = [
        {
            "adresse": ecrire(demande, verbe)
            if verbe in FACONS
            else reverse(f"suivi:demande_{verbe}", args=[demande.pk]),
            "libelle": BOUTONS[verbe],
            "en_vue": verbe in EN_VUE,
        }
        for verbe in actes_possibles(ou_en_est(demande))
    ]
    return {
        "en_vue": [acte for acte in offerts if acte["en_vue"]],
        "autres": [acte for acte in offerts if not acte["en_vue"]],
    }


# Ce que ni la liste ni son export ne montrent : lu pour rien, cinquante mille fois.
HORS_LISTE = (
    *("explication", "observations", "cle_doublon", "regle", "unite", "service__alias"),
    *("date_accuse", "date_attente", "date_transmission", "date_retrait", "date_echeance_accuse"),
    *("registre", "theme", "qualite_accueil", "reponse_non_due"),
)


class DemandeListView(ListView):
    queryset = Demande.objects.select_related("service").defer(*HORS_LISTE)
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
    liens = (
        ("Par service", "suivi:demandes_par_service"),
        ("Réclamations", "suivi:reclamation_list"),
        ("Calendrier", "socle:agenda"),
        ("Point hebdomadaire", "socle:rapport_detail", "point-hebdomadaire"),
    )
    vide = "Aucune demande : ajoutez-en une, ou importez le classeur de suivi d'un service."

    def get_queryset(self):
        demandes = super().get_queryset().avec_situation(aujourdhui())
        return avec_auteurs(demandes, self.request.user)


class DemandeDetailView(DetailView):
    """La fiche d'une demande : où elle en est, et comment son échéance fut calculée."""

    queryset = Demande.objects.select_related(
        "service__site__departement", "blocage", "effacement"
    ).avec_auteur()
    permission_required = "suivi.view_demande"
    parents = (DEMANDES,)

    def get_queryset(self):
        demandes = super().get_queryset().avec_situation(aujourdhui())
        return demandes.prefetch_related("faits__agent", "faits__de_service", "faits__vers_service")

    def get_context_data(self, **kwargs):
        demande, tenue = self.object, self.peut(TENIR)
        lisible = self.peut(LIRE)
        if not lisible:
            Voile(self.request.user).poser(demande)
        return super().get_context_data(**kwargs) | {
            "badge": tables.badge(demande.situation),
            "temps": self.temps(),
            "tenue": tenue,
            "actes": boutons(demande) if tenue else {},
            "identite_lisible": lisible,
            "affectation": self.affectation() if tenue else None,
            "pieces": PieceJointe.objects.lisibles_sur(demande, self.request.user),
            "suites": MessageRecu.objects.suites_sur(demande, self.request.user),
        }

    def affectation(self):
        """Le choix d'un service, tant que la demande est au service racine."""
        demande, agent = self.object, self.request.user
        return AffecterForm(instance=demande, agent=agent) if est_a_affecter(demande) else None

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


class DemandeUpdateView(UpdateSimultaneeView):
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


class DemandeDeleteView(DeleteView):
    queryset = Demande.objects.all()
    permission_required = "suivi.delete_demande"
    parents = (DEMANDES,)
    success_url = reverse_lazy("suivi:demande_list")
