"""La campagne qu'un classeur libre remplit : choisie, trouvée, ou ouverte par l'import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engagements.lecture.reperage import Reperage
from engagements.models import Campagne, Engagement, Labellisation, Referentiel
from qualepref.socle.importation import Cadre, ImportRefuse
from qualepref.socle.models import Departement, Service


@dataclass(frozen=True)
class Cible:
    """`campagne` est None tant que l'import n'en a pas ouvert une ; `le` : jour de l'évaluation."""

    departement: Departement
    referentiel: Referentiel
    engagements: Sequence[Engagement]
    le: date
    campagne: Campagne | None = None

    def ouvrir(self, engages: Iterable[tuple[int, Service]]) -> "Cible":
        """Ouvre la campagne du jour de l'évaluation, sur le périmètre saisi.

        Sans périmètre saisi, chaque service y entre pour les modules dont il répond : `engages`,
        des couples (module, service).
        """
        labellisation, neuve = Labellisation.objects.get_or_create(
            departement=self.departement,
            referentiel=self.referentiel,
            defaults={"date_debut": self.le},
        )
        if neuve:
            self._engager(labellisation, engages)
        campagne = Campagne.objects.create(
            departement=self.departement,
            referentiel=self.referentiel,
            code=self._code(),
            intitule=f"Auto-évaluation {self.le.year}",
            date_debut=self.le,
            date_fin=self.le,
        )
        campagne.aligner()
        return replace(self, campagne=campagne)

    def _engager(self, labellisation, engages):
        for module, service in engages:
            labellisation.perimetres.create(module_id=module, service=service, date_entree=self.le)

    def _code(self) -> str:
        """« auto-2022 », ou le premier libre qui le suit."""
        pris = set(
            Campagne.objects.filter(departement=self.departement).values_list("code", flat=True)
        )
        base = f"auto-{self.le.year}"
        suivants = (f"{base}-{rang}" for rang in range(2, len(pris) + 3))
        return next(code for code in (base, *suivants) if code not in pris)


def viser(cadre: Cadre, le: date | None, intitules: list[str]) -> Cible:
    """La campagne choisie, sinon l'ouverte qui convient, sinon le référentiel que dit le classeur.

    Convient celle du référentiel dont le classeur reprend le plus d'intitulés ; entre plusieurs,
    celle dont la période contient le jour de l'évaluation, puis la plus récente. Lève
    ImportRefuse.
    """
    toutes = Campagne.objects.filter(departement=cadre.departement).select_related("referentiel")
    if code := cadre.choix.get("campagne"):
        return _choisie(cadre, le, toutes, code)
    par_referentiel = engagements_par_referentiel(cadre.departement)
    connus = {
        referentiel: Reperage(engagements).nombre_de_connus(intitules)
        for referentiel, engagements in par_referentiel.items()
    }
    if not connus:
        raise ImportRefuse("Aucun référentiel n'est chargé : lancez charger_referentiel.")
    jour, meilleur = le or cadre.le, max(connus.values())
    voulus = [referentiel for referentiel, nombre in connus.items() if nombre == meilleur]
    if campagne := _ouverte(toutes.filter(referentiel__in=voulus), jour):
        return _cible(cadre, campagne.referentiel, jour, campagne)
    en_usage = [r for r in voulus if not r.fin_d_usage] or voulus
    return _cible(cadre, max(en_usage, key=lambda r: (len(par_referentiel[r]), r.date)), jour)


def _ouverte(campagnes, jour) -> Campagne | None:
    return max(
        campagnes.ouvertes(),
        key=lambda c: (c.date_debut <= jour <= c.date_fin, c.date_debut, c.pk),
        default=None,
    )


def _choisie(cadre, le, campagnes, code) -> Cible:
    campagne = campagnes.filter(code=code).first()
    if campagne is None:
        connues = ", ".join(campagnes.values_list("code", flat=True)) or "aucune"
        raise ImportRefuse(f"Pas de campagne « {code} » dans ce département (il y a : {connues}).")
    if not campagne.est_ouverte:
        raise ImportRefuse(
            f"La campagne « {campagne} » est close : rouvrez-la, ou choisissez-en une autre."
        )
    return _cible(cadre, campagne.referentiel, le or cadre.le, campagne)


def _cible(cadre, referentiel, le, campagne=None) -> Cible:
    engagements = engagements_par_referentiel(cadre.departement).get(referentiel, [])
    if not engagements:
        raise ImportRefuse(f"{referentiel.intitule} n'a aucun engagement connu.")
    return Cible(cadre.departement, referentiel, engagements, le, campagne)


def engagements_par_referentiel(departement) -> dict[Referentiel, list[Engagement]]:
    engagements = Engagement.objects.en_vigueur().pour(departement).order_by("ordre", "pk")
    par_referentiel: dict[Referentiel, list[Engagement]] = {
        referentiel: [] for referentiel in Referentiel.objects.all()
    }
    for engagement in engagements.select_related("module__referentiel"):
        par_referentiel[engagement.module.referentiel].append(engagement)
    return par_referentiel
