from typing import NamedTuple

from django import forms

from qualepref.socle.calendrier import Calendrier, DateHorsCalendrier
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Departement, Fermeture, Site
from qualepref.socle.temps import aujourdhui
from suivi.delais.bareme import Bareme
from suivi.delais.evenements import Evenement, Genre, SuiteInvalide
from suivi.delais.mois_comptes import Mois, mois_comptes
from suivi.delais.parcours import Parcours, suivre
from suivi.delais.phrases import expliquer
from suivi.delais.regles import Regle
from suivi.models import Canal, Nature

NATURES = [choix for choix in Nature.choices if choix[0] != Nature.NON_RENSEIGNEE]
CANAUX = [choix for choix in Canal.choices if choix[0] != Canal.NON_RENSEIGNE]
PRINCIPAUX = ("departement", "date_arrivee", "canal", "nature")
PRINCIPAUX += ("site", "territoire", "date_reponse")
SUSPENSIONS = (1, 2, 3)
ATTENDUES = "pièces ou précisions attendues"


class Calcul(NamedTuple):
    """Ce que la page montre d'un calcul."""

    parcours: Parcours
    phrases: list[str]
    mois: list[Mois]


class CalculForm(Formulaire):
    """Une demande imaginée : sa règle est celle du département, rien ne s'enregistre.

    Qui n'est d'aucun département dit lequel.
    """

    lieux = {"site": "suivi.view_regledelai", "departement": "suivi.view_regledelai"}
    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Departement.objects.all(),
        empty_label="Choisir",
        help_text="Ses règles de délai et ses jours fériés s'appliquent.",
    )
    date_arrivee = forms.DateField(label="Reçue le")
    canal = forms.ChoiceField(label="Canal", choices=CANAUX)
    nature = forms.ChoiceField(label="Nature", choices=NATURES)
    site = forms.ModelChoiceField(
        label="Site",
        queryset=Site.objects.select_related("departement"),
        required=False,
        empty_label="Aucun en particulier",
        help_text="Ses règles et ses jours de fermeture s'appliquent.",
    )
    territoire = forms.ChoiceField(
        label="Jours fériés",
        choices=[("", "Ceux du département"), *Departement.Calendriers.choices],
        required=False,
        help_text="Si aucun site n'est choisi.",
    )
    date_reponse = forms.DateField(
        label="Répondue le", required=False, help_text="Vide : elle attend encore sa réponse."
    )

    suspendue_1 = forms.DateField(label="Suspendue le", required=False)
    reprise_1 = forms.DateField(label="Reprise le", required=False)
    suspendue_2 = forms.DateField(label="Suspendue le", required=False)
    reprise_2 = forms.DateField(label="Reprise le", required=False)
    suspendue_3 = forms.DateField(label="Suspendue le", required=False)
    reprise_3 = forms.DateField(label="Reprise le", required=False)

    parcours = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_arrivee", aujourdhui())
        if self.agent.departement:
            del self.fields["departement"]
        else:
            site = self.fields["site"]
            site.label_from_instance = lambda site: f"{site.departement.code} : {site}"

    def principaux(self):
        return [self[nom] for nom in PRINCIPAUX if nom in self.fields]

    def suspensions(self):
        """Les champs deux à deux, pour les mettre sur une ligne."""
        return [(self[f"suspendue_{rang}"], self[f"reprise_{rang}"]) for rang in SUSPENSIONS]

    def a_une_suspension(self):
        return any(champ.value() or champ.errors for paire in self.suspensions() for champ in paire)

    def clean(self):
        donnees = super().clean()
        for rang in SUSPENSIONS:
            if donnees.get(f"reprise_{rang}") and not donnees.get(f"suspendue_{rang}"):
                self.add_error(f"suspendue_{rang}", "Dites aussi quand le délai s'est arrêté.")
        departement = donnees.setdefault("departement", self.agent.departement)
        site = donnees.get("site")
        if departement and site and site.departement != departement:
            self.add_error("site", "Ce site n'est pas de ce département.")
        if not self.errors:
            self._suivre(donnees)
        return donnees

    def _suivre(self, donnees):
        regle = self._regle(donnees)
        evenements = sorted(self._evenements(donnees), key=lambda e: e.le)
        le = max(aujourdhui(), *(evenement.le for evenement in evenements))
        try:
            if regle:
                self.parcours = suivre(evenements, regle, self._calendrier(donnees), le=le)
        except SuiteInvalide as refus:
            self.add_error(None, list(refus.fautes))
        except DateHorsCalendrier as refus:
            self.add_error("date_arrivee", str(refus))

    def _regle(self, donnees) -> Regle | None:
        site = donnees["site"]
        return Bareme(donnees["departement"]).regle(
            site and site.pk, None, donnees["canal"], donnees["nature"], donnees["date_arrivee"]
        )

    def _calendrier(self, donnees) -> Calendrier:
        if donnees["site"]:
            return Fermeture.objects.calendrier(donnees["site"])
        return Calendrier(donnees["territoire"] or donnees["departement"].calendrier)

    def _evenements(self, donnees):
        yield Evenement(Genre.RECUE, donnees["date_arrivee"])
        for rang in SUSPENSIONS:
            debut, fin = donnees[f"suspendue_{rang}"], donnees[f"reprise_{rang}"]
            reference = f"n° {rang}"
            if debut:
                yield Evenement(Genre.SUSPENDUE, debut, ATTENDUES, reference=reference)
            if fin:
                yield Evenement(Genre.REPRISE, fin, reference=reference)
        if donnees["date_reponse"]:
            yield Evenement(Genre.REPONDUE, donnees["date_reponse"])

    def calculer(self) -> Calcul | None:
        """Le calcul d'une saisie valide ; None si aucune règle n'était en vigueur."""
        if self.parcours is None:
            return None
        echeance = self.parcours.reponse.echeance
        return Calcul(self.parcours, expliquer(self.parcours), mois_comptes(echeance))
