"""L'affiche d'un document, et la page où mène son QR code."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect

from documents.affiches import FORMATS, affiche_pdf
from documents.models import AdresseCourte, Document
from documents.models.phrases import VOIR
from qualepref.socle.pages import DetailView
from qualepref.socle.pages_publiques import PagePublique
from qualepref.socle.sorties.exports import reponse_fichier


class AfficheView(DetailView):
    """`?format=` : a4, a3 ou etiquette."""

    queryset = Document.objects.select_related("service__site__departement")
    permission_required = "documents.change_diffusion"

    def render_to_response(self, context, **kwargs):
        document, voulu = self.object, self.request.GET.get("format")
        format_ = voulu if voulu in FORMATS else "a4"
        try:
            contenu = affiche_pdf(document, format_)
        except ValidationError as refus:
            messages.error(self.request, " ".join(refus.messages))
            return HttpResponseRedirect(document.get_absolute_url())
        nom = f"affiche-{document.reference}-{format_}.pdf"
        return reponse_fichier(contenu, nom, "application/pdf")


class RenvoiView(PagePublique):
    """La fiche pour qui la lit, la page internet pour les autres, sinon où s'adresser.

    La même réponse pour un code inconnu et un document interne : l'adresse ne révèle rien.
    """

    template_name = "documents/renvoi.html"
    titre = "Document affiché"

    def get(self, request, *args, **kwargs):
        courte = self.trouver()
        if courte and (lu := self.document_lu(courte.document_id)):
            return HttpResponseRedirect(lu.get_absolute_url())
        if courte and (adresse := courte.adresse_publique()):
            return HttpResponseRedirect(adresse)
        return super().get(request, *args, **kwargs)

    def trouver(self):
        courtes = AdresseCourte.objects.select_related("document")
        return courtes.filter(code=self.kwargs["code"]).first()

    def document_lu(self, document_id):
        """Celui de l'affiche, ou celui qui l'a remplacé, si l'agent le consulte."""
        agent = self.request.user
        if not agent.is_authenticated or not agent.has_perm(VOIR):
            return None
        lus = Document.objects.visibles_par(agent, VOIR)
        return lus.filter(remplace_par=None).suivre(document_id) or lus.suivre(document_id)
