"""Ce qu'un import compte, signale et refuse, à l'endroit du classeur où cela se trouve."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from qualepref.socle.lecture.classeurs import Classeur
from qualepref.socle.lecture.valeurs import lire_texte
from qualepref.socle.sorties import exports

FAUTES_GARDEES = 1000


class ImportRefuse(Exception):
    """Rien n'a été importé ; `messages` : une phrase par raison, `rapport` s'il y en a un."""

    def __init__(self, messages, rapport=None):
        self.messages = messages if isinstance(messages, list) else [messages]
        self.rapport = rapport
        super().__init__("\n".join(self.messages))


class LigneRefusee(Exception):
    """Une ligne qu'on n'importe pas : le champ en cause, sa valeur, la raison en français."""

    def __init__(self, champ: str, valeur: Any, message: str, code: str = ""):
        self.champ, self.valeur, self.message, self.code = champ, valeur, message, code
        super().__init__(message)


@dataclass(frozen=True)
class Faute:
    """Un refus ou un avertissement, à l'endroit du classeur où il se trouve."""

    feuille: str
    ligne: int
    colonne: str
    valeur: str
    message: str
    code: str = ""
    champ: str = ""

    def __str__(self):
        colonne = f", colonne « {self.colonne} »" if self.colonne else ""
        valeur = f" « {self.valeur} »" if self.valeur and self.valeur not in self.message else ""
        return f"{self.feuille}, ligne {self.ligne}{colonne} :{valeur} {self.message}"


@dataclass
class Rapport:
    """Ce qu'un import a lu et fait."""

    lues: int = 0
    creees: int = 0
    mises_a_jour: int = 0
    inchangees: int = 0
    refusees: int = 0
    erreurs: list[Faute] = field(default_factory=list)
    avertissements: list[Faute] = field(default_factory=list)
    feuilles: list[dict] = field(default_factory=list)

    @property
    def faites(self) -> int:
        """Ce que l'import a créé, changé ou retrouvé tel quel."""
        return self.creees + self.mises_a_jour + self.inchangees

    def en_json(self) -> dict:
        """Ne copie que mille fautes : une ligne sur deux peut être signalée."""
        gardees = replace(
            self,
            erreurs=self.erreurs[:FAUTES_GARDEES],
            avertissements=self.avertissements[:FAUTES_GARDEES],
        )
        return asdict(gardees)


def classeur_des_refus(classeur: Classeur, rapport: Rapport) -> bytes:
    """Les lignes refusées, telles quelles, avec la raison : à corriger puis à importer."""
    par_feuille = {feuille.nom: feuille for feuille in classeur.feuilles}
    reconnues = {feuille["nom"]: feuille for feuille in rapport.feuilles}
    lignes = []
    for nom in dict.fromkeys(faute.feuille for faute in rapport.erreurs):
        lignes.append(["Feuille", "Ligne", *reconnues[nom]["titres"], "Raison du refus"])
        largeur = len(reconnues[nom]["titres"])
        for faute in rapport.erreurs:
            if faute.feuille == nom:
                brutes = [*par_feuille[nom].lignes[faute.ligne - 1]][:largeur]
                brutes += [None] * (largeur - len(brutes))
                brutes = [v if isinstance(v, (int, float, date)) else lire_texte(v) for v in brutes]
                lignes.append([nom, faute.ligne, *brutes, faute.message])
    return exports.classeur(lignes, "Lignes refusées")
