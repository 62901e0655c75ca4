"""Ce qu'un répondant envoie pour une question : accepté sous une forme nette, ou refusé.

Rien de ce que dit le navigateur n'est cru : ni les choix, ni leur nombre, ni la longueur.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

COURT_MAX = 200  # signes
LONG_MAX = 2_000
NOTE_MAX = 10
VISAGES = 3  # choix d'une question à visages : content, ni l'un ni l'autre, mécontent
NOMBRE_MAX = Decimal("1e9")
TEMPS_MAX = 24 * 3600  # secondes
ANNEES = range(1900, 2101)


class TypeQuestion(StrEnum):
    """Les genres de questions ; les cinq premiers se répondent par un choix d'une échelle."""

    ECHELLE = "echelle"
    SMILEY = "smiley"
    OUI_NON = "oui_non"
    CHOIX_UNIQUE = "choix_unique"
    CHOIX_MULTIPLE = "choix_multiple"
    NOTE = "note"
    TEXTE_COURT = "texte_court"
    TEXTE_LONG = "texte_long"
    DATE = "date"
    NOMBRE = "nombre"
    TEMPS = "temps"


A_CHOIX = frozenset(
    {
        TypeQuestion.ECHELLE,
        TypeQuestion.SMILEY,
        TypeQuestion.OUI_NON,
        TypeQuestion.CHOIX_UNIQUE,
        TypeQuestion.CHOIX_MULTIPLE,
    }
)


class Faute(StrEnum):
    """Pourquoi une réponse n'est pas prise ; chaque langue a sa phrase."""

    OBLIGATOIRE = "obligatoire"
    CHOIX = "choix"  # hors de la liste, ou plusieurs quand un seul se coche
    TROP_LONG = "trop_long"
    NOMBRE = "nombre"
    DATE = "date"
    TEMPS = "temps"


class SaisieRefusee(ValueError):
    """`faute` dit laquelle ; la valeur envoyée n'est ni gardée ni répétée."""

    def __init__(self, faute: Faute):
        self.faute = faute
        super().__init__(faute.value)


@dataclass(frozen=True)
class Attente:
    """Ce qu'une question accepte."""

    type: TypeQuestion
    choix: tuple[str, ...] = ()
    obligatoire: bool = False
    longueur_max: int | None = None


@dataclass(frozen=True)
class Valeur:
    """Une réponse : des choix, ou un texte, ou un nombre ; rien du tout pour un blanc."""

    choix: tuple[str, ...] = ()
    texte: str = ""
    nombre: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.choix or self.texte) or self.nombre is not None


BLANC = Valeur()


def lire(attente: Attente, envoye: Sequence[str]) -> Valeur:
    """La valeur d'une question, d'après ce que le formulaire a envoyé (liste d'un QueryDict).

    Lève `SaisieRefusee`. Un blanc est une réponse, sauf à une question obligatoire.
    """
    recus = [net for brut in envoye if (net := _net(brut))]
    if not recus:
        if attente.obligatoire:
            raise SaisieRefusee(Faute.OBLIGATOIRE)
        return BLANC
    if attente.type in A_CHOIX:
        return _choix(attente, recus)
    if len(recus) > 1:
        raise SaisieRefusee(Faute.CHOIX)
    return LECTEURS[attente.type](attente, recus[0])


def _net(brut: str) -> str:
    """Sans caractère de commande ni marque de sens invisible ; les retours à la ligne restent."""
    unis = brut.replace("\r\n", "\n").replace("\r", "\n")
    lettres = (
        signe
        for signe in unicodedata.normalize("NFC", unis)
        if signe == "\n" or signe == "\u200d" or unicodedata.category(signe)[0] != "C"
    )
    return "".join(lettres).strip()


def _choix(attente: Attente, recus: list[str]) -> Valeur:
    """Rangés dans l'ordre de l'échelle : l'ordre des clics n'apprend rien et ne se garde pas."""
    voulus = set(recus)
    plusieurs = attente.type is TypeQuestion.CHOIX_MULTIPLE
    if not voulus <= set(attente.choix) or (len(recus) > 1 and not plusieurs):
        raise SaisieRefusee(Faute.CHOIX)
    return Valeur(choix=tuple(cle for cle in attente.choix if cle in voulus))


def _texte(attente: Attente, recu: str) -> Valeur:
    permis = LONG_MAX if attente.type is TypeQuestion.TEXTE_LONG else COURT_MAX
    if len(recu) > (attente.longueur_max or permis):
        raise SaisieRefusee(Faute.TROP_LONG)
    une_ligne = attente.type is TypeQuestion.TEXTE_COURT
    return Valeur(texte=" ".join(recu.split()) if une_ligne else recu)


def _note(attente: Attente, recu: str) -> Valeur:
    nombre = _decimal(recu)
    if nombre != nombre.to_integral_value() or not 0 <= nombre <= NOTE_MAX:
        raise SaisieRefusee(Faute.NOMBRE)
    return Valeur(nombre=nombre)


def _nombre(attente: Attente, recu: str) -> Valeur:
    nombre = _decimal(recu)
    if abs(nombre) > NOMBRE_MAX or -nombre.as_tuple().exponent > 3:
        raise SaisieRefusee(Faute.NOMBRE)
    return Valeur(nombre=nombre)


def _decimal(recu: str) -> Decimal:
    """« 1 234,5 » comme « 1234.5 », en chiffres européens ; ni infini ni « pas un nombre »."""
    plat = re.sub(r"[\s\u00a0\u202f]", "", recu).replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?", plat):
        raise SaisieRefusee(Faute.NOMBRE)
    return Decimal(plat)


def _date(attente: Attente, recu: str) -> Valeur:
    """Un champ de date envoie « aaaa-mm-jj » ; sans lui, on écrit « jj/mm/aaaa »."""
    motif = r"(?P<a>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<j>[0-9]{1,2})"
    francais = r"(?P<j>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<a>[0-9]{4})"
    trouve = re.fullmatch(motif, recu) or re.fullmatch(francais, recu)
    try:
        jour = date(int(trouve["a"]), int(trouve["m"]), int(trouve["j"])) if trouve else None
    except ValueError:
        jour = None
    if jour is None or jour.year not in ANNEES:
        raise SaisieRefusee(Faute.DATE)
    return Valeur(texte=jour.isoformat())


def _temps(attente: Attente, recu: str) -> Valeur:
    """« 2:05 », « 1:02:05 » ou « 125 » ; en secondes."""
    parts = recu.split(":")
    if len(parts) > 3 or not all(re.fullmatch(r"[0-9]{1,5}", part) for part in parts):
        raise SaisieRefusee(Faute.TEMPS)
    nombres = [int(part) for part in parts]
    if any(nombre > 59 for nombre in nombres[1:]):
        raise SaisieRefusee(Faute.TEMPS)
    secondes = sum(nombre * 60**rang for rang, nombre in enumerate(reversed(nombres)))
    if secondes > TEMPS_MAX:
        raise SaisieRefusee(Faute.TEMPS)
    return Valeur(nombre=Decimal(secondes))


LECTEURS = {
    TypeQuestion.TEXTE_COURT: _texte,
    TypeQuestion.TEXTE_LONG: _texte,
    TypeQuestion.NOTE: _note,
    TypeQuestion.NOMBRE: _nombre,
    TypeQuestion.DATE: _date,
    TypeQuestion.TEMPS: _temps,
}
