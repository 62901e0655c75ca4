"""Le même suivi de courriers tenu à la façon d'autres départements : rien ne doit changer.

Chaque variante récrit les 600 lignes du classeur réel dans une autre mise en page ; les lignes
lues, leurs canaux, natures et dates, et les refus restent les mêmes.
"""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import groupby

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qualepref.socle.lecture.classeurs import lire
from qualepref.socle.lecture.entetes import reconnaitre
from qualepref.socle.lecture.lignes import lignes_utiles
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte
from qualepref.socle.typographie import MOIS
from suivi.lecture.colonnes import CHAMPS
from suivi.lecture.dates_demande import lire_dates
from suivi.lecture.modalites import lire_canal, lire_nature
from tests import tableurs
from tests.attendus import ARRETE, CLASSEURS, COURRIERS

CLES = (
    *("numero", "date_arrivee", "canal", "nature", "objet", "usager", "coordonnees", "service"),
    *("date_ar", "date_reponse", "observations"),
)


def lues(octets, nom):
    """Ce qu'un import retiendrait de chaque ligne, dans l'ordre, toutes feuilles réunies."""
    classeur = lire(octets, nom)
    for feuille in classeur.feuilles:
        for _, valeurs in lignes_utiles(feuille, reconnaitre(feuille, CHAMPS)):
            textes = tuple(lire_texte(valeurs[c]) for c in ("numero", "objet", "usager", "service"))
            modalites = lire_canal(valeurs["canal"])[0], lire_nature(valeurs["nature"])[0]
            try:
                dates = lire_dates(valeurs, ARRETE, classeur.date1904)
            except ValeurRefusee as refus:
                yield (*textes, *modalites, refus.champ, refus.code)
            else:
                yield (*textes, *modalites, dates.arrivee, dates.accuse, dates.reponse)


@pytest.fixture(scope="module")
def origine():
    """Les valeurs brutes de chaque feuille."""
    return {
        feuille.nom: [v for _, v in lignes_utiles(feuille, reconnaitre(feuille, CHAMPS))]
        for feuille in lire(CLASSEURS / f"{COURRIERS}.xlsx").feuilles
    }


@pytest.fixture(scope="module")
def attendues():
    return list(lues((CLASSEURS / f"{COURRIERS}.xlsx").read_bytes(), "origine.xlsx"))


def mois_de(valeurs):
    arrivee = valeurs["date_arrivee"]
    return MOIS[arrivee.month - 1] if isinstance(arrivee, date) else None


def test_deux_lignes_d_en_tete_1904_sections_et_sous_totaux(origine, attendues):
    """Tableau décalé en C4, colonnes mêlées, mois en sections, en-tête répété, colonnes en plus."""
    haut = ["DEMANDE", None, None, None, None, "ARRIVÉE", None, None, "SUITE DONNÉE", *[None] * 4]
    bas = [
        *("Bureau", "Demandeur", "Adresse", "Sujet", "Catégorie", "N° d'ordre", "Date", "Voie"),
        *("AR le", "Date limite de réponse", "Réponse date", "Délai (jours)", "Remarques"),
    ]
    ordre = [
        *("service", "usager", "coordonnees", "objet", "nature", "numero", "date_arrivee", "canal"),
        *("date_ar", None, "date_reponse", None, "observations"),
    ]
    classeur = Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    classeur.remove(classeur.active)
    for nom, lignes in origine.items():
        feuille = classeur.create_sheet(nom)
        feuille["C2"] = f"REGISTRE 2022 - {nom}"
        rang = 4
        for mois, groupe in groupby(lignes, key=mois_de):
            groupe = list(groupe)
            rang = ecrire(feuille, rang, [haut, bas] if rang == 4 or mois == "mai" else [])
            rang = ecrire(feuille, rang, [[(mois or "divers").upper()]])
            rang = ecrire(feuille, rang, [ranger(valeurs, ordre) for valeurs in groupe])
            rang = ecrire(feuille, rang, [["Sous-total", None, None, None, None, len(groupe)], []])
        ecrire(feuille, rang, [[None, "TOTAL GÉNÉRAL :", None, None, None, len(lignes)]])
        for plage in ("C2:O2", "C4:G4", "H4:J4", "K4:O4"):
            feuille.merge_cells(plage)
        feuille.column_dimensions["I"].hidden = True
    assert list(lues(tableurs.octets(classeur), "variante.xlsx")) == attendues


def ecrire(feuille, rang, lignes):
    for ligne in lignes:
        for j, valeur in enumerate(ligne, 3):
            feuille.cell(rang, j, valeur)
        rang += 1
    return rang


def ranger(valeurs, ordre):
    """Les valeurs dans l'ordre voulu ; les colonnes en plus ont un délai et une date limite."""
    ligne = [valeurs[cle] if cle else None for cle in ordre]
    arrivee, reponse = valeurs["date_arrivee"], valeurs["date_reponse"]
    if isinstance(arrivee, date) and isinstance(reponse, date):
        ligne[9] = arrivee + timedelta(days=15)
        ligne[11] = (reponse.toordinal()) - arrivee.toordinal()
    return ligne


@pytest.mark.parametrize(
    ("encodage", "separateur", "forme"),
    [("cp1252", ";", "%d/%m/%Y"), ("utf-8-sig", ",", "%Y-%m-%d"), ("utf-16", "\t", "%d.%m.%y")],
)
def test_le_meme_suivi_en_csv(origine, attendues, encodage, separateur, forme):
    entete = "Chrono;Date de réception;Mode de réception;Type de demande;Objet du courrier"
    entete += ";Expéditeur;Adresse mail;Service destinataire;Date de l'AR;Répondu le;Obs."
    relues = []
    for nom, lignes in origine.items():
        flux = StringIO()
        sortie = csv.writer(flux, delimiter=separateur)
        sortie.writerows([[f"Suivi {nom}"], [], entete.split(";")])
        sortie.writerows([en_texte(valeurs[cle], forme) for cle in CLES] for valeurs in lignes)
        sortie.writerow(["TOTAL", "", len(lignes)])
        relues += lues(flux.getvalue().encode(encodage), f"{nom}.csv")
    assert relues == attendues


def en_texte(valeur, forme):
    if isinstance(valeur, datetime):
        return f"{valeur:{forme} %H:%M}"
    return f"{valeur:{forme}}" if isinstance(valeur, date) else valeur


def test_le_meme_suivi_en_ods(origine, attendues):
    entete = [
        *("Réf.", "Reçu le", "Canal", "Nature de la demande", "Libellé", "Nom", "Coordonnées"),
        *("Pôle", "Accusé de réception le", "Réponse envoyée le", "Commentaires"),
    ]
    feuilles = [
        tableurs.ligne_ods(*map(tableurs.texte_ods, entete))
        + "".join(
            tableurs.ligne_ods(*(cellule_ods(valeurs[cle]) for cle in CLES)) for valeurs in lignes
        )
        for lignes in origine.values()
    ]
    assert list(lues(tableurs.ods(*feuilles), "suivi.ods")) == attendues


def cellule_ods(valeur):
    if valeur is None:
        return tableurs.VIDE_ODS
    return (
        tableurs.date_ods(valeur.isoformat())
        if isinstance(valeur, date)
        else tableurs.texte_ods(str(valeur))
    )
