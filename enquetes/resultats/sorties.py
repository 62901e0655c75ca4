"""Ce qui sort d'une publication, des chiffres figés : affiche, diaporama, données ouvertes."""

from datetime import date

from django.template.loader import render_to_string

from enquetes.models import PublicationEnquete
from enquetes.resultats import donnees_ouvertes
from enquetes.resultats.diapositives import diapositives
from enquetes.resultats.phrases import pourcentage
from qualepref.socle.sorties.csv_inerte import en_csv
from qualepref.socle.sorties.odp import ecrire_odp
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.sorties.qr import qr_code

FORMATS = {"a4": "Affiche A4", "a3": "Affiche A3"}
ACTIONS_SUR_L_AFFICHE = 3
THEMES_SUR_L_AFFICHE = 9


def affiche_pdf(publication: PublicationEnquete, format_: str) -> bytes:
    """Lue debout dans un hall : les taux d'abord, puis ce qu'on en fait, puis le QR code."""
    chiffres = publication.chiffres
    contexte = _contexte(publication) | {
        "format": format_,
        "seuil": pourcentage(chiffres["seuil"]),
        "themes": [_barre(t) for t in chiffres["themes"][:THEMES_SUR_L_AFFICHE]],
        "actions": chiffres["actions"][:ACTIONS_SUR_L_AFFICHE],
        "feuille": adresse_statique("enquetes/affiche-resultats.css"),
    }
    return ecrire_pdf(render_to_string("enquetes/rapports/affiche_resultats.html", contexte))


def diaporama_pdf(publication: PublicationEnquete) -> bytes:
    suite = [
        {"dite": dite, "barres": [_barre(theme) for theme in dite.themes]}
        for dite in _diapositives(publication)
    ]
    contexte = _contexte(publication) | {
        "diapositives": suite,
        "feuille": adresse_statique("enquetes/diaporama.css"),
    }
    return ecrire_pdf(render_to_string("enquetes/rapports/diaporama.html", contexte))


def diaporama_odp(publication: PublicationEnquete) -> bytes:
    dites = [(d.titre, d.lignes, d.tableau) for d in _diapositives(publication)]
    return ecrire_odp(publication.chiffres["intitule"], dites)


def donnees_csv(publication: PublicationEnquete) -> bytes:
    return en_csv(donnees_ouvertes.ENTETES, donnees_ouvertes.lignes(publication.chiffres))


def _diapositives(publication):
    return diapositives(
        publication.chiffres, publication.presentation, publication.date_publication
    )


def _contexte(publication) -> dict:
    chiffres, adresse = publication.chiffres, publication.adresse_publique
    jours = {cle: date.fromisoformat(chiffres[cle]) for cle in ("debut", "fin")}
    return {
        "publication": publication,
        "chiffres": chiffres,
        "adresse": adresse,
        "code": qr_code(adresse),
        **jours,
    }


def _barre(theme: dict) -> dict:
    """La longueur de la barre, en centièmes entiers : le dessin ne dépend pas de la langue."""
    valeur = theme["valeur"]
    return theme | {"longueur": "" if valeur is None else str(round(100 * valeur))}
