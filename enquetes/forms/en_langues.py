"""Un formulaire qui a un champ par langue pour chaque texte de son objet."""

from django import forms

from enquetes.langues import FRANCAIS, LANGUES, sens
from qualepref.socle.simultane import FormulaireSimultane

LONGUEUR_MAX = 2_000


class FormulaireEnLangues(FormulaireSimultane):
    """`EN_LANGUES` : texte → (étiquette, exigé en français, lignes).

    Un texte est un attribut de l'objet (langue → mots), ou ce que disent `textes_de` et `ecrire`.
    """

    EN_LANGUES: dict[str, tuple[str, bool, int]] = {}

    def __init__(self, *args, questionnaire, instance=None, **kwargs):
        self.questionnaire = questionnaire
        langues = [code for code in LANGUES if code in {FRANCAIS, *questionnaire.langues}]
        self.noms = {f"{t}_{code}": (t, code) for code in langues for t in self.EN_LANGUES}
        self.hors_modele = type(self).hors_modele | {nom: nom for nom in self.noms}
        lus = {nom: self._lu(instance, *ou) for nom, ou in self.noms.items()}
        champs = {nom: self._champ(*ou, lus[nom]) for nom, ou in self.noms.items()}
        self.base_fields = type(self).base_fields | champs
        super().__init__(*args, instance=instance, **kwargs)
        for nom, texte in lus.items():
            setattr(self.en_base, nom, texte)
        if self.instance.pk is None:
            self.rattacher()

    def rattacher(self):
        """Place un objet neuf dans le questionnaire."""
        self.instance.questionnaire = self.questionnaire

    def textes_de(self, objet, texte):
        return getattr(objet, texte)

    def ecrire(self, texte, mots):
        setattr(self.instance, texte, mots)

    def _lu(self, instance, texte, langue):
        return self.textes_de(instance, texte).get(langue, "") if instance else ""

    def _champ(self, texte, langue, lu):
        etiquette, exige, lignes = self.EN_LANGUES[texte]
        attributs = {"lang": langue, "dir": sens(langue), "rows": lignes}
        return forms.CharField(
            label=etiquette if langue == FRANCAIS else f"{etiquette} ({LANGUES[langue]})",
            required=exige and langue == FRANCAIS,
            max_length=LONGUEUR_MAX,
            initial=lu,
            widget=forms.Textarea(attrs=attributs),
            error_messages={"required": "Écrivez ce texte en français : les autres s'y rabattent."},
        )

    def sections(self):
        """Les champs communs d'abord, puis une partie par langue."""
        en_langues = {}
        for nom, (_, langue) in self.noms.items():
            en_langues.setdefault(LANGUES[langue], []).append(self[nom])
        autres = [self[n] for n in self.fields if n not in self.noms and n != "empreinte"]
        return [("", autres), *en_langues.items()]

    def save(self, commit=True):
        for texte in self.EN_LANGUES:
            mots = dict(self.textes_de(self.instance, texte))
            ecrits = {c: self.cleaned_data[nom] for nom, (t, c) in self.noms.items() if t == texte}
            self.ecrire(texte, {c: mot for c, mot in (mots | ecrits).items() if mot})
        return super().save(commit)
