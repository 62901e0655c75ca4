"""Examiner une suggestion ou une réclamation, la ranger, en proposer une action."""

from django import forms

from engagements.models import Engagement, Referentiel
from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.models import Lieu, Service
from suivi.forms.lieux import ranger_par_site
from suivi.models import CategorieReclamation, Demande, ObjetReclamation, Qualification

OUI, NON, INCONNU = Demande.QualiteAccueil.values
VERDICTS = [
    (OUI, "Recevable : elle porte sur la qualité de l'accueil"),
    (NON, "Hors champ : elle compte dans les volumes, jamais dans le taux d'accueil"),
    (INCONNU, "Pas encore examinée"),
]


class ActeForm(FormulaireVersionne):
    """Un acte sur la qualification d'une demande."""

    class Meta:
        model = Demande
        fields = []

    def objet_relu(self):
        self.qualification = Qualification.objects.de(self.instance)
        return self.qualification

    def dire_le_changement(self):
        objet = f", {self.qualification.objet}" if self.qualification.objet else ""
        return (
            "Quelqu'un a examiné cette demande pendant que vous écriviez : "
            f"{self.instance.get_qualite_accueil_display()}{objet}"
        )


class ExaminerForm(ActeForm):
    """Recevable ou hors champ, et pourquoi ; puis où la ranger."""

    verdict = forms.ChoiceField(label="Décision", choices=VERDICTS, widget=forms.RadioSelect)
    objet = forms.ModelChoiceField(
        ObjetReclamation.objects.recevables(),
        label="Objet",
        required=False,
        empty_label="Choisir un objet",
    )
    exclusion = forms.ModelChoiceField(
        ObjetReclamation.objects.exclusions(),
        label="Pourquoi",
        required=False,
        empty_label="Choisir une exclusion",
    )
    motif = forms.CharField(
        label="Motif, propre à cette demande",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ne nommez pas l'usager : d'autres lisent ce motif.",
    )
    suite = forms.ChoiceField(
        label="Suite donnée",
        required=False,
        choices=[("", "Pas encore"), *Qualification.Suite.choices],
    )
    categorie = forms.ModelChoiceField(
        CategorieReclamation.objects.all(),
        label="Catégorie",
        required=False,
        empty_label="Aucune",
    )
    engagement = forms.ModelChoiceField(
        Engagement.objects.none(),
        label="Engagement",
        required=False,
        empty_label="Aucun, ou celui de l'objet",
    )
    lieu = forms.ModelChoiceField(
        Lieu.objects.all(), label="Lieu", required=False, empty_label="Tout le site"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        qualifiee, departement = self.qualification, self.instance.departement
        for nom in ("objet", "exclusion"):
            champ = self.fields[nom]
            champ.queryset = champ.queryset.proposes_a(departement, garder=qualifiee.objet_id)
        for nom in ("suite", "motif", "categorie", "engagement", "lieu"):
            self.initial[nom] = getattr(qualifiee, nom)
        self.initial |= {
            "verdict": self.instance.qualite_accueil,
            "objet": qualifiee.objet_recevable,
            "exclusion": qualifiee.exclusion,
        }
        self._borner(departement)

    def _borner(self, departement):
        """Les choix du département et du site ; un site sans lieu décrit n'en demande pas."""
        champs, site = self.fields, self.instance.site
        champs["categorie"].queryset = departement.categories_de_reclamation.all()
        referentiel = Referentiel.objects.suivi_par(departement)
        champs["engagement"].queryset = Engagement.objects.du_referentiel(referentiel, departement)
        lieux = site.lieux.employables(garder=self.qualification.lieu_id)
        champs["lieu"].queryset = lieux
        if not lieux:
            del champs["lieu"]

    def acte(self, verdict, objet, exclusion, motif, suite, **classement):
        if verdict == OUI:
            self.qualification.declarer_recevable(objet, **classement)
        elif verdict == NON:
            self.qualification.classer_hors_champ(exclusion, motif, suite, **classement)
        else:
            self.qualification.remettre_a_examiner(**classement)


class ProposerForm(ActeForm):
    """L'action se lit de tout le département : rien n'y est repris de l'usager."""

    lieux = {"service": "suivi.change_qualification"}
    intitule = forms.CharField(label="Ce qu'il faut faire", max_length=300)
    chiffres = forms.CharField(
        label="Ce qui le motive",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Se lit au plan d'actions : n'y nommez pas l'usager.",
    )
    service = forms.ModelChoiceField(Service.objects.all(), label="Service pilote", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ranger_par_site(self.fields["service"], vide="À dire plus tard")
        dite = self.qualification.objet or self.qualification.categorie
        self.initial.setdefault("chiffres", f"{self.instance}{f' : {dite}' if dite else ''}.")
        self.initial.setdefault("service", self.instance.service_id)

    def acte(self, intitule, chiffres, service):
        self.qualification.proposer(intitule, chiffres, service)
