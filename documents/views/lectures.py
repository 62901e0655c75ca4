"""La lecture des documents : la demander, lire, dire qu'on a lu, voir qui a lu."""

from django.utils.functional import cached_property

from documents.forms.lectures import DemanderLectureForm
from documents.lecteurs import feuilles, relancer, suivre, versions_lues
from documents.models import DemandeDeLecture, Document, Lecture, VersionDocument
from documents.models.phrases import ATTESTER, COMPTER_LES_LECTURES, DEMANDER, RELANCER, VOIR
from documents.views.actes import REGISTRE, ActeView
from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, DetailView, Page
from qualepref.socle.sorties import exports
from qualepref.socle.templatetags.socle import pluriel

RETIRER = "documents.delete_demandedelecture"
DERNIERES = 20


class ALireView(Page):
    """Ce que l'agent doit lire, le plus pressé d'abord, et ce qu'il a déjà lu."""

    permission_required = ATTESTER
    template_name = "documents/a_lire.html"
    titre = "Documents à lire"

    def get_context_data(self, **kwargs):
        agent = self.request.user
        lues = Lecture.objects.filter(agent=agent).select_related("version__document")
        return super().get_context_data(**kwargs) | {
            "demandes": a_lire(agent),
            "lues": lues[:DERNIERES],
        }


def a_lire(agent):
    """Une demande par document : de deux services, la plus pressée."""
    siennes = DemandeDeLecture.objects.a_lire_par(agent).select_related("document", "service")
    pressees = sorted(siennes, key=lambda une: (une.due, une.pk))
    return list({une.document_id: une for une in reversed(pressees)}.values())[::-1]


class AttesterView(ActionView):
    """« J'ai lu » : l'agent l'atteste de la version qu'il a sous les yeux."""

    queryset = VersionDocument.objects.select_related("document")
    permission_required = VOIR
    message = "Votre lecture est notée."

    def agir(self, objet):
        Lecture.objects.attester(objet, self.request.user)

    def get_success_url(self, objet):
        return objet.document.get_absolute_url()


class LecturesView(DetailView):
    """Qui a lu la version en vigueur, service par service ; sans les noms pour qui les ignore."""

    queryset = Document.objects.select_related("service", "departement")
    permission_required = COMPTER_LES_LECTURES
    template_name = "documents/lectures.html"
    titre = "Qui a lu"

    def get_parents(self):
        return (REGISTRE, self.object)

    @cached_property
    def lignes(self):
        return suivre(self.object, self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lignes": self.lignes,
            "versions": versions_lues(self.object),
            "demander": self.peut(DEMANDER),
        }

    def render_to_response(self, context, **kwargs):
        if self.request.GET.get("export") != "xlsx":
            return super().render_to_response(context, **kwargs)
        details = {"liste": "lectures", "document": self.object.reference}
        Journal.objects.consigner(
            self.request.user, Journal.Genre.EXPORT, details, self.object.departement
        )
        octets = exports.classeur_de_feuilles(feuilles(self.object, self.lignes))
        return exports.reponse_fichier(octets, "lectures.xlsx", exports.TYPE_XLSX)


class DemanderLectureView(ActeView):
    form_class = DemanderLectureForm
    permission_required = DEMANDER
    titre = "Demander la lecture"
    message = "La lecture est demandée : chaque agent le verra à son accueil."

    def get_success_url(self):
        return self.object.adresse_des_lectures


class DemandeView(ActionView):
    queryset = DemandeDeLecture.objects.select_related("document__departement", "service")


class RetirerView(DemandeView):
    permission_required = RETIRER
    acte = "delete"
    message = "La lecture n'est plus demandée ; celles qui sont faites restent."


class RelancerView(DemandeView):
    """Rappelle tout de suite à qui n'a pas lu ; le courriel part avec la prochaine synthèse."""

    permission_required = RELANCER

    def agir(self, objet):
        nombre = relancer(objet)
        s = pluriel(nombre)
        self.message = (
            f"{nombre} agent{s} relancé{s} : à l'écran dès maintenant, par courriel à la prochaine "
            "synthèse des rappels."
        )
