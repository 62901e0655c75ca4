"""Les points de collecte d'une enquête : les ajouter en nombre, les régler, les afficher."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.text import slugify

from enquetes.affiche import affiches_pdf
from enquetes.fabriques import AFFICHES
from enquetes.forms.points import PointForm, PointsForm
from enquetes.models import Enquete, PointDeCollecte
from enquetes.views.enquetes import ENQUETES, TENUES
from qualepref.socle.models import Journal, Production
from qualepref.socle.pages import ActionView, DetailView, UpdateVerrouilleeView, UpdateView
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.templatetags.socle import pluriel
from qualepref.socle.views.imports import lancer

POINTS = PointDeCollecte.objects.select_related(
    "enquete__questionnaire", "site__departement", "lieu"
)


class PointsCreateView(UpdateView):
    """Sites × moyens, d'un coup."""

    queryset = Enquete.objects.all()
    form_class = PointsForm
    permission_required = "enquetes.change_enquete"
    template_name = "socle/form.html"
    bouton = "Ajouter ces points"
    parents = (ENQUETES,)

    def get_titre(self):
        return "Ajouter des points de collecte"

    def get_form_kwargs(self):
        arguments = super().get_form_kwargs()
        return arguments | {"enquete": arguments.pop("instance")}

    def form_valid(self, form):
        nombre = len(form.save())
        dit = f"{nombre} point{pluriel(nombre)} ajouté{pluriel(nombre)}."
        messages.success(self.request, dit if nombre else "Ces points existaient déjà.")
        return HttpResponseRedirect(self.object.get_absolute_url())


class PointUpdateView(UpdateVerrouilleeView):
    queryset = POINTS
    form_class = PointForm
    permission_required = "enquetes.change_enquete"
    template_name = "socle/form.html"

    def get_parents(self):
        return [ENQUETES, self.object.enquete]


class PointFermerView(ActionView):
    queryset = POINTS
    permission_required = "enquetes.change_enquete"
    acte = "fermer"
    message = "Le point est fermé : il ne prend plus de réponse."


class PointRouvrirView(PointFermerView):
    acte = "rouvrir"
    message = "Le point est rouvert."


class AfficheView(DetailView):
    """L'affiche A4 d'un point public."""

    queryset = POINTS.publics()
    permission_required = "enquetes.view_enquete"

    def render_to_response(self, context, **kwargs):
        point = self.object
        nom = f"affiche-{slugify(str(point))[:80] or point.code}.pdf"
        details = {"affiche_enquete": point.pk}
        Journal.objects.consigner(self.request.user, Journal.Genre.TELECHARGEMENT, details)
        return reponse_fichier(affiches_pdf([point]), nom, "application/pdf")


class AffichesView(ActionView):
    """La planche : une page par point public, fabriquée en tâche de fond."""

    queryset = TENUES
    permission_required = "enquetes.change_enquete"

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        enquete = self.get_object()
        production = Production.objects.create(
            departement=enquete.departement,
            demandeur=request.user,
            genre=AFFICHES,
            objet=enquete.code,
            titre=f"Affiches de « {enquete} »"[:200],
            parametres={"enquete": enquete.pk},
        )
        return lancer(production)
