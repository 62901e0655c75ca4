"""Les dossiers de preuves : le centre de téléchargement, la demande, le fichier."""

from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from pilotage.forms.dossiers import DossierForm
from pilotage.models import DossierDePreuves
from pilotage.tables.dossiers import DossierTable
from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView
from qualepref.socle.tasks import produire

DOSSIERS = ("Dossiers de preuves", reverse_lazy("pilotage:dossierdepreuves_list"))
AVEC_PRODUCTION = DossierDePreuves.objects.select_related(
    "departement", "campagne", "demandeur", "destinataire", "production"
)


class DossierListView(ListView):
    queryset = AVEC_PRODUCTION
    table_class = DossierTable
    permission_required = "pilotage.view_dossierdepreuves"
    export_name = "dossiers-de-preuves"
    ajouter = "pilotage:dossierdepreuves_create"
    vide = "Aucun dossier de preuves."
    vide_a_remplir = (
        "Aucun dossier de preuves : « Ajouter » réunit dans un zip les documents en vigueur à la "
        "date voulue, l'auto-évaluation, le plan d'actions et la liste de ce qui manque."
    )


class DossierCreateView(CreateView):
    queryset = DossierDePreuves.objects.all()
    form_class = DossierForm
    permission_required = "pilotage.add_dossierdepreuves"
    parents = (DOSSIERS,)
    titre = "Demander un dossier de preuves"
    bouton = "Fabriquer le dossier"
    message = "Le dossier se fabrique."

    def form_valid(self, form):
        reponse = super().form_valid(form)
        produire.delay_on_commit(self.object.production_id)
        return reponse


class DossierDetailView(DetailView):
    """Le dossier ; htmx redemande le bloc d'avancement tant qu'il n'est pas fini."""

    queryset = AVEC_PRODUCTION.prefetch_related("services")
    permission_required = "pilotage.view_dossierdepreuves"
    parents = (DOSSIERS,)

    def get_template_names(self):
        if self.request.htmx:
            return ["pilotage/_dossier_avancement.html"]
        return ["pilotage/dossierdepreuves_detail.html"]

    def render_to_response(self, context, **kwargs):
        reponse = super().render_to_response(context, **kwargs)
        if self.request.htmx and self.object.est_fini:
            reponse["HX-Refresh"] = "true"  # la page entière a maintenant un résultat à montrer
        return reponse


class DossierFichierView(DetailView):
    queryset = AVEC_PRODUCTION
    permission_required = "pilotage.view_dossierdepreuves"

    def render_to_response(self, context, **kwargs):
        production = self.object.production
        if production is None or not production.est_telechargeable:
            raise Http404
        try:
            fichier = production.fichier.open()
        except FileNotFoundError:
            raise Http404 from None
        Journal.objects.consigner(
            self.request.user,
            Journal.Genre.TELECHARGEMENT,
            {"dossier": self.object.pk, "fichier": production.nom_fichier},
            self.object.departement,
        )
        return FileResponse(fichier, as_attachment=True, filename=production.nom_fichier)


class DossierRelancerView(ActionView):
    queryset = AVEC_PRODUCTION
    permission_required = "pilotage.add_dossierdepreuves"
    message = "Le dossier se fabrique de nouveau."

    def agir(self, objet):
        objet.relancer()
        produire.delay_on_commit(objet.production_id)
