from qualepref.socle.pages_actes import ActesGroupesView
from suivi.actes_groupes import DEMANDES
from suivi.views.demandes import DEMANDES as PARENT
from suivi.views.demandes import DemandeListView


class DemandesActesView(ActesGroupesView):
    """Accuser, transférer, requalifier, retirer les demandes cochées ou filtrées."""

    groupe = DEMANDES
    queryset = DemandeListView.queryset
    filterset_class = DemandeListView.filterset_class
    permission_required = "suivi.change_demande"
    liste = "suivi:demande_list"
    titre = "Agir sur plusieurs demandes"
    parents = (PARENT,)
