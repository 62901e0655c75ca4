"""Qui a lu, remis ou effacé l'identité d'un usager, et quand."""

from django.db.models import Q

from qualepref.socle.models import Journal
from qualepref.socle.pages import ListView
from suivi.filters.acces import AccesFilter
from suivi.tables.acces import AccesTable

Genre = Journal.Genre
ACTES = Q(genre__in=[Genre.CONSULTATION, Genre.EFFACEMENT]) | Q(
    genre=Genre.TELECHARGEMENT, details__has_key="demande"
)


class AccesListView(ListView):
    queryset = Journal.objects.filter(ACTES).select_related("agent__service")
    filterset_class = AccesFilter
    table_class = AccesTable
    permission_required = "socle.view_journal"
    template_name = "suivi/acces.html"
    titre = "Accès aux identités"
    export_name = "acces-aux-identites"
    vide = "Aucune identité n'a encore été consultée."
