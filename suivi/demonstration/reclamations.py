"""Ce que la démonstration montre des réclamations, sans changer un chiffre des classeurs."""

from datetime import date

from qualepref.socle.demonstration import Demonstration, saisir
from qualepref.socle.models import Agent
from suivi.forms.saisie import LotForm
from suivi.models import Demande, ObjetReclamation, Qualification, Registre
from suivi.rangement import ranger, themes_a_ranger

EXAMEN = date(2022, 12, 28)
EXAMINEES = 3  # hors champ motivées ; les autres gardent ce que dit leur classeur


def montrer(demonstration: Demonstration) -> None:
    with demonstration.le(EXAMEN) as referente:
        siennes = Demande.objects.filter(departement=referente.departement)
        inscrites = siennes.du_registre(Registre.SUGGESTIONS_RECLAMATIONS).order_by("pk")
        objets = ObjetReclamation.objects.filter(departement=None)
        for demande in inscrites.filter(qualite_accueil="oui"):
            cle = "courtoisie" if "courtoisie" in demande.theme.lower() else "rendez_vous"
            Qualification.objects.de(demande).declarer_recevable(objets.get(cle=cle))
        for demande in inscrites.filter(qualite_accueil="non")[:EXAMINEES]:
            motif = "Un dossier en cours ; rien ne porte sur l'accueil."
            suite = Qualification.Suite.LES_DEUX
            exclusion = objets.get(cle="dossier_individuel")
            Qualification.objects.de(demande).classer_hors_champ(exclusion, motif, suite)
        ranger_les_rendez_vous(referente)
        ouvrir_un_lot(demonstration, referente)


def ranger_les_rendez_vous(referente: Agent) -> None:
    """« Prise de RDV en ligne », « PRISE DE RDV EN LIGNE » : quatre écritures, une catégorie."""
    themes = [t for t, _ in themes_a_ranger(referente.departement) if "en ligne" in t.lower()]
    ranger(agent=referente, themes=themes, libelle="Prise de rendez-vous en ligne")


def ouvrir_un_lot(demonstration: Demonstration, referente: Agent) -> None:
    """Un lot sans fiche encore : l'urne relevée la veille."""
    [accueil] = demonstration.services("AG")
    saisie = {"service": accueil, "canal": "fiche_accueil", "date_arrivee": EXAMEN}
    saisie["registre"] = Registre.SUGGESTIONS_RECLAMATIONS
    saisir(LotForm(saisie, agent=referente))
