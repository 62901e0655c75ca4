"""Le tableau de bord d'un trimestre : ses données, et l'acte qui les calcule et les range."""

from collections.abc import Callable
from datetime import date
from itertools import groupby

from django.db import transaction

from pilotage.annees import Annee
from pilotage.chapitres_formations import concernes_et_formes, conventions
from pilotage.lignes import ligne
from pilotage.mesures_calculees import relever
from pilotage.models import Indicateur, TableauDeBord
from pilotage.series import Series
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Periode
from qualepref.socle.temps import aujourdhui

SITUATIONS = ("atteint", "non_atteint", "sans_cible", "sans_chiffre")
ABSENCES = {"non_mesure", "en_attente", "suspendu", "sans_effectif"}


def series_pour(
    departement: Departement,
    periode: Periode,
    arrete: date,
    seuls: list[Indicateur] | None = None,
) -> Series:
    """De quoi lire la période, la précédente de chaque pas, et les douze derniers mois."""
    debut = date(periode.debut.year - 1, 1, 1)
    return Series(departement, debut, periode.fin, arrete, seuls)


def donnees_du_tableau(
    series: Series,
    periode: Periode,
    avancer: Callable[[int, str], None] = lambda pourcentage, etape: None,
) -> dict:
    """Tout le tableau de bord en valeurs simples : ce que gardent la base et les fichiers."""
    departement, arrete = series.departement, series.arrete
    lignes = []
    for rang, indicateur in enumerate(series.indicateurs):
        avancer(10 + 55 * rang // len(series.indicateurs), indicateur.libelle)
        lignes.append(ligne(series, indicateur, periode))
    return {
        "titre": f"Tableau de bord du {periode.libelle}",
        "surtitre": f"{departement.nom} · Démarche qualité",
        "soustitre": f"Chiffres arrêtés au {arrete:%d/%m/%Y}",
        "auteur": departement.nom,
        "nom_de_fichier": f"tableau-de-bord-{departement.code}-{periode.cle}",
        "departement": {"code": departement.code, "nom": departement.nom},
        "periode": periode.cle,
        "periode_dite": periode.libelle,
        "periode_courte": courte(periode),
        "precedente_courte": courte(periode.precedente),
        "precedente": periode.precedente.cle,
        "precedente_dite": periode.precedente.libelle,
        "debut": periode.debut.isoformat(),
        "fin": periode.fin.isoformat(),
        "arrete": arrete.isoformat(),
        "synthese": synthese(lignes),
        "suspensions": suspensions_dites(series, periode),
        "familles": [
            famille | {"tableaux": tableaux_de(famille["cle"], Annee(series, periode))}
            for famille in par_famille(lignes)
        ],
        "commentaire": "",
    }


def courte(periode: Periode) -> str:
    """« T4 2022 » : l'en-tête d'une colonne étroite."""
    annee, _, rang = periode.cle.partition("-")
    return f"{rang} {annee}".strip()


def situation_montree(une: dict) -> str:
    """La situation en un mot ; « donné par compte » quand seules les parts sont mesurées."""
    return "par_detail" if _a_un_detail_mesure(une) else une["situation"]


def est_montree(une: dict) -> bool:
    """Vrai si la période, ou la précédente, est mesurée : le reste se range à part."""
    parts = [une, *une["detail"]]
    chiffres = [part[cle] for part in parts for cle in ("chiffre", "precedent")]
    return any(chiffre["etat"] == "mesure" for chiffre in chiffres)


def synthese(lignes: list[dict]) -> dict[str, int]:
    """Combien d'indicateurs dans chaque situation."""
    comptes = dict.fromkeys(SITUATIONS, 0)
    for une in lignes:
        absente = une["situation"] in ABSENCES and not _a_un_detail_mesure(une)
        comptes["sans_chiffre" if absente else _situation_comptee(une)] += 1
    return comptes


def _situation_comptee(une: dict) -> str:
    return une["situation"] if une["situation"] in SITUATIONS else "sans_cible"


def _a_un_detail_mesure(une: dict) -> bool:
    """Un taux qui ne se donne que par compte est mesuré dès qu'un compte l'est."""
    detail = une["detail"] if not une["a_un_ensemble"] else []
    return any(part["chiffre"]["valeur"] is not None for part in detail)


def par_famille(lignes: list[dict]) -> list[dict]:
    """Les lignes rangées par famille, dans l'ordre livré."""
    familles = []
    for cle, groupe in groupby(lignes, key=lambda une: une["famille"]):
        libelle = Indicateur.Famille(cle).label
        familles.append({"cle": cle, "libelle": libelle, "indicateurs": list(groupe)})
    return familles


def tableaux_de(famille: str, annee: Annee) -> list[dict]:
    """Ce qu'une famille donne à lire outre ses indicateurs."""
    if famille != Indicateur.Famille.FORMATION:
        return []
    fin = min(annee.periode.fin, annee.series.arrete)
    an, jour = fin.year, f"{fin:%d/%m/%Y}"
    entetes = ["Thème", "Concernés", f"À former en {an}", f"Formés en {an}", "À jour", "En retard"]
    return [
        concernes_et_formes(annee).en_tableau(
            "concernes_et_formes", f"Agents concernés, à former et formés au {jour}", entetes
        ),
        conventions(annee).en_tableau(
            "conventions", f"Conventions de tutorat signées au {jour}", ["Service", "Nombre"]
        ),
    ]


def suspensions_dites(series: Series, periode: Periode) -> list[dict]:
    """Les périodes suspendues que montre le tableau : celles des douze derniers mois."""
    debut = date(periode.fin.year - 1, periode.fin.month, 1)
    return [
        {
            "debut": suspension.debut.isoformat(),
            "fin": suspension.fin.isoformat(),
            "motif": suspension.motif,
            "lieu": series.ou(suspension),
        }
        for suspension in series.suspensions
        if suspension.touche(debut, periode.fin)
    ]


def preparer_tableau(
    *, tableau: TableauDeBord, avancer: Callable[[int, str], None] = lambda p, e: None
) -> None:
    """Calcule et range les chiffres d'un brouillon ; publié, fût-ce entre-temps, il est figé."""
    if tableau.est_publie:
        return
    series = series_pour(tableau.departement, tableau.periode, aujourdhui())
    donnees = donnees_du_tableau(series, tableau.periode, avancer)
    with transaction.atomic():
        tableau.refresh_from_db(from_queryset=TableauDeBord.objects.select_for_update())
        if tableau.est_publie:
            return
        tableau.garder(donnees)
        relever(series, tableau.periode)
