"""Le suivi de la formalisation : ce que le référentiel demande d'écrire, service par service."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from documents.attendus import proposer_les_manques, relever
from documents.formalisation import MANQUANT
from documents.models import Document
from documents.views.actes import REGISTRE
from qualepref.socle.pages import Droits, Page
from qualepref.socle.sorties import exports

LIRE = "documents.view_diffusion"
PROPOSER = "engagements.add_action"


class FormalisationView(Page):
    """Deux tableaux : les fiches de procédure, les autres documents."""

    permission_required = LIRE
    template_name = "documents/formalisation.html"
    titre = "Formalisation"
    parents = (REGISTRE,)

    def get(self, request, *args, **kwargs):
        self.formalisation = relever(request.user, LIRE)
        if "export" in request.GET:
            octets = exports.classeur_de_feuilles(feuilles(self.formalisation))
            return exports.reponse_fichier(octets, "formalisation.xlsx", exports.TYPE_XLSX)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"formalisation": self.formalisation}


class FormalisationProposerView(Droits, View):
    """Propose au plan d'actions tout ce qui manque à l'écran."""

    permission_required = PROPOSER
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        nombre = proposer_les_manques(relever(request.user, LIRE), request.user)
        if nombre:
            messages.success(request, f"Actions proposées au plan, à accepter : {nombre}.")
        else:
            messages.info(request, "Rien ne manque : aucune action à proposer.")
        return HttpResponseRedirect(reverse("documents:formalisation"))


def feuilles(formalisation) -> list[tuple[str, list[list]]]:
    """Une feuille par tableau, comme à l'écran."""
    deux = (("Fiches de procédure", formalisation.fiches), ("Autres", formalisation.autres))
    return [(titre, lignes_de(tableau)) for titre, tableau in deux]


def lignes_de(tableau) -> list[list]:
    entetes = ["Attendu", "Engagements", "Ensemble", *(c.nom for c in tableau.colonnes)]
    lignes = [
        [
            ligne.attendu.libelle,
            ", ".join(map(str, ligne.attendu.engagements)),
            dire(ligne.ensemble),
            *map(dire, ligne.cases),
        ]
        for ligne in tableau.lignes
    ]
    taux = [tableau.taux, *tableau.taux_par_service]
    return [entetes, *lignes, ["En vigueur", "", *(f"{t.tenus} / {t.attendus}" for t in taux)]]


def dire(case) -> str:
    if case is None:
        return ""
    mot = Document.SITUATIONS.get(case.situation, MANQUANT)
    return f"{mot} ({case.tenu.nom_service})" if case.commun else mot
