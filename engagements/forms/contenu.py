"""Le contenu saisi par la préfecture : engagements, exigences, dépôt d'un fichier."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.models import Engagement, Exigence, Origine, Referentiel
from engagements.versions.contenu_saisi import NUMERO_MAX, Depot, rang_d_une_exigence, rang_de
from qualepref.socle.chargement import ChargementRefuse, analyser
from qualepref.socle.forms import ModelFormulaire

TAILLE_MAX = 2**20
SANS_DEPARTEMENT = "Votre compte n'est rattaché à aucun département : il ne peut rien saisir ici."


class SaisiForm(ModelFormulaire):
    """Un élément du département de l'agent, que les campagnes ouvertes prennent aussitôt."""

    def clean(self):
        donnees = super().clean()
        if self.instance.departement_id is None:
            raise ValidationError(SANS_DEPARTEMENT)
        return donnees

    def save(self, commit=True):
        element = super().save(commit)
        element.aligner_les_campagnes()
        return element


class EngagementSaisiForm(SaisiForm):
    class Meta:
        model = Engagement
        fields = [
            "numero",
            "intitule",
            "intitule_officiel",
            "theme",
            "facultatif",
            "condition",
            "note",
        ]
        labels = {"intitule_officiel": "Intitulé repris du texte officiel"}
        widgets = {
            "intitule": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, module=None, **kwargs):
        super().__init__(*args, **kwargs)
        if module:
            self.instance.module = module
            self.instance.departement = self.agent.departement
            self.initial.setdefault("numero", self._numero_libre())
            self.initial["intitule_officiel"] = False
        self.fields["intitule"].required = True
        for nom in ("theme", "condition"):
            siens = self.fields[nom].queryset.filter(referentiel=self.referentiel)
            self.fields[nom].queryset = siens.en_vigueur()

    @property
    def referentiel(self):
        return self.instance.module.referentiel

    def _numeros_pris(self):
        """Ceux du référentiel, tous modules : un engagement se cite par son seul numéro."""
        pris = Engagement.objects.pour(self.instance.departement_id)
        return pris.filter(module__referentiel=self.referentiel).exclude(pk=self.instance.pk)

    def _numero_libre(self):
        return max(self._numeros_pris().values_list("numero", flat=True), default=0) + 1

    def clean_numero(self):
        numero = self.cleaned_data["numero"]
        if not 1 <= numero <= NUMERO_MAX:
            raise ValidationError(f"De 1 à {NUMERO_MAX}.")
        deja = self._numeros_pris().filter(numero=numero).select_related("module").first()
        if deja:
            retire = ", retiré : remettez-le plutôt" if deja.retire else ""
            raise ValidationError(
                f"Ce numéro est déjà celui d'un engagement du module {deja.module.numero}{retire}."
            )
        return numero

    def save(self, commit=True):
        self.instance.ordre = rang_de(self.instance.numero)
        return super().save(commit)


class ExigenceSaisieForm(SaisiForm):
    preuves = forms.MultipleChoiceField(
        label="Preuves attendues", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Exigence
        fields = [
            "code",
            "code_officiel",
            "intitule",
            "facultative",
            "preuves",
            "verification",
            "note",
        ]
        labels = {"code_officiel": "Code du référentiel officiel"}
        widgets = {
            nom: forms.Textarea(attrs={"rows": 2}) for nom in ("intitule", "verification", "note")
        }

    def __init__(self, *args, engagement=None, **kwargs):
        super().__init__(*args, **kwargs)
        if engagement:
            self._rattacher(engagement)
        self.fields["preuves"].choices = [(code, code) for code in self._codes_de_preuve()]

    def _rattacher(self, engagement):
        self.instance.engagement = engagement
        self.instance.referentiel = engagement.module.referentiel
        self.instance.departement = self.agent.departement
        self.instance.origine = Origine.CONFIRMEE
        connues = engagement.exigences.pour(self.agent.departement_id).count()
        self.initial.setdefault("code", f"{engagement.numero}.{connues + 1}")

    def _codes_de_preuve(self):
        """Les types de documents que les référentiels citent, et ceux déjà cochés ici."""
        cites = Exigence.objects.du_fichier().values_list("preuves", flat=True)
        codes = {code for preuves in cites for code in preuves}
        return sorted(codes | set(self.instance.preuves))

    def clean_code(self):
        code = self.cleaned_data["code"]
        prises = Exigence.objects.pour(self.instance.departement_id).exclude(pk=self.instance.pk)
        deja = prises.filter(referentiel=self.instance.referentiel, code=code).first()
        if deja:
            retire = ", retirée : remettez-la plutôt" if deja.retire else ""
            raise ValidationError(f"Ce code est déjà celui d'une exigence{retire}.")
        return code

    def save(self, commit=True):
        exigence = self.instance
        exigence.ordre = rang_d_une_exigence(exigence.engagement.numero, exigence.code)
        return super().save(commit)


class Depose(ModelFormulaire):
    """Un texte YAML au schéma du référentiel, rangé tout entier ou pas du tout."""

    est_confirme = False

    class Meta:
        model = Referentiel
        fields = []

    def lire(self, octets, nom):
        """Garde le dépôt et ce qu'il changerait. Lève ValidationError, une phrase par faute."""
        self.nom = nom
        try:
            contenu = analyser(octets, nom)
            self.depot = Depot(contenu, nom, self.instance, self.agent.departement)
        except ChargementRefuse as refus:
            raise ValidationError(refus.messages) from None
        self.texte, self.apercu = octets.decode("utf-8-sig"), self.depot.apercu()

    def clean(self):
        if self.agent.departement_id is None:
            raise ValidationError(SANS_DEPARTEMENT)
        return super().clean()


class DepotForm(Depose):
    """Le fichier déposé, dont on montre d'abord ce qu'il changerait."""

    fichier = forms.FileField(
        label="Fichier YAML",
        help_text="Celui qui se télécharge ici, complété, ou un autre au même schéma.",
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise ValidationError("Ce fichier dépasse 1 Mo.")
        if self.agent.departement_id is not None:
            self.lire(fichier.read(), fichier.name)
        return fichier


class DepotConfirmeForm(Depose):
    """Le texte dont on a lu l'aperçu ; `confirmer` : l'empreinte de cet aperçu."""

    nom = forms.CharField(max_length=255)
    texte = forms.CharField(strip=False)
    confirmer = forms.CharField(max_length=64)

    @property
    def est_confirme(self):
        """Faux si le contenu a changé depuis l'aperçu."""
        return self.cleaned_data["confirmer"] == self.apercu.empreinte

    def clean_texte(self):
        texte = self.cleaned_data["texte"]
        octets = texte.encode()
        if len(octets) > 2 * TAILLE_MAX:  # un navigateur double les fins de ligne
            raise ValidationError("Ce fichier dépasse 1 Mo.")
        if self.agent.departement_id is not None:
            self.lire(octets, self.cleaned_data.get("nom", "contenu.yaml"))
        return texte

    def save(self):
        self.bilan = self.depot.ranger()
        return self.instance
