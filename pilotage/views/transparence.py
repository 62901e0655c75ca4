"""Rendre publics les chiffres d'un trimestre : l'affiche à imprimer, la page sans compte."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from pilotage.models import AfficheTransparence, TableauDeBord
from pilotage.transparence import FORMATS, affiche_pdf, chemin_public, chiffres_publics
from pilotage.views.tableaux import TABLEAUX
from qualepref.socle.models import Departement
from qualepref.socle.pages import ActionView, DetailView
from qualepref.socle.pages_publiques import PagePublique
from qualepref.socle.sorties.exports import reponse_fichier

PUBLIES = TableauDeBord.objects.publies().select_related("departement", "affiche__publiee_par")


def affiche_de(tableau):
    return getattr(tableau, "affiche", None)


class TransparenceView(DetailView):
    """Ce qui deviendra public, ou l'est : les chiffres, l'adresse, les affiches."""

    queryset = PUBLIES
    permission_required = "pilotage.view_affichetransparence"
    template_name = "pilotage/tableaudebord_transparence.html"

    def get_titre(self):
        return f"Affiche Transparence : {self.object}"

    def get_parents(self):
        return (TABLEAUX, self.object)

    def get_context_data(self, **kwargs):
        affiche, chiffres = affiche_de(self.object), chiffres_publics(self.object.donnees)
        return super().get_context_data(**kwargs) | {
            "affiche": affiche,
            "chiffres": affiche.chiffres if affiche else chiffres,
            "chemin": chemin_public(self.object.departement),
            "empechement": AfficheTransparence.objects.empechement(self.object, chiffres),
        }


class TransparencePublierView(ActionView):
    queryset = PUBLIES
    permission_required = "pilotage.add_affichetransparence"
    message = "Les chiffres sont publics : l'affiche peut s'imprimer."

    def agir(self, objet):
        chiffres = chiffres_publics(objet.donnees)
        AfficheTransparence.objects.publier(objet, chiffres, self.request.user)

    def get_success_url(self, objet):
        return reverse_lazy("pilotage:tableaudebord_transparence", args=[objet.pk])


class AfficheView(DetailView):
    """L'affiche à imprimer, `?format=a3` ou A4, des chiffres figés."""

    queryset = PUBLIES
    permission_required = "pilotage.view_affichetransparence"

    def render_to_response(self, context, **kwargs):
        affiche, voulu = affiche_de(self.object), self.request.GET.get("format", FORMATS[0])
        if affiche is None or voulu not in FORMATS:
            raise Http404
        nom = f"affiche-transparence-{self.object.departement.code}-{affiche.trimestre}-{voulu}.pdf"
        return reponse_fichier(affiche_pdf(affiche, voulu), nom, "application/pdf")


class TransparencePubliqueView(PagePublique):
    """Ce que lit un passant qui suit le QR code : le dernier trimestre publié, ou celui demandé."""

    template_name = "pilotage/transparence.html"

    def get_titre(self):
        return "Nos résultats, en toute transparence"

    def get_context_data(self, **kwargs):
        code = self.kwargs["code"]
        departement = get_object_or_404(Departement, code=code)
        affiches = list(AfficheTransparence.objects.du_departement(code))
        return super().get_context_data(**kwargs) | {
            "departement": departement,
            "affiche": self.choisir(affiches),
            "affiches": affiches,
            "autres_langues": [],  # les chiffres ne sont publiés qu'en français
        }

    def choisir(self, affiches):
        """Sans trimestre, la dernière ; un trimestre qui n'est pas publié est introuvable."""
        voulu = self.kwargs.get("trimestre")
        if voulu is None:
            return affiches[0] if affiches else None
        affiche = next((une for une in affiches if une.trimestre == voulu), None)
        if affiche is None:
            raise Http404
        return affiche
