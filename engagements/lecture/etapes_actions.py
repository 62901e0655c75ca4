"""Une action écrite sur plusieurs lignes, et une échéance cochée dans un calendrier.

Une ligne sans libellé ni numéro, juste sous une action, en est la suite : une étape, un autre
moyen, la fin de la phrase. L'action vaut alors par sa dernière échéance, et n'est faite que si
toutes ses étapes le sont.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from engagements.lecture.actions_lues import lire_echeance
from engagements.lecture.colonnes_actions import est_coche
from engagements.lecture.lignes_avis import est_total
from engagements.plan import EN_COURS, FAITES
from qualepref.socle.importation import Ligne
from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser

PERIODES_EN_TITRES = 2  # à partir de là, des périodes en titres font un calendrier


def reunir(lignes: Iterable[Ligne], feuille: Feuille) -> list[Ligne]:
    """Les actions, chacune avec ses `suites` : les lignes qui la continuent."""
    actions: list[Ligne] = []
    for ligne in lignes:
        ligne.suites = []
        if actions and _continue(ligne, actions[-1], feuille):
            actions[-1].suites.append(ligne)
        else:
            actions.append(ligne)
    return actions


def _continue(ligne: Ligne, action: Ligne, feuille: Feuille) -> bool:
    derniere = action.suites[-1] if action.suites else action
    meme_numero = est_vide(ligne["numero"]) or ligne["numero"] == action["numero"]
    if ligne.numero != derniere.numero + 1 or not meme_numero or not action.texte("action"):
        return False
    if any(map(est_total, feuille.lignes[ligne.numero - 1])):
        return False
    ecrit = ligne.texte("action")
    if not ecrit:
        return True
    propres = [normaliser(lire_texte(v)) for v in feuille.lignes[ligne.numero - 1]]
    if ligne["action"] == action["action"] and normaliser(ecrit) not in propres:
        return True  # cellule fusionnée
    return _est_une_fin_de_phrase(ligne, action, ecrit)


def _est_une_fin_de_phrase(ligne: Ligne, action: Ligne, ecrit: str) -> bool:
    """Sous une action numérotée, un texte seul qui commence par une minuscule."""
    seul = all(est_vide(v) for champ, v in ligne.valeurs.items() if champ != "action")
    return seul and not est_vide(action["numero"]) and (ecrit[0].islower() or ecrit[0] in "-•–")


def intitule(ligne: Ligne) -> str:
    """Le libellé, et la fin de sa phrase si elle passe à la ligne."""
    suites = [s.texte("action") for s in ligne.suites if s["action"] != ligne["action"]]
    return " ".join(filter(None, [ligne.texte("action"), *suites]))


def texte(ligne: Ligne, champ: str) -> str:
    """Le texte de l'action, puis celui de ses suites ; une étape garde sa date et son état."""
    if not ligne.suites:
        return ligne.texte(champ)
    if champ == "description":
        dits = [_etape(ligne, ("echeance", "etat"))]
        dits += [_etape(suite, ("service", "echeance", "etat")) for suite in ligne.suites]
    else:
        dits = [li.texte(champ) for li in toutes(ligne)]
    return " ; ".join(dict.fromkeys(filter(None, dits)))


def _etape(ligne: Ligne, champs: Iterable[str]) -> str:
    precisions = [t for champ in champs if (t := lire_texte(ligne[champ]))]
    dit = ligne.texte("description")
    return f"{dit} ({', '.join(precisions)})" if dit and precisions else dit


def toutes(ligne: Ligne) -> list[Ligne]:
    return [ligne, *ligne.suites]


def etat_des_etapes(etats: Sequence[str | None]) -> str | None:
    """Faite si toutes le sont, en cours si elles diffèrent."""
    dits = [etat for etat in etats if etat]
    if not dits or len(set(dits)) == 1 or all(etat in FAITES for etat in dits):
        return dits[0] if dits else None
    return EN_COURS


def calendrier(titres: Sequence[str], annee: int) -> dict[int, date]:
    """Colonne → dernier jour de la période qui l'intitule : « T3 », « mars 2022 »."""
    lues = {j: fin for j, titre in enumerate(titres) if (fin := _fin(titre, annee))}
    return lues if len(lues) >= PERIODES_EN_TITRES else {}


def _fin(titre: str, annee: int) -> date | None:
    try:
        return lire_echeance(titre, annee) if titre and not titre.isdigit() else None
    except ValeurRefusee:
        return None


def derniere_cochee(cellules: Sequence[Valeur], periodes: dict[int, date]) -> date | None:
    """L'échéance : la fin de la dernière période où la ligne porte une marque."""
    marques = dict(enumerate(cellules))
    return max((fin for j, fin in periodes.items() if est_coche(marques.get(j))), default=None)
