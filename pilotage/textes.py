"""Le tableau de bord en titres, paragraphes et tableaux : pour le classeur et le texte."""

from datetime import date

from pilotage.mots import SITUATIONS
from qualepref.socle.sorties.blocs import Bloc, Nombre, Paragraphe, Tableau, Titre

PAS_SUIVI = "Pas encore suivi dans l'application"
UNITES = {"nombre": "nombre", "jours": "jours", "taux": "%"}  # format de colonne → unité
SYNTHESE = {
    "atteint": "Cibles atteintes",
    "non_atteint": "Cibles non atteintes",
    "sans_cible": "Suivis sans cible",
    "sans_chiffre": "Non mesurés",
}
ENTETES = (
    *("Code", "Indicateur", "Où", "Période", "Numérateur", "Dénominateur", "Valeur", "Unité"),
    *("Période précédente", "Cible", "Situation", "Non mesuré"),
)
MOUVEMENT = ("indicateur", "ou", "quoi", "avant", "apres")
ENTETES_SERIE = ("Code", "Indicateur", "Où", "Période", "Valeur", "Unité", "Cible")


def blocs_du_tableau(donnees: dict) -> list[Bloc]:
    lignes = [une for famille in donnees["familles"] for une in famille["indicateurs"]]
    synthese = [[libelle, donnees["synthese"][cle]] for cle, libelle in SYNTHESE.items()]
    return [
        Paragraphe(f"{donnees['surtitre']}. {donnees['soustitre']}."),
        *([Paragraphe(donnees["commentaire"])] if donnees["commentaire"] else []),
        *_mouvements(donnees),
        Tableau("Synthèse", ["Situation", "Indicateurs"], synthese),
        *(bloc for famille in donnees["familles"] for bloc in _famille(famille)),
        Titre("Détail par lieu", 2),
        Tableau("Détail", ENTETES, [ligne for une in lignes for ligne in _detail(une)]),
        Tableau("Évolution", ENTETES_SERIE, [ligne for une in lignes for ligne in _serie(une)]),
        *_suspensions(donnees),
    ]


def _mouvements(donnees: dict) -> list[Bloc]:
    """Ce que dit une édition corrigée : pourquoi, puis chaque valeur qui a bougé."""
    if not donnees.get("mouvements"):
        return []
    lignes = [[bouge[cle] for cle in MOUVEMENT] for bouge in donnees["mouvements"]]
    return [
        Paragraphe(f"Édition {donnees['edition']} : {donnees['motif']}"),
        Tableau("Ce qui a bougé", ["Indicateur", "Où", "Valeur", "Avant", "Après"], lignes),
    ]


def _famille(famille: dict) -> list[Tableau]:
    """Ses indicateurs, puis ses tableaux ; une édition d'avant n'en a pas."""
    lignes = [_ligne(une, une, "Ensemble") for une in famille["indicateurs"]]
    autres = [_tableau(tableau) for tableau in famille.get("tableaux", [])]
    return [Tableau(famille["libelle"], ENTETES, lignes), *autres]


def _tableau(tableau: dict) -> Tableau:
    brutes = [*tableau["lignes"], *([tableau["total"]] if tableau["total"] else [])]
    rangees = [_cases(rangee, tableau["formats"]) for rangee in brutes]
    return Tableau(tableau["intitule"], tableau["entetes"], rangees)


def _detail(une: dict) -> list[list]:
    return [_ligne(une, part, part["nom"]) for part in une["detail"]]


def _ligne(une: dict, part: dict, ou: str) -> list:
    """Les nombres restent des nombres : un taux est une proportion, une absence est vide."""
    chiffre = part["chiffre"]
    return [
        *(une["code"], une["libelle"], ou, une["periode"]),
        *(Nombre(chiffre[nom], "nombre") for nom in ("numerateur", "denominateur")),
        *(Nombre(chiffre["valeur"], une["unite"]), une["unite"]),
        *(Nombre(valeur, une["unite"]) for valeur in (part["precedent"]["valeur"], une["cible"])),
        SITUATIONS[part["situation"]],
        part["manques"],
    ]


def _serie(une: dict) -> list[list]:
    serie = une["serie"] or {"periodes": [], "lignes": []}
    return [
        [
            *(une["code"], une["libelle"], li["nom"], periode),
            *(Nombre(valeur, une["unite"]), une["unite"], Nombre(une["cible"], une["unite"])),
        ]
        for li in serie["lignes"]
        for periode, valeur in zip(serie["periodes"], li["valeurs"], strict=True)
    ]


def _suspensions(donnees: dict) -> list[Bloc]:
    if not donnees["suspensions"]:
        return []
    lignes = [
        [
            s["lieu"] or donnees["departement"]["nom"],
            *map(date.fromisoformat, (s["debut"], s["fin"])),
        ]
        + [s["motif"]]
        for s in donnees["suspensions"]
    ]
    return [Tableau("Périodes suspendues", ["Où", "Du", "Au", "Motif"], lignes)]


SANS_OBJET = "Sans objet cette année."
NON_ECRIT = "Texte à écrire."


def blocs_du_bilan(donnees: dict) -> list[Bloc]:
    blocs: list[Bloc] = [Paragraphe(f"{donnees['surtitre']}. {donnees['soustitre']}.")]
    for chapitre in donnees["chapitres"]:
        blocs.append(Titre(f"{chapitre['numero']}. {chapitre['titre']}", 2))
        for section in chapitre["sections"]:
            blocs += _blocs_de_section(section, donnees["recits"].get(section["numero"], {}))
    return [*blocs, *_suspensions(donnees)]


def _blocs_de_section(section: dict, recits: dict) -> list[Bloc]:
    titre = f"{section['numero']} {section['titre']}"
    lignes = [une for famille in section["familles"] for une in famille["indicateurs"]]
    blocs: list[Bloc] = [Titre(titre, 3)]
    for rubrique in section["rubriques"]:
        blocs.append(Paragraphe(f"{rubrique['libelle']} :"))
        blocs.append(Paragraphe(texte_du_recit(recits.get(rubrique["cle"]))))
    if lignes:
        rangees = [_ligne(une, part, ou) for une in lignes for part, ou in _parts(une)]
        blocs.append(Tableau(f"{section['numero']} Indicateurs", ENTETES, rangees))
    blocs += [_tableau(tableau) for tableau in section["tableaux"]]
    if section["pas_encore_suivis"]:
        blocs.append(Paragraphe(f"{PAS_SUIVI} : {' ; '.join(section['pas_encore_suivis'])}."))
    return blocs


def _cases(rangee: list, formats: list[str]) -> list:
    """Les cases d'un tableau du bilan ; un nombre y garde l'unité de sa colonne."""
    return [
        Nombre(valeur, UNITES[format]) if format in UNITES and _est_un_nombre(valeur) else valeur
        for valeur, format in zip(rangee, formats, strict=True)
    ]


def _est_un_nombre(valeur) -> bool:
    return isinstance(valeur, int | float) and not isinstance(valeur, bool)


def _parts(une: dict) -> list[tuple[dict, str]]:
    """L'ensemble s'il existe, sinon chaque compte."""
    if une["a_un_ensemble"] or not une["detail"]:
        return [(une, "Ensemble")]
    return [(part, part["nom"]) for part in une["detail"]]


def texte_du_recit(texte: str | None) -> str:
    """None : pas encore écrit ; vide : sans objet cette année."""
    return NON_ECRIT if texte is None else texte or SANS_OBJET
