"""Saisie d'un signalement : le déposer en trois champs, puis les actes de qui les tient."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.models import Engagement, Referentiel
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.models import Service
from qualepref.socle.pieces import IMAGES, sans_metadonnees, verifier_piece
from qualepref.socle.temps import aujourdhui
from suivi.forms.lieux import ranger_par_site
from suivi.models import Signalement

PIECES = ("pdf", *IMAGES)
NATURES = [
    (Signalement.Nature.DYSFONCTIONNEMENT, "Un dysfonctionnement"),
    (Signalement.Nature.IDEE, "Une idée"),
]
SANS_COMPTE = "Votre compte n'est d'aucun département : il n'y a personne à qui signaler."


class LieuForm(ModelFormulaire):
    """Le service concerné se choisit site par site ; un service fermé n'y paraît plus."""

    lieux = {"service": "socle.view_service"}
    sans_service = "Je ne sais pas, ou plusieurs services"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if service := self.fields.get("service"):
            ranger_par_site(service, vide=self.sans_service, garder=self.instance.service_id)


class SignalerForm(LieuForm):
    """Trois champs en vue ; le reste se déplie."""

    EN_VUE = ("nature", "description", "service")
    FACULTATIFS = ("endroit", "piece", "nom_dicible")

    class Meta:
        model = Signalement
        fields = ["nature", "description", "service", "endroit", "piece", "nom_dicible"]
        widgets = {
            "nature": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 6}),
            "piece": forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
        }
        labels = {
            "nature": "Vous signalez",
            "description": "Que se passe-t-il, ou que proposez-vous ?",
            "piece": "Photo ou document PDF",
        }
        help_texts = {
            "description": "Quelques phrases suffisent. Ne nommez ni usager, ni collègue.",
            "piece": "JPG, PNG ou PDF. Une photo perd le lieu et la date de sa prise ; un PDF "
            "garde souvent le nom de qui l'a fait.",
            "nom_dicible": "Sinon, le référent qualité est seul à pouvoir l'ouvrir, et sa "
            "consultation est consignée.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement = self.agent.departement
        self.fields["nature"].choices = NATURES

    def en_vue(self):
        return [self[nom] for nom in self.EN_VUE]

    def facultatifs(self):
        return [self[nom] for nom in self.FACULTATIFS]

    def precise(self):
        """Le repli s'ouvre sur ce qui y est déjà écrit, ou y est fautif."""
        return any(
            self[nom].errors or (self.is_bound and self[nom].data) for nom in self.FACULTATIFS
        )

    def clean_piece(self):
        return sans_metadonnees(verifier_piece(self.cleaned_data["piece"], PIECES))

    def clean(self):
        donnees = super().clean()
        if self.agent.departement is None:
            raise ValidationError(SANS_COMPTE)
        self._refuser_le_double_envoi(donnees)
        return donnees

    def _refuser_le_double_envoi(self, donnees):
        siens = Signalement.objects.deposes_par(self.agent).filter(date_depot=aujourdhui())
        if siens.filter(description=donnees.get("description", "")).exists():
            raise ValidationError(
                "Vous avez déjà envoyé ce signalement aujourd'hui : suivez-le dans « Mes "
                "signalements »."
            )

    def save(self, commit=True):
        self.instance.auteur = self.agent
        return Signalement.objects.deposer(self.instance)


class InscrireForm(LieuForm):
    """Un signalement reçu autrement, que le référent inscrit ; son auteur peut rester inconnu."""

    lieux = {"service": "suivi.change_signalement", "auteur": "socle.view_agent"}
    sans_service = "Aucun en particulier"

    class Meta:
        model = Signalement
        fields = [
            *("canal", "date_depot", "nature", "description", "service", "endroit", "piece"),
            *("auteur", "nom_dicible"),
        ]
        widgets = {
            "nature": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 5}),
            "piece": forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
        }
        labels = {"nom_dicible": "Son nom peut être dit au service", "date_depot": "Reçu le"}
        help_texts = {
            "auteur": "S'il a un compte, il suivra ce signalement et lira la réponse.",
            "piece": "JPG, PNG ou PDF.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement = self.agent.departement
        agents = self.fields["auteur"].queryset.actifs()
        self.fields["auteur"].queryset = agents.filter(departement=self.agent.departement)
        self.fields["auteur"].empty_label = "Inconnu, ou sans compte"
        self.fields["nature"].choices = NATURES
        autres = [c for c in Signalement.Canal.choices if c[0] != Signalement.Canal.APPLICATION]
        self.fields["canal"].choices = autres
        self.initial["canal"] = Signalement.Canal.BOITE_QUALITE

    def clean_piece(self):
        return sans_metadonnees(verifier_piece(self.cleaned_data["piece"], PIECES))

    def clean_date_depot(self):
        le = self.cleaned_data["date_depot"]
        if le > aujourdhui():
            raise ValidationError("Cette date est dans le futur : vérifiez-la.")
        return le

    def clean(self):
        donnees = super().clean()
        if self.agent.departement is None:
            raise ValidationError(SANS_COMPTE)
        return donnees


class ActeForm(FormulaireVersionne, LieuForm):
    """Un acte sur un signalement."""

    class Meta:
        model = Signalement
        fields = []

    def dire_le_changement(self):
        reponse = f" : « {self.instance.reponse} »" if self.instance.reponse else ""
        return (
            "Quelqu'un a traité ce signalement pendant que vous écriviez ; il est maintenant "
            f"{self.instance.get_etat_display()}{reponse}"
        )


class TrierForm(ActeForm):
    """Ce que c'est, où, et l'engagement que cela touche."""

    sans_service = "Aucun en particulier"

    class Meta(ActeForm.Meta):
        fields = ["nature", "service", "endroit", "engagement"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.instance.departement
        self.fields["nature"].choices = Signalement.Nature.choices
        self.fields["engagement"].queryset = Engagement.objects.du_referentiel(
            Referentiel.objects.suivi_par(departement), departement
        )
        self.fields["engagement"].empty_label = "Aucun en particulier"

    def acte(self, **tri):
        self.instance.trier(**tri)


class RepondreForm(ActeForm):
    reponse = forms.CharField(
        label="Réponse à l'auteur",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Il la lira dans « Mes signalements ». Les correspondants du service la lisent "
        "aussi.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reponse", self.instance.reponse)

    def acte(self, reponse):
        self.instance.repondre(reponse)


class ClasserForm(ActeForm):
    motif = forms.CharField(
        label="Pourquoi il est sans suite",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="L'auteur lira ce motif.",
    )

    def acte(self, motif):
        self.instance.classer(motif)


class ProposerForm(ActeForm):
    """L'action se lit de tout le département : rien n'y est repris du texte de l'auteur."""

    lieux = {"service": "suivi.change_signalement"}
    sans_service = "À dire plus tard"
    intitule = forms.CharField(label="Ce qu'il faut faire", max_length=300)
    chiffres = forms.CharField(
        label="Ce qui le motive",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Se lit au plan d'actions : n'y reprenez rien qui ferait reconnaître l'auteur.",
    )
    service = forms.ModelChoiceField(Service.objects.all(), label="Service pilote", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("chiffres", f"{self.instance}.")
        self.initial.setdefault("service", self.instance.service_id)

    def acte(self, intitule, chiffres, service):
        self.instance.proposer(intitule, chiffres, service)
