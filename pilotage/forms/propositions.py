from django import forms

from pilotage.forms.mesures import AIDES, ValeurForm, sans_zeros
from pilotage.models import Indicateur, PropositionDeMesure
from pilotage.models.valeurs import CHIFFRES
from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.pieces import RELEVES, verifier_piece
from qualepref.socle.simultane import FormulaireSimultane

PROPOSER = "pilotage.add_propositiondemesure"
SANS_LIEU = "Dites de quel site, ou de quel service, vient cette valeur."


def montrer_les_chiffres(formulaire):
    """Tels que saisis ; la valeur découle des effectifs, elle ne se saisit pas en plus."""
    formulaire.initial |= {nom: sans_zeros(getattr(formulaire.instance, nom)) for nom in CHIFFRES}
    if formulaire.instance.numerateur is not None:
        del formulaire.fields["valeur"]


class PropositionForm(ValeurForm):
    """Ce qu'un site propose : parmi les indicateurs suivis qui ne se calculent pas."""

    lieux = {"site": PROPOSER, "service": PROPOSER}

    class Meta:
        model = PropositionDeMesure
        fields = [
            *("indicateur", "periode", "site", "service", "modalite"),
            *(*CHIFFRES, "commentaire", "piece"),
        ]
        help_texts = AIDES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.agent.departement
        self.instance.departement, self.instance.auteur = departement, self.agent
        suivis = Indicateur.objects.actifs_pour(departement)
        self.fields["indicateur"].queryset = suivis.exclude(source=Indicateur.Source.CALCULE)

    def clean(self):
        donnees = super().clean()
        ses_departements = self.agent.portee(PROPOSER).departements
        if not (ses_departements or donnees.get("site") or donnees.get("service")):
            self.add_error("site", SANS_LIEU)
        return donnees

    def save(self, commit=True):
        self.instance.proposer()
        return self.instance


class ReprendreForm(FormulaireSimultane):
    """Qui l'a proposée corrige sa valeur tant qu'elle n'est pas décidée, ou après un refus."""

    class Meta:
        model = PropositionDeMesure
        fields = [*CHIFFRES, "commentaire", "piece"]
        help_texts = AIDES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        montrer_les_chiffres(self)

    def valeur_en_base(self, nom):
        valeur = super().valeur_en_base(nom)
        return sans_zeros(valeur) if nom in CHIFFRES else valeur

    def clean_piece(self):
        return verifier_piece(self.cleaned_data["piece"], RELEVES)

    def clean(self):
        if not self.instance.se_reprend:
            raise forms.ValidationError(
                f"Cette valeur est {self.instance.get_etat_display()} : elle ne se corrige plus."
            )
        return super().clean()

    def save(self, commit=True):
        self.instance.proposer()
        return self.instance


class DecisionForm(FormulaireVersionne):
    """Ce que décide la référente de la valeur qu'elle a lue."""

    class Meta:
        model = PropositionDeMesure
        fields = []

    def dire_le_changement(self):
        return (
            "Cette valeur a changé pendant que vous la lisiez ; "
            f"elle est maintenant {self.instance.get_etat_display()}"
        )


class ValiderForm(DecisionForm):
    """Les chiffres, tels que proposés : les changer les corrige."""

    class Meta(DecisionForm.Meta):
        fields = [*CHIFFRES]
        help_texts = AIDES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        montrer_les_chiffres(self)

    def acte(self, **chiffres):
        self.instance.valider(self.agent, **chiffres)


class RefuserForm(DecisionForm):
    motif = forms.CharField(label="Motif", max_length=300)

    def acte(self, motif):
        self.instance.refuser(self.agent, motif)
