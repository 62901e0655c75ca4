"""Les durées de conservation, et ce qui retient un effacement."""

from django import forms
from django.db import transaction

from qualepref.socle.forms import Formulaire, ModelFormulaire
from suivi.identites.conservation import MOIS_D_ORIGINE, MOIS_MAX
from suivi.models import Blocage, DureeConservation, Nature, Registre
from suivi.models.pieces import tracer

RECLAMATIONS = Registre.SUGGESTIONS_RECLAMATIONS
DU_COURRIER = [n for n in Nature if n not in (Nature.RECLAMATION, Nature.SUGGESTION)]
NATURES = {
    Registre.COURRIERS_COURRIELS: DU_COURRIER,
    RECLAMATIONS: [Nature.RECLAMATION, Nature.SUGGESTION],
}


class DureesForm(Formulaire):
    """Une durée par registre, et pour chaque nature qui en veut une autre."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        connues = DureeConservation.objects.de(self.agent.departement)
        for registre, natures in NATURES.items():
            self._demander(registre, "", "Tout le registre", connues)
            for nature in natures:
                self._demander(registre, nature, nature.label.capitalize(), connues)

    def _demander(self, registre, nature, libelle, connues):
        d_origine = None if nature else MOIS_D_ORIGINE
        self.fields[nom_du_champ(registre, nature)] = forms.IntegerField(
            label=libelle,
            required=not nature,
            min_value=1,
            max_value=MOIS_MAX,
            initial=connues.get((registre, nature), d_origine),
        )

    def par_registre(self):
        """(registre, champs) : le registre d'abord, puis ses natures."""
        for registre, natures in NATURES.items():
            noms = [nom_du_champ(registre, nature) for nature in ("", *natures)]
            yield registre.label.capitalize(), [self[nom] for nom in noms]

    @transaction.atomic
    def save(self):
        departement = self.agent.departement
        for registre, natures in NATURES.items():
            for nature in ("", *natures):
                mois = self.cleaned_data[nom_du_champ(registre, nature)]
                cle = {"departement": departement, "registre": registre, "nature": nature}
                _garder(cle, mois)


def nom_du_champ(registre, nature):
    return f"{registre}-{nature or 'registre'}"


def _garder(cle, mois):
    """Une ligne par durée dite : l'historique retient qui l'a changée."""
    if mois is None:
        for ancienne in DureeConservation.objects.filter(**cle):
            ancienne.delete()
    else:
        connue = DureeConservation.objects.filter(**cle).first() or DureeConservation(**cle)
        if connue.mois != mois:
            connue.mois = mois
            connue.save()


class BlocageForm(ModelFormulaire):
    """Le motif ; la demande en garde la trace, sans lui."""

    class Meta:
        model = Blocage
        fields = ["motif"]
        widgets = {"motif": forms.Textarea(attrs={"rows": 3})}

    @transaction.atomic
    def save(self, commit=True):
        self.instance.agent = self.agent
        blocage = super().save(commit)
        tracer(blocage.demande, "effacement de l'identité bloqué")
        return blocage
