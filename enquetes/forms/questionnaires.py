"""Un questionnaire du département : ajouté, copié d'un autre, ou retouché avant d'être gelé."""

from django.core.exceptions import ValidationError

from enquetes.langues import FRANCAIS
from enquetes.models import Questionnaire
from enquetes.redaction.copie import copier
from enquetes.redaction.phrases import version_suivante
from qualepref.socle.forms import ModelFormulaire

SANS_DEPARTEMENT = "Votre compte n'est rattaché à aucun département : il ne peut rien ajouter ici."
PREMIERE_VERSION = "1.0"


class DuDepartementForm(ModelFormulaire):
    """Un questionnaire neuf, que les contraintes d'unicité comparent à ceux du département."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}

    def clean(self):
        if self.instance.departement_id is None:
            raise ValidationError(SANS_DEPARTEMENT)
        return super().clean()


class QuestionnaireAjoutForm(DuDepartementForm):
    class Meta:
        model = Questionnaire
        fields = ["intitule", "nature", "code", "version"]
        help_texts = {
            "code": "Reste le même d'une version à l'autre : c'est ce qui permet de comparer.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", PREMIERE_VERSION)
        self.instance.langues = [FRANCAIS]


class CopieForm(DuDepartementForm):
    """Ce qui distingue la copie de sa source ; le reste est copié tel quel."""

    class Meta:
        model = Questionnaire
        fields = ["intitule", "code", "version"]
        help_texts = {
            "code": "Gardez-le pour une version suivante du même questionnaire : les résultats se "
            "comparent. Changez-le pour un questionnaire nouveau.",
        }

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        versions = Questionnaire.objects.filter(code=source.code)
        prises = list(versions.values_list("version", flat=True))
        propositions = {
            "intitule": source.intitule,
            "code": source.code,
            "version": version_suivante(source.version, prises),
        }
        self.initial = propositions | self.initial

    def save(self, commit=True):
        propres = {nom: self.cleaned_data[nom] for nom in self._meta.fields}
        return copier(self.source, departement=self.agent.departement, **propres)
