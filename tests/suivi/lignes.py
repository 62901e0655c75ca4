"""Les lignes du jeu d'essai, et de quoi en écrire d'autres."""

from datetime import date

from suivi.comptes.decompte import REGISTRE_RECLAMATIONS, Decompte, Ligne
from tests.attendus import ARRETE, COURRIERS, RECLAMATIONS, lignes_de, lire_date

ANNEE_2022 = {"debut": date(2022, 1, 1), "fin": date(2022, 12, 31), "arrete": ARRETE}


def decompter(lignes, **reglages) -> list[dict]:
    return Decompte(**ANNEE_2022 | reglages).entrees(lignes)


def lire(ligne: dict[str, str], **champs) -> Ligne:
    return Ligne(
        arrivee=lire_date(ligne["recu_le"]),
        canal=ligne["canal"],
        nature=ligne["nature"],
        reponse=lire_date(ligne["repondu_le"]),
        accuse=lire_date(ligne["ar_le"]),
        service=ligne["service"],
        anonyme=ligne["anonyme"] == "1",
        suspendu=ligne["suspendu"] == "1",
        **champs,
    )


LIGNES = [lire(ligne) for ligne in lignes_de(COURRIERS)]
LIGNES += [lire(ligne, registre=REGISTRE_RECLAMATIONS) for ligne in lignes_de(RECLAMATIONS)]


def une(**champs) -> Ligne:
    return Ligne(
        **{"arrivee": date(2022, 3, 1), "canal": "courriel", "nature": "information_generale"}
        | champs
    )


def cle_d_entree(entree: dict) -> tuple:
    return tuple(entree[nom] for nom in ("perimetre_nature", "service", "canal", "periode"))
