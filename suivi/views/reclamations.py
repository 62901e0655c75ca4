"""La liste des suggestions et réclamations, par objet, catégorie et recevabilité."""

from django.db.models import F

from qualepref.socle.pages import ListView
from qualepref.socle.temps import aujourdhui
from suivi.filters.reclamations import ReclamationFilter
from suivi.identites.voile import avec_auteurs
from suivi.models import Demande
from suivi.models.qualification import parle_de_l_accueil
from suivi.tables.reclamations import ReclamationTable

DITS = {
    "objet_dit": F("qualification__objet__libelle"),
    "categorie_dite": F("qualification__categorie__libelle"),
    "engagement_numero": F("qualification__engagement__numero"),
    "motif": F("qualification__motif"),
    "lieu_dit": F("qualification__lieu__nom"),
    "action_dite": F("qualification__action__intitule"),
}


class ReclamationListView(ListView):
    queryset = (
        Demande.objects.filter(parle_de_l_accueil())
        .select_related("service", "qualification")
        .defer("explication", "observations")
        .annotate(**DITS)
    )
    filterset_class = ReclamationFilter
    table_class = ReclamationTable
    permission_required = "suivi.view_demande"
    titre = "Suggestions et réclamations"
    template_name = "socle/list.html"
    export_name = "reclamations"
    ajouter = "suivi:demande_create"
    vide = "Aucune suggestion ni réclamation : la saisie rapide sert à dépouiller l'urne."
    liens = (
        ("Objets", "suivi:objetreclamation_list"),
        ("Rapport", "socle:rapport_detail", "reclamations"),
    )

    def get_queryset(self):
        demandes = super().get_queryset().avec_situation(aujourdhui())
        return avec_auteurs(demandes, self.request.user)
