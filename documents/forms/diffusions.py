"""Où un document est accessible : dire l'endroit, puis ce qu'on y a constaté."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from documents.models import CanalDiffusion, Diffusion, VersionDocument
from qualepref.socle.fichiers.contenus import IMAGES
from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.models import Lieu
from qualepref.socle.pieces import sans_metadonnees, verifier_piece
from qualepref.socle.simultane import FormulaireSimultane
from qualepref.socle.temps import aujourdhui

PHOTO = forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in IMAGES)})
AIDE_PHOTO = "JPEG ou PNG. Elle perd le lieu et la date de sa prise ; évitez d'y montrer quelqu'un."
EN_LIGNE = {"internet", "intranet"}


class DiffusionForm(FormulaireSimultane):
    """Un canal, un endroit, et la fonction qui le contrôle."""

    lieux = {"site": "socle.view_site"}
    SECTIONS = {
        "Où": ("canal", "site", "lieu", "precision", "adresse"),
        "Qui contrôle, ce qui est en place": ("fonction", "version", "date_debut"),
    }
    LARGES = ("canal", "precision", "adresse")
    adresse = forms.URLField(
        label="Adresse de la page",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Pour un site internet ou intranet : https://…",
    )

    class Meta:
        model = Diffusion
        fields = [
            *("canal", "site", "lieu", "precision", "adresse"),
            *("fonction", "version", "date_debut"),
        ]
        labels = {"precision": "Précision", "lieu": "Hall, panneau ou guichet"}
        help_texts = {
            "lieu": "Vide : le site entier.",
            "precision": "À gauche de la porte, dossier « Qualité », rayon du bas…",
            "fonction": "Une fonction : le contrôle suit qui la tient.",
            "version": "Celle qu'on y trouve aujourd'hui.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        document, ici = self.instance.document, self.instance
        canaux = CanalDiffusion.objects.filter(Q(retire=False) | Q(pk=ici.canal_id))
        self.fields["canal"].queryset = canaux
        siens = self.fields["site"].queryset.filter(departement=document.departement_id)
        self.fields["site"].queryset = siens
        lieux = Lieu.objects.filter(site__departement=document.departement_id)
        self.fields["lieu"].queryset = lieux.employables(garder=ici.lieu_id)
        self.fields["lieu"].choices = par_site(self.fields["lieu"])
        self.fields["version"].queryset = versions_a_voir(document)
        self.fields["version"].label_from_instance = dire_la_version
        if ici.pk is None:
            self.initial["version"] = document.version_en_vigueur()

    def clean_date_debut(self):
        date = self.cleaned_data["date_debut"]
        if date > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        if self.en_base.date_constat and date > self.en_base.date_constat:
            vu = f"{self.en_base.date_constat:%d/%m/%Y}"
            raise ValidationError(f"On l'y a vu le {vu} : il y était déjà.")
        return date

    def clean(self):
        donnees = super().clean()
        canal = donnees.get("canal")
        if canal and canal.cle == "internet" and not donnees.get("adresse"):
            if "adresse" not in self.errors:
                self.add_error("adresse", "Dites l'adresse de la page.")
        elif donnees.get("adresse") and canal and canal.cle not in EN_LIGNE:
            dit = f"« {canal} » n'est pas en ligne : écrivez cette adresse dans la précision."
            self.add_error("adresse", dit)
        return donnees

    def save(self, commit=True):
        """Une autre adresse n'a encore rien répondu."""
        if "adresse" in self.changed_data:
            self.instance.reponse = self.instance.reponse_dite = ""
            self.instance.controlee_le = None
        return super().save(commit)


class ActeForm(FormulaireVersionne):
    class Meta:
        model = Diffusion
        fields = []

    def dire_le_changement(self):
        return "Quelqu'un a noté autre chose de cet endroit pendant que vous écriviez"


class ConstaterForm(ActeForm):
    """Ce qu'on voit sur place, avec une photo si l'on veut."""

    constat = forms.ChoiceField(
        label="Ce que vous voyez",
        choices=[
            (Diffusion.Constat.VU, "Il est en place"),
            (Diffusion.Constat.A_REMPLACER, "Il est à remplacer (périmé, abîmé, illisible)"),
            (Diffusion.Constat.ABSENT, "Il n'y est plus"),
        ],
        widget=forms.RadioSelect,
        initial=Diffusion.Constat.VU,
    )
    version_vue = forms.ModelChoiceField(
        VersionDocument.objects.none(),
        label="Version en place",
        required=False,
        empty_label="Je ne sais pas",
    )
    date_constat = forms.DateField(label="Vu le")
    observation = forms.CharField(label="Observation", max_length=300, required=False)
    photo = forms.FileField(label="Photo", required=False, widget=PHOTO, help_text=AIDE_PHOTO)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ici = self.instance
        self.initial.setdefault("date_constat", aujourdhui())
        self.initial.setdefault("version_vue", ici.version or ici.document.version_en_vigueur())
        self.fields["version_vue"].queryset = versions_a_voir(ici.document)
        self.fields["version_vue"].label_from_instance = dire_la_version
        if not ici.document.derniere_version:
            del self.fields["version_vue"]

    def clean_photo(self):
        return sans_metadonnees(verifier_piece(self.cleaned_data["photo"], tuple(IMAGES)))

    def acte(self, constat, date_constat, observation, photo, version_vue=None):
        self.instance.constater(
            self.agent,
            constat,
            le=date_constat,
            version=version_vue,
            observation=observation,
            photo=photo,
        )


class LigneDeTourneeForm(ActeForm):
    """Une ligne de la feuille : sans constat, elle n'est pas saisie."""

    CONSTATS = [("", "Pas passé"), *Diffusion.Constat.choices]
    constat = forms.ChoiceField(
        label="Constat", choices=CONSTATS, required=False, widget=forms.RadioSelect
    )
    date_constat = forms.DateField(label="Vu le", required=False)
    observation = forms.CharField(label="Observation", max_length=300, required=False)

    def __init__(self, *args, le, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"date_constat": le, "constat": ""}
        for nom in ("date_constat", "observation"):
            self.fields[nom].widget.attrs["class"] = "fr-input"

    @property
    def est_saisie(self):
        return bool(self.data.get(self.add_prefix("constat")))

    def version_en_base(self):
        """Lue avec la feuille la première fois : cent lignes ne font pas cent requêtes."""
        if "histoire" in self.instance.__dict__:
            return self.instance.__dict__.pop("histoire")
        return super().version_en_base()

    def relire(self, saisie):
        try:
            super().relire(saisie)
        except ValidationError:
            self.data[self.add_prefix("version")] = self.version_en_base() or ""
            raise

    def clean_date_constat(self):
        if self.est_saisie and not self.cleaned_data["date_constat"]:
            raise ValidationError("Dites quel jour vous l'avez vu.")
        return self.cleaned_data["date_constat"]

    def acte(self, constat, date_constat, observation):
        document = self.instance.document
        self.instance.constater(
            self.agent,
            constat,
            le=date_constat,
            version=document.version_en_vigueur(date_constat),
            observation=observation,
        )


class RemplacerForm(ActeForm):
    date_constat = forms.DateField(label="Posé le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_constat", aujourdhui())

    def acte(self, date_constat):
        self.instance.remplacer(self.agent, date_constat)


class RetirerForm(ActeForm):
    date_retrait = forms.DateField(label="Retiré le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_retrait", aujourdhui())

    def acte(self, date_retrait):
        self.instance.retirer(date_retrait)


def versions_a_voir(document):
    """Celles qui valent ou ont valu : on ne trouve sur place que ce qui a été en vigueur."""
    return VersionDocument.objects.filter(document=document, en_vigueur_du__isnull=False)


def dire_la_version(version):
    fin = version.en_vigueur_au
    jusque = f", jusqu'au {fin:%d/%m/%Y}" if fin else ", en vigueur"
    return f"Version {version.numero}{jusque}"


def par_site(champ):
    """Les lieux rangés sous leur site, dont deux peuvent avoir le même hall."""
    groupes = {}
    for lieu in champ.queryset:
        groupes.setdefault(lieu.site.nom, []).append((lieu.pk, lieu.nom))
    return [("", champ.empty_label), *groupes.items()]
