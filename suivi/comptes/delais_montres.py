"""Des chiffres comptés aux tableaux montrés : une case dit sa valeur et ce dont elle est faite."""

from collections.abc import Mapping
from datetime import date

from qualepref.socle.nombres import ecrire
from qualepref.socle.periodes import Periode
from suivi.comptes.decompte import EN_VIGUEUR
from suivi.cumul.comptes import Chiffres, Question
from suivi.delais.regles import Unite
from suivi.models.situations import Situation

ENSEMBLE = "Ensemble"
HORS_COMPTE = (Situation.SUSPENDUE, Situation.NON_DUE, Situation.ARRETEE, Situation.SANS_DELAI)
COLONNES = [
    {"cle": "recues", "entete": "Reçues", "unite": "nombre"},
    {"cle": "part", "entete": "Dans le délai", "unite": "%"},
    {"cle": "en_retard", "entete": "En retard, sans réponse", "unite": "nombre"},
    {"cle": "en_attente", "entete": "En attente, à temps", "unite": "nombre"},
    {"cle": "hors_compte", "entete": "Hors du compte", "unite": "nombre"},
    {"cle": "moyenne_ouvres", "entete": "Délai moyen, jours ouvrés", "unite": "jours"},
    {"cle": "mediane_ouvres", "entete": "Délai médian, jours ouvrés", "unite": "jours"},
]
COMPAREES = [
    {"cle": "part_ouvres", "entete": "Dans le délai, en jours ouvrés", "unite": "%"},
    {"cle": "part_calendaires", "entete": "Dans le délai, en jours calendaires", "unite": "%"},
    {"cle": "moyenne_calendaires", "entete": "Délai moyen, jours calendaires", "unite": "jours"},
    {"cle": "mediane_calendaires", "entete": "Délai médian, jours calendaires", "unite": "jours"},
]
_UNITES = {colonne["cle"]: colonne["unite"] for colonne in COLONNES + COMPAREES}
Groupes = Mapping[tuple, dict[str, Chiffres]]


def tableaux(groupes: Groupes, question: Question, noms: Mapping) -> list[dict]:
    """Un tableau par période, dans l'ordre ; ses lignes, puis l'ensemble s'il y en a plusieurs."""
    montres = []
    for debut in sorted({periode for periode, _ in groupes}, key=lambda jour: jour or date.min):
        du_tableau = {place: c for (periode, place), c in groupes.items() if periode == debut}
        bornes = _bornes(debut, question)
        ordre = sorted(du_tableau, key=lambda place: noms[place])
        lignes = [_ligne(noms[place], place, du_tableau[place]) for place in ordre]
        if len(lignes) > 1:
            lignes.append(_ligne(ENSEMBLE, None, _reunir(du_tableau.values())))
        titre = Periode(debut, question.genre).libelle if debut else "Toute la durée"
        montres.append({"titre": titre[:1].upper() + titre[1:], "lignes": lignes, **bornes})
    return montres


def _bornes(debut: date | None, question: Question) -> dict:
    """Les arrivées que la période et la question ont en commun."""
    if debut is None:
        return {"du": question.debut.isoformat(), "au": question.fin.isoformat()}
    periode = Periode(debut, question.genre)
    du, au = max(debut, question.debut), min(periode.fin, question.fin)
    return {"du": du.isoformat(), "au": au.isoformat()}


def _reunir(groupes) -> dict[str, Chiffres]:
    groupes = list(groupes)
    return {regle: sum((g[regle] for g in groupes), Chiffres()) for regle in groupes[0]}


def _ligne(nom: str, place, par_regle: dict[str, Chiffres]) -> dict:
    enregistrees = par_regle[EN_VIGUEUR]
    situations = enregistrees.situations
    cases = {
        "recues": _case("recues", enregistrees.recues),
        "part": _part("part", enregistrees),
        "en_retard": _case("en_retard", situations[Situation.EN_RETARD]),
        "en_attente": _case("en_attente", situations[Situation.A_TEMPS]),
        "hors_compte": _hors_compte(situations),
    }
    for unite in Unite:
        delais = enregistrees.delais(unite)
        for mesure in ("moyenne", "mediane"):
            cases[f"{mesure}_{unite}"] = _case(f"{mesure}_{unite}", delais[mesure])
        if unite in par_regle:
            cases[f"part_{unite}"] = _part(f"part_{unite}", par_regle[unite])
    accuse_seul = situations[Situation.ACCUSE_SEUL]
    return {"nom": nom, "place": place, "cases": cases, "accuse_seul": accuse_seul}


def _case(cle: str, valeur, precision: str = "") -> dict:
    return {"valeur": valeur, "texte": ecrire(valeur, _UNITES[cle]), "precision": precision}


def _part(cle: str, chiffres: Chiffres) -> dict:
    """Le taux et ses deux nombres ; une base vide n'est pas zéro."""
    bouts = {"numerateur": chiffres.dans_le_delai, "denominateur": chiffres.base}
    sur = f"{ecrire(chiffres.dans_le_delai, 'nombre')} sur {ecrire(chiffres.base, 'nombre')}"
    return _case(cle, chiffres.taux, sur if chiffres.base else "") | bouts


def _hors_compte(situations) -> dict:
    """Reçues, mais ni dans les parts ni en attente ; ce qui les en sort est dit."""
    sorties = [(Situation(s).label, situations[s]) for s in HORS_COMPTE if situations[s]]
    precision = ", ".join(f"{libelle} : {nombre}" for libelle, nombre in sorties)
    return _case("hors_compte", sum(nombre for _, nombre in sorties), precision)


def montrees(tableau: dict, cles: list[str]) -> dict:
    """Le tableau, les cases de chaque ligne dans l'ordre des colonnes choisies."""
    lignes = [
        ligne | {"montrees": [ligne["cases"][cle] for cle in cles]} for ligne in tableau["lignes"]
    ]
    return tableau | {"lignes": lignes}


def note(montres: list[dict]) -> str:
    """Ce que les cases ne disent pas : les réclamations que l'accusé seul a traitées."""
    nombre = sum(ligne["accuse_seul"] for t in montres for ligne in t["lignes"] if ligne["place"])
    if not nombre:
        return ""
    return (
        f"Traitées par l'accusé de réception seul, réponse sur le fond échue : {nombre}. "
        "Elles comptent au dénominateur, pas au numérateur."
    )
