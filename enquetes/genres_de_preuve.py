from engagements.genres import Fiche, Genre, inscrire
from enquetes.forms.citer_controle import CiterControleForm
from enquetes.models import Controle
from enquetes.models.preuves import GRILLE


def fiche(preuve, agent):
    visibles = Controle.objects.visibles_par(agent)
    trouve = visibles.filter(citations__preuve=preuve).first()
    return Fiche("Le contrôle et ses relevés", trouve.get_absolute_url() if trouve else "")


inscrire(
    Genre(
        GRILLE,
        "grille de contrôle",
        "un contrôle",
        CiterControleForm,
        fiche,
        suivis=("intitule", "type_preuve", "emplacement", "date_effet"),
        permission="enquetes.view_controle",
    )
)
