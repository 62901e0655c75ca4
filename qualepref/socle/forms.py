"""Formulaires de base et ceux du socle."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from dsfr.forms import DsfrBaseForm

from qualepref.socle.dates_saisies import jour_saisi
from qualepref.socle.lecture.classeurs import LIGNES_MAXIMALES
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import (
    Agent,
    Designation,
    Fermeture,
    PeriodeSuspendue,
    Production,
    Service,
    Site,
)
from qualepref.socle.pieces import LETTRES, verifier_piece


class Formulaire(DsfrBaseForm):
    """Formulaire informé de l'agent ; `lieux` borne chaque choix à ce qu'il peut employer."""

    lieux: dict[str, str] = {}  # champ → permission qui borne ses choix

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.agent = agent
        for champ, permission in self.lieux.items():
            if champ in self.fields:
                choix = self.fields[champ].queryset.visibles_par(agent, permission)
                self.fields[champ].queryset = choix
        for champ in self.fields.values():
            if isinstance(champ, forms.DateField):
                champ.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
                champ.to_python = partial(jour_saisi, champ.to_python)


class ModelFormulaire(Formulaire, forms.ModelForm):
    pass


class ConnexionForm(DsfrBaseForm, AuthenticationForm):
    pass


class MotDePasseForm(DsfrBaseForm, PasswordChangeForm):
    pass


class SiteForm(ModelFormulaire):
    """Un site du département ; son service racine porte son nom et son code."""

    class Meta:
        model = Site
        fields = ["nom", "code", "type"]
        help_texts = {"code": "Court, sans espace : SPVIE."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}

    def clean_nom(self):
        """Deux sites du même nom ne se distinguent plus dans un classeur."""
        nom = self.cleaned_data["nom"]
        autres = self.instance.departement.sites.exclude(pk=self.instance.pk)
        if any(normaliser(nom) == normaliser(autre.nom) for autre in autres):
            raise forms.ValidationError("Un site du département porte déjà ce nom.")
        return nom

    def clean_code(self):
        code = self.cleaned_data["code"]
        bureaux = Service.objects.filter(site=self.instance.pk, code=code).exclude(parent=None)
        if pris := bureaux.first():
            raise forms.ValidationError(f"Ce code est celui du service « {pris} » du site.")
        return code

    @transaction.atomic
    def save(self, commit=True):
        site = super().save(commit)
        site.nommer_sa_racine()
        return site


class ServiceForm(ModelFormulaire):
    lieux = {"site": "socle.change_service", "parent": "socle.change_service"}
    autres_noms = forms.CharField(
        label="Autres noms",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : les autres écritures rencontrées dans les classeurs.",
    )

    class Meta:
        model = Service
        fields = ["site", "parent", "code", "nom", "date_fin"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["autres_noms"].initial = "\n".join(self.instance.alias or [])
        if self.instance.pk is None or not self.instance.est_racine:
            self.fields["parent"].required = True

    def clean_autres_noms(self):
        """Sans les répétitions : « SP Arles » et « sp arles » sont la même écriture."""
        lignes = filter(None, map(str.strip, self.cleaned_data["autres_noms"].splitlines()))
        return list({normaliser(ligne): ligne for ligne in reversed(list(lignes))}.values())[::-1]

    def clean(self):
        donnees = super().clean()
        if donnees.get("site"):
            for champ in ("nom", "code", "autres_noms"):
                dits = donnees.get(champ) or []
                self._refuser_les_noms_pris(champ, [dits] if isinstance(dits, str) else dits)
        return donnees

    def _refuser_les_noms_pris(self, champ, noms):
        """Un nom déjà porté sur le site enlèverait à l'autre service les lignes des classeurs."""
        autres = self.cleaned_data["site"].services.exclude(pk=self.instance.pk)
        for nom in noms:
            if pris := next((autre for autre in autres if autre.porte_le_nom(nom)), None):
                self.add_error(
                    champ, f"« {nom} » désigne déjà le service « {pris} » de {pris.site}."
                )

    def save(self, commit=True):
        self.instance.alias = self.cleaned_data["autres_noms"]
        return super().save(commit)


class AgentForm(ModelFormulaire):
    lieux = {"service": "socle.change_agent"}
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Douze caractères au moins. Laissé vide, il ne change pas.",
    )

    class Meta:
        model = Agent
        fields = ["username", "first_name", "last_name", "email", "service", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mot_de_passe"].required = self.instance.pk is None
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def clean_username(self):
        """Deux identifiants qui ne diffèrent que par leurs majuscules se confondraient."""
        identifiant = self.cleaned_data["username"]
        pareils = Agent.objects.filter(username__iexact=identifiant).exclude(pk=self.instance.pk)
        if pareils.exists():
            raise forms.ValidationError("Cet identifiant est déjà pris, aux majuscules près.")
        return identifiant

    def clean_mot_de_passe(self):
        mot_de_passe = self.cleaned_data["mot_de_passe"]
        if mot_de_passe:
            validate_password(mot_de_passe, self.instance)
        return mot_de_passe

    def save(self, commit=True):
        if mot_de_passe := self.cleaned_data["mot_de_passe"]:
            self.instance.set_password(mot_de_passe)
        return super().save(commit)


class DesignationForm(ModelFormulaire):
    lieux = {
        "agent": "socle.change_agent",
        "site": "socle.change_designation",
        "service": "socle.change_designation",
    }

    class Meta:
        model = Designation
        fields = [
            "agent",
            "fonction",
            "domaine",
            "site",
            "service",
            "date_debut",
            "date_fin",
            "lettre_mission",
            "date_lettre",
            "objectifs",
        ]
        help_texts = {
            "site": "Vide : tout le département, sauf pour un correspondant ou un chef de service.",
            "service": "Vide : tout le site.",
            "lettre_mission": "PDF, document (docx, doc, odt) ou image (jpg, png).",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        if not self.agent.has_perm("socle.designer_administrateur"):
            self.fields["fonction"].choices = [
                choix
                for choix in self.fields["fonction"].choices
                if choix[0] not in Designation.FONCTIONS_RESERVEES
            ]

    def clean_lettre_mission(self):
        return verifier_piece(self.cleaned_data["lettre_mission"], LETTRES)


class FermetureForm(ModelFormulaire):
    lieux = {"site": "socle.change_fermeture"}

    class Meta:
        model = Fermeture
        fields = ["site", "jour", "motif", "compte_non_ouvre"]


class PeriodeSuspendueForm(ModelFormulaire):
    lieux = {"site": "socle.change_periodesuspendue"}

    class Meta:
        model = PeriodeSuspendue
        fields = ["site", "date_debut", "date_fin", "motif", "date_decision"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement


class ImportForm(Formulaire):
    """Un classeur à vérifier, et ce qui vaut pour les lignes qui ne le disent pas."""

    lieux = {"site": "socle.importer_production"}
    fichier = forms.FileField(
        label="Classeur",
        help_text="Excel (.xlsx, .xls), LibreOffice (.ods) ou texte (.csv). Rien n'est enregistré "
        "avant votre accord.",
    )
    site = forms.ModelChoiceField(
        label="Site",
        queryset=Site.objects.all(),
        required=False,
        help_text="Pour les lignes qui ne disent ni site ni service.",
    )

    def __init__(self, *args, importeur, **kwargs):
        super().__init__(*args, **kwargs)
        self.importeur = importeur
        for nom, (libelle, choix) in importeur.choix.items():
            choix = choix(self.agent.departement) if callable(choix) else choix
            self.fields[nom] = forms.ChoiceField(
                label=libelle, choices=[("", "D'après le classeur"), *choix], required=False
            )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > settings.IMPORT_TAILLE_MAX:
            plafond = settings.IMPORT_TAILLE_MAX // 2**20
            raise forms.ValidationError(
                f"Ce fichier dépasse {plafond} Mo : partagez-le en plusieurs classeurs."
            )
        return fichier

    def save(self):
        """La production qui vérifie le classeur, à lancer."""
        donnees = self.cleaned_data
        fichier = donnees["fichier"]
        return Production.objects.create(
            departement=self.agent.departement,
            demandeur=self.agent,
            genre="import",
            objet=self.importeur.type,
            titre=f"Vérification de {fichier.name}"[:200],
            source=fichier,
            parametres={
                "nom": fichier.name,
                "essai": True,
                "partiel": True,
                "site": donnees["site"].pk if donnees["site"] else None,
                "correspondance": {},
            }
            | {nom: donnees[nom] for nom in self.importeur.choix},
        )


class ImportSuiteForm(Formulaire):
    """Ce qu'on fait d'une vérification : la refaire avec d'autres colonnes, ou importer."""

    acte = forms.ChoiceField(
        choices=[("verifier", "Vérifier"), ("importer", "Importer"), ("partiel", "Partiel")]
    )

    def __init__(self, *args, verification, **kwargs):
        super().__init__(*args, **kwargs)
        self.verification = verification

    def save(self):
        """La production suivante, sur le même fichier reçu."""
        acte = self.cleaned_data["acte"]
        parametres = dict(self.verification.parametres)
        if acte == "verifier":
            parametres["correspondance"] = self.correspondance()
        else:
            parametres |= {"essai": False, "partiel": acte == "partiel"}
        debut = "Vérification" if acte == "verifier" else "Import"
        return Production.objects.create(
            departement=self.verification.departement,
            demandeur=self.agent,
            genre="import",
            objet=self.verification.objet,
            titre=f"{debut} de {parametres['nom']}"[:200],
            source=self.verification.source.name,
            parametres=parametres,
        )

    def correspondance(self):
        """Ce qui est dit de chaque feuille : `colonne-<rang>-<champ>` → titre, `ligne-<rang>`."""
        feuilles, entetes = {}, {}
        for rang, feuille in enumerate(self.verification.rapport.get("feuilles", [])):
            montree, dite = feuille.get("ligne_probable"), self._ligne(rang)
            colonnes = self._colonnes(rang, feuille) if dite in (None, montree) else {}
            feuilles[feuille["nom"]] = colonnes
            if dite == 0 or (dite and (colonnes or dite != montree)):
                entetes[feuille["nom"]] = dite
        dites = {"feuilles": feuilles, "entetes": entetes}
        return {**self.verification.parametres["correspondance"], **dites}

    def _colonnes(self, rang, feuille):
        """« – » écarte une colonne reconnue ; il ne dit rien d'une colonne qui ne l'était pas."""
        debut = f"colonne-{rang}-"
        dites = {n.removeprefix(debut): self.data[n] for n in self.data if n.startswith(debut)}
        avant = self.verification.parametres["correspondance"].get("feuilles", {})
        ecartees = {cle for cle, dite in avant.get(feuille["nom"], {}).items() if not dite}
        connues = ecartees | feuille["colonnes"].keys()
        return {cle: dite for cle, dite in dites.items() if dite or cle in connues}

    def _ligne(self, rang):
        """La ligne d'en-tête dite ; une autre que la ligne montrée a d'autres titres."""
        dite = self.data.get(f"ligne-{rang}", "")
        return int(dite) if dite.isdecimal() and int(dite) <= LIGNES_MAXIMALES else None
