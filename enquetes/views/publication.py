"""Publier des résultats : figer, montrer sans compte, imprimer, projeter, ouvrir les données."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from enquetes.forms.publication import PublierForm, RetirerForm
from enquetes.models import Enquete, PublicationEnquete
from enquetes.resultats import sorties
from enquetes.resultats.figer import figer
from enquetes.resultats.suites import proposer_une_suite
from enquetes.views.resultats import CLOSES, adresse_des_resultats
from qualepref.socle.pages import ActionView, DetailView, UpdateView
from qualepref.socle.pages_publiques import PagePublique
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.sorties.qr import qr_code

PUBLIEES = PublicationEnquete.objects.select_related(
    "enquete__departement", "remplacee_par__enquete", "publiee_par"
)
RETIREE = 410  # « gone » : l'adresse est la bonne, ce qu'elle montrait n'est plus là
ODP = "application/vnd.oasis.opendocument.presentation"
# forme → (libellé, extension, type, fonction)
SORTIES = {
    "affiche-a4": ("Affiche A4 (PDF)", "pdf", "application/pdf"),
    "affiche-a3": ("Affiche A3 (PDF)", "pdf", "application/pdf"),
    "diaporama-pdf": ("Diaporama (PDF)", "pdf", "application/pdf"),
    "diaporama-odp": ("Diaporama à modifier (ODP)", "odp", ODP),
}
FABRIQUES = {
    "affiche-a4": lambda publication: sorties.affiche_pdf(publication, "a4"),
    "affiche-a3": lambda publication: sorties.affiche_pdf(publication, "a3"),
    "diaporama-pdf": sorties.diaporama_pdf,
    "diaporama-odp": sorties.diaporama_odp,
}


class SuiteProposerView(ActionView):
    """Propose au plan l'action d'un thème sous le seuil."""

    queryset = Enquete.objects.select_related("questionnaire", "departement")
    permission_required = "enquetes.change_enquete"
    message = "L'action est proposée au plan d'actions."

    def agir(self, objet):
        proposer_une_suite(objet, self.kwargs["theme"])

    def get_success_url(self, objet):
        return adresse_des_resultats(objet)


class PublierView(UpdateView):
    queryset = CLOSES
    form_class = PublierForm
    permission_required = "enquetes.add_publicationenquete"
    template_name = "enquetes/publier.html"
    titre = "Publier les résultats"
    bouton = "Publier"
    message = "Les résultats sont publiés."

    def get_parents(self):
        return [(f"Résultats : {self.object}", adresse_des_resultats(self.object))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"chiffres": figer(self.object)}

    def get_success_url(self):
        return self.object.get_absolute_url()


class PublicationDetailView(DetailView):
    queryset = PUBLIEES
    permission_required = "enquetes.view_publicationenquete"
    template_name = "enquetes/publication_detail.html"

    def get_parents(self):
        return [(f"Résultats : {self.object.enquete}", adresse_des_resultats(self.object.enquete))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "code": qr_code(self.object.adresse_publique),
            "sorties": [(forme, dite[0]) for forme, dite in SORTIES.items()],
        }


class PublicationRetirerView(UpdateView):
    """Retire des résultats publiés : faux, ou publiés trop tôt."""

    queryset = PUBLIEES
    form_class = RetirerForm
    permission_required = "enquetes.add_publicationenquete"
    template_name = "enquetes/publication_retirer.html"
    titre = "Retirer les résultats publiés"
    bouton = "Retirer"
    message = "Les résultats sont retirés : retirez aussi les affiches."

    def get_parents(self):
        enquete = self.object.enquete
        return [
            (f"Résultats : {enquete}", adresse_des_resultats(enquete)),
            (str(self.object), self.object.get_absolute_url()),
        ]


class PublicationSortieView(DetailView):
    """L'affiche ou le diaporama, fabriqué des chiffres figés ; rien d'une publication retirée."""

    queryset = PUBLIEES
    permission_required = "enquetes.view_publicationenquete"
    template_name = "enquetes/publication_retiree.html"

    def render_to_response(self, context, **kwargs):
        forme = self.kwargs["forme"]
        if forme not in SORTIES:
            raise Http404
        if self.object.est_retiree:
            return super().render_to_response(context, status=RETIREE)
        _, extension, genre = SORTIES[forme]
        nom = f"{forme}-{self.object.enquete.code}.{extension}"
        return reponse_fichier(FABRIQUES[forme](self.object), nom, genre)


def publication_de(vue):
    """Celle que nomme l'adresse : remplacée, elle reste lisible et mène à la suivante."""
    return get_object_or_404(PUBLIEES, code=vue.kwargs["code"])


class ResultatsPublicsView(PagePublique):
    """Ce que lit un passant qui suit le QR code d'une affiche."""

    publication = cached_property(publication_de)

    def get_titre(self):
        return self.publication.chiffres["intitule"]

    def get_template_names(self):
        retires = self.publication.est_retiree
        return ["enquetes/resultats_retires.html" if retires else "enquetes/resultats_publics.html"]

    def get_context_data(self, **kwargs):
        chiffres = self.publication.chiffres
        jours = {cle: date.fromisoformat(chiffres[cle]) for cle in ("debut", "fin")}
        return super().get_context_data(**kwargs) | {
            "publication": self.publication,
            "autres_langues": [],  # les chiffres ne sont publiés qu'en français
            **jours,
        }

    def render_to_response(self, context, **kwargs):
        statut = RETIREE if self.publication.est_retiree else 200
        return super().render_to_response(context, status=statut, **kwargs)


class ResultatsOuvertsView(ResultatsPublicsView):
    """Les mêmes agrégats, à reprendre ; retirés, la page le dit à leur place."""

    def render_to_response(self, context, **kwargs):
        if self.publication.est_retiree:
            return super().render_to_response(context, **kwargs)
        nom = f"resultats-{self.publication.code}.csv"
        return reponse_fichier(sorties.donnees_csv(self.publication), nom, "text/csv")
