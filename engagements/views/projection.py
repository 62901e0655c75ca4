"""Projeter une campagne sur une autre, d'un référentiel voisin : l'aperçu, puis l'acte."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect

from engagements.forms.projection import ProjectionForm
from engagements.models import Campagne
from engagements.projection_campagne import Projection
from engagements.views.campagne import CAMPAGNES
from qualepref.socle.pages import DetailView


class CampagneProjeterView(DetailView):
    """GET montre ce qui serait porté vers la campagne choisie ; POST le porte."""

    queryset = Campagne.objects.select_related("referentiel")
    permission_required = "engagements.change_campagne"
    template_name = "engagements/campagne_projeter.html"
    titre = "Projeter vers un autre référentiel"

    def get_parents(self):
        return [CAMPAGNES, self.object]

    def get_context_data(self, **kwargs):
        form = self.formulaire(self.request.GET if "vers" in self.request.GET else None)
        projection = Projection(self.object, form.cleaned_data["vers"]) if form.is_valid() else None
        return super().get_context_data(**kwargs) | {
            "form": form,
            "possible": form.fields["vers"].queryset.exists(),
            "projection": projection and apercu_de(projection),
        }

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = self.formulaire(request.POST)
        if not form.is_valid():
            messages.error(request, "Choisissez une campagne ouverte, d'un référentiel voisin.")
            return HttpResponseRedirect(request.path)
        arrivee = form.cleaned_data["vers"]
        try:
            laissees = request.POST.getlist("laisser")
            nombre = Projection(self.object, arrivee).appliquer(laissees)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
            return HttpResponseRedirect(request.path)
        messages.success(request, phrase(nombre, arrivee))
        return HttpResponseRedirect(arrivee.get_absolute_url())

    def formulaire(self, donnees):
        return ProjectionForm(donnees, depart=self.object, agent=self.request.user)


def phrase(nombre, arrivee):
    if not nombre:
        return f"Rien de plus à porter dans « {arrivee} »."
    s = "s" if nombre > 1 else ""
    return f"{nombre} cellule{s} reprise{s} dans « {arrivee} », à revoir ; aucun avis n'est donné."


def apercu_de(projection):
    """Les lignes que la page montre : ce qui se porte, ce qui reste, ce qui ne va nulle part."""
    lignes = [(portage, projection.cellule(portage)) for portage in projection.apercu()]
    connues = sorted((ligne for ligne in lignes if ligne[1]), key=lambda ligne: place(ligne[1]))
    return {
        "arrivee": projection.arrivee,
        "portees": [ligne for ligne in connues if ligne[0].porte],
        "laissees": [ligne for ligne in connues if ligne[0].laisse],
        "absentes": len(lignes) - len(connues),
        "orphelins": projection.sans_correspondance(),
    }


def place(cellule):
    """Dans l'ordre du référentiel, puis par service."""
    element = getattr(cellule, "exigence", None) or cellule.engagement
    return element.ordre, cellule.service_id
