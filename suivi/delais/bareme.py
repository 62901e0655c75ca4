"""Dater les demandes : règles et calendriers d'un département, lus une fois pour un lot."""

from collections.abc import Sequence
from functools import cached_property

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Departement, Fermeture
from suivi.delais.evenements import Evenement, Genre, SuiteInvalide
from suivi.delais.parcours import dater
from suivi.delais.regles import Regle, choisir_regle
from suivi.models import Demande, Fait, RegleDelai
from suivi.models.conduite import champs_du_calcul
from suivi.models.nomenclature import REGROUPEMENTS


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

    def dater(self, demande: Demande, faits: Sequence[Fait] = ()) -> None:
        """Pose règle, unité, échéances et explication ; vides si aucune règle n'est en vigueur.

        `faits` : ceux de la demande, s'il en est ; sans eux le calcul vaut pour tout un lot.
        """
        service = demande.service_id if demande.service_id in self._services_regles else None
        cas = (demande.site_id, service, demande.canal, demande.nature_comptee)
        cle = (*cas, demande.date_arrivee, demande.heure_arrivee)
        if cle not in self._memoire:
            self._memoire[cle] = self._calculer(*cle)
        regle, champs = self._memoire[cle]
        if regle and (faits or (regle.attente_suspend and demande.date_attente)):
            champs = self._champs_des_faits(demande, faits, regle)
        for nom, valeur in champs.items():
            setattr(demande, nom, valeur)

    def _champs_des_faits(self, demande, faits, regle) -> dict:
        """Une suite qu'un import a rendue impossible garde ses échéances : la fiche le dit."""
        try:
            dates = dater(demande.suite(faits), regle, self.calendriers[demande.site_id])
        except SuiteInvalide:
            return {}
        return champs_du_calcul(dates)

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

    def _calculer(self, site, service, canal, nature, arrivee, heure) -> tuple[Regle | None, dict]:
        regle = self.regle(site, service, canal, nature, arrivee)
        if regle is None:
            return None, champs_du_calcul(None)
        recue = Evenement(Genre.RECUE, arrivee, heure=heure)
        return regle, champs_du_calcul(dater([recue], regle, self.calendriers[site]))


def calculer_echeances(demandes: Sequence[Demande]) -> None:
    """Date chaque demande selon la règle en vigueur à son arrivée, sans rien enregistrer."""
    baremes: dict[int, Bareme] = {}
    connues = [demande.pk for demande in demandes if demande.pk]
    faits = Fait.objects.de(connues) if connues else {}
    for demande in demandes:
        demande.placer()
        if demande.departement_id not in baremes:
            baremes[demande.departement_id] = Bareme(demande.departement)
        baremes[demande.departement_id].dater(demande, faits.get(demande.pk, ()))
