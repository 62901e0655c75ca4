from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from qualepref.socle import catalogue, filters, importation, tables_socle
from qualepref.socle.models import Journal, Production
from qualepref.socle.pages import ActionView, DetailView, ListView
from qualepref.socle.tasks import produire

PAGES = {
    "import": "socle/production_import.html",
    "actes-groupes": "socle/production_actes.html",
}  # genres qui ont leur propre page
PRODUCTIONS = ("Productions", reverse_lazy("socle:production_list"))


class ProductionListView(ListView):
    queryset = Production.objects.select_related("demandeur")
    filterset_class = filters.ProductionFilter
    table_class = tables_socle.ProductionTable
    permission_required = "socle.view_production"
    export_name = "productions"
    vide = "Rien n'a encore été fabriqué ni importé."


class ProductionDetailView(DetailView):
    """L'état d'un travail ; htmx redemande le bloc d'avancement tant qu'il n'est pas fini."""

    queryset = Production.objects.select_related("demandeur")
    permission_required = "socle.view_production"
    parents = (PRODUCTIONS,)

    def get_template_names(self):
        if self.request.htmx:
            return ["socle/_avancement.html"]
        return [self.get_gabarit()]

    def get_gabarit(self):
        """Un genre d'import peut avoir sa page ; les autres ont la leur."""
        genre = self.object.genre
        propre = importation.gabarit_de(self.object.objet) if genre == "import" else ""
        return propre or PAGES.get(genre, "socle/production_detail.html")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"page": self.get_page()}

    def get_page(self):
        """L'adresse où se lit ce qui a été fabriqué, s'il a sa page."""
        parametres = self.object.parametres
        try:
            return catalogue.trouver(parametres.get("rapport")).page(parametres["saisie"])
        except catalogue.RapportInconnu:
            return ""

    def render_to_response(self, context, **kwargs):
        reponse = super().render_to_response(context, **kwargs)
        if self.request.htmx and self.object.est_finie:
            reponse["HX-Refresh"] = "true"  # la page entière a maintenant un résultat à montrer
        return reponse


class ProductionFichierView(DetailView):
    queryset = Production.objects.all()
    permission_required = "socle.view_production"

    def render_to_response(self, context, **kwargs):
        production = self.object
        if not production.est_telechargeable:
            raise Http404
        Journal.objects.consigner(
            self.request.user,
            Journal.Genre.TELECHARGEMENT,
            {"production": production.pk, "fichier": production.nom_fichier},
        )
        return FileResponse(
            production.fichier.open(), as_attachment=True, filename=production.nom_fichier
        )


class ProductionRelancerView(ActionView):
    queryset = Production.objects.all()
    permission_required = "socle.add_production"
    acte = "relancer"
    message = "La production est relancée."

    def get_success_url(self, objet):
        produire.delay_on_commit(objet.pk)  # une production finie ne se refait pas
        return super().get_success_url(objet)


class JournalListView(ListView):
    queryset = Journal.objects.select_related("agent")
    filterset_class = filters.JournalFilter
    table_class = tables_socle.JournalTable
    permission_required = "socle.view_journal"
    titre = "Journal des accès"
    export_name = "journal"
