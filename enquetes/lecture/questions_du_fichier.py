"""Des colonnes d'un export à ses questions : à choix, en tableau, à cases, libres."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.text import slugify

from enquetes.langues import FRANCAIS
from enquetes.lecture.colonnes import ColonneDeQuestion, code_de
from enquetes.lecture.modalites import LIBRE, Colonne, comprendre, est_coche, sont_des_cases
from enquetes.lecture.questionnaires_lus import ChoixLu
from enquetes.saisies import TypeQuestion
from qualepref.socle.lecture.valeurs import normaliser

Valeurs = Mapping[str, list[str]]  # clé de colonne → cellules remplies
Ecritures = Mapping[str, str]  # écriture normalisée → clé d'un choix


@dataclass(frozen=True)
class QuestionDuFichier:
    """Une question de l'export : ses colonnes, et ce qu'on en a compris.

    `cases` : une colonne par choix. `ecrites` : les modalités lues, les plus dites d'abord ; rien
    d'un texte libre. `dites` : celles que quelqu'un a traduites.
    """

    code: str
    intitule: str
    colonnes: tuple[ColonneDeQuestion, ...]
    comprise: Colonne
    cases: bool = False
    dites: Mapping[str, str] | None = None
    ecrites: tuple[str, ...] = ()

    @property
    def cles(self) -> list[str]:
        return [colonne.cle for colonne in self.colonnes]

    @property
    def repere(self) -> str:
        return self.colonnes[0].repere

    @property
    def est_a_choix(self) -> bool:
        return bool(self.comprise.choix)

    def parts(self, valeurs: Mapping[str, str]) -> list[str]:
        """Ce que dit une ligne, une écriture par choix coché."""
        if self.cases:
            return [c.lu.sous for c in self.colonnes if est_coche(valeurs.get(c.cle, ""))]
        ecrit = valeurs.get(self.cles[0], "")
        return self.comprise.parts(ecrit) if self.est_a_choix else [ecrit] if ecrit else []


def regrouper(
    colonnes: Iterable[ColonneDeQuestion],
    valeurs: Valeurs,
    echelle: Ecritures,
    modalites: Mapping[str, Ecritures],
) -> Iterator[QuestionDuFichier]:
    """`modalites` : code de question → écritures dites, qui l'emportent sur `echelle`."""
    par_code: dict[str, list[ColonneDeQuestion]] = {}
    for colonne in colonnes:
        par_code.setdefault(colonne.lu.code, []).append(colonne)
    for siennes in par_code.values():
        cases = [c for c in siennes if c.lu.sous and not c.est_libre]
        remplies = [v for c in cases for v in valeurs.get(c.cle, ())]
        if remplies and sont_des_cases(remplies):
            yield _a_cases(cases, modalites)
            siennes = [c for c in siennes if c not in cases]
        ensemble = {c.cle: remplies if c in cases else valeurs.get(c.cle, []) for c in siennes}
        for colonne in siennes:
            dites = modalites.get(code_de(colonne), {})
            ecrites = {**echelle, **dites}
            yield _seule(colonne, ensemble[colonne.cle], ecrites, dites)


def _a_cases(cases, modalites) -> QuestionDuFichier:
    code = cases[0].lu.code
    choix = tuple(ChoixLu(_cle(c), {FRANCAIS: c.choix}) for c in cases)
    ecritures = {normaliser(c.lu.sous): _cle(c) for c in cases}
    ecritures |= {normaliser(c.choix): _cle(c) for c in cases}
    comprise = Colonne(TypeQuestion.CHOIX_MULTIPLE, choix, ecritures)
    intitule = cases[0].texte if cases[0].texte != cases[0].lu.texte else code
    return QuestionDuFichier(
        code, intitule, tuple(cases), comprise, cases=True, dites=modalites.get(code)
    )


def _seule(colonne, valeurs, ecrites, dites) -> QuestionDuFichier:
    comprise = LIBRE if colonne.est_libre else comprendre(colonne.lu.texte, valeurs, ecrites)
    intitule = colonne.lu.texte
    if colonne.lu.sous and colonne.choix != colonne.lu.texte:
        intitule = f"{colonne.texte} : {colonne.choix}"
    if dites:
        comprise = replace(comprise, ecritures={**comprise.ecritures, **dites})
    ecrites = _modalites(comprise, valeurs)
    return QuestionDuFichier(
        code_de(colonne), intitule, (colonne,), comprise, dites=dites, ecrites=ecrites
    )


def _modalites(comprise: Colonne, valeurs: Iterable[str]) -> tuple[str, ...]:
    """Les plus dites d'abord, chacune sous une écriture ; rien d'un texte libre."""
    if not comprise.choix:
        return ()
    comptes = Counter(part for valeur in valeurs for part in comprise.parts(valeur))
    ranges = sorted(comptes, key=lambda ecrit: (-comptes[ecrit], ecrit))
    return tuple({normaliser(ecrit): ecrit for ecrit in reversed(ranges)}.values())[::-1]


def _cle(colonne: ColonneDeQuestion) -> str:
    """« Q3[SQ001] » → « sq001 »."""
    return slugify(colonne.lu.sous) or "autre"
