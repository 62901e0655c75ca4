"""Les actes sur un document, un par page ; en nombre depuis la liste."""

from django.urls import reverse, reverse_lazy

from documents.actes_groupes import DOCUMENTS as EN_NOMBRE
from documents.circuit import actes_possibles
from documents.filters.documents import DocumentFilter
from documents.forms import actes as forms
from documents.models import Document
from documents.models.phrases import APPROUVER, CHANGER
from qualepref.socle.pages import ActionVerrouilleeView, UpdateVerrouilleeView
from qualepref.socle.pages_actes import ActesGroupesView

REGISTRE = ("Documents", reverse_lazy("documents:document_list"))
RENVOYER = "documents.renvoyer_document"
DOCUMENTS = Document.objects.select_related("service__site", "departement", "type")
# Verbe → (libellé du bouton, vrai si un clic suffit).
BOUTONS = {
    "approuver": ("Approuver", False),
    "mettre_en_vigueur": ("Mettre en vigueur", False),
    "commencer": ("Commencer la rédaction", True),
    "soumettre": ("Soumettre à la relecture", True),
    "deposer": ("Déposer une version", False),
    "relire": ("Déclarer relu", False),
    "prolonger": ("Prolonger", False),
    "renvoyer": ("Renvoyer en rédaction", False),
    "reprendre": ("Remettre en rédaction", False),
    "remplacer": ("Remplacer par un autre", False),
    "archiver": ("Archiver", False),
}


def boutons(document, *permis):
    """Les actes que le document permet à l'agent : adresse, libellé, POST direct ou page.

    `permis` : s'il peut le changer, l'approuver, le renvoyer.
    """
    verbes = actes_possibles(document.dossier, *permis)
    if "prolonger" in verbes and document.date_caducite is None:
        verbes.remove("prolonger")
    return [
        {
            "adresse": reverse(f"documents:document_{verbe}", args=[document.pk]),
            "libelle": BOUTONS[verbe][0],
            "direct": BOUTONS[verbe][1],
        }
        for verbe in verbes
    ]


class ActeView(UpdateVerrouilleeView):
    """Un acte qui demande une saisie ; ce que le modèle refuse se dit, sans rien perdre."""

    queryset = DOCUMENTS
    permission_required = CHANGER
    parents = (REGISTRE,)
    message = "C'est enregistré."
    template_name = "documents/document_acte.html"

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class ActeDirectView(ActionVerrouilleeView):
    queryset = DOCUMENTS
    permission_required = CHANGER


class CommencerView(ActeDirectView):
    acte = "commencer"
    message = "La rédaction est commencée."


class SoumettreView(ActeDirectView):
    acte = "soumettre"
    message = "La version est soumise à la relecture."


class DeposerView(ActeView):
    form_class = forms.DeposerForm
    titre = "Déposer une version"
    message = "La version est déposée ; elle attend d'entrer en vigueur."


class ApprouverView(ActeView):
    form_class = forms.ApprouverForm
    permission_required = APPROUVER
    titre = "Approuver la version"
    message = "La version est approuvée : elle peut entrer en vigueur."


class RenvoyerView(ActeView):
    form_class = forms.RenvoyerForm
    permission_required = RENVOYER
    titre = "Renvoyer en rédaction"
    message = "Le document est renvoyé ; le motif se lit sur sa fiche."


class MettreEnVigueurView(ActeView):
    form_class = forms.MettreEnVigueurForm
    titre = "Mettre en vigueur"
    message = "Le document est en vigueur."


class RelireView(ActeView):
    form_class = forms.RelireForm
    titre = "Déclarer relu"
    message = "La relecture est notée."


class ProlongerView(ActeView):
    form_class = forms.ProlongerForm
    titre = "Prolonger"
    message = "La caducité est repoussée ; l'ancienne date reste sur la fiche."


class ReprendreView(ActeView):
    form_class = forms.ReprendreForm
    titre = "Remettre en rédaction"
    message = "Le document est en rédaction : sa version ne vaut plus."


class ArchiverView(ActeView):
    form_class = forms.ArchiverForm
    titre = "Archiver"
    message = "Le document est archivé."


class DocumentsActesView(ActesGroupesView):
    """Prolonger, relire, archiver les documents cochés ou filtrés."""

    groupe = EN_NOMBRE
    queryset = Document.objects.all()
    filterset_class = DocumentFilter
    permission_required = CHANGER
    liste = "documents:document_list"
    titre = "Agir sur plusieurs documents"
    parents = (REGISTRE,)
