"""Délais de réponse : échéance et son explication, délai constaté.

Source du calcul : delais.yaml (« calcul »). Le jour de réception est le
jour 0 ; une arrivée un jour fermé n'est pas déplacée ; l'échéance est la fin du dernier jour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qualepref.socle.calendrier import Calendrier, JourExclu
from qualepref.socle.typographie import date_en_lettres, insecables
from suivi.delais.explication import duree_en_lettres, exclus_en_lettres, suspension_en_lettres
from suivi.delais.interruptions import Chemin, Interruption, parcourir, reunir
from suivi.delais.regles import Regle, Unite, lire_date

_UN_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Echeance:
    """Une date due et tout ce qui l'explique.

    Date vide si la règle ne fixe aucun délai, ou si le délai est arrêté depuis `suspendue_le`.
    `jours_exclus` : jours non comptés, fermés ou suspendus. `report` : jours sautés à la fin d'un
    délai en jours calendaires, à partir de la date où il finissait. `prolongation` : jours
    ajoutés à ceux de la règle.
    """

    date: date | None
    regle: Regle
    arrivee: date
    jours_exclus: tuple[JourExclu, ...] = ()
    report: tuple[JourExclu, ...] = ()
    prolongation: int = 0
    suspendue_le: date | None = None

    @property
    def jours(self) -> int | None:
        """La durée due, prolongation comprise."""
        return None if self.regle.jours is None else self.regle.jours + self.prolongation

    @property
    def terme(self) -> date | None:
        """Le dernier jour compté, avant tout report."""
        return self.report[0].jour if self.report else self.date

    def explication(self) -> list[str]:
        """Le calcul en phrases courtes, dans l'ordre où il se fait."""
        phrases = [f"Arrivée le {date_en_lettres(self.arrivee)} : ce jour ne compte pas."]
        if self.regle.jours is None:
            phrases.append(f"La règle « {self.regle.cle} » ne fixe aucun délai : pas d'échéance.")
        else:
            phrases += [self._phrase_du_delai(), *self._phrases_des_jours(), self._phrase_de_fin()]
        return [insecables(phrase) for phrase in phrases]

    def _phrase_du_delai(self) -> str:
        adjectif = self.regle.unite.adjectif
        phrase = (
            f"Délai : {duree_en_lettres(self.regle.jours, adjectif)} (règle « {self.regle.cle} »)"
        )
        if self.prolongation:
            ajout = duree_en_lettres(self.prolongation, adjectif)
            return f"{phrase}, plus {ajout} de prolongation : {self.jours} jours en tout."
        return f"{phrase}."

    def _phrases_des_jours(self) -> list[str]:
        phrases = []
        if self.jours_exclus:
            phrases.append(f"Jours non comptés : {exclus_en_lettres(self.jours_exclus)}.")
        elif self.regle.unite is Unite.CALENDAIRES and not self.report:
            phrases.append("Tous les jours comptent, week-ends et jours fériés compris.")
        if self.report:
            terme, sautes = date_en_lettres(self.terme), exclus_en_lettres(self.report)
            phrases += [
                f"Le délai finit le {terme}, jour non ouvré : report au jour ouvré suivant.",
                f"Jours sautés : {sautes}.",
            ]
        return phrases

    def _phrase_de_fin(self) -> str:
        if self.date is None:
            arret = date_en_lettres(self.suspendue_le)
            return f"Délai suspendu depuis le {arret} : l'échéance sera connue à la reprise."
        return f"Échéance : {date_en_lettres(self.date)}, fin de journée."

    def en_json(self) -> dict:
        """Forme à ranger avec la demande : l'explication reste celle du jour du calcul.

        Sans incident, rien d'autre n'est écrit que ce qui l'a toujours été.
        """
        incidents = {"prolongation": self.prolongation, "suspendue_le": _iso(self.suspendue_le)}
        return {
            "date": _iso(self.date),
            "regle": self.regle.en_json(),
            "arrivee": _iso(self.arrivee),
            "jours_exclus": _exclus_en_json(self.jours_exclus),
            "report": _exclus_en_json(self.report),
            **{nom: valeur for nom, valeur in incidents.items() if valeur},
        }

    @classmethod
    def depuis_json(cls, valeurs: Mapping) -> "Echeance":
        return cls(
            date=lire_date(valeurs["date"]),
            regle=Regle.depuis_json(valeurs["regle"]),
            arrivee=lire_date(valeurs["arrivee"]),
            jours_exclus=_lire_exclus(valeurs["jours_exclus"]),
            report=_lire_exclus(valeurs["report"]),
            prolongation=valeurs.get("prolongation", 0),
            suspendue_le=lire_date(valeurs.get("suspendue_le")),
        )


def date_echeance(
    arrivee: date,
    regle: Regle,
    calendrier: Calendrier,
    interruptions: Sequence[Interruption] = (),
    prolongation: int = 0,
) -> date | None:
    """La seule date due, sans son explication ; None si aucun délai n'est fixé ou ne court."""
    if regle.jours is None:
        return None
    if interruptions:
        terme = chemin(arrivee, regle, calendrier, interruptions, prolongation).terme
    else:
        terme = ajouter(arrivee, regle.jours + prolongation, regle.unite, calendrier)
    return terme and reporter(terme, regle, calendrier)


def ajouter(depart: date, jours: int, unite: Unite, calendrier: Calendrier) -> date:
    if unite is Unite.OUVRES:
        return calendrier.ajouter_jours_ouvres(depart, jours)
    return depart + timedelta(days=jours)


def reporter(terme: date, regle: Regle, calendrier: Calendrier) -> date:
    """L'échéance d'un délai qui finit ce jour-là ; en jours ouvrés, il finit un jour ouvré."""
    reporte = regle.report and regle.unite is Unite.CALENDAIRES
    return calendrier.prochain_jour_ouvre(terme) if reporte else terme


def chemin(
    arrivee: date,
    regle: Regle,
    calendrier: Calendrier,
    interruptions: Sequence[Interruption] = (),
    prolongation: int = 0,
) -> Chemin:
    """Où mène un délai fixé, à travers ses interruptions, avant tout report."""
    return parcourir(
        arrivee,
        regle.jours + prolongation,
        reunir(interruptions, arrivee),
        lambda debut, fin: delai(debut, fin, regle.unite, calendrier),
        lambda depart, jours: ajouter(depart, jours, regle.unite, calendrier),
    )


def calculer(
    arrivee: date,
    regle: Regle,
    calendrier: Calendrier,
    interruptions: Sequence[Interruption] = (),
    prolongation: int = 0,
) -> Echeance:
    """L'échéance de la réponse, avec les jours qu'elle n'a pas comptés et pourquoi."""
    if regle.jours is None:
        return Echeance(None, regle, arrivee)
    suivi = chemin(arrivee, regle, calendrier, interruptions, prolongation)
    terme = suivi.terme
    arret = suivi.effectives[-1].debut if terme is None else None
    exclus = _jours_exclus(arrivee, terme or arret, regle.unite, calendrier, suivi)
    fin = terme and reporter(terme, regle, calendrier)
    sautes = calendrier.jours_exclus(terme - _UN_JOUR, fin) if fin != terme else ()
    return Echeance(fin, regle, arrivee, exclus, sautes, prolongation, arret)


def _jours_exclus(
    arrivee: date, fin: date, unite: Unite, calendrier: Calendrier, suivi: Chemin
) -> tuple[JourExclu, ...]:
    """Un motif par jour : la suspension passe avant le week-end qu'elle contient."""
    fermes = calendrier.jours_exclus(arrivee, fin) if unite is Unite.OUVRES else ()
    if not suivi.effectives:
        return fermes
    motifs = {exclu.jour: exclu.motif for exclu in fermes}
    for rang in range(1, (suivi.depart - arrivee).days + 1):
        motifs.setdefault(arrivee + timedelta(days=rang), "compte remis à zéro")
    for arret in suivi.effectives:
        for rang in range(1, ((arret.fin or fin) - arret.debut).days + 1):
            motifs[arret.debut + timedelta(days=rang)] = suspension_en_lettres(arret.motif)
    return tuple(JourExclu(jour, motifs[jour]) for jour in sorted(motifs))


def jours_utilises(suivi: Chemin, jour: date, unite: Unite, calendrier: Calendrier) -> int:
    """Jours comptés après le jour zéro et jusqu'au jour dit, interruptions ôtées."""
    if jour <= suivi.depart:
        return 0
    bornes = [(max(i.debut, suivi.depart), min(i.fin or jour, jour)) for i in suivi.effectives]
    arretes = sum(delai(debut, fin, unite, calendrier) for debut, fin in bornes if debut < fin)
    return delai(suivi.depart, jour, unite, calendrier) - arretes


def calculer_accuse(arrivee: date, regle: Regle, calendrier: Calendrier) -> Echeance:
    """L'échéance de l'accusé de réception : le même calcul, avec la durée de l'accusé."""
    return calculer(arrivee, regle.pour_accuse(), calendrier)


def delai(arrivee: date, reponse: date, unite: Unite, calendrier: Calendrier) -> int:
    """Jours entre l'arrivée et la réponse incluse ; 0 le jour même.

    Lève ValueError si la réponse vient avant l'arrivée.
    """
    if reponse < arrivee:
        raise ValueError(f"Réponse du {reponse:%d/%m/%Y} avant l'arrivée du {arrivee:%d/%m/%Y}.")
    if unite == Unite.OUVRES:
        return calendrier.compter_jours_ouvres(arrivee, reponse)
    return (reponse - arrivee).days


def _iso(jour: date | None) -> str | None:
    return jour and jour.isoformat()


def _exclus_en_json(exclus: Iterable[JourExclu]) -> list[dict[str, str]]:
    return [{"jour": exclu.jour.isoformat(), "motif": exclu.motif} for exclu in exclus]


def _lire_exclus(valeurs: Iterable[Mapping[str, str]]) -> tuple[JourExclu, ...]:
    return tuple(JourExclu(lire_date(v["jour"]), v["motif"]) for v in valeurs)
