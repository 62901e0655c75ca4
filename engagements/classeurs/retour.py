"""Dire ce que change un classeur de service revenu rempli (voir lecture.py).

Trois états se comparent, saisie par saisie : ce qui est parti (son empreinte), ce qui revient, ce
qui est à l'écran. Une saisie intacte laisse l'écran tel qu'il est ; remplie alors que l'écran n'a
pas bougé, c'est un changement ; les deux à la fois, un conflit à trancher.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engagements.classeurs.lecture import LigneLue, Retour
from engagements.classeurs.presentation import AVANCEMENTS, AVIS, Reponse, textes_de
from engagements.cotation import EN_COURS, NON_APPLICABLE, NON_EVALUE
from engagements.lecture.avis_lus import lire_avis
from qualepref.socle.lecture.cellules import ErreurExcel
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, normaliser

CHAMPS = ("Avis", "Avancement", "Motif", "Commentaire")
DISPARUE = (
    "Ce point n'est plus à évaluer par ce service : le référentiel ou le périmètre a changé depuis."
)


@dataclass(frozen=True)
class EnBase:
    """Ce que dit l'écran d'une cellule."""

    version: int
    code: str
    intitule: str
    reponse: Reponse


@dataclass(frozen=True)
class Ecart:
    """Une cellule que le classeur change : d'`avant` (l'écran) à `apres` (le classeur).

    `par` : qui a répondu à l'écran, et quand.
    """

    repere: str
    ligne: int
    version: int
    code: str
    intitule: str
    avant: Reponse
    apres: Reponse
    par: str = ""

    @property
    def champs(self) -> list[tuple[str, str, str]]:
        """(champ, avant, après) de ce qui diffère, en mots."""
        couples = zip(CHAMPS, textes_de(self.avant), textes_de(self.apres), strict=True)
        return [(champ, avant, apres) for champ, avant, apres in couples if avant != apres]


class Refus(NamedTuple):
    ligne: int
    code: str
    valeur: str
    raison: str


@dataclass
class Comparaison:
    """`a_l_ecran` : lignes intactes du classeur que l'écran a changées ; rien n'y est à faire."""

    changements: list[Ecart] = field(default_factory=list)
    conflits: list[Ecart] = field(default_factory=list)
    refus: list[Refus] = field(default_factory=list)
    inchangees: int = 0
    a_l_ecran: int = 0
    absentes: int = 0


def reponse_lue(textes: tuple[str, str, str, str]) -> Reponse:
    """La réponse que disent les quatre saisies ; lève ValeurRefusee."""
    avis, avancement, motif, commentaire = textes
    code = _code(avis, AVIS) or lire_avis(avis).avis
    avance = _code(avancement, AVANCEMENTS)
    if avance is None and est_absence(avancement or None):
        avance = "a_revoir"
    if avance is None:
        attendus = ", ".join(AVANCEMENTS.values())
        raise ValeurRefusee(
            "avancement_inconnu", f"« {avancement} » n'est pas un avancement ({attendus})."
        )
    if code == EN_COURS:
        code, avance = NON_EVALUE, "en_cours"
    return Reponse(code, avance, motif if code == NON_APPLICABLE else "", commentaire)


def _code(texte: str, libelles: Mapping[str, str]) -> str | None:
    mot = normaliser(texte)
    return next((code for code, libelle in libelles.items() if normaliser(libelle) == mot), None)


Issue = tuple[Reponse, str]  # ce qui s'écrirait, et pourquoi cela ne s'écrit pas (vide si oui)


@dataclass
class Comparateur:
    """Compare un retour à l'écran, ligne par ligne, dans l'ordre du classeur.

    `en_base` : repère → ce qui est à l'écran. `verifier` juge une réponse, `ecrire` la juge et
    l'écrit. `tranchees` : repère → (« classeur » ou « ecran », version qu'on avait sous les yeux).
    """

    en_base: Mapping[str, EnBase]
    verifier: Callable[[str, Reponse], Issue]
    ecrire: Callable[[str, Reponse], Issue]
    tranchees: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    resultat: Comparaison = field(default_factory=Comparaison)

    def comparer(self, retour: Retour) -> Comparaison:
        vues = set()
        for ligne in retour.lignes:
            if ligne.repere and ligne.repere in vues:
                self._refuser(ligne, "Cette ligne est en double dans le classeur.")
            else:
                vues.add(ligne.repere)
                self._comparer(ligne)
        self.resultat.absentes = len(self.en_base.keys() - vues)
        return self.resultat

    def _comparer(self, ligne: LigneLue) -> None:
        base = self.en_base.get(ligne.repere)
        if not any(ligne.touchees):
            self._laisser(ligne, base)
        elif base is None:
            sans_repere = "Cette ligne n'a pas de repère : elle a été ajoutée au classeur."
            self._refuser(ligne, DISPARUE if ligne.repere else sans_repere)
        else:
            self._confronter(ligne, base)

    def _laisser(self, ligne, base):
        """Personne n'y a touché dans le classeur : l'écran garde ce qu'il a."""
        self.resultat.inchangees += 1
        if base and any(ligne.differentes(textes_de(base.reponse))):
            self.resultat.a_l_ecran += 1

    def _confronter(self, ligne, base):
        try:
            verifier(ligne, base)
            voulue = fondre(ligne, reponse_lue(ligne.textes), base.reponse)
        except ValeurRefusee as refus:
            return self._refuser(ligne, str(refus))
        choix, vue = self.tranchees.get(ligne.repere, ("", None))
        tranche = choix if vue == base.version else ""
        if voulue == base.reponse or tranche == "ecran":
            self.resultat.inchangees += 1
            return None
        en_conflit = not tranche and s_opposent(ligne, voulue, base.reponse)
        juger = self.verifier if en_conflit else self.ecrire
        finale, raison = juger(ligne.repere, voulue)
        if raison:
            return self._refuser(ligne, raison)
        qui = ligne.repere, ligne.numero, base.version, base.code, base.intitule
        ecart = Ecart(*qui, base.reponse, finale)
        (self.resultat.conflits if en_conflit else self.resultat.changements).append(ecart)
        return None

    def _refuser(self, ligne, raison):
        dit = " · ".join(filter(None, ligne.textes))
        self.resultat.refus.append(Refus(ligne.numero, ligne.code, dit, raison))


def verifier(ligne: LigneLue, base: EnBase) -> None:
    """Ce qu'on écrirait de travers sans le voir ; lève ValeurRefusee."""
    if ligne.code and not meme_code(ligne.code, base.code):
        raise ValeurRefusee(
            "lignes_melangees",
            f"Cette ligne porte le n° {ligne.code} et le repère caché du n° {base.code} : un tri a "
            "séparé les colonnes. Téléchargez un classeur neuf et recopiez-y vos réponses.",
        )
    for texte, touchee in zip(ligne.textes, ligne.touchees, strict=True):
        if touchee and isinstance(texte, ErreurExcel):
            raise ValeurRefusee("formule", f"« {texte} » : la formule est en erreur.")
    motif = ligne.textes[2]
    if motif and ligne.touchees[2] and reponse_lue(ligne.textes).avis != NON_APPLICABLE:
        raise ValeurRefusee(
            "motif_seul",
            f"« {motif} » : un motif ne se donne que pour « {AVIS[NON_APPLICABLE]} ». Changez "
            "l'avis, ou mettez ce texte en commentaire.",
        )


def meme_code(lu: str, attendu: str) -> bool:
    """« 1,1 » et « 1.10 » : un tableur a pu faire un nombre du code."""
    simple = lu.replace(",", ".")
    if simple == attendu:
        return True
    try:
        return float(simple) == float(attendu)
    except ValueError:
        return False


def fondre(ligne: LigneLue, lue: Reponse, base: Reponse) -> Reponse:
    """L'écran, où entrent les seules saisies touchées ; un texte coupé par le tableur y reste."""
    touchees = list(ligne.touchees)
    touchees[1] |= lue.avancement == "en_cours"  # « en cours » écrit en guise d'avis
    memes = (u == v for u, v in zip(textes_de(lue), textes_de(base), strict=True))
    parts = zip(touchees, memes, lue, base, strict=True)
    fondue = Reponse(*(v if touchee and not meme else b for touchee, meme, v, b in parts))
    return fondue if fondue.avis == NON_APPLICABLE else fondue._replace(motif="")


def s_opposent(ligne: LigneLue, voulue: Reponse, base: Reponse) -> bool:
    """Vrai si une même saisie a changé des deux côtés, autrement."""
    bougees = ligne.differentes(textes_de(base))
    parts = zip(ligne.touchees, bougees, voulue, base, strict=True)
    return any(touchee and bougee and v != b for touchee, bougee, v, b in parts)
