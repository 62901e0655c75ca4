"""Le formulaire de base, informé de l'agent."""

from functools import partial

from django import forms
from dsfr.forms import DsfrBaseForm

from qualepref.socle.dates_saisies import jour_saisi
from qualepref.socle.fichiers.reception import exiger_recu


class Formulaire(DsfrBaseForm):
    """Formulaire informé de l'agent ; `lieux` borne chaque choix à ce qu'il peut employer."""

    lieux: dict[str, str] = {}  # champ → permission qui borne ses choix
    SECTIONS: dict[str, tuple[str, ...]] = {}  # titre → ses champs

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.agent = agent
        for champ, permission in self.lieux.items():
            if champ in self.fields:
                choix = self.fields[champ].queryset.visibles_par(agent, permission)
                self.fields[champ].queryset = choix
        for champ in self.fields.values():
            if isinstance(champ, forms.DateField):
                champ.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
                champ.to_python = partial(jour_saisi, champ.to_python)
            elif isinstance(champ, forms.FileField):
                champ.validators.append(exiger_recu)

    def sections(self):
        """(titre, champs) de chaque partie de la page, sans les champs retirés."""
        return [
            (titre, champs)
            for titre, noms in self.SECTIONS.items()
            if (champs := [self[nom] for nom in noms if nom in self.fields])
        ]


class ModelFormulaire(Formulaire, forms.ModelForm):
    pass
