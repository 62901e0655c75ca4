"""La saisie d'un document du registre."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from documents import circuit, validite
from documents.models import Document, Etiquette, TypeDocument, VersionDocument
from engagements.forms.commun import ServantDesEngagements
from engagements.models import Exigence, Referentiel
from qualepref.socle.pieces import DOCUMENTS, sans_metadonnees, verifier_piece
from qualepref.socle.temps import aujourdhui

AIDE_FICHIER = (
    f"PDF, bureautique ou image, {settings.DOCUMENT_TAILLE_MAX // 2**20} Mo au plus. Une photo "
    "perd le lieu et la date de sa prise."
)
SELECTEUR = forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in DOCUMENTS)})
PROLONGER = "Pour repousser la caducité, prolongez le document : le motif se garde."


def fichier_verifie(fichier):
    """Le fichier reçu, s'il est d'un type admis et de la taille permise."""
    return sans_metadonnees(verifier_piece(fichier, DOCUMENTS, settings.DOCUMENT_TAILLE_MAX))


def redemander_le_fichier(form):
    """Le navigateur ne garde pas un fichier d'une page à l'autre : un envoi refusé le dit."""
    recu = form.files.get("fichier")
    if recu and form.errors and "fichier" not in form.errors:
        form.add_error(
            "fichier", f"Choisissez de nouveau « {recu.name} » : le navigateur l'oublie."
        )


class DocumentForm(ServantDesEngagements):
    """La fiche d'un document ; son état et ses versions changent par des actes."""

    lieux = {"service": "documents.add_document"}
    hors_modele = ServantDesEngagements.hors_modele | {
        "codes": "codes_exigences",
        "etiquette": "etiquette_dite",
    }
    SECTIONS = {
        "Le document": ("intitule", "type", "etiquette", "service", "reference", "fonction"),
        "Pour qui, pour quoi": ("public", "langue", "numeros", "codes"),
        "Validité": (
            *("date_effet", "date_caducite", "permanent", "revue_mois", "conservation_mois"),
            "approbation",
        ),
        "Où le trouver": ("emplacement", "observations"),
    }
    LARGES = ("intitule", "emplacement", "observations", "approbation", "fichier")
    codes = forms.CharField(
        label="Exigences", required=False, help_text="Leurs codes : « 3.1, 17.2 »."
    )
    etiquette = forms.ChoiceField(label="Étiquette", required=False)

    class Meta:
        model = Document
        fields = [
            *("intitule", "type", "service", "reference", "fonction", "public", "langue"),
            *("date_effet", "date_caducite", "revue_mois", "conservation_mois", "approbation"),
            *("emplacement", "observations"),
        ]
        widgets = {"observations": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "revue_mois": "Relecture : tous les combien de mois",
            "conservation_mois": "Conservation, en mois",
            "emplacement": "Adresse ou dossier",
        }
        help_texts = {
            "date_caducite": "Le dernier jour où il vaut.",
            "revue_mois": "Vide : jamais.",
            "conservation_mois": "Une fois archivé ; ce n'est pas sa caducité.",
            "emplacement": "Quand le fichier n'est pas dans l'application.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = self.fields["service"].queryset.select_related("site")
        self.fields["service"].queryset = services.employables(garder=self.instance.service_id)
        proposes = Q(retire=False) | Q(pk=self.instance.type_id)
        self.fields["type"].queryset = TypeDocument.objects.filter(proposes)
        self.fields["type"].required = not self.instance.type_lu
        etiquettes = Etiquette.objects.filter(retire=False).values_list("cle", "libelle")
        self.fields["etiquette"].choices = [("", "Aucune"), *etiquettes]
        self.preparer()

    def preparer(self):
        """Modifier : ce qui est déjà dit ; la date d'effet suit la version en vigueur."""
        for nom, attribut in self.hors_modele.items():
            self.initial[nom] = getattr(self.instance, attribut)
        if self.instance.derniere_version:
            del self.fields["date_effet"]

    def clean_codes(self):
        departement = self.instance.departement
        dits = self.cleaned_data["codes"].replace(";", ",").split(",")
        codes = list(dict.fromkeys(code.strip() for code in dits if code.strip()))
        siennes = Exigence.objects.pour(departement).filter(
            referentiel=Referentiel.objects.suivi_par(departement), code__in=codes
        )
        connues = {exigence.code: exigence for exigence in siennes}
        if inconnus := [code for code in codes if code not in connues]:
            raise ValidationError(f"Exigence inconnue : {', '.join(inconnus)}.")
        return [connues[code] for code in codes]

    def clean_reference(self):
        reference = self.cleaned_data["reference"].strip()
        memes = Document.objects.filter(
            departement=self.instance.departement, reference__iexact=reference
        )
        if reference and memes.exclude(pk=self.instance.pk).exists():
            raise ValidationError("Cette référence est déjà celle d'un autre document.")
        return reference

    def clean_date_caducite(self):
        avant, date = self.en_base.date_caducite, self.cleaned_data["date_caducite"]
        en_vigueur = self.instance.pk and self.instance.etat == circuit.EN_VIGUEUR
        if en_vigueur and avant and (date is None or date > avant):
            raise ValidationError(PROLONGER)
        return date

    def clean_date_effet(self):
        date = self.cleaned_data["date_effet"]
        if date and date > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        return date

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError(
                "Votre compte n'est d'aucun département : il n'a pas de registre."
            )
        return donnees

    @transaction.atomic
    def save(self, commit=True):
        self.instance.dater()
        self.instance.garder_l_avant()
        super().save()
        self.instance.suivre_par_ses_preuves()
        self.ranger()
        return self.instance

    def ranger(self):
        """Les engagements, les exigences et l'étiquette, s'ils ont changé."""
        for nom, relation in (("numeros", "engagements"), ("codes", "exigences")):
            if nom in self.changed_data:
                getattr(self.instance, relation).set(self.cleaned_data[nom])
        if "etiquette" in self.changed_data:
            dites = Etiquette.objects.filter(cle=self.cleaned_data["etiquette"])
            self.instance.etiquettes.set(dites)


class NouveauDocumentForm(DocumentForm):
    """Un document à rédiger, en cours de rédaction, ou déjà en vigueur avec son fichier."""

    SECTIONS = DocumentForm.SECTIONS | {
        "Où il en est": ("etat", "fichier"),
    }
    ETATS = [
        (circuit.A_REDIGER, "À rédiger"),
        (circuit.EN_REDACTION, "En rédaction"),
        (circuit.EN_VIGUEUR, "En vigueur"),
    ]
    etat = forms.ChoiceField(label="État", choices=ETATS, initial=circuit.A_REDIGER)
    permanent = forms.BooleanField(label="Sans date de caducité", required=False)
    fichier = forms.FileField(
        label="Fichier", required=False, widget=SELECTEUR, help_text=AIDE_FICHIER
    )

    class Meta(DocumentForm.Meta):
        help_texts = DocumentForm.Meta.help_texts | {
            "reference": "Vide : la prochaine libre, d'après le type et le service.",
            "date_effet": "S'il est en vigueur. Vide : aujourd'hui.",
            "date_caducite": "Le dernier jour où il vaut. Vide : d'après la validité du type.",
            "revue_mois": "Vide : ce que prévoit le type.",
        }

    def preparer(self):
        self.instance.departement = self.agent.departement
        self.fields["reference"].required = False

    def full_clean(self):
        super().full_clean()
        redemander_le_fichier(self)

    def clean_fichier(self):
        return fichier_verifie(self.cleaned_data["fichier"])

    def clean(self):
        donnees = super().clean()
        en_vigueur = donnees.get("etat") == circuit.EN_VIGUEUR
        if en_vigueur and donnees.get("approbation"):
            self.add_error(
                "etat", "Il entre en vigueur une fois approuvé : mettez-le en rédaction."
            )
        elif en_vigueur and not donnees.get("fichier") and not donnees.get("emplacement"):
            self.add_error("fichier", "Joignez le fichier, ou dites où se trouve le document.")
        caducite, effet = donnees.get("date_caducite"), donnees.get("date_effet") or aujourdhui()
        if donnees.get("permanent") and caducite:
            self.add_error("permanent", "Une date de caducité est dite : l'un ou l'autre.")
        if en_vigueur and caducite and caducite < effet:
            self.add_error("date_caducite", "Le document serait caduc avant sa date d'effet.")
        return donnees

    def _caducite(self, effet):
        donnees = self.cleaned_data
        if donnees["permanent"] or donnees["date_caducite"]:
            return donnees["date_caducite"]
        return validite.proposer_caducite(effet, donnees["type"].validite_mois)

    @transaction.atomic
    def save(self, commit=True):
        donnees, document = self.cleaned_data, self.instance
        effet = donnees["date_effet"] or aujourdhui()
        document.etat = circuit.A_REDIGER
        document.revue_mois = donnees["revue_mois"] or donnees["type"].revue_mois
        document.date_effet = None
        Document.objects.inscrire(document)
        self.ranger()
        if donnees["fichier"]:
            VersionDocument.objects.deposer(document, donnees["fichier"], agent=self.agent)
            document.refresh_from_db()
        elif donnees["etat"] == circuit.EN_REDACTION:
            document.commencer()
        if donnees["etat"] == circuit.EN_VIGUEUR:
            document.mettre_en_vigueur(effet, self._caducite(effet))
        return document
