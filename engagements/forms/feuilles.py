"""Qui remplit les feuilles d'une campagne, et ce que le référent en dit."""

from django import forms

from engagements.models import Campagne, Engagement, Feuille, GroupeTravail
from qualepref.socle.forms import ModelFormulaire


class AffectationForm(ModelFormulaire):
    """Confie des feuilles d'une campagne à leurs correspondants, à un groupe ou au référent."""

    lieux = {"groupe": "engagements.view_groupetravail"}
    feuilles = forms.ModelMultipleChoiceField(
        label="Services", queryset=Feuille.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    remplie_par = forms.ChoiceField(
        label="Leur feuille est remplie par", choices=Feuille.RempliePar
    )
    groupe = forms.ModelChoiceField(
        label="Groupe de travail",
        queryset=GroupeTravail.objects.all(),
        required=False,
        help_text="Ses membres répondent sur les engagements du groupe.",
    )

    class Meta:
        model = Campagne
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        feuilles, groupe = self.fields["feuilles"], self.fields["groupe"]
        feuilles.queryset = self.instance.feuilles.select_related("service", "groupe")
        feuilles.label_from_instance = lambda feuille: f"{feuille.service} : {feuille.qui_remplit}"
        groupe.queryset = groupe.queryset.actifs()

    def clean(self):
        donnees = super().clean()
        if donnees.get("remplie_par") != Feuille.RempliePar.GROUPE:
            donnees["groupe"] = None
        elif donnees.get("groupe") is None:
            self.add_error("groupe", "Choisissez le groupe qui remplit ces feuilles.")
        elif not self._a_des_engagements(donnees["groupe"]):
            self.add_error(
                "groupe",
                "Ce groupe n'a aucun engagement du référentiel : donnez-lui d'abord les siens.",
            )
        return donnees

    def _a_des_engagements(self, groupe):
        siens = Engagement.objects.filter(module__referentiel=self.instance.referentiel_id)
        return siens.filter(groupes=groupe).exists()

    def save(self):
        for feuille in self.cleaned_data["feuilles"]:
            feuille.remplie_par = self.cleaned_data["remplie_par"]
            feuille.groupe = self.cleaned_data["groupe"]
            feuille.save(update_fields=["remplie_par", "groupe"])
        return self.instance


class RetourForm(ModelFormulaire):
    """Le mot qui accompagne une feuille rendue au service."""

    class Meta:
        model = Feuille
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        labels = {"note": "Ce qui est à revoir"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.initial["note"] = ""

    def clean(self):
        donnees = super().clean()
        if not self.instance.peut_etre_retournee:
            raise forms.ValidationError(
                f"Cette feuille est {self.instance.get_etat_display()}, ou sa campagne est close : "
                "elle ne peut pas être retournée."
            )
        return donnees

    def save(self):
        self.instance.retourner(self.cleaned_data["note"])
        return self.instance
