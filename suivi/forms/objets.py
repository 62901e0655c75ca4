"""Les objets de réclamation et les catégories qu'un département se donne."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from engagements.models import Exigence, Referentiel
from qualepref.socle.forms import Formulaire, ModelFormulaire
from suivi.models import CategorieReclamation, ObjetReclamation
from suivi.rangement import ranger

SANS_DEPARTEMENT = "Votre compte n'est d'aucun département."


class LocalForm(ModelFormulaire):
    """Ce que la préfecture ajoute pour elle."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def clean_libelle(self):
        return " ".join(self.cleaned_data["libelle"].split())

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError(SANS_DEPARTEMENT)
        return donnees


class ObjetReclamationForm(LocalForm):
    class Meta:
        model = ObjetReclamation
        fields = ["libelle", "genre", "exigence", "actif"]

    def clean_exigence(self):
        """Un code du référentiel suivi, quand il y en a un."""
        code = self.cleaned_data["exigence"].strip()
        referentiel = Referentiel.objects.suivi_par(self.agent.departement)
        exigences = Exigence.objects.filter(referentiel=referentiel, code=code)
        if code and referentiel and not exigences.exists():
            raise ValidationError(f"« {code} » n'est pas une exigence de {referentiel}.")
        return code

    def clean(self):
        donnees = super().clean()
        libelle = donnees.get("libelle", "")
        cle = slugify(libelle)[:50] or "objet"
        memes = ObjetReclamation.objects.filter(departement=self.instance.departement, cle=cle)
        if self.instance.pk is None and memes.exists():
            self.add_error("libelle", f"« {libelle} » est déjà un objet de votre département.")
        return donnees


class CategorieForm(LocalForm):
    class Meta:
        model = CategorieReclamation
        fields = ["libelle"]

    def clean(self):
        donnees = super().clean()
        memes = CategorieReclamation.objects.filter(
            departement=self.instance.departement, libelle__iexact=donnees.get("libelle", "")
        )
        if autre := memes.exclude(pk=self.instance.pk).first():
            raise ValidationError(f"« {autre} » existe déjà : fusionnez-les plutôt.")
        return donnees


class ThemesForm(Formulaire):
    """Les thèmes rencontrés à ranger dans une catégorie, neuve ou non."""

    themes = forms.MultipleChoiceField(
        label="Thèmes écrits par les services",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un thème."},
    )
    categorie = forms.ModelChoiceField(
        CategorieReclamation.objects.all(),
        label="Les ranger dans",
        required=False,
        empty_label="Une nouvelle catégorie",
    )
    libelle = forms.CharField(
        label="Nom de la nouvelle catégorie",
        max_length=100,
        required=False,
        help_text="Vide : celui du premier thème coché.",
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(theme, f"{theme} ({n})") for theme, n in themes]
        siennes = CategorieReclamation.objects.filter(departement=self.agent.departement)
        self.fields["categorie"].queryset = siennes

    def ranger(self):
        donnees = self.cleaned_data
        libelle = " ".join(donnees["libelle"].split()) or donnees["themes"][0]
        return ranger(
            agent=self.agent,
            themes=donnees["themes"],
            libelle=libelle,
            categorie=donnees["categorie"],
        )


class FusionForm(ModelFormulaire):
    """Ranger tout ce qu'une catégorie contient dans une autre."""

    autre = forms.ModelChoiceField(
        CategorieReclamation.objects.all(),
        label="La fondre dans",
        empty_label="Choisir une catégorie",
    )

    class Meta:
        model = CategorieReclamation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        siennes = CategorieReclamation.objects.filter(departement=self.instance.departement)
        self.fields["autre"].queryset = siennes.exclude(pk=self.instance.pk)

    def save(self, commit=True):
        self.instance.fusionner(self.cleaned_data["autre"])
        return self.cleaned_data["autre"]
