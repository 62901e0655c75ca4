"""Ce qu'une règle ou un jour de fermeture de plus déplacerait, et pourquoi."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qualepref.socle.typographie import insecables
from suivi.delais.echeances import Echeance
from suivi.delais.explication import duree_en_lettres, exclus_en_lettres
from suivi.delais.regles import Regle, Unite


@dataclass(frozen=True, kw_only=True)
class Deplacement:
    """Les échéances d'une demande ouverte, telles qu'enregistrées et telles qu'elles seraient.

    Vides si aucune règle n'était, ou ne serait, en vigueur.
    """

    cle: int
    avant: Echeance | None
    apres: Echeance | None
    accuse_avant: date | None = None
    accuse_apres: date | None = None

    @property
    def reponse_avant(self) -> date | None:
        return self.avant and self.avant.date

    @property
    def reponse_apres(self) -> date | None:
        return self.apres and self.apres.date

    @property
    def deplace_l_accuse(self) -> bool:
        return self.accuse_avant != self.accuse_apres

    @property
    def deplace(self) -> bool:
        """Une date change ; une règle qui change de nom sans rien déplacer ne compte pas."""
        return self.reponse_avant != self.reponse_apres or self.deplace_l_accuse

    @property
    def ecart(self) -> int | None:
        """Jours calendaires, positifs si l'échéance recule ; None si l'une des deux manque."""
        if self.reponse_avant is None or self.reponse_apres is None:
            return None
        return (self.reponse_apres - self.reponse_avant).days

    @property
    def ecart_en_lettres(self) -> str:
        """« 3 jours plus tard », « 1 jour plus tôt » ; vide si l'échéance apparaît ou disparaît."""
        if not self.ecart:
            return ""
        sens = "plus tard" if self.ecart > 0 else "plus tôt"
        return f"{abs(self.ecart)} jour{'s' if abs(self.ecart) > 1 else ''} {sens}"

    @property
    def raisons(self) -> list[str]:
        return [insecables(raison) for raison in _raisons(self.avant, self.apres)]


def _raisons(avant: Echeance | None, apres: Echeance | None) -> list[str]:
    if avant is None or apres is None:
        presente = avant or apres
        if presente is None:
            return []
        verbe = "s'applique désormais" if apres else "ne s'applique plus"
        return [f"La règle « {presente.regle.cle} » {verbe}."]
    return [*_regle_changee(avant.regle, apres.regle), *_jours_changes(avant, apres)]


def _regle_changee(avant: Regle, apres: Regle) -> list[str]:
    if avant.cle != apres.cle:
        suite = f"remplacée par « {apres.cle} » ({_duree(apres)})"
        return [f"Règle « {avant.cle} » ({_duree(avant)}) {suite}."]
    if _duree(avant) != _duree(apres):
        return [f"Règle « {avant.cle} » : {_duree(apres)} au lieu de {_duree(avant)}."]
    accuses = avant.pour_accuse(), apres.pour_accuse()
    if _duree(accuses[0]) != _duree(accuses[1]):
        return [f"Accusé de réception : {_duree(accuses[1])} au lieu de {_duree(accuses[0])}."]
    return []


def _jours_changes(avant: Echeance, apres: Echeance) -> list[str]:
    """Les jours fermés d'un seul des deux calculs, là où tous deux comptaient."""
    if avant.date is None or apres.date is None:
        return []
    borne = min(avant.date, apres.date)
    hier, demain = (
        {e.jour: e for e in (*calcul.jours_exclus, *calcul.report) if e.jour <= borne}
        for calcul in (avant, apres)
    )
    fermes = [exclu for jour, exclu in sorted(demain.items()) if jour not in hier]
    rouverts = [exclu for jour, exclu in sorted(hier.items()) if jour not in demain]
    if avant.regle.unite != apres.regle.unite:
        return []
    return [
        *([f"Ne compte plus : {exclus_en_lettres(fermes)}."] if fermes else []),
        *([f"Compte désormais : {exclus_en_lettres(rouverts)}."] if rouverts else []),
    ]


def _duree(regle: Regle) -> str:
    if regle.jours is None:
        return "aucun délai"
    report = ", avec report" if regle.report and regle.unite is Unite.CALENDAIRES else ""
    return duree_en_lettres(regle.jours, regle.unite.adjectif) + report


def empreinte(deplacements: Iterable[Deplacement]) -> str:
    """Ce qu'on a vu avant de confirmer : si elle change, on montre de nouveau."""
    vus = [(d.cle, d.reponse_apres, d.accuse_apres) for d in deplacements]
    return hashlib.sha256(repr(vus).encode()).hexdigest()
