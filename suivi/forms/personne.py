"""Chercher une personne, puis choisir ce qui est bien d'elle : le remettre, ou l'effacer."""

from django import forms

from qualepref.socle.forms import Formulaire
from suivi.identites.personne import MONTREES, rechercher
from suivi.models import Demande


class PersonneForm(Formulaire):
    """La recherche ne passe pas par l'adresse de la page : les serveurs en gardent la trace."""

    q = forms.CharField(
        label="Nom, adresse postale ou électronique",
        min_length=3,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Tous les mots doivent s'y trouver. La recherche est consignée, sans ces mots.",
    )
    demandes = forms.ModelMultipleChoiceField(Demande.objects.none(), required=False)
    motif = forms.CharField(
        label="Motif de l'effacement",
        max_length=300,
        required=False,
        help_text="Référence de la demande écrite, sans le nom. Il reste au journal.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.trouvees, self.deborde = [], False
        texte = self.data.get("q", "").replace("\x00", "").strip() if self.is_bound else ""
        if len(texte) >= self.fields["q"].min_length:
            trouvees = rechercher(self.agent, texte)
            lues = list(trouvees[: MONTREES + 1])
            self.trouvees, self.deborde = lues[:MONTREES], len(lues) > MONTREES
            self.fields["demandes"].queryset = trouvees

    @property
    def acte(self):
        return self.data.get("acte", "")

    @property
    def choisies(self):
        """Les clés cochées, telles que le navigateur les rend."""
        return set(self.data.getlist("demandes"))

    def clean(self):
        donnees = super().clean()
        if self.acte in ("remettre", "effacer") and not donnees.get("demandes"):
            raise forms.ValidationError("Cochez d'abord les demandes qui sont de cette personne.")
        if self.acte == "effacer" and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi : la trace de l'effacement le demande.")
        return donnees

    def cles(self):
        return sorted(demande.pk for demande in self.cleaned_data["demandes"])
