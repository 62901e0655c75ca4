"""Ce qu'on fait à plusieurs demandes d'un coup, par les verbes d'une seule."""

from django import forms

from qualepref.socle.actes import Acte, ActesGroupes
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui
from suivi import affectation
from suivi.forms.lieux import jour_dit, ranger_par_site
from suivi.models import Demande, ModeleReponse, Nature, NonDue, Support, Usage
from suivi.reponses.expedition import accuser_reception
from suivi.requalification import declarer_non_due, requalifier

CHANGER = "suivi.change_demande"


class JourForm(Formulaire):
    """Le jour de l'acte : aujourd'hui, sauf correction."""

    le = forms.DateField(label="Le", initial=aujourdhui)


class AffecterForm(Formulaire):
    lieux = {"vers": "socle.view_service"}
    vers = forms.ModelChoiceField(Service.objects.exclude(parent=None), label="Au service")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ranger_par_site(self.fields["vers"], vide="Choisir un service")


class TransfererForm(JourForm):
    lieux = {"vers": "socle.view_service"}
    vers = forms.ModelChoiceField(Service.objects.all(), label="Au service")
    motif = forms.CharField(label="Motif", max_length=300, required=False)
    field_order = ["vers", "le", "motif"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ranger_par_site(self.fields["vers"], vide="Choisir un service", le=jour_dit(self))


class NonDueForm(Formulaire):
    raison = forms.ChoiceField(
        label="Aucune réponse n'est due", choices=[("", "Dire pourquoi"), *NonDue.choices]
    )


class NatureForm(Formulaire):
    nature = forms.ChoiceField(label="Nature", choices=[("", "Choisir"), *Nature.choices])


class AccuseForm(Formulaire):
    """Le même texte pour toutes, ou pour chacune le plus précis."""

    lieux = {"modele": "suivi.view_modelereponse"}
    modele = forms.ModelChoiceField(
        ModeleReponse.objects.actifs().filter(usage=Usage.ACCUSE, support=Support.COURRIEL),
        label="Modèle",
        required=False,
        empty_label="Le plus précis pour chaque demande",
        help_text="Chaque texte est rempli, puis confié à la file d'envoi, ou soumis à relecture "
        "si votre département le veut.",
    )


def accuser(demande, agent, le):
    demande.accuser(le, agent=agent)


def envoyer_l_accuse(demande, agent, modele):
    accuser_reception(demande=demande, agent=agent, modele=modele)


def affecter(demande, agent, vers):
    affectation.affecter(demande=demande, vers=vers)


def transferer(demande, agent, vers, le, motif):
    demande.transferer(vers, le, motif, agent=agent)


def retirer(demande, agent, le):
    demande.retirer(le, agent=agent)


def ne_pas_devoir(demande, agent, raison):
    declarer_non_due(demande, raison)


def changer_de_nature(demande, agent, nature):
    requalifier(demande, nature)


DEMANDES = ActesGroupes(
    "demandes",
    Demande.objects.select_related("service__site__departement"),
    Acte("accuser", "Accuser réception", CHANGER, accuser, "accusées", JourForm),
    Acte(
        "envoyer-accuse",
        "Envoyer l'accusé par courriel",
        "suivi.add_reponse",
        envoyer_l_accuse,
        "traitées",
        AccuseForm,
    ),
    Acte("affecter", "Affecter à un service", CHANGER, affecter, "affectées", AffecterForm),
    Acte(
        "transferer", "Transférer à un service", CHANGER, transferer, "transférées", TransfererForm
    ),
    Acte("nature", "Changer la nature", CHANGER, changer_de_nature, "changées", NatureForm),
    Acte("non-due", "Marquer : réponse non due", CHANGER, ne_pas_devoir, "marquées", NonDueForm),
    Acte("retirer", "Retirer", CHANGER, retirer, "retirées", JourForm),
)
