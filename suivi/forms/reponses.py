"""Rédiger une réponse à deux sans rien perdre ; la rendre avec une note, la jeter."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from qualepref.socle.forms.actes import FormulaireDActe
from qualepref.socle.temps import maintenant
from suivi.models import Demande, ModeleReponse, Reponse, VersionModele

AUTRE = (
    "{qui} a enregistré ce texte à {heure} pendant que vous écriviez. Le vôtre est gardé dans le "
    "formulaire, le sien est montré au-dessus : envoyez de nouveau pour mettre le vôtre à sa place."
)
DEJA = "{qui} a commencé cette réponse le {quand} : reprenez la sienne plutôt que d'en faire deux."


class ReponseForm(FormulaireDActe):
    """Le texte, à qui il part et comment ; le premier enregistrement crée la réponse."""

    SECTIONS = {
        "À qui, et comment": ("usage", "support", "courriel", "destinataire", "complement"),
        "Le texte": ("objet", "texte", "politesse", "signature"),
    }
    version = forms.ModelChoiceField(
        VersionModele.objects.none(), widget=forms.HiddenInput, required=False
    )
    tour = forms.IntegerField(widget=forms.HiddenInput, required=False)
    autre = None  # la réponse qu'un autre a enregistrée entre-temps

    class Meta:
        model = Reponse
        fields = [
            *("usage", "support", "courriel", "destinataire", "complement"),
            *("objet", "texte", "politesse", "signature", "version"),
        ]
        widgets = {
            "destinataire": forms.Textarea(attrs={"rows": 4}),
            "texte": forms.Textarea(attrs={"rows": 16}),
            "politesse": forms.Textarea(attrs={"rows": 2}),
            "signature": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"usage": "Cette réponse est", "support": "Elle part par"}
        help_texts = {
            "complement": "À cocher si une réponse sur le fond est déjà partie.",
            "courriel": "Pour un courriel.",
            "destinataire": "Pour un courrier : tels qu'ils s'écrivent sur l'enveloppe.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.instance.demande.departement_id
        modeles = ModeleReponse.objects.employables_par(departement)
        gardee = VersionModele.objects.filter(pk=self.instance.version_id)
        self.fields["version"].queryset = VersionModele.objects.filter(modele__in=modeles) | gardee
        if self.instance.pk:
            self.initial["tour"] = self.instance.tour
        if self.instance.demande.date_reponse is None and not self.instance.complement:
            del self.fields["complement"]

    def relire(self, saisie):
        self.lu = saisie.pop("tour")
        Demande.objects.select_for_update(of=("self",)).get(pk=self.instance.demande_id)
        autres = Reponse.objects.filter(demande=self.instance.demande).en_cours()
        memes = autres.filter(usage=saisie["usage"]).exclude(pk=self.instance.pk)
        if deja := memes.select_related("redigee_par").first():
            quand = timezone.localtime(deja.redigee_le)
            phrase = DEJA.format(qui=deja.redigee_par, quand=f"{quand:%d/%m/%Y à %H:%M}")
            raise ValidationError(phrase, code="deja")

    def acte(self, **saisie):
        if self.instance.pk:
            self.instance.recrire(self.agent, self.lu, **saisie)
            return
        reponse = Reponse(demande=self.instance.demande, **saisie)
        reponse.redigee_par = reponse.modifiee_par = self.agent
        reponse.redigee_le = reponse.modifiee_le = maintenant()
        reponse.save()
        self.instance = reponse

    def refuser(self, refus):
        if self.instance.pk is None:
            self.add_error(None, refus)
        elif getattr(refus, "code", None) == "change":
            self._montrer_l_autre()
        else:
            super().refuser(refus)

    def _montrer_l_autre(self):
        self.autre = Reponse.objects.select_related("modifiee_par").get(pk=self.instance.pk)
        self.instance.refresh_from_db()
        self.data = self.data.copy()
        self.data["tour"] = self.autre.tour
        heure = timezone.localtime(self.autre.modifiee_le)
        self.add_error(None, AUTRE.format(qui=self.autre.modifiee_par, heure=f"{heure:%H h %M}"))


class ActeForm(FormulaireDActe):
    """Un acte sur le texte que l'on a sous les yeux, et sur lui seul."""

    tour = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Reponse
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["tour"] = self.instance.tour

    def relire(self, saisie):
        """Le verbe du modèle verrouille et compare le tour."""

    def refuser(self, refus):
        if Reponse.objects.filter(pk=self.instance.pk).exists():
            super().refuser(refus)
            self.data = self.data.copy()
            self.data["tour"] = self.instance.tour
        else:
            self.add_error(None, refus)


class RefuserForm(ActeForm):
    note = forms.CharField(
        label="Ce qui est à reprendre",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne qui a écrit la réponse lira cette note.",
    )

    def acte(self, note, tour):
        self.instance.refuser(self.agent, note, tour)


class JeterForm(ActeForm):
    def acte(self, tour):
        self.instance.jeter(self.agent, tour)
