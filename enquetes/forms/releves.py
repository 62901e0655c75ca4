"""Remplir un relevé : ce qu'on examine, puis point par point, sans rien perdre d'une saisie."""

from dataclasses import dataclass, field, replace

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from enquetes import saisies
from enquetes.controles.champs_releves import Champ, Sorte, champs
from enquetes.formulaire.mots import faute_dite, maximum_de
from enquetes.langues import FRANCAIS
from enquetes.models import PhotoReleve, Question, Releve
from enquetes.saisies import Faute, SaisieRefusee, TypeQuestion
from qualepref.socle.fichiers.contenus import IMAGES
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.pieces import sans_metadonnees, verifier_piece
from qualepref.socle.temps import aujourdhui

COMMENTAIRE_MAX = 2000
TROP_LONG = f"Ce commentaire dépasse {COMMENTAIRE_MAX} signes : raccourcissez-le."


@dataclass
class Point:
    """Un point à l'écran : la question, ce qui y est dit, sa faute s'il y en a une."""

    question: Question
    dites: list[str] = field(default_factory=list)
    commentaire: str = ""
    faute: str = ""

    @property
    def genre(self):
        """Comment le dessiner : des choix, ou un champ d'une de ces sortes."""
        return "choix" if self.question.type in saisies.A_CHOIX else self.question.type

    @property
    def est_multiple(self):
        return self.question.type == TypeQuestion.CHOIX_MULTIPLE

    @property
    def dite(self):
        return self.dites[0] if self.dites else ""

    @property
    def choix(self):
        """(choix, coché) dans l'ordre de l'échelle."""
        return [(un, un.cle in self.dites) for un in self.question.echelle.choix.all()]


class Points:
    """Les points d'un relevé : ceux qu'envoie la page (`pose`) sont lus, les autres gardés."""

    def __init__(self, releve, donnees=None):
        self.questions = list(releve.controle.questionnaire.questions.avec_choix())
        notees = releve.notees()
        self.tous = {q.code: Point(q, *notees.get(q.code, ([], ""))) for q in self.questions}
        self.lues = {}
        for code in dict.fromkeys(donnees.getlist("pose") if donnees else ()):
            if code in self.tous:
                self._lire(self.tous[code], donnees)

    def _lire(self, point, donnees):
        code = point.question.code
        point.dites = donnees.getlist(f"q-{code}")
        point.commentaire = donnees.get(f"c-{code}", "").replace("\x00", "").strip()
        attente = replace(point.question.attente(), obligatoire=False)
        try:
            valeur = saisies.lire(attente, point.dites)
        except SaisieRefusee as refus:
            point.faute = faute_dite(refus.faute, FRANCAIS, maximum_de(attente))
            return
        if len(point.commentaire) > COMMENTAIRE_MAX:
            point.faute = TROP_LONG
            return
        self.lues[point.question] = (valeur, point.commentaire)

    @property
    def fautes(self):
        return {code: point.faute for code, point in self.tous.items() if point.faute}

    def par_theme(self):
        """[(thème, points)] dans l'ordre du questionnaire."""
        groupes = {}
        for point in self.tous.values():
            groupes.setdefault(point.question.theme, []).append(point)
        return list(groupes.items())


def champ_django(champ: Champ) -> forms.Field:
    reste = {"label": champ.libelle, "required": False}
    match champ.sorte:
        case Sorte.DATE:
            return forms.DateField(**reste)
        case Sorte.HEURE:
            return forms.TimeField(
                **reste, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            )
        case Sorte.LONG:
            return forms.CharField(
                **reste, max_length=COMMENTAIRE_MAX, widget=forms.Textarea(attrs={"rows": 3})
            )
        case Sorte.SECONDES:
            return forms.CharField(
                **reste,
                max_length=12,
                help_text="Par exemple 2:05.",
                widget=forms.TextInput(attrs={"data-chronometre": ""}),
            )
    return forms.CharField(**reste, max_length=200)


class ReleveForm(ModelFormulaire):
    """L'en-tête du relevé et ses points ; un envoi sans en-tête ne touche qu'aux points."""

    class Meta:
        model = Releve
        fields = ["jour", "scenario", "objet", "remarque"]
        widgets = {"remarque": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.points = Points(self.instance, self.data if self.is_bound else None)
        if self.is_bound and "entete" not in self.data:
            self.fields.clear()
            self.champs = []
            return
        self._ajuster(self.instance.controle)

    def _ajuster(self, controle):
        grille = controle.questionnaire
        self.fields["scenario"].queryset = grille.scenarios.all()
        if not self.fields["scenario"].queryset:
            del self.fields["scenario"]
        if self.instance.pret_id:  # tiré, et dit au-dessus
            self.fields.pop("scenario", None)
        if self.instance.pret_id or controle.un_seul_releve or hasattr(controle, "echantillon"):
            del self.fields["objet"]
        elif grille.unite:
            self.fields["objet"].label = grille.unite[:1].upper() + grille.unite[1:]
        else:
            self.fields["objet"].label = "Repère"
        self.champs = champs(grille.consignes.get("champs_releves"))
        for champ in self.champs:
            nom = f"champ-{champ.cle}"
            self.fields[nom] = champ_django(champ)
            self.initial[nom] = self.instance.champs.get(champ.cle, "")
        self.fields["remarque"] = self.fields.pop("remarque")  # à la fin

    def clean_jour(self):
        jour = self.cleaned_data["jour"]
        if jour > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        return jour

    def clean_objet(self):
        """Ce que dira la base, avant elle : le contrôle n'est pas un champ de la page."""
        objet = self.cleaned_data["objet"]
        autres = self.instance.controle.releves.filter(objet=objet, pret=None)
        if objet and autres.exclude(pk=self.instance.pk).exists():
            raise ValidationError("Un relevé de ce contrôle porte déjà sur cela : reprenez-le.")
        return objet

    def clean(self):
        donnees = super().clean()
        for champ in self.champs:
            if champ.sorte is Sorte.SECONDES and donnees.get(f"champ-{champ.cle}"):
                self._verifier_le_temps(f"champ-{champ.cle}", donnees)
        return donnees

    def _verifier_le_temps(self, nom, donnees):
        """Gardé en secondes, quelle que soit la façon de l'écrire."""
        try:
            lu = saisies.lire(saisies.Attente(TypeQuestion.TEMPS), [donnees[nom]])
            donnees[nom] = str(int(lu.nombre))
        except SaisieRefusee:
            self.add_error(nom, faute_dite(Faute.TEMPS, FRANCAIS))

    def est_valable(self):
        return self.is_valid() and not self.points.fautes

    @transaction.atomic
    def garder(self):
        """Enregistre tout ce qui se lit, même si le reste est à reprendre."""
        releve = Releve.objects.select_related("controle__questionnaire").get(pk=self.instance.pk)
        if self.fields and self.is_valid():
            releve = self.save(commit=False)
            releve.champs = releve.champs | {
                champ.cle: _ecrit(self.cleaned_data[f"champ-{champ.cle}"]) for champ in self.champs
            }
            releve.verrouiller()
            releve.save()
        releve.noter(self.points.lues)
        return releve


def _ecrit(valeur):
    if hasattr(valeur, "strftime") and not hasattr(valeur, "year"):
        return f"{valeur:%H:%M}"
    return valeur.isoformat() if hasattr(valeur, "isoformat") else valeur or ""


class PhotoForm(Formulaire):
    """Une photo, d'un point ou de l'ensemble ; elle perd le lieu et la date de sa prise."""

    fichier = forms.FileField(
        label="Photo",
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{ext}" for ext in IMAGES), "capture": "environment"}
        ),
        help_text="JPEG ou PNG. Elle perd le lieu et la date de sa prise ; n'y montrez personne.",
    )
    question = forms.ModelChoiceField(
        label="Point", queryset=Question.objects.none(), required=False, empty_label="L'ensemble"
    )
    legende = forms.CharField(label="Ce qu'on y voit", max_length=200, required=False)

    def __init__(self, *args, releve, **kwargs):
        super().__init__(*args, **kwargs)
        self.releve = releve
        self.fields["question"].queryset = releve.controle.questionnaire.questions.filter(
            type__in=sorted(saisies.A_CHOIX)
        )

    def clean_fichier(self):
        return sans_metadonnees(verifier_piece(self.cleaned_data["fichier"], tuple(IMAGES)))

    def save(self):
        return PhotoReleve.objects.joindre(self.releve, **self.cleaned_data)
