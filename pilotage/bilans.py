"""Le bilan annuel : ses données selon le plan, et l'acte qui les calcule et les range."""

from collections.abc import Callable
from datetime import date

from pilotage.annees import Annee
from pilotage.chapitres import TABLEAUX
from pilotage.libelles import colonne_dite, rubrique_dite
from pilotage.lignes import ligne
from pilotage.models import BilanAnnuel, Indicateur, PlanBilan
from pilotage.tableaux import par_famille, series_pour, suspensions_dites
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.temps import aujourdhui

INDICATEURS_DE_LA_SECTION = "tableau_bord"  # rempli par les indicateurs de la section


def donnees_du_bilan(
    departement: Departement,
    annee: int,
    plan: PlanBilan,
    arrete: date,
    avancer: Callable[[int, str], None] = lambda pourcentage, etape: None,
) -> dict:
    """Tout le bilan en valeurs simples, hors des textes que le référent écrit."""
    periode = Periode(date(annee, 1, 1), Genre.ANNEE)
    cites = {code for section in plan.sections for code in section["indicateurs"]}
    indicateurs = list(Indicateur.objects.regles_pour(departement).filter(code__in=cites))
    series = series_pour(departement, periode, arrete, indicateurs)
    lignes = {}
    for rang, indicateur in enumerate(indicateurs):
        avancer(10 + 40 * rang // len(indicateurs), indicateur.libelle)
        lignes[indicateur.code] = ligne(series, indicateur, periode)
    avancer(55, "Tableaux des chapitres")
    return {
        "titre": f"Bilan qualité {annee}",
        "surtitre": f"{departement.nom} · Démarche qualité",
        "soustitre": f"Chiffres arrêtés au {arrete:%d/%m/%Y}",
        "auteur": departement.nom,
        "nom_de_fichier": f"bilan-qualite-{departement.code}-{annee}",
        "departement": {"code": departement.code, "nom": departement.nom},
        "annee": annee,
        "periode_dite": str(annee),
        "arrete": arrete.isoformat(),
        "plan": plan.version,
        "suspensions": suspensions_dites(series, periode),
        "chapitres": [
            {
                "numero": chapitre["numero"],
                "titre": chapitre["titre"],
                "sections": [
                    _section(section, lignes, Annee(series, periode))
                    for section in chapitre["sections"]
                ],
            }
            for chapitre in plan.chapitres
        ],
    }


def _section(section: dict, lignes: dict[str, dict], annee: Annee) -> dict:
    connues = [lignes[code] for code in section["indicateurs"] if code in lignes]
    remplis = [t for t in section["tableaux"] if t["cle"] in TABLEAUX]
    absents = [
        tableau["intitule"]
        for tableau in section["tableaux"]
        if tableau["cle"] not in TABLEAUX and tableau["cle"] != INDICATEURS_DE_LA_SECTION
    ]
    return {
        "numero": section["numero"],
        "titre": section["titre"],
        "familles": par_famille(sorted(connues, key=_rang)),
        "tableaux": [_tableau(tableau, annee) for tableau in remplis],
        "pas_encore_suivis": absents,
        "rubriques": [{"cle": cle, "libelle": rubrique_dite(cle)} for cle in section["recit"]],
    }


def _rang(une: dict) -> int:
    return list(Indicateur.Famille.values).index(une["famille"])


def _tableau(tableau: dict, annee: Annee) -> dict:
    entetes = [colonne_dite(colonne) for colonne in tableau["colonnes"]]
    contenu = TABLEAUX[tableau["cle"]](annee)
    return contenu.en_tableau(tableau["cle"], tableau["intitule"], entetes)


def preparer_bilan(
    *, bilan: BilanAnnuel, avancer: Callable[[int, str], None] = lambda p, e: None
) -> None:
    """Calcule et range les chiffres d'un brouillon ; un bilan publié ne bouge plus."""
    if bilan.est_publie:
        return
    donnees = donnees_du_bilan(bilan.departement, bilan.annee, bilan.plan, aujourdhui(), avancer)
    bilan.garder(donnees)
