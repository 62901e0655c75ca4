"""Ce que lisent et rendent les tableaux du bilan : une année, un contenu."""

from dataclasses import dataclass, field

from pilotage.series import Series
from qualepref.socle.periodes import Periode
from suivi.models import Demande, Registre


@dataclass(frozen=True)
class Annee:
    """Le département et l'année d'un bilan, avec ses séries déjà lues."""

    series: Series
    periode: Periode

    @property
    def departement(self):
        return self.series.departement

    @property
    def reclamations(self):
        """Le registre des suggestions et réclamations, quelle que soit leur nature."""
        demandes = Demande.objects.filter(departement=self.departement)
        demandes = demandes.du_registre(Registre.SUGGESTIONS_RECLAMATIONS)
        return demandes.recues_entre(self.periode.debut, self.periode.fin)


@dataclass
class Contenu:
    """Les lignes d'un tableau, dans l'ordre des colonnes du plan ; `total` en est la somme.

    `formats` : texte, nombre, taux (deux décimales) ou jours, par colonne.
    """

    formats: list[str]
    lignes: list[list] = field(default_factory=list)
    total: list | None = None
    note: str = ""

    def en_tableau(self, cle: str, intitule: str, entetes: list[str]) -> dict:
        """Prêt à garder : ce que lisent la page, le PDF et le classeur."""
        return {
            "cle": cle,
            "intitule": intitule,
            "entetes": entetes,
            "formats": self.formats,
            "lignes": self.lignes,
            "total": self.total,
            "note": self.note,
        }


def taux(numerateur: int, denominateur: int) -> float | None:
    """La proportion exacte ; None si la base est vide, jamais zéro."""
    return numerateur / denominateur if denominateur else None
