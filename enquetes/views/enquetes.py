"""Les enquêtes que conduit le référent : les préparer, les ouvrir, les suivre, les clore."""

from django.urls import reverse_lazy

from enquetes import conduite
from enquetes.avancee import avancees
from enquetes.filters.enquetes import EnqueteFilter
from enquetes.forms.enquetes import EnqueteForm
from enquetes.models import Enquete
from enquetes.progression import ensemble
from enquetes.tables.enquetes import EnqueteTable
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateVerrouilleeView,
)

ENQUETES = ("Enquêtes", reverse_lazy("enquetes:enquete_list"))
TENUES = Enquete.objects.select_related("questionnaire", "departement")


class EnqueteListView(ListView):
    queryset = TENUES.avec_comptes().avec_cible()
    filterset_class = EnqueteFilter
    table_class = EnqueteTable
    permission_required = "enquetes.view_enquete"
    export_name = "enquetes"
    ajouter = "enquetes:enquete_create"
    vide = "Aucune enquête pour le moment."
    vide_a_remplir = (
        "Aucune enquête : ajoutez-en une, ou importez l'export d'une enquête déjà menée."
    )


class EnqueteDetailView(DetailView):
    queryset = TENUES
    permission_required = "enquetes.view_enquete"
    parents = (ENQUETES,)

    def get_context_data(self, **kwargs):
        lignes = avancees([self.object])[self.object.pk]
        points = self.object.points.avec_comptes().select_related("site", "lieu")
        return super().get_context_data(**kwargs) | {
            "lignes": lignes,
            "total": ensemble(lignes),
            "points": points,
        }


class EnqueteCreateView(CreateView):
    queryset = Enquete.objects.all()
    form_class = EnqueteForm
    permission_required = "enquetes.add_enquete"
    titre = "Préparer une enquête"
    parents = (ENQUETES,)
    message = "L'enquête est en préparation : dites maintenant où et comment on y répond."


class EnqueteUpdateView(UpdateVerrouilleeView):
    queryset = TENUES
    form_class = EnqueteForm
    permission_required = "enquetes.change_enquete"
    parents = (ENQUETES,)


class EnqueteDeleteView(DeleteView):
    """Refusée dès qu'on y a répondu : `Reponse.enquete` la protège."""

    queryset = TENUES
    permission_required = "enquetes.delete_enquete"
    parents = (ENQUETES,)
    success_url = reverse_lazy("enquetes:enquete_list")
    message = "L'enquête est supprimée."

    def empechement(self, objets):
        return "On y a déjà répondu : une enquête répondue se clôt, elle ne se supprime pas."


class EnqueteOuvrirView(ActionView):
    queryset = TENUES
    permission_required = "enquetes.change_enquete"
    message = "L'enquête est ouverte : on peut y répondre dès maintenant."

    def agir(self, objet):
        conduite.ouvrir(objet)


class EnqueteCloreView(ActionView):
    queryset = TENUES
    permission_required = "enquetes.change_enquete"
    acte = "clore"
    message = "L'enquête est close. Ses réponses ne bougent plus, ses résultats se lisent."
