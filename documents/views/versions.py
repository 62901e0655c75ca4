"""Le fichier d'une version, servi par une vue gardée."""

from django.http import FileResponse, Http404

from documents.models import VersionDocument
from documents.models.phrases import VOIR
from documents.views.consultations import noter_la_consultation
from qualepref.socle.fichiers.contenus import QUELCONQUE
from qualepref.socle.models import Journal
from qualepref.socle.pages import DetailView


class VersionView(DetailView):
    """Un PDF ou une image s'ouvre, tout autre se télécharge ; consigné s'il nomme des gens."""

    queryset = VersionDocument.objects.select_related("document__type", "document__departement")
    permission_required = VOIR

    def render_to_response(self, context, **kwargs):
        version = self.object
        try:
            contenu = version.fichier.open()
        except (FileNotFoundError, ValueError) as absent:  # ValueError : jamais versé
            raise Http404 from absent
        self.consigner(version)
        noter_la_consultation(version, self.request.user)
        return FileResponse(
            contenu,
            as_attachment=not version.est_montrable,
            filename=version.nom_a_telecharger,
            content_type=version.type if version.est_montrable else QUELCONQUE,
        )

    def consigner(self, version):
        document = version.document
        if document.type_id and document.type.donnees_personnelles:
            Journal.objects.consigner(
                self.request.user,
                Journal.Genre.TELECHARGEMENT,
                {"document": document.reference, "version": version.numero},
                document.departement,
            )
