"""Ce que le programme Transparence affiche d'un trimestre : titres, appels, satisfaction."""

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from pilotage.models import AfficheTransparence
from pilotage.phrases import SANS_CHIFFRE
from qualepref.socle.nombres import ecrire
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.sorties.qr import qr_code
from qualepref.socle.typographie import INSECABLE

FORMATS = ("a4", "a3")
# Ce que dit l'affiche de chaque indicateur : son titre, ce que compte le chiffre, ce qu'il vaut.
BLOCS = {
    "TITRES-DELAI": ("Délais de vos titres", "en moyenne"),
    "TEL-DECROCHE": ("Vos appels", "des appels décrochés"),
    "SAT-GLOBALE": ("Votre satisfaction", "d'usagers satisfaits ou très satisfaits"),
}


def chiffres_publics(donnees: Mapping) -> dict:
    """Les blocs de l'affiche, tirés des chiffres figés d'un tableau ; tous y sont, même vides."""
    lignes = {une["code"]: une for f in donnees["familles"] for une in f["indicateurs"]}
    return {
        "departement": donnees["departement"]["nom"],
        "periode": donnees["periode"],
        "periode_dite": donnees["periode_dite"],
        "arrete": donnees["arrete"],
        "blocs": [bloc(code, lignes.get(code)) for code in BLOCS],
    }


def bloc(code: str, une: Mapping | None) -> dict:
    """Un titre, ses valeurs en mots, leur période ; sans valeur, ce que l'on en sait."""
    titre, quoi = BLOCS[code]
    valeurs = _valeurs(une) if une else []
    etat = "non_mesure" if une is None else une["situation"]
    return {
        "titre": titre,
        "quoi": quoi,
        "quand": une["periode_dite"] if une else "",
        "valeurs": valeurs,
        "absence": "" if valeurs else SANS_CHIFFRE.get(etat, SANS_CHIFFRE["non_mesure"]),
    }


def _valeurs(une: Mapping) -> list[dict]:
    """L'ensemble s'il existe, sinon chaque type mesuré."""
    parts = [(une, "")] if une["a_un_ensemble"] else [(p, p["nom"]) for p in une["detail"]]
    return [
        {"nom": nom, "dite": en_clair(part["chiffre"]["valeur"], une["unite"]), "sur": _sur(part)}
        for part, nom in parts
        if part["chiffre"]["valeur"] is not None
    ]


def en_clair(valeur: float, unite: str) -> str:
    """« 86,6 % », « 12 jours », « 1,5 jour » : un passant ne lit pas « 12,0 j »."""
    if unite != "jours":
        return ecrire(valeur, unite)
    nombre = ecrire(valeur, "sur 5")
    pluriel = "s" if float(nombre.replace(",", ".").replace(INSECABLE, "")) >= 2 else ""
    return f"{nombre.removesuffix(',0')}{INSECABLE}jour{pluriel}"


def _sur(part: Mapping) -> str:
    """« 9 539 sur 11 234 » ; vide si la source ne donne pas ses effectifs."""
    chiffre = part["chiffre"]
    if chiffre["denominateur"] is None:
        return ""
    return " sur ".join(ecrire(chiffre[nom], "nombre") for nom in ("numerateur", "denominateur"))


def chemin_public(departement) -> str:
    """Toujours la même : ce qu'elle montre suit les trimestres, et le QR code reste bon."""
    return reverse("pilotage:transparence", args=[departement.code])


def affiche_pdf(affiche: AfficheTransparence, format_: str) -> bytes:
    """Lue debout dans un hall : trois chiffres, puis le QR code de la page publique."""
    adresse = f"{settings.ADRESSE}{chemin_public(affiche.departement)}"
    contexte = {
        "affiche": affiche,
        "chiffres": affiche.chiffres,
        "remplacante": affiche.remplacante,
        "format": format_,
        "adresse": adresse,
        "code": qr_code(adresse),
        "feuille": adresse_statique("pilotage/affiche.css"),
    }
    return ecrire_pdf(render_to_string("pilotage/rapports/affiche.html", contexte))
