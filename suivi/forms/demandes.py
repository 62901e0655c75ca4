from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.calendrier import PREMIERE_ANNEE
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.simultane import FormulaireSimultane
from qualepref.socle.temps import aujourdhui
from suivi import doublons
from suivi.delais.bareme import calculer_echeances
from suivi.models import Canal, Demande, Identite, ObjetReclamation, Qualification, RegleDelai


class DatesForm(ModelFormulaire):
    """Une date saisie n'est ni future, ni antérieure à l'arrivée, ni d'un autre siècle."""

    class Meta:
        model = Demande
        fields = []

    def clean(self):
        donnees = super().clean()
        arrivee = donnees.get("date_arrivee") or self.instance.date_arrivee
        for nom, champ in self.fields.items():
            jour = donnees.get(nom)
            if isinstance(champ, forms.DateField) and jour:
                self._verifier(nom, jour, arrivee)
        return donnees

    def _verifier(self, nom, jour, arrivee):
        if jour > aujourdhui():
            self.add_error(nom, f"Le {en_chiffres(jour)} est dans le futur : vérifiez la date.")
        elif jour.year < PREMIERE_ANNEE:
            self.add_error(nom, f"Le {en_chiffres(jour)} est trop ancien : vérifiez l'année.")
        elif arrivee and jour < arrivee:
            self.add_error(
                nom, f"Le {jour:%d/%m/%Y} vient avant l'arrivée de la demande ({arrivee:%d/%m/%Y})."
            )


class ChoixDObjet(forms.ModelChoiceField):
    """L'objet recevable, si la lecture le dit déjà : la demande est alors déclarée recevable."""

    def __init__(self):
        super().__init__(
            ObjetReclamation.objects.recevables(),
            label="Objet recevable",
            required=False,
            empty_label="Pas encore examinée",
        )

    def borner(self, departement):
        self.queryset = self.queryset.proposes_a(departement)


NOM_OU_RAISON = (
    "Le nom ou les coordonnées suffisent ; sans l'un ni l'autre, dites plus bas, dans « Les "
    "suites », pourquoi la réponse n'est pas due."
)


def en_chiffres(jour):
    """« 01/01/0001 » : strftime n'écrit pas les zéros d'une année tapée trop court."""
    return f"{jour:%d/%m}/{jour.year:04}"


def nom_et_site(service):
    """Deux sites peuvent avoir chacun leur « Accueil général »."""
    return str(service) if service.est_racine else f"{service} ({service.site})"


class DemandeForm(DatesForm, FormulaireSimultane):
    """Une demande et son auteur ; l'échéance n'est recalculée que si sa règle peut changer."""

    lieux = {"service": "suivi.change_demande"}
    hors_modele = {"nom": "nom_de_l_usager", "coordonnees": "coordonnees_de_l_usager"}
    L_UN_OU_L_AUTRE = (
        "nom",
        "coordonnees",
        "reponse_non_due",
    )  # un seul suffit, mais il en faut un
    semblable = None  # la demande déjà inscrite qui ressemble à celle qu'on saisit
    SECTIONS = {
        "La demande": (
            *("registre", "service", "date_arrivee", "heure_arrivee", "canal", "nature"),
            *("numero", "theme", "objet"),
        ),
        "L'usager": ("nom", "coordonnees"),
        "Les suites": (
            *("reponse_non_due", "date_accuse", "date_reponse", "date_attente"),
            *("date_transmission", "observations"),
        ),
        "Suggestion ou réclamation": ("porte_sur",),
    }
    nom = forms.CharField(label="Nom de l'usager", max_length=200, required=False)
    coordonnees = forms.CharField(
        label="Coordonnées",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Adresse postale ou électronique où répondre.",
    )
    porte_sur = ChoixDObjet()
    quand_meme = forms.BooleanField(
        label="C'est une autre demande : enregistrer quand même", required=False
    )

    class Meta:
        model = Demande
        fields = [
            *("registre", "service", "canal", "nature", "numero", "objet", "theme"),
            *("date_arrivee", "heure_arrivee"),
            *("date_accuse", "date_attente", "date_transmission", "date_reponse"),
            *("reponse_non_due", "observations"),
        ]
        widgets = {
            "heure_arrivee": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "objet": forms.Textarea(attrs={"rows": 2}),
            "observations": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        service, canal = self.fields["service"], self.fields["canal"]
        ouverts = service.queryset.employables(garder=self.instance.service_id)
        service.queryset = ouverts.select_related("site")
        service.label_from_instance = nom_et_site
        if not RegleDelai.objects.filter(heure_limite__isnull=False).exists():
            del self.fields["heure_arrivee"]
        if self.instance.canal != Canal.NON_RENSEIGNE:
            canal.choices = [c for c in canal.choices if c[0] != Canal.NON_RENSEIGNE]
        if self.instance.pk is None:
            self._preparer(service.queryset)
            self.fields["porte_sur"].borner(self.agent.departement)
        else:
            del self.fields["porte_sur"]  # une fois inscrite, elle s'examine sur sa fiche
            del self.fields["quand_meme"]
            self._montrer(getattr(self.instance, "identite", None) or Identite())

    def _montrer(self, identite):
        for champ, attribut in self.hors_modele.items():
            self.initial[champ] = getattr(identite, champ)
            setattr(self.en_base, attribut, getattr(identite, champ))

    def _preparer(self, services):
        self.initial.setdefault("date_arrivee", aujourdhui())
        if len(services) == 1:
            self.initial.setdefault("service", services[0])

    def sections(self):
        """(titre, champs, note) : à la création, il faut l'usager ou la raison de s'en passer."""
        notes = {"L'usager": NOM_OU_RAISON} if self.instance.pk is None else {}
        return [(titre, champs, notes.get(titre, "")) for titre, champs in super().sections()]

    def clean(self):
        donnees = super().clean()
        if self.instance.pk is None and not self._dit_l_auteur(donnees):
            self.add_error(
                "reponse_non_due",
                "Indiquez le nom ou les coordonnées de l'usager, ou pourquoi aucune réponse "
                "n'est due.",
            )
        if {"service", "registre", "date_arrivee", "objet"} <= donnees.keys():
            self._refuser_un_doublon(donnees)
            if self.instance.pk is None and not self.non_field_errors():
                self._avertir_d_une_semblable(donnees)
        return donnees

    def _post_clean(self):
        """Ses faits inscrits, s'il en est, doivent s'accorder aux dates corrigées."""
        super()._post_clean()
        if self.instance.pk and not self.errors:
            try:
                self.instance.redater()
            except ValidationError as refus:
                self.add_error(None, refus)

    def _dit_l_auteur(self, donnees):
        return any(donnees.get(nom) for nom in self.L_UN_OU_L_AUTRE)

    def _refuser_un_doublon(self, donnees):
        autre = doublons.pareille(
            departement_id=donnees["service"].site.departement_id,
            registre=donnees["registre"],
            cle=self.instance.cle_doublon or self._empreinte(donnees),
            sauf=self.instance.pk,
        )
        if autre:
            raise ValidationError(
                f"Cette demande est déjà enregistrée dans ce registre : {autre}, "
                f"« {autre.objet} », service {autre.service}. Si c'en est une autre, "
                "distinguez-la par son numéro ou par son objet."
            )

    def _avertir_d_une_semblable(self, donnees):
        """Même service, même jour, même objet, même usager : on demande avant d'enregistrer."""
        self.semblable = doublons.semblable(
            service=donnees["service"],
            jour=donnees["date_arrivee"],
            objet=donnees["objet"],
            nom=donnees.get("nom", ""),
        )
        if self.semblable and not donnees.get("quand_meme"):
            self.add_error(
                "quand_meme",
                f"Une demande semblable existe : {doublons.en_mots(self.semblable)}. "
                "Enregistrer quand même ? Cochez la case, puis enregistrez.",
            )

    def _empreinte(self, donnees):
        champs = ("numero", "date_arrivee", "objet")
        ebauche = Demande(**{nom: donnees.get(nom, "") for nom in champs})
        return ebauche.empreinte(donnees.get("nom", ""))

    @transaction.atomic
    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.cle_doublon = self._empreinte(self.cleaned_data)
        if self.instance.pk is None or set(self.changed_data) & set(Demande.CHAMPS_DU_CALCUL):
            calculer_echeances([self.instance])
        identite_changee = bool({"nom", "coordonnees"} & set(self.changed_data))
        if identite_changee and self.instance.pk:  # qui l'a changée, sans les valeurs : la purge
            self.instance._change_reason = "identité de l'usager modifiée (valeurs masquées)"
        demande = super().save(commit)
        if identite_changee:
            auteur = {nom: self.cleaned_data[nom] for nom in ("nom", "coordonnees")}
            Identite.objects.update_or_create(demande=demande, defaults=auteur)
        if objet := self.cleaned_data.get("porte_sur"):
            Qualification.objects.de(demande).declarer_recevable(objet)
        return demande
