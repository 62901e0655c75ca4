"""Dater les demandes : règles et calendriers d'un département, lus une fois pour un lot."""

from collections.abc import Iterable
from functools import cached_property

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Departement, Fermeture
from suivi.echeances import Echeance, calculer, calculer_accuse
from suivi.models import Demande, RegleDelai
from suivi.models.nomenclature import REGROUPEMENTS
from suivi.regles import Regle, choisir_regle

Calculs = tuple[Echeance, Echeance] | None


class Bareme:
    """Ce qui décide des échéances d'un département ; deux requêtes, quel que soit le lot."""

    def __init__(self, departement: Departement):
        self.departement = departement
        self._memoire: dict[tuple, dict] = {}

    @cached_property
    def calendriers(self) -> dict[int, Calendrier]:
        return Fermeture.objects.calendriers(self.departement)

    @cached_property
    def _regles(self) -> list[tuple[tuple, Regle]]:
        regles = RegleDelai.objects.pour(self.departement)
        return [((regle.site_id, regle.service_id), regle.en_regle()) for regle in regles]

    @cached_property
    def _services_regles(self) -> set[int]:
        return {service for (_, service), _ in self._regles if service}

    def dater(self, demande: Demande) -> None:
        """Pose règle, unité, échéances et explication ; vides si aucune règle n'est en vigueur."""
        service = demande.service_id if demande.service_id in self._services_regles else None
        cas = (demande.site_id, service, demande.canal, demande.nature_comptee)
        cle = (*cas, demande.date_arrivee)
        if cle not in self._memoire:
            self._memoire[cle] = _champs(self._calculer(*cle))
        for nom, valeur in self._memoire[cle].items():
            setattr(demande, nom, valeur)

    def regle(self, site, service, canal, nature, arrivee) -> Regle | None:
        """La règle d'une demande arrivée ce jour-là ; sans lieu, celle du département."""
        lieux = {(None, None), (site, None), (site, service)}
        return choisir_regle(
            (regle for lieu, regle in self._regles if lieu in lieux),
            canal=canal,
            nature=nature,
            le=arrivee,
            regroupements=REGROUPEMENTS,
        )

    def _calculer(self, site, service, canal, nature, arrivee) -> Calculs:
        regle = self.regle(site, service, canal, nature, arrivee)
        if regle is None:
            return None
        calendrier = self.calendriers[site]
        return (
            calculer(arrivee, regle, calendrier),
            calculer_accuse(arrivee, regle, calendrier),
        )


def _champs(calculs: Calculs) -> dict:
    """Les champs de la demande que le calcul remplit."""
    if calculs is None:
        vides = {"date_echeance": None, "date_echeance_accuse": None}
        return vides | {"regle": "", "unite": "", "explication": {}}
    reponse, accuse = calculs
    return {
        "regle": reponse.regle.cle,
        "unite": reponse.regle.unite.value,
        "date_echeance": reponse.date,
        "date_echeance_accuse": accuse.date,
        "explication": {"reponse": reponse.en_json(), "accuse": accuse.en_json()},
    }


def calculer_echeances(demandes: Iterable[Demande]) -> None:
    """Date chaque demande selon la règle en vigueur à son arrivée, sans rien enregistrer."""
    baremes: dict[int, Bareme] = {}
    for demande in demandes:
        demande.placer()
        if demande.departement_id not in baremes:
            baremes[demande.departement_id] = Bareme(demande.departement)
        baremes[demande.departement_id].dater(demande)
