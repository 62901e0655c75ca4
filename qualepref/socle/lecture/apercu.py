"""L'aperçu d'une feuille : ce qu'on y a reconnu, et les colonnes que l'on peut choisir."""

from qualepref.socle.lecture.cellules import est_vide, lettre
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.lignes import LignesUtiles
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.valeurs import lire_texte

LIGNES_APERCU = 5
LIGNES_REGARDEES = 200


def est_lisible(reconnue: Reconnaissance) -> bool:
    return reconnue.reconnue and not reconnue.manquants


def apercu(
    feuille: Feuille, reconnue: Reconnaissance, utiles: LignesUtiles, anonyme: bool = False
) -> dict:
    """Ce que la page d'aperçu montre d'une feuille : colonnes reconnues et premières lignes.

    `anonyme` : aucune ligne ne se montre, puisque l'aperçu se garde.
    """
    titres = titres_de(reconnue)
    return {
        "nom": feuille.nom,
        "reconnue": est_lisible(reconnue),
        "manquants": [champ.libelle for champ in reconnue.manquants],
        "messages": reconnue.messages,
        "introuvables": dict(reconnue.introuvables),
        "ligne_entete": reconnue.ligne_entete,
        "lignes_entete": reconnue.lignes_entete,
        "ligne_probable": (
            reconnue.ligne_probable if reconnue.ligne_entete is None else reconnue.ligne_entete
        ),
        "colonnes": {cle: designer(col, titres) for cle, col in reconnue.colonnes.items()},
        "choix": choix_de_colonnes(feuille, titres),
        "incertaines": [cle for cle, col in reconnue.colonnes.items() if col.incertaine],
        "titres": titres,
        "ignorees": utiles.ignorees,
        "tetes": tetes_de(feuille, titres),
        "apercu": [] if anonyme else premieres_lignes(feuille, reconnue, utiles),
    }


def premieres_lignes(
    feuille: Feuille, reconnue: Reconnaissance, utiles: LignesUtiles
) -> list[list[str]]:
    """Celles qu'on lira ; d'une feuille non reconnue, celles qui suivent ses titres probables."""
    rangs = [numero - 1 for numero, _ in utiles.lignes]
    if not reconnue.reconnue:
        debut = reconnue.ligne_probable or 0
        rangs = [i for i in range(debut, len(feuille.lignes)) if any(feuille.lignes[i])]
    largeur = len(tetes_de(feuille, []))
    return [
        [lire_texte(feuille.valeur(rang, j)) for j in range(largeur)]
        for rang in rangs[:LIGNES_APERCU]
    ]


def tetes_de(feuille: Feuille, titres: list[str]) -> list[str]:
    """Ce qui coiffe chaque colonne de l'aperçu : son titre, à défaut sa lettre."""
    lues = feuille.lignes[:LIGNES_REGARDEES]
    pleines = [j for ligne in lues for j, v in enumerate(ligne) if not est_vide(v)]
    largeur = max([*pleines, len(titres) - 1], default=-1) + 1
    return [titres[j] if j < len(titres) and titres[j] else lettre(j) for j in range(largeur)]


def titres_de(reconnue: Reconnaissance) -> list[str]:
    """Tous les titres de la feuille, à leur rang ; vide là où la colonne n'en a pas."""
    colonnes = [*reconnue.colonnes.values(), *reconnue.colonnes_ignorees]
    titres = [""] * max((colonne.indice + 1 for colonne in colonnes), default=0)
    for colonne in colonnes:
        titres[colonne.indice] = colonne.titre
    return titres


def designer(colonne: Colonne, titres: list[str]) -> str:
    """Le titre de la colonne ; sa lettre si elle n'en a pas, ou si une autre a le même."""
    return colonne.titre if titres.count(colonne.titre) == 1 else colonne.lettre


def choix_de_colonnes(feuille: Feuille, titres: list[str]) -> list[tuple[str, str]]:
    """(ce qui la désigne, ce qu'on en montre) de chaque colonne qui a un titre ou un contenu."""
    lues = feuille.lignes[:LIGNES_REGARDEES]
    remplies = {j for ligne in lues for j, v in enumerate(ligne) if not est_vide(v)}
    choix = []
    for j in sorted(remplies | {j for j, titre in enumerate(titres) if titre}):
        colonne = Colonne(j, titres[j] if j < len(titres) else "")
        dite = designer(colonne, titres)
        nommee = f"{colonne.titre} – colonne {dite}" if colonne.titre else f"Colonne {dite}"
        choix.append((dite, dite if dite == colonne.titre else nommee))
    return choix
