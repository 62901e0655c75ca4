"""Les champs d'un questionnaire dans une langue : pour l'usager, un évaluateur, un aperçu.

Chaque champ se dessine par `{{ champ.as_field_group }}` (enquetes/_question.html) et rend, une fois
lu, une `saisies.Valeur`. Les noms des champs sont les codes des questions, sous un préfixe.
"""

from django import forms

from enquetes.formulaire.mots import faute_dite, maximum_de, mots_de
from enquetes.langues import FRANCAIS, en_langue
from enquetes.saisies import NOTE_MAX, SaisieRefusee, TypeQuestion, lire

PREFIXE = "q"  # d'un code de question, pour qu'il ne heurte aucun champ de la page
FORMES = {
    TypeQuestion.CHOIX_MULTIPLE: "cases",
    TypeQuestion.SMILEY: "visages",
    TypeQuestion.NOTE: "note",
    TypeQuestion.TEXTE_LONG: "zone",
    TypeQuestion.TEXTE_COURT: "ligne",
    TypeQuestion.DATE: "ligne",
    TypeQuestion.NOMBRE: "ligne",
    TypeQuestion.TEMPS: "ligne",
}  # les autres : des boutons radio
CLAVIERS = {TypeQuestion.NOMBRE: "decimal", TypeQuestion.TEMPS: "numeric"}
NOTES = [(str(n), str(n)) for n in range(NOTE_MAX + 1)]


class Envoi(forms.Widget):
    """Ce que le navigateur a envoyé pour une question, tel quel : une liste de textes."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, ()))

    def value_omitted_from_data(self, data, files, name):
        return False  # rien de coché n'envoie rien


class ChampQuestion(forms.Field):
    """Une question posée dans une langue ; `choix` : ceux qui ne viennent pas de son échelle."""

    widget = Envoi
    gabarit = "enquetes/_question.html"
    autofocus = True  # en titre, la question est ce qu'on lit d'abord

    def __init__(self, question, langue=FRANCAIS, choix=None, en_titre=False):
        super().__init__(
            required=question.obligatoire,
            label=question.texte(langue),
            help_text=question.aide(langue),
            template_name=self.gabarit,
        )
        self.question, self.langue, self.en_titre = question, langue, en_titre
        self.attente = question.attente(None if choix is None else [cle for cle, _ in choix])
        self.theme = en_langue(question.theme.libelles, langue) if question.theme else ""
        self.mots = mots_de(langue)
        self.forme = FORMES.get(self.attente.type, "boutons")
        self.choix = NOTES if self.forme == "note" else choix or choix_dits(question, langue)
        self.clavier = CLAVIERS.get(self.attente.type, "")
        self.genre = "date" if self.attente.type == TypeQuestion.DATE else "text"

    def prepare_value(self, value):
        return [] if value is None else value

    def clean(self, envoye):
        try:
            return lire(self.attente, envoye or ())
        except SaisieRefusee as refus:
            phrase = faute_dite(refus.faute, self.langue, maximum_de(self.attente))
            raise forms.ValidationError(phrase, code=refus.faute.value) from None

    @property
    def groupe(self):
        """Plusieurs boutons : un groupe et sa légende, et non un champ et son étiquette."""
        return self.forme not in ("zone", "ligne")

    @property
    def precisions(self):
        """Ce que l'application ajoute sous la question."""
        attendues = {
            TypeQuestion.CHOIX_MULTIPLE: self.mots.plusieurs,
            TypeQuestion.TEMPS: self.mots.temps,
            TypeQuestion.NOMBRE: self.mots.nombre,
        }
        dites = [self.mots.obligatoire] if self.required else []
        return " ".join([*dites, attendues.get(self.attente.type, "")]).strip()

    @property
    def cases(self):
        """(clé, libellé, icône) de chaque choix ; une icône aux seuls visages."""
        visages = visages_de(self.question) if self.forme == "visages" else {}
        return [(cle, libelle, visages.get(cle, "")) for cle, libelle in self.choix]


def choix_dits(question, langue):
    echelle = question.echelle
    choix = echelle.choix.all() if echelle else ()
    return [(un.cle, en_langue(un.libelles, langue)) for un in choix]


def visages_de(question):
    """Content, ni l'un ni l'autre, mécontent : le choix du milieu est neutre quand il y en a un."""
    choix = list(question.echelle.choix.all())
    icones = {un.cle: "content" if un.favorable else "mecontent" for un in choix}
    if len(choix) == 3:
        icones[choix[1].cle] = "neutre"
    return icones


class FormulaireQuestionnaire(forms.Form):
    """Les questions données, dans l'ordre ; `choix` : par code, ceux qui viennent d'ailleurs."""

    def __init__(self, questions, *args, langue=FRANCAIS, choix=None, en_titre=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        ailleurs = choix or {}
        for question in questions:
            self.fields[question.code] = ChampQuestion(
                question, langue, ailleurs.get(question.code), en_titre
            )
