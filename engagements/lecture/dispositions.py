"""La disposition d'un classeur libre d'auto-évaluation, feuille par feuille.

Les engagements sont en lignes ; les avis, dans une colonne par service, ou dans une seule colonne
quand la feuille est d'un service ou que la ligne dit le sien. Deux lignes d'en-tête : le service
au-dessus de « Avis » et « Commentaire », ou le site au-dessus des services.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engagements.lecture.avis_lus import avis_en_titre, est_cochee
from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.entetes import colonnes_demandees
from qualepref.socle.lecture.rangs_de_titres import Entete, Titre, entetes_possibles
from qualepref.socle.lecture.titres import Champ, Lexique
from qualepref.socle.lecture.valeurs import est_absence, lire_texte, normaliser

LIGNES_EXAMINEES = 40
LIGNES_DE_TITRE = 12
ECHANTILLON = 60
MOITIE = 0.5
MEME_ENTETE = 0.9
CHAMPS = (
    Champ(
        "numero",
        "N° de l'engagement",
        ("N°", "N° engagement", "Numéro d'engagement", "Eng.", "Réf.", "Code", "N° de l'eng."),
    ),
    Champ(
        "engagement",
        "Engagement",
        ("Intitulé", "Intitulé de l'engagement", "Libellé", "Libellé de l'engagement", "Promesse")
        + ("Nos engagements", "Engagement du référentiel", "Engagement Qual-e-Pref"),
    ),
    Champ("module", "Module", ("N° module", "N° du module")),
    Champ(
        "service",
        "Service",
        ("Bureau", "Direction", "Service évalué", "Service concerné", "Entité", "Service pilote"),
    ),
    Champ(
        "avis",
        "Avis",
        ("Évaluation", "Auto-évaluation", "Autoévaluation", "Réponse", "Résultat", "Cotation")
        + ("Conformité", "Conforme", "État", "Statut", "Situation", "Niveau", "Respecté", "Tenu")
        + ("Oui / Non", "Oui / Non / Partiel", "Oui / Non / Partiel / NA", "Respect", "Atteint")
        + ("Avis du service", "Respect de l'engagement", "Engagement tenu", "Engagement respecté"),
    ),
    Champ(
        "motif",
        "Motif de non-applicabilité",
        ("Motif", "Motif si NA", "Motif si non applicable", "Justification si NA"),
    ),
    Champ(
        "commentaire",
        "Commentaires",
        ("Observations", "Remarques", "Précisions", "Constats", "Justification", "Explications"),
    ),
    Champ(
        "preuves",
        "Éléments de preuve",
        ("Preuves", "Pièces justificatives", "Justificatifs", "Pièces", "Documents", "Preuve")
        + ("Documents de référence", "Documents justificatifs", "Preuves disponibles"),
    ),
)
_LEXIQUE = Lexique(CHAMPS)
_DE_SERVICE = {"avis", "motif", "commentaire", "preuves"}
AVIS = {"avis", "croix"}
# Des avis que le tableur forme de ceux des services.
_AGREGATS = set(
    "synthese global globale ensemble total resultat bilan moyenne consolide consolidee generale"
    " general departement prefecture globalement".split()
)


@dataclass(frozen=True)
class Role:
    """Ce que tient une colonne ; `service` si elle est à lui seul, `avis` si elle se coche."""

    champ: str
    service: Any = None
    avis: str = ""


@dataclass(frozen=True)
class Disposition:
    """Les colonnes d'une feuille (indices) ; `inconnues` : des avis d'un service inconnu."""

    lignes_entete: tuple[int, ...]
    titres: Mapping[int, Titre]
    roles: Mapping[int, Role]
    inconnues: Mapping[int, str] = field(default_factory=dict)

    @property
    def par_service(self) -> bool:
        """Des colonnes nomment des services ; sinon la feuille ou la ligne dit le sien."""
        return bool(self.services or self.inconnues)

    @property
    def services(self) -> list[Any]:
        avis = (r.service for r in self.roles.values() if r.champ in AVIS and r.service)
        return list(dict.fromkeys(avis))

    def est_lisible(self, sans_engagement: bool = False) -> bool:
        """Qui répond de quoi ; `sans_engagement` : la feuille est d'un seul, dit ailleurs."""
        champs = {role.champ for role in self.roles.values()}
        dits = champs & {"numero", "engagement"}
        if sans_engagement:
            return not dits and bool(self.services or ("service" in champs and champs & AVIS))
        return bool(dits and (champs & AVIS or self.par_service))

    @property
    def poids(self) -> float:
        return len(self.roles) + len(self.inconnues) / 2

    def colonnes(self, champ: str, service: Any = None) -> list[int]:
        return [j for j, r in self.roles.items() if (r.champ, r.service) == (champ, service)]

    def croix(self, service: Any = None) -> dict[str, int]:
        """Avis → colonne où il se coche."""
        return {self.roles[j].avis: j for j in self.colonnes("croix", service)}


class Lecteur:
    """Reconnaît les feuilles ; `situer(nom, groupe)` rend un service et s'il a été rapproché.

    `situer` lève ValueError, avec une phrase, pour un service inconnu.
    """

    def __init__(
        self,
        situer: Callable[[str, str], tuple[Any, bool]],
        correspondance: Mapping,
        est_avis: Callable[[Valeur], bool],
    ):
        self.situer, self.correspondance, self.est_avis = situer, correspondance, est_avis

    def reconnaitre(self, feuille: Feuille, sans_engagement=False) -> Disposition | None:
        """La mieux fournie ; un en-tête répété plus bas ne compte pas."""
        voulus = self.demandes(feuille)
        entetes = entetes_possibles(feuille, min(LIGNES_EXAMINEES, len(feuille.lignes)))
        possibles = [self._disposition(feuille, entete, voulus) for entete in entetes]
        lisibles = [d for d in possibles if d.est_lisible(sans_engagement)]
        seuil = MEME_ENTETE * max((d.poids for d in lisibles), default=0)
        proches = [d for d in lisibles if d.poids >= seuil]
        haut = min((d.lignes_entete[0] for d in proches), default=0)
        du_haut = [d for d in proches if d.lignes_entete[0] <= haut + 1]
        return max(du_haut, key=_merite, default=None)

    def demandes(self, feuille: Feuille) -> dict[str, str]:
        """Champ → titre, ou lettre de colonne, que l'utilisateur a dit."""
        demandes = colonnes_demandees(self.correspondance, feuille.nom)
        return {cle: titre for cle, titre in demandes.items() if titre}

    def ecartes(self, feuille: Feuille) -> set[str]:
        """Les champs que l'utilisateur dit absents de la feuille."""
        demandes = colonnes_demandees(self.correspondance, feuille.nom)
        return {cle for cle, titre in demandes.items() if not titre}

    def _disposition(self, feuille, entete: Entete, voulus) -> Disposition:
        dites = {entete.chercher(titre): Role(cle) for cle, titre in voulus.items()}
        roles = {j: role for j, role in dites.items() if j is not None}
        ecartes, inconnues = self.ecartes(feuille), {}
        for j, titre in entete.titres.items():
            role = roles.get(j) or self._lire(feuille, entete, j, titre)
            if isinstance(role, Role):
                roles |= {} if role.champ in ecartes else {j: role}
            elif role:
                inconnues[j] = role
        if inconnues or any(role.service for role in roles.values()):
            roles = {j: r for j, r in roles.items() if r.service or r.champ not in AVIS}
        return Disposition(entete.lignes, entete.titres, roles, inconnues)

    def _lire(self, feuille, entete, j, titre):
        remplies = _remplies(feuille, entete.lignes[-1] + 1, j)
        return self._croix(titre, remplies) or self._role(titre, self._part(remplies))

    def _croix(self, titre: Titre, remplies: list[Valeur]) -> Role | None:
        """« Oui », « Non », « Partiel » en titres, et une croix dans l'une des colonnes."""
        propre, groupe = titre.bas or titre.haut, titre.haut if titre.bas else ""
        avis = avis_en_titre(propre)
        if not avis or not all(map(est_cochee, remplies)):
            return None
        trouve = self._service(groupe, "") if groupe else None
        return Role("croix", trouve[0] if trouve else None, avis)

    def _role(self, titre: Titre, part: float | None) -> Role | str | None:
        """Le rôle d'une colonne ; une phrase si ce sont les avis d'un service inconnu.

        `part` : part d'avis parmi ses cellules remplies, None si elle est vide.
        """
        propre, groupe = titre.bas or titre.haut, titre.haut if titre.bas else ""
        champ = champ_de(propre)
        if champ in _DE_SERVICE and groupe and (trouve := self._service(groupe, "")):
            return Role(champ, trouve[0])
        if champ == "avis":
            return Role("avis") if part is None or part >= MOITIE else None
        return Role(champ) if champ else self._colonne_d_avis(propre, groupe, part)

    def _colonne_d_avis(self, nom, groupe, part) -> Role | str | None:
        """Un nom rapproché ne vaut que sur une colonne d'avis ; un nom sûr, toujours."""
        if trouve := self._service(nom, groupe):
            service, rapproche = trouve
            convient = not rapproche or part is None or part >= MOITIE
            return Role("avis", service) if convient else None
        if part is None or part < MOITIE or _est_un_agregat(nom):
            return None
        return self._raison(nom, groupe)

    def _service(self, nom, groupe):
        try:
            return self.situer(nom, groupe)
        except ValueError:
            return None

    def _raison(self, nom, groupe):
        try:
            self.situer(nom, groupe)
        except ValueError as inconnu:
            return str(inconnu)

    def _part(self, remplies: list[Valeur]) -> float | None:
        return sum(map(self.est_avis, remplies)) / len(remplies) if remplies else None


def _merite(disposition: Disposition) -> tuple[float, int, int]:
    """À poids égal, celle qui nomme des services, puis la plus courte."""
    return disposition.poids, len(disposition.services), -len(disposition.lignes_entete)


def _remplies(feuille: Feuille, debut: int, j: int) -> list[Valeur]:
    lignes = range(debut, min(debut + 3 * ECHANTILLON, len(feuille.lignes)))
    return [v for i in lignes if not est_vide(v := feuille.valeur(i, j))][:ECHANTILLON]


def champ_de(titre: str) -> str | None:
    trouves = _LEXIQUE.rapprocher(titre, prudent=True)
    return max(trouves, key=lambda trouve: trouve.note).champ.cle if trouves else None


def _est_un_agregat(titre: str) -> bool:
    return bool(_AGREGATS & set(normaliser(titre).replace("-", " ").split()))


def titres_de_classeur(feuilles: list[Feuille]) -> Iterator[Any]:
    """Les noms des feuilles et leurs premières lignes, où se dit la date d'évaluation."""
    for feuille in feuilles:
        yield feuille.nom
        for ligne in feuille.lignes[:LIGNES_DE_TITRE]:
            yield from (v for v in ligne if isinstance(v, str | date))


def service_en_titre(feuille: Feuille, entete: int) -> str:
    """« Service : Accueil général », en une cellule ou deux, au-dessus de l'en-tête."""
    for rang in range(entete):
        textes = [lire_texte(v) for v in feuille.lignes[rang] if not est_absence(v)]
        for texte, suivant in zip(textes, [*textes[1:], ""], strict=False):
            nom, deux_points, suite = texte.partition(":")
            if normaliser(nom) in ("service", "service evalue", "bureau", "direction"):
                return suite.strip() or suivant
    return ""
