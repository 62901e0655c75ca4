"""Les contenus à l'écran : la recherche, l'aperçu d'une version, la comparaison de deux."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import FileResponse, Http404
from django.utils.decorators import method_decorator
from django.views import generic
from django.views.decorators.clickjacking import xframe_options_sameorigin

from documents.contenus.apercu import apercu
from documents.contenus.comparaison import comparer
from documents.contenus.mots import REQUETE_MAXIMALE, analyser
from documents.contenus.resultats import resultats
from documents.forms.contenus import ComparerForm
from documents.models import Document, VersionDocument
from documents.models.phrases import VOIR
from documents.views.actes import REGISTRE
from documents.views.consultations import noter_la_consultation
from documents.views.remplacements import SuccesseurView
from documents.views.versions import VersionView
from qualepref.socle.pages import DetailView, Droits


class RechercheView(Droits, generic.ListView):
    """Chercher dans les titres et le texte des documents."""

    queryset = Document.objects.select_related("service", "type")
    permission_required = VOIR
    template_name = "documents/recherche.html"
    titre = "Rechercher dans les documents"
    parents = (REGISTRE,)
    paginate_by = 10

    def get_queryset(self):
        self.requete = analyser(self.request.GET.get("mots", ""))
        return super().get_queryset().contenant(self.requete)

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        trouves = resultats(contexte["object_list"], self.requete, self.request.user)
        saisie = self.request.GET.get("mots", "")[:REQUETE_MAXIMALE].replace("\0", "")
        return contexte | {"resultats": trouves, "saisie": saisie, "requete": self.requete}


@method_decorator(csp_replace({"frame-src": [SELF]}), name="dispatch")
class ApercuView(SuccesseurView):
    """La version dans la page : un PDF dans un cadre, une image, ou le texte qu'on en a lu."""

    queryset = VersionDocument.objects.select_related("document", "copie")
    permission_required = VOIR
    template_name = "documents/apercu.html"

    def get_parents(self):
        return (REGISTRE, self.object.document)

    def get_titre(self):
        return f"Version {self.object.numero}"

    def get_context_data(self, **kwargs):
        noter_la_consultation(self.object, self.request.user)
        return super().get_context_data(**kwargs) | {"apercu": apercu(self.object)}


@method_decorator(xframe_options_sameorigin, name="dispatch")
@method_decorator(csp_replace({"frame-ancestors": [SELF]}), name="dispatch")
class CadreView(VersionView):
    """Ce que montre le cadre de l'aperçu : dans nos pages, jamais dans celles d'un autre site."""

    queryset = VersionDocument.objects.select_related(
        "document__type", "document__departement", "copie"
    )

    def render_to_response(self, context, **kwargs):
        montre = apercu(self.object)
        try:
            contenu = montre.fichier.open()
        except (AttributeError, FileNotFoundError) as absent:  # rien ne se montre
            raise Http404 from absent
        self.consigner(self.object)
        return FileResponse(contenu, content_type=montre.type, filename="apercu")


class ComparerView(DetailView):
    """Ce qui change du texte d'une version à l'autre, mot à mot."""

    queryset = Document.objects.all()
    permission_required = VOIR
    template_name = "documents/comparer.html"
    titre = "Comparer deux versions"

    def get_parents(self):
        return (REGISTRE, self.object)

    def get_context_data(self, **kwargs):
        siennes = VersionDocument.objects.filter(document=self.object).select_related("copie")
        lisibles = siennes.visibles_par(self.request.user, VOIR).exclude(fichier="")
        form = ComparerForm(self.request.GET, versions=lisibles)
        choisies = form.choisies()
        textes = {une: une.copie.texte if hasattr(une, "copie") else "" for une in choisies}
        illisibles = [une for une, texte in textes.items() if not texte]
        return super().get_context_data(**kwargs) | {
            "form": form,
            "illisibles": illisibles,
            "comparaison": comparer(*(textes[une] for une in choisies))
            if choisies and not illisibles
            else None,
        }
