"""Les endroits où un document est accessible : la liste, la saisie, ce qu'on y constate."""

from typing import NamedTuple

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from documents.filters.diffusions import DiffusionFilter
from documents.forms import diffusions as forms
from documents.models import Diffusion, Document
from documents.models.endroits import CONSTATER, EN_PLACE, JAMAIS_VUE, SUIVRE
from documents.models.phrases import VOIR
from documents.tables.diffusions import DiffusionTable
from documents.views.actes import REGISTRE
from qualepref.socle.fichiers.contenus import type_reconnu
from qualepref.socle.pages import (
    CreateView,
    DetailView,
    FormPage,
    ListView,
    UpdateSimultaneeView,
    UpdateVerrouilleeView,
)
from qualepref.socle.vues import Vue

LISTE = reverse_lazy("documents:diffusion_list")
DIFFUSIONS = ("Diffusions", LISTE)
ENDROITS = Diffusion.objects.select_related(
    "document__service", "canal", "site", "lieu__site", "version", "constate_par"
)
AVEC_VERSIONS = ENDROITS.prefetch_related("document__versions")


class DiffusionListView(ListView):
    """Ce qui est en place aujourd'hui ; ce qui en est retiré se lit dans l'historique."""

    queryset = ENDROITS
    filterset_class = DiffusionFilter
    table_class = DiffusionTable
    permission_required = SUIVRE
    export_name = "diffusions"
    parents = (REGISTRE,)
    titre = "Diffusions"
    vide = "Aucun endroit n'est dit : ajoutez-les depuis la fiche de chaque document."
    liens = (("Tournées", "documents:tournees"),)
    vues = (
        Vue("Toutes"),
        Vue("À reprendre", "situation=a_reprendre"),
        Vue("À remplacer", "situation=a_remplacer"),
        Vue("À retirer", "situation=a_retirer"),
        Vue("Adresses en faute", "situation=muette"),
        Vue("Jamais vues", "situation=jamais_vue"),
        Vue("Pas vues depuis six mois", "jours=183"),
    )

    def get_queryset(self):
        siennes = super().get_queryset().en_cours().avec_situation()
        return siennes.constatables_par(self.request.user)


class EndroitPage(FormPage):
    """Après la saisie, la fiche du document si l'agent la lit encore, sinon la liste."""

    template_name = "documents/diffusion_form.html"

    def get_parents(self):
        return (REGISTRE, DIFFUSIONS)

    def get_success_url(self):
        document = self.object.document
        lus = Document.objects.visibles_par(self.request.user, VOIR)
        lisible = lus.filter(pk=document.pk).exists()
        return self.object.get_absolute_url() if lisible else str(LISTE)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"retour": self.get_retour()}

    def get_retour(self):
        return self.get_success_url()


class DiffusionCreateView(EndroitPage, CreateView):
    queryset = Diffusion.objects.all()
    form_class = forms.DiffusionForm
    permission_required = "documents.add_diffusion"
    titre = "Ajouter un endroit"
    message = "L'endroit est ajouté."

    def get_form_kwargs(self):
        documents = Document.objects.visibles_par(self.request.user, self.permission_required)
        self.document = get_object_or_404(documents.avec_versions(), pk=self.kwargs["pk"])
        return super().get_form_kwargs() | {"instance": Diffusion(document=self.document)}

    def get_retour(self):
        return self.document.get_absolute_url()


class DiffusionUpdateView(EndroitPage, UpdateSimultaneeView):
    queryset = AVEC_VERSIONS
    form_class = forms.DiffusionForm
    permission_required = "documents.change_diffusion"


class EndroitActeView(EndroitPage, UpdateVerrouilleeView):
    """Un acte sur un endroit ; ce que le modèle refuse se dit, sans rien perdre."""

    queryset = AVEC_VERSIONS
    permission_required = CONSTATER
    template_name = "documents/diffusion_acte.html"
    message = "C'est noté."

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class ConstaterView(EndroitActeView):
    form_class = forms.ConstaterForm
    titre = "Constater"
    message = "Le constat est noté."


class RemplacerView(EndroitActeView):
    form_class = forms.RemplacerForm
    titre = "Déclarer remplacé"
    message = "La version en vigueur est en place."


class RetirerView(EndroitActeView):
    form_class = forms.RetirerForm
    permission_required = "documents.change_diffusion"
    titre = "Retirer de cet endroit"
    message = "Le document n'est plus à cet endroit."


class Endroits(NamedTuple):
    """Où un document est accessible aujourd'hui ; `a_reprendre` : où il faut aller."""

    toutes: list[Diffusion]
    a_reprendre: list[Diffusion]


def endroits_de(document, agent) -> Endroits:
    siens = ENDROITS.visibles_par(agent, VOIR).filter(document=document)
    toutes = list(siens.en_cours().avec_situation().constatables_par(agent))
    tenables = (JAMAIS_VUE, EN_PLACE)
    return Endroits(toutes, [une for une in toutes if une.situation_du_jour not in tenables])


class PhotoView(DetailView):
    """La photo d'un endroit, pour qui lit son document."""

    queryset = Diffusion.objects.select_related("document")
    permission_required = VOIR

    def render_to_response(self, context, **kwargs):
        try:
            contenu = self.object.photo.open()
        except (FileNotFoundError, ValueError) as absente:  # ValueError : aucune photo
            raise Http404 from absente
        genre = type_reconnu(contenu)
        nom = f"photo-{self.object.document.reference}-{self.object.pk}"
        return FileResponse(contenu, content_type=genre, filename=nom)
