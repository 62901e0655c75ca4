"""L'aperçu d'une feuille : ce qu'on y a reconnu, et les colonnes que l'on peut choisir."""

from qualepref.socle.lecture.cellules import est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.lignes import LignesUtiles
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.valeurs import lire_texte

LIGNES_APERCU = 5
LIGNES_REGARDEES = 200


def est_lisible(reconnue: Reconnaissance) -> bool:
    return reconnue.reconnue and not reconnue.manquants


def apercu(feuille: Feuille, reconnue: Reconnaissance, utiles: LignesUtiles) -> dict:
    """Ce que la page d'aperçu montre d'une feuille : colonnes reconnues et premières lignes."""
    numeros = [numero for numero, _ in utiles.lignes[:LIGNES_APERCU]]
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
        "apercu": [[lire_texte(v) for v in feuille.lignes[numero - 1]] for numero in numeros],
    }


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
        lettre = f"{colonne.titre} – colonne {dite}" if colonne.titre else f"Colonne {dite}"
        choix.append((dite, dite if dite == colonne.titre else lettre))
    return choix
