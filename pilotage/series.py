"""Les séries d'un département entre deux dates, lues une fois et consolidées à la demande."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cached_property

from pilotage import calculs
from pilotage.cibles import CibleDatee, viser
from pilotage.grandeurs import ENSEMBLE, Chiffre, Definition, Lieu, Situation, Suspension, Valeur
from pilotage.indicateurs import (
    completer,
    consolider,
    juger,
    lieux_de,
    periodes_du_compte,
    suspendre,
)
from pilotage.models import CibleIndicateur, Indicateur, Mesure, Meteo
from pilotage.models.suspensions import suspensions_de
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.periodes import Genre, Periode, periodes_entre

ATTEINT = {Situation.ATTEINT: True, Situation.NON_ATTEINT: False}


class Series:
    """Ce que le département sait de ses indicateurs, à la date d'arrêté.

    Les indicateurs calculés le sont sur les registres ; les autres viennent des mesures saisies
    ou importées, qui complètent aussi les mois dont les registres ne disent rien.
    """

    def __init__(
        self,
        departement: Departement,
        debut: date,
        fin: date,
        arrete: date,
        seuls: list[Indicateur] | None = None,
    ):
        self.departement = departement
        self.seuls = seuls  # à défaut, tous ceux que suit le département
        self.debut, self.fin, self.arrete = debut, fin, arrete
        self._valeurs: dict[str, list[Valeur]] = {}
        self._mois: dict[str, dict[date, list[Valeur]]] = {}

    @cached_property
    def indicateurs(self) -> list[Indicateur]:
        return self.seuls or list(Indicateur.objects.actifs_pour(self.departement))

    @cached_property
    def suspensions(self) -> list[Suspension]:
        return [s for s in suspensions_de(self.departement) if s.touche(self.debut, self.fin)]

    def suspensions_pour(self, indicateur: Indicateur) -> list[Suspension]:
        return [s for s in self.suspensions if s.vise(indicateur.pk)]

    @cached_property
    def sites(self) -> dict[int, Site]:
        return Site.objects.filter(departement=self.departement).in_bulk()

    @cached_property
    def services(self) -> dict[int, Service]:
        return Service.objects.filter(site__departement=self.departement).in_bulk()

    @cached_property
    def _cibles(self) -> dict[int, list[CibleDatee]]:
        cibles = defaultdict(list)
        for une in CibleIndicateur.objects.filter(departement=self.departement):
            cibles[une.indicateur_id].append(une.datee)
        return cibles

    def definition(self, indicateur: Indicateur, periode: Periode) -> Definition:
        """La définition, avec la cible du département au dernier jour de la période."""
        return viser(indicateur.definition, self._cibles[indicateur.pk], periode.fin)

    @cached_property
    def _meteos(self) -> dict[tuple[int, str], dict]:
        """Les publiées : un brouillon ne se montre pas."""
        publiees = Meteo.objects.filter(departement=self.departement).publies()
        return {(une.indicateur_id, une.trimestre): une.en_clair for une in publiees}

    def meteo(self, indicateur: Indicateur, periode: Periode) -> dict | None:
        """Celle, publiée, du trimestre qui finit la période."""
        trimestre = Periode.contenant(periode.fin, Genre.TRIMESTRE)
        return self._meteos.get((indicateur.pk, trimestre.cle))

    @cached_property
    def _calculees(self) -> dict[str, list[Valeur]]:
        codes = [i.code for i in self.indicateurs]
        return calculs.calculer(self.departement, codes, self.debut, self.fin, self.arrete)

    @cached_property
    def _relevees(self) -> dict[str, list[Valeur]]:
        mesures = Mesure.objects.relevees().entre(self.debut, self.fin)
        par_code = defaultdict(list)
        for mesure in mesures.filter(departement=self.departement).select_related("indicateur"):
            par_code[mesure.indicateur.code].append(mesure.en_valeur)
        return par_code

    def calculees(self, indicateur: Indicateur) -> list[Valeur]:
        """Ce que les registres disent de l'indicateur, mois par mois ; vide s'il se relève."""
        return self._calculees.get(indicateur.code, [])

    def valeurs(self, indicateur: Indicateur) -> list[Valeur]:
        if indicateur.code not in self._valeurs:
            self._valeurs[indicateur.code] = self._lire(indicateur)
        return self._valeurs[indicateur.code]

    def _lire(self, indicateur: Indicateur) -> list[Valeur]:
        calculees = self.calculees(indicateur)
        dits = {valeur.periode for valeur in calculees}
        relevees = [v for v in self._relevees[indicateur.code] if v.periode not in dits]
        if not calculees:
            bornes = (self.debut, self.fin, self.arrete)
            relevees = completer(relevees, indicateur.definition, *bornes)
        return suspendre([*calculees, *relevees], self.suspensions_pour(indicateur))

    def _nees_dans(self, indicateur: Indicateur, periode: Periode) -> list[Valeur]:
        """Celles dont la période commence dans celle-ci : un chiffre ne relit pas six années."""
        if indicateur.code not in self._mois:
            rangees = self._mois[indicateur.code] = defaultdict(list)
            for valeur in self.valeurs(indicateur):
                rangees[valeur.periode.debut].append(valeur)
        rangees = self._mois[indicateur.code]
        mois = periodes_entre(periode.debut, periode.fin, Genre.MOIS)
        return [valeur for un in mois for valeur in rangees.get(un.debut, ())]

    def chiffre(self, indicateur: Indicateur, periode: Periode, lieu: Lieu = ENSEMBLE) -> Chiffre:
        return consolider(
            self._nees_dans(indicateur, periode),
            indicateur.definition,
            periode,
            arrete=self.arrete,
            lieu=lieu,
            suspensions=self.suspensions_pour(indicateur),
        )

    def lieux(self, indicateur: Indicateur) -> list[Lieu]:
        return lieux_de(self.valeurs(indicateur), indicateur.definition)

    def ou(self, suspension: Suspension) -> str:
        """Le site et l'indicateur qu'elle vise ; vide pour tous ceux du département."""
        site = self.sites[suspension.site].nom if suspension.site else ""
        libelles = [un.libelle for un in self.indicateurs if un.pk == suspension.indicateur]
        return ", ".join(filter(None, [*libelles, site]))

    def nom(self, lieu: Lieu) -> str:
        """« Préfecture », « Accueil général », « Facebook », sinon le département."""
        if lieu.modalite:
            return lieu.modalite
        if lieu.service:
            return self.services[lieu.service].nom
        return self.sites[lieu.site].nom if lieu.site else self.departement.nom

    def est_a_donner(self, indicateur: Indicateur) -> bool:
        """Actif, ou facultatif mais mesuré : ce qu'on sait ne se tait pas."""
        mesure = any(valeur.est_mesuree for valeur in self.valeurs(indicateur))
        return getattr(indicateur, "actif", True) or mesure

    def lignes(
        self,
        genre: Genre,
        site: Site | None = None,
        garder: Callable[[list[Lieu]], list[Lieu]] | None = None,
    ) -> list[dict]:
        """Une ligne par indicateur, période et lieu, sous la forme de l'interface publique.

        `garder` : des lieux d'un indicateur, ceux qu'on veut ; à défaut tous.
        """
        garder = garder or list
        return [
            self._ligne(indicateur, periode, lieu)
            for indicateur in self.indicateurs
            if self.est_a_donner(indicateur)
            for periode in periodes_du_compte(indicateur.definition, self.debut, self.fin, genre)
            for lieu in garder(self.lieux(indicateur))
            if site is None or lieu.site == site.pk
        ]

    def _ligne(self, indicateur: Indicateur, periode: Periode, lieu: Lieu) -> dict:
        chiffre = self.chiffre(indicateur, periode, lieu)
        definition = self.definition(indicateur, periode).pour(lieu)
        return {
            "code": indicateur.code,
            "departement": self.departement.code,
            "site": self.sites[lieu.site].code if lieu.site else None,
            "service": self.services[lieu.service].code if lieu.service else None,
            "modalite": lieu.modalite or None,
            "periode": periode.cle,
            "numerateur": en_nombre(chiffre.numerateur),
            "denominateur": en_nombre(chiffre.denominateur),
            "valeur": en_nombre(chiffre.valeur),
            "unite": indicateur.unite,
            "cible": en_nombre(definition.cible),
            "atteint": ATTEINT.get(juger(chiffre, definition)),
            "etat": str(chiffre.etat),
        }


def en_nombre(valeur) -> int | float | None:
    """Un entier si c'en est un, sinon six décimales : de quoi comparer sans bruit."""
    if valeur is None:
        return None
    return int(valeur) if valeur == int(valeur) else round(float(valeur), 6)
