"""Ce qu'une suite d'événements raconte : dates qui comptent, temps d'attente, clôture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from suivi.delais.evenements import Evenement, Genre, SuiteInvalide, fautes_d_ordre, rectifier
from suivi.delais.interruptions import Interruption
from suivi.delais.regles import Regle, Reprise

# Un accusé ou une transmission s'enregistrent souvent après la réponse, sans rien changer.
_ADMIS_APRES_LA_FIN = (Genre.ACCUSEE, Genre.TRANSMISE, Genre.ROUVERTE)


@dataclass(frozen=True)
class Arret:
    """Un temps où l'on attend : suspension décidée, attente de l'usager, ou retrait levé.

    `repris` : il finit par une reprise, que la règle peut faire valoir remise à zéro.
    """

    genre: Genre
    debut: date
    fin: date | None
    motif: str = ""
    repris: bool = True

    def est_ouvert(self, le: date) -> bool:
        return Interruption(self.debut, self.fin).est_ouverte(le)

    def arrete(self, regle: Regle) -> bool:
        return self.genre is not Genre.ATTENTE or regle.attente_suspend

    def en_interruption(self, regle: Regle) -> Interruption:
        remise = self.repris and regle.reprise is Reprise.REMISE_A_ZERO
        return Interruption(self.debut, self.fin, self.motif, remise)


@dataclass
class Deroulement:
    """Ce qu'une suite raconte, lue pas à pas ; `fautes` garde ce qui n'a pas de sens."""

    reception: Evenement | None = None
    accuse: date | None = None
    transmission: date | None = None
    premiere_reponse: date | None = None
    cloture: Evenement | None = None
    arrets: list[Arret] = field(default_factory=list)
    prolongations: list[Evenement] = field(default_factory=list)
    reouvertures: list[Evenement] = field(default_factory=list)
    rectifications: list[Evenement] = field(default_factory=list)
    fautes: list[str] = field(default_factory=list)
    _ouverts: dict[tuple[Genre, str], Arret] = field(default_factory=dict)

    def lire(self, evenement: Evenement) -> None:
        self._laisser_finir(evenement.le)
        if refus := self._refus(evenement):
            self.fautes.append(refus)
        else:
            _LECTURES[evenement.genre](self, evenement)

    @property
    def date_retrait(self) -> date | None:
        return self._close_par(Genre.RETIREE)

    @property
    def date_reponse(self) -> date | None:
        return self._close_par(Genre.REPONDUE)

    @property
    def suspendue_le(self) -> date | None:
        """Le début de la plus ancienne suspension décidée que rien n'a encore levée."""
        debuts = (a.debut for a in self.arrets if a.genre is Genre.SUSPENDUE and a.fin is None)
        return min(debuts, default=None)

    def _close_par(self, genre: Genre) -> date | None:
        return self.cloture.le if self.cloture and self.cloture.genre is genre else None

    def interruptions(self, regle: Regle) -> list[Interruption]:
        """Les temps d'attente que la règle retire du délai de réponse."""
        return [a.en_interruption(regle) for a in self.arrets if a.arrete(regle)]

    def finir(self) -> None:
        self.arrets += self._ouverts.values()
        self.arrets.sort(key=lambda arret: arret.debut)
        self._ouverts = {}

    def _refus(self, evenement: Evenement) -> str:
        if evenement.genre is Genre.RECUE:
            return self._refus_d_une_seconde_reception(evenement)
        if self.reception is None:
            return f"{evenement.en_tete} vient avant la réception de la demande."
        if evenement.genre is Genre.ROUVERTE and not self.cloture:
            return f"{evenement.en_tete} rouvre une demande qui n'est pas close."
        if self.cloture and evenement.genre not in _ADMIS_APRES_LA_FIN:
            return f"{evenement.en_tete} vient après {self.cloture} : rouvrir d'abord la demande."
        return ""

    def _refus_d_une_seconde_reception(self, evenement: Evenement) -> str:
        if self.reception is None:
            return ""
        return f"{evenement.en_tete} répète {self.reception} : une demande n'arrive qu'une fois."

    def _laisser_finir(self, jour: date) -> None:
        """Les arrêts dont la fin prévue est passée quand l'événement survient."""
        for cle, arret in list(self._ouverts.items()):
            if arret.fin is not None and arret.fin < jour:
                self.arrets.append(self._ouverts.pop(cle))

    def _clore_les_arrets(self, jour: date, cles: Iterable, repris: bool) -> None:
        for cle in list(cles):
            arret = self._ouverts.pop(cle)
            fin = min(jour, arret.fin or jour)
            self.arrets.append(replace(arret, fin=fin, repris=repris or fin == arret.fin))

    def _recue(self, evenement: Evenement) -> None:
        self.reception = evenement

    def _accusee(self, evenement: Evenement) -> None:
        self.accuse = self.accuse or evenement.le

    def _transmise(self, evenement: Evenement) -> None:
        self.transmission = self.transmission or evenement.le

    def _prolongee(self, evenement: Evenement) -> None:
        self.prolongations.append(evenement)

    def _ouvrir_un_arret(self, evenement: Evenement) -> None:
        cle = (evenement.genre, evenement.reference)
        if cle in self._ouverts:
            ouvert = self._ouverts[cle].debut
            self.fautes.append(
                f"{evenement.en_tete} s'ajoute à celle du {ouvert:%d/%m/%Y}, encore ouverte."
            )
            return
        motif = evenement.motif or evenement.reference
        self._ouverts[cle] = Arret(evenement.genre, evenement.le, evenement.jusqua, motif)

    def _reprise(self, evenement: Evenement) -> None:
        """Sans référence, tout repart ; avec elle, seulement ce qu'on attendait sous ce nom."""
        cles = [c for c in self._ouverts if evenement.reference in ("", c[1])]
        if not cles:
            quoi = f" « {evenement.reference} »" if evenement.reference else ""
            self.fautes.append(
                f"{evenement.en_tete} ne reprend rien : aucune suspension{quoi} n'est ouverte."
            )
        self._clore_les_arrets(evenement.le, cles, repris=True)

    def _clore(self, evenement: Evenement) -> None:
        self._clore_les_arrets(evenement.le, self._ouverts, repris=False)
        self.cloture = evenement
        if evenement.genre is Genre.REPONDUE:
            self.premiere_reponse = self.premiere_reponse or evenement.le

    def _rouverte(self, evenement: Evenement) -> None:
        """Une réponse insuffisante n'a rien arrêté ; un usager qui s'est retiré, si."""
        if self.cloture.genre is Genre.RETIREE:
            self.arrets.append(
                Arret(Genre.RETIREE, self.cloture.le, evenement.le, "demande retirée", repris=False)
            )
        self.cloture = None
        self.reouvertures.append(evenement)


_LECTURES = {
    Genre.RECUE: Deroulement._recue,
    Genre.ACCUSEE: Deroulement._accusee,
    Genre.ATTENTE: Deroulement._ouvrir_un_arret,
    Genre.SUSPENDUE: Deroulement._ouvrir_un_arret,
    Genre.REPRISE: Deroulement._reprise,
    Genre.PROLONGEE: Deroulement._prolongee,
    Genre.TRANSMISE: Deroulement._transmise,
    Genre.REPONDUE: Deroulement._clore,
    Genre.RETIREE: Deroulement._clore,
    Genre.ROUVERTE: Deroulement._rouverte,
}


def derouler(evenements: Sequence[Evenement], le: date = date.max) -> Deroulement:
    """Lit la suite telle qu'on la connaît ce jour-là, rectifications faites.

    Ce qui est daté après `le` n'a pas encore eu lieu. Lève SuiteInvalide, toutes fautes réunies.
    """
    seules = [faute for evenement in evenements for faute in evenement.fautes()]
    if fautes := seules + fautes_d_ordre(evenements):
        raise SuiteInvalide(fautes)
    suite = [e for e in rectifier([e for e in evenements if e.le <= le]) if e.le <= le]
    corrections = [e for e in evenements if e.genre is Genre.RECTIFIEE and e.le <= le]
    deroulement = Deroulement(rectifications=corrections)
    for evenement in sorted(suite, key=lambda e: e.le):
        deroulement.lire(evenement)
    deroulement.finir()
    if deroulement.reception is None:
        deroulement.fautes.append("Aucune réception n'est connue à cette date.")
    if deroulement.fautes:
        raise SuiteInvalide(deroulement.fautes)
    return deroulement
