"""Saisie d'une règle de délai du département : pour qui, quel délai, depuis quand."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Departement, Service
from qualepref.socle.temps import aujourdhui
from suivi.forms.lieux import ranger_par_site
from suivi.models import RegleDelai
from suivi.models.regles import Statut


class RegleDelaiForm(ModelFormulaire):
    """Le lieu se choisit d'un seul geste : le département, un site entier ou un service."""

    SECTIONS = {
        "Ce qu'elle vise": ("lieu", "canal", "nature"),
        "Réponse sur le fond": ("jours", "unite", "report"),
        "Accusé de réception": ("accuse_jours", "accuse_unite"),
        "Arrêts et heures": ("attente_suspend", "reprise", "heure_limite"),
        "En vigueur": ("depuis", "jusqua", "source"),
    }
    lieux = {"lieu": "suivi.change_regledelai"}
    lieu = forms.ModelChoiceField(Service.objects.all(), label="Pour", required=False)
    chevauche = False
    quand_meme = forms.BooleanField(label="Enregistrer quand même", required=False)

    class Meta:
        model = RegleDelai
        fields = [
            *("canal", "nature", "jours", "unite", "report", "accuse_jours", "accuse_unite"),
            *("attente_suspend", "reprise", "heure_limite", "depuis", "jusqua", "source"),
        ]
        widgets = {"heure_limite": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        labels = {"jours": "Délai en jours", "accuse_jours": "Délai en jours", "source": "Décision"}
        help_texts = {
            "jours": "Vide : aucun délai n'est fixé.",
            "accuse_jours": "Vide : aucun accusé n'est dû.",
            "depuis": "C'est la date d'arrivée de la demande qui compte.",
            "jusqua": "Dernier jour. Vide : sans fin.",
            "source": "« COPIL du 12 mars 2022 », note de service…",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        regle = self.instance
        actuel = regle.service or (regle.site and regle.site.services.filter(parent=None).first())
        self.initial["lieu"] = actuel and actuel.pk
        partout = self.agent.is_superuser or self.agent.portee(self.lieux["lieu"]).departements
        ranger_par_site(
            self.fields["lieu"],
            vide="Tout le département" if partout else "Choisir un lieu",
            garder=actuel and actuel.pk,
        )
        self.fields["lieu"].required = not partout
        self.fields["accuse_unite"].required = self.fields["reprise"].required = False

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError("Votre compte n'est d'aucun département : il n'a pas de règles.")
        if donnees.get("accuse_jours") and not donnees.get("accuse_unite"):
            self.add_error("accuse_unite", "Dites en quels jours ce délai se compte.")
        lieu = donnees.get("lieu")
        self.instance.site = lieu and lieu.site
        self.instance.service = None if lieu is None or lieu.est_racine else lieu
        return donnees

    def _post_clean(self):
        """La règle est alors entière : c'est elle qu'on compare aux autres du même cas."""
        super()._post_clean()
        if not self.errors and not self.cleaned_data["quand_meme"]:
            self._avertir_d_un_chevauchement()

    def _avertir_d_un_chevauchement(self):
        genees = RegleDelai.objects.chevauchees_par(self.instance)
        if genees:
            self.chevauche = True
            self.add_error(
                "quand_meme",
                f"Une règle vaut déjà ces jours-là : {' ; '.join(r.en_mots for r in genees)}. "
                "Arrêtez-la à la veille, ou cochez la case : la dernière entrée en vigueur "
                "l'emportera.",
            )

    @transaction.atomic
    def save(self, commit=True):
        regle = self.instance
        if regle.pk is None:
            Departement.objects.select_for_update(of=("self",)).get(pk=regle.departement_id)
            regle.cle = RegleDelai.objects.cle_libre(regle.departement)
            regle.statut = Statut.CONFIRME  # une décision du département
        return super().save(commit)


class ArreterForm(ModelFormulaire):
    """Le dernier jour d'une règle ; les demandes arrivées ensuite en suivent une autre."""

    class Meta:
        model = RegleDelai
        fields = ["jusqua"]
        labels = {"jusqua": "Dernier jour de la règle"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["jusqua"] = self.initial.get("jusqua") or aujourdhui()
        self.fields["jusqua"].required = True

    def clean_jusqua(self):
        jusqua, depuis = self.cleaned_data["jusqua"], self.instance.depuis
        if jusqua < depuis:
            raise ValidationError(f"La règle n'est en vigueur que depuis le {depuis:%d/%m/%Y}.")
        return jusqua
