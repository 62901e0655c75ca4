"""Les agrégats d'une publication en CSV : une ligne par thème, question et choix."""

from collections.abc import Iterator, Mapping

ENTETES = [
    *("enquete", "departement", "debut", "fin", "niveau", "theme", "question", "choix"),
    *("reponses", "favorables", "exprimees", "taux", "borne_basse", "borne_haute", "masque"),
]
DECIMALES = 4


def lignes(chiffres: Mapping) -> list[list]:
    """Une case masquée reste vide et le dit : rien ici que la page publique ne montre pas."""
    entete = [chiffres[cle] for cle in ("intitule", "departement", "debut", "fin")]
    return [
        [*entete, *suite]
        for theme in chiffres["themes"]
        for suite in (
            ["theme", theme["libelle"], "", "", None, *_taux(theme)],
            *(ligne for question in theme["questions"] for ligne in _question(theme, question)),
        )
    ]


def _question(theme: Mapping, question: Mapping) -> Iterator[list]:
    nom = question["libelle"]
    nombre = question["effectif"]
    yield ["question", theme["libelle"], nom, "", nombre, *_taux(question)]
    for choix in question["repartition"]:
        dit = [choix["libelle"], choix["nombre"]]
        yield ["choix", theme["libelle"], nom, *dit, *[None] * 5, "non"]


def _taux(ligne: Mapping) -> list:
    nus = [ligne[cle] for cle in ("valeur", "bas", "haut")]
    arrondis = [None if nu is None else round(nu, DECIMALES) for nu in nus]
    masque = "oui" if ligne["masque"] else "non"
    return [ligne["favorables"], ligne["exprimees"], *arrondis, masque]
