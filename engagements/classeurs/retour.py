"""Lire un classeur de service revenu rempli, et dire ce qu'il change (voir presentation.py).

Trois états se comparent, saisie par saisie : ce qui est parti (son empreinte), ce qui revient, ce
qui est à l'écran. Une saisie intacte laisse l'écran tel qu'il est ; remplie alors que l'écran n'a
pas bougé, c'est un changement ; les deux à la fois, un conflit à trancher.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engagements.classeurs.presentation import (
    AVANCEMENTS,
    AVIS,
    FORMAT,
    ONGLET,
    REPERES,
    SAISIES,
    TITRES_CACHES,
    Identite,
    Reponse,
    empreintes,
    texte_de_cellule,
    textes_de,
)
from engagements.cotation import EN_COURS, NON_APPLICABLE, NON_EVALUE
from engagements.lecture.avis_lus import lire_avis
from qualepref.socle.lecture import classeurs
from qualepref.socle.lecture.classeurs import Classeur, Feuille
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser

CHAMPS = ("Avis", "Avancement", "Motif", "Commentaire")
LIGNES_EXAMINEES = 20
PAS_DES_NOTRES = (
    "Ce fichier n'est pas un classeur de service téléchargé ici. Pour reprendre un tableau libre "
    "(Oui, Non, Partiel), passez par Importer un classeur."
)
DISPARUE = (
    "Ce point n'est plus à évaluer par ce service : le référentiel ou le périmètre a changé depuis."
)


class RetourRefuse(Exception):
    """Rien ne s'en lit ; le message est une phrase pour l'utilisateur."""


class LigneLue(NamedTuple):
    """Une ligne du classeur : `numero` est celui du tableur, `textes` les quatre saisies."""

    numero: int
    repere: str
    version: int | None
    empreinte: str
    code: str
    textes: tuple[str, str, str, str]

    @property
    def touchees(self) -> tuple[bool, ...]:
        """Pour chaque saisie, vrai si elle a changé dans le classeur."""
        return self.differentes(self.textes)

    def differentes(self, textes: Sequence[str]) -> tuple[bool, ...]:
        """Pour chaque texte, vrai s'il n'est pas celui qui est parti."""
        parties = self.empreinte.split(".")
        if len(parties) != len(textes):  # colonne abîmée : on ne sait plus ce qui est parti
            return (True,) * len(textes)
        return tuple(u != v for u, v in zip(empreintes(textes).split("."), parties, strict=True))


@dataclass(frozen=True)
class Retour:
    identite: Identite
    lignes: list[LigneLue]


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


def lire_retour(octets: bytes, nom: str) -> Retour:
    """Le classeur revenu, dans quelque format de tableur que ce soit ; lève RetourRefuse."""
    try:
        classeur = classeurs.lire(octets, nom)
    except classeurs.ClasseurIllisible as illisible:
        raise RetourRefuse(str(illisible)) from None
    identite = _identite(classeur)
    feuille = next((f for f in classeur.feuilles if f.nom == ONGLET), None)
    if feuille is None:
        raise RetourRefuse(f"Ce classeur n'a plus d'onglet « {ONGLET} » : reprenez-en un neuf.")
    return Retour(identite, list(_lignes(feuille)))


def _identite(classeur: Classeur) -> Identite:
    feuille = next((f for f in classeur.feuilles if f.nom == REPERES), None)
    lignes = feuille.lignes if feuille else []
    valeurs = {lire_texte(li[0]): lire_texte(li[1]) for li in lignes if len(li) > 1}
    if valeurs.pop("format", "") != FORMAT:
        raise RetourRefuse(PAS_DES_NOTRES)
    champs = Identite.__dataclass_fields__
    return Identite(**{champ: valeurs.get(champ, "") for champ in champs})


def _lignes(feuille: Feuille) -> Iterator[LigneLue]:
    entete, rangs = _entete(feuille)
    for numero, ligne in enumerate(feuille.lignes[entete + 1 :], entete + 2):
        lues = {titre: ligne[j] if j < len(ligne) else None for titre, j in rangs.items()}
        textes = tuple(_texte(lues[titre]) for titre in SAISIES)
        repere = _texte(lues["Repère"])
        if repere or any(textes):
            version = lues["Version"]
            yield LigneLue(
                numero,
                repere,
                int(version) if isinstance(version, int | float) else None,
                _texte(lues["Empreinte"]),
                _texte(lues["N°"]),
                textes,
            )


def _entete(feuille: Feuille) -> tuple[int, dict[str, int]]:
    """La ligne d'en-tête (indice) et la place de chaque colonne nécessaire."""
    voulus = [*TITRES_CACHES, "N°", *SAISIES]
    for rang, ligne in enumerate(feuille.lignes[:LIGNES_EXAMINEES]):
        titres = {lire_texte(valeur): j for j, valeur in enumerate(ligne) if valeur is not None}
        if "Repère" in titres:
            if absents := [titre for titre in voulus if titre not in titres]:
                noms = ", ".join(f"« {titre} »" for titre in absents)
                raise RetourRefuse(f"Des colonnes du classeur manquent : {noms}.")
            return rang, {titre: titres[titre] for titre in voulus}
    raise RetourRefuse(
        "Les colonnes cachées de ce classeur ont été effacées : téléchargez-en un neuf et "
        "recopiez-y vos réponses."
    )


def _texte(valeur) -> str:
    return texte_de_cellule(valeur if isinstance(valeur, str) else lire_texte(valeur))


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
