"""Les questions d'applicabilité d'une campagne, répondues site par site sur une page."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from dsfr.widgets import InlineRadioSelect

from engagements.models import Campagne, Condition, ReponseCondition
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Site

OUI, NON, SANS = "oui", "non", "sans"
CHOIX = [(OUI, "Oui"), (NON, "Non"), (SANS, "Pas encore répondu")]
LONGUEUR = ReponseCondition._meta.get_field("motif").max_length


class ReponseField(forms.ChoiceField):
    """Oui, non, ou pas encore : ne rien envoyer n'est pas une faute."""

    def clean(self, value):
        return super().clean(value or SANS)


class Lieu(NamedTuple):
    """Une question pour un site, ou pour toute la préfecture (site None)."""

    nom: str
    site: int | None
    reponse: object
    precision: object
    reprise: str


class ApplicabiliteForm(ModelFormulaire):
    """Une réponse et une précision par question et par lieu ; vide, la réponse s'efface.

    Ce qui n'a pas encore de réponse propose celle de la campagne d'avant ; enregistrer la
    confirme, comme celles que la campagne a reprises en s'ouvrant.
    """

    class Meta:
        model = Campagne
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.connues = self._par_cle(self.instance.reponses_conditions.select_related("reprise_de"))
        self.anciennes = self._par_cle(
            ReponseCondition.objects.d_avant(self.instance).select_related("campagne")
        )
        self.questions = [
            (condition, [self._lieu(condition, *lieu) for lieu in self._lieux(condition)])
            for condition in self.instance.referentiel.conditions.en_vigueur()
        ]

    @staticmethod
    def _par_cle(reponses):
        return {(reponse.condition_id, reponse.site_id): reponse for reponse in reponses}

    def _lieux(self, condition):
        if condition.portee == Condition.Portee.PREFECTURE:
            return [("Toute la préfecture", None)]
        return [(site.nom, site.pk) for site in self.sites]

    @property
    def sites(self):
        if not hasattr(self, "_sites"):
            engages = self.instance.perimetres().values("service__site")
            self._sites = list(Site.objects.filter(pk__in=engages))
        return self._sites

    def _lieu(self, condition, nom, site):
        cle = (condition.pk, site)
        connue, ancienne = self.connues.get(cle), self.anciennes.get(cle)
        proposee = connue or ancienne
        reponse, precision = (f"{sorte}-{condition.pk}-{site or 0}" for sorte in ("r", "p"))
        self.fields[reponse] = ReponseField(
            label=nom,
            choices=CHOIX,
            initial=(OUI if proposee.reponse else NON) if proposee else SANS,
            widget=InlineRadioSelect,
        )
        self.fields[precision] = forms.CharField(
            label=f"Précision, {nom[:1].lower()}{nom[1:]}",
            required=False,
            max_length=LONGUEUR,
            initial=proposee.motif if proposee else "",
        )
        origine = connue.reprise_de if connue else ancienne and ancienne.campagne
        return Lieu(nom, site, self[reponse], self[precision], str(origine or ""))

    def clean(self):
        if not self.instance.est_ouverte:
            raise ValidationError("La campagne est close : vos réponses ne sont pas enregistrées.")
        return super().clean()

    @transaction.atomic
    def save(self):
        for condition, lieux in self.questions:
            for lieu in lieux:
                self._ranger(condition, lieu)
        self.instance.aligner()
        return self.instance

    def _ranger(self, condition, lieu):
        saisie = self.cleaned_data[lieu.reponse.name]
        connue = self.connues.get((condition.pk, lieu.site))
        if saisie == SANS:
            if connue:
                connue.delete()
            return
        reponse = connue or ReponseCondition(
            campagne=self.instance, condition=condition, site_id=lieu.site
        )
        voulu = (saisie == OUI, self.cleaned_data[lieu.precision.name])
        if connue is None or connue.reprise_de or (connue.reponse, connue.motif) != voulu:
            reponse.reponse, reponse.motif = voulu
            reponse.reprise_de = None
            reponse.save()
