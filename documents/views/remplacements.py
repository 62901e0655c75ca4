"""Un document en remplace un autre : l'acte, et l'ancienne adresse qui mène au nouveau."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect

from documents.forms.remplacements import RemplacerForm
from documents.models import Document
from documents.models.phrases import VOIR
from documents.views.actes import DOCUMENTS, ActeView
from qualepref.socle.pages import DetailView


class RemplacerView(ActeView):
    queryset = DOCUMENTS.avec_acces()
    form_class = RemplacerForm
    titre = "Remplacer par un autre document"
    message = "Le document est remplacé : son adresse mène désormais au nouveau."
    template_name = "documents/document_remplacer.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"preuves": self.object.citations.count()}


class SuccesseurView(DetailView):
    """La page d'un document ou d'une version ; remplacé et fermé à l'agent, il mène au nouveau."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            successeur = self.successeur()
            if successeur is None:
                raise
        messages.info(request, "Le document que vous demandiez est remplacé par celui-ci.")
        return HttpResponseRedirect(successeur.get_absolute_url())

    def successeur(self):
        """Le premier des documents suivants que l'agent consulte."""
        modele, cle = self.queryset.model, self.kwargs["pk"]
        champ = "remplace_par" if modele is Document else "document__remplace_par"
        suivant = modele._default_manager.filter(pk=cle).values_list(champ, flat=True).first()
        return Document.objects.visibles_par(self.request.user, VOIR).suivre(suivant)
