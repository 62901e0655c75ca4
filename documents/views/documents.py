"""Le registre des documents : la liste, la fiche, la saisie."""

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from documents.filters.documents import DocumentFilter
from documents.forms.citer import REMPLIR
from documents.forms.documents import DocumentForm, NouveauDocumentForm, redemander_le_fichier
from documents.models import Document, VersionDocument
from documents.models.phrases import APPROUVER, CHANGER, VOIR
from documents.tables.documents import DocumentTable, badge_situation
from documents.views.actes import (
    DOCUMENTS,
    EN_NOMBRE,
    REGISTRE,
    RENVOYER,
    boutons,
)
from documents.views.diffusions import endroits_de
from documents.views.remplacements import SuccesseurView
from engagements.models import Preuve
from qualepref.socle.pages import (
    CreateView,
    DeleteView,
    ListView,
    UpdateSimultaneeView,
)
from qualepref.socle.vues import Vue


class DocumentListView(ListView):
    """Le tableau des enregistrements : validité et accessibilité de chaque document."""

    queryset = Document.objects.select_related("service", "type").avec_acces()
    filterset_class = DocumentFilter
    table_class = DocumentTable
    permission_required = VOIR
    export_name = "documents"
    ajouter = "documents:document_create"
    vide = "Aucun document n'est en vigueur."
    vide_a_remplir = "Le registre est vide : ajoutez un document, ou importez le tableau."
    vues = (
        Vue("En vigueur", "situation=valables"),
        Vue("À réviser", "situation=a_reviser"),
        Vue("À relire", "a_relire=true"),
        Vue("Caducs", "situation=caduc"),
        Vue("En préparation", "situation=en_preparation"),
        Vue("À approuver", "situation=a_approuver"),
        Vue("Tous"),
    )

    liens = (("Types de documents", "documents:typedocument_list"),)
    actes = EN_NOMBRE
    actes_url = "documents:documents_actes"

    def get_queryset(self):
        """Le classeur montre plus que l'écran : ce qu'il lit en plus se charge d'un coup."""
        documents = super().get_queryset()
        export = "export" in self.request.GET
        return documents.prefetch_related("engagements") if export else documents


class DocumentDetailView(SuccesseurView):
    """La fiche : ce que vaut le document aujourd'hui, où il se trouve, ses versions."""

    queryset = (
        DOCUMENTS.avec_versions()
        .avec_acces()
        .prefetch_related("engagements__module", "exigences", "etiquettes", "prolongations__agent")
    )
    permission_required = VOIR
    parents = (REGISTRE,)

    def get_context_data(self, **kwargs):
        document, changer = self.object, self.peut(CHANGER)
        lisibles = VersionDocument.objects.visibles_par(self.request.user, VOIR)
        return super().get_context_data(**kwargs) | {
            "badge": badge_situation(document),
            "versions": lisibles.filter(document=document).select_related("auteur", "approbateur"),
            "changer": changer,
            "endroits": endroits_de(document, self.request.user),
            "preuves": self.preuves(),
            "servir": document.est_valable() and self.request.user.has_perm(REMPLIR),
            "actes": boutons(document, changer, self.approuve(), self.peut(RENVOYER)),
        }

    def preuves(self):
        """Celles que l'agent voit parmi les preuves tirées du document."""
        siennes = Preuve.objects.visibles_par(self.request.user, "engagements.view_preuve")
        tirees = siennes.filter(preuvedocument__document=self.object)
        return tirees.avec_usages().select_related("service", "preuvedocument__version")

    def approuve(self):
        """Une autre personne que l'auteur de la version qui attend."""
        attente = self.object.version_en_attente
        la_sienne = attente and attente.auteur_id == self.request.user.pk
        return not la_sienne and self.peut(APPROUVER)


class DocumentCreateView(CreateView):
    queryset = Document.objects.all()
    form_class = NouveauDocumentForm
    permission_required = "documents.add_document"
    titre = "Ajouter un document"
    parents = (REGISTRE,)
    message = "Le document est au registre."

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as refus:  # la référence vient d'être prise par un autre
            form.add_error(None, refus.messages)
            redemander_le_fichier(form)
            return self.form_invalid(form)


class DocumentUpdateView(UpdateSimultaneeView):
    queryset = DOCUMENTS
    form_class = DocumentForm
    permission_required = CHANGER
    parents = (REGISTRE,)


class DocumentDeleteView(DeleteView):
    """Une fiche ouverte par erreur ; un document qui a une version s'archive."""

    queryset = Document.objects.all()
    permission_required = "documents.delete_document"
    parents = (REGISTRE,)
    success_url = reverse_lazy("documents:document_list")

    def empechement(self, objets):
        document = self.object
        noms = sorted({str(objet._meta.verbose_name_plural) for objet in objets})
        suite = (
            "Il est déjà archivé : rien d'autre n'est à faire, il ne se lit plus que de sa fiche."
            if document.etat == Document.Etat.ARCHIVE
            else "Archivez-le plutôt, depuis sa fiche : il ne vaudra plus, et rien ne sera perdu."
        )
        return (
            f"« {document} » ne peut pas être supprimé : son histoire se garde "
            f"({', '.join(noms)}). {suite}"
        )
