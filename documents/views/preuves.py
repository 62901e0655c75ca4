"""Servir de preuve : le document joint à plusieurs réponses de l'auto-évaluation d'un coup."""

from django.core.exceptions import ValidationError

from documents.forms.citer import REMPLIR, ServirForm
from documents.models import Document
from documents.models.phrases import VOIR
from documents.views.actes import DOCUMENTS, REGISTRE
from qualepref.socle.pages import UpdateView


class ServirView(UpdateView):
    """Un document en vigueur que l'agent peut lire, fût-il d'un autre service."""

    queryset = DOCUMENTS
    form_class = ServirForm
    permission_required = REMPLIR
    parents = (REGISTRE,)
    titre = "Servir de preuve"
    bouton = "Joindre aux réponses"
    message = "Le document est joint à ces réponses."
    template_name = "documents/document_servir.html"

    def get_queryset(self):
        visibles = Document.objects.visibles_par(self.request.user, VOIR).valables()
        return DOCUMENTS.filter(pk__in=visibles.order_by().values("pk")).avec_versions()

    def get_form_kwargs(self):
        valeurs = super().get_form_kwargs()
        return {"document": valeurs.pop("instance"), **valeurs}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as refus:  # archivé pendant qu'on le citait
            form.refuser(refus)
            return self.form_invalid(form)

    def get_success_url(self):
        return self.object.get_absolute_url()
