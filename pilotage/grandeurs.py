"""Les grandeurs de la mesure : définition, lieu, valeur, suspension, chiffre."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from qualepref.socle.periodes import Genre, Periode

# Deux réseaux sociaux, ou deux sortes de titres, ne s'additionnent pas (« mode_de_calcul »).
VENTILATIONS_SANS_ENSEMBLE = {"compte", "type_titre"}
# Un état lu au dernier jour : douze mois de la même base ne s'additionnent pas, le dernier vaut.
LUS_AU_DERNIER_JOUR = {"DOC-A-JOUR", "FORM-A-JOUR"}


class Nature(StrEnum):
    """Ce qu'est la valeur : une proportion, une moyenne, ou un nombre qui s'additionne."""

    TAUX = "taux"
    MOYENNE = "moyenne"
    NOMBRE = "nombre"

    @classmethod
    def de(cls, unite: str) -> "Nature":
        return {"%": cls.TAUX, "nombre": cls.NOMBRE}.get(unite, cls.MOYENNE)


class Etat(StrEnum):
    """Ce que l'on sait d'une période."""

    MESURE = "mesure"
    SUSPENDU = "suspendu"
    EN_ATTENTE = "en_attente"
    NON_MESURE = "non_mesure"


VIDES = (Etat.NON_MESURE, Etat.EN_ATTENTE)


class Situation(StrEnum):
    """Le chiffre devant sa cible."""

    ATTEINT = "atteint"
    NON_ATTEINT = "non_atteint"
    SANS_CIBLE = "sans_cible"
    SANS_CHIFFRE = "sans_chiffre"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Ce que la consolidation sait d'un indicateur ; la cible d'un taux est une proportion.

    La cible d'un nombre vaut pour un pas (« 8 publications par mois »). `delai` : jours laissés
    après la fin de la période avant de dire qu'elle n'est pas mesurée.
    """

    code: str
    unite: str
    sens: str = "neutre"
    cible: Fraction | None = None
    pas: Genre = Genre.MOIS
    delai: int = 0
    ventilation: tuple[str, ...] = ()

    @property
    def nature(self) -> Nature:
        return Nature.de(self.unite)

    @property
    def a_un_ensemble(self) -> bool:
        """Faux quand les modalités ne s'additionnent pas : chacune garde alors sa ligne."""
        separees = VENTILATIONS_SANS_ENSEMBLE & set(self.ventilation)
        return self.nature is Nature.NOMBRE or not separees

    @property
    def est_un_etat(self) -> bool:
        """Vrai si la dernière période mesurée donne la valeur d'une période plus longue."""
        return self.code in LUS_AU_DERNIER_JOUR

    def pour(self, lieu: "Lieu") -> "Definition":
        """La cible d'un nombre est celle du total : une de ses parts n'en a pas."""
        est_part = self.nature is Nature.NOMBRE and lieu != ENSEMBLE
        return replace(self, cible=None) if est_part else self


@dataclass(frozen=True)
class Lieu:
    """Où une valeur est prise : tout le département, un site ou un service, et une modalité."""

    site: int | None = None
    service: int | None = None
    modalite: str = ""

    def contient(self, autre: "Lieu") -> bool:
        """Vrai si l'autre lieu est le même, ou un plus petit qui s'y trouve."""
        return (
            self.site in (None, autre.site)
            and self.service in (None, autre.service)
            and self.modalite in ("", autre.modalite)
        )


ENSEMBLE = Lieu()


@dataclass(frozen=True, kw_only=True)
class Valeur:
    """Ce qu'une source dit d'un lieu pour une période.

    `reprise` : taux ou moyenne repris d'un outil qui n'en donne pas les effectifs.
    """

    periode: Periode
    lieu: Lieu = ENSEMBLE
    etat: Etat = Etat.MESURE
    numerateur: Fraction | None = None
    denominateur: Fraction | None = None
    reprise: Fraction | None = None
    motif: str = ""

    @property
    def est_mesuree(self) -> bool:
        return self.etat is Etat.MESURE


@dataclass(frozen=True)
class Suspension:
    """Une période sortie des taux sur décision ; sans site, elle vaut pour le département.

    Sans indicateur, elle vaut pour tous.
    """

    debut: date
    fin: date
    motif: str = ""
    site: int | None = None
    indicateur: int | None = None

    def couvre(self, debut: date, fin: date, site: int | None) -> bool:
        return self.debut <= debut and fin <= self.fin and self.site in (None, site)

    def vise(self, indicateur: int) -> bool:
        return self.indicateur in (None, indicateur)

    def touche(self, debut: date, fin: date) -> bool:
        return self.debut <= fin and debut <= self.fin


@dataclass(frozen=True, kw_only=True)
class Chiffre:
    """Un indicateur pour une période et un lieu, avec ce qui le fait.

    `manques` : les couples (lieu, période) sans mesure, que les sommes ont donc laissés de côté.
    """

    etat: Etat
    numerateur: Fraction | None = None
    denominateur: Fraction | None = None
    valeur: Fraction | None = None
    mesures: int = 0
    periodes: int = 0
    manques: tuple[tuple[Lieu, Periode], ...] = field(default=())

    @property
    def est_partiel(self) -> bool:
        return self.etat is Etat.MESURE and bool(self.manques)
