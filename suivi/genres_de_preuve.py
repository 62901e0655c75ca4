from engagements.genres import Fiche, Genre, inscrire
from suivi.forms.echantillons import CiterDemandesForm
from suivi.models import EchantillonDemandes
from suivi.models.echantillons import DEMANDES


def fiche(preuve, agent):
    visibles = EchantillonDemandes.objects.visibles_par(agent)
    trouve = visibles.filter(preuve=preuve).first()
    return Fiche("Les demandes tirées", trouve.get_absolute_url() if trouve else "")


inscrire(
    Genre(
        DEMANDES,
        "échantillon de demandes",
        "des demandes",
        CiterDemandesForm,
        fiche,
        suivis=("type_preuve", "emplacement", "date_effet"),
        permission="suivi.view_demande",
    )
)
