"""Les colonnes d'un export d'enquête (Sphinx, LimeSurvey) : qui répond, et à quoi."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from enquetes.lecture.personnes import designe_quelqu_un
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import normaliser

NUMERO, JOUR, MODE, LANGUE, SITE = "numero", "jour", "mode", "langue", "site"
FIXES = (
    Champ(
        NUMERO,
        "numéro",
        synonymes=("N°", "Numéro", "ID", "ID de la réponse", "Response ID", "N° d'observation"),
        accessoire=True,
    ),
    Champ(
        JOUR,
        "jour de la réponse",
        synonymes=(
            *("Date de saisie", "Date", "Date de la réponse", "Date de réponse", "Horodateur"),
            *("Date de soumission", "submitdate", "Date submitted", "Date d'enregistrement"),
        ),
        est_date=True,
        accessoire=True,
    ),
    Champ(
        MODE,
        "moyen",
        synonymes=("Origine", "Mode", "Mode de collecte", "Mode de recueil", "Collecteur"),
        accessoire=True,
    ),
    Champ(
        LANGUE,
        "langue",
        synonymes=("Langue", "Langue de départ", "startlanguage", "Start language"),
        accessoire=True,
    ),
    Champ(SITE, "site", synonymes=("Site", "Lieu de réponse", "Site concerné"), accessoire=True),
)
TITRES_FIXES = {
    normaliser(titre): champ.cle for champ in FIXES for titre in (champ.libelle, *champ.synonymes)
}
# Ce que les outils ajoutent d'eux-mêmes à un export, et qui ne répond à rien.
TECHNIQUES = frozenset(
    normaliser(titre)
    for titre in (
        *("lastpage", "Dernière page", "Last page", "seed", "Graine", "Temps total"),
        *("Total time", "interviewtime", "Progression", "Group time", "Question time"),
    )
)
LONGUEUR_CODE = 20  # signes, comme `Question.code`
SOUS = r"(?:\[(?P<sous>\w{1,20})\](?:\[\w{1,20}\])?)"
CODE = re.compile(
    r"\s*(?:"
    # « Q5 », « Question 5 », « AP-05 », « G01Q02 », « 5 », avec ou sans sous-question
    r"(?:Q(?:uestion)?\s*)?(?P<code>(?:[A-Za-z]{1,4}[-_]?)?\d{1,4}(?:[A-Za-z]\d{1,3})?)"
    + SOUS
    + "?"
    # « accueil[SQ001] » : un code sans chiffre ne se reconnaît qu'à sa sous-question
    r"|(?P<mot>[A-Za-z]\w{0,19})" + SOUS.replace("sous", "sous_du_mot") + r")"
    r"(?:\s*[.:)–-]\s*|\s+|$)(?P<texte>.*)",
    re.DOTALL,
)
LIBRE = re.compile(r"other|autre|\w*comment", re.IGNORECASE)
ENTRE_CROCHETS = re.compile(r"(?P<question>.*?)\s*\[(?P<choix>[^\[\]]+)\]\s*", re.DOTALL)


TELLE_QUELLE = "-"  # colonne lue, et comparée à rien


class Titre(NamedTuple):
    """Le titre d'une colonne de question : code, sous-question s'il y en a une, texte."""

    code: str
    sous: str
    texte: str


def lire_titre(titre: str) -> Titre | None:
    """« Q5. Facilité… », « AP-05 Attente », « G01Q02[SQ001]. Téléphone » ; None sans code."""
    trouve = CODE.fullmatch(titre)
    if trouve is None:
        return None
    code = (trouve["code"] or trouve["mot"]).upper()
    if code[0].isdigit():
        code = f"Q{code}"
    sous = trouve["sous"] or trouve["sous_du_mot"] or ""
    return Titre(code, sous, " ".join(trouve["texte"].split()) or sous or code)


@dataclass(frozen=True)
class ColonneDeQuestion:
    """Une colonne de l'export : `lue` ou non, et à quelle question comparable elle répond."""

    rang: int
    titre: str
    cle: str
    lu: Titre
    lue: bool = True
    repere: str = ""
    personnelle: bool = False
    codee: bool = True

    @property
    def nom(self) -> str:
        """Ce qui la désigne encore si l'on déplace les colonnes."""
        return self.cle if self.codee else self.lu.texte

    @property
    def est_libre(self) -> bool:
        """« Autre, précisez » et commentaires de LimeSurvey."""
        return LIBRE.fullmatch(self.lu.sous) is not None

    @property
    def texte(self) -> str:
        """Sans la sous-question entre crochets que LimeSurvey met à la fin."""
        crochets = ENTRE_CROCHETS.fullmatch(self.lu.texte) if self.lu.sous else None
        return crochets["question"] if crochets and crochets["question"] else self.lu.texte

    @property
    def choix(self) -> str:
        crochets = ENTRE_CROCHETS.fullmatch(self.lu.texte)
        return crochets["choix"] if crochets else self.lu.texte


@dataclass
class Tri:
    """Les colonnes d'une feuille : celles qui disent d'où vient une réponse, puis les questions."""

    fixes: dict[str, int] = field(default_factory=dict)
    questions: list[ColonneDeQuestion] = field(default_factory=list)

    @property
    def lues(self) -> list[ColonneDeQuestion]:
        return [colonne for colonne in self.questions if colonne.lue]


def trier(
    titres: Mapping[int, str],
    valeurs: Mapping[int, Iterable[str]],
    dites: Mapping[str, str | None],
    fixes: Mapping[str, str],
) -> Tri:
    """`dites` : titre, ou nom et texte d'une colonne (normalisés) → question comparable,
    « - » si elle ne se compare à aucune, vide pour ne pas lire la colonne.

    Une colonne ne se lit que si elle a un code de question, ou si quelqu'un l'a dit ; ce qui
    désigne une personne ne se lit jamais. `fixes` : titre normalisé → champ, dit par quelqu'un.
    """
    tri, cles = Tri(), set()
    for rang, titre in sorted(titres.items()):
        plat = normaliser(titre)
        fixe = fixes.get(plat) or TITRES_FIXES.get(plat)
        if fixe and fixe not in tri.fixes:
            tri.fixes[fixe] = rang
        elif plat and plat not in TECHNIQUES:
            colonne = _colonne(rang, titre, valeurs.get(rang, ()), dites, cles)
            cles.add(colonne.cle)
            tri.questions.append(colonne)
    return tri


def texte_de(titre: str) -> str:
    """Sans son code de question : d'un export à l'autre, c'est le texte qui se reconnaît."""
    lu = lire_titre(titre)
    return lu.texte if lu else " ".join(titre.split())


def _colonne(rang, titre, valeurs, dites, cles) -> ColonneDeQuestion:
    codee = lire_titre(titre)
    lu = codee or Titre(f"C{rang + 1}", "", " ".join(titre.split()))
    cle = f"{lu.code}[{lu.sous}]" if lu.sous else lu.code
    while cle in cles:
        lu = lu._replace(code=f"{lu.code}bis")
        cle = f"{lu.code}[{lu.sous}]" if lu.sous else lu.code
    signes = normaliser(titre), normaliser(f"{cle if codee else lu.texte} {lu.texte}")
    dite = next((dites[signe] for signe in signes if signe in dites), None)
    personnelle = designe_quelqu_un(titre, valeurs)
    lue = not personnelle and (bool(dite) if dite is not None else codee is not None)
    repere = "" if dite in (None, TELLE_QUELLE) else dite
    return ColonneDeQuestion(rang, titre, cle, lu, lue, repere, personnelle, codee is not None)


def code_de(colonne: ColonneDeQuestion) -> str:
    """Celui d'une ligne de tableau ou d'un « autre » : « Q1-SQ001 »."""
    if not colonne.lu.sous:
        return colonne.lu.code[:LONGUEUR_CODE]
    return f"{colonne.lu.code}-{colonne.lu.sous}"[:LONGUEUR_CODE]
