"""La disposition d'un classeur libre d'auto-évaluation, feuille par feuille.

Les engagements sont en lignes ; les avis, dans une colonne par service, ou dans une seule colonne
quand la feuille est d'un service ou que la ligne dit le sien. Deux lignes d'en-tête : le service
au-dessus de « Avis » et « Commentaire », ou le site au-dessus des services.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engagements.avis_lus import lire_numero
from qualepref.socle.cellules import Valeur, est_vide
from qualepref.socle.classeurs import Feuille
from qualepref.socle.entetes import colonnes_demandees
from qualepref.socle.lignes import CATEGORIES
from qualepref.socle.rangs_de_titres import Entete, Titre, entetes_possibles
from qualepref.socle.titres import Champ, Lexique
from qualepref.socle.valeurs import ValeurRefusee, lire_texte, normaliser

LIGNES_EXAMINEES = 40
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
_REPONSE = _DE_SERVICE - {"motif"}
# Des avis que le tableur forme de ceux des services.
_AGREGATS = set(
    "synthese global globale ensemble total resultat bilan moyenne consolide consolidee generale"
    " general departement prefecture globalement".split()
)
_TOTAUX = ("total", "sous-total", "sous total", "s/total", "s/t", "cumul", "moyenne", "somme")
_TOTAUX += ("taux", "nombre ", "nb ", "%", "pourcentage", "synthese", "recapitulatif", "legende")


@dataclass(frozen=True)
class Role:
    """Ce que tient une colonne ; `service` si elle est à lui seul."""

    champ: str
    service: Any = None


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
        avis = (r.service for r in self.roles.values() if r.champ == "avis" and r.service)
        return list(dict.fromkeys(avis))

    @property
    def est_lisible(self) -> bool:
        champs = {role.champ for role in self.roles.values()}
        return bool(champs & {"numero", "engagement"}) and ("avis" in champs or self.par_service)

    @property
    def poids(self) -> float:
        return len(self.roles) + len(self.inconnues) / 2

    def colonnes(self, champ: str, service: Any = None) -> list[int]:
        return [j for j, role in self.roles.items() if role == Role(champ, service)]


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

    def reconnaitre(self, feuille: Feuille) -> Disposition | None:
        """La mieux fournie ; un en-tête répété plus bas ne compte pas."""
        demandes = colonnes_demandees(self.correspondance, feuille.nom)
        voulus = {normaliser(titre): cle for cle, titre in demandes.items() if titre}
        entetes = entetes_possibles(feuille, min(LIGNES_EXAMINEES, len(feuille.lignes)))
        possibles = [self._disposition(feuille, entete, voulus) for entete in entetes]
        lisibles = [disposition for disposition in possibles if disposition.est_lisible]
        seuil = MEME_ENTETE * max((d.poids for d in lisibles), default=0)
        proches = [d for d in lisibles if d.poids >= seuil]
        haut = min((d.lignes_entete[0] for d in proches), default=0)
        du_haut = [d for d in proches if d.lignes_entete[0] <= haut + 1]
        return max(du_haut, key=lambda d: (d.poids, -len(d.lignes_entete)), default=None)

    def _disposition(self, feuille, entete: Entete, voulus) -> Disposition:
        roles, inconnues = {}, {}
        debut = entete.lignes[-1] + 1
        for j, titre in entete.titres.items():
            role = self._role(titre, voulus, self._part_d_avis(feuille, debut, j))
            if isinstance(role, Role):
                roles[j] = role
            elif role:
                inconnues[j] = role
        if inconnues or any(role.service for role in roles.values()):
            roles = {j: r for j, r in roles.items() if r.service or r.champ != "avis"}
        return Disposition(entete.lignes, entete.titres, roles, inconnues)

    def _role(self, titre: Titre, voulus, part: float | None) -> Role | str | None:
        """Le rôle d'une colonne ; une phrase si ce sont les avis d'un service inconnu.

        `part` : part d'avis parmi ses cellules remplies, None si elle est vide.
        """
        propre, groupe = titre.bas or titre.haut, titre.haut if titre.bas else ""
        if demande := voulus.get(normaliser(str(titre))) or voulus.get(normaliser(propre)):
            return Role(demande)
        champ = _champ(propre)
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

    def _part_d_avis(self, feuille: Feuille, debut: int, j: int) -> float | None:
        lignes = range(debut, min(debut + 3 * ECHANTILLON, len(feuille.lignes)))
        remplies = [v for i in lignes if not est_vide(v := feuille.valeur(i, j))][:ECHANTILLON]
        return sum(map(self.est_avis, remplies)) / len(remplies) if remplies else None


def _champ(titre: str) -> str | None:
    trouves = _LEXIQUE.rapprocher(titre, prudent=True)
    return max(trouves, key=lambda trouve: trouve.note).champ.cle if trouves else None


def _est_un_agregat(titre: str) -> bool:
    return bool(_AGREGATS & set(normaliser(titre).replace("-", " ").split()))


class Tri:
    """Trie les lignes d'une feuille reconnue : celles d'un engagement, et les autres."""

    def __init__(self, feuille: Feuille, disposition: Disposition, connait, est_avis):
        self.feuille, self.disposition = feuille, disposition
        self.connait, self.est_avis = connait, est_avis
        self.entete = disposition.lignes_entete
        self.tete = disposition.colonnes("numero") + disposition.colonnes("engagement")
        self.reponses = [j for j, r in disposition.roles.items() if r.champ in _REPONSE]
        self.avis = [j for j, r in disposition.roles.items() if r.champ == "avis"]
        self.reports = dict(self._reports())

    def _reports(self) -> Iterator[tuple[tuple[int, int], Valeur]]:
        """Une cellule fusionnée vaut pour chacune de celles qu'elle couvre vers le bas."""
        for fusion in self.feuille.fusions or ():
            if fusion.haut > self.entete[-1] and fusion.gauche == fusion.droite:
                valeur = self.feuille.valeur(fusion.haut, fusion.gauche)
                for rang in range(fusion.haut + 1, fusion.bas + 1):
                    yield (rang, fusion.gauche), valeur

    def valeur(self, rang: int, j: int) -> Valeur:
        propre = self.feuille.valeur(rang, j)
        return self.reports.get((rang, j)) if est_vide(propre) else propre

    def trier(self) -> tuple[list[int], dict[str, list[int]]]:
        """Les indices des lignes à lire, et les numéros de celles qu'on laisse, par catégorie."""
        ignorees = {categorie: [] for categorie in CATEGORIES}
        utiles = []
        for rang in range(len(self.feuille.lignes)):
            categorie = self.categorie(rang)
            if categorie:
                ignorees[categorie].append(rang + 1)
            else:
                utiles.append(rang)
        return utiles, ignorees

    def categorie(self, rang: int) -> str | None:
        """None : la ligne est à lire."""
        remplies = {j: v for j, v in enumerate(self.feuille.lignes[rang]) if not est_vide(v)}
        if not remplies:
            return "vides"
        if rang <= self.entete[-1]:
            return "entete" if rang >= self.entete[0] else "titre"
        if self._repete_l_entete(remplies):
            return "entete"
        if any(est_total(remplies.get(j)) for j in (*self.tete, min(remplies))):
            return "total"
        return self._sans_engagement(rang)

    def _sans_engagement(self, rang: int) -> str | None:
        """Un titre de module, ou une ligne qui ne répond de rien."""
        if any(self.est_avis(self.valeur(rang, j)) for j in self.avis) or self._est_numerotee(rang):
            return None
        intitules = (lire_texte(self.valeur(rang, j)) for j in self.tete)
        return None if any(map(self.connait, filter(None, intitules))) else "section"

    def _est_numerotee(self, rang: int) -> bool:
        for j in self.tete:
            try:
                if lire_numero(self.valeur(rang, j))[0] is not None:
                    return True
            except ValeurRefusee as refus:
                if refus.code != "engagement_illisible":
                    return True
        return False

    def _repete_l_entete(self, remplies: Mapping[int, Valeur]) -> bool:
        titres = self.disposition.titres
        repetes = sum(
            titres[j].est(lire_texte(v))
            for j, v in remplies.items()
            if j in titres and isinstance(v, str) and v.strip()
        )
        return repetes >= 2 and repetes * 2 >= len(remplies)


def est_total(valeur: Valeur) -> bool:
    return isinstance(valeur, str) and normaliser(valeur).startswith(_TOTAUX)
