"""Les corrections proposées : par qui lit, pour qui tient le document."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views import generic

from documents.filters.corrections import CorrectionFilter
from documents.forms.corrections import ProposerForm, RepondreForm
from documents.models import Correction, Document
from documents.models.corrections import SUIVRE, lit_pour_travailler
from documents.models.phrases import VOIR
from documents.tables.corrections import CorrectionTable, badge_correction
from documents.views.actes import REGISTRE
from qualepref.socle.pages import CreateView, Droits, ListView, UpdateVerrouilleeView
from qualepref.socle.vues import Vue

CHANGER = "documents.change_correction"
LISTE = ("Corrections proposées", reverse_lazy("documents:correction_list"))


class CorrectionListView(ListView):
    """Ce que les lecteurs proposent de corriger dans les documents qu'on tient."""

    queryset = Correction.objects.select_related("document__service", "version", "auteur")
    filterset_class = CorrectionFilter
    table_class = CorrectionTable
    permission_required = "documents.view_correction"
    export_name = "corrections"
    parents = (REGISTRE,)
    vide = "Personne n'a proposé de correction."
    vues = (
        Vue("À répondre", "etat=proposee"),
        Vue("Retenues", "etat=retenue"),
        Vue("Toutes"),
    )


class MesCorrectionsView(Droits, generic.ListView):
    """Ce que l'agent a proposé, et ce qu'on lui a répondu."""

    queryset = Correction.objects.select_related("document", "version")
    permission_required = SUIVRE
    titre = "Mes corrections"
    template_name = "documents/mes_corrections.html"
    parents = (REGISTRE,)
    paginate_by = 20

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        return contexte | {
            "lignes": [(une, badge_correction(une)) for une in contexte["object_list"]]
        }


class ProposerView(CreateView):
    """Qui lit un document en propose la correction, sauf qui l'audite du dehors."""

    queryset = Document.objects.select_related("service")
    form_class = ProposerForm
    permission_required = VOIR
    titre = "Proposer une correction"
    message = "Votre proposition est transmise au service ; vous lirez ici sa réponse."
    template_name = "documents/correction_proposer.html"
    success_url = reverse_lazy("documents:mes_corrections")

    def has_permission(self):
        return super().has_permission() and lit_pour_travailler(self.request.user)

    @cached_property
    def document(self):
        documents = Document.objects.visibles_par(self.request.user, VOIR)
        return get_object_or_404(documents.avec_versions(), pk=self.kwargs["pk"])

    def get_parents(self):
        return (REGISTRE, self.document)

    def get_form_kwargs(self):
        proposee = Correction(
            document=self.document,
            version=self.document.version_en_vigueur(),
            auteur=self.request.user,
        )
        return super().get_form_kwargs() | {"instance": proposee}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"document": self.document}


class RepondreView(UpdateVerrouilleeView):
    """La correction proposée et la réponse qu'on lui fait ; retenue, elle ouvre la rédaction."""

    queryset = Correction.objects.select_related("document__service", "version", "auteur")
    form_class = RepondreForm
    permission_required = CHANGER
    titre = "Répondre à une correction"
    message = "La réponse est donnée : son auteur la lit."
    template_name = "documents/correction_repondre.html"

    def get_parents(self):
        return (REGISTRE, LISTE)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"badge": badge_correction(self.object)}

    def form_valid(self, form):
        if not form.executer():
            return self.form_invalid(form)
        self.preparer = form.cleaned_data["preparer"]
        return super().form_valid(form)

    def get_success_url(self):
        if self.preparer and self.object.etat == Correction.Etat.RETENUE:
            return reverse("documents:document_deposer", args=[self.object.document_id])
        return reverse("documents:correction_list")
